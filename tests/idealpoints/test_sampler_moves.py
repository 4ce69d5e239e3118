"""The moves against slow twins in numpy, and against densities integrated on a grid.

A twin makes the same move from the same random numbers, written with matrices and scipy and
with the whole density of `reference.log_target` in its ratio. That it agrees, accepted or not,
says that ratio, Jacobians and proposals are those of the model.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import log_ndtr
from scipy.stats import multivariate_normal

from analysis.idealpoints import streams
from analysis.idealpoints.ballots import Ballots
from analysis.idealpoints.item_moves import draw_items
from analysis.idealpoints.path_moves import accept_paths, propose_paths
from analysis.idealpoints.period_moves import REACH, SHARE, move_periods
from analysis.idealpoints.sampling_layout import lay_out_for_sampling
from analysis.idealpoints.scale_prior import log_prior, scale_sums

from .reference import Design, log_target, log_votes

WALK, WIDTH, SPREAD = 0.3, 0.1, 1.5
ITEMS, PATHS, ACCEPT, PERIODS = 1, 2, 102, 4  # stages of the random streams


pytestmark = pytest.mark.usefixtures("one_thread")


class Numbers:
    """A stream's numbers, one after the other."""

    def __init__(self, *names: int) -> None:
        self.state = np.uint64(streams.stream(*names))

    def normal(self) -> float:
        value = streams.normal(self.state)
        self.state = np.uint64(streams.advance(np.uint64(streams.advance(self.state))))
        return value

    def uniform(self) -> float:
        value = streams.uniform(self.state)
        self.state = np.uint64(streams.advance(self.state))
        return value


@pytest.fixture(scope="module")
def records():
    """Six small records with gaps and linked items, and points near those they came from."""
    rng = np.random.default_rng(8)
    out = []
    for exact in Design(7, (0.0, 1.0, 4.0, 5.0), alone=3, linked=2, walk=WALK).exact(6, seed=8):
        theta = 1.1 * exact.theta + 0.1 + 0.2 * rng.normal(size=exact.theta.size)
        beta = exact.beta + 0.1 * rng.normal(size=exact.beta.size)
        out.append((exact.ballots, theta, beta, exact.g1 - 0.1, exact.g2 + 0.2))
    return out


def terms(eta, g1, g2, kind):
    """First derivatives of log P by γ1 − η and γ2 − η, and minus the second, votes by 2 by 2."""
    a, c = g1 - eta, g2 - eta
    low = lambda x: np.exp(-0.5 * x**2 - 0.5 * np.log(2 * np.pi) - log_ndtr(x))  # noqa: E731
    log_p = log_votes(eta, g1, g2, 1)
    phi = lambda x: np.exp(-0.5 * x**2 - 0.5 * np.log(2 * np.pi) - log_p)  # noqa: E731
    first, second = np.zeros((eta.size, 2)), np.zeros((eta.size, 2, 2))
    for n, k in enumerate(kind):
        if k == 0:
            first[n, 0] = low(a)[n]
            second[n, 0, 0] = low(a)[n] * (low(a)[n] + a[n])
        elif k == 2:
            first[n, 1] = -low(-c)[n]
            second[n, 1, 1] = low(-c)[n] * (low(-c)[n] - c[n])
        else:
            first[n] = -phi(a)[n], phi(c)[n]
            second[n] = [
                [phi(a)[n] ** 2 - a[n] * phi(a)[n], -phi(a)[n] * phi(c)[n]],
                [-phi(a)[n] * phi(c)[n], phi(c)[n] ** 2 + c[n] * phi(c)[n]],
            ]
    return first, second


