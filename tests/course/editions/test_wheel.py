"""The wheel of the course: where its files stand, what it asks for, and that pip believes it."""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
from email import message_from_bytes

from packaging.requirements import Requirement

from analysis.course.editions.pack import needs
from analysis.course.editions.wheel import INFO, course_wheel, zipped

FILES = {
    "analysis/a.py": b"x = 1\n",
    "data/derived/b.csv": b"b\n",
    "study.yml": b"",
    "LICENSE": b"c",
}


def opened(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_files_stand_where_an_installed_suite_looks_for_them():
    from analysis.paths import _SHIPPED, SITE

    below = _SHIPPED.relative_to(SITE).as_posix()
    found = opened(course_wheel(FILES, ["numpy>=2"]))
    assert found["analysis/a.py"] == b"x = 1\n"
    assert found[f"{below}/data/derived/b.csv"] == b"b\n"
    assert f"{below}/study.yml" in found


def test_the_record_holds_every_file_with_its_hash():
    found = opened(course_wheel(FILES, ["numpy>=2"]))
    rows = [line.split(",") for line in found[f"{INFO}/RECORD"].decode().splitlines()]
    assert sorted(name for name, _, _ in rows) == sorted(found)
    for name, hashed, size in rows:
        if name.endswith("RECORD"):
            continue
        plain = hashlib.sha256(found[name]).digest()
        assert hashed == "sha256=" + base64.urlsafe_b64encode(plain).decode().rstrip("=")
        assert int(size) == len(found[name])


def test_it_asks_for_what_lessons_import_and_for_pandas_of_hosted_notebooks():
    about = message_from_bytes(opened(course_wheel(FILES, needs()))[f"{INFO}/METADATA"])
    asked = {r.name: r for r in map(Requirement, about.get_all("Requires-Dist"))}
    assert {"numpy", "pandas", "pycountry"} < set(asked)
    assert not {"numba", "pyarrow", "pyreadr"} & set(asked)  # three eighths of an environment
    # Colab has ipywidgets 7, and works with no other.
    assert not {"jupyterlab", "ipywidgets", "typer", "arviz", "typst", "papermill"} & set(asked)
    assert asked["pandas"].specifier.contains("2.2.2")  # what Colab has
    assert asked["numpy"].specifier.contains("2.0.2")


def test_what_makes_lessons_quicker_is_asked_for_by_name():
    wheel = course_wheel(FILES, ["numpy>=2"], {"fast": needs(quicker=True)})
    about = message_from_bytes(opened(wheel)[f"{INFO}/METADATA"])
    assert about.get_all("Provides-Extra") == ["fast"]
    asked = [Requirement(r) for r in about.get_all("Requires-Dist")]
    assert {r.name for r in asked if r.marker and r.marker.evaluate({"extra": "fast"})} == {
        "numba",
        "pyarrow",
    }
    assert [r.name for r in asked if not r.marker] == ["numpy"]


def test_the_same_bytes_again():
    assert zipped(FILES) == zipped(dict(reversed(FILES.items())))
