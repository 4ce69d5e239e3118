"""The whole sampler: against plain Metropolis, its invariances, threads and seeds."""

from __future__ import annotations

from types import SimpleNamespace

import numba
import numpy as np
import pytest
from scipy import stats
from scipy.special import ndtr

from analysis.idealpoints import IdealPoints, Plan
from analysis.idealpoints.assumptions import Assumptions
from analysis.idealpoints.fast.fit import fit
from analysis.idealpoints.sampler.chain import Chain, start_chain
from analysis.idealpoints.sampler.layout import lay_out_for_sampling
from analysis.idealpoints.sampler.sample import sample
from analysis.idealpoints.sampler.sweep import _variances, sweep
from analysis.rollcalls import RollCalls

from ..conftest import simulate
from ..reference import Design, log_walk
from ..sampler_records import SHORT, WALK, small

pytestmark = pytest.mark.usefixtures("one_thread")


class Metropolis:
    """Plain random-walk Metropolis for the model's definition, many chains side by side.

    The density is of (z, β, γ) with z on the sphere where all points have mean 0 and sd 1. It
    is sampled through x = z s + m with log s and m/s from N(0, ½²), independent of all else.
    One point at a time; items all at once, as given the points they have nothing to do with
    each other.
    """

    def __init__(self, b, chains: int, seed: int, vary: bool) -> None:
        self.b, self.vary, self.rng = b, vary, np.random.default_rng(seed)
        self.item = b.by_point_item
        self.point = np.repeat(np.arange(b.n_points), np.diff(b.point_ptr))
        self.of_item = np.equal.outer(self.item, np.arange(len(b.items))).astype(float)
        self.binary = b.missing > 0
        n, self.n_items = chains, len(b.items)
        self.x = self.rng.normal(size=(n, b.n_points))
        self.beta = 0.3 * self.rng.normal(size=(n, self.n_items))
        self.g1 = -0.5 + 0.1 * self.rng.normal(size=(n, self.n_items))
        self.g2 = np.where(self.binary, self.g1, self.g1 + 1)
        self.walk = np.full(n, WALK)

    def scale(self, x):
        m, s = x.mean(axis=1, keepdims=True), x.std(axis=1, keepdims=True)
        return (x - m) / s, m[:, 0], np.log(s[:, 0])

    def votes(self, z, beta, g1, g2):
        """Loglik of every vote, shape (chains, n_votes); −inf below 1e-16."""
        eta, kind = beta[:, self.item] * z[:, self.point], self.b.by_point_kind
        chance = np.empty(eta.shape)
        low, mid, high = (np.flatnonzero(kind == k) for k in range(3))
        chance[:, low] = ndtr(g1[:, self.item[low]] - eta[:, low])
        chance[:, high] = ndtr(eta[:, high] - g2[:, self.item[high]])
        upper = ndtr(g2[:, self.item[mid]] - eta[:, mid])
        chance[:, mid] = upper - ndtr(g1[:, self.item[mid]] - eta[:, mid])
        return np.log(np.maximum(chance, 1e-300))

    def paths(self, x):
        """Log-density of the paths; x has n − 2 free directions on the sphere and two more."""
        z, m, log_s = self.scale(x)
        value = log_walk_each(z, self.b.elapsed, self.walk)
        return value - 2 * log_s**2 - 2 * (m / np.exp(log_s)) ** 2 - x.shape[1] * log_s

    def sweep(self) -> None:
        rng, n = self.rng, len(self.x)
        z = self.scale(self.x)[0]
        held = self.votes(z, self.beta, self.g1, self.g2)
        for moved in (("beta",), ("g1",), ("g2",), ("g1", "g2")):
            new = {k: getattr(self, k) for k in ("beta", "g1", "g2")}
            jump = 0.9 * rng.normal(size=(n, self.n_items))
            if len(moved) == 1 and moved != ("beta",):
                jump[:, self.binary] = 0.0  # their cutpoints only move together
            for name in moved:
                new[name] = new[name] + jump
            right = self.binary | (new["g1"] < new["g2"])
            votes = self.votes(z, **new)
            gain = np.where(right[:, self.item], votes - held, 0.0) @ self.of_item
            gain -= 0.5 * (new["beta"] ** 2 - self.beta**2)
            accept = right & (np.log(rng.random(gain.shape)) < gain)
            for name, value in new.items():
                setattr(self, name, np.where(accept, value, getattr(self, name)))
            held = np.where(accept[:, self.item], votes, held)
        now = self.paths(self.x) + held.sum(axis=1)
        for site in range(self.x.shape[1]):
            x = self.x.copy()
            x[:, site] += 0.8 * rng.normal(size=n)
            then = self.paths(x)
            then += self.votes(self.scale(x)[0], self.beta, self.g1, self.g2).sum(axis=1)
            accept = np.log(rng.random(n)) < then - now
            self.x[accept], now[accept] = x[accept], then[accept]
        if self.vary:
            self.vary_walk()

    def vary_walk(self) -> None:
        """Inverse-gamma prior of shape 1 and scale 0.25, moved on the logarithm."""
        z = self.scale(self.x)[0]
        new = self.walk * np.exp(0.8 * self.rng.normal(size=self.walk.size))
        gain = log_walk_each(z, self.b.elapsed, new) - np.log(new) - WALK / new
        gain -= log_walk_each(z, self.b.elapsed, self.walk) - np.log(self.walk) - WALK / self.walk
        self.walk = np.where(np.log(self.rng.random(new.size)) < gain, new, self.walk)


