"""A change between windows: votes as weights, by itself and against others, fast and in draws."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.errors import UsageError
from analysis.idealpoints import IdealPoints, Plan
from analysis.idealpoints.results.contrast import window_weights
from analysis.simulate import simulate

YEARS = [2021, 2022, 2023, 2024]


@pytest.fixture(scope="module")
def model() -> IdealPoints:
    """The country casts few of the votes of 2024, and one state none after."""
    sim = simulate("null", 2, n_states=14, years=6, calls_per_year=30)
    votes, year = np.array(sim.rollcalls.votes), sim.rollcalls.calls["date"].dt.year.to_numpy()
    late = np.flatnonzero(year == 2024)
    votes[sim.rollcalls.row("USA"), late[3:]] = 8
    votes[sim.rollcalls.row("POL"), year == 2025] = 8
    return IdealPoints(type(sim.rollcalls)(votes, sim.rollcalls.calls, sim.rollcalls.states))


@pytest.fixture(scope="module")
def fast(model):
    return model.fit()


def level(results, state: str, years: list[int]) -> float:
    """Return the level by hand: each year's point as often as it has votes."""
    own = results.params.query("state == @state and period in @years")
    return float(np.repeat(own["theta"], own["n_votes"]).mean())


def test_a_level_is_the_mean_over_votes(fast):
    found = fast.between("USA", YEARS, [2025])
    assert found.estimate == pytest.approx(level(fast, "USA", [2025]) - level(fast, "USA", YEARS))
    few = found.table.set_index("period")
    assert few.loc[2024, "n_votes"] <= 3
    assert few.loc[2024, "weight"] == pytest.approx(
        -few.loc[2024, "n_votes"] / few.loc[YEARS, "n_votes"].sum()
    )
    assert found.n == few["n_votes"].sum()


def test_against_others_is_the_change_less_the_mean_of_theirs(fast):
    found = fast.between("USA", YEARS, [2025], against=["GBR", "FRA", "POL", "XXX"])
    assert found.details["against"] == ("GBR", "FRA")  # Poland has no vote after
    one = {s: fast.between(s, YEARS, [2025]).estimate for s in ("USA", "GBR", "FRA")}
    assert found.estimate == pytest.approx(one["USA"] - (one["GBR"] + one["FRA"]) / 2)
    assert found.name.endswith(".relative")
    # One covariance of all: what two changes share is in the error of their difference.
    weights = np.stack([fast.window_weights(s, YEARS, [2025]) for s in ("USA", "RUS")])
    c = fast.contrast_covariance(weights)
    apart = fast.between("USA", YEARS, [2025], against=["RUS"])
    assert apart.se == pytest.approx(np.sqrt(c[0, 0] + c[1, 1] - 2 * c[0, 1]), rel=1e-4)
    assert abs(c[0, 1]) > 1e-4
    with pytest.raises(UsageError) as error:
        fast.between("USA", YEARS, [2025], against=["POL"])
    assert error.value.where == "against"


def test_draws_have_the_same_definition(model, fast):
    drawn = model.sample(Plan(chains=2, draws=30, warmup=10, thin=1))
    weight = fast.window_weights("USA", YEARS, [2025])
    other = fast.window_weights("RUS", YEARS, [2025])
    flat = drawn.draws.theta.reshape(60, -1).astype(float)
    for against, w in (((), weight), (("RUS",), weight - other)):
        found = drawn.between("USA", YEARS, [2025], 0.8, against)
        moved = flat @ w
        assert found.estimate == pytest.approx(moved.mean())
        assert found.se == pytest.approx(moved.std(ddof=1))
        assert (found.low, found.high) == pytest.approx(tuple(np.quantile(moved, [0.1, 0.9])))


def test_a_window_without_a_vote(fast):
    with pytest.raises(UsageError) as error:
        fast.window_weights("POL", YEARS, [2025])
    assert error.value.where == "period"
    # A year without votes beside others has no weight, and is no mistake.
    assert fast.window_weights("POL", [2023], [2024, 2025]).any()


def test_weights_by_hand():
    early = np.array([True, True, False, False])
    late = np.array([False, False, False, True])
    assert window_weights(np.array([6, 2, 50, 7]), early, late).tolist() == [-0.75, -0.25, 0, 1]
