"""What the fit recovers, what leaves it alone, and what it says of itself."""

from __future__ import annotations

import numba
import numpy as np
import pandas as pd
import pytest

from analysis.errors import UsageError
from analysis.idealpoints import IdealPoints
from analysis.idealpoints.fast.fit import _rescale
from analysis.idealpoints.fast.kernels import Items, state_terms
from analysis.idealpoints.fast.start import _leading, _together
from analysis.idealpoints.fast.state_step import state_step
from analysis.idealpoints.maths.anderson import Anderson
from analysis.idealpoints.priors import tridiagonal
from analysis.rollcalls import RollCalls

from ..conftest import Simulated, simulate


@pytest.fixture(scope="module")
def results(simulated: Simulated):
    return IdealPoints(simulated.rollcalls, anchor="S00").fit(tol=1e-6)


def wide(results) -> np.ndarray:
    return results.params.pivot(index="state", columns="period", values="theta").to_numpy()


def remade(rc: RollCalls, votes: np.ndarray, **columns) -> RollCalls:
    calls = rc.calls
    given = {"id": list(calls["id"]), "recurring_text": list(calls["recurring_text"])} | columns
    return RollCalls.from_votes(
        votes, states=list(rc.states.index), dates=list(calls["date"]), **given
    )


def test_recovers_what_was_simulated(simulated, results):
    theta = wide(results)
    assert results.converged
    assert theta.mean() == pytest.approx(0, abs=1e-9)
    assert theta.std() == pytest.approx(1, abs=1e-9)
    assert np.corrcoef(theta.ravel(), simulated.theta.ravel())[0, 1] > 0.97
    items = results.items.set_index("item").loc[[f"text-{j}" for j in range(20)]]
    assert (items["n_calls"] == 6).all()
    assert np.corrcoef(items["beta"], simulated.beta[:20])[0, 1] > 0.97
    assert (items["gamma1"] <= items["gamma2"]).all()


def test_finds_a_jump_and_says_how_sure():
    sim = simulate(60, 6, 60, seed=3, step=0.1)
    rng = np.random.default_rng(0)
    votes, rc = np.array(sim.rollcalls.votes), sim.rollcalls
    late = (rc.periods("year") == 2005).to_numpy()
    twin = votes[np.argmin(sim.theta[:, 5])]
    votes[0, late] = np.where(rng.random(late.sum()) < 0.95, twin[late], votes[0, late])
    found = IdealPoints(remade(rc, votes), anchor="S00").fit().between("S00", [2003, 2004], [2005])
    assert found.estimate < -1.5
    assert found.excludes_zero
    assert found.low < found.estimate < found.high
    assert "Laplace" in found.method
    assert "items and scale" in found.method
    votes = found.table["n_votes"].to_numpy()
    expected = [*(-votes[:2] / votes[:2].sum()), 1.0]
    np.testing.assert_allclose(found.table["weight"], expected)


def test_between_uses_the_correlations(results):
    covariance = results.covariance("S05")
    assert (covariance.to_numpy() > 0).all()
    np.testing.assert_allclose(np.sqrt(np.diag(covariance)), results.bse["S05"], rtol=1e-10)
    found = results.between("S05", [2000, 2001], [2004])
    weight = results.window_weights("S05", [2000, 2001], [2004])
    assert found.se == pytest.approx(np.sqrt(results.contrast_covariance(weight[None])[0, 0]))
    own = weight[results._points("S05")]
    # The items' own uncertainty comes on top of what the state's path has with them held fixed.
    assert found.se > np.sqrt(own @ covariance.to_numpy() @ own)
    back = results.between("S05", [2004], [2000, 2001])
    assert (back.estimate, back.se) == pytest.approx((-found.estimate, found.se))


def test_threads_change_not_a_byte(simulated):
    most = numba.config.NUMBA_NUM_THREADS
    if most < 2:
        pytest.skip("this machine has one thread")
    model = IdealPoints(simulated.rollcalls, anchor="S00")
    before, found = numba.get_num_threads(), []
    try:
        for n in (1, most):
            numba.set_num_threads(n)
            e = model.fit().estimates
            found.append([x.tobytes() for x in (e.theta, e.beta, e.g1, e.g2, e.variance)])
    finally:
        numba.set_num_threads(before)
    assert found[0] == found[1]


