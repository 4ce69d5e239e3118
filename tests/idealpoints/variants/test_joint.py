"""Two latents a state-period: kernels against twins, optimum against scipy, recovery, cover."""

from __future__ import annotations

from dataclasses import replace

import numba
import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import log_ndtr

from analysis.errors import RecordError, UsageError
from analysis.idealpoints import IdealPoints, Plan, hold_out
from analysis.idealpoints.fast.kernels import Items, Offset, item_step, loglik, state_terms
from analysis.idealpoints.results.predict import predict_votes
from analysis.idealpoints.variants.identification import pinned
from analysis.idealpoints.variants.joint_covariance import block_covariance, cross_information
from analysis.rollcalls import RollCalls
from analysis.simulate import simulate

from ..conftest import simulate as plain_record
from ..fast.test_kernels import slope_and_bend, vote_loglik
from ..reference import log_votes
from ..variant_records import record


def side(theta: np.ndarray) -> str:
    return f"S{theta.mean(axis=1).argmax():02d}"


def true_at(results, values: np.ndarray) -> np.ndarray:
    params = results.params
    return values[params["state"].str[1:].astype(int), params["period"] - 2000]


def cover(results, truth: np.ndarray) -> float:
    inside = results.conf_int(0.9)
    return float(((inside["low"] <= truth) & (truth <= inside["high"])).mean())


# -- kernels -------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def small():
    b = IdealPoints(plain_record(10, 3, 8, seed=4).rollcalls, anchor="S00").ballots
    rng = np.random.default_rng(1)
    n = len(b.items)
    theta, place, beta, load = *rng.normal(size=(2, b.n_points)), *rng.normal(size=(2, n))
    g1 = rng.normal(size=n)
    g2 = np.where(b.missing > 0, g1, g1 + rng.uniform(0.3, 2, size=n))
    return b, theta, place, beta, load, g1, g2


def test_passes_with_offsets_against_twins(small):
    b, theta, place, beta, load, g1, g2 = small
    score, info, cross = np.zeros((3, b.n_points))
    total = 0.0
    for i in range(b.n_points):
        for k in range(b.point_ptr[i], b.point_ptr[i + 1]):
            j, kind = b.by_point_item[k], b.by_point_kind[k]
            eta = beta[j] * theta[i] + load[j] * place[i]

            def f(x, kind=kind, j=j):
                return vote_loglik(kind, x, g1[j], g2[j])

            u, bend = slope_and_bend(f, eta)
            score[i] += beta[j] * u
            info[i] -= beta[j] ** 2 * bend
            cross[i] -= beta[j] * load[j] * bend
            total += f(eta)
    votes = b.by_point
    none = np.zeros((beta.size, 3))
    found = state_terms(theta, Items(beta, g1, g2), none, votes, Offset(load, place))
    np.testing.assert_allclose(found[0], score, atol=1e-5)
    np.testing.assert_allclose(found[1], info, atol=1e-5)
    np.testing.assert_allclose(
        cross_information(theta, Items(beta, g1, g2), votes, Offset(load, place)), cross, atol=1e-5
    )
    value = loglik(theta, Items(beta, g1, g2), votes, Offset(load, place))
    assert value == pytest.approx(total, rel=1e-12)


def test_an_offset_of_nothing_is_none(small):
    b, theta, place, beta, load, g1, g2 = small
    cov = np.full((beta.size, 3), 0.1)
    votes = b.by_point
    without = state_terms(theta, Items(beta, g1, g2), cov, votes)
    for empty in ((0 * load, place), (load, 0 * place)):
        with_it = state_terms(theta, Items(beta, g1, g2), cov, votes, Offset(*empty))
        for one, two in zip(without, with_it, strict=True):
            assert (one == two).all()
    args = (b.missing > 0, b.by_item)
    spread = np.full(b.n_points, 0.1)
    one = item_step(theta, spread, Items(beta, g1, g2), *args)
    two = item_step(
        theta, spread, Items(beta, g1, g2), *args, Offset(0 * load, place), np.ones(beta.size)
    )
    for x, y in zip(one, two, strict=True):
        assert (x == y).all()


