"""Means over members of a group of which some have no value."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["mean_defined"]

Floats = npt.NDArray[np.float64]


def mean_defined(values: Floats) -> Floats:
    """Mean over the last axis of the values that are defined; NaN where none is.

    Examples
    --------
    >>> mean_defined(np.array([[1.0, np.nan], [np.nan, np.nan]])).tolist()
    [1.0, nan]
    """
    known = ~np.isnan(values)
    total = np.where(known, values, 0.0).sum(axis=-1)
    count = known.sum(axis=-1)
    out = np.full(np.shape(total), np.nan)
    np.divide(total, count, out=out, where=count > 0)
    return out[()]