def test_order_of_roll_calls_and_states_changes_nothing(simulated, results):
    rng = np.random.default_rng(1)
    rc = simulated.rollcalls
    moved = rc.take(rng.permutation(rc.n_calls)).only(rng.permutation(rc.states.index))
    again = IdealPoints(moved, anchor="S00").fit(tol=1e-6)
    np.testing.assert_allclose(wide(again), wide(results), atol=1e-4)


def test_anchor_only_sets_the_sign(simulated, results):
    mean = results.params.groupby("state")["theta"].mean()
    other = IdealPoints(simulated.rollcalls, anchor=str(mean.idxmin())).fit(tol=1e-6)
    np.testing.assert_allclose(wide(other), -wide(results), atol=1e-4)


def test_a_fit_on_the_wrong_side_is_turned_whole(simulated, results, monkeypatch):
    from analysis.idealpoints import model

    begin = model.start
    monkeypatch.setattr(model, "start", lambda votes, anchor: -begin(votes, anchor))
    again = IdealPoints(simulated.rollcalls, anchor="S00").fit(tol=1e-6)
    np.testing.assert_allclose(wide(again), wide(results), atol=1e-4)
    np.testing.assert_allclose(again.items["beta"], results.items["beta"], atol=1e-3)


def test_yes_and_no_exchanged_change_nothing(simulated, results):
    rc = simulated.rollcalls
    swap = np.arange(10, dtype=np.int8)
    swap[[1, 3]] = 3, 1
    again = IdealPoints(remade(rc, swap[rc.votes]), anchor="S00").fit(tol=1e-6)
    np.testing.assert_allclose(wide(again), wide(results), atol=1e-4)
    np.testing.assert_allclose(again.items["gamma1"], -results.items["gamma2"], atol=1e-3)


def test_absence_is_not_abstention(simulated, results):
    rc = simulated.rollcalls
    votes = np.array(rc.votes)
    where = np.flatnonzero(votes.ravel() == 8)
    votes.ravel()[where] = np.array([8, 9, 0])[where % 3]
    again = IdealPoints(remade(rc, votes), anchor="S00").fit(tol=1e-6)
    pd.testing.assert_frame_equal(again.params, results.params, check_exact=True)


def test_unanimous_roll_calls_change_nothing(simulated, results):
    rc = simulated.rollcalls
    n = rc.n_states
    extra = np.column_stack([rc.votes, np.full(n, 1), np.full(n, 2)]).astype(np.int8)
    more = RollCalls.from_votes(
        extra,
        states=list(rc.states.index),
        dates=[*rc.calls["date"], "2001-11-01", "2002-11-01"],
        recurring_text=[*rc.calls["recurring_text"], "", ""],
    )
    again = IdealPoints(more, anchor="S00").fit(tol=1e-6)
    assert again.ballots.n_unanimous == results.ballots.n_unanimous + 2
    pd.testing.assert_frame_equal(again.params, results.params, check_exact=True)


def test_items_are_unanimous_only_after_linking():
    votes = [[1, 3, 1], [1, 3, 3], [1, 3, 1]]
    rc = RollCalls.from_votes(
        votes,
        states=list("ABC"),
        dates=["2000-10-01", "2001-10-01", "2001-10-02"],
        recurring_text=["t", "t", ""],
    )
    assert IdealPoints(rc, anchor="A").ballots.items == ("t", "call-2")
    alone = IdealPoints(rc, anchor="A", link=False).ballots
    assert (alone.items, alone.n_unanimous) == (("call-2",), 2)


def test_a_gap_is_walked_across_and_widens_with_its_length(simulated):
    rc = simulated.rollcalls
    votes = np.array(rc.votes)
    year = rc.calls["date"].dt.year.to_numpy()
    votes[7, (year > 2000) & (year < 2005)] = 9
    results = IdealPoints(remade(rc, votes), anchor="S00").fit()
    assert results.converged
    own = results.params.query("state == 'S07'")
    assert own["period"].tolist() == [2000, 2005]
    near, far = results.covariance("S06"), results.covariance("S07")
    assert far.loc[2000, 2005] < near.loc[2000, 2001]
    assert "1 steps across gaps" in results.summary()
    with pytest.raises(UsageError) as error:
        results.between("S07", [2000], [2003])
    assert error.value.where == "period"
    assert "2003" in error.value.what


