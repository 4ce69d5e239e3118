"""The same error for a coefficient of a linear regression: clusters of rows left out in turn."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from analysis.errors import UsageError
from analysis.inference.days import MIN_DAYS
from analysis.inference.result import Jackknife, from_gram
from analysis.inference.working import CORRELATIONS, Gram, posterior_mean

__all__ = ["jackknife_regression"]

Floats = npt.NDArray[np.float64]
#: A cluster that alone holds a coefficient leaves nothing to tell it by.
SINGULAR = 1e-10


def jackknife_regression(
    x: Floats,
    y: npt.ArrayLike,
    contrast: npt.ArrayLike,
    clusters: npt.NDArray[np.intp],
    windows: npt.NDArray[np.intp] | None = None,
    level: float = 0.90,
) -> Jackknife:
    """Estimate a coefficient of a linear regression, and its error.

    Parameters
    ----------
    x : ndarray, shape (n, k)
    y : array-like, shape (n,)
    contrast : array-like, shape (k,)
        The coefficient, or a combination of coefficients.
    clusters : ndarray of int, shape (n,)
        Day of each roll call.
    windows : ndarray of int, shape (n,), optional
        Each cluster lies in one of them. The variance is scaled in each by itself, so that a
        window with few days does not lend its scale to another; and each must have
        `analysis.inference.days.MIN_DAYS` clusters.
    level : float

    Returns
    -------
    Jackknife
        With b_g the coefficients without cluster g, the variance is the scaled sum of squares of
        the contrasts of b_g - b (the jackknife, or CR3: Bell and McCaffrey 2002; MacKinnon,
        Nielsen and Webb 2023, Journal of Applied Econometrics 38). The model that scales it, and
        that the ratio is held to, has one variance and one correlation within clusters, averaged
        over what the residuals say of it.

    Raises
    ------
    UsageError
        If x has not full rank.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> late = np.repeat([0.0, 1.0], 30)
    >>> y = late + rng.normal(size=60)
    >>> days = np.repeat(np.arange(20), 3)
    >>> found = jackknife_regression(np.column_stack([np.ones(60), late]), y, [0, 1], days,
    ...                              late.astype(int))
    >>> round(found.dof, 1), found.low < 1 < found.high
    (18.0, True)
    """
    y, c = np.asarray(y, dtype=np.float64), np.asarray(contrast, dtype=np.float64)
    if np.linalg.matrix_rank(x) < x.shape[1]:
        raise UsageError("the columns are not independent", "regression", "leave some of them out")
    names, cluster = np.unique(clusters, return_inverse=True)
    count = len(names)
    rows = np.zeros((count, len(y)))
    rows[cluster, np.arange(len(y))] = 1.0
    cross = x.T @ x
    inverse = np.linalg.inv(cross)
    b = inverse @ (x.T @ y)
    value, residual = float(c @ b), y - x @ b
    window = np.zeros(len(y), dtype=np.intp) if windows is None else windows
    of_cluster = window[np.unique(cluster, return_index=True)[1]]
    plain = Jackknife(value, level=level, n_days=count)
    if min(np.bincount(of_cluster)[np.unique(of_cluster)]) < MIN_DAYS:
        return plain
    # Contrast without cluster g minus that with all: a sum over residuals, each row's weight here.
    weights = np.zeros((count, len(y)))
    for g in range(count):
        own = x[cluster == g]
        left = cross - own.T @ own
        if np.linalg.cond(left) > 1 / SINGULAR:
            return plain
        v = own @ np.linalg.solve(left, c)
        weights[g] = x @ (inverse @ (own.T @ v))
        weights[g, cluster == g] -= v
    deviations = weights @ y
    correlation = _correlation(x, y, rows)
    own_weight = x @ (inverse @ c)

    def joint(one: Floats, two: Floats) -> Floats:
        """Covariance of sums of errors under the model."""
        return np.asarray(
            (1 - correlation) * (one @ two.T) + correlation * ((one @ rows.T) @ (two @ rows.T).T)
        )

    between = joint(weights, weights)
    scale = np.zeros(count)
    for k in np.unique(of_cluster):
        here = of_cluster == k
        part = np.where(window == k, own_weight, 0.0)[None]
        scale[here] = joint(part, part).item() / np.diag(between)[here].sum()
    gram = np.zeros((1 + count, 1 + count))
    root = np.sqrt(scale)
    gram[0, 0] = joint(own_weight[None], own_weight[None]).item()
    gram[1:, 1:] = between * np.outer(root, root)
    gram[0, 1:] = gram[1:, 0] = root * joint(own_weight[None], weights)[0]
    if np.abs(residual).max() < SINGULAR:
        return plain
    return from_gram(value, float(scale @ deviations**2), Gram(gram), level, count, correlation)


def _correlation(x: Floats, y: Floats, rows: Floats) -> float:
    """Average the correlation within clusters over its restricted likelihoods."""
    size = rows.sum(axis=1)
    sums_x, sum_y = rows @ x, rows @ y
    found = []
    for r in CORRELATIONS:
        share = r / (1 + r * (size - 1))
        xx = (x.T @ x - (sums_x * share[:, None]).T @ sums_x) / (1 - r)
        xy = (x.T @ y - (sums_x * share[:, None]).T @ sum_y) / (1 - r)
        yy = (y @ y - share @ sum_y**2) / (1 - r)
        left = max(float(yy - xy @ np.linalg.solve(xx, xy)), 1e-300)
        volume = (np.log1p(r * (size - 1)) + (size - 1) * np.log1p(-r)).sum()
        found.append(
            -0.5 * (volume + np.linalg.slogdet(xx)[1] + (len(y) - x.shape[1]) * float(np.log(left)))
        )
    return posterior_mean(np.array(found))
