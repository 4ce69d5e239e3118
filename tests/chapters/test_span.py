"""Figures show the window studied, and enough years before it."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.chapters.span import (
    LEAST,
    YEARS,
    enough,
    last_year,
    left_out_note,
    shown_span,
    shown_years,
)
from analysis.rollcalls import RollCalls
from analysis.study import Study


@pytest.mark.parametrize(
    ("event", "before", "until", "last", "shown"),
    [
        ("2025-01-20", "2021-01-20", "2029-01-19", 2026, (2012, 2026)),
        ("2013-04-09", "2009-04-09", "2017-04-08", 2026, (2003, 2017)),
        # A long window before the event is shown whole, with two years ahead of it.
        ("2003-03-20", "1981-03-20", "2007-03-19", 2026, (1979, 2007)),
    ],
)
def test_years(event, before, until, last, shown):
    study = Study().changed(event=event, before=before, until=until)
    first, end = shown_years(study, last)
    assert (first, end) == shown
    assert end - first + 1 >= YEARS


@pytest.mark.parametrize(
    ("counts", "last", "noted"),
    [
        ({2013: 60, 2014: LEAST - 1}, 2013, True),
        ({2013: 60, 2014: LEAST}, 2014, False),
        # A record with few votes a year, as that on Ukraine, keeps its last.
        ({2013: LEAST - 1, 2014: 1}, 2014, False),
        # A year before in which the state was no member is none to fall back on.
        ({2012: 60, 2014: 1}, 2014, False),
    ],
)
def test_a_last_year_of_a_few_votes_is_left_out_and_told(counts, last, noted):
    assert last_year(counts) == last
    assert bool(left_out_note(counts)) == noted


@pytest.mark.parametrize(("few", "drawn"), [(9, False), (10, True)])
def test_a_year_of_a_tenth_of_the_votes_of_the_fullest_is_not_drawn(few, drawn):
    assert enough(pd.Series([few, 99, 50])).tolist() == [drawn, True, True]


def test_a_span_ends_with_the_window():
    """Votes after the window are not there, and the few of its last spring are not drawn."""
    days = [f"2006-{m:02d}-0{d}" for m in (10, 11, 12) for d in range(1, 9)]
    rc = RollCalls.from_votes(
        [[1] * (len(days) + 30)],
        states=["FRA"],
        dates=[*days, *["2007-02-01"] * 5, *["2007-11-01"] * 25],
    )
    study = Study().changed(
        country="FRA", event="2003-03-20", before="1999-03-20", until="2007-03-19"
    )
    span = shown_span(study, rc)
    assert (span.last, span.rollcalls.n_calls) == (2006, len(days))
    assert "2007" in span.note
    assert "5 roll calls" in span.note
