"""One sweep of the authors' algorithm against a slow twin, and paths against dense algebra."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import norm

from analysis.idealpoints import IdealPoints
from analysis.idealpoints.authors.kernel import AuthorsKernel
from analysis.idealpoints.authors.start import place_items
from analysis.idealpoints.authors.sweep import Where, lay_out_as_authors, sweep_as_authors
from analysis.idealpoints.maths.streams import advance, normal, uniform
from analysis.idealpoints.maths.truncated import normal_above, normal_between
from analysis.idealpoints.sampler.arrays import Turn
from analysis.idealpoints.votes.ballots import NO_ABSTAIN, NO_NO, NO_YES

from ..sampler_records import at, drawn_by


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
        where, accepted = sweep_as_authors(Turn(*key), layout, kernel, 0.25, where)
        assert accepted == pytest.approx(moved)
        for name in ("theta", "mean", "beta", "g1", "g2"):
            # the kernel's log Φ is a table, good to 1e-10, and decides acceptance alone
            np.testing.assert_allclose(getattr(where, name), getattr(expected, name), rtol=1e-9)


def test_paths_drawn_as_wholes_follow_the_gaussian_they_should():
    """Against the dense posterior of one state with three points."""
    from analysis.idealpoints.authors.moves import draw_paths

    square, product = np.array([2.0, 0.5, 1.0]), np.array([1.0, -0.4, 2.0])
    variance = np.array([1.0, 0.3, 0.6])
    step = np.array([[1.0, 0, 0], [-1, 1, 0], [0, -1, 1]])
    precision = step.T @ np.diag(1 / variance) @ step + np.diag(square)
    mean, covariance = np.linalg.solve(precision, product), np.linalg.inv(precision)
    ptr = np.array([0, 3])
    drawn = np.array(
        [
            draw_paths(Turn(1, 0, k), (square, product), variance, np.inf, ptr)[0]
            for k in range(20_000)
        ]
    )
    se = np.sqrt(np.diag(covariance) / len(drawn))
    assert (np.abs(drawn.mean(axis=0) - mean) < 4 * se).all()
    spread = np.sqrt(np.diag(covariance))
    # a correlation or relative variance of n draws has a standard error of at most √(2/n)
    off = (np.cov(drawn.T) - covariance) / np.outer(spread, spread)
    assert np.abs(off).max() < 4 * math.sqrt(2 / len(drawn))
