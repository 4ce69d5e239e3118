"""The authors' algorithm: its random numbers, its sweep, its features, the published series."""

from __future__ import annotations

import math
import subprocess
import sys

import numpy as np
import pytest
from scipy.stats import norm, truncnorm

from analysis.errors import RecordError, UsageError
from analysis.idealpoints import IdealPoints, Plan, read_published
from analysis.idealpoints.ablation import CASES, ablation_table, chain_row
from analysis.idealpoints.authors_kernel import (
    AuthorsKernel,
    Where,
    lay_out_as_authors,
    sweep_as_authors,
)
from analysis.idealpoints.authors_start import place_items, start_as_authors
from analysis.idealpoints.ballots import NO_ABSTAIN, NO_NO, NO_YES
from analysis.idealpoints.chain import start_chain
from analysis.idealpoints.priors import Priors
from analysis.idealpoints.sampling_layout import lay_out_for_sampling
from analysis.idealpoints.selection import published_selection
from analysis.idealpoints.streams import advance, normal, stream, uniform
from analysis.idealpoints.sweep import sweep
from analysis.idealpoints.truncated import normal_above, normal_between
from analysis.rollcalls import RollCalls
from analysis.rollcalls.load import load_rollcalls
from analysis.rollcalls.recurring import read_matches

from .conftest import find, simulate


def at(*key: int) -> np.uint64:
    """A stream's state, as compiled code has it; in Python it is an int of any size."""
    return np.uint64(stream(*key))


def drawn_by(draw, *arguments):
    """A number and the state after it."""
    x, s = draw(*arguments)
    return x, np.uint64(s)


SHORT = Plan(chains=2, draws=30, warmup=20, thin=1, seed=3)


# --- truncated normal numbers ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("low", "high"),
    [
        (-3.0, np.inf),  # plain rejection
        (0.4, np.inf),  # the same, close to where it ends
        (0.6, np.inf),  # exponential rejection
        (9.0, np.inf),  # far out
        (-np.inf, -2.0),  # mirrored
        (-1.0, 3.0),  # over zero, wide
        (-0.3, 0.5),  # over zero, narrow
        (1.0, 1.2),  # beside zero, narrow
        (1.0, 6.0),  # beside zero, wide
        (-8.0, -6.0),  # mirrored, far out
        (-100.0, 0.0),  # a cutpoint against its bound
    ],
)
def test_truncated_normal_numbers_follow_their_distribution(low, high):
    n = 20_000
    drawn = np.array([normal_between(low, high, at(5, 0, 0, 0, k))[0] for k in range(n)])
    assert ((drawn > low) & (drawn < high)).all()
    truth = truncnorm(low, high)
    # four standard errors of a mean; of a variance, with the fourth moment that was drawn
    assert abs(drawn.mean() - truth.mean()) < 4 * drawn.std() / math.sqrt(n)
    square = (drawn - drawn.mean()) ** 2
    assert abs(square.mean() - truth.var()) < 4 * square.std() / math.sqrt(n)
    # Kolmogorov's distance is above 1.95/√n once in a thousand
    rank = truth.cdf(np.sort(drawn))
    distance = np.abs(rank - (np.arange(n) + 0.5) / n).max()
    assert distance < 1.95 / math.sqrt(n)


def test_a_stream_goes_on_after_a_draw():
    """The second number of a stream does not depend on the first."""
    pairs = []
    for k in range(5_000):
        x, s = drawn_by(normal_above, 0.2, at(1, 0, 0, 0, k))
        pairs.append((x, normal_above(0.2, s)[0]))
    assert abs(np.corrcoef(np.array(pairs).T)[0, 1]) < 4 / math.sqrt(5_000)


# --- one sweep against a slow twin ----------------------------------------------------------


@pytest.fixture(scope="module")
def tiny() -> IdealPoints:
    """All kinds of items, a linked text, a gap, and a state with one period."""
    votes = [
        [1, 1, 3, 1, 2, 3, 1],
        [1, 2, 3, 3, 8, 8, 2],
        [3, 2, 2, 2, 1, 3, 2],
        [3, 3, 1, 3, 2, 1, 1],
        [2, 8, 8, 8, 8, 8, 8],
    ]
    rc = RollCalls.from_votes(
        votes,
        states=["USA", "GBR", "RUS", "PRK", "ZZZ"],
        dates=[
            f"{y}-10-{d:02d}"
            for y, d in zip([2000] * 3 + [2001] * 3 + [2002], range(1, 8), strict=True)
        ],
        recurring_text=["t", "", "", "", "", "", "t"],
    )
    return IdealPoints(rc)


