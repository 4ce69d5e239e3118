"""Predictive checks: counts as a loop finds them, quiet where the model is true, loud where not."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.errors import UsageError
from analysis.idealpoints import IdealPoints, Plan
from analysis.idealpoints.prediction.checks import predictive_checks
from analysis.record.codes import Vote
from analysis.rollcalls import RollCalls
from analysis.simulate import simulate

OTHERS = ["RUS", "GBR", "XXX"]


def rollcalls(no_to_all: bool) -> RollCalls:
    sim = simulate("null", 2, n_states=30, years=3, calls_per_year=60)
    votes = np.array(sim.rollcalls.votes)
    if no_to_all:
        votes[sim.rollcalls.row("USA"), sim.after] = Vote.NO
    rc = sim.rollcalls
    return RollCalls(votes, rc.calls, rc.states, rc.sources, rc.scope)


@pytest.fixture(scope="module")
def true():
    rc = rollcalls(False)
    drawn = IdealPoints(rc).sample(Plan(chains=2, draws=50, warmup=100, thin=2))
    return rc, drawn, predictive_checks(drawn, rc, "USA", OTHERS, draws=100)


def test_observed_numbers_are_those_of_a_loop(true):
    rc, drawn, table = true
    votes = np.asarray(rc.votes)
    fitted = drawn.ballots.labels(rc)[1].isin(set(drawn.ballots.items)).to_numpy()
    year = rc.calls["date"].dt.year.to_numpy()
    usa, rus = rc.row("USA"), rc.row("RUS")
    seen = table.set_index(["check", "partner", "year"])["observed"]
    for y in set(year):
        calls = np.flatnonzero(fitted & (year == y))
        alone = sum(votes[usa, c] == 3 and (votes[:, c] == 3).sum() == 1 for c in calls)
        both = sum(votes[usa, c] == 3 and votes[rus, c] == 3 for c in calls)
        own = [votes[usa, c] for c in calls if votes[usa, c] in (1, 2, 3)]
        assert seen["lone noes", "", y] == alone
        assert seen["both no", "RUS", y] == both
        assert seen["share of no", "", y] == pytest.approx(own.count(3) / len(own))
    common = [
        1 - abs(int(votes[usa, c]) - int(votes[rus, c])) / 2
        for c in np.flatnonzero(fitted)
        if votes[usa, c] in (1, 2, 3) and votes[rus, c] in (1, 2, 3)
    ]
    assert seen["agreement", "RUS", "all"] == pytest.approx(np.mean(common))
    assert "XXX" not in set(table["partner"])
    assert len(table[table["check"] == "agreement"]) == 3


def test_tails_and_intervals_belong_together(true):
    table = true[2]
    assert (table["low"] <= table["mean"]).all()
    assert (table["mean"] <= table["high"]).all()
    assert (table["outside"] == ((table["observed"] < table["low"])
                                 | (table["observed"] > table["high"]))).all()  # fmt: skip
    assert (table.loc[table["outside"], "above"].sub(0.5).abs() > 0.4).all()


def test_a_true_model_is_seldom_outside(true):
    # 15 numbers, of which 90% intervals hold nearly all; those fitted hold more than new ones
    assert true[2]["outside"].sum() <= 3


def test_no_to_all_is_outside_in_its_year():
    rc = rollcalls(True)
    table = predictive_checks(IdealPoints(rc).fit(), rc, "USA", OTHERS, draws=60)
    own = table[(table["check"] == "both no") & (table["partner"] == "RUS")].set_index("year")
    assert own.loc[2025, "outside"]
    assert own.loc[2025, "observed"] > own.loc[2025, "high"]
    assert not own.loc[2023, "outside"]


def test_the_seed_tells_the_draws(true):
    rc, drawn, table = true
    again = predictive_checks(drawn, rc, "USA", OTHERS, draws=100)
    other = predictive_checks(drawn, rc, "USA", OTHERS, draws=100, seed=2)
    assert again.equals(table)
    assert not other.equals(table)


def test_what_cannot_be_checked(true):
    rc, drawn, _ = true
    for state, draws in (("XXX", 10), ("USA", 0)):
        with pytest.raises(UsageError) as error:
            predictive_checks(drawn, rc, state, draws=draws)
        assert error.value.where == "predictive checks"