def log_walk_each(z, elapsed, variance):
    """`log_walk` where every chain has its own variance."""
    first = elapsed == 0
    steps = np.diff(z, axis=1)[:, ~first[1:]]
    spread = variance[:, None] * elapsed[~first]
    value = -0.5 * (z[:, first] ** 2).sum(axis=1)
    return value - 0.5 * (steps**2 / spread + np.log(spread)).sum(axis=1)


def test_the_two_references_agree():
    z = np.random.default_rng(0).normal(size=(3, 8))
    elapsed = np.tile([0.0, 3.0], 4)
    found = log_walk_each(z, elapsed, np.full(3, 0.4))
    assert found == pytest.approx(log_walk(z, elapsed, 0.4))


@pytest.mark.slow
@pytest.mark.parametrize("vary", [False, True])
def test_same_posterior_as_plain_metropolis(vary):
    model = IdealPoints(small(), anchor="S0", walk_variance=WALK)
    b = model.ballots
    assert b.n_points == 8
    assert set(b.missing) > {0}
    assert len(b.items) >= 9
    fast = model.fit().estimates
    plan = Plan(chains=4, draws=2500, warmup=100, thin=2, seed=3)
    found = sample(b, fast, Assumptions(WALK, 1.0, estimate_walk=vary), plan)
    slow = Metropolis(b, chains=200, seed=5, vary=vary)
    drawn: list[dict[str, np.ndarray]] = []
    for k in range(1000):
        slow.sweep()
        if k < 250:
            continue
        z = slow.scale(slow.x)[0]
        side = np.sign(z @ fast.theta)[:, None]
        drawn.append(summaries(side * z, slow.walk))
        drawn[-1]["items"] = np.column_stack([side * slow.beta, slow.g1, slow.g2])
    theta = found.theta.reshape(-1, 8).astype(float)
    sampled = summaries(theta, found.walk_variance.ravel())
    for name, values in sampled.items():
        # reference: chains are independent. Sampler: 40 batches of its draws
        right = np.array([d[name] for d in drawn]).mean(axis=0)
        batches = values.reshape(40, -1, values.shape[1]).mean(axis=1)
        error = np.sqrt(right.var(axis=0, ddof=1) / 200 + batches.var(axis=0, ddof=1) / 40)
        z = (batches.mean(axis=0) - right.mean(axis=0)) / np.maximum(error, 1e-12)
        # so small that a bias of a quarter of a posterior sd would show
        assert (error < 0.06 * np.maximum(1, values.std(axis=0))).all(), (name, error)
        assert np.abs(z).max() < 4, (name, z)
    # items, of which fewer draws are kept
    right = np.array([d["items"] for d in drawn])
    mean, sd = right.mean(axis=(0, 1)), right.std(axis=(0, 1))
    items = found.items.reshape(-1, 3 * len(b.items)).astype(float)
    assert np.abs((items.mean(axis=0) - mean) / sd).max() < 4 / np.sqrt(len(items) / 3)


def summaries(theta, walk) -> dict[str, np.ndarray]:
    """Columns whose means are compared: first and second moments, tails, variances."""
    return {
        "means": theta,
        "squares": theta**2,
        "products": theta[:, :-1] * theta[:, 1:],
        "tails": (theta > 1).astype(float),
        "variances": np.column_stack([1 / walk, np.log(walk)]),
    }


def test_variances_are_drawn_from_their_inverse_gammas():
    """Given all else: shape 1 + half the number of terms, scale the start + half their squares.

    On its own, as with few states the posterior of the items' variance is improper.
    """
    exact = Design(8, (0.0, 1.0, 4.0), alone=4, linked=2, walk=WALK).exact(1, seed=6)[0]
    layout, assumed = lay_out_for_sampling(exact.ballots), Assumptions(0.3, 0.8, True, True)
    s, m = 1.3, 0.4  # the free scale must not matter
    chain = Chain(
        1, 0, s * exact.theta + m, exact.beta / s, exact.g1, exact.g2, 0.7, 1.9, ridge=0.2
    )
    rng = np.random.default_rng(2)
    drawn = [_variances(layout, chain, assumed, rng, adapt=False) for _ in range(3000)]
    later = exact.ballots.elapsed > 0
    steps = np.diff(exact.theta)[later[1:]] ** 2 / exact.ballots.elapsed[later]
    for found, start, squares in (
        ([c.walk_variance for c in drawn], 0.3, steps),
        ([c.item_variance for c in drawn], 0.8, exact.beta**2),
    ):
        law = stats.invgamma(1 + squares.size / 2, scale=start + squares.sum() / 2)
        assert stats.kstest(found, law.cdf).pvalue > 1e-3
    assert {c.ridge for c in drawn} == {0.2}


