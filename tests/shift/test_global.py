"""The global shift: periods on either side of the event, and a move planted in the votes."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from analysis.errors import UsageError
from analysis.idealpoints import IdealPointResults, IdealPoints
from analysis.rollcalls import RollCalls
from analysis.rollcalls.periods import years_cut_at
from analysis.rollcalls.window import Window
from analysis.shift.global_shift import global_shift, moves_of_all_states, study_periods
from analysis.study import Study

from ..helpers import raises

STUDY = Study(before="2021-01-20", event="2025-01-20")


def fitted(move: float, seed: int = 0, few: int = 60) -> IdealPointResults:
    """Votes of 40 states from the model, 2019 to 2025; the country moves at the event.

    Half of the texts come back every year, which is what makes the years comparable. One
    state casts no vote after the event. Of the country's votes in 2024 a few are kept.
    """
    rng = np.random.default_rng(seed)
    years, per_year = np.arange(2019, 2026), 60
    days = pd.to_datetime(
        [f"{y}-{2 + k % 11:02d}-{1 + k % 28:02d}" for y in years for k in range(per_year)]
    )
    item = np.concatenate(
        [np.r_[np.arange(30), 30 + 30 * t + np.arange(30)] for t in range(len(years))]
    )
    beta = rng.normal(size=item.max() + 1)
    gamma = np.sort(rng.normal(size=(item.max() + 1, 2)), axis=1) + [-0.2, 0.2]
    theta = np.repeat(rng.normal(size=40)[:, None], days.size, axis=1)
    theta[0] = 0.5 + move * (days >= "2025-01-20")
    z = beta[item] * theta + rng.normal(size=theta.shape)
    votes = 1 + (z > gamma[item, 0]).astype(np.int8) + (z > gamma[item, 1]).astype(np.int8)
    votes[39, days >= "2025-01-20"] = 8
    votes[0, np.flatnonzero(days.year == 2024)[few:]] = 8
    rollcalls = RollCalls.from_votes(
        votes,
        states=["USA", *(f"S{i:02d}" for i in range(1, 39)), "TUV"],
        dates=list(days),
        recurring_text=[f"t{i}" if i < 30 else "" for i in item],
    )
    cuts = years_cut_at(rollcalls.calls["date"], [STUDY.before, STUDY.event])
    return IdealPoints(rollcalls, by=cuts, anchor="USA").fit()


@pytest.fixture(scope="module")
def moved() -> IdealPointResults:
    return fitted(1.5)


def test_no_period_straddles_the_event(moved):
    before, after = study_periods(moved, STUDY, "USA")
    known = moved.params.query("state == 'USA'")["period"].tolist()
    assert [known.index(p) for p in (*before, *after)] == list(range(2, 7))  # without 2019, 2020
    assert after == known[-1:]


def test_mean_after_less_mean_before(moved):
    e = global_shift(moved, STUDY)
    theta = moved.params.query("state == 'USA'")["theta"].to_numpy()
    assert e.estimate == pytest.approx(theta[6] - theta[2:6].mean())
    assert e.name == "global.idealpoint.USA"
    assert e.n == 5 * 60
    assert moves_of_all_states(moved, STUDY)["USA"] == pytest.approx(e.estimate)


def test_a_period_of_few_votes_does_not_weigh_as_much_as_a_year():
    """The country casts six votes in 2024, too few to place it by."""
    results = fitted(0.0, few=6)
    before, after = study_periods(results, STUDY, "USA")
    assert [p.first.year for p in before] == [2021, 2022, 2023]
    e = global_shift(results, STUDY)
    theta = results.params.query("state == 'USA'")["theta"].to_numpy()
    assert e.estimate == pytest.approx(theta[6] - theta[2:5].mean())
    assert e.n == 4 * 60
    left_out, with_them = e.assumptions[-1].split("; ")
    assert left_out.endswith("left out: 2024-01-01 to 2025-01-19 (6 votes)")
    thin = Window(date(2024, 1, 1), date(2025, 1, 19))
    whole = results.between("USA", [thin, *before], after)
    assert with_them == f"with them the change is {whole.interval()}"
    assert moves_of_all_states(results, STUDY)["USA"] == pytest.approx(e.estimate)
    # Ten are enough, and so are six where the window holds no other period.
    assert len(study_periods(fitted(0.0, few=10), STUDY, "USA")[0]) == 4
    alone = STUDY.changed(before="2024-01-01")
    assert [p.first.year for p in study_periods(results, alone, "USA")[0]] == [2024]


def test_a_planted_move_is_found_with_its_sign(moved):
    """The country stands on the positive side in six years of seven, so signs are as planted.

    The scale is that of all state-periods, whose standard deviation is near 1 here as planted;
    the random walk pulls the estimate towards zero, so the interval at 99% must hold the truth.
    """
    for move, results in ((1.5, moved), (-1.5, fitted(-1.5))):
        e = global_shift(results, STUDY.changed(level=0.99))
        assert e.low < move < e.high
        assert e.excludes_zero
        assert np.sign(e.estimate) == np.sign(move)
        assert moves_of_all_states(results, STUDY).abs().idxmax() == "USA"


def test_no_move_is_not_found():
    e = global_shift(fitted(0.0, seed=2), STUDY.changed(level=0.99))
    assert e.excludes_zero is False


def test_states_without_votes_on_one_side(moved):
    moves = moves_of_all_states(moved, STUDY)
    assert np.isnan(moves["TUV"])
    assert moves.notna().sum() == 39
    with raises(UsageError, "global shift", "TUV", "after 2025-01-20"):
        global_shift(moved, STUDY.changed(country="TUV"))


def test_an_event_outside_the_record(moved):
    with raises(UsageError, "global shift", "USA", "after 2026-01-20"):
        global_shift(moved, STUDY.changed(event="2026-01-20"))
    with raises(UsageError, "global shift", "USA", "before 2018-01-20"):
        global_shift(moved, STUDY.changed(before="2017-01-20", event="2018-01-20"))
