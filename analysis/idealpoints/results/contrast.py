"""How far a state moved: a contrast of its ideal points, the level after minus that before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.errors import UsageError
from analysis.idealpoints.results.intervals import LEVEL, reach_of, tails_of

__all__ = [
    "Contrast",
    "check_sides",
    "contrast_in_draws",
    "contrast_of_points",
    "covariance_by_state",
    "span",
    "window_weights",
]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Contrast:
    """A movement and its interval; the fields are named as those of `analysis.estimate.Estimate`.

    Attributes
    ----------
    estimate, low, high, se : float
        In standard deviations of all state-periods.
    """

    estimate: float
    low: float
    high: float
    se: float


def check_sides(before: Sequence[object], after: Sequence[object]) -> None:
    """Refuse sides of a contrast without periods, or with a period in common.

    Raises
    ------
    UsageError

    Examples
    --------
    >>> check_sides([2024], [])
    Traceback (most recent call last):
    analysis.errors.UsageError: before and after need periods of their own (periods): give at \
least one each
    """
    if not before or not after or set(before) & set(after):
        raise UsageError(
            "before and after need periods of their own", "periods", "give at least one each"
        )


def window_weights(
    votes: npt.NDArray[np.integer], before: npt.NDArray[np.bool_], after: npt.NDArray[np.bool_]
) -> Floats:
    """Weigh ideal points by votes: the level of a window is the mean vote's, not the mean period's.

    Parameters
    ----------
    votes : ndarray of int, shape (n_points,)
        Votes fitted at each of one state's points.
    before, after : ndarray of bool, shape (n_points,)
        Whether a point lies in the window.

    Returns
    -------
    ndarray of float, shape (n_points,)
        Votes over those of all points in the window after, less the same of the window before.

    Examples
    --------
    >>> early = np.array([True, True, False])
    >>> window_weights(np.array([60, 20, 50]), early, ~early).tolist()
    [-0.75, -0.25, 1.0]
    """
    late, soon = np.where(after, votes, 0), np.where(before, votes, 0)
    weight: Floats = late / late.sum() - soon / soon.sum()
    return weight


def contrast_of_points(estimate: float, se: float, level: float = LEVEL) -> Contrast:
    """Return a contrast with its normal interval.

    Examples
    --------
    >>> found = contrast_of_points(2.0, 1.0)
    >>> round(found.low, 3), round(found.high, 3)
    (0.355, 3.645)
    """
    reach = reach_of(level) * se
    return Contrast(estimate, estimate - reach, estimate + reach, se)


def contrast_in_draws(moved: Floats, level: float = LEVEL) -> Contrast:
    """Return mean, quantiles and standard deviation of the draws of a movement, shape (n_draws,).

    Examples
    --------
    >>> contrast_in_draws(np.array([1.0, 2.0, 3.0])).estimate
    2.0
    """
    low, high = np.quantile(moved, tails_of(level))
    return Contrast(float(moved.mean()), float(low), float(high), float(moved.std(ddof=1)))


def covariance_by_state(
    weights: Floats, state_ptr: npt.NDArray[np.int64], blocks: Callable[[int], Floats]
) -> Floats:
    """Return the covariance of weighted sums of ideal points that are independent between states.

    Parameters
    ----------
    weights : ndarray, shape (k, n_points)
    state_ptr : ndarray of int64, shape (n_states + 1,)
    blocks : callable
        From the position of a state to the covariance of its points.

    Returns
    -------
    ndarray, shape (k, k)

    Examples
    --------
    >>> weights = np.array([[1.0, -1.0, 0.0]])
    >>> covariance_by_state(weights, np.array([0, 2, 3]), lambda row: np.eye(2)).tolist()
    [[2.0]]
    """
    total = np.zeros((len(weights), len(weights)))
    for row in range(len(state_ptr) - 1):
        own = weights[:, state_ptr[row] : state_ptr[row + 1]]
        if own.any():
            total += own @ blocks(row) @ own.T
    return total


def span(periods: Sequence[object]) -> str:
    """Say in words which periods one side of a contrast holds.

    Examples
    --------
    >>> span([2023, 2024]), span([2021, 2022, 2023, 2024])
    ('2023, 2024', '2021 to 2024')
    """
    return ", ".join(map(str, periods)) if len(periods) < 4 else f"{periods[0]} to {periods[-1]}"
