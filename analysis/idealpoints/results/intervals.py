"""Intervals of ideal points: how far they reach, in standard errors or in quantiles of draws."""

from __future__ import annotations

from scipy.special import ndtri

from analysis.errors import UsageError

__all__ = ["LEVEL", "reach_of", "tails_of"]

#: Coverage aimed at where none is asked for.
LEVEL = 0.90


def tails_of(level: float) -> tuple[float, float]:
    """Return the probabilities at which an equal-tailed interval ends.

    Raises
    ------
    UsageError
        If the level is not between 0 and 1.

    Examples
    --------
    >>> tails_of(0.5)
    (0.25, 0.75)
    """
    if not 0 < level < 1:
        raise UsageError(f"level {level} is not between 0 and 1", "level", "use 0.90, say")
    return 0.5 - level / 2, 0.5 + level / 2


def reach_of(level: float) -> float:
    """Return half a normal interval's length in standard errors.

    Raises
    ------
    UsageError
        If the level is not between 0 and 1.

    Examples
    --------
    >>> round(reach_of(0.95), 2)
    1.96
    """
    return float(ndtri(tails_of(level)[1]))
