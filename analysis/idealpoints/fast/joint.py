"""Covariance of contrasts of ideal points with the items uncertain: Laplace on all parameters.

The curvature of the log posterior in ideal points θ and items (β, γ1, γ2) is [[A, B], [B', D]]:
A tridiagonal within states, D a 3 × 3 block for each item, B a row of three for each vote. What
is asked for is c'(A − BD⁻¹B')⁻¹c for some contrasts c, on the directions that leave mean and
spread of all ideal points alone, as the fit does. Each contrast is one system of equations,
solved by conjugate gradients with A as preconditioner; no matrix is made. Votes enter by
their observed information, which is never negative: log-likelihoods of a vote are concave in
(η, γ1, γ2), and the term of the residual in ∂²η/∂θ∂β, of mean 0, is left out (Gauss-Newton).
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt
from numba import njit

from analysis.errors import RecordError
from analysis.idealpoints.fast.fit import Fit
from analysis.idealpoints.fast.kept import fit_key, key_of
from analysis.idealpoints.fast.kernels import Items, state_terms, vote_terms
from analysis.idealpoints.maths.normal import NARROW
from analysis.idealpoints.votes.ballots import Ballots, Grouped
from analysis.kept import Kept

__all__ = ["Joint"]

Floats = npt.NDArray[np.float64]
#: Where conjugate gradients stop: residual over right side; and after how many steps they give up.
PRECISE, MOST_STEPS = 1e-6, 2000
#: Precision of γ without a prior, so that an item's block can be inverted where cutpoints of
#: few votes are hardly told.
FLAT = 1e-6
NOWHERE = Kept()


@njit(cache=True)
def _blocks(
    theta: Floats, items: Items, binary: npt.NDArray[np.bool_], votes: Grouped
) -> tuple[Floats, Floats, Floats]:
    """Return information of θ, inverse blocks of items, and the row of each vote.

    Returns
    -------
    own : ndarray, shape (n_points,)
    inverse : ndarray, shape (n_items, 3, 3)
    cross : ndarray, shape (n_votes, 3)
        In the order of the votes by item; of θ with β, γ1, γ2.
    """
    beta, g1, g2 = items.beta, items.g1, items.g2
    own = np.zeros(theta.size)
    inverse = np.empty((beta.size, 3, 3))
    cross = np.zeros((votes.of.size, 3))
    block = np.empty((3, 3))
    for j in range(beta.size):
        b = beta[j]
        block[:] = 0.0
        block[0, 0], block[1, 1], block[2, 2] = 1.0, FLAT, FLAT
        narrow = g2[j] - g1[j] < NARROW
        for k in range(votes.ptr[j], votes.ptr[j + 1]):
            i = votes.of[k]
            t = theta[i]
            eta = b * t
            _, w, ra, rc = vote_terms(votes.kind[k], eta, g1[j], g2[j])
            # information in (γ1, γ2), of which that in η is the sum
            m11 = m22 = m12 = 0.0
            if votes.kind[k] == 0:
                m11 = w
            elif votes.kind[k] == 2:
                m22 = w
            else:
                a, c = g1[j] - eta, g2[j] - eta
                if narrow:
                    m11 = m22 = 1.0 / ((g2[j] - g1[j]) * (g2[j] - g1[j]))
                else:
                    m11, m22 = ra * ra - a * ra, rc * rc + c * rc
                m12 = -ra * rc
            e1, e2 = m11 + m12, m22 + m12
            w = e1 + e2
            own[i] += w * b * b
            cross[k, 0] = w * b * t
            block[0, 0] += w * t * t
            if binary[j]:  # one cutpoint carries both
                cross[k, 1] = -w * b
                block[1, 1] += w
                block[0, 1] -= w * t
            else:
                cross[k, 1], cross[k, 2] = -e1 * b, -e2 * b
                block[1, 1] += m11
                block[2, 2] += m22
                block[1, 2] += m12
                block[0, 1] -= e1 * t
                block[0, 2] -= e2 * t
        if binary[j]:
            block[2, 2] = 1.0
        block[1, 0], block[2, 0], block[2, 1] = block[0, 1], block[0, 2], block[1, 2]
        inverse[j] = np.linalg.inv(block)
    return own, inverse, cross


@njit(cache=True)
def _less_items(x: Floats, out: Floats, inverse: Floats, cross: Floats, votes: Grouped) -> None:
    """Subtract BD⁻¹B'x from `out`, column by column; both of shape (n_points, m)."""
    m = x.shape[1]
    s, y = np.empty((3, m)), np.empty((3, m))
    for j in range(inverse.shape[0]):
        s[:] = 0.0
        for k in range(votes.ptr[j], votes.ptr[j + 1]):
            i = votes.of[k]
            for r in range(m):
                s[0, r] += cross[k, 0] * x[i, r]
                s[1, r] += cross[k, 1] * x[i, r]
                s[2, r] += cross[k, 2] * x[i, r]
        d = inverse[j]
        for r in range(m):
            for a in range(3):
                y[a, r] = d[a, 0] * s[0, r] + d[a, 1] * s[1, r] + d[a, 2] * s[2, r]
        for k in range(votes.ptr[j], votes.ptr[j + 1]):
            i = votes.of[k]
            for r in range(m):
                out[i, r] -= cross[k, 0] * y[0, r] + cross[k, 1] * y[1, r] + cross[k, 2] * y[2, r]