class Twin:
    """One sweep by loops over votes as they stand in the record, numbers from the same streams."""

    def __init__(self, model: IdealPoints, kernel: AuthorsKernel) -> None:
        self.model, self.kernel, self.b = model, kernel, model.ballots

    def z1(self, s):
        return normal(s), np.uint64(advance(np.uint64(advance(s))))

    def items(self, key, theta, beta, g1, g2):
        kernel, b, sd = self.kernel, self.b, 0.2 / 3
        top = kernel.utility_bound or np.inf
        z_of = [[] for _ in range(b.n_points)]  # (β, z) of the votes of each point
        codes = {0: 1, 1: 2, 2: 3}
        moved = 0
        for j in range(len(b.items)):
            span = range(b.item_ptr[j], b.item_ptr[j + 1])
            lacks, points = int(b.missing[j]), [int(b.by_item_point[k]) for k in span]
            kinds = [int(b.by_item_kind[k]) for k in span]
            cast = [c for c in (1, 2, 3) if c != lacks]
            if lacks:  # two kinds, low and high: name them by the votes they stand for
                votes = [cast[0] if k == 0 else cast[1] for k in kinds]
            else:
                votes = [codes[k] for k in kinds]
            single = lacks > 0 and kernel.cutpoint_bound is None
            c1, c2, s = g1[j], g2[j], at(*key, 11, j)
            if single:
                x, s = self.z1(s)
                n1 = n2 = c1 + sd * x
                ratio = 0.0
            else:
                edge = kernel.cutpoint_bound or np.inf
                x, s = drawn_by(normal_between, (-edge - c1) / sd, (c2 - c1) / sd, s)
                n1 = c1 + sd * x
                x, s = drawn_by(normal_between, (n1 - c2) / sd, (edge - c2) / sd, s)
                n2 = c2 + sd * x
                ratio = norm.logsf((n1 - c2) / sd) - norm.logsf((c1 - n2) / sd)

            def limits(vote, a, c, single=single, cast=cast):
                if single:
                    return (-np.inf, a) if vote == cast[0] else (a, np.inf)
                return {1: (-np.inf, a), 2: (a, c), 3: (c, np.inf)}[vote]

            for vote, p in zip(votes, points, strict=True):
                eta = beta[j] * theta[p]
                for sign, cut in ((1, (n1, n2)), (-1, (c1, c2))):
                    lo, hi = limits(vote, *cut)
                    ratio += sign * math.log(norm.cdf(hi - eta) - norm.cdf(lo - eta))
            if math.log(uniform(s)) < ratio:
                c1, c2, moved = n1, n2, moved + 1
            s = np.uint64(advance(s))
            drawn = []
            for vote, p in zip(votes, points, strict=True):
                eta = beta[j] * theta[p]
                lo, hi = limits(vote, c1, c2)
                if lo == -np.inf:
                    x, s = drawn_by(normal_above, eta - hi, s)
                    u = eta - x
                elif hi == np.inf:
                    x, s = drawn_by(normal_above, lo - eta, s)
                    u = eta + x
                else:
                    x, s = drawn_by(normal_between, lo - eta, hi - eta, s)
                    u = eta + x
                drawn.append(float(np.clip(u, -top, top)))
            t = theta[points]
            v = 1 / (1 + (t**2).sum())
            new = v * (t @ drawn) + math.sqrt(v) * normal(s)
            for p, u in zip(points, drawn, strict=True):
                z_of[p].append((new, u))
            beta[j], g1[j], g2[j] = new, c1, c2
        return z_of, moved

    def paths(self, key, mean, z_of):
        kernel, b = self.kernel, self.b
        top = kernel.point_bound or np.inf
        theta, after = np.zeros(b.n_points), np.zeros(b.n_points)
        count = [len(v) for v in z_of]
        for i in range(len(b.states)):
            mine = list(range(b.state_ptr[i], b.state_ptr[i + 1]))
            s = at(*key, 12, i)
            for p in mine:
                other = p - 1
                if p == mine[0]:
                    other = mine[1] if len(mine) > 1 else None
                prior, v = (mean[other], 0.5) if other is not None else (0.0, 0.5)
                if other is not None:
                    v = 0.5 * count[p] / (count[p] + count[other])
                if not kernel.variance_by_votes:
                    v = 0.25 * (b.elapsed[p] or 1.0)
                if p == mine[0] and not kernel.borrow_first:
                    prior, v = 0.0, 1.0
                precision = sum(x * x for x, _ in z_of[p]) + 1 / v
                after[p] = (sum(x * u for x, u in z_of[p]) + prior / v) / precision
                x, s = self.z1(s)
                theta[p] = np.clip(after[p] + x / math.sqrt(precision), -top, top)
        return theta, after

    def sweep(self, key, where):
        beta, g1, g2 = where.beta.copy(), where.g1.copy(), where.g2.copy()
        z_of, moved = self.items(key, where.theta, beta, g1, g2)
        theta, mean = self.paths(key, where.mean, z_of)
        m, s = theta.mean(), theta.std()
        if self.kernel.compensate:
            mean = (mean - m) / s
            g1, g2, beta = g1 - beta * m, g2 - beta * m, beta * s
        return Where((theta - m) / s, mean, beta, g1, g2), moved / len(beta)