@pytest.fixture(scope="module")
def middling():
    sim = simulate(30, 4, 30, seed=6, step=0.4)
    side = f"S{sim.theta.mean(axis=1).argmax():02d}"
    model = IdealPoints(sim.rollcalls, anchor=side)
    drawn = model.sample(Plan(chains=2, draws=300, warmup=150, thin=3, seed=2))
    return SimpleNamespace(sim=sim, side=side, model=model, drawn=drawn, fast=model.fit())


@pytest.mark.slow
def test_agrees_with_the_fast_fit(middling):
    fast, drawn = middling.fast.params, middling.drawn.params
    assert np.corrcoef(fast["theta"], drawn["theta"])[0, 1] > 0.995
    assert np.abs(fast["theta"] - drawn["theta"]).mean() < 0.25 * drawn["se"].mean()
    # Laplace errors hold the items fixed, which makes them smaller, and leave out that mean and
    # spread of all points are given, which makes them larger where there are few points
    assert 0.9 < (fast["se"] / drawn["se"]).median() < 1.1
    assert np.corrcoef(drawn["theta"], middling.sim.theta.ravel())[0, 1] > 0.97


@pytest.mark.slow
def test_names_and_order_do_not_matter(middling):
    """Other names, rows and columns move other random numbers, and no posterior mean."""
    rc, rng = middling.sim.rollcalls, np.random.default_rng(0)
    row, column = rng.permutation(rc.n_states), rng.permutation(rc.n_calls)
    calls = rc.calls.iloc[column]
    other = {s: f"X{n:02d}" for n, s in enumerate(rc.states.index[row])}
    text = {t: f"other {n}" if t else "" for n, t in enumerate(sorted(set(calls.recurring_text)))}
    again = RollCalls.from_votes(
        np.array(rc.votes)[row][:, column],
        states=list(other.values()),
        dates=list(calls["date"]),
        recurring_text=[text[t] for t in calls["recurring_text"]],
    )
    found = IdealPoints(again, anchor=other[middling.side]).sample(
        Plan(chains=2, draws=300, warmup=150, thin=3, seed=2)
    )
    new = found.params.set_index(["state", "period"])
    old = middling.drawn.params
    new = new.loc[list(zip(old["state"].map(other), old["period"], strict=True))]
    ess = np.minimum(middling.drawn.quality["ess"], 600).to_numpy()
    z = (new["theta"].to_numpy() - old["theta"]) / (old["se"] * np.sqrt(2 / ess))
    assert np.abs(z).max() < 5
    assert z.std() < 1.5
    assert new["se"].to_numpy() == pytest.approx(old["se"].to_numpy(), rel=0.35)


def test_another_anchor_on_the_other_side_turns_all_signs(middling):
    theta = middling.fast.params.groupby("state")["theta"].mean()
    one = middling.model.sample(SHORT)
    two = IdealPoints(middling.sim.rollcalls, anchor=theta.idxmin()).sample(SHORT)
    assert one.params.set_index("state").loc[middling.side, "theta"].mean() > 0
    assert two.params.set_index("state").loc[theta.idxmin(), "theta"].mean() > 0
    # the chains differ in their noise, which is not turned, but not in the side
    assert np.corrcoef(one.params["theta"], two.params["theta"])[0, 1] < -0.98
    assert np.corrcoef(one.items["beta"], two.items["beta"])[0, 1] < -0.9


def test_threads_change_not_a_byte():
    """The variances are kept in float64, so that they show a last digit that θ would hide."""
    model = IdealPoints(simulate(20, 12, 8, seed=3).rollcalls, anchor="S00")
    found = []
    for threads in (1, 2):
        numba.set_num_threads(threads)
        found.append(model.sample(Plan(2, 15, 10, 1), True, True).draws)
    numba.set_num_threads(1)
    for name in ("theta", "items", "walk_variance", "item_variance"):
        assert getattr(found[0], name).tobytes() == getattr(found[1], name).tobytes()
    assert found[0].accepted == found[1].accepted


def test_seeds_and_chains_differ_and_repeat():
    model = IdealPoints(small(), anchor="S0")
    one, same = model.sample(SHORT).draws.theta, model.sample(SHORT).draws.theta
    assert np.array_equal(one, same)
    assert not np.array_equal(one[0], one[1])
    other = model.sample(Plan(2, 30, 20, 1, seed=5)).draws.theta
    assert not np.array_equal(one, other)


def test_the_ridge_follows_the_chain_in_the_warm_up_only():
    exact = Design(8, (0.0, 1.0), alone=4, linked=2, walk=WALK).exact(1, seed=4)[0]
    layout = lay_out_for_sampling(exact.ballots)
    fast = fit(exact.ballots, exact.theta, Assumptions(WALK))
    chain = start_chain(exact.ballots, fast, Assumptions(), 1, 0)
    ridges = []
    for k in range(30):
        chain = sweep(layout, chain, Assumptions(), adapt=k < 15)
        ridges.append(chain.ridge)
    assert len(set(ridges[:15])) > 5
    assert len(set(ridges[14:])) == 1
