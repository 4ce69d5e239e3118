"""`unshift replicate`, `archive` and `outputs`: what they say, and what they exit with."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from analysis.reporting.replicate import Expected, read_expected, write_expected
from analysis.study import load_study

FOUND = {"tbl-a, row 1, n, 1": (451.0, 0.0), "tbl-a, row 1, change, 1": (0.33, 0.01)}
INPUTS = {"votes.csv": "00"}


@pytest.fixture
def rerun(monkeypatch):
    """Let a rerun give fixed numbers, and the history be absent."""

    def absent(record: str) -> str:
        return "no files of votes found" if record == "history" else ""

    module = sys.modules["analysis.commands.replicate"]
    monkeypatch.setattr(module, "_rerun", lambda study, jobs: (dict(FOUND), dict(INPUTS)))
    monkeypatch.setattr(module, "_absent", absent)


@pytest.fixture
def expected(tmp_path) -> Path:
    path = tmp_path / "expected.json"
    numbers = {"embedded": dict(FOUND), "history": {"a": (1.0, 0.0), "b": (2.0, 0.0)}}
    write_expected(Expected(load_study(), {"embedded": INPUTS, "history": {}}, numbers), path)
    return path


def changed(path: Path, name: str, value: float) -> None:
    held = read_expected(path)
    held.numbers["embedded"][name] = (value, held.numbers["embedded"][name][1])
    write_expected(held, path)


@pytest.mark.usefixtures("rerun")
class TestReplicate:
    def test_all_as_expected_and_what_was_not_compared(self, run, expected):
        code, out, _ = run("replicate", "--expected", expected)
        assert code == 0
        assert out.splitlines() == [
            "embedded: 2 numbers, all as expected",
            "history: 2 numbers could not be compared: no files of votes found",
        ]

    def test_a_number_within_its_tolerance_is_as_expected(self, run, expected):
        changed(expected, "tbl-a, row 1, change, 1", 0.34)
        assert run("replicate", "--expected", expected)[0] == 0

    def test_a_number_that_differs_is_listed(self, run, expected):
        changed(expected, "tbl-a, row 1, n, 1", 452)
        code, out, _ = run("replicate", "--expected", expected)
        assert code == 1
        lines = [line.split() for line in out.splitlines()]
        assert lines[0][-2:] == ["1", "differences"]
        assert lines[2] == ["tbl-a,", "row", "1,", "n,", "1", "452", "451", "0"]

    def test_json_is_one_object(self, run, expected):
        changed(expected, "tbl-a, row 1, n, 1", 452)
        code, out, _ = run("replicate", "--expected", expected, "--json")
        about = json.loads(out)
        assert code == 1
        assert about["same"] is False
        here, away = about["records"]
        assert here["differences"] == [
            {"name": "tbl-a, row 1, n, 1", "expected": 452, "found": 451, "tolerance": 0}
        ]
        assert (away["record"], away["not_compared"]) == ("history", 2)

    def test_other_files_are_named(self, run, expected):
        held = read_expected(expected)
        held.inputs["embedded"] = {"votes.csv": "11"}
        write_expected(held, expected)
        out = run("replicate", "--expected", expected)[1]
        assert "not those the expected numbers were made from (votes.csv)" in out

    def test_write_keeps_what_is_absent(self, run, expected):
        changed(expected, "tbl-a, row 1, n, 1", 452)
        assert run("replicate", "--expected", expected, "--write")[0] == 0
        held = read_expected(expected)
        assert held.numbers["embedded"] == FOUND
        assert set(held.numbers["history"]) == {"a", "b"}
        assert run("replicate", "--expected", expected)[0] == 0

    def test_wrong_usage(self, refused, expected, tmp_path):
        assert "--record" in refused(2, "replicate", "--record", "nope")
        assert "no expected numbers" in refused(1, "replicate", "--expected", tmp_path / "none")
        below = ("--write", "--expected", tmp_path / "no" / "e.json")
        assert "make the folder first" in refused(2, "replicate", *below)
        expected.write_text("{}")
        assert "does not hold" in refused(1, "replicate", "--expected", expected)


@pytest.mark.slow
def test_the_embedded_record_gives_the_expected_numbers(run):
    code, out, _ = run("replicate", "--record", "embedded")
    assert code == 0, out
    assert "all as expected" in out


class TestArchive:
    def test_no_report(self, refused, tmp_path):
        said = refused(1, "archive", tmp_path, "--allow-dirty", "--out", tmp_path / "a.zip")
        assert "no finished report" in said
        assert not (tmp_path / "a.zip").exists()

    def test_out_is_a_folder(self, refused, tmp_path):
        assert "this is a folder" in refused(2, "archive", tmp_path, "--out", tmp_path)

    def test_it_says_what_it_wrote(self, run, tmp_path):
        (tmp_path / "manifest.json").write_text('{"notebooks": []}')
        target = tmp_path / "a.zip"
        code, out, _ = run("archive", tmp_path, "--allow-dirty", "--out", target, "--json")
        about = json.loads(out)
        assert code == 0
        assert about["bytes"] == target.stat().st_size
        assert any(f["path"] == "README.md" for f in about["manifest"]["files"])


class TestOutputs:
    @pytest.fixture
    def report(self, tmp_path):
        """A finished report of one notebook with one figure."""
        item = {
            "label": "fig-coverage",
            "kind": "figure",
            "notebook": "01-record",
            "program": "analysis.figures.record.coverage_figure",
        }
        about = {"notebooks": [{"name": "00-none", "sha256": ""}], "outputs": [item]}

        def write(**changes):
            about["outputs"] = [item | changes]
            (tmp_path / "manifest.json").write_text(json.dumps(about))
            return tmp_path

        return write

    def test_the_list(self, run, report):
        code, out, _ = run("outputs", "--report", report())
        assert code == 0
        assert "fig-coverage  always  analysis.figures.record.coverage_figure" in out
        told = json.loads(run("outputs", "--report", report(), "--json")[1])
        assert len(told["outputs"]) == len(out.splitlines())

    def test_an_old_list_fails(self, run, report):
        code, _, err = run("outputs", "--report", report(program="analysis.figures.new.drawn"))
        assert code == 1
        assert "run `unshift outputs --write`" in err

    def test_a_folder_without_a_report(self, run, tmp_path):
        code, _, err = run("outputs", "--report", tmp_path / "none")
        assert code == 1
        assert "no finished report" in err