@pytest.mark.parametrize(
    "kernel",
    [
        AuthorsKernel(),
        AuthorsKernel(utility_bound=0.8, point_bound=0.6, cutpoint_bound=1.5),
        AuthorsKernel(None, None, None),
        AuthorsKernel(compensate=True, borrow_first=False),
        AuthorsKernel(variance_by_votes=False),
    ],
)
def test_sweeps_are_those_of_a_slow_twin(tiny, kernel):
    b = tiny.ballots
    assert set(b.missing.tolist()) >= {0, NO_YES, NO_ABSTAIN, NO_NO} - {NO_YES}
    layout = lay_out_as_authors(b)
    f = tiny.fit().estimates
    where = place_items(b, kernel, Where(f.theta, f.theta.copy(), f.beta, f.g1, f.g2))
    twin = Twin(tiny, kernel)
    for k in range(4):
        key = (7, 1, k)
        expected, moved = twin.sweep(key, where)
        where, accepted = sweep_as_authors(key, b, layout, kernel, 0.25, where)
        assert accepted == pytest.approx(moved)
        for name in ("theta", "mean", "beta", "g1", "g2"):
            # the kernel's log Φ is a table, good to 1e-10, and decides acceptance alone
            np.testing.assert_allclose(getattr(where, name), getattr(expected, name), rtol=1e-9)


def test_paths_drawn_as_wholes_follow_the_gaussian_they_should():
    """Against the dense posterior of one state with three points."""
    from analysis.idealpoints.authors_moves import draw_paths

    square, product = np.array([2.0, 0.5, 1.0]), np.array([1.0, -0.4, 2.0])
    variance = np.array([1.0, 0.3, 0.6])
    step = np.array([[1.0, 0, 0], [-1, 1, 0], [0, -1, 1]])
    precision = step.T @ np.diag(1 / variance) @ step + np.diag(square)
    mean, covariance = np.linalg.solve(precision, product), np.linalg.inv(precision)
    ptr = np.array([0, 3])
    drawn = np.array(
        [draw_paths(1, 0, k, square, product, variance, np.inf, ptr)[0] for k in range(20_000)]
    )
    se = np.sqrt(np.diag(covariance) / len(drawn))
    assert (np.abs(drawn.mean(axis=0) - mean) < 4 * se).all()
    spread = np.sqrt(np.diag(covariance))
    # a correlation or relative variance of n draws has a standard error of at most √(2/n)
    off = (np.cov(drawn.T) - covariance) / np.outer(spread, spread)
    assert np.abs(off).max() < 4 * math.sqrt(2 / len(drawn))


# --- as a kernel of the sampler -------------------------------------------------------------


def test_bounds_hold_and_missing_cutpoints_are_kept_or_dropped(simulated):
    model = IdealPoints(simulated.rollcalls, anchor="S00")
    b = model.ballots
    layout = lay_out_for_sampling(b)
    lacking = b.missing > 0
    assert lacking.any()
    for bound in (3.0, None):
        priors = Priors(authors=AuthorsKernel(cutpoint_bound=bound))
        chain = start_chain(layout, model.fit().estimates, priors, 1, 0)
        for _ in range(20):
            chain = sweep(layout, chain, priors, adapt=False)
        if bound is None:
            assert (chain.g1[lacking] == chain.g2[lacking]).all()
        else:
            assert (chain.g1 < chain.g2).all()
            assert max(-chain.g1.min(), chain.g2.max()) <= bound
        assert chain.theta.mean() == pytest.approx(0, abs=1e-12)
        assert chain.theta.std() == pytest.approx(1, abs=1e-12)


