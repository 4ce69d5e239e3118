"""Weighted means that follow a series: weights on the simplex, and how far the mean misses."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.optimize import nnls

__all__ = ["follow", "gap_ratio", "simplex_weights"]

Floats = npt.NDArray[np.float64]

#: A path that is followed to this share of its own spread is followed exactly.
EXACT = 1e-6


def simplex_weights(target: Floats, donors: Floats) -> Floats:
    """Find weights, none negative and of sum one, of the smallest squared distance.

    Parameters
    ----------
    target : ndarray, shape (n_periods,)
    donors : ndarray, shape (n_periods, n_donors)

    Returns
    -------
    ndarray, shape (n_donors,)

    Examples
    --------
    >>> donors = np.array([[0.0, 1.0, 5.0], [1.0, 0.0, 5.0], [0.0, 0.0, 5.0]])
    >>> simplex_weights(donors @ [0.25, 0.75, 0.0], donors).round(6).tolist()
    [0.25, 0.75, 0.0]
    """
    # A heavy last row holds the sum at one; taking the target away first keeps it well scaled.
    gaps = donors - target[:, None]
    heavy = 1e4 * max(float(np.abs(gaps).max()), 1e-12)
    stacked = np.vstack([gaps, np.full(donors.shape[1], heavy)])
    weights, _ = nnls(stacked, np.append(np.zeros(len(target)), heavy), maxiter=10_000)
    return np.asarray(weights / weights.sum())


def follow(
    target: Floats, donors: Floats, early: npt.NDArray[np.bool_], own_level: bool
) -> tuple[Floats, Floats]:
    """Find the weights before the event, and the path that they give over all periods.

    Parameters
    ----------
    target : ndarray, shape (n_periods,)
    donors : ndarray, shape (n_periods, n_donors)
    early : ndarray of bool, shape (n_periods,)
        The periods before the event.
    own_level : bool
        Whether the target may differ from the mean of its donors by a constant.

    Returns
    -------
    weights : ndarray, shape (n_donors,)
    path : ndarray, shape (n_periods,)

    Examples
    --------
    >>> donors = np.array([[0.0, 1.0], [1.0, 0.0], [4.0, 2.0]])
    >>> weights, path = follow(donors[:, 0] + 7, donors, np.array([True, True, False]), True)
    >>> weights.round(6).tolist(), path.round(6).tolist()
    ([1.0, 0.0], [7.0, 8.0, 11.0])
    """
    level = float(target[early].mean()) if own_level else 0.0
    moved = donors - donors[early].mean(axis=0) if own_level else donors
    weights = simplex_weights(target[early] - level, moved[early])
    return weights, np.asarray(moved @ weights + level)


def gap_ratio(
    target: Floats, path: Floats, late: npt.NDArray[np.bool_]
) -> tuple[float, float, float]:
    """Compute the root mean squared gap before the event, after it, and after over before.

    The ratio is infinite where the path follows the target exactly before the event.

    Examples
    --------
    >>> gap_ratio(np.array([1.0, -1.0, 4.0]), np.zeros(3), np.array([False, False, True]))
    (1.0, 4.0, 4.0)
    """
    gap = target - path
    before = float(np.sqrt(np.mean(gap[~late] ** 2)))
    after = float(np.sqrt(np.mean(gap[late] ** 2)))
    scale = max(float(np.std(target)), 1e-12)
    return before, after, after / before if before > EXACT * scale else float("inf")
