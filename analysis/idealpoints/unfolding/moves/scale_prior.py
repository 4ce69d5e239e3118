"""The prior of ideal points and curves relative to the scale of the points, which is free."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from analysis.compiled import njit

__all__ = ["item_precision", "log_prior", "squares"]

Floats = npt.NDArray[np.float64]


@njit(cache=True)
def squares(items: Floats) -> Floats:
    """Return Σβ², Σβκ and Σκ² of items, an array of the shape (n_items, 4) as in `arrays.Place`.

    Examples
    --------
    >>> squares(np.array([[1.0, 2.0, 0.0, 0.0], [3.0, -1.0, 0.0, 0.0]])).tolist()
    [10.0, -1.0, 5.0]
    """
    sums = np.zeros(3)
    for j in range(len(items)):
        b, q = items[j, 0], items[j, 1]
        sums[0] += b * b
        sums[1] += b * q
        sums[2] += q * q
    return sums


@njit(cache=True)
def item_precision(m: float, s: float, bend: float) -> tuple[float, float, float]:
    """Return the precision matrix of (β, κ) where points have mean m and standard deviation s.

    The prior is of the curve in (θ − m)/s, whose parameters are (β + 2κm)s and κs²; see
    `curve.restated`.

    Examples
    --------
    >>> item_precision(0.5, 2.0, 25.0)
    (4.0, 4.0, 404.0)
    """
    s2 = s * s
    return s2, 2.0 * m * s2, 4.0 * m * m * s2 + s2 * s2 * bend


@njit(cache=True)
def log_prior(
    sums: Floats, n_points: int, n_states: int, n_items: int, of_items: Floats, bend: float,
    width: float,
) -> float:  # fmt: skip
    r"""Return the log-prior of ideal points and curves, relative to the scale of the points.

    As `sampler.scale_prior.log_prior`; a curve has two parameters that follow the scale, once and
    twice, so that its Jacobian is s³.

    Parameters
    ----------
    sums : ndarray, shape (5,)
        As `sampler.scale_prior.scale_sums` returns them.
    of_items : ndarray, shape (3,)
        As `squares` returns them.
    bend : float
        Precision of κ.
    width : float
        Of the weight that keeps location and log-scale near 0.

    Examples
    --------
    >>> sums, none = np.array([0.0, 2.0, 0.0, 0.0, 2.0]), np.zeros(3)
    >>> log_prior(sums, 2, 2, 0, none, 1.0, 1.0)
    -1.0
    """
    m = sums[0] / n_points
    s2 = sums[1] / n_points - m * m
    if not s2 > 0.0:
        return -np.inf
    log_s = 0.5 * math.log(s2)
    first = sums[4] - 2.0 * m * sums[3] + n_states * m * m
    value = -0.5 * (sums[2] + first) / s2 + (3 * n_items - n_points) * log_s
    p, cross, q = item_precision(m, math.sqrt(s2), bend)
    value -= 0.5 * (p * of_items[0] + 2.0 * cross * of_items[1] + q * of_items[2])
    return value - 0.5 * (log_s * log_s + m * m / s2) / (width * width)