def test_items_with_offset_and_ridge_end_where_scipy_does(small):
    b, theta, place, beta, load, g1, g2 = small
    args = (b.missing > 0, b.by_item)
    ridge, none = np.full(beta.size, 4.0), np.zeros(b.n_points)
    c1, c2 = g1, g2
    for _ in range(200):
        beta, c1, c2, _ = item_step(
            theta, none, Items(beta, c1, c2), *args, Offset(load, place), ridge
        )
    for j in np.flatnonzero(b.missing == 0)[:4]:
        rows = slice(b.item_ptr[j], b.item_ptr[j + 1])
        who, kind = b.by_item_point[rows], b.by_item_kind[rows]

        def minus(x, who=who, kind=kind, j=j):
            eta = x[0] * theta[who] + load[j] * place[who]
            top = x[1] + np.exp(x[2])
            return 2.0 * x[0] ** 2 - log_votes(eta, x[1], top, kind).sum()

        best = minimize(minus, [0.0, -0.5, 0.0], tol=1e-10).x
        assert beta[j] == pytest.approx(best[0], abs=1e-3)
        assert c1[j] == pytest.approx(best[1], abs=1e-3)


def test_block_covariance_is_the_inverse():
    rng = np.random.default_rng(0)
    n = 4
    one, two, cross = rng.uniform(3, 4, n), rng.uniform(3, 4, n), rng.uniform(-1, 1, n)
    off = np.r_[9.0, rng.uniform(-1, 0, n - 1)]  # the first belongs to another state
    whole = block_covariance(one, two, off, off, cross)
    precision = np.linalg.inv(whole)
    assert precision[1, 2] == pytest.approx(off[2])
    assert precision[0, n] == pytest.approx(cross[0])
    assert precision[n, n] == pytest.approx(two[0])
    assert abs(precision[0, n + 1]) < 1e-12


# -- a plane -------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def planes():
    out = []
    for seed in range(6):
        rec = record(seed, n_states=80, plane=1.0)
        one = IdealPoints(rec.rollcalls, anchor=side(rec.theta)).fit()
        two = IdealPoints(rec.rollcalls, anchor=side(rec.theta), dimensions=2).fit()
        assert two.converged
        truth, _ = pinned(
            np.stack([true_at(two, rec.theta), true_at(two, rec.other)]),
            np.ones((2, 1)),
            one.estimates.theta,
        )
        truth[1] *= np.sign(truth[1] @ two.second.estimates.theta)
        out.append((rec, one, two, truth))
    return out


def test_a_plane_is_found_up_to_what_identifies_it(planes):
    for _, _, two, truth in planes:
        assert np.corrcoef(two.estimates.theta, truth[0])[0, 1] > 0.97
        assert np.corrcoef(two.second.estimates.theta, truth[1])[0, 1] > 0.96


def test_intervals_in_a_plane_cover(planes):
    first = np.mean([cover(two, truth[0]) for _, _, two, truth in planes])
    second = np.mean([cover(two.second, truth[1]) for _, _, two, truth in planes])
    assert 0.88 < first < 0.95
    assert 0.88 < second < 0.95


def test_a_plane_is_identified_as_stated(planes):
    for _, one, two, _ in planes:
        params = two.params
        for name in ("theta", "theta2"):
            assert params[name].mean() == pytest.approx(0, abs=1e-10)
            assert params[name].std(ddof=0) == pytest.approx(1, abs=1e-10)
        assert np.corrcoef(params["theta"], params["theta2"])[0, 1] == pytest.approx(0, abs=1e-10)
        assert np.corrcoef(one.estimates.theta, params["theta2"])[0, 1] == pytest.approx(
            0, abs=1e-10
        )
        means = params.groupby("state")[["theta", "theta2"]].mean()
        assert means.loc[two.anchor, "theta"] > 0
        assert means.loc[two.second_anchor, "theta2"] > 0