class ItemTwin:
    """One item: its parameters (γ1, log gap, β) or (γ, β), density and proposal."""

    def __init__(self, theta, kind, binary: bool, precision: float) -> None:
        self.theta, self.kind, self.binary, self.precision = theta, kind, binary, precision

    def unpack(self, v):
        return (v[0], v[0], v[1]) if self.binary else (v[0], v[0] + np.exp(v[1]), v[2])

    def log_density(self, v) -> float:
        g1, g2, beta = self.unpack(v)
        value = log_votes(beta * self.theta, g1, g2, self.kind).sum()
        value -= 0.5 * self.precision * beta**2
        return value if self.binary else value + v[1]  # γ2's own density, by the Jacobian

    def proposal(self, v):
        """Return mean and precision of where a move from `v` goes."""
        g1, g2, beta = self.unpack(v)
        with np.errstate(all="ignore"):
            first, second = terms(beta * self.theta, g1, g2, self.kind)
        d = np.zeros((self.theta.size, 2, 3))  # by γ1, γ2, β
        d[:, 0, 0] = d[:, 1, 1] = 1.0
        d[:, :, 2] = -self.theta[:, None]
        gradient = np.einsum("nij,ni->j", d, first) + [0, 0, -self.precision * beta]
        curvature = np.einsum("nij,nik,nkl->jl", d, second, d) + np.diag([0, 0, self.precision])
        if self.binary:
            to = np.array([[1, 0], [1, 0], [0, 1]])
            gradient, curvature = to.T @ gradient, to.T @ curvature @ to
        else:
            to = np.array([[1, 0, 0], [1, g2 - g1, 0], [0, 0, 1]])
            gradient = to.T @ gradient + [0, 1, 0]
            curvature = to.T @ curvature @ to + np.diag([0, 1, 0])
        return v + np.clip(np.linalg.solve(curvature, gradient), -1, 1), curvature

    def log_ratio(self, v, w) -> float:
        """Return the logarithm by which a move from v to w is accepted."""
        value = self.log_density(w) - self.log_density(v)
        for here, there, sign in ((w, v, 1), (v, w, -1)):
            mean, precision = self.proposal(here)
            value += sign * multivariate_normal.logpdf(there, mean, np.linalg.inv(precision))
        return value


def votes_of_items(b: Ballots, item: int):
    part = slice(b.item_ptr[item], b.item_ptr[item + 1])
    return b.by_item_point[part], b.by_item_kind[part]


@pytest.mark.parametrize("kinds", ["all", "no abstention"])
def test_items_move_as_their_twins(records, kinds):
    accepted = []
    for r, (b, theta, beta, g1, g2) in enumerate(records):
        layout = lay_out_for_sampling(b)
        binary = layout.binary
        if kinds != "all":
            # abstentions are taken as votes below, so that one cutpoint is left
            binary = np.ones_like(binary)
            layout.item_cuts[:, 1] = layout.item_cuts[:, 2]
            g2 = g1
        new = beta.copy(), g1.copy(), g2.copy()
        moved = draw_items(
            3, 1, r, theta, *new, binary, 0.7, layout.item_cuts, layout.points_of_items
        )
        count = 0
        for j in range(beta.size):
            point, kind = votes_of_items(b, j)
            if kinds != "all":
                kind = np.where(kind == 1, 0, kind)
            twin = ItemTwin(theta[point], kind, bool(binary[j]), 0.7)
            v = np.array([g1[j], beta[j]] if binary[j] else [g1[j], np.log(g2[j] - g1[j]), beta[j]])
            numbers = Numbers(3, 1, r, ITEMS, j)
            z = np.array([numbers.normal() for _ in range(3)])
            mean, precision = twin.proposal(v)
            root = np.linalg.cholesky(precision)
            w = mean + np.linalg.solve(root.T, z[[0, 2]] if binary[j] else z)
            ratio = twin.log_ratio(v, w)
            assert twin.log_ratio(w, v) == pytest.approx(-ratio, abs=1e-9)
            log_u = np.log(numbers.uniform())
            if abs(log_u - ratio) < 1e-4:  # the table's slopes are right to 1e-6
                continue
            count += log_u < ratio
            g1_, g2_, beta_ = twin.unpack(w if log_u < ratio else v)
            assert (new[1][j], new[2][j], new[0][j]) == pytest.approx((g1_, g2_, beta_), abs=1e-4)
        assert count == moved
        accepted.append(count)
    # both outcomes are there to be compared
    assert 0 < sum(accepted) < sum(x[2].size for x in records)


def grid_moments(density, axes):
    """Means and standard deviations of a density on a grid, which must end where it does."""
    weight = np.exp(density - density.max())
    for k in range(len(axes)):
        edge = np.moveaxis(weight, k, 0)
        assert max(edge[0].max(), edge[-1].max()) < 1e-4
    weight /= weight.sum()
    out = []
    for k, axis in enumerate(axes):
        p = np.moveaxis(weight, k, 0).reshape(len(axis), -1).sum(axis=1)
        mean = p @ axis
        out.append((mean, np.sqrt(p @ (axis - mean) ** 2)))
    return np.array(out)


#: Votes of 14 states, in the order of their ideal points.
CASES = {
    "ternary": "00010112120222",
    "binary": "00000200202222",
    "one dissenter": "00000000000002",
    "one of each": "00000000000012",
    "no slope": "01201201201201",
}


