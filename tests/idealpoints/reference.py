"""The sampler's model again, slowly: densities as in its definition, and exact draws from it.

Nothing here is taken from the sampler. Arrays of a *design* say who votes on what: a point is
a state in a period, an item is voted on by all states in one period or in all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import log_ndtr, ndtr

from analysis.idealpoints.votes.ballots import Ballots, lay_out

#: Cutpoints beyond ±BOX are not drawn; they would need β times θ to be as large.
BOX = 14.0


def log_votes(eta, g1, g2, kind) -> np.ndarray:
    """Return log P of each vote: below (0), between (1) or above (2) the cutpoints."""
    low, high = log_ndtr(g1 - eta), log_ndtr(eta - g2)
    # the difference of Φ in whichever tail keeps its digits
    a, c = g1 - eta, g2 - eta
    flip = a > 0
    a, c = np.where(flip, -c, a), np.where(flip, -a, c)
    with np.errstate(divide="ignore", invalid="ignore"):
        mid = log_ndtr(c) + np.log(-np.expm1(np.minimum(log_ndtr(a) - log_ndtr(c), 0)))
    return np.select([kind == 0, kind == 1], [low, mid], high)


def log_walk(z, elapsed, variance) -> np.ndarray:
    """Return the log-density of paths: first points N(0, 1), then steps; the last axis is points.

    Up to a constant that depends on nothing but the elapsed periods.
    """
    first = elapsed == 0
    steps = np.diff(z, axis=-1)[..., ~first[1:]]
    spread = variance * elapsed[~first]
    value = -0.5 * (z[..., first] ** 2).sum(axis=-1)
    return value - 0.5 * (steps**2 / spread + np.log(spread)).sum(axis=-1)


def log_target(ballots: Ballots, theta, beta, g1, g2, walk, spread, width):
    """Return the log-density that the sampler is to draw from, on its free scale.

    With m and s the mean and sd of θ: the votes, the walk of (θ − m)/s, βs ~ N(0, spread), the
    Jacobian of the change to the scale, and the weight that keeps log s and m/s near 0. The
    last axis of θ, β, γ is points or items; there may be others before.
    """
    b = ballots
    point = np.repeat(np.arange(b.n_points), np.diff(b.point_ptr))
    j = b.by_point_item
    m, s = theta.mean(axis=-1, keepdims=True), theta.std(axis=-1, keepdims=True)
    eta = beta[..., j] * theta[..., point]
    value = log_votes(eta, g1[..., j], g2[..., j], b.by_point_kind).sum(axis=-1)
    value += log_walk((theta - m) / s, b.elapsed, walk)
    value -= 0.5 * ((beta * s) ** 2).sum(axis=-1) / spread
    m, s = m[..., 0], s[..., 0]
    value += (beta.shape[-1] - theta.shape[-1]) * np.log(s)
    return value - 0.5 * (np.log(s) ** 2 + (m / s) ** 2) / width**2


def chance_of_all(z, nodes: int = 12, step: float = 0.7) -> np.ndarray:
    """Return, up to a factor, the chance that an item has all three kinds of vote.

    Integrated over β ~ N(0, 1) and flat cutpoints γ1 < γ2 by Gauss-Hermite and trapezoids; the
    last axis of z is points.
    """
    x, weight = np.polynomial.hermite_e.hermegauss(nodes)
    cuts = np.arange(-BOX, BOX + step / 2, step)
    one, two = np.triu_indices(cuts.size, k=1)
    total = np.zeros(z.shape[:-1])
    for beta, share in zip(x[x > 0], weight[x > 0], strict=True):
        below = ndtr(cuts[:, None] - beta * z[..., None, :])
        every, none = below.prod(axis=-1), (1 - below).prod(axis=-1)
        mid = below[..., two, :] - below[..., one, :]
        # without one kind, less those without two, which are counted twice
        some = (none[..., one] + every[..., two] + (1 - mid).prod(axis=-1)) - (
            every[..., one] + none[..., two] + mid.prod(axis=-1)
        )
        total += share * (1 - some).sum(axis=-1)
    return total


@dataclass
class Exact:
    """A draw of everything from the joint density, and the votes that go with it."""

    theta: np.ndarray
    beta: np.ndarray
    g1: np.ndarray
    g2: np.ndarray
    ballots: Ballots


@dataclass
class Design:
    """States × periods, `alone` items in each period and `linked` items in all of them."""

    n_states: int
    times: tuple[float, ...]
    alone: int
    linked: int
    walk: float

    def __post_init__(self) -> None:
        n = len(self.times)
        self.n_points = self.n_states * n
        self.period = np.tile(np.arange(n), self.n_states)
        self.elapsed = np.tile(np.r_[0.0, np.diff(self.times)], self.n_states)
        self.state = np.repeat(np.arange(self.n_states), n)
        self.voting = [np.flatnonzero(self.period == t) for t in range(n)]
        # which points vote on each item
        self.items = [self.voting[t] for t in range(n) for _ in range(self.alone)]
        self.items += [np.arange(self.n_points)] * self.linked

    def paths(self, n: int, rng: np.random.Generator) -> np.ndarray:
        """Draw from the walk given that all points have mean 0 and sd 1, shape (n, n_points).

        A Bingham density on a sphere, by rejection from an angular central Gaussian (Kent,
        Ganeiber and Mardia 2018, J. Computational and Graphical Statistics 27(2)).
        """
        q = self.n_points
        precision = np.zeros((q, q))
        for i, gap in enumerate(self.elapsed):
            if gap == 0:
                precision[i, i] += 1.0
            else:
                d = np.zeros(q)
                d[i], d[i - 1] = 1.0, -1.0
                precision += np.outer(d, d) / (self.walk * gap)
        basis = np.linalg.svd(np.ones((1, q)))[2][1:].T  # what has mean 0
        a = 0.5 * q * basis.T @ precision @ basis  # of points with Σu² = 1
        values, vectors = np.linalg.eigh(a)
        values -= values[0]
        d = q - 1
        lo, hi = 1e-9, float(d)
        for _ in range(200):
            b = 0.5 * (lo + hi)
            lo, hi = (b, hi) if (1 / (b + 2 * values)).sum() > 1 else (lo, b)
        omega = 1 + 2 * values / b
        log_bound = -0.5 * (d - b) + 0.5 * d * np.log(d / b)
        kept: list[np.ndarray] = []
        while sum(map(len, kept)) < n:
            u = rng.normal(size=(4 * n, d)) / np.sqrt(omega)
            u /= np.linalg.norm(u, axis=1)[:, None]
            accept = -(u**2 @ values) + 0.5 * d * np.log(u**2 @ omega) - log_bound
            kept.append(u[np.log(rng.random(len(u))) < accept])
        return np.sqrt(q) * np.concatenate(kept)[:n] @ vectors.T @ basis.T

    def ballots(self, votes: np.ndarray) -> Ballots:
        """Lay out votes, a row per point and a column per item, 0 where there is none."""
        n = len(self.times)
        table = np.zeros((self.n_states, n * len(self.items)), dtype=np.int8)
        for i in range(self.n_points):
            table[self.state[i], self.period[i] :: n] = votes[i]  # item-major columns
        some = (table > 0).any(axis=0)
        names = pd.Series(np.repeat([f"t{j:03d}" for j in range(len(self.items))], n)[some])
        period = np.tile(np.arange(n), len(self.items))[some]
        states = tuple(f"S{i:02d}" for i in range(self.n_states))
        return lay_out(table[:, some], names, period, np.array(self.times), states, self.times)

    def exact(self, n: int, seed: int) -> list[Exact]:
        """Draw ideal points, items and votes jointly, given that every kind of vote occurs.

        To condition on something that the votes show changes no posterior, and with it the flat
        density of cutpoints can be drawn from: far out, all three kinds never occur. A path's
        weight is the chance that its items all have them.
        """
        rng = np.random.default_rng(seed)
        pool = self.paths(3 * n // 2, rng)
        log_weight = sum(
            times * np.log(np.concatenate([chance_of_all(z) for z in np.array_split(part, 50)]))
            for part, times in [
                *((pool[:, v], self.alone) for v in self.voting),
                (pool, self.linked),
            ]
        )
        weight = np.exp(log_weight - log_weight.max())
        chosen = pool[rng.choice(len(pool), size=n, p=weight / weight.sum())]
        return [self._votes(z, rng) for z in chosen]

    def _votes(self, z: np.ndarray, rng: np.random.Generator) -> Exact:
        votes = np.zeros((self.n_points, len(self.items)), dtype=np.int8)
        drawn = []
        for j, who in enumerate(self.items):
            full = np.zeros(0, dtype=int)
            while not full.size:  # until an item has all three kinds
                beta = rng.normal(size=128)
                cuts = np.sort(BOX * (2 * rng.random((128, 2)) - 1), axis=1)
                latent = beta[:, None] * z[who] + rng.normal(size=(128, len(who)))
                kind = (latent > cuts[:, :1]).astype(int) + (latent > cuts[:, 1:])
                full = np.flatnonzero(np.all([(kind == c).any(axis=1) for c in range(3)], axis=0))
            k = full[0]
            drawn.append((beta[k], *cuts[k]))
            votes[who, j] = 1 + kind[k]
        beta, g1, g2 = np.array(drawn).T
        return Exact(z, beta, g1, g2, self.ballots(votes))