def test_recovers_what_was_simulated():
    truth = simulate(n_states=40, n_periods=3, per_period=60, seed=2)
    model = IdealPoints(truth.rollcalls, anchor="S00")
    found = model.sample(Plan(chains=2, draws=80, warmup=50, thin=1), kernel="bsv")
    estimates = found.estimates.theta.reshape(truth.theta.shape)
    assert np.corrcoef(estimates.ravel(), truth.theta.ravel())[0, 1] > 0.97
    exact = model.sample(Plan(chains=2, draws=80, warmup=50, thin=1))
    assert "exact" in exact.summary()
    assert np.corrcoef(estimates.ravel(), exact.estimates.theta)[0, 1] > 0.98


def test_a_resumed_run_is_an_unbroken_one(tmp_path, simulated):
    model = IdealPoints(simulated.rollcalls, anchor="S00")
    whole = model.sample(SHORT, kernel="bsv")
    stop_at = {"sweeps": 70}

    def stop(done: int, of: int) -> None:
        if done >= stop_at["sweeps"]:
            raise KeyboardInterrupt

    path = tmp_path / "chains.npz"
    part = model.sample(SHORT, kernel="bsv", progress=stop, checkpoint=path)
    assert not part.draws.complete
    resumed = model.sample(SHORT, kernel="bsv", checkpoint=path)
    assert resumed.draws.complete
    np.testing.assert_array_equal(resumed.draws.theta, whole.draws.theta)
    with pytest.raises(RecordError, match="other votes or settings"):
        model.sample(SHORT, checkpoint=path)
    with pytest.raises(RecordError, match="other votes or settings"):
        model.sample(SHORT, kernel=AuthorsKernel(point_bound=None), checkpoint=path)


def test_a_checkpoint_tells_an_abstention_from_a_no(tmp_path):
    """Fitted as two sides of one cutpoint they are alike; with missing ones kept they are not."""
    votes = np.array([[1, 1, 3, 1, 3], [1, 1, 3, 3, 2], [3, 3, 1, 3, 1], [3, 2, 1, 1, 1]])
    other = votes.copy()
    other[2:, 0] = 2
    names = ["USA", "GBR", "RUS", "PRK"]
    one, two = (IdealPoints(RollCalls.from_votes(v, states=names)) for v in (votes, other))
    np.testing.assert_array_equal(one.ballots.by_point_kind, two.ballots.by_point_kind)
    path = tmp_path / "chains.npz"

    def stop(done: int, of: int) -> None:
        if done >= 70:
            raise KeyboardInterrupt

    one.sample(SHORT, kernel="bsv", progress=stop, checkpoint=path)
    with pytest.raises(RecordError, match="other votes or settings"):
        two.sample(SHORT, kernel="bsv", checkpoint=path)


THREADS = """
import sys, numba, numpy as np
from analysis.idealpoints import IdealPoints, Plan
from analysis.idealpoints.authors_kernel import AuthorsKernel
from analysis.rollcalls import RollCalls
rng = np.random.default_rng(1)
t = rng.normal(size=30)
z = np.outer(t, rng.normal(size=40)) + rng.normal(size=(30, 40))
rc = RollCalls.from_votes(
    1 + (z > -0.5).astype(np.int8) + (z > 0.5), states=[f"S{i}" for i in range(30)],
    dates=[f"{2000 + k // 10}-01-{1 + k % 10:02d}" for k in range(40)])
numba.set_num_threads(int(sys.argv[1]))
plan = Plan(chains=2, draws=5, warmup=5, thin=1)
draws = IdealPoints(rc, anchor="S0").sample(plan, kernel="bsv").draws
sys.stdout.buffer.write(draws.theta.tobytes() + draws.items.tobytes())
"""


def test_draws_do_not_depend_on_the_number_of_threads(monkeypatch):
    monkeypatch.setenv("NUMBA_NUM_THREADS", "2")
    one, two = (
        subprocess.run([sys.executable, "-c", THREADS, n], capture_output=True, check=True).stdout
        for n in ("1", "2")
    )
    assert len(one) > 1_000
    assert one == two


def test_the_authors_start(tiny):
    b = tiny.ballots
    layout = lay_out_as_authors(b)
    where = start_as_authors(b, layout, AuthorsKernel(start="authors"), 0.25, 1, 0)
    # USA 1 1 3 1 2 3 against RUS 3 2 2 2 1 3 on the six texts; the linked one counts first
    sign = dict(zip(b.items, where.beta.tolist(), strict=True))
    assert [sign[name] for name in b.items] == [-1, -1, 1, -1, 1, 0]
    # the linked text: Yes 1 1 | 1 1, Abstain 2 | 2 2 among 5 + 4 votes, hence shares 4/9 and 7/9
    assert where.g1[0] == pytest.approx(2 * 4 / 9 - 1)
    assert where.g2[0] == pytest.approx(2 * 7 / 9 - 1)
    assert where.theta.mean() == pytest.approx(0, abs=1e-12)
    first = where.mean[[b.state_ptr[b.states.index(s)] for s in ("USA", "RUS")]]
    assert first[0] > first[1]
    without = IdealPoints(tiny.rollcalls.only(["USA", "GBR", "PRK"])).ballots
    with pytest.raises(RecordError, match="RUS does not vote"):
        start_as_authors(without, lay_out_as_authors(without), AuthorsKernel(), 0.25, 1, 0)


