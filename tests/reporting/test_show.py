"""Pieces of a chapter are shown in order, each in its own way."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest
from matplotlib.figure import Figure

from analysis.chapters.pieces import Live, Picture, Prose, Table
from analysis.errors import UnshiftError
from analysis.reporting import display
from analysis.reporting.display import MIME, svg
from analysis.reporting.show import show

PICTURE = Picture(Figure(), "fig-a", "A figure.", alt="Nothing is drawn.")
TABLE = Table(pd.DataFrame({"year": [2025], "x": [0.5]}), "tbl-a", "A table.",
              {"year": "year", "x": "value"}, note="A note.", digits=1, plain=["year"])  # fmt: skip


@pytest.fixture
def shown(monkeypatch) -> list[dict]:
    bundles: list[dict] = []
    monkeypatch.setattr(display, "display", lambda bundle, raw: bundles.append(bundle))
    return bundles


def test_each_kind(shown):
    show(PICTURE, [TABLE, (Prose("Rose by -0.5."),)])
    about = [bundle[MIME] for bundle in shown if MIME in bundle]
    assert [a["kind"] for a in about] == ["figure", "table", "prose"]
    assert about[0]["alt"] == PICTURE.alt
    # JupyterLab gives pictures no alternative text, so that it stands below.
    assert any(PICTURE.alt in bundle.get("text/markdown", "") for bundle in shown)
    assert about[1]["rows"] == [["2025", "0.5"]]
    assert about[1]["note"] == "A note."
    assert about[2]["text"] == "Rose by −0.5."


def test_an_open_notebook_gets_the_typeface_with_the_drawing(shown, monkeypatch):
    """Its viewer has none of ours, and words would run over the edges; reports bring it along."""
    for name in display.OPEN:
        monkeypatch.delenv(name, raising=False)
    show(PICTURE)
    monkeypatch.setenv(display.OPEN[0], "lesson.ipynb")
    show(PICTURE)
    plain, carrying = (b["image/svg+xml"] for b in shown if "image/svg+xml" in b)
    assert "@font-face" not in plain
    assert "@font-face" in carrying


def test_counts_and_what_is_live(shown):
    show(replace(TABLE, counts=[["", "n.after"]]), Live("calls", "tbl-a", {"lists": []}))
    about = [bundle[MIME] for bundle in shown if MIME in bundle]
    assert about[0]["counts"] == [["", "n.after"]]
    assert about[1] == {"kind": "live", "live": "calls", "at": "tbl-a", "values": {"lists": []}}


def test_counts_are_one_for_each_cell(shown):
    with pytest.raises(UnshiftError) as error:
        show(replace(TABLE, counts=[["n.after"]]))
    assert error.value.where == "tbl-a"


def test_days_in_sentences_of_a_table_are_said_and_those_in_a_column_of_days_are_not(shown):
    rows = pd.DataFrame({"date": ["2025-02-24"], "text": ["From 2014-03-27 on, `2014-03-27`"]})
    columns = {"date": "date", "text": "before 2025-01-20"}
    show(Table(rows, "tbl-x", "A caption.", columns))
    about = shown[0][MIME]
    assert about["rows"] == [["2025-02-24", "From 27 March 2014 on, `2014-03-27`"]]
    assert about["heads"] == ["date", "before 20 January 2025"]


def test_nothing_to_say(shown):
    show((), [])
    assert shown == []


def test_a_label_of_the_wrong_kind_is_refused(shown):
    with pytest.raises(UnshiftError) as error:
        show(Picture(Figure(), "tbl-a", "A figure.", alt="Nothing."))
    assert error.value.where == "notebook"


def test_the_last_digits_of_a_layout_leave_no_trace():
    drawn = []
    for shift in (0.0, 1e-13):
        figure = Figure(figsize=(3, 2))
        for left in (0.1, 0.55):
            axes = figure.add_axes((left + shift, 0.1, 0.4, 0.8))
            axes.plot([0, 1, 2], [3, 1, 2])
        drawn.append(svg(figure))
    assert drawn[0] == drawn[1]
    names = re.findall('<clipPath id="([^"]+)"', drawn[0])
    assert len(set(names)) == len(names) == 2
    assert set(re.findall(r"clip-path=\"url\(#([^)]+)\)", drawn[0])) == set(names)
