"""The global shift: periods on either side of the event, and a move planted in the votes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.errors import UsageError
from analysis.idealpoints import IdealPointResults
from analysis.rollcalls import RollCalls
from analysis.shift.global_shift import (
    global_shift,
    moves_of_all_states,
    relative_shifts,
    study_model,
    study_periods,
)
from analysis.simulate import simulate
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
    return study_model(rollcalls, STUDY).fit()


@pytest.fixture(scope="module")
def moved() -> IdealPointResults:
    return fitted(1.5)


def test_no_period_straddles_the_event(moved):
    before, after = study_periods(moved, STUDY)
    known = moved.params.query("state == 'USA'")["period"].tolist()
    assert [known.index(p) for p in before] == list(range(2, 6))  # without 2019, 2020
    assert after[:1] == known[-1:]


def test_level_after_less_level_before(moved):
    e = global_shift(moved, STUDY)
    own = moved.params.query("state == 'USA'")
    theta, votes = own["theta"].to_numpy(), own["n_votes"].to_numpy()
    assert e.estimate == pytest.approx(theta[6] - np.average(theta[2:6], weights=votes[2:6]))
    assert e.name == "global.idealpoint.USA"
    assert e.n == votes[2:].sum()
    assert moves_of_all_states(moved, STUDY)["USA"] == pytest.approx(e.estimate)


@pytest.mark.parametrize("few", [1, 6, 60])
def test_a_period_weighs_as_many_votes_as_it_has(few):
    """The country casts so many votes in 2024: no threshold takes them away."""
    results = fitted(0.0, few=few)
    e = global_shift(results, STUDY)
    thin = e.table.set_index(e.table["period"].map(lambda w: w.year))
    assert thin.loc[2024, "n_votes"] <= few
    votes = thin.loc[2021:2024, "n_votes"]
    np.testing.assert_allclose(thin.loc[2021:2024, "weight"], -votes / votes.sum())
    assert moves_of_all_states(results, STUDY)["USA"] == pytest.approx(e.estimate)


def test_links_stand_beside_the_change(moved):
    e = global_shift(moved, STUDY)
    assert e.details["n_texts"] == 30
    assert e.details["printed"] is True
    assert e.is_finding
    assert 0 < e.details["on_texts_after"] < e.details["votes_after"]
    assert e.details["unlinked_se"] > e.se
    assert 0 < e.details["precision_from_links"] < 1


def test_too_few_links_are_no_finding(moved):
    """The texts of the window after are all new."""
    rc = moved.model.rollcalls
    late = rc.calls["date"] >= "2025-01-20"
    calls = rc.calls.assign(recurring_text=rc.calls["recurring_text"].mask(late, ""))
    results = study_model(RollCalls(rc.votes, calls, rc.states), STUDY).fit()
    e = global_shift(results, STUDY)
    assert e.details["n_texts"] == 0
    assert e.details["printed"] is False
    assert "fewer than" in e.details["unprinted"]
    assert not e.is_finding
    assert e.direction == "unclear"
    assert e.interval() not in e.sentence()


def test_relative_to_allies_and_rival():
    sim = simulate("realignment", 1, n_states=24, years=6, calls_per_year=60)
    results = study_model(sim.rollcalls, STUDY).fit()
    whole = global_shift(results, STUDY)
    found = {e.name: e for e in relative_shifts(results, STUDY, whole)}
    assert set(found) == {"global.idealpoint.allies", "global.idealpoint.RUS"}
    moves = moves_of_all_states(results, STUDY)
    near = found["global.idealpoint.allies"]
    group = list(near.details["against"])
    assert {"GBR", "FRA", "POL"} <= set(group)
    assert not {"USA", "RUS"} & set(group)
    assert near.estimate == pytest.approx(whole.estimate - moves[group].mean())
    far = found["global.idealpoint.RUS"]
    assert far.details["against"] == ("RUS",)
    assert far.estimate == pytest.approx(whole.estimate - moves["RUS"])
    alone = STUDY.changed(allies=[])
    assert [e.name for e in relative_shifts(results, alone, whole)] == ["global.idealpoint.RUS"]


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
