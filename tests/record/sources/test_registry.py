from __future__ import annotations

from copy import deepcopy

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import UnshiftError, UsageError
from analysis.paths import ROOT
from analysis.record.sources.registry import choose, read_registry, safe_name

GOOD = {
    "title": "Votes",
    "get": "fetch",
    "address": "https://example.org/votes.csv",
    "page": "https://example.org",
    "file": "votes.csv",
    "version": "1",
    "kind": "votes",
    "licence": "CC0",
    "citation": "Nobody (2026)",
}


def written(folder, **changes):
    values = {k: v for k, v in (GOOD | changes).items() if v is not None}
    path = folder / "registry.yml"
    path.write_text(yaml.safe_dump({"one": values}))
    return path


def test_the_registry_of_the_house():
    entries = {e.name: e for e in read_registry()}
    points = entries["ideal-points"]
    assert points.address == "https://dataverse.harvard.edu/api/access/datafile/14098429"
    assert points.known_hash == "md5:ba6b6c7b6d1344d68fc0dc94ecbbfd9d"
    assert points.size == 1_419_867
    codebook = entries["ideal-points-codebook"]
    assert (codebook.size, codebook.md5) == (5032, "09e645df9232ef0e30b4f203091520d0")
    for name, record in (("general-assembly", 4060887), ("security-council", 4055387)):
        entry = entries[name]
        assert (entry.get, entry.address, entry.known_hash) == ("hand", "", None)
        assert entry.page.endswith(f"/{record}")
    assert {e.kind for e in entries.values()} >= {"votes", "roll_calls", "issues", "matches"}


def test_the_readme_names_the_same_version_and_hash():
    readme = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    points = choose(["ideal-points"], read_registry())[0]
    assert points.md5 in readme
    assert f"{points.size:,}" in readme


SERIES = {
    "members": ["79", "80", "ES-11"],
    "address": "https://example.org/{}.csv",
    "file": "votes-{}.csv",
}
WRONG = {
    "title": ({"title": None}, "title", "title is missing"),
    "licence": ({"licence": " "}, "licence", "licence is missing"),
    "get": ({"get": "steal"}, "get", "'steal'"),
    "no address": ({"address": None}, "address", "goes with"),
    "address by hand": ({"get": "hand"}, "address", "goes with"),
    "http": ({"address": "http://example.org/votes.csv"}, "address", "an https address"),
    "file": ({"address": "file:///etc/passwd"}, "address", "an https address"),
    "no host": ({"page": "https:///votes"}, "page", "an https address"),
    "bad host": ({"page": "https://[votes"}, "page", "an https address"),
    "up": ({"file": "../votes.csv"}, "file", "path"),
    "absolute": ({"file": "/tmp/votes.csv"}, "file", "path"),
    "windows": ({"file": "C:\\votes.csv"}, "file", "path"),
    "dots": ({"file": ".."}, "file", "path"),
    "hidden": ({"file": ".votes.csv"}, "file", "path"),
    "md5": ({"md5": "abc"}, "md5", "32"),
    "md5 of digits": ({"md5": 12345678901234567890123456789012}, "md5", "quotation marks"),
    "sha256": ({"sha256": "G" * 64}, "sha256", "64"),
    "size": ({"size": "12"}, "size", "number of bytes"),
    "no size": ({"size": 0}, "size", "number of bytes"),
    "series by hand": (
        {"get": "hand", "address": None, "members": ["1"], "file": "{}.csv"},
        "members",
        "fetched",
    ),
    "series with a hash": ({**SERIES, "md5": "a" * 32}, "members", "no size or hash"),
    "series in one place": ({**SERIES, "file": "votes.csv"}, "file", "once"),
    "place without series": ({"address": "https://example.org/{}.csv"}, "address", "once"),
    "two places": ({**SERIES, "file": "{}{}.csv"}, "file", "once"),
    "no members": ({**SERIES, "members": []}, "members", "[]"),
    "number": ({**SERIES, "members": [80]}, "members", "[80]"),
    "path": ({**SERIES, "members": ["../80"]}, "members", "'../80'"),
    "word": ({**SERIES, "members": ["last"]}, "members", "'last'"),
    "twice": ({**SERIES, "members": ["80", "80"]}, "members", "has '80'"),
    "onward alone": ({"onward": True}, "onward", "members"),
    "onward": ({**SERIES, "onward": "yes"}, "onward", "'yes'"),
    "found_as": ({"found_as": "undl"}, "found_as", "'undl'"),
    "series up": ({**SERIES, "file": "../{}.csv"}, "file", "path"),
    "unknown": ({"adress": "x"}, "adress", "unknown"),
}