def test_the_anchor_stays_positive_from_the_authors_start(tiny):
    for anchor in ("USA", "RUS"):
        model = IdealPoints(tiny.rollcalls, anchor=anchor)
        layout = lay_out_for_sampling(model.ballots)
        priors = Priors(authors=AuthorsKernel(start="authors"))
        fast = model.fit().estimates
        for number in range(2):
            chain = start_chain(layout, fast, priors, 1, number)
            assert chain.theta @ fast.theta > 0


def test_states_with_one_period_need_no_neighbour(tiny):
    model = IdealPoints(tiny.rollcalls, by="all")
    layout = lay_out_as_authors(model.ballots)
    assert (layout.before == -1).all()
    assert (layout.variance == 0.5).all()
    found = model.sample(SHORT, kernel="bsv")
    assert np.isfinite(found.draws.theta).all()


def test_the_neighbour_of_a_point(tiny):
    b = tiny.ballots
    layout = lay_out_as_authors(b)
    lo = b.state_ptr[b.states.index("GBR")]
    # GBR: three votes in 2000, one in 2001, one in 2002; the first takes its mean of the second
    assert (layout.before[lo : lo + 3] - lo).tolist() == [1, 0, 1]
    np.testing.assert_allclose(layout.variance[lo : lo + 3], 0.5 * np.array([3 / 4, 1 / 4, 1 / 2]))
    assert layout.first[lo : lo + 3].tolist() == [True, False, False]


def test_the_summary_names_the_kernel(simulated):
    model = IdealPoints(simulated.rollcalls, anchor="S00")
    kernel = AuthorsKernel(utility_bound=None, compensate=True)
    found = model.sample(SHORT, kernel=kernel)
    text = found.summary()
    assert "authors' algorithm, not the exact posterior" in text
    assert "but for utility_bound, compensate" in text
    assert "0.5 n/(n + n before)" in text
    moved = found.between("S00", [2000], [2001])
    assert "does not sample the posterior" in moved.method


def test_bad_input(simulated):
    model = IdealPoints(simulated.rollcalls, anchor="S00")
    with pytest.raises(UsageError, match="unknown kernel"):
        model.sample(SHORT, kernel="gibbs")
    with pytest.raises(UsageError, match="variances as given"):
        model.sample(SHORT, estimate_walk=True, kernel="bsv")
    with pytest.raises(UsageError, match="too small"):
        AuthorsKernel(cutpoint_bound=-7.0)
    with pytest.raises(UsageError, match="unknown start"):
        AuthorsKernel(start="zero")  # type: ignore[arg-type]


# --- the published series -------------------------------------------------------------------


def test_every_feature_has_a_case():
    off = {
        name
        for k in CASES.values()
        if k and len(k.switched_off()) == 1
        for name in k.switched_off()
    }
    assert off == set(AuthorsKernel.__annotations__) - {"start"}


@pytest.mark.slow
def test_comes_closer_to_the_published_series_than_the_fast_fit():
    find("voeten/roll_call_matrix_1946_2024.csv.gz")
    matches = read_matches(find("published/Matches.csv"))
    selected = published_selection(load_rollcalls("history"), matches)
    house = read_published(find("published/IdealpointestimatesAll_Apr2020.csv"))
    fast = IdealPoints(selected, by="session").fit()
    before = fast.compare(house)
    # One short chain. After 2,000 sweeps it was 0.996 and 0.9995, and 0.9986 from the authors'
    # own start; the level of the first sessions is what settles last.
    row = chain_row(fast, house, AuthorsKernel(), sweeps=400)
    assert row["n"] == 10_469
    assert row["r"] >= 0.99 > before["r"], row
    assert row["r_within"] >= 0.998 > before["r_within"], row
    # Of the US in sessions 65 to 74 the published mean is 2.62, that of the exact posterior 3.6.
    assert row["anchor"] == pytest.approx(2.62, abs=0.2)
    assert "| bsv | 0.99" in ablation_table({"bsv": row})