def test_one_dissenter_and_missing_kinds_of_vote():
    sim = simulate(30, 3, 12, seed=9, recurring=0)
    votes = np.array(sim.rollcalls.votes)
    votes[:, :8] = 1
    votes[0, 0] = 3  # a single no
    votes[1, 1] = 2  # a single abstention
    votes[:, 2] = np.where(np.arange(30) % 2, 2, 3)  # nobody says yes
    votes[0, 3], votes[1, 3] = 2, 3  # one abstention, one no
    results = IdealPoints(remade(sim.rollcalls, votes), anchor="S02").fit()
    assert results.converged
    items = results.items.set_index("item")
    assert np.isfinite(items["beta"]).all()
    assert items["beta"].abs().max() < 5
    assert items.loc["call-0", "gamma1"] == items.loc["call-0", "gamma2"]
    assert items.loc["call-1", "gamma2"] == np.inf
    assert items.loc["call-2", "gamma1"] == -np.inf
    for item, never in (("call-0", "abstain"), ("call-1", "no"), ("call-2", "yes")):
        p = results.probabilities("S05", 2000, item)
        assert p.sum() == pytest.approx(1)
        assert p[never] == pytest.approx(0, abs=1e-12)
    assert results.probabilities("S05", 2000, "call-0")["yes"] > 0.8


def test_stopping_early_is_said(simulated):
    results = IdealPoints(simulated.rollcalls, anchor="S00").fit(max_iter=2)
    assert not results.converged
    assert results.n_iter == 2
    assert "NOT CONVERGED after 2 sweeps" in results.summary()
    assert "NOT converged" in repr(results)
    assert "DID NOT CONVERGE" in results.between("S00", [2000], [2001]).method
    assert np.isfinite(results.params["theta"]).all()


def test_stops_where_nothing_moves_any_more(simulated, results):
    found = IdealPoints(simulated.rollcalls, anchor="S00").fit()
    assert found.estimates.change < 1e-4
    assert results.estimates.change < 1e-6
    assert found.n_iter < results.n_iter
    assert np.abs(wide(found) - wide(results)).max() < 0.003
    assert found.loglik == pytest.approx(results.loglik, abs=0.1)


def test_scale_is_set_without_changing_any_probability():
    rng = np.random.default_rng(0)
    theta, beta, g1 = rng.normal(1.5, 3, 50), rng.normal(size=50), rng.normal(size=50)
    t, b, c1, c2 = _rescale(theta, beta, g1, g1 + 1)
    assert (t.mean(), t.std()) == pytest.approx((0, 1))
    np.testing.assert_allclose(c1 - b * t, g1 - beta * theta, atol=1e-12)
    np.testing.assert_allclose(c2 - b * t, g1 + 1 - beta * theta, atol=1e-12)


def test_a_newton_step_leaves_mean_and_spread_alone(simulated):
    b = IdealPoints(simulated.rollcalls, anchor="S00").ballots
    rng = np.random.default_rng(0)
    theta = rng.normal(size=b.n_points)
    theta = (theta - theta.mean()) / theta.std()
    # small scores, so that no step is clipped
    terms = rng.normal(size=theta.size), rng.uniform(20, 40, size=theta.size)
    walk, off = tridiagonal(b.elapsed, 0.25)
    for weight in (np.ones_like(theta), rng.uniform(20, 40, size=theta.size)):
        moved, variance, _ = state_step(b, theta, terms, weight, walk, off, 0.5)
        delta = moved - theta
        assert 0.01 < np.abs(delta).max() < 1
        assert (delta.sum(), theta @ delta) == pytest.approx((0, 0), abs=1e-9)
        assert (variance > 0).all()


def test_the_fit_ends_where_lagrange_terms_alone_are_left(simulated):
    """Score less the walk's pull is l1 θ + l2, times the votes' information by choice."""
    for scale_by in ("points", "votes"):
        model = IdealPoints(simulated.rollcalls, anchor="S00", scale_by=scale_by)
        b, e = model.ballots, model.fit(tol=1e-8).estimates
        votes = b.by_point
        score, _, quadratic = state_terms(e.theta, Items(e.beta, e.g1, e.g2), e.cov_beta, votes)
        walk, off = tridiagonal(b.elapsed, 0.25)
        dense = np.diag(walk) + np.diag(off[1:], 1) + np.diag(off[1:], -1)
        weight = quadratic if scale_by == "votes" else np.ones_like(score)
        terms = weight[:, None] * np.column_stack([e.theta, np.ones_like(score)])
        force = score - dense @ e.theta
        left = force - terms @ np.linalg.lstsq(terms, force, rcond=None)[0]
        assert np.abs(left).max() < 1e-4 * np.abs(score).max()
    with pytest.raises(UsageError) as error:
        IdealPoints(simulated.rollcalls, anchor="S00", scale_by="states")
    assert error.value.where == "scale_by"


