"""`unshift moved`: what it says of two reports, and of what is none."""

from __future__ import annotations

import json

import pytest

from analysis.reporting.moved import Cell, Comparison

CELLS = [Cell("tbl-a", f"row {k}", "share", f"{k}%", f"{k + 1}%") for k in range(45)]
FOUND = Comparison(
    {"allies": (["NATO", "EU"], ["NATO"])},
    ("35 roll calls", "35 roll calls"),
    ("", ""),
    [("It moved.", "It stayed.")],
    [*CELLS, Cell("tbl-b", "x", "n", None, "1")],
    {"tbl-a": (45, 60), "tbl-b": (1, 2), "tbl-c": (0, 9)},
)


@pytest.fixture
def found(monkeypatch):
    monkeypatch.setattr("analysis.reporting.moved.compare_reports", lambda *_: FOUND)


@pytest.mark.usefixtures("found")
def test_parameters_page_one_and_cells_are_told(run):
    code, out, _ = run("moved", "a", "b")
    assert code == 0
    assert "NATO, EU" in out
    assert "It moved." in out
    assert "It stayed." in out
    assert "46 of 71" in out
    assert [line.split() for line in out.splitlines() if line.startswith("tbl-b")] == [
        ["tbl-b", "1", "2"]
    ]
    assert "row 39" in out
    assert "row 40" not in out
    assert "row 44" in run("moved", "a", "b", "--every")[1]


@pytest.mark.usefixtures("found")
def test_json_holds_all(run):
    held = json.loads(run("moved", "a", "b", "--json")[1])
    assert len(held["cells"]) == 46
    assert held["study"] == {"allies": [["NATO", "EU"], ["NATO"]]}
    assert held["tables"]["tbl-b"] == [1, 2]


def test_a_folder_without_a_report_is_refused(refused, tmp_path):
    refused(1, "moved", tmp_path, tmp_path / "none")
