"""The chapter on robustness: what is said of designs that ran, ran in part, or not at all."""

from __future__ import annotations

import pytest

from analysis.chapters import robustness as chapter
from analysis.chapters.pieces import Prose
from analysis.estimate import Estimate
from analysis.shift.run import DesignResult
from analysis.study import Study

ALL = (chapter.abstract, chapter.designs, chapter.how_many, chapter.curves)
E1 = Estimate("a", "a change", 0.3, low=0.1, high=0.5, p_value=0.01, n=5)


@pytest.fixture(scope="module")
def record(request):
    return request.getfixturevalue("embedded")


def test_designs_that_ran(record, flat):
    results = (
        DesignResult(
            "votes", (E1,), missing=("one window is empty",), reasons=("one window is empty",)
        ),
    )
    pieces = flat(part(chapter.Designs(Study(), record, results)) for part in ALL)
    assert pieces[1].label == "tbl-designs"
    assert len(pieces[1].rows) == 1
    said = " ".join(p.text for p in pieces if isinstance(p, Prose))
    assert "could not run" not in said
    assert "one window is empty (*votes*)" in said


def test_no_design_ran(record, flat):
    results = (DesignResult("votes", note="no votes"), DesignResult("panel", note="no states"))
    pieces = flat(part(chapter.Designs(Study(), record, results)) for part in ALL)
    assert all(isinstance(p, Prose) for p in pieces)
    assert "None of the 2 designs" in pieces[0].text
    assert "no votes (*votes*); no states (*panel*)" in pieces[1].text


@pytest.mark.slow
def test_the_designs_of_the_table(record, flat):
    study = Study(country="HUN", friend="USA", event="2022-02-24", before="2018-02-24",
                  until="2026-02-23", draws=50)  # fmt: skip
    made = chapter.gather(study, record)
    pieces = flat(part(made) for part in ALL)
    assert pieces[1].label == "tbl-designs"
    # One quantity with one number stands once; what is not counted stands in a table of its own.
    told = {
        (r.design.replace("_", " "), e.quantity.short() or e.estimand)
        for r in made.results
        for e in r.counted
    }
    rows = pieces[1].rows
    assert set(zip(rows["design"], rows["quantity"], strict=True)) == told
