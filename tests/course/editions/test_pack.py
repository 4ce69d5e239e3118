"""What students get: no solution in it, the same bytes again, and lessons run from it alone."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import nbformat
import pytest

from analysis.course.editions.make import find_lessons, read_lesson
from analysis.course.editions.marks import blocks, role, stem, unmarked
from analysis.course.editions.pack import ARCHIVE, pack_course, read_class
from analysis.course.editions.wheel import WHEEL
from analysis.course.exercise import seed_of
from analysis.errors import UsageError

LESSONS = find_lessons()


@pytest.fixture(scope="module")
def packed(tmp_path_factory) -> Path:
    return pack_course(tmp_path_factory.mktemp("pack"))[0]


def test_the_same_bytes_again(packed, tmp_path):
    assert pack_course(tmp_path)[0].read_bytes() == packed.read_bytes()


def test_no_solution_and_no_note_is_in_it(packed):
    """Lines of solutions that are no line of a lesson or of the suite otherwise."""
    secrets = set()
    for path in LESSONS.values():
        for cell in read_lesson(path).cells:
            if role(cell) == "open":
                secrets |= {b.text[:60] for b in blocks(cell.source)}
            if "instructor" in cell.metadata.get("tags", []):
                secrets.add(cell.source[:60])
    with zipfile.ZipFile(packed) as archive:
        names = archive.namelist()
        wheel = zipfile.ZipFile(io.BytesIO(archive.read(f"unshift-course/{WHEEL}")))
        notebooks = {n: archive.read(n).decode() for n in names if n.endswith(".ipynb")}
    assert len(notebooks) == len(LESSONS)
    for text in notebooks.values():
        book = nbformat.reads(text, as_version=4)
        nbformat.validate(book)
        whole = "\n".join(c.source for c in book.cells)
        assert not [s for s in secrets if s in whole]
        assert "SOLUTION" not in whole
    forbidden = re.compile(r"tests/|notebooks/|workshop|instructors|\.git|__pycache__|data/raw")
    assert not [n for n in (*names, *wheel.namelist()) if forbidden.search(n)]
    assert packed.stat().st_size < 20_000_000


#: Runs the notebook's code in a shell, and prints the verdicts that its checks came to.
PROGRAM = """
import json, sys
class Hidden:  # what the wheel does not ask for
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("numba", "llvmlite", "pyarrow", "pyreadr"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Hidden())
import importlib.metadata as metadata
def version(name, known=metadata.version):
    if name in ("numba", "llvmlite", "pyarrow", "pyreadr"):
        raise metadata.PackageNotFoundError(name)
    return known(name)
metadata.version = version
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
import analysis, analysis.course.exercise as exercise
assert analysis.__file__.startswith(sys.argv[2]), analysis.__file__
found, kept = {}, exercise.verdict
def verdict(key, *answers):
    found[key] = kept(key, *answers)
    return found[key]
exercise.verdict = verdict
for cell in json.load(open(sys.argv[1], encoding="utf-8"))["cells"]:
    if cell["cell_type"] == "code":
        shell.run_cell("".join(cell["source"])).raise_error()