@njit(cache=True)
def _walk(diagonal: Floats, off: Floats, forward: Floats, given: Floats, solve: bool) -> Floats:
    """Return A times the columns of `given`, or A⁻¹ times them; shape (n_points, m).

    `forward` is what elimination leaves of the diagonal. States fall apart by zeros of `off`.
    """
    n, m = given.shape
    x = np.empty((n, m))
    for r in range(m):
        if solve:
            x[0, r] = given[0, r]
            for i in range(1, n):
                x[i, r] = given[i, r] - off[i] / forward[i - 1] * x[i - 1, r]
            x[n - 1, r] /= forward[n - 1]
            for i in range(n - 2, -1, -1):
                x[i, r] = (x[i, r] - off[i + 1] * x[i + 1, r]) / forward[i]
        else:
            for i in range(n):
                x[i, r] = diagonal[i] * given[i, r]
                if i > 0:
                    x[i, r] += off[i] * given[i - 1, r]
                if i < n - 1:
                    x[i, r] += off[i + 1] * given[i + 1, r]
    return x


@njit(cache=True)
def _conjugate(
    diagonal: Floats, off: Floats, inverse: Floats, cross: Floats, votes: Grouped, right: Floats
) -> tuple[Floats, bool]:
    """Solve for every column of `right` by preconditioned conjugate gradients, all in step.

    The votes are passed over once a step for all columns, which is where the time goes. A column
    that is solved stands still, so that its solution does not depend on the others.
    """
    m = right.shape[1]
    forward = diagonal.copy()
    for i in range(1, forward.size):
        forward[i] -= off[i] * off[i] / forward[i - 1]
    x = _walk(diagonal, off, forward, right, True)
    goal = PRECISE * np.sqrt((right * x).sum(axis=0))
    residual = _walk(diagonal, off, forward, x, False)
    _less_items(x, residual, inverse, cross, votes)
    residual = right - residual
    p = _walk(diagonal, off, forward, residual, True)
    rho = (residual * p).sum(axis=0)
    for _ in range(MOST_STEPS):
        going = np.sqrt(np.maximum(rho, 0.0)) > goal
        if not going.any():
            return x, True
        q = _walk(diagonal, off, forward, p, False)
        _less_items(p, q, inverse, cross, votes)
        for r in range(m):
            if going[r]:
                step = rho[r] / (p[:, r] * q[:, r]).sum()
                x[:, r] += step * p[:, r]
                residual[:, r] -= step * q[:, r]
        z = _walk(diagonal, off, forward, residual, True)
        for r in range(m):
            if going[r]:
                last, rho[r] = rho[r], (residual[:, r] * z[:, r]).sum()
                p[:, r] = z[:, r] + rho[r] / last * p[:, r]
    return x, False


class Joint:
    """The joint curvature of a fit, of which contrasts have their covariance.

    Parameters
    ----------
    ballots : Ballots
    fit : Fit
        Of these ballots.
    kept : Kept
        Where solved equations are kept; default nowhere.

    Examples
    --------
    >>> from analysis.idealpoints import IdealPoints
    >>> from analysis.simulate import simulate
    >>> results = IdealPoints(simulate(n_states=8, years=2, calls_per_year=20).rollcalls).fit()
    >>> one = np.eye(1, results.ballots.n_points)
    >>> Joint(results.ballots, results.estimates).covariance(one).shape
    (1, 1)
    """

    def __init__(self, ballots: Ballots, fit: Fit, kept: Kept = NOWHERE) -> None:
        self._ballots, self._fit, self._kept = ballots, fit, kept
        self._theta = fit.theta

    @cached_property
    def _key(self) -> str:
        return fit_key(self._ballots, self._fit)

    @cached_property
    def _system(self) -> tuple[Floats, Floats, Floats, Floats, Grouped]:
        """Return the equations: A, its part beside the diagonal, D⁻¹, B, and the votes."""
        ballots, fit = self._ballots, self._fit
        items = Items(fit.beta, fit.g1, fit.g2)
        own, inverse, cross = _blocks(fit.theta, items, ballots.missing > 0, ballots.by_item)
        # The prior's part, and the multiplier of the spread, are what the fit held besides.
        information = state_terms(fit.theta, items, fit.cov_beta, ballots.by_point)[1]
        diagonal = fit.diagonal - information + own
        return diagonal, fit.off, inverse, cross, ballots.by_item

    def covariance(self, weights: Floats) -> Floats:
        """Return the covariance of contrasts of ideal points, of one state or of several.

        Parameters
        ----------
        weights : ndarray, shape (k, n_points)

        Returns
        -------
        ndarray, shape (k, k)

        Raises
        ------
        RecordError
            If the equations were not solved, as where the fit did not converge.
        """
        right = np.atleast_2d(weights)
        fixed, fixed_solved = self._fixed
        solved = self._solve(right)
        free, across = right @ solved.T, fixed @ solved.T
        held = np.linalg.solve(fixed @ fixed_solved.T, across)
        found: Floats = free - across.T @ held
        return (found + found.T) / 2

    @cached_property
    def _fixed(self) -> tuple[Floats, Floats]:
        """Return the directions of the mean and the spread, and what solves for them."""
        fixed = np.stack([np.ones(self._theta.size), self._theta])
        return fixed, self._solve(fixed)

    def _solve(self, right: Floats) -> Floats:
        """Solve for every row of `right`, or recall what was solved."""
        if self._kept.folder is None:
            return self._solved(right)
        key, sizes = key_of(self._key, PRECISE, right), {"x": right.size}
        held = self._kept.vectors("solved", key, lambda: {"x": self._solved(right)}, sizes)
        return held["x"].reshape(right.shape)

    def _solved(self, right: Floats) -> Floats:
        solved, done = _conjugate(*self._system, np.ascontiguousarray(right.T))
        if not done:
            raise RecordError(
                "the covariance of ideal points was not found",
                "contrast",
                "see whether the fit converged; fit fewer years, or link texts",
            )
        found: Floats = np.ascontiguousarray(solved.T)
        return found
