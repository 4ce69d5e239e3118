"""A walk let go at a day: which steps are wide, and what that does to a jump."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from analysis.errors import UsageError
from analysis.idealpoints import IdealPoints
from analysis.idealpoints.priors import BrokenWalk
from analysis.idealpoints.priors.broken import WIDER
from analysis.rollcalls.periods import years_cut_at
from analysis.simulate import simulate

EVENT = date(2025, 1, 20)


@pytest.fixture(scope="module")
def rollcalls():
    return simulate("realignment", 1, n_states=20, years=5, calls_per_year=40, after=2).rollcalls


def test_the_steps_across_the_day_alone_are_wide(rollcalls):
    cuts = years_cut_at(rollcalls.calls["date"], [EVENT])
    ballots = IdealPoints(rollcalls, by=cuts).ballots
    spans = BrokenWalk((EVENT,)).spans(ballots)
    first = np.array([ballots.periods[p].first for p in ballots.point_period])
    wide = first == EVENT
    assert wide.sum() == len(ballots.states)
    assert (spans[wide] == WIDER * ballots.elapsed[wide]).all()
    assert (spans[~wide] == ballots.elapsed[~wide]).all()


def test_a_jump_is_drawn_less_towards_none(rollcalls):
    cuts = years_cut_at(rollcalls.calls["date"], [EVENT])
    moves = {}
    for prior in (None, BrokenWalk((EVENT,))):
        results = IdealPoints(rollcalls, by=cuts, prior=prior).fit()
        labels = [p for p in results.ballots.periods if p.first is not None and p.last is not None]
        sides = [p for p in labels if p.last < EVENT], [p for p in labels if p.first == EVENT]
        moves[prior] = results.between("USA", *sides)
    walk, broken = moves.values()
    assert broken.estimate < walk.estimate < 0
    assert broken.se > walk.se
    assert "16 times" in broken.assumptions[-1]


@pytest.mark.parametrize("by", ["year", "all"])
def test_periods_that_straddle_the_day_are_refused(rollcalls, by):
    with pytest.raises(UsageError) as error:
        IdealPoints(rollcalls, by=by, prior=BrokenWalk((EVENT,))).fit()
    assert error.value.where == "prior"
