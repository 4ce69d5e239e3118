"""Regressions of ideal points on covariates, from posterior draws, one point per voter.

Which is used, and why, stands in docs/decisions/covariates.md; the others are what it was compared
with there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import logsumexp

from analysis.errors import UsageError

__all__ = ["METHODS", "Coefficients", "means", "normal", "reweighted", "rubin"]

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Coefficients:
    """Coefficients with their covariance.

    Attributes
    ----------
    values : ndarray of float64, shape (n_columns,)
    covariance : ndarray of float64, shape (n_columns, n_columns)
    dof : float
        Degrees of freedom of Student's t for their intervals.
    sigma : float
        Standard deviation of what the covariates do not say.
    """

    values: Array
    covariance: Array
    dof: float
    sigma: float


def means(draws: Array, x: Array) -> Coefficients:
    """Least squares on posterior means, with HC3 errors."""
    values, covariance, sigma = _hc3(draws.mean(axis=0), x)
    return Coefficients(values, covariance, x.shape[0] - x.shape[1], sigma)


def rubin(draws: Array, x: Array) -> Coefficients:
    """Least squares on each draw, HC3, pooled by Rubin's rules (Barnard and Rubin 1999)."""
    fits = [_hc3(draw, x) for draw in draws]
    each = np.array([f[0] for f in fits])
    within = np.mean([f[1] for f in fits], axis=0)
    m, complete = len(draws), x.shape[0] - x.shape[1]
    between = np.atleast_2d(np.cov(each, rowvar=False)) * (1 + 1 / m)
    total = within + between
    share = float((np.diag(between) / np.diag(total)).max())
    observed = (complete + 1) / (complete + 3) * complete * (1 - share)
    old = (m - 1) / share**2 if share > 0 else np.inf
    return Coefficients(
        each.mean(axis=0),
        total,
        float(1 / (1 / old + 1 / observed)),
        float(np.mean([f[2] for f in fits])),
    )


def normal(draws: Array, x: Array) -> Coefficients:
    """Take the N(0, 1) prior out of each posterior, then regress with known error variances.

    Residual variance by restricted maximum likelihood. Lewis and Linzer (2005), Estimating
    Regression Models in Which the Dependent Variable Is Based on Estimates, Political Analysis 13.
    """
    mean, variance = draws.mean(axis=0), draws.var(axis=0, ddof=1)
    precision = np.maximum(1 / variance - 1, 1e-3)
    y, error = mean / variance / precision, 1 / precision

    def solved(log_sigma: float) -> tuple[Array, Array, float]:
        weight = 1 / (np.exp(2 * log_sigma) + error)
        bread = x.T @ (weight[:, None] * x)
        values = np.linalg.solve(bread, x.T @ (weight * y))
        loss = float((weight * (y - x @ values) ** 2 - np.log(weight)).sum())
        return values, np.linalg.inv(bread), loss + float(np.linalg.slogdet(bread)[1])

    best = minimize(lambda p: solved(float(p[0]))[2], [-0.3], bounds=[(-5.0, 2.0)])
    values, covariance, _ = solved(float(best.x[0]))
    return Coefficients(values, covariance, x.shape[0] - x.shape[1], float(np.exp(best.x[0])))


def reweighted(draws: Array, x: Array) -> Coefficients:
    """Maximise the likelihood of the coefficients, each voter's integral a mean over its draws.

    Draws come from likelihood times N(0, 1); divided by that density and multiplied by
    N(a + bx, σ²) they integrate the likelihood under the regression as the prior. Errors are those
    of coefficients in sd of the points, which are standardised (`_standardising`).
    """
    n, k = x.shape

    def terms(p: Array) -> tuple[Array, Array, float]:
        sigma = float(np.exp(p[k]))
        residual = (draws - x @ p[:k]) / sigma
        logs = 0.5 * (draws**2 - residual**2)
        return logs, residual, sigma

    def loss(p: Array) -> tuple[float, Array]:
        logs, residual, sigma = terms(p)
        total = logsumexp(logs, axis=0)
        weight = np.exp(logs - total)
        first = (weight * residual).sum(axis=0)
        second = (weight * residual**2).sum(axis=0)
        slope = np.append(-(x.T @ first) / sigma, float((1 - second).sum()))
        return float(n * p[k] - (total - np.log(len(draws))).sum()), slope

    start, _, sigma = _hc3(draws.mean(axis=0), x)
    found = minimize(
        loss,
        np.append(start, np.log(max(min(sigma, 0.95), 0.05))),
        jac=True,
        method="L-BFGS-B",
        bounds=[(None, None)] * k + [(-4.0, 1.0)],
    )
    covariance = np.linalg.inv(_hessian(lambda p: loss(p)[1], found.x))
    turn = _standardising(found.x[:k], float(np.exp(found.x[k])), x)
    return Coefficients(found.x[:k], turn @ covariance @ turn.T, n - k, float(np.exp(found.x[k])))


def _standardising(values: Array, sigma: float, x: Array) -> Array:
    """Return how coefficients in sd of the points follow coefficients and log residual sd.

    Points are standardised: their sd is 1 by construction, in every sample. What is estimated is
    g = b / s with s² = b'Vb + σ², V the covariance of the columns; s being 1, its sampling error is
    no error of g. Shape (n_columns, n_columns + 1).
    """
    spread = np.atleast_2d(np.cov(x, rowvar=False))
    scale = float(values @ spread @ values + sigma**2)
    by_values = np.eye(len(values)) - np.outer(values, spread @ values) / scale
    by_sigma = -values * sigma**2 / scale
    return np.column_stack([by_values, by_sigma]) / np.sqrt(scale)


METHODS: dict[str, Callable[[Array, Array], Coefficients]] = {
    "means": means,
    "rubin": rubin,
    "normal": normal,
    "reweighted": reweighted,
}


def _hc3(y: Array, x: Array) -> tuple[Array, Array, float]:
    bread = np.linalg.inv(x.T @ x)
    values = bread @ (x.T @ y)
    left = y - x @ values
    lever = np.einsum("ij,jk,ik->i", x, bread, x)
    if (lever > 1 - 1e-9).any():
        raise UsageError("a voter alone decides a coefficient", "regress", "use fewer columns")
    meat = x * (left / (1 - lever))[:, None]
    sigma = float(np.sqrt(left @ left / (x.shape[0] - x.shape[1])))
    return values, bread @ (meat.T @ meat) @ bread, sigma


def _hessian(gradient: Callable[[Array], Array], at: Array, step: float = 1e-4) -> Array:
    """Differentiate a gradient by central differences."""
    rows = []
    for j in range(at.size):
        h = np.zeros(at.size)
        h[j] = step
        rows.append((gradient(at + h) - gradient(at - h)) / (2 * step))
    out = np.array(rows)
    return (out + out.T) / 2
