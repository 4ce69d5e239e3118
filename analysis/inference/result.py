"""What the jackknife says of a number, and how it is put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from analysis.inference.days import MIN_DAYS
from analysis.inference.reference import Reference, reference
from analysis.inference.working import Gram, correlation_within_days, gram_of_windows

__all__ = [
    "LEAST_VARIANCE",
    "PLUS",
    "Jackknife",
    "added_variance",
    "from_gram",
    "variance_of_windows",
    "with_more",
]

Floats = npt.NDArray[np.float64]

NONE = float("nan")
#: Below this a variance is a rounding of zero: no day is unlike another.
LEAST_VARIANCE = 1e-24
#: Votes that are added to a share for its variance, half of them with and half without, as Agresti
#: and Coull (1998, The American Statistician 52) do: docs/decisions/few-votes.md.
PLUS = 1.0


@dataclass(frozen=True)
class Jackknife:
    """A number counted from votes, with its error.

    Attributes
    ----------
    estimate : float
    se : float
        NaN where there is no error: fewer than `analysis.inference.days.MIN_DAYS` days in a
        window, no day unlike another, or a number that is not defined without one of the days.
    dof : float
        Degrees of freedom of Bell and McCaffrey: how many days' worth of equal days the error
        rests on.
    low, high : float
        Ends of the interval; NaN without an error.
    p_value : float
        Of no change, or of a level of zero; NaN without an error.
    level : float
        Coverage that the interval aims at.
    n_days : int
        Days on which the quantity was voted on, in all windows.
    critical : float
        ``(high - low) / (2 se)``.
    correlation : float
        Of roll calls of one day, as the days tell it.
    held : Reference or None
        What the ratio of estimate to error is held to.
    """

    estimate: float
    se: float = NONE
    dof: float = NONE
    low: float = NONE
    high: float = NONE
    p_value: float = NONE
    level: float = 0.90
    n_days: int = 0
    critical: float = NONE
    correlation: float = NONE
    held: Reference | None = field(default=None, repr=False, compare=False)

    @property
    def has_error(self) -> bool:
        """Whether there is an interval."""
        return not np.isnan(self.se)

    def p_against(self, value: float) -> float:
        """Return the p-value of another value than zero; NaN without an error.

        Examples
        --------
        >>> from analysis.inference import jackknife_level
        >>> days = np.array([[3, 1], [2, 2], [4, 0], [1, 3], [2, 2], [3, 1]])
        >>> found = jackknife_level(days, lambda n: n[0] / n.sum())
        >>> round(found.p_against(found.high), 3)
        0.1
        """
        return NONE if self.held is None else self.held.p_value((self.estimate - value) / self.se)

    def fields(self) -> dict[str, Any]:
        """Return what an `analysis.estimate.Estimate` takes: None where there is no error.

        Examples
        --------
        >>> Jackknife(0.1).fields()
        {'estimate': 0.1, 'low': None, 'high': None, 'se': None, 'p_value': None, 'dof': None}
        """
        names = ("low", "high", "se", "p_value", "dof")
        return {"estimate": self.estimate} | {
            name: getattr(self, name) if self.has_error else None for name in names
        }

    def said(self, block: str = "day") -> str:
        """Say in words how the interval was made.

        Examples
        --------
        >>> Jackknife(0.1).said()
        'no interval: too few days, none unlike another, or no value without one of them'
        >>> Jackknife(0.1, se=0.05, dof=6.31, n_days=40).said()
        'jackknife leaving out one day in turn (40 days; 6.3 degrees of freedom)'
        """
        if not self.has_error:
            return (
                f"no interval: too few {block}s, none unlike another, "
                "or no value without one of them"
            )
        return (
            f"jackknife leaving out one {block} in turn "
            f"({self.n_days} {block}s; {self.dof:.1f} degrees of freedom)"
        )


def variance_of_windows(
    parts: Sequence[Floats], sizes: Sequence[Floats]
) -> tuple[float, Gram, float] | None:
    """Work out the variance of a change of two windows, or of a level of one.

    Parameters
    ----------
    parts : sequence of ndarray, shape (n_days,)
        For each window, what leaving out each day does to the number.
    sizes : sequence of ndarray, shape (n_days,)
        Roll calls of each day, all positive.

    Returns
    -------
    variance, gram, correlation, or None
        See `from_gram`; None where there is no error.
    """
    if min(map(len, sizes)) < MIN_DAYS or any(not np.isfinite(p).all() for p in parts):
        return None
    # What a day adds to its window's number, in units of a roll call.
    residuals = [-p * (s.sum() - s) for p, s in zip(parts, sizes, strict=True)]
    correlation = correlation_within_days(residuals, sizes)
    gram, scales = gram_of_windows(sizes, correlation)
    variance = sum(c * float(p @ p) for c, p in zip(scales, parts, strict=True))
    return variance, gram, correlation


def added_variance(share: float, n: float, plus: float = PLUS) -> float:
    """Return by how much votes that are added to a share raise the variance of one vote.

    Parameters
    ----------
    share : float
        Of votes that are 1 and not 0, or a mean of values from 0 to 1.
    n : float
        Votes.
    plus : float
        Votes added, half of them 1.

    Examples
    --------
    >>> round(added_variance(1.0, 5), 4), round(added_variance(0.5, 5), 4)
    (0.0764, 0.0)
    """
    if n <= 0 or plus <= 0:
        return 0.0
    held = (share * n + plus / 2) / (n + plus)
    return held * (1.0 - held) - share * (1.0 - share)


def with_more(
    variance: float, more: Sequence[float], sizes: Sequence[Floats], correlation: float
) -> float:
    """Raise the variance of a number by what that of one vote of each window is raised by.

    Parameters
    ----------
    variance : float
        One that is a rounding of zero stays: no day is unlike another in any window.
    more : sequence of float
        By window; none for a number that is no share.
    sizes : sequence of ndarray, shape (n_days,)
    correlation : float
        Of two votes of one day.
    """
    if variance > LEAST_VARIANCE:
        for size, extra in zip(sizes, more, strict=False):
            hang = float((size * (1.0 + correlation * (size - 1.0))).sum())
            variance += extra * hang / float(size.sum()) ** 2
    return variance


def from_gram(
    value: float, variance: float, gram: Gram, level: float, n_days: int, correlation: float
) -> Jackknife:
    """Put a number, its variance, and what their ratio is held to, together.

    Parameters
    ----------
    value, variance : float
    gram : Gram
    level : float
    n_days : int
    correlation : float
    """
    if variance <= LEAST_VARIANCE:
        return Jackknife(value, level=level, n_days=n_days)
    se, held = float(np.sqrt(variance)), reference(gram)
    critical = held.critical(level)
    return Jackknife(
        value,
        se,
        held.dof,
        value - critical * se,
        value + critical * se,
        held.p_value(value / se),
        level,
        n_days,
        critical,
        correlation,
        held,
    )
