"""The plane's model again, slowly: its density as defined, and exact draws from it.

Nothing here is taken from the sampler of the plane.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from analysis.idealpoints.votes.ballots import Ballots

from .reference import BOX, Design, log_votes, log_walk


def eta_of(b: Ballots, theta, beta):
    """Return βθ of every vote, by point."""
    point = np.repeat(np.arange(b.n_points), np.diff(b.point_ptr))
    return (theta[point] * beta[b.by_point_item]).sum(axis=1)


def loglik(b: Ballots, theta, beta, g1, g2) -> float:
    j = b.by_point_item
    return float(log_votes(eta_of(b, theta, beta), g1[j], g2[j], b.by_point_kind).sum())


def standardised(theta):
    """Return U with mean 0 and covariance one, the root T of the covariance, and the mean."""
    m = theta.mean(axis=0)
    root = np.linalg.cholesky(np.cov(theta.T, bias=True))
    return (theta - m) @ np.linalg.inv(root).T, root, m


def log_target(b: Ballots, theta, beta, g1, g2, walk, spread, width) -> float:
    """Return the log-density that the sampler is to draw from, on its free scale.

    The model's density at (U, T'β): votes, walk in either coordinate, loadings N(0, spread);
    then the Jacobian, |S| to the half of items less points, and the weight of what is free.
    """
    u, root, m = standardised(theta)
    loads = beta @ root
    value = loglik(b, theta, beta, g1, g2)
    value += log_walk(u.T, b.elapsed, walk).sum() - 0.5 * (loads**2).sum() / spread
    value += (len(beta) - len(theta)) * np.log(np.linalg.det(root))
    free = [*np.log(np.diag(root)), root[1, 0] / root[1, 1], *np.linalg.solve(root, m)]
    return float(value - 0.5 * (np.array(free) ** 2).sum() / width**2)


def chance_of_all(z, nodes: int = 8, step: float = 0.8) -> np.ndarray:
    """Return, up to a factor, the chance that an item has all three kinds of vote.

    As `reference.chance_of_all`, over two loadings; z has the shape (..., n_points, 2).
    """
    x, weight = np.polynomial.hermite_e.hermegauss(nodes)
    cuts = np.arange(-BOX, BOX + step / 2, step)
    one, two = np.triu_indices(cuts.size, k=1)
    total = np.zeros(z.shape[:-2])
    for a, wa in zip(x[x > 0], weight[x > 0], strict=True):  # β and −β alike
        for c, wc in zip(x, weight, strict=True):
            eta = a * z[..., 0] + c * z[..., 1]
            below = ndtr(cuts[:, None] - eta[..., None, :])
            every, none = below.prod(axis=-1), (1 - below).prod(axis=-1)
            mid = below[..., two, :] - below[..., one, :]
            some = (none[..., one] + every[..., two] + (1 - mid).prod(axis=-1)) - (
                every[..., one] + none[..., two] + mid.prod(axis=-1)
            )
            total += wa * wc * (1 - some).sum(axis=-1)
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
class PlaneDesign(Design):
    """As `reference.Design`, in a plane."""

    def paths(self, n: int, rng: np.random.Generator) -> np.ndarray:
        """Draw from the walks given mean 0 and covariance one, shape (n, n_points, 2).

        A Bingham density on the Stiefel manifold, by rejection from an angular central Gaussian
        (Kent, Ganeiber and Mardia 2018): the bound on the sphere holds for each eigenvalue of
        U'AU, of which there are two.
        """
        q = self.n_points
        precision = np.zeros((q, q))
        for i, gap in enumerate(self.elapsed):
            d = np.zeros(q)
            d[i] = 1.0
            if gap:
                d[i - 1] = -1.0
            precision += np.outer(d, d) / (self.walk * gap if gap else 1.0)
        basis = np.linalg.svd(np.ones((1, q)))[2][1:].T  # what has mean 0
        values, vectors = np.linalg.eigh(0.5 * q * basis.T @ precision @ basis)
        values -= values[0]
        d = q - 1
        lo, hi = 1e-9, float(d)
        for _ in range(200):
            b = 0.5 * (lo + hi)
            lo, hi = (b, hi) if (1 / (b + 2 * values)).sum() > 1 else (lo, b)
        omega = 1 + 2 * values / b
        bound = -0.5 * (d - b) + 0.5 * d * np.log(d / b)
        kept: list[np.ndarray] = []
        while sum(map(len, kept)) < n:
            x = rng.normal(size=(4 * n, d, 2)) / np.sqrt(omega)[:, None]
            u = np.linalg.qr(x)[0]
            # any root will do: turned at random, as the density does not depend on axes
            angle = 2 * np.pi * rng.random(len(u))
            turn = np.stack([np.stack([np.cos(angle), -np.sin(angle)], -1),
                             np.stack([np.sin(angle), np.cos(angle)], -1)], -2)  # fmt: skip
            u = u @ turn
            held = np.einsum("nik,i,nil->nkl", u, values, u)
            inner = np.einsum("nik,i,nil->nkl", u, omega, u)
            accept = -np.trace(held, axis1=1, axis2=2)
            accept += 0.5 * d * np.linalg.slogdet(inner)[1] - 2 * bound
            assert accept.max() < 1e-9
            kept.append(u[np.log(rng.random(len(u))) < accept])
        return np.sqrt(q) * np.einsum("pi,ij,njk->npk", basis, vectors, np.concatenate(kept)[:n])

    def exact(self, n: int, seed: int) -> list[Exact]:
        """Draw points, items and votes jointly, given that every kind of vote occurs."""
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
        return [self._drawn(z, rng) for z in chosen]

    def _drawn(self, z: np.ndarray, rng: np.random.Generator) -> Exact:
        votes = np.zeros((self.n_points, len(self.items)), dtype=np.int8)
        drawn = []
        for j, who in enumerate(self.items):
            full = np.zeros(0, dtype=int)
            while not full.size:  # until an item has all three kinds
                beta = rng.normal(size=(128, 2))
                cuts = np.sort(BOX * (2 * rng.random((128, 2)) - 1), axis=1)
                latent = beta @ z[who].T + rng.normal(size=(128, len(who)))
                kind = (latent > cuts[:, :1]).astype(int) + (latent > cuts[:, 1:])
                full = np.flatnonzero(np.all([(kind == c).any(axis=1) for c in range(3)], axis=0))
            k = full[0]
            drawn.append((*beta[k], *cuts[k]))
            votes[who, j] = 1 + kind[k]
        b1, b2, g1, g2 = np.array(drawn).T
        return Exact(z, np.column_stack([b1, b2]), g1, g2, self.ballots(votes))


def plane_record(
    seed: int, n_states: int = 20, n_periods: int = 3, per: int = 40, linked: int = 20
):
    """Return roll calls of a plane with a known truth, and that truth, states × periods × 2."""
    from analysis.rollcalls import RollCalls

    rng = np.random.default_rng(seed)
    walk = np.cumsum(0.3 * rng.normal(size=(n_states, n_periods, 2)), axis=1)
    theta = rng.normal(size=(n_states, 1, 2)) + walk
    theta = standardised(theta.reshape(-1, 2))[0].reshape(theta.shape)
    fresh = per - linked
    item = np.concatenate(
        [np.r_[np.arange(linked), linked + fresh * t + np.arange(fresh)] for t in range(n_periods)]
    )
    beta = rng.normal(size=(item.max() + 1, 2))
    gamma = np.sort(rng.normal(size=(len(beta), 2)), axis=1) + [-0.2, 0.2]
    period = np.repeat(np.arange(n_periods), per)
    eta = np.einsum("icd,cd->ic", theta[:, period], beta[item])
    z = eta + rng.normal(size=(n_states, item.size))
    votes = (1 + (z > gamma[item, :1].T) + (z > gamma[item, 1:].T)).astype(np.int8)
    votes[rng.random(votes.shape) < 0.05] = 8
    rollcalls = RollCalls.from_votes(
        votes,
        states=[f"S{i:02d}" for i in range(n_states)],
        dates=[f"{2000 + t}-10-{1 + k % 28:02d}" for t in range(n_periods) for k in range(per)],
        recurring_text=[f"text-{j}" if j < linked else "" for j in item],
    )
    return rollcalls, theta
