"""The whole sampler: against plain Metropolis, its invariances, checkpoints and extremes."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numba
import numpy as np
import pytest
from scipy import stats
from scipy.special import ndtr

from analysis.errors import RecordError, UsageError
from analysis.idealpoints import IdealPoints, Plan, draws
from analysis.idealpoints.draws import sample
from analysis.idealpoints.fit import fit
from analysis.idealpoints.sampler import (
    Chain,
    Priors,
    _variances,
    lay_out_for_sampling,
    start_chain,
    sweep,
)
from analysis.rollcalls import RollCalls

from .conftest import simulate
from .reference import Design, log_votes, log_walk

WALK = 0.25
SHORT = Plan(chains=2, draws=30, warmup=20, thin=1, seed=4)


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    before = numba.get_num_threads()
    numba.set_num_threads(1)
    yield
    numba.set_num_threads(before)


def small(seed: int = 1, n_states: int = 4, dates=None, per: int = 6) -> RollCalls:
    """A few states, two periods with a gap of three years, two texts in both; ties and absences.

    The first two texts have no abstention. Every state leans to its side in most votes.
    """
    rng = np.random.default_rng(seed)
    side = np.linspace(1.5, -1.5, n_states)
    slope = rng.choice([-1.0, 1.0], size=2 * per) * rng.uniform(0.3, 1.5, size=2 * per)
    latent = side[:, None] * slope + rng.normal(size=(n_states, 2 * per))
    votes = 1 + (latent > -0.3).astype(int) + (latent > 0.3)
    votes[:, :2] = np.where(latent[:, :2] > 0, 3, 1)
    votes[rng.random(votes.shape) < 0.05] = 8
    text = [f"t{k}" if k in (0, per - 1) else "" for k in range(per)] * 2
    years = [2001] * per + [2004] * per
    return RollCalls.from_votes(
        votes.astype(np.int8),
        states=[f"S{i}" for i in range(n_states)],
        dates=[f"{y}-10-{k % 28 + 1:02d}" for k, y in enumerate(years)] if dates is None else dates,
        recurring_text=text,
    )


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
    found = sample(b, fast, Priors(WALK, 1.0, estimate_walk=vary), plan)
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
    layout, priors = lay_out_for_sampling(exact.ballots), Priors(0.3, 0.8, True, True)
    s, m = 1.3, 0.4  # the free scale must not matter
    chain = Chain(
        1, 0, s * exact.theta + m, exact.beta / s, exact.g1, exact.g2, 0.7, 1.9, ridge=0.2
    )
    rng = np.random.default_rng(2)
    drawn = [_variances(layout, chain, priors, rng, adapt=False) for _ in range(3000)]
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


class Stop:
    """Interrupts, as Ctrl-C does, when so many sweeps of all chains are done."""

    def __init__(self, at: int) -> None:
        self.at = at

    def __call__(self, done: int, planned: int) -> None:
        assert done <= planned
        if done == self.at:
            raise KeyboardInterrupt


@pytest.mark.parametrize("at", [8, 40, 46, 71, 99])
def test_a_run_goes_on_as_if_unbroken(tmp_path: Path, at: int):
    """Interrupted in the warm-up, at its end, between draws and before the last sweep."""
    model = IdealPoints(small(), anchor="S0")
    plan = Plan(chains=2, draws=15, warmup=20, thin=2, seed=4)
    whole = model.sample(plan, True, True).draws
    path = tmp_path / "run.npz"
    at = 2 * (at // 2)
    try:
        part = model.sample(plan, True, True, Stop(at), path).draws
    except KeyboardInterrupt:
        assert at // 2 < 20 + 4 * 2
    else:
        assert not part.complete
        n = (at // 2 - 20) // 2
        assert np.array_equal(part.theta, whole.theta[:, :n])
        assert part.walk_variance.tobytes() == whole.walk_variance[:, :n].tobytes()
    resumed = model.sample(plan, True, True, checkpoint=path).draws
    assert resumed.complete
    for name in ("theta", "items", "item_draws", "walk_variance", "item_variance"):
        assert np.array_equal(getattr(resumed, name), getattr(whole, name))
    assert resumed.accepted == pytest.approx(whole.accepted)
    assert [p.name for p in tmp_path.iterdir()] == ["run.npz"]


def test_a_run_broken_again_and_again(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(draws, "CHECKPOINT_SECONDS", 0.0)  # saved after every sweep
    model = IdealPoints(small(), anchor="S0")
    path = tmp_path / "run.npz"
    for at in (10, 24, 90):
        try:
            model.sample(SHORT, progress=Stop(at), checkpoint=path)
        except KeyboardInterrupt:
            assert at < 48
    found = model.sample(SHORT, checkpoint=path).draws
    assert np.array_equal(found.theta, model.sample(SHORT).draws.theta)


def test_killed_between_checkpoints(tmp_path: Path, monkeypatch):
    """What was done after the last checkpoint is done again, with the same numbers."""
    monkeypatch.setattr(draws, "CHECKPOINT_SECONDS", 0.0)
    model = IdealPoints(small(), anchor="S0")
    path = tmp_path / "run.npz"

    def killed(done: int, planned: int) -> None:
        if done == 60:
            raise MemoryError

    with pytest.raises(MemoryError):
        model.sample(SHORT, progress=killed, checkpoint=path)
    found = model.sample(SHORT, checkpoint=path).draws
    assert np.array_equal(found.theta, model.sample(SHORT).draws.theta)


def test_an_interrupted_run_keeps_its_draws_and_says_so():
    model = IdealPoints(small(), anchor="S0")
    found = model.sample(SHORT, progress=Stop(2 * (20 + 11)))
    assert found.draws.theta.shape == (2, 11, 8)
    assert found.draws.items.shape[1] == len(found.draws.item_draws) == 11
    assert not found.draws.complete
    assert not found.converged
    assert "NOT COMPLETE" in found.summary()
    assert "INTERRUPTED" in found.between("S0", [2001], [2004]).method
    assert np.isfinite(found.params[["theta", "se", "low", "high"]].to_numpy()).all()


def saved(tmp_path: Path) -> Path:
    path = tmp_path / "run.npz"
    with pytest.raises(KeyboardInterrupt):
        IdealPoints(small(), anchor="S0").sample(SHORT, progress=Stop(20), checkpoint=path)
    return path


def damaged(path: Path, how: str) -> None:
    data = path.read_bytes()
    if how == "cut":
        path.write_bytes(data[: len(data) // 2])
    elif how == "empty":
        path.write_bytes(b"")
    elif how == "text":
        path.write_text("state,period\n")
    elif how == "flipped":
        middle = data.index(b"theta.npy") + 300
        path.write_bytes(data[:middle] + bytes([data[middle] ^ 255]) + data[middle + 1 :])
    elif how == "single array":
        np.save(path.with_suffix(".npy"), np.zeros(3))
        path.with_suffix(".npy").replace(path)
    else:
        with np.load(path) as held:
            kept = {k: v for k, v in held.items() if k != "chain1_beta"}
        np.savez(path, **kept)


@pytest.mark.parametrize("how", ["cut", "empty", "text", "flipped", "single array", "incomplete"])
def test_a_damaged_checkpoint_is_refused_in_one_line(tmp_path: Path, how: str):
    path = saved(tmp_path)
    damaged(path, how)
    with pytest.raises(RecordError) as caught:
        IdealPoints(small(), anchor="S0").sample(SHORT, checkpoint=path)
    assert (
        str(caught.value) == "cannot be read as a checkpoint (run.npz): delete it and start again"
    )


@pytest.mark.parametrize("other", ["votes", "seed", "walk", "prior", "years", "period"])
def test_a_foreign_checkpoint_is_refused(tmp_path: Path, other: str):
    path = saved(tmp_path)
    rc, plan, args, walk = small(), SHORT, {}, WALK
    if other == "votes":
        rc = small(seed=2)
    elif other == "seed":
        plan = Plan(2, 30, 20, 1, seed=5)
    elif other == "walk":
        walk = 0.3
    elif other == "prior":
        args = {"estimate_walk": True}
    elif other == "years":
        rc = small(dates=[f"{y}-10-{k + 1:02d}" for k, y in enumerate([2001] * 6 + [2005] * 6)])
    else:
        rc = small(dates=[f"2001-10-{k + 1:02d}" for k in range(12)])
    model = IdealPoints(rc, anchor="S0", walk_variance=walk)
    with pytest.raises(RecordError, match="of other votes or settings"):
        model.sample(plan, checkpoint=path, **args)


def test_a_checkpoint_serves_another_anchor(tmp_path: Path):
    """Which side is positive is decided at the end, so that it may be decided otherwise."""
    path = tmp_path / "run.npz"
    one = IdealPoints(small(), anchor="S0").sample(SHORT, checkpoint=None)
    with pytest.raises(KeyboardInterrupt):
        IdealPoints(small(), anchor="S0").sample(SHORT, progress=Stop(20), checkpoint=path)
    two = IdealPoints(small(), anchor="S3").sample(SHORT, checkpoint=path)
    assert np.array_equal(one.draws.theta, -two.draws.theta)
    assert np.array_equal(one.items["beta"], -two.items["beta"])
    assert np.array_equal(one.items["gamma1"], two.items["gamma1"], equal_nan=True)


def test_a_chain_on_the_wrong_side_is_turned_whole():
    """Reflected, a chain is as likely; the side of its draws must be that of the others."""
    b = small(n_states=10, per=20)
    model = IdealPoints(b, anchor="S0")
    fast = model.fit().estimates
    found = sample(model.ballots, fast, Priors(WALK), SHORT)
    assert (found.theta @ fast.theta > 0).all()
    start = draws.start_chain

    def reflected(*args):
        chain = start(*args)
        if chain.number == 1:
            chain.theta, chain.beta = -chain.theta, -chain.beta
        return chain

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(draws, "start_chain", reflected)
        turned = sample(model.ballots, fast, Priors(WALK), SHORT)
    assert (turned.theta @ fast.theta > 0).all()
    assert np.array_equal(turned.theta[0], found.theta[0])
    assert np.corrcoef(turned.theta[1].mean(axis=0), found.theta[1].mean(axis=0))[0, 1] > 0.9
    # items went along: the votes are as well explained as in the chain that was not turned
    item = np.repeat(np.arange(len(model.ballots.items)), np.diff(model.ballots.item_ptr))
    fits = [
        np.mean(
            [
                log_votes(
                    beta[item] * theta[model.ballots.by_item_point], g1[item],
                    np.maximum(g2, g1 + 1e-3)[item], model.ballots.by_item_kind,
                ).sum()
                for theta, (beta, g1, g2) in zip(
                    turned.theta[c].astype(float), turned.items[c].astype(float), strict=True
                )
            ]
        )
        for c in range(2)
    ]  # fmt: skip
    assert fits[1] == pytest.approx(fits[0], rel=0.1)


def test_an_anchor_near_zero_does_not_fold_the_others():
    """Its sign is a toss in each draw, theirs is not."""
    sim = simulate(30, 3, 40, seed=9)
    fast = IdealPoints(sim.rollcalls, anchor="S00").fit().params.groupby("state")["theta"].mean()
    centre = fast.abs().idxmin()
    model = IdealPoints(sim.rollcalls, anchor=centre)
    found = model.sample(SHORT)
    own = found.drawn(centre).mean(axis=1)
    assert 0.05 < (own < 0).mean() < 0.95
    assert own.mean() > 0
    far = found.drawn(fast.abs().idxmax()).mean(axis=1)
    assert (np.sign(far) == np.sign(far.iloc[0])).all()
    theta = found.draws.theta.astype(float)
    assert np.corrcoef(theta[0].mean(axis=0), theta[1].mean(axis=0))[0, 1] > 0.95


def drawn_from(votes, plan: Plan = SHORT, by="year", anchor="S00", vary=True, **columns):
    """Sample and check that every number is one."""
    votes = np.asarray(votes, dtype=np.int8)
    rc = RollCalls.from_votes(votes, states=[f"S{i:02d}" for i in range(len(votes))], **columns)
    found = IdealPoints(rc, by=by, anchor=anchor).sample(plan, vary, vary)
    d = found.draws
    for x in (d.theta, d.items, d.walk_variance, d.item_variance):
        assert np.isfinite(x).all()
    assert (d.walk_variance > 0).all()
    assert (d.item_variance > 0).all()
    assert np.isfinite(found.params[["theta", "se", "low", "high"]].to_numpy()).all()
    assert np.isfinite(found.quality.to_numpy()).all()
    for theta in d.theta.reshape(-1, d.theta.shape[2]).astype(float):
        assert abs(theta.mean()) < 1e-6
        assert theta.std() == pytest.approx(1, abs=1e-6)
    return found


def test_nothing_but_single_dissenters():
    votes = np.ones((12, 30))
    votes[0, :20], votes[1, 20:] = 3, 2
    found = drawn_from(votes, by="all", vary=False)
    assert (found.ballots.missing > 0).all()
    theta = found.params.set_index("state")["theta"]
    assert theta["S00"] == theta.max()
    assert found.items["beta"].abs().max() < 6


def test_items_lacking_each_kind():
    sim = simulate(20, 3, 20, seed=13)
    kept = np.array(sim.rollcalls.votes)
    votes = kept.copy()
    for first, (missing, instead) in enumerate([(1, 2), (2, 3), (3, 2)]):
        part = votes[:, first::4]
        part[part == missing] = instead
    found = drawn_from(votes, dates=list(sim.rollcalls.calls["date"]))
    assert set(found.ballots.missing) == {0, 1, 2, 3}
    assert np.corrcoef(np.abs(found.params["theta"]), np.abs(sim.theta.ravel()))[0, 1] > 0.7
    beta, g1, g2 = found.draws.items.reshape(-1, 3, len(found.ballots.items)).swapaxes(0, 1)
    binary = found.ballots.missing > 0
    assert np.array_equal(g1[:, binary], g2[:, binary])
    assert (g1[:, ~binary] < g2[:, ~binary]).all()
    assert np.abs(beta).max() < 10


def test_a_state_with_one_vote_keeps_to_its_prior():
    sim = simulate(20, 3, 20, seed=14)
    votes = np.array(sim.rollcalls.votes)
    votes[7] = 8
    votes[7, 25] = 1
    plan = Plan(chains=2, draws=150, warmup=50, thin=2)
    found = drawn_from(votes, plan, dates=list(sim.rollcalls.calls["date"]))
    own = found.params.query("state == 'S07'")
    assert own["period"].tolist() == [2001]
    assert own["se"].item() > 2 * found.params["se"].median()
    assert 0.5 < own["se"].item() < 1.5


def test_a_gap_of_twenty_years():
    sim = simulate(16, 6, 15, seed=15, step=0.2)
    year = sim.rollcalls.calls["date"].dt.year + 20 * (sim.rollcalls.calls["date"].dt.year > 2002)
    dates = [f"{y}-10-{1 + k % 28:02d}" for k, y in enumerate(year)]
    votes = np.array(sim.rollcalls.votes)
    votes[3, (year > 2000) & (year < 2025)] = 9  # and one state away for all of it
    found = drawn_from(votes, dates=dates)
    assert found.params.query("state == 'S03'")["period"].tolist() == [2000, 2025]
    assert found.ballots.elapsed.max() == 25


def test_a_year_of_unanimous_votes_alone():
    sim = simulate(12, 5, 12, seed=23, step=0.2)
    votes = np.array(sim.rollcalls.votes)
    votes[:, sim.rollcalls.calls["date"].dt.year == 2002] = 1
    dates = sim.rollcalls.calls["date"].dt.strftime("%Y-%m-%d").tolist()
    found = drawn_from(votes, dates=dates)
    assert set(found.params["period"]) == {2000, 2001, 2003, 2004}
    assert len(found.ballots.periods) == 5
    assert np.isfinite(found.draws.theta).all()


def test_two_states_in_one_period_are_always_plus_and_minus_one():
    rng = np.random.default_rng(3)
    first = rng.choice([1, 2, 3], size=30)
    votes = np.stack([first, np.where(rng.random(30) < 0.8, 4 - first, first)])
    found = drawn_from(votes, by="all")
    assert (np.abs(found.draws.theta) == 1).all()
    assert found.params["theta"].tolist() == [1, -1]
    assert found.quality["r_hat"].tolist() == [1, 1]
    assert found.quality["ess"].tolist() == [60, 60]


def test_two_states_in_two_periods():
    rng = np.random.default_rng(4)
    first = rng.choice([1, 2, 3], size=40)
    votes = np.stack([first, np.where(rng.random(40) < 0.8, 4 - first, first)])
    dates = [f"{2000 + (k > 19)}-10-{1 + k % 20:02d}" for k in range(40)]
    found = drawn_from(votes, dates=dates, recurring_text=[f"t{k % 4}" for k in range(40)])
    assert found.draws.theta.shape == (2, 30, 4)
    assert found.draws.theta[:, :, :2].mean() > 0


def test_one_period_has_no_period_moves():
    sim = simulate(15, 2, 20, seed=16)
    found = drawn_from(sim.rollcalls.votes, by="all")
    assert found.draws.theta.shape[2] == 15
    assert set(found.draws.accepted) - {"lone"} == {"items", "paths"}
    # without steps the walk's variance is never drawn
    assert (found.draws.walk_variance == 0.25).all()


def test_paths_longer_than_a_stretch_move_on_both_sides_of_its_ends():
    sim = simulate(8, 27, 4, seed=17)
    model = IdealPoints(sim.rollcalls, anchor="S00")
    layout = lay_out_for_sampling(model.ballots)
    chain = start_chain(layout, model.fit().estimates, Priors(), 1, 0)
    still = np.ones(model.ballots.n_points, dtype=bool)
    for k in range(40):
        after = sweep(layout, chain, Priors(), adapt=k < 20)
        still &= np.isclose(after.standardised()[0], chain.standardised()[0], atol=1e-12)
        chain = after
    assert not still.any()
    for even, odd in layout.stretches:
        both = np.concatenate([even, odd])
        covered = np.sort(np.concatenate([np.arange(a, z) for a, z, _ in both]))
        assert np.array_equal(covered, np.arange(model.ballots.n_points))
        for part in (even, odd):  # no two of a part touch within a state
            part = part[np.argsort(part[:, 0])]
            same = part[1:, 2] == part[:-1, 2]
            assert (part[1:, 0] > part[:-1, 1])[same].all()


def test_groups_that_share_no_item_are_refused():
    votes = np.full((6, 20), 8, dtype=np.int8)
    rng = np.random.default_rng(1)
    votes[:3, :10] = rng.choice([1, 2, 3], size=(3, 10))
    votes[3:, 10:] = rng.choice([1, 2, 3], size=(3, 10))
    with pytest.raises(RecordError, match="groups that share no roll call"):
        drawn_from(votes, by="all")


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ({"chains": 1}, "too few chains: 1 .*R-hat needs 2 or more"),
        ({"chains": 0}, "too few"),
        ({"draws": 0}, "must be positive"),
        ({"draws": 3}, "3 draws are too few"),
        ({"thin": 0}, "must be positive"),
        ({"warmup": -1}, "not negative"),
        ({"seed": -1}, "not negative"),
    ],
)
def test_plans_that_cannot_be_judged_are_refused(plan, said):
    with pytest.raises(UsageError, match=said):
        Plan(**plan)


def test_the_ridge_follows_the_chain_in_the_warm_up_only():
    exact = Design(8, (0.0, 1.0), alone=4, linked=2, walk=WALK).exact(1, seed=4)[0]
    layout = lay_out_for_sampling(exact.ballots)
    fast = fit(exact.ballots, exact.theta, WALK)
    chain = start_chain(layout, fast, Priors(), 1, 0)
    ridges = []
    for k in range(30):
        chain = sweep(layout, chain, Priors(), adapt=k < 15)
        ridges.append(chain.ridge)
    assert len(set(ridges[:15])) > 5
    assert len(set(ridges[14:])) == 1
