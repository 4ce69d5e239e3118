"""The unfolding model again, slowly: densities as in its definition, and exact draws from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from ..reference import BOX, Design, Exact, log_votes, log_walk

#: A prior of the variance of κ that an exact draw can be had from: the house's has no mean.
SHAPE, SCALE = 20.0, 20.0 * 0.06


@dataclass
class Bent(Exact):
    """A draw of everything from the joint density, and the votes that go with it."""

    kappa: np.ndarray
    variance: float


def log_target(b, theta, items, walk, variance, width):
    """Return the log-density that the sampler draws from, on its free scale, up to a constant.

    The prior is that of the curve in (θ − m)/s, whose κ is κs² and whose β is (β + 2κm)s.
    """
    beta, kappa, g1, g2 = items.T
    point = np.repeat(np.arange(b.n_points), np.diff(b.point_ptr))
    j = b.by_point_item
    m, s = theta.mean(), theta.std()
    eta = beta[j] * theta[point] + kappa[j] * theta[point] ** 2
    value = log_votes(eta, g1[j], g2[j], b.by_point_kind).sum()
    value += log_walk((theta - m) / s, b.elapsed, walk)
    value -= 0.5 * (((beta + 2 * kappa * m) * s) ** 2).sum()
    value -= 0.5 * ((kappa * s**2) ** 2).sum() / variance
    value += (3 * beta.size - theta.size) * np.log(s)
    return value - 0.5 * (np.log(s) ** 2 + (m / s) ** 2) / width**2


def chance_of_all(z, spread, nodes: int = 12, bends: int = 9, step: float = 0.7) -> np.ndarray:
    """Return, up to a factor, the chance that a curve has all three kinds of vote.

    As `reference.chance_of_all`, over κ ~ N(0, spread²) too; the last axis of z is points.
    """
    x, weight = np.polynomial.hermite_e.hermegauss(nodes)
    y, share = np.polynomial.hermite_e.hermegauss(bends)
    cuts = np.arange(-BOX, BOX + step / 2, step)
    one, two = np.triu_indices(cuts.size, k=1)
    total = np.zeros(z.shape[:-1])
    # (β, κ) and (−β, −κ) with the cutpoints turned round are alike
    for beta, w in zip(x[x > 0], weight[x > 0], strict=True):
        for bend, v in zip(y, share, strict=True):
            eta = beta * z + (bend * spread)[:, None] * z**2
            below = ndtr(cuts[:, None] - eta[..., None, :])
            every, none = below.prod(axis=-1), (1 - below).prod(axis=-1)
            mid = below[..., two, :] - below[..., one, :]
            some = (none[..., one] + every[..., two] + (1 - mid).prod(axis=-1)) - (
                every[..., one] + none[..., two] + mid.prod(axis=-1)
            )
            total += w * v * (1 - some).sum(axis=-1)
    return total


@dataclass
class BentDesign(Design):
    """States × periods, with items that are curves."""

    def bent(self, n: int, seed: int) -> list[Bent]:
        """Draw ideal points, κ's variance, curves and votes jointly, every kind of vote given."""
        rng = np.random.default_rng(seed)
        pool = self.paths(3 * n // 2, rng)
        variance = SCALE / rng.gamma(SHAPE, size=len(pool))
        log_weight = np.zeros(len(pool))
        parts = [(v, self.alone) for v in self.voting] + [(slice(None), self.linked)]
        for where, times in parts:
            for part in np.array_split(np.arange(len(pool)), 50):
                chance = chance_of_all(pool[part][:, where], np.sqrt(variance[part]))
                log_weight[part] += times * np.log(chance)
        weight = np.exp(log_weight - log_weight.max())
        chosen = rng.choice(len(pool), size=n, p=weight / weight.sum())
        return [self._bent(pool[k], variance[k], rng) for k in chosen]

    def _bent(self, z: np.ndarray, variance: float, rng: np.random.Generator) -> Bent:
        votes = np.zeros((self.n_points, len(self.items)), dtype=np.int8)
        drawn = []
        for j, who in enumerate(self.items):
            full = np.zeros(0, dtype=int)
            while not full.size:  # until an item has all three kinds
                beta, kappa = rng.normal(size=128), np.sqrt(variance) * rng.normal(size=128)
                cuts = np.sort(BOX * (2 * rng.random((128, 2)) - 1), axis=1)
                latent = beta[:, None] * z[who] + kappa[:, None] * z[who] ** 2
                latent += rng.normal(size=(128, len(who)))
                kind = (latent > cuts[:, :1]).astype(int) + (latent > cuts[:, 1:])
                full = np.flatnonzero(np.all([(kind == c).any(axis=1) for c in range(3)], axis=0))
            k = full[0]
            drawn.append((beta[k], *cuts[k], kappa[k]))
            votes[who, j] = 1 + kind[k]
        beta, g1, g2, kappa = np.array(drawn).T
        return Bent(z, beta, g1, g2, self.ballots(votes), kappa, float(variance))