print("\\n" + json.dumps({k: v.passed for k, v in found.items()}))
"""


@pytest.fixture(scope="module")
def machine(packed, tmp_path_factory) -> tuple[Path, Path]:
    """A machine without the checkout: the archive, and an environment with its wheel unpacked.

    The environment sees the packages of this one, all but the suite, so no network is needed;
    the lessons see no compiler and no pyarrow, which the wheel does not ask for.
    """
    home = tmp_path_factory.mktemp("machine")
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(home)
    place = home / "env"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(place)], check=True)
    site = Path(sysconfig.get_path("purelib", vars={"base": str(place)}))
    (site / "packages.pth").write_text(sysconfig.get_path("purelib"))
    with zipfile.ZipFile(home / "unshift-course" / WHEEL) as wheel:
        wheel.extractall(site)
    return home, site


@pytest.mark.slow  # an environment is made, and a lesson run in it
@pytest.mark.parametrize(
    "lesson", [1, *(pytest.param(n, marks=pytest.mark.long) for n in LESSONS if n > 1)]
)
def test_a_lesson_is_solved_from_the_archive_alone(machine, tmp_path, lesson):
    home, site = machine
    path = home / "unshift-course" / "lessons" / LESSONS[lesson].name
    book = nbformat.read(path, as_version=4)
    source = {
        stem(c): unmarked(c.source)
        for c in read_lesson(LESSONS[lesson]).cells
        if role(c) == "solution"
    }
    for cell in book.cells:
        if role(cell) == "solution":
            cell.source = source[stem(cell)]
    nbformat.write(book, path)
    environment = {
        k: v for k, v in os.environ.items() if not k.startswith(("UNSHIFT", "PYTHON", "XDG"))
    } | {"MPLBACKEND": "agg", "HOME": str(tmp_path)}
    done = subprocess.run(
        [str(home / "env" / "bin" / "python"), "-c", PROGRAM, str(path), str(site)],
        cwd=path.parent, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert len(found) == len(source)
    assert all(found.values()), found


@pytest.mark.slow
@pytest.mark.long  # pip itself is put into an environment
def test_pip_takes_the_wheel(packed, tmp_path):
    place = tmp_path / "env"
    subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
    pip = [str(place / "bin" / "python"), "-m", "pip", "--disable-pip-version-check"]
    wheel = str(packed.parent / WHEEL)
    subprocess.run([*pip, "install", "--quiet", "--no-deps", "--no-index", wheel], check=True)
    shown = subprocess.run([*pip, "show", "--files", "unshift-course"], capture_output=True)
    assert b"analysis/shipped/data/embedded/" in shown.stdout
    subprocess.run([*pip, "uninstall", "--quiet", "--yes", "unshift-course"], check=True)
    assert not list(place.rglob("analysis"))


def test_each_student_has_a_seed(tmp_path):
    made = pack_course(tmp_path, [1, 2], ["Anna B.", "ben"])
    assert [p.name for p in made] == [ARCHIVE, "Anna_B.zip", "ben.zip"]
    with zipfile.ZipFile(made[0]) as archive:
        assert not [n for n in archive.namelist() if n.endswith(".ipynb")]
    with zipfile.ZipFile(made[1]) as archive:
        book, same = (
            nbformat.reads(archive.read(f"lessons/{LESSONS[n].name}").decode(), as_version=4)
            for n in (1, 2)
        )
    assert book.metadata["unshift"] == {"student": "Anna B."}
    settings = next(c for c in book.cells if "parameters" in c.metadata.get("tags", []))
    assert f"seed = {seed_of('Anna B.')}" in settings.source
    # No check of lesson 2 asks for it, and its text speaks of what its seed shows.
    assert f"seed = {seed_of('Anna B.')}" not in "".join(c.source for c in same.cells)


@pytest.mark.parametrize(
    ("text", "names"),
    [("anna\nben\n", ["anna", "ben"]), ("student,mail\nanna,a@x\n\nben,b@x\n", ["anna", "ben"]),
     ("\ufeffname\r\nÉva\r\n", ["Éva"])],
)  # fmt: skip
def test_a_class_list(tmp_path, text, names):
    (tmp_path / "class.csv").write_text(text, encoding="utf-8", newline="")
    assert read_class(tmp_path / "class.csv") == names


def test_what_is_no_class_list(tmp_path):
    (tmp_path / "empty.csv").write_text("name\n")
    (tmp_path / "latin.csv").write_bytes(b"\xc9va")
    (tmp_path / "zip.csv").write_bytes(b"PK\5\6" + bytes(18))
    for name in ("empty.csv", "zip.csv", "latin.csv", "nosuch.csv"):
        with pytest.raises(UsageError) as refused:
            read_class(tmp_path / name)
        assert refused.value.where == str(tmp_path / name)
    for arguments, where in ((([99], ()), "--lesson"), (([], ["a b", "a_b"]), "--class")):
        with pytest.raises(UsageError) as refused:
            pack_course(tmp_path / "out", *arguments)
        assert refused.value.where == where
