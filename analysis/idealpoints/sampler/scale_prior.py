"""The prior of ideal points and items relative to the scale of the points, which is free."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from analysis.compiled import njit

__all__ = ["log_prior", "scale_sums"]

Floats = npt.NDArray[np.float64]


@njit(cache=True)
def scale_sums(theta: Floats, off: Floats) -> Floats:
    """Return Σθ, Σθ², Σ(Δθ)²/variance, and Σθ, Σθ² of the states' first points.

    Examples
    --------
    >>> scale_sums(np.array([1.0, 2.0, 3.0]), np.array([0.0, -4.0, 0.0])).tolist()
    [6.0, 14.0, 4.0, 4.0, 10.0]
    """
    sums = np.zeros(5)
    for i in range(theta.size):
        sums[0] += theta[i]
        sums[1] += theta[i] * theta[i]
        if off[i] == 0.0:
            sums[3] += theta[i]
            sums[4] += theta[i] * theta[i]
        else:
            d = theta[i] - theta[i - 1]
            sums[2] -= off[i] * d * d  # off is minus the precision of the step
    return sums


@njit(cache=True)
def log_prior(
    sums: Floats, n_points: int, n_states: int, n_items: int, square: float, width: float
) -> float:
    r"""Return the log-prior of ideal points and items, relative to the scale of the points.

    With m and s the mean and standard deviation of all points, the walk holds for (θ − m)/s
    and the prior of β for βs, so that nothing depends on m and s. These are free, and a weight
    N(log s; 0, w²) N(m/s; 0, w²) keeps them near 0 and 1, which changes no standardised draw.

    Parameters
    ----------
    sums : ndarray, shape (5,)
        As `scale_sums` returns them.
    square : float
        Σβ² over the variance of its prior.
    width : float
        w.

    Examples
    --------
    >>> apart, wide = np.array([0.0, 2.0, 0.0, 0.0, 2.0]), np.array([0.0, 8.0, 0.0, 0.0, 8.0])
    >>> bool(log_prior(apart, 2, 2, 0, 0.0, 1.0) > log_prior(wide, 2, 2, 0, 0.0, 1.0))
    True
    """
    m = sums[0] / n_points
    s2 = sums[1] / n_points - m * m
    if not s2 > 0.0:
        return -np.inf
    log_s = 0.5 * math.log(s2)
    first = sums[4] - 2.0 * m * sums[3] + n_states * m * m
    value = -0.5 * (sums[2] + first) / s2 - 0.5 * s2 * square + (n_items - n_points) * log_s
    return value - 0.5 * (log_s * log_s + m * m / s2) / (width * width)
