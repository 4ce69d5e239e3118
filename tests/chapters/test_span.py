"""Figures show the window studied, and enough years before it."""

from __future__ import annotations

import pytest

from analysis.chapters.span import YEARS, shown_years
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
