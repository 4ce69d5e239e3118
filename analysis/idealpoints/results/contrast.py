"""How far a state moved: a contrast of its ideal points, the mean after less the mean before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import UsageError
from analysis.idealpoints.results.intervals import LEVEL, reach_of, tails_of

__all__ = ["Contrast", "check_sides", "contrast_in_draws", "contrast_of_points", "span"]

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


def contrast_of_points(
    theta: Floats, covariance: Floats, weight: Floats, level: float = LEVEL
) -> Contrast:
    """Contrast one state's ideal points by their covariance, correlations between periods included.

    Parameters
    ----------
    theta : ndarray, shape (n_periods,)
    covariance : ndarray, shape (n_periods, n_periods)
    weight : ndarray, shape (n_periods,)
        Of each period: one over the number after, minus one over the number before, else 0.
    level : float

    Examples
    --------
    >>> found = contrast_of_points(np.array([1.0, 3.0]), np.eye(2) / 2, np.array([-1.0, 1.0]))
    >>> found.estimate, round(found.se, 3), round(found.low, 3)
    (2.0, 1.0, 0.355)
    """
    value = float(weight @ theta)
    se = float(np.sqrt(weight @ covariance @ weight))
    reach = reach_of(level) * se
    return Contrast(value, value - reach, value + reach, se)


def contrast_in_draws(
    drawn: pd.DataFrame, before: Sequence[object], after: Sequence[object], level: float = LEVEL
) -> tuple[Contrast, pd.Series]:
    """Contrast one state's ideal points in every draw.

    Parameters
    ----------
    drawn : DataFrame
        A row per draw, a column per period.
    before, after : sequence of column labels
    level : float

    Returns
    -------
    contrast : Contrast
        Mean, quantiles and standard deviation of the draws of the movement.
    moved : Series
        Those draws.

    Examples
    --------
    >>> drawn = pd.DataFrame({"2024": [2.0, 2.0, 2.0], "2025": [3.0, 4.0, 5.0]})
    >>> contrast_in_draws(drawn, ["2024"], ["2025"])[0].estimate
    2.0
    """
    moved = drawn[list(after)].mean(axis=1) - drawn[list(before)].mean(axis=1)
    low, high = np.quantile(moved, tails_of(level))
    found = Contrast(float(moved.mean()), float(low), float(high), float(moved.std(ddof=1)))
    return found, moved


def span(periods: Sequence[object]) -> str:
    """Say in words which periods one side of a contrast holds.

    Examples
    --------
    >>> span([2023, 2024]), span([2021, 2022, 2023, 2024])
    ('2023, 2024', '2021 to 2024')
    """
    return ", ".join(map(str, periods)) if len(periods) < 4 else f"{periods[0]} to {periods[-1]}"