@pytest.mark.parametrize(("changes", "field", "word"), WRONG.values(), ids=WRONG)
def test_a_wrong_entry_is_named(tmp_path, changes, field, word):
    with pytest.raises(UnshiftError) as failure:
        read_registry(written(tmp_path, **changes))
    assert failure.value.where.endswith(f"registry.yml, one, {field}")
    assert word in failure.value.what + failure.value.todo


def test_a_right_entry(tmp_path):
    (entry,) = read_registry(written(tmp_path, sha256="a" * 64, md5="b" * 32, size=3))
    assert (entry.name, entry.file, entry.known_hash) == ("one", "votes.csv", f"sha256:{'a' * 64}")


@pytest.mark.parametrize("text", ["", "[]", "one: two", "one: [", "a: \x00"])
def test_no_registry(tmp_path, text):
    path = tmp_path / "registry.yml"
    with pytest.raises(UnshiftError) as error:
        read_registry(path)
    assert error.value.where.endswith("registry.yml")
    assert "no registry" in error.value.what
    path.write_text(text)
    with pytest.raises(UnshiftError) as error:
        read_registry(path)
    assert "registry.yml" in error.value.where


def test_two_entries_do_not_share_a_file(tmp_path):
    path = tmp_path / "registry.yml"
    path.write_text(yaml.safe_dump({"one": GOOD, "two": deepcopy(GOOD)}))
    with pytest.raises(UnshiftError) as error:
        read_registry(path)
    assert error.value.where.endswith("registry.yml")
    assert "'votes.csv'" in error.value.what


def test_a_series(tmp_path):
    (entry,) = read_registry(written(tmp_path, **SERIES, onward=True))
    assert entry.later() == [("", 81), ("ES-", 12)]
    one = entry.of("ES-11")
    assert (one.name, one.address) == ("one-ES-11", "https://example.org/ES-11.csv")
    assert (one.file, one.member, one.members, one.later()) == ("votes-ES-11.csv", "ES-11", (), [])
    (closed,) = read_registry(written(tmp_path, **SERIES))
    assert closed.later() == []
    assert choose(["one", "one-80"], [entry]) == [entry, entry.of("80")]
    with pytest.raises(UsageError):
        choose(["one-81"], [entry])


def test_a_file_and_a_member_do_not_share_a_name(tmp_path):
    path = tmp_path / "registry.yml"
    path.write_text(yaml.safe_dump({"one": GOOD | {"file": "votes-80.csv"}, "two": GOOD | SERIES}))
    with pytest.raises(UnshiftError) as error:
        read_registry(path)
    assert error.value.where.endswith("registry.yml")
    assert "'votes-80.csv'" in error.value.what


def test_the_sessions_of_the_house():
    series = choose(["ga-resolutions"], read_registry())[0]
    folder = "https://raw.githubusercontent.com/UNxml/GAresolutions/main/data_extract"
    assert series.of("80").address == f"{folder}/80.json"
    assert set(series.members) == {*map(str, range(74, 81)), "ES-10", "ES-11", "S-32"}
    assert "United Nations must be acknowledged" in series.licence


def test_choosing():
    entries = read_registry()
    assert [e.name for e in choose(["issues", "matches", "issues"], entries)] == [
        "issues",
        "matches",
    ]
    with pytest.raises(UsageError) as error:
        choose(["isues"], entries)
    assert error.value.where == "registry"
    assert "'isues'" in error.value.what


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("votes.csv", "votes.csv"),
        ("/etc/passwd", "passwd"),
        ("..\\..\\votes.csv", "votes.csv"),
        (".hidden", "hidden"),
        ("a\nb\x00c.csv", "a_b_c.csv"),
        ("=cmd|'x'!A1.csv", "_cmd__x__A1.csv"),
        ("con.csv", "_con.csv"),
        ("vôtes.csv", "vôtes.csv"),
        ("x" * 300 + ".csv.gz", "x" * 100 + ".csv.gz"),
    ],
)
def test_safe_names(text, name):
    assert safe_name(text) == name


@given(st.text())
def test_any_text_becomes_a_name_in_its_folder(text):
    name = safe_name(text)
    assert name
    assert not set(name) & set("/\\\x00\n:")
    assert not name.startswith(".")
    assert len(name.encode()) <= 255
    assert safe_name(name) == name
