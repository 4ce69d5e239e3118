"""Predicted votes against hand-computed ones, and votes that the fit has not seen."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.integrate import quad
from scipy.special import ndtr
from scipy.stats import norm

from analysis.errors import UsageError
from analysis.idealpoints import IdealPoints, Scores, hold_out
from analysis.idealpoints.results.predict import (
    fitted_probabilities,
    predict_votes,
    probabilities,
    score_votes,
)
from analysis.record.codes import Vote, is_cast
from analysis.rollcalls import RollCalls
from analysis.simulate import Simulated, simulate


@pytest.fixture(scope="module")
def sim() -> Simulated:
    return simulate("new members", 4, n_states=40, years=5, calls_per_year=40)


@pytest.fixture(scope="module")
def fitted(sim):
    return IdealPoints(sim.rollcalls).fit()


def test_probabilities_by_hand():
    p = probabilities([0.0, 1.0, -2.0], [1.0, 1.0, 0.5], [-1.0, 0.0, -1.0], [1.0, 2.0, 0.0])
    expected = [[ndtr(-1), ndtr(1) - ndtr(-1), ndtr(-1)]] * 2 + [[0.5, ndtr(1) - 0.5, ndtr(-1)]]
    assert p == pytest.approx(np.array(expected))


def test_small_probabilities_keep_their_digits():
    """Between two cutpoints far out on one side, against the integral of the density."""
    for theta, g1, g2 in ((-9.0, 1.0, 1.5), (9.0, -1.5, -1.0), (-20.0, 0.0, 0.1)):
        found = probabilities(theta, 1.0, g1, g2)
        between = quad(norm.pdf, g1 - theta, g2 - theta, epsabs=0, epsrel=1e-11)[0]
        assert found[1] == pytest.approx(between, rel=1e-10, abs=0)
        assert found[0] == pytest.approx(norm.cdf(g1 - theta), rel=1e-12, abs=0)
        assert found[2] == pytest.approx(norm.sf(g2 - theta), rel=1e-12, abs=0)


def test_kinds_that_an_item_lacks():
    p = probabilities(0.3, 1.0, [-np.inf, 0.0, 0.0], [0.0, 0.0, np.inf])
    assert p[0, 0] == p[1, 1] == p[2, 2] == 0
    assert p.sum(axis=1) == pytest.approx(1)
    q = probabilities(0.3, 1.0, [-np.inf, 0.0, 0.0], [0.0, 0.0, np.inf], n_votes=[1, 7, 97])
    assert [q[0, 0], q[1, 1], q[2, 2]] == pytest.approx([0.25, 0.1, 0.01])
    assert q.sum(axis=1) == pytest.approx(1)
    assert q[1, 0] / q[1, 2] == pytest.approx(p[1, 0] / p[1, 2])


def test_prediction_is_what_the_results_say_vote_by_vote(sim, fitted):
    table = fitted.predict(sim.rollcalls)
    assert len(table) == sim.rollcalls.n_votes
    whole = table[table["yes"].notna()]
    assert len(whole) == fitted.ballots.n_votes
    lacking = fitted.items.set_index("item")
    sample = whole.sample(60, random_state=1)
    for row in sample.itertuples():
        item = lacking.loc[row.item]
        if np.isinf([item["gamma1"], item["gamma2"]]).any() or item["gamma1"] == item["gamma2"]:
            continue
        one = fitted.probabilities(row.state, row.period, row.item)
        assert [row.yes, row.abstain, row.no] == pytest.approx(one.tolist())
        assert sim.rollcalls.votes[sim.rollcalls.row(row.state), row.call] == row.vote
    again = fitted.predict(whole[["state", "period", "item"]])
    assert (again[["yes", "abstain", "no"]].to_numpy() == whole.iloc[:, -3:].to_numpy()).all()


def test_prediction_of_named_votes():
    rc = RollCalls.from_votes([[1, 3, 1], [3, 1, 3], [1, 2, 3]], states=["USA", "RUS", "FRA"])
    results = IdealPoints(rc).fit()
    asked = pd.DataFrame(
        {"state": ["USA", "XXX", "USA"], "period": 2000, "item": ["call-1", "call-1", "none"]}
    )
    found = results.predict(asked.assign(note="kept"))
    assert found["note"].tolist() == ["kept"] * 3
    assert found["yes"].isna().tolist() == [False, True, True]
    with pytest.raises(UsageError) as error:
        results.predict(asked.drop(columns="item"))
    assert error.value.where == "predict"
    assert "'item'" in error.value.what


def test_scores_are_those_of_a_loop(sim, fitted):
    rc = sim.rollcalls
    scores = fitted.score(rc)
    modal = 1 + np.stack([(rc.votes == k).sum(axis=0) for k in (1, 2, 3)]).argmax(axis=0)
    table = predict_votes(fitted, rc).dropna()
    bits, right, mode = [], 0, 0
    for row in table.itertuples():
        p = [row.yes, row.abstain, row.no]
        bits.append(-np.log2(p[row.vote - 1]))
        right += max(p) == p[row.vote - 1]
        mode += modal[row.call] == row.vote
    n = len(table)
    assert (scores.n, scores.n + scores.n_no_point + scores.n_no_item) == (n, rc.n_votes)
    assert scores.log_loss.estimate == pytest.approx(np.mean(bits))
    assert scores.gmp.estimate == pytest.approx(np.exp(np.mean(np.log(2) * -np.array(bits))))
    assert scores.correct.estimate == pytest.approx(right / n)
    assert scores.pre.estimate == pytest.approx(((n - mode) - (n - right)) / (n - mode))
    assert scores.table["n"].sum() == n
    for e in (scores.log_loss, scores.correct, scores.gmp, scores.pre):
        assert e.low < e.estimate < e.high


def test_log_loss_is_the_fits_own_likelihood_where_no_kind_is_lacking(sim, fitted):
    """Rule-of-succession shares aside, bits are the log-likelihood in another unit."""
    items = fitted.items
    full = items[np.isfinite(items["gamma1"] + items["gamma2"])]
    full = full[full["gamma1"] < full["gamma2"]]["item"]
    table = predict_votes(fitted, sim.rollcalls)
    table = table[table["item"].isin(full)].dropna()
    row = items.set_index("item").loc[table["item"]]
    theta = fitted.params.set_index(["state", "period"])["theta"]
    point = pd.MultiIndex.from_frame(table[["state", "period"]])
    eta = row["beta"].to_numpy() * theta.loc[point].to_numpy()
    edges = np.column_stack(
        [np.full(len(row), -np.inf), row["gamma1"], row["gamma2"], np.full(len(row), np.inf)]
    )
    at = np.arange(len(row))
    upper = norm.cdf(edges[at, table["vote"]] - eta)
    lower = norm.cdf(edges[at, table["vote"] - 1] - eta)
    chosen = table[["yes", "abstain", "no"]].to_numpy()[at, table["vote"] - 1]
    assert chosen == pytest.approx(upper - lower, rel=1e-6)


def test_interval_of_the_log_loss_covers_the_expected_loss():
    """Truth as prediction: the mean loss over many records, found by intervals of one each."""
    rng = np.random.default_rng(7)
    hits, runs, calls, per = 0, 400, 40, 10
    expected = 0.0
    for p in np.linspace(0.05, 0.95, 19):
        expected -= (p * np.log2(p) + (1 - p) * np.log2(1 - p)) / 19
    for _ in range(runs):
        p = rng.choice(np.linspace(0.05, 0.95, 19), calls).repeat(per)
        yes = rng.random(p.size) < p
        votes = pd.DataFrame(
            {
                "call": np.arange(calls).repeat(per),
                "bits": -np.log2(np.where(yes, p, 1 - p)),
                "correct": (p > 0.5) == yes,
                "modal_correct": yes,
            }
        )
        loss = Scores.of_votes(votes).log_loss
        hits += loss.low < expected < loss.high
    # 90% aimed at; three standard deviations of 400 draws are 0.045.
    assert abs(hits / runs - 0.9) < 0.045


def test_scores_of_one_roll_call_have_no_interval():
    votes = pd.DataFrame(
        {"call": [3, 3], "bits": [1.0, 3.0], "correct": [True, False], "modal_correct": [True] * 2}
    )
    scores = Scores.of_votes(votes, n_no_point=1, n_no_item=2)
    assert (scores.log_loss.estimate, scores.log_loss.low, scores.gmp.high) == (2.0, None, None)
    assert scores.gmp.estimate == 0.25
    assert np.isnan(scores.pre.estimate)
    assert "3 votes could not be scored" in scores.log_loss.rests_on
    assert "2 votes, 2.000 bits a vote, 50.0% correct" in repr(scores)


def test_held_out_votes_are_hidden_and_nothing_else(sim):
    rc = sim.rollcalls
    held = hold_out(rc, 0.2, seed=1)
    assert held.hidden.sum() == round(0.2 * rc.n_votes)
    assert is_cast(rc.votes[held.hidden]).all()
    assert (held.training.votes[held.hidden] == Vote.NOT_RECORDED).all()
    assert (held.training.votes[~held.hidden] == rc.votes[~held.hidden]).all()
    pd.testing.assert_frame_equal(held.training.calls, rc.calls)
    assert (hold_out(rc, 0.2, seed=1).hidden == held.hidden).all()
    assert (hold_out(rc, 0.2, seed=2).hidden != held.hidden).any()


def test_unseen_votes_are_predicted_about_as_well_as_the_truth_can(sim):
    held = hold_out(sim.rollcalls, 0.2, seed=1)
    results = IdealPoints(held.training).fit()
    scores = held.score(results)
    assert scores.n + scores.n_no_point + scores.n_no_item == held.hidden.sum()
    p = np.moveaxis(sim.probabilities(), 0, -1)[held.hidden]
    vote = sim.rollcalls.votes[held.hidden]
    best = -np.log2(p[np.arange(vote.size), vote - 1]).mean()
    seen = results.score(held.training)
    shares = np.bincount(vote)[1:] / vote.size
    blind = -(shares * np.log2(shares)).sum()
    assert seen.log_loss.estimate < scores.log_loss.estimate < blind - 0.1
    assert best < scores.log_loss.estimate < best + 0.12
    assert scores.pre.low > 0


def test_votes_that_cannot_be_scored_are_counted():
    # The third roll call is unanimous; the fourth is the only one of its year, and hidden.
    votes = [[1, 3, 1, 1], [3, 1, 1, 3], [1, 2, 1, 3], [3, 2, 1, 3]]
    rc = RollCalls.from_votes(
        votes,
        states=["USA", "RUS", "FRA", "CHN"],
        dates=["2000-10-01", "2000-10-02", "2000-10-03", "2001-10-01"],
    )
    results = IdealPoints(rc.take([0, 1, 2])).fit()
    only = np.ones((4, 4), dtype=bool)
    scores = score_votes(results, rc, only=only)
    assert (scores.n, scores.n_no_item, scores.n_no_point) == (8, 4, 4)
    # Nothing is left to take the mode from, so that it is yes: right in 3 of the 8.
    assert scores.table["modal_correct"].sum() == 3
    with pytest.raises(UsageError) as error:
        results.score(rc.take([3]))
    assert error.value.where == "predict"
    assert "2001" in error.value.what
    with pytest.raises(UsageError) as error:
        results.score(rc.take([2]))
    assert error.value.where == "score"
    with pytest.raises(UsageError) as error:
        score_votes(results, rc, only=only[:2])
    assert error.value.where == "predict"
    assert "mask" in error.value.what


@pytest.mark.parametrize("share", [0, 1, -0.1, float("nan"), 1e-9])
def test_a_share_that_hides_nothing_or_all(sim, share):
    with pytest.raises(UsageError) as error:
        hold_out(sim.rollcalls, share, seed=0)
    assert error.value.where == "hold_out"
    assert "share" in error.value.what


def test_distance(fitted):
    found = fitted.distance("USA", "RUS", 2024)
    points = fitted.params.query("period == 2024").set_index("state")
    rows = points.loc[["USA", "RUS"]]
    assert found.estimate == pytest.approx(rows["theta"].iloc[0] - rows["theta"].iloc[1])
    assert found.se == pytest.approx((rows["se"] ** 2).sum() ** 0.5)
    assert found.low == pytest.approx(found.estimate - norm.ppf(0.95) * found.se)
    assert found.n == rows["n_votes"].sum()
    back = fitted.distance("RUS", "USA", 2024)
    assert (back.estimate, back.low, back.high) == (found.estimate, found.low, found.high)
    ordered = points["theta"].sort_values()
    closest = ordered.diff().argmin()
    near = fitted.distance(*ordered.index[closest - 1 : closest + 1], 2024)
    assert near.low == 0.0
    assert near.estimate == pytest.approx(ordered.diff().min())
    assert near.high > near.estimate
    with pytest.raises(UsageError) as error:
        fitted.distance("USA", "USA", 2025)
    assert error.value.where == "distance"
    with pytest.raises(UsageError) as error:
        fitted.distance("USA", "RUS", 1900)
    assert error.value.where == "period"
    assert "1900" in error.value.what


@pytest.mark.parametrize(
    ("by", "link"), [("session", True), ("year", False), ("month", True), (["2020-07-01"], False)]
)
def test_a_fit_predicts_by_its_own_periods_and_items(sim, by, link):
    """Every vote cast has a row, and every vote that was fitted its probabilities."""
    results = IdealPoints(sim.rollcalls, by=by, link=link).fit(max_iter=3)
    table = results.predict(sim.rollcalls)
    assert len(table) == sim.rollcalls.n_votes
    assert table["yes"].notna().sum() == results.ballots.n_votes
    held = hold_out(sim.rollcalls, 0.1, seed=3)
    part = IdealPoints(held.training, by=by, link=link).fit(max_iter=3)
    scores = held.score(part)
    assert scores.n + scores.n_no_item + scores.n_no_point == held.hidden.sum()


@pytest.mark.parametrize(
    "options", [{}, {"dimensions": 2}, {"absence": "hurdle"}, {"response": "unfolding"}]
)
def test_chances_are_those_of_the_tables_of_points_and_items(sim, options):
    results = IdealPoints(sim.rollcalls, **options).fit()
    rng = np.random.default_rng(1)
    point = rng.integers(results.ballots.n_points, size=200)
    item = rng.integers(len(results.ballots.items), size=200)
    from_tables = fitted_probabilities(results.params.iloc[point], results.items.iloc[item])
    assert (results.chances(point, item) == from_tables.to_numpy()).all()
