from __future__ import annotations

import numpy as np
import pytest

from analysis.errors import UsageError
from analysis.rollcalls import RollCalls
from analysis.shift.counted.levels import levels
from analysis.shift.sensitivity.selection import e_value, selection, selection_design
from analysis.study import Study

from ...helpers import raises

STUDY = Study(before="2000-01-01", event="2000-03-01", until="2000-12-31")


def record(before: float, after: float, seed: int = 1) -> RollCalls:
    rng = np.random.default_rng(seed)
    share = np.where(np.arange(120) < 60, before, after)
    own = np.where(rng.random(120) < share, 3, 1)
    return RollCalls.from_votes([own, [3] * 120], states=["USA", "RUS"])


def test_the_e_value_of_the_paper():
    # VanderWeele and Ding (2017): a risk ratio of 3.9 has an E-value of 7.26, its end 1.8 of 3.0.
    assert e_value(3.9) == pytest.approx(7.26, abs=0.005)
    assert e_value(1.8) == pytest.approx(3.0, abs=0.005)
    assert e_value(1 / 3.9) == pytest.approx(e_value(3.9))


def test_of_a_share_of_noes():
    e = selection(record(0.3, 0.8), STUDY, "no")
    share = e.table.set_index("window")["share"]
    assert e.details["ratio"] == pytest.approx(share["after"] / share["before"])
    assert e.estimate == pytest.approx(e_value(e.details["ratio"]))
    assert 1 < e.details["interval"] < e.estimate
    assert e.details["interval"] == pytest.approx(e_value(e.details["low"]))


def test_an_interval_that_holds_one_needs_nothing_unobserved():
    assert selection(record(0.5, 0.5), STUDY, "no").details["interval"] == 1


def test_with_the_rival_absences_are_left_out():
    rc = record(0.3, 0.8)
    votes = rc.votes.copy()
    votes[1, :10] = 8
    e = selection(RollCalls(votes, rc.calls, rc.states), STUDY, "rival")
    assert e.n == 110


def test_what_cannot_be():
    with raises(UsageError, "outcome", "yes"):
        selection(record(0.3, 0.8), STUDY, "yes")
    with raises(UsageError, "selection", "zero"):
        selection(record(0.0, 0.8), STUDY, "no")


def test_the_shares_are_those_of_page_one():
    """Of four whole texts one No before and three since; a paragraph with a No is no text."""
    rc = RollCalls.from_votes(
        [[3, 1, 1, 1, 3, 3, 3, 3, 3, 1], [1] * 10],
        states=["USA", "RUS"],
        paragraph=[False] * 4 + [True] + [False] * 5,
        dates=[f"2000-01-{d:02d}" for d in range(1, 11)],
    )
    study = Study(before="2000-01-01", event="2000-01-06", until="2001-01-01")
    found = {e.name: e for e in selection_design(rc, study)}["selection.no"]
    page_one = {e.name: e for e in levels(rc, study)}
    shares = [page_one[f"levels.no.{key}"].estimate for key in ("before", "after")]
    assert found.table["share"].tolist() == pytest.approx(shares)
    assert shares == pytest.approx([1 / 4, 4 / 5])
