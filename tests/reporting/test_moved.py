"""What moved between two reports: by table, row and column, whatever came in between."""

from __future__ import annotations

import json

import pytest

from analysis.errors import UnshiftError
from analysis.reporting.moved import Cell, cells_of, compare_reports
from analysis.reporting.press.document import Document, Part


def table(label, heads, *rows):
    return Part("table", "A table.", {"label": label, "heads": list(heads), "rows": list(rows)})


@pytest.fixture
def reports(tmp_path, monkeypatch):
    """Write manifests of two reports whose documents are given."""

    def make(before: Document, after: Document, **changed: object):
        folders = []
        for name, study in (("a", {"country": "USA", "level": 0.9}), ("b", changed)):
            folder = tmp_path / name
            folder.mkdir()
            about = {
                "study": {"country": "USA", "level": 0.9} | study,
                "record": {"rests_on": "35 roll calls"},
                "notebooks": [],
                "commit": name,
            }
            (folder / "manifest.json").write_text(json.dumps(about))
            folders.append(folder)
        documents = iter([before, after])
        monkeypatch.setattr("analysis.reporting.moved.compose", lambda _: next(documents))
        return compare_reports(*folders)

    return make


def test_a_row_that_comes_in_moves_no_other():
    heads = ("window", "n", "share")
    before = table("tbl-a", heads, ["after", "73", "32%"], ["before", "208", "75%"])
    after = table(
        "tbl-a", heads, ["new", "1", "2%"], ["after", "73", "33%"], ["before", "208", "75%"]
    )
    one, two = cells_of(Document([before])), cells_of(Document([after]))
    assert {p for p in one if one[p] != two[p]} == {("tbl-a", "after", "share")}
    assert set(two) - set(one) == {("tbl-a", "new", h) for h in heads}


def test_rows_and_columns_that_are_called_alike_are_numbered():
    found = cells_of(Document([table("t", ["x", "n", "n"], ["a", "1", "2"], ["a", "3", "4"])]))
    assert found["t", "a", "n"] == "1"
    assert found["t", "a", "n (2)"] == "2"
    assert found["t", "a (2)", "n (2)"] == "4"


def test_rows_that_begin_alike_are_known_by_their_second_words():
    rows = (["gap", "raw", "1"], ["gap", "kappa", "2"], ["gap", "0.3", "3"], ["gap", "0.4", "4"])
    found = cells_of(Document([table("t", ["a", "b", "n"], *rows)]))
    assert {row for _, row, _ in found} == {"gap, raw", "gap, kappa", "gap", "gap (2)"}


def test_parameters_paragraphs_and_cells_are_set_side_by_side(reports):
    def page(text):
        return Part("prose", text, tags=("answer",))

    other = Part("prose", "Elsewhere.")
    found = reports(
        Document([page("It moved."), page("Surely."), table("t", "xy", ["a", "1"]), other]),
        Document([page("It stayed."), table("t", "xy", ["a", "2"], ["b", "3"])]),
        level=0.5,
    )
    assert found.study == {"level": (0.9, 0.5)}
    assert found.commit == ("a", "b")
    assert found.answer == [("It moved.", "It stayed."), ("Surely.", "")]
    assert found.cells[0] == Cell("t", "a", "y", "1", "2")
    assert found.cells[1:] == [Cell("t", "b", "x", None, "b"), Cell("t", "b", "y", None, "3")]
    assert found.tables == {"t": (3, 4)}


def test_a_report_has_not_moved_from_itself(reports):
    same = Document([table("t", "xy", ["a", "1"])])
    found = reports(same, same)
    assert not found.study
    assert not found.cells
    assert not found.answer
    assert found.tables == {"t": (0, 2)}


def test_what_is_no_report_is_refused(tmp_path):
    for place in (tmp_path / "none", tmp_path):
        with pytest.raises(UnshiftError):
            compare_reports(place, place)