def test_errors_in_a_plane_are_of_both_latents(planes):
    two = planes[0][2]
    state = two.ballots.states[3]
    marginal = np.sqrt(np.diag(two.covariance(state)))
    np.testing.assert_allclose(marginal, two.bse[state], rtol=1e-10)
    assert (marginal >= 1 / np.sqrt(two.estimates.diagonal[two._points(state)]) - 1e-12).all()
    found = two.second.between(state, [2000], [2003])
    assert found.estimate == pytest.approx(
        np.diff(two.params.set_index(["state", "period"]).loc[state, "theta2"].loc[[2000, 2003]])[0]
    )
    assert "two dimensions" in found.assumptions[0]


def test_turning_round_and_exchanging(planes):
    two = planes[0][2]
    assert two.second.second.params.equals(two.params)
    assert two.second.anchor == two.second_anchor
    assert "two dimensions" in two.summary()
    assert repr(two).startswith("<PlaneResults")


def test_predictions_rest_on_both_dimensions(planes):
    rec, _, two, _ = planes[0]
    table = predict_votes(two, rec.rollcalls)
    one = table.iloc[17]
    point = two.params.set_index(["state", "period"]).loc[(one["state"], one["period"])]
    item = two.items.set_index("item").loc[one["item"]]
    eta = item["beta"] * point["theta"] + item["beta2"] * point["theta2"]
    if np.isfinite(item["gamma1"]):
        n = np.diff(two.ballots.item_ptr)[list(two.ballots.items).index(one["item"])]
        share = 1 - (two.ballots.missing[list(two.ballots.items).index(one["item"])] > 0) / (n + 3)
        assert one["yes"] == pytest.approx(share * np.exp(log_ndtr(item["gamma1"] - eta)), rel=1e-9)
    for row in table[table["yes"].notna()].sample(20, random_state=1).itertuples():
        if two.ballots.missing[two.ballots.items.index(row.item)] == 0:
            found = two.probabilities(row.state, row.period, row.item)
            assert found.tolist() == pytest.approx([row.yes, row.abstain, row.no])
    score = two.score(rec.rollcalls).log_loss.estimate
    assert score * two.ballots.n_votes * np.log(2) == pytest.approx(-two.loglik, rel=0.02)


def test_hidden_votes_tell_a_second_dimension_from_none():
    gains = {}
    for plane in (0.0, 1.0):
        rec = record(3, n_states=80, plane=plane)
        held = hold_out(rec.rollcalls, 0.1, seed=1)
        bits = [
            held.score(IdealPoints(held.training, anchor=side(rec.theta), dimensions=d).fit())
            for d in (1, 2)
        ]
        gains[plane] = bits[0].log_loss.estimate - bits[1].log_loss.estimate
    assert gains[0.0] < 0.01
    assert gains[1.0] > 0.1


def test_a_plane_does_not_depend_on_order_sign_or_threads():
    rec = record(5, plane=1.0).rollcalls
    fitted = IdealPoints(rec, anchor="S01", dimensions=2, second_anchor="S02").fit()
    columns = ["state", "period", "theta", "theta2", "se", "se2"]
    base = fitted.params[columns]
    rng = np.random.default_rng(0)
    turned = rec.take(rng.permutation(rec.n_calls))
    again = IdealPoints(turned, anchor="S01", dimensions=2, second_anchor="S02").fit()
    np.testing.assert_allclose(again.params[columns[2:]], base[columns[2:]], atol=3e-3)
    other = IdealPoints(rec, anchor="S01", dimensions=2, second_anchor=_opposite(fitted)).fit()
    np.testing.assert_allclose(other.params["theta2"], -base["theta2"], atol=1e-9)
    before = numba.get_num_threads()
    try:
        numba.set_num_threads(1)
        alone = IdealPoints(rec, anchor="S01", dimensions=2, second_anchor="S02").fit()
    finally:
        numba.set_num_threads(before)
    assert alone.params[columns].equals(base)


def _opposite(results) -> str:
    means = results.params.groupby("state")["theta2"].mean()
    return str(means.idxmin())


