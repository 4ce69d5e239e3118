"""Simulated records: what is said to be true of them is true in the votes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.agreement import pairwise
from analysis.errors import UsageError
from analysis.idealpoints import IdealPoints
from analysis.record.codes import Vote, is_cast
from analysis.record.issues import ISSUES
from analysis.record.reference import members
from analysis.rollcalls import RollCalls
from analysis.simulate import SCENARIOS, Simulated, large_record, simulate


@pytest.fixture(scope="module")
def null() -> Simulated:
    return simulate("null", 3)


def shares(rollcalls: RollCalls) -> np.ndarray:
    """Shares of yes, abstain and no among votes cast."""
    votes = rollcalls.votes[is_cast(rollcalls.votes)]
    return np.bincount(votes, minlength=4)[1:4] / votes.size


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_shares_of_votes_are_those_of_the_model(scenario):
    sim = simulate(scenario, 5)
    cast = is_cast(sim.rollcalls.votes)
    expected = sim.probabilities()[:, cast]
    # Votes are independent given the truth: the count of a code has the variance Σp(1 − p).
    # Absence on the hurdle depends on the probabilities, not on the vote.
    for k, code in enumerate((Vote.YES, Vote.ABSTAIN, Vote.NO)):
        found = (sim.rollcalls.votes[cast] == code).sum()
        sd = np.sqrt((expected[k] * (1 - expected[k])).sum())
        assert abs(found - expected[k].sum()) < 4 * sd


def test_votes_fall_on_the_right_side_of_the_cutpoints(null):
    """A state far beyond γ2 votes no, one far below γ1 yes: the sign of β and of the order."""
    yes, abstain, no = null.probabilities()
    assert yes + abstain + no == pytest.approx(1)
    for sure, code in ((yes, Vote.YES), (no, Vote.NO)):
        votes = null.rollcalls.votes[sure > 0.999]
        votes = votes[is_cast(votes)]
        assert votes.size > 50
        assert (votes == code).mean() > 0.99


def test_a_fit_recovers_the_truth(null):
    results = IdealPoints(null.rollcalls).fit()
    assert results.converged
    truth = null.theta.stack().rename("truth").rename_axis(["state", "period"])
    both = results.params.set_index(["state", "period"]).join(truth, how="inner")
    assert len(both) == 600
    assert np.corrcoef(both["theta"], both["truth"])[0, 1] > 0.95


def test_scale_and_positions_of_the_truth(null):
    theta = null.theta
    assert theta.to_numpy().mean() == pytest.approx(0)
    assert theta.to_numpy().std() == pytest.approx(1)
    mean = theta.mean(axis=1)
    assert mean.idxmax() == "USA"
    west = [s for s in members("NATO", null.event) if s in mean.index and s != "USA"]
    assert len(west) > 5
    assert mean[west].min() > 0 > mean[["RUS", "PRK", "IRN"]].max()
    steps = theta.diff(axis=1).iloc[:, 1:].to_numpy()
    wide = simulate("null", 3, walk_sd=0.2).theta.diff(axis=1).iloc[:, 1:].to_numpy()
    assert 3 < wide.std() / steps.std() < 5
    assert (simulate("null", 3, walk_sd=0.0).theta.diff(axis=1).iloc[:, 1:].abs() < 1e-12).all(
        axis=None
    )


def test_same_seed_same_record():
    for scenario in SCENARIOS:
        a, b = (simulate(scenario, 9, n_states=30, years=4) for _ in range(2))
        assert (a.rollcalls.votes == b.rollcalls.votes).all()
        pd.testing.assert_frame_equal(a.rollcalls.calls, b.rollcalls.calls)
        pd.testing.assert_frame_equal(a.theta, b.theta)
        pd.testing.assert_frame_equal(a.items, b.items)
        other = simulate(scenario, 10, n_states=30, years=4).rollcalls.votes
        assert (other.shape != a.rollcalls.votes.shape) or (other != a.rollcalls.votes).any()


@pytest.mark.parametrize("scenario", ["realignment", "isolation"])
def test_a_jump_changes_the_votes_of_the_country_after_the_event_alone(null, scenario):
    sim = simulate(scenario, 3)
    differ = sim.rollcalls.votes != null.rollcalls.votes
    usa = sim.rollcalls.row("USA")
    assert differ[usa, sim.after].any()
    assert not differ[usa, ~sim.after].any()
    assert not np.delete(differ, usa, axis=0).any()
    change = sim.theta - null.theta
    assert change.loc["USA", 2025] == pytest.approx(sim.effect)
    assert (change.drop(index="USA") == 0).all(axis=None)
    assert (change.drop(columns=2025) == 0).all(axis=None)
    gap = (sim.theta.loc["USA"] - sim.theta).abs().drop(index="USA")
    before = (null.theta.loc["USA"] - null.theta).abs().drop(index="USA")
    if scenario == "realignment":
        assert gap.loc["RUS", 2025] == pytest.approx(before.loc["RUS", 2025] - 1)
    else:
        assert gap[2025].to_numpy() == pytest.approx(before[2025].to_numpy() + 1)
    agreement = {}
    for name, one in (("null", null), (scenario, sim)):
        part = one.rollcalls.take(one.after)
        agreement[name] = pairwise(part, "ordinal", by="all").values[0][usa, part.row("RUS")]
    assert (agreement[scenario] > agreement["null"]) == (scenario == "realignment")


def test_the_rival_is_approached_from_either_side():
    """The country of the study stands at the positive end, whichever state it is."""
    for country, rival in (("IRN", "USA"), ("FRA", "DEU")):
        sim = simulate("realignment", 2, country=country, rival=rival, effect=0.5)
        same = simulate("null", 2, country=country, rival=rival)
        gap = [abs(s.theta.loc[country, 2025] - s.theta.loc[rival, 2025]) for s in (same, sim)]
        assert gap[1] == pytest.approx(gap[0] - 0.5)


def test_a_flood_adds_texts_and_leaves_the_rest(null):
    sim = simulate("agenda flood", 3, flood=80)
    flooded = sim.items.loc[sim.item, "flood"].to_numpy()
    assert flooded.sum() == 80
    assert sim.after[flooded].all()
    assert (sim.rollcalls.votes[:, ~flooded] == null.rollcalls.votes).all()
    pd.testing.assert_frame_equal(sim.theta, null.theta)
    assert (sim.effect, sim.affected) == (0.0, ())
    part = sim.rollcalls.take(flooded)
    tally = part.tally()
    assert (tally["no"] <= 2).mean() > 0.95
    assert (tally["yes"] > 0.8 * part.n_states).all()
    own = part.of("USA")
    # 2.5 sd of ε beyond the cutpoint: 99.4% of the votes that it casts.
    assert (own[is_cast(own)] == Vote.NO).mean() > 0.95
    # What preferences alone would not do: agreement with everybody falls.
    whole = [s.rollcalls.take(s.after) for s in (null, sim)]
    fell = [pairwise(p, "ordinal", by="all").values[0][p.row("USA"), p.row("RUS")] for p in whole]
    assert fell[1] < fell[0] - 0.1


def test_small_states_stay_away_near_the_cutpoint(null):
    sim = simulate("mass absence", 3)
    rc = sim.rollcalls
    away = (rc.votes == Vote.ABSENT) & (null.rollcalls.votes != Vote.ABSENT)
    small = np.isin(rc.states.index, sim.affected)
    assert 0 < small.sum() < 30
    assert not {"USA", "RUS", "GBR"} & set(sim.affected)
    assert not away[~small].any()
    assert not away[:, ~sim.after].any()
    assert away[np.ix_(small, sim.after)].mean() > 0.2
    staying = ~away & is_cast(rc.votes)
    assert (rc.votes[staying] == null.rollcalls.votes[staying]).all()
    # The nearer the cutpoints, the less sure the vote.
    sure = sim.probabilities().max(axis=0)[np.ix_(small, sim.after)]
    gone = away[np.ix_(small, sim.after)]
    assert sure[gone].mean() < sure[~gone].mean() - 0.05


def test_new_members_join_midway(null):
    sim = simulate("new members", 3)
    rc = sim.rollcalls
    outside = rc.votes == Vote.NOT_MEMBER
    assert outside.any(axis=1).sum() == len(sim.affected)
    years = rc.calls["date"].dt.year.to_numpy()
    for state in sim.affected:
        years_out = set(years[outside[rc.row(state)]])
        first = max(years_out) + 1
        assert years_out == set(range(2016, first))
        assert first <= 2025
        assert sim.theta.loc[state].first_valid_index() == first
    inside = ~outside
    assert (rc.votes[inside] == null.rollcalls.votes[inside]).all()


def test_texts_recur_and_dates_follow_the_event():
    sim = simulate("null", 1, n_states=20, years=6, after=2, event="2022-02-24", recurring=0.25)
    calls = sim.rollcalls.calls
    assert sim.theta.columns.tolist() == [2018, 2019, 2020, 2021, 2022, 2023]
    assert (calls["date"].dt.year.value_counts() == 60).all()
    assert calls["date"].is_monotonic_increasing
    assert calls.loc[calls["date"].dt.year == 2022, "date"].min() >= pd.Timestamp("2022-02-24")
    linked = calls[calls["recurring_text"] != ""]
    assert len(linked) == 6 * 15
    counts = linked.groupby("recurring_text")["date"].agg(lambda d: d.dt.year.nunique())
    assert (counts == 6).all()
    assert set(calls["issues"]) <= set(ISSUES)
    assert {"me", "ukraine"} <= set(calls["issues"])
    assert (sim.after == (calls["date"] >= "2022-02-24")).all()
    assert sim.rollcalls.scope == "simulated"
    late = simulate("null", 1, event="2022-11-30").rollcalls.select(start="2022-01-01")
    assert late.first >= pd.Timestamp("2022-11-30")


def test_absence_has_the_rate_asked_for():
    votes = simulate("null", 1, absent=0.3).rollcalls.votes
    n = votes.size
    assert abs((votes == Vote.ABSENT).sum() - 0.3 * n) < 4 * np.sqrt(0.21 * n)
    assert (simulate("null", 1, absent=0).rollcalls.votes != Vote.ABSENT).all()


def test_smallest_and_largest():
    small = simulate("realignment", 0, n_states=4, years=2, calls_per_year=2)
    assert small.rollcalls.states.index.tolist() == ["USA", "RUS", "GBR", "FRA"]
    assert simulate("null", 0, n_states=193, years=2).rollcalls.n_states == 193
    assert simulate("null", 0, n_states=4, country="FJI").rollcalls.states.index[0] == "FJI"


def test_large_record_has_the_votes_asked_for():
    record = large_record(200_000)
    assert 200_000 <= record.n_votes < 220_000
    assert record.n_states == 193
    assert record.calls["date"].dt.year.nunique() == 80
    assert 0.3 < (record.calls["recurring_text"] != "").mean() < 0.5


@pytest.mark.parametrize(
    ("wrong", "place", "says"),
    [
        ({"scenario": "coup"}, "simulate, scenario", "'coup'"),
        ({"n_states": 3}, "simulate, n_states", "is 3"),
        ({"n_states": 194}, "simulate, n_states", "is 194"),
        ({"years": 1}, "simulate, years", "is 1"),
        ({"after": 10}, "simulate, after", "is 10"),
        ({"after": 0}, "simulate, after", "is 0"),
        ({"calls_per_year": 0}, "simulate, calls_per_year", "is 0"),
        ({"effect": -1.0}, "simulate, effect", "is -1"),
        ({"effect": float("nan")}, "simulate, effect", "is nan"),
        ({"walk_sd": 2.0}, "simulate, walk_sd", "is 2"),
        ({"recurring": 1.5}, "simulate, recurring", "is 1.5"),
        ({"absent": -0.1}, "simulate, absent", "is -0.1"),
        ({"flood": 0}, "simulate, flood", "is 0"),
        ({"event": "soon"}, "event", "'soon'"),
        ({"event": "2025-12-10"}, "simulate, event", "1 December"),
        ({"country": "XXX"}, "country", "'XXX'"),
        ({"rival": "USA"}, "simulate, rival", "both USA"),
        ({"seed": -1}, "simulate, seed", "is -1"),
        ({"seed": "x"}, "simulate, seed", "is 'x'"),
        ({"scenario": "new members", "n_states": 10}, "new members", "no smaller state"),
        ({"scenario": "agenda flood", "walk_sd": 1.0}, "agenda flood", "not at the end"),
    ],
)
def test_what_cannot_be_simulated_is_said(wrong, place, says):
    with pytest.raises(UsageError) as error:
        simulate(**({"scenario": "null", "seed": 0} | wrong))
    assert error.value.where == place
    assert says in error.value.what + error.value.todo


def test_no_votes_no_record():
    with pytest.raises(UsageError) as error:
        large_record(0)
    assert error.value.where == "large_record"
    assert "n_votes is 0" in error.value.what