def test_the_start_is_the_leading_eigenvector():
    rng = np.random.default_rng(0)
    for n in (2, 5, 40):
        square = rng.normal(size=(n, n))
        matrix = square + square.T - 2.0 * np.eye(n)  # negative eigenvalues are the largest
        value, vector = np.linalg.eigh(matrix)
        found = _leading(matrix)
        assert found @ matrix @ found / (found @ found) == pytest.approx(value[-1], abs=1e-4)
        assert abs(found @ vector[:, -1]) == pytest.approx(1, abs=1e-3)


def test_agreement_by_bits_against_plain_counting():
    votes = np.random.default_rng(1).choice([0, 1, 2, 3, 8, 9], size=(6, 131)).astype(np.int8)
    bits = [np.packbits(votes == k, axis=1) for k in (1, 2, 3)]
    words = [np.pad(b, ((0, 0), (0, -b.shape[1] % 8))).view(np.uint64) for b in bits]
    both, same = _together(*words)
    for a in range(6):
        for b in range(6):
            pairs = [(x, y) for x, y in votes[[a, b]].T if 1 <= x <= 3 and 1 <= y <= 3]
            assert both[a, b] == len(pairs)
            assert same[a, b] == sum(1 - abs(int(x) - int(y)) / 2 for x, y in pairs)


def test_anderson_against_plain_least_squares():
    """The twin: all differences anew at every step, and a dense least-squares solve."""
    rng = np.random.default_rng(0)
    decay, shift = np.diag(rng.uniform(0.2, 0.95, 30)), rng.normal(size=30)
    points, images = [], []
    x, accelerate = np.zeros(30), Anderson(4, 1e6)
    for _ in range(12):
        points, images = [*points, x][-5:], [*images, decay @ x + shift][-5:]
        residual = np.array(images) - np.array(points)
        expected = images[-1]
        if len(points) > 1:
            share = np.linalg.lstsq(np.diff(residual, axis=0).T, residual[-1], rcond=None)[0]
            expected = images[-1] - np.diff(np.array(images), axis=0).T @ share
        x = accelerate(x, images[-1])
        np.testing.assert_allclose(x, expected, atol=1e-5)
    assert np.abs(decay @ x + shift - x).max() < 0.1


def test_months_count_as_twelfths_of_a_year_across_gaps():
    rc = RollCalls.from_votes(
        [[1, 3, 1], [3, 1, 3], [1, 1, 3]],
        states=list("ABC"),
        dates=["2020-11-05", "2021-01-05", "2022-01-05"],
    )
    month, year = (IdealPoints(rc, by=by, anchor="A") for by in ("month", "year"))
    assert month.ballots.elapsed[:3].tolist() == [0, 2, 12]
    assert year.ballots.elapsed[:3].tolist() == [0, 1, 1]
    assert 12 * month.assumed.walk_variance == year.assumed.walk_variance == 0.25


def test_smaller_walk_variance_is_smoother(simulated):
    rough, smooth = (
        wide(IdealPoints(simulated.rollcalls, anchor="S00", walk_variance=v).fit())
        for v in (0.5, 0.005)
    )
    assert np.abs(np.diff(smooth)).mean() < 0.5 * np.abs(np.diff(rough)).mean()


@pytest.mark.parametrize("by", ["month", "session", "all", ["2002-01-01", "2004-01-01"]])
def test_other_periods(simulated, by):
    results = IdealPoints(simulated.rollcalls, by=by, anchor="S00").fit()
    assert results.converged
    labels = simulated.rollcalls.periods(by).unique()
    assert set(results.params["period"]) == set(labels)


def test_tidy_and_text(results):
    params = results.params
    assert list(params) == ["state", "period", "n_votes", "theta", "se", "low", "high"]
    assert (params["low"] < params["theta"]).all()
    assert (params["se"] > 0).all()
    assert params["n_votes"].sum() == results.ballots.n_votes
    half = results.conf_int(0.5)["high"] - results.params.set_index(["state", "period"])["theta"]
    np.testing.assert_allclose(half, 0.67449 * results.bse, rtol=1e-4)
    text = results.summary()
    for part in ("Bailey, Strezhnev and Voeten", "converged after", "S00 positive", "240"):
        assert part in text
    assert results.loglik < 0