@pytest.mark.parametrize("case", CASES)
def test_items_have_the_posterior_that_a_grid_has(case):
    kind = np.array([int(k) for k in CASES[case]], dtype=np.int8)
    theta = np.linspace(-1.6, 1.6, kind.size)
    binary = 1 not in kind
    point = np.argsort(kind, kind="stable").astype(np.int32)
    edge = np.searchsorted(np.sort(kind), [0, 1, 2, 3])
    copies, warm, sweeps = 1500, 60, 140
    cuts = np.tile(edge, (copies, 1)).astype(np.int64)
    beta, g1, g2 = np.zeros(copies), np.zeros(copies), np.full(copies, 0.0 if binary else 1.0)
    drawn = []
    for k in range(warm + sweeps):
        draw_items(5, 0, k, theta, beta, g1, g2, np.full(copies, binary), 1.0, cuts, point)
        if k >= warm:
            drawn.append((g1.copy(), np.log(g2 - g1) if not binary else beta.copy(), beta.copy()))
    x = np.array(drawn)[:, : 2 if binary else 3]  # sweeps, parameters, copies
    twin = ItemTwin(theta, kind, binary, 1.0)
    axes = [np.linspace(*np.array([-1, 1]) * 7 * x[:, k].std() + x[:, k].mean(), 60)
            for k in range(x.shape[1])]  # fmt: skip
    mesh = np.meshgrid(*axes, indexing="ij")
    a, b = mesh[0][..., None], mesh[-1][..., None]
    c = a if binary else a + np.exp(mesh[1])[..., None]
    density = log_votes(b * theta, a, c, kind).sum(axis=-1) - 0.5 * mesh[-1] ** 2
    density += 0 if binary else mesh[1]
    assert density[(7,) * x.shape[1]] == pytest.approx(
        twin.log_density([m[(7,) * x.shape[1]] for m in mesh])
    )
    for k, (mean, sd) in enumerate(grid_moments(density, axes)):
        # copies are independent, so their means say how sure the mean of all is
        for found, right in ((x[:, k].mean(axis=0), mean),
                             (((x[:, k] - mean) ** 2).mean(axis=0), sd**2)):  # fmt: skip
            error = found.std(ddof=1) / np.sqrt(copies)
            assert error < 0.05 * sd**2 + 0.01 * sd
            assert abs(found.mean() - right) < 4 * error, (case, k)


class PathTwin:
    """One stretch of a path, as a Gaussian proposal with dense matrices."""

    def __init__(self, b: Ballots, beta, g1, g2, ridge: float, lo: int, hi: int) -> None:
        self.b, self.items, self.ridge, self.lo, self.hi = b, (beta, g1, g2), ridge, lo, hi
        n = b.n_points
        self.walk = np.zeros((n, n))
        for i, gap in enumerate(b.elapsed):
            d = np.zeros(n)
            d[i] = 1.0
            if gap:
                d[i - 1] = -1.0
            self.walk += np.outer(d, d) / (WALK * gap if gap else 1.0)

    def proposal(self, theta):
        beta, g1, g2 = self.items
        part = range(self.lo, self.hi)
        score, information = [], []
        for i in part:
            own = slice(self.b.point_ptr[i], self.b.point_ptr[i + 1])
            j, kind = self.b.by_point_item[own], self.b.by_point_kind[own]
            first, second = terms(beta[j] * theta[i], g1[j], g2[j], kind)
            score.append(-(beta[j] * first.sum(axis=1)).sum())
            information.append((beta[j] ** 2 * second.sum(axis=(1, 2))).sum())
        block = slice(self.lo, self.hi)
        precision = self.walk[block, block] + np.diag(np.array(information) + self.ridge)
        pull = self.walk[block] @ theta + self.ridge * theta[block]
        step = np.linalg.solve(precision, np.array(score) - pull)
        return theta[block] + np.clip(step, -1.5, 1.5), precision

    def log_ratio(self, old, new) -> float:
        args = (*self.items, WALK, SPREAD, WIDTH)
        value = log_target(self.b, new, *args) - log_target(self.b, old, *args)
        for here, there, sign in ((new, old, 1), (old, new, -1)):
            mean, precision = self.proposal(here)
            value += sign * multivariate_normal.logpdf(
                there[self.lo : self.hi], mean, np.linalg.inv(precision)
            )
        return value


def walk_arrays(b: Ballots) -> tuple[np.ndarray, np.ndarray]:
    return lay_out_for_sampling(b).walk(WALK)


