from __future__ import annotations

import gzip
import os

import pytest

from analysis.errors import RecordError
from analysis.paths import ROOT, data_search_path, shown
from analysis.record.readers.discover import Found, discover, read_sheets
from analysis.record.readers.layouts import kind_of

KINDS = {
    "matrix": "matrix",
    "dataverse": "dataverse",
    "votes": "votes",
    "roll calls": "roll_calls",
    "issues": "issues",
    "bulk": "bulk",
    "council": "bulk",
    "bulk 2024": "bulk",
    "transformed": "transformed",
    "matches": "matches",
}


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_told_by_content_not_by_name(texts, tmp_path, name, kind):
    (tmp_path / "scores (4).csv").write_text(texts[name])
    (tmp_path / "deeper").mkdir()
    (tmp_path / "deeper" / "x.csv.gz").write_bytes(gzip.compress(texts[name].encode()))
    assert [f.kind for f in discover([tmp_path])] == [kind, kind]


@pytest.mark.parametrize("name", ["facts", "resolutions", "council facts", "presidencies"])
def test_what_holds_no_votes_of_a_publisher_is_left_alone(texts, tmp_path, name):
    (tmp_path / "x.csv").write_text(texts[name])
    assert discover([tmp_path]) == []


def test_published_ideal_points():
    tab = 'ccode,"iso3c",Countryname,year,NVotesFP,IdealPointFP,Q5%FP'
    assert kind_of([c.strip('"') for c in tab.split(",")]) == "published"
    assert kind_of(["Row", "ccode", "session", "NVotes", "IdealPoint"]) == "published"
    assert kind_of([]) is None


def test_other_suffixes_and_folders(texts, tmp_path):
    (tmp_path / "matrix.txt").write_text(texts["matrix"])
    (tmp_path / "matrix.csv").mkdir()
    assert discover([tmp_path]) == []


def test_of_several_copies_the_first_is_used(texts, tmp_path):
    for folder in ("b", "a"):
        (tmp_path / folder).mkdir()
        for name in ("matrix", "bulk"):
            (tmp_path / folder / f"{name}.csv").write_text(texts[name])
    found = discover([tmp_path / "b", tmp_path / "a"])
    assert [(f.path.parent.name, f.kind, f.used) for f in found] == [
        ("b", "bulk", True),
        ("b", "matrix", True),
        ("a", "bulk", True),  # bulk files of several years belong together
        ("a", "matrix", False),
    ]


@pytest.mark.parametrize(
    "data",
    [b"", b"<html>Sign in</html>", b"PK\x03\x04rest", gzip.compress(b"rcid,vote\n", mtime=0)[:12]],
)
def test_broken_downloads_are_not_passed_over(tmp_path, data):
    (tmp_path / "2026_02_06_ga_voting.csv").write_bytes(data)
    found = discover([tmp_path])
    assert [(f.kind, f.used) for f in found] == [("unreadable", False)]
    assert read_sheets(found) == []


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_file_of_votes_with_another_delimiter_is_refused_not_ignored(
    texts, tmp_path, refused, delimiter
):
    (tmp_path / "m.csv").write_text(texts["matrix"].replace(",", delimiter))
    found = discover([tmp_path])
    assert [f.kind for f in found] == ["matrix"]
    refused(lambda: read_sheets(found), "is the delimiter a comma?", "m.csv")


class TestReadSheets:
    def test_in_order_of_completeness(self, texts, tmp_path):
        for name in KINDS:
            (tmp_path / f"{name}.csv").write_text(texts[name])
        (tmp_path / "early.csv").write_text(
            texts["bulk"].replace("2025-02-", "2024-12-").replace("\n1", "\n9")
        )
        sheets = read_sheets(discover([tmp_path]))
        names = [s.source.name for s in sheets]
        assert names == ["dataverse", "matrix", "unvotes", *["undl"] * 3, "undl-sc", "undl"]
        assert [s.source.path.name for s in sheets[3:6]] == [
            *("early.csv", "bulk 2024.csv", "bulk.csv")
        ]
        assert sheets[7].source.path.name == "transformed.csv"
        assert sheets[2].calls["issues"][0] == "hr me"

    def test_votes_without_their_roll_calls_are_no_sheet(self, texts, tmp_path):
        (tmp_path / "votes.csv").write_text(texts["votes"])
        assert read_sheets(discover([tmp_path])) == []

    def test_a_copy_that_is_not_used_is_not_read(self, tmp_path):
        assert read_sheets([Found("matrix", tmp_path / "missing.csv", used=False)]) == []


class TestSearchPath:
    def test_the_environment_comes_first(self, tmp_path, monkeypatch):
        (one := tmp_path / "one").mkdir()
        (two := tmp_path / "two").mkdir()
        monkeypatch.setenv("UNSHIFT_DATA", os.pathsep.join([str(one), str(two), str(one), ""]))
        monkeypatch.delenv("UNSHIFT_ONLY", raising=False)
        folders = data_search_path()
        assert folders[:2] == [one.resolve(), two.resolve()]
        usual = (ROOT / "data" / "raw", ROOT.parent / "shared" / "data")
        assert set(folders[2:]) <= {folder.resolve() for folder in usual}

    def test_only(self, tmp_path, monkeypatch):
        monkeypatch.setenv("UNSHIFT_DATA", str(tmp_path))
        monkeypatch.setenv("UNSHIFT_ONLY", "1")
        assert data_search_path() == [tmp_path.resolve()]

    def test_a_folder_that_is_not_there(self, tmp_path, monkeypatch):
        monkeypatch.setenv("UNSHIFT_DATA", str(tmp_path / "none"))
        monkeypatch.setenv("UNSHIFT_ONLY", "1")
        assert data_search_path() == []
        assert discover() == []

    def test_never_the_working_directory(self, texts, tmp_path, monkeypatch):
        (tmp_path / "matrix.csv").write_text(texts["matrix"])
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("UNSHIFT_DATA", "")
        monkeypatch.setenv("UNSHIFT_ONLY", "1")
        assert discover() == []

    def test_no_machine_path_is_shown(self, tmp_path, monkeypatch):
        monkeypatch.setattr("analysis.paths.ROOT", tmp_path / "home" / "checkout")
        assert shown(tmp_path / "x.csv") == "x.csv"
        assert shown(tmp_path / "home" / "checkout" / "data" / "x.csv") == "data/x.csv"
        assert shown(tmp_path / "home" / "shared" / "x.csv") == "../shared/x.csv"


@pytest.mark.parametrize("name", ["ms_vote", "title", "undl_id"])
def test_a_bulk_file_short_of_a_column_is_not_passed_over(texts, tmp_path, name):
    text = texts["bulk"].replace(name, name + "_x", 1)
    (tmp_path / "ga.csv").write_text(text)
    (found,) = discover([tmp_path])
    assert found.kind == "bulk"
    with pytest.raises(RecordError) as error:
        read_sheets([found])
    assert error.value.where.endswith("ga.csv, row 1")
    assert f"'{name}' is missing" in error.value.what
