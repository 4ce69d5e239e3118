"""Months after the event against months before: by hand, and where they are too few."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.errors import UsageError
from analysis.prose.designs import lasting_sentence
from analysis.rollcalls import RollCalls
from analysis.shift.designs.persistence import MIN_CALLS, MIN_MONTHS, monthly, pattern, persistence
from analysis.study import Study

from ...helpers import raises

STUDY = Study(allies=("FIVE_EYES",), before="2023-01-01", event="2025-01-01")


def record(alike_before, alike_after, per_month: int = 10) -> RollCalls:
    """Months of 2024 and of 2025, in each of which the country votes with its rival so often.

    The ally always votes Yes, the rival No on all but every other roll call.
    """
    rows, days = [], []
    for year, shares in ((2024, alike_before), (2025, alike_after)):
        for month, k in enumerate(shares, start=1):
            for j in range(per_month):
                rival = 3 if j % 2 else 1
                rows.append([rival if j < k else 4 - rival, rival, 1])
                days.append(f"{year}-{month:02d}-{j + 1:02d}")
    return RollCalls.from_votes(np.array(rows).T, states=["USA", "RUS", "GBR"], dates=days)


def by_name(estimates) -> dict:
    return {e.name: e for e in estimates}


def test_months_are_those_of_the_series():
    table = monthly(record([2, 4], [6, 8]), STUDY)
    rival = table[table["partner"] == "RUS"]
    assert rival["month"].tolist() == ["2024-01", "2024-02", "2025-01", "2025-02"]
    assert rival["after"].tolist() == [False, False, True, True]
    assert rival["value"].tolist() == pytest.approx([0.2, 0.4, 0.6, 0.8])
    assert (rival["n"] == 10).all()
    wide = table.pivot(index="month", columns="partner", values="value")
    np.testing.assert_allclose(wide["allies-rival"], wide["allies"] - wide["RUS"])


def test_the_month_of_the_event_is_cut_at_it():
    table = monthly(record([2], [6]), STUDY.changed(event="2024-01-06", before="2023-06-01"))
    rival = table[table["partner"] == "RUS"]
    assert rival["month"].tolist() == ["2024-01", "2024-01", "2025-01"]
    assert rival["n"].tolist() == [5, 5, 10]


@pytest.mark.parametrize(
    ("after", "said", "share"),
    [
        ([9, 9, 9, 9, 9, 9], "lasting", 1.0),
        ([9, 9, 9, 4, 4, 4], "passing", 0.5),
        ([4, 4, 4, 4, 4, 4], "within", 0.0),
        ([9, 1, 9, 1, 9, 1], "mixed", 1.0),
        ([9, 9, 9, 9, 9], "too few months", 1.0),
    ],
)
def test_episode_or_regime(after, said, share):
    e = by_name(persistence(record([3, 5, 4, 3, 5, 4], after), STUDY))["persistence.ordinal.RUS"]
    assert e.method.rsplit(": ", 1)[1] == said
    assert e.estimate == pytest.approx(share)
    assert (e.n, e.unit) == (len(after), "months")
    assert (e.low, e.p_value) == (None, None)  # months deserve neither


def test_the_same_month_of_the_years_before():
    e = persistence(record([3, 5, 4, 3, 5, 4], [4, 4, 4, 4, 4, 4]), STUDY)[0]
    assert e.table["same_low"].tolist() == pytest.approx([0.3, 0.5, 0.4, 0.3, 0.5, 0.4])
    assert e.table["same_months"].tolist() == [1] * 6
    # None lies outside the whole range, but four of six outside that of their own month.
    assert e.estimate == 0
    assert "4 of the 6 that have the same month in an earlier year lie outside" in e.method


def test_thin_months_are_shown_and_not_counted():
    thin = record([3, 5, 4, 3, 5, 4], [9] * 6, per_month=MIN_CALLS - 1)
    e = persistence(thin, STUDY)[0]
    assert len(e.table) == 6
    assert not e.table["counts"].any()
    assert e.n == 0
    assert np.isnan(e.estimate)
    assert e.method.endswith(": no month before to compare with")


def test_few_months_before_conclude_nothing():
    e = persistence(record([3, 5], [9] * 8), STUDY)[0]
    assert e.method.endswith(": too few months before")
    assert "2 / (n + 1) = 67% would" in e.method
    assert (e.table["months_before"] == 2).all()
    said = lasting_sentence(e)
    assert said.startswith("8 of 8 months")
    assert said.endswith("That range is of 2 months only, so nothing is concluded from it.")


def test_kappa_undefined_is_no_month():
    """An ally that always votes Yes leaves kappa undefined: no month counts."""
    e = by_name(persistence(record([3] * 6, [9] * 6), STUDY))["persistence.kappa.allies"]
    assert (e.n, e.table["value"].isna().all()) == (0, True)


def test_pattern_needs_months():
    assert pattern(pd.Series([1] * MIN_MONTHS)) == "lasting"
    assert pattern(pd.Series([1] * (MIN_MONTHS - 1))) == "too few months"
    assert pattern(pd.Series([1, 1, 1, 1, 1, 0])) == "mixed"


def test_no_votes_after():
    with raises(UsageError, "window after", "2026-01-01"):
        persistence(record([3], [9]), STUDY.changed(event="2026-01-01"))