@pytest.mark.parametrize("ridge", [0.0, 0.8])
@pytest.mark.parametrize("pattern", ["whole", "ends", "middle"])
def test_paths_move_as_their_twins(records, pattern, ridge):
    begin, end = {"whole": (0, 4), "ends": (2, 4), "middle": (1, 3)}[pattern]
    accepted, tried = 0, 0
    for r, (b, theta, beta, g1, g2) in enumerate(records):
        layout = lay_out_for_sampling(b)
        walk, off = layout.walk(WALK)
        stretches = np.array([[4 * i + begin, 4 * i + end, 4 * i + 4] for i in range(7)])
        proposed, ratio = propose_paths(
            9, 2, r, PATHS, stretches, theta, beta, g1, g2, walk, off, ridge,
            layout.point_cuts, layout.items_of_points,
        )  # fmt: skip
        new = theta.copy()
        accepted += accept_paths(
            9, 2, r, PATHS, stretches, new, proposed, ratio, off,
            7, beta.size, float(beta @ beta) / SPREAD, WIDTH,
        )  # fmt: skip
        now = theta.copy()
        for lo, hi, _ in stretches.tolist():
            twin = PathTwin(b, beta, g1, g2, ridge, lo, hi)
            numbers = Numbers(9, 2, r, PATHS, lo)
            z = np.array([numbers.normal() for _ in range(hi - lo)])[::-1]
            mean, precision = twin.proposal(now)
            path = mean + np.linalg.solve(np.linalg.cholesky(precision).T, z)
            assert proposed[lo:hi] == pytest.approx(path, abs=1e-5)
            then = now.copy()
            then[lo:hi] = proposed[lo:hi]
            log_ratio = twin.log_ratio(now, then)
            assert twin.log_ratio(then, now) == pytest.approx(-log_ratio, abs=1e-9)
            tried += 1
            log_u = np.log(Numbers(9, 2, r, ACCEPT, lo).uniform())
            if abs(log_u - log_ratio) < 1e-4:
                now[lo:hi] = new[lo:hi]
            elif log_u < log_ratio:
                now = then
            assert new[lo:hi] == pytest.approx(now[lo:hi], abs=0)
    assert 0 < accepted < tried


def test_prior_of_the_scale_is_the_models(records):
    """`log_prior` and the whole density differ by the votes' share and by a constant."""
    b, theta, beta, g1, g2 = records[0]
    off = walk_arrays(b)[1]
    rng = np.random.default_rng(1)
    point = np.repeat(np.arange(b.n_points), np.diff(b.point_ptr))
    j = b.by_point_item
    left = []
    for _ in range(50):
        x = rng.normal(0.3, 1.5) + rng.uniform(0.2, 4) * theta + rng.normal(size=theta.size)
        slope = beta + rng.normal(size=beta.size)
        prior = log_prior(
            scale_sums(x, off), x.size, 7, beta.size, float(slope @ slope) / SPREAD, WIDTH
        )
        votes = log_votes(slope[j] * x[point], g1[j], g2[j], b.by_point_kind).sum()
        left.append(log_target(b, x, slope, g1, g2, WALK, SPREAD, WIDTH) - votes - prior)
    assert np.ptp(left) < 1e-8 * max(1.0, np.abs(left).max())


def test_votes_do_not_tell_the_free_scale(records):
    """Turning location and scale changes the whole density as the orbit's draw says."""
    b, theta, beta, g1, g2 = records[1]
    z = (theta - theta.mean()) / theta.std()
    base = log_target(b, z, beta, g1, g2, WALK, SPREAD, WIDTH)
    for s, m in ((0.9, 0.1), (1.3, -0.2), (2.0, 1.0)):
        there = log_target(
            b, s * z + s * m, beta / s, g1 + beta * m, g2 + beta * m, WALK, SPREAD, WIDTH
        )
        # of dθ dβ dγ there is s^(n − n_items) more, with the steps of log s and m/s
        there += (z.size - beta.size) * np.log(s)
        assert there - base == pytest.approx(-0.5 * (np.log(s) ** 2 + m**2) / WIDTH**2, abs=1e-7)