# -- attendance ----------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def hurdles():
    out = {}
    for loading in (0.0, 0.7):
        out[loading] = []
        for seed in range(6):
            rec = record(seed, n_states=80, loading=loading)
            anchor = side(rec.theta)
            plain = IdealPoints(rec.rollcalls, anchor=anchor).fit()
            hurdle = IdealPoints(rec.rollcalls, anchor=anchor, absence="hurdle").fit()
            assert hurdle.converged
            assert hurdle.params[["state", "period"]].equals(plain.params[["state", "period"]])
            out[loading].append((rec, plain, hurdle))
    return out


def _rmse(results, rec) -> float:
    return float(np.sqrt(((results.estimates.theta - true_at(results, rec.theta)) ** 2).mean()))


def test_absence_that_leans_one_way_places_states_better(hurdles):
    pairs = [(_rmse(h, rec), _rmse(p, rec)) for rec, p, h in hurdles[0.7]]
    assert all(h < p for h, p in pairs)
    assert np.mean(pairs, axis=0) @ [1, -0.95] < 0
    assert np.mean([h.spread for *_, h in hurdles[0.7]]) == pytest.approx(0.65, abs=0.1)


def test_absence_that_says_nothing_changes_nothing_much(hurdles):
    for rec, plain, hurdle in hurdles[0.0]:
        assert hurdle.spread < 0.15
        assert _rmse(hurdle, rec) < 1.03 * _rmse(plain, rec)


@pytest.mark.parametrize("loading", [0.0, 0.7])
def test_intervals_with_a_hurdle_cover(hurdles, loading):
    found = np.mean([cover(h, true_at(h, rec.theta)) for rec, _, h in hurdles[loading]])
    assert 0.87 < found < 0.95


def test_attendance_is_found(hurdles):
    hits = []
    for rec, _, hurdle in hurdles[0.7]:
        at, truth = hurdle.attendance, true_at(hurdle, rec.other)
        truth = truth - truth.mean()
        assert np.corrcoef(at["attend"], truth)[0, 1] > 0.95
        hits.append((np.abs(at["attend"] - truth) < 1.645 * at["se"]).mean())
        found = hurdle.hurdles.set_index("call")["loading"]
        calls = rec.rollcalls.calls["id"].tolist()
        true = rec.load[[calls.index(c) for c in found.index]]
        assert np.corrcoef(found, true)[0, 1] > 0.9
    assert 0.87 < np.mean(hits) < 0.95


def test_attendance_counts_absence_and_nothing_else():
    rec = record(1, loading=0.7)
    votes = np.array(rec.rollcalls.votes)
    votes[3, ::4] = 9  # not a member
    votes[4, ::4] = 0  # not recorded
    votes[5, :60] = np.where(votes[5, :60] < 4, 8, votes[5, :60])  # away for a whole period
    rc = replace(rec, rollcalls=_with(rec.rollcalls, votes)).rollcalls
    fitted = IdealPoints(rc, anchor="S01", absence="hurdle").fit()
    at = fitted.attendance.set_index(["state", "period"])
    assert ("S05", 2000) not in at.index
    calls = set(fitted.hurdles["call"])
    columns = np.array([c in calls for c in rc.calls["id"]])
    year = rc.calls["date"].dt.year.to_numpy()
    for state, row in (("S03", 3), ("S04", 4), ("S06", 6)):
        codes = votes[row, columns & (year == 2002)]
        assert at.loc[(state, 2002), "n_calls"] == np.isin(codes, [1, 2, 3, 8]).sum()
        assert at.loc[(state, 2002), "attended"] == np.isin(codes, [1, 2, 3]).sum()


def _with(rc: RollCalls, votes: np.ndarray) -> RollCalls:
    return RollCalls(votes, rc.calls, rc.states, rc.sources, rc.scope, rc.notes)


def test_a_hurdle_does_not_depend_on_order_or_threads():
    rec = record(2, loading=0.7).rollcalls
    base = IdealPoints(rec, anchor="S01", absence="hurdle").fit().params
    turned = rec.take(np.random.default_rng(0).permutation(rec.n_calls))
    again = IdealPoints(turned, anchor="S01", absence="hurdle").fit().params
    np.testing.assert_allclose(again["theta"], base["theta"], atol=2e-3)
    before = numba.get_num_threads()
    try:
        numba.set_num_threads(1)
        alone = IdealPoints(rec, anchor="S01", absence="hurdle").fit().params
    finally:
        numba.set_num_threads(before)
    assert alone.equals(base)


