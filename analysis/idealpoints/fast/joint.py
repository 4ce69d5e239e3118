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

import numpy as np
import numpy.typing as npt
from numba import njit

from analysis.errors import RecordError
from analysis.idealpoints.fast.fit import Fit
from analysis.idealpoints.fast.kernels import Items, state_terms, vote_terms
from analysis.idealpoints.maths.normal import NARROW
from analysis.idealpoints.maths.tridiagonal import solve_walk, times_tridiagonal
from analysis.idealpoints.votes.ballots import Ballots, Grouped

__all__ = ["contrast_covariance"]

Floats = npt.NDArray[np.float64]
#: Where conjugate gradients stop: residual over right side; and after how many steps they give up.
PRECISE, MOST_STEPS = 1e-6, 2000
#: Precision of γ without a prior, so that an item's block can be inverted where cutpoints of
#: few votes are hardly told.
FLAT = 1e-6


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
def _less_items(x: Floats, inverse: Floats, cross: Floats, votes: Grouped) -> Floats:
    """Return BD⁻¹B'x, shape (n_points,)."""
    out = np.zeros(x.size)
    for j in range(inverse.shape[0]):
        s0 = s1 = s2 = 0.0
        for k in range(votes.ptr[j], votes.ptr[j + 1]):
            v = x[votes.of[k]]
            s0 += cross[k, 0] * v
            s1 += cross[k, 1] * v
            s2 += cross[k, 2] * v
        m = inverse[j]
        y0 = m[0, 0] * s0 + m[0, 1] * s1 + m[0, 2] * s2
        y1 = m[1, 0] * s0 + m[1, 1] * s1 + m[1, 2] * s2
        y2 = m[2, 0] * s0 + m[2, 1] * s1 + m[2, 2] * s2
        for k in range(votes.ptr[j], votes.ptr[j + 1]):
            out[votes.of[k]] += cross[k, 0] * y0 + cross[k, 1] * y1 + cross[k, 2] * y2
    return out


def contrast_covariance(ballots: Ballots, fit: Fit, weights: Floats) -> Floats:
    """Return the covariance of contrasts of ideal points, of one state or of several.

    Parameters
    ----------
    ballots : Ballots
    fit : Fit
        Of these ballots.
    weights : ndarray, shape (k, n_points)

    Returns
    -------
    ndarray, shape (k, k)

    Raises
    ------
    RecordError
        If the equations were not solved, as where the fit did not converge.
    """
    items = Items(fit.beta, fit.g1, fit.g2)
    own, inverse, cross = _blocks(fit.theta, items, ballots.missing > 0, ballots.by_item)
    # The prior's part, and the multiplier of the spread, are what the fit held besides.
    information = state_terms(fit.theta, items, fit.cov_beta, ballots.by_point)[1]
    diagonal = fit.diagonal - information + own
    fixed = np.stack([np.ones(fit.theta.size), fit.theta])
    right = np.vstack([np.atleast_2d(weights), fixed])

    def times(x: Floats) -> Floats:
        product = times_tridiagonal(diagonal, fit.off, x)
        product -= _less_items(x, inverse, cross, ballots.by_item)
        return product

    def near(x: Floats) -> Floats:
        solved: Floats = solve_walk(diagonal, fit.off, x[None, :], ballots.state_ptr)[0][0]
        return solved

    solved = np.stack([_conjugate(times, near, row) for row in right])
    gram = right @ solved.T
    k = len(right) - 2
    held = np.linalg.solve(gram[k:, k:], gram[k:, :k])
    found: Floats = gram[:k, :k] - gram[:k, k:] @ held
    return (found + found.T) / 2


def _conjugate(times, near, right: Floats) -> Floats:  # type: ignore[no-untyped-def]
    """Solve a system of equations by preconditioned conjugate gradients."""
    x = near(right)
    residual = right - times(x)
    z = near(residual)
    p, rho = z, float(residual @ z)
    goal = PRECISE * float(np.sqrt(right @ near(right)))
    for _ in range(MOST_STEPS):
        if np.sqrt(max(rho, 0.0)) <= goal:
            return x
        q = times(p)
        step = rho / float(p @ q)
        x = x + step * p
        residual = residual - step * q
        z = near(residual)
        rho, last = float(residual @ z), rho
        p = z + rho / last * p
    raise RecordError(
        "the covariance of ideal points was not found",
        "contrast",
        "see whether the fit converged; fit fewer years, or link texts",
    )