@pytest.mark.parametrize("pieces", [1, 2])
def test_a_path_has_the_posterior_that_a_grid_has(pieces):
    """One state in three periods, all else given; a wide free scale, so that it can move."""
    exact = Design(6, (0.0, 1.0, 3.0), alone=4, linked=1, walk=WALK).exact(1, seed=2)[0]
    b, width = exact.ballots, 0.5
    theta, items = exact.theta.copy(), (exact.beta, exact.g1, exact.g2)
    layout = lay_out_for_sampling(b)
    walk, off = layout.walk(WALK)
    stages = [[[6, 9, 9]]] if pieces == 1 else [[[6, 8, 9]], [[8, 9, 9]]]
    n = 20_000
    drawn = np.empty((n, 3))
    moved = 0
    for k in range(n):
        for stage, part in enumerate(stages):
            stretches = np.array(part)
            proposed, ratio = propose_paths(
                4, 0, k, 2 + stage, stretches, theta, *items, walk, off, 0.3,
                layout.point_cuts, layout.items_of_points,
            )  # fmt: skip
            moved += accept_paths(
                4, 0, k, 2 + stage, stretches, theta, proposed, ratio, off,
                6, exact.beta.size, float(exact.beta @ exact.beta) / SPREAD, width,
            )  # fmt: skip
        drawn[k] = theta[6:9]
    assert 0.2 < moved / n / len(stages) < 1
    axes = [np.linspace(*np.array([-1, 1]) * 6 * drawn[:, k].std() + drawn[:, k].mean(), 41)
            for k in range(3)]  # fmt: skip
    mesh = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1)
    all_theta = np.broadcast_to(exact.theta, (41, 41, 41, exact.theta.size)).copy()
    all_theta[..., 6:9] = mesh
    density = np.concatenate(
        [log_target(b, part, *items, WALK, SPREAD, width) for part in np.split(all_theta, 41)]
    )
    for k, (mean, sd) in enumerate(grid_moments(density, axes)):
        for x, right in ((drawn[:, k], mean), ((drawn[:, k] - mean) ** 2, sd**2)):
            batches = x.reshape(50, -1).mean(axis=1)
            error = batches.std(ddof=1) / np.sqrt(50)
            assert abs(x.mean() - right) < 4 * error, (pieces, k)


def test_periods_move_as_their_twins(records):
    attempts, accepted, kinds = 40, 0, set()
    for r, (b, theta, beta, g1, g2) in enumerate(records):
        layout = lay_out_for_sampling(b)
        off = layout.walk(WALK)[1]
        new = theta.copy(), beta.copy(), g1.copy(), g2.copy()
        count = move_periods(
            6, 0, r, attempts, 4, *new, off, 7, 1 / SPREAD, WIDTH, b.point_period,
            layout.begins, layout.ends, layout.point_cuts, layout.items_of_points,
        )  # fmt: skip
        now, twin_count = (theta, beta, g1, g2), 0
        for a in range(attempts):
            numbers = Numbers(6, 0, r, PERIODS, a)
            u, one, two = (numbers.uniform() for _ in range(3))
            run = sorted((int(4 * one), int(4 * two)))
            run = [0, run[1]] if u < 0.25 else [run[0], 3] if u < 0.5 else run
            run = [run[0]] * 2 if 0.5 <= u < 0.75 else run
            if run == [0, 3]:
                continue
            points = (run[0] <= b.point_period) & (b.point_period <= run[1])
            own = (run[0] <= layout.begins) & (layout.ends <= run[1])
            # the guess of the curvature: the walk's hold on the border, and votes across it
            held = (points & (b.elapsed == 0)).sum() + sum(
                1 / (WALK * b.elapsed[i])
                for i in range(b.n_points)
                if b.elapsed[i] and points[i] != points[i - 1]
            )
            point = np.repeat(np.arange(b.n_points), np.diff(b.point_ptr))
            across = points[point] & ~own[b.by_point_item]
            guess = held + SHARE * (now[1][b.by_point_item[across]] ** 2).sum()
            z = numbers.normal()
            shift, stretch = 0.0, 1.0
            if a % 2 == 0:
                shift = REACH * z / np.sqrt(guess)
            else:
                stretch = np.exp(REACH * z / np.sqrt(guess + 2 * (points.sum() + own.sum())))
            t, bt, c1, c2 = (x.copy() for x in now)
            t[points] = stretch * t[points] + shift
            bt[own] /= stretch
            c1[own] += bt[own] * shift
            c2[own] += bt[own] * shift
            then = (t, bt, c1, c2)
            args = (WALK, SPREAD, WIDTH)
            ratio = log_target(b, *then, *args) - log_target(b, *now, *args)
            ratio += (points.sum() - own.sum()) * np.log(stretch)
            log_u = np.log(numbers.uniform())
            assert abs(ratio - log_u) > 1e-6  # no tie
            if log_u < ratio:
                now, twin_count = then, twin_count + 1
                kinds.add((a % 2, run[0] == run[1]))
        assert count == twin_count
        for found, right in zip(new, now, strict=True):
            assert found == pytest.approx(right, abs=1e-9)
        accepted += count
    assert len(kinds) == 4
    assert 0 < accepted < attempts * len(records)