@pytest.mark.slow
def test_staying_away_near_a_cutpoint_is_no_straight_line():
    """What the hurdle does not cover: states that avoid a choice, on whichever side they lean.

    Its points are then no better than those that ignore absence, and not much worse.
    """
    ratio, spreads = [], []
    for seed in range(4):
        sim = simulate("mass absence", seed, years=6, after=3)
        errors = []
        for kw in ({}, {"absence": "hurdle"}):
            results = IdealPoints(sim.rollcalls, **kw).fit()
            p = results.params
            truth = np.array([sim.theta.loc[s, y] for s, y in zip(p.state, p.period, strict=True)])
            concerned = p["state"].isin(sim.affected) & (p["period"] >= 2025)
            errors.append(np.sqrt(((p["theta"] - truth)[concerned] ** 2).mean()))
        ratio.append(errors[1] / errors[0])
        spreads.append(results.spread)
    assert 0.95 < np.mean(ratio) < 1.2
    assert max(spreads) < 0.3


# -- refused -------------------------------------------------------------------------------------
def few(votes, **columns) -> RollCalls:
    return RollCalls.from_votes(votes, states=list("ABCDEF")[: len(votes)], **columns)


@pytest.mark.parametrize(
    ("arguments", "place", "word"),
    [
        ({"dimensions": 3}, "dimensions", "3"),
        ({"absence": "maybe"}, "absence", "'maybe'"),
        ({"second_anchor": "A"}, "second_anchor", "one anchor"),
        ({"absence": "hurdle", "dimensions": 2}, "ideal points", "together"),
        ({"prior_sd": 0.3}, "prior_sd", "no other fit"),
    ],
)
def test_variants_that_cannot_be(arguments, place, word):
    with pytest.raises(UsageError) as error:
        IdealPoints(few([[1, 3], [3, 1]]), anchor="A", **arguments)
    assert error.value.where == place
    assert word in error.value.what


def test_records_that_carry_no_plane():
    with pytest.raises(RecordError) as error:
        IdealPoints(few([[1, 3], [3, 1]]), anchor="A", dimensions=2).fit()
    assert error.value.where == "two dimensions"
    assert "2 states and 2 items" in error.value.what
    same = np.array([[1] * 12, [1] * 12, [3] * 12, [3] * 12, [3] * 12])
    with pytest.raises(RecordError) as error:
        IdealPoints(few(same), anchor="A", dimensions=2).fit()
    assert error.value.where == "two dimensions"
    assert "one dimension" in error.value.what
    rc = record(0, plane=1.0).rollcalls
    with pytest.raises(UsageError) as error:
        IdealPoints(rc, anchor="S00", dimensions=2, second_anchor="ZZZ").fit()
    assert error.value.where == "table of states"
    assert "'ZZZ'" in error.value.what


def test_a_record_without_absence_has_no_hurdle():
    with pytest.raises(RecordError) as error:
        IdealPoints(record(0).rollcalls, anchor="S00", absence="hurdle").fit()
    assert error.value.where == "attendance"


def test_the_sampler_has_no_hurdle():
    model = IdealPoints(record(0, loading=0.7).rollcalls, anchor="S00", absence="hurdle")
    with pytest.raises(UsageError) as error:
        model.sample(Plan())
    assert error.value.where == "sample"


@pytest.mark.parametrize("arguments", [{"dimensions": 2}, {"absence": "hurdle"}])
def test_a_fit_cut_short_says_so(arguments):
    results = IdealPoints(record(0, loading=0.7).rollcalls, anchor="S00", **arguments).fit(2)
    assert not results.converged
    assert "NOT CONVERGED after 2 sweeps" in results.summary()
    assert np.isfinite(results.params["theta"]).all()
