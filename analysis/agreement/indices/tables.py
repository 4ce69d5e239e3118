"""Sums over tables of joint votes that the indices are made of."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce

import numpy as np
import numpy.typing as npt

from analysis.errors import UsageError

__all__ = ["DISTANCES", "distance", "margins", "product", "ratio", "summed", "tables"]

Floats = npt.NDArray[np.float64]

#: Distance between votes, by the name of the weights that go with it (1 - distance / largest).
DISTANCES: Mapping[str, tuple[tuple[float, ...], ...]] = {
    "linear": ((0, 1, 2), (1, 0, 1), (2, 1, 0)),
    "squared": ((0, 1, 4), (1, 0, 1), (4, 1, 0)),
    "none": ((0, 1, 1), (1, 0, 1), (1, 1, 0)),
}


def distance(weights: str) -> Floats:
    """Return the 3 x 3 distances that go with weights, in units of the smallest."""
    if weights not in DISTANCES:
        raise UsageError(f"unknown weights {weights!r}", "weights", f"use {', '.join(DISTANCES)}")
    return np.array(DISTANCES[weights], dtype=np.float64)


def tables(counts: npt.ArrayLike) -> Floats:
    """Read tables of joint counts, shape (..., 3, 3); UsageError for another shape."""
    t = np.asarray(counts, dtype=np.float64)
    if t.shape[-2:] != (3, 3):
        raise UsageError(f"counts have shape {t.shape}", "counts", "expected (..., 3, 3)")
    return t


def margins(t: Floats) -> tuple[list[Floats], list[Floats]]:
    """Return the counts of each vote, of the first state and of the second."""
    return [t[..., k, :].sum(-1) for k in range(3)], [t[..., :, k].sum(-1) for k in range(3)]


def summed(t: Floats, weights: str) -> Floats:
    """Sum of distances over the votes of each table; slices, because they are contiguous."""
    d = distance(weights)
    terms = (d[i, j] * t[..., i, j] for i in range(3) for j in range(3) if d[i, j])
    return reduce(np.add, terms)


def product(rows: list[Floats], columns: list[Floats], weights: str) -> Floats:
    """Sum of distances over all pairs of votes of two margins: what chance would give, times n²."""
    d = distance(weights)
    terms = (d[i, j] * rows[i] * columns[j] for i in range(3) for j in range(3) if d[i, j])
    return reduce(np.add, terms)


def ratio(above: Floats, below: Floats) -> Floats:
    """Divide; NaN where the denominator is zero. Counts are whole, so zero is exact."""
    out = np.full(np.shape(below), np.nan)
    np.divide(above, below, out=out, where=np.asarray(below) > 0)
    return out[()]
