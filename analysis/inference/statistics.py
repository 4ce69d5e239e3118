"""Statistics of sums over days: what most counted numbers are."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

__all__ = ["last", "ratio"]

Floats = npt.NDArray[np.float64]


def ratio(k: int, n: int = -1) -> Callable[[Floats], Floats]:
    """Return the statistic that divides one sum by another, NaN if that is zero.

    Examples
    --------
    >>> float(ratio(0)(np.array([3.0, 4.0])))
    0.75
    """

    def divided(total: Floats) -> Floats:
        out = np.full(total.shape[:-1], np.nan)
        np.divide(total[..., k], total[..., n], out=out, where=total[..., n] > 0)
        return out

    return divided


def last(total: Floats) -> Floats:
    """Return the last of the sums: how many a ratio is of.

    Examples
    --------
    >>> float(last(np.array([3.0, 4.0])))
    4.0
    """
    return np.asarray(total[..., -1])
