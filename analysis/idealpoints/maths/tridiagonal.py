"""Tridiagonal matrices of the walk: one block a state, links from each period to the one before.

Everywhere `diagonal` and `off` have the shape (n_points,), ``off[i]`` joins point i to the one
before it, and it is zero at a state's first point.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from analysis.compiled import njit

__all__ = ["lag_covariance", "solve_walk", "times_tridiagonal"]

Floats = npt.NDArray[np.float64]


def times_tridiagonal(diagonal: Floats, off: Floats, x: Floats) -> Floats:
    """Return a tridiagonal matrix times a vector.

    Examples
    --------
    >>> diagonal, off = np.array([2.0, 3.0]), np.array([0.0, -1.0])
    >>> times_tridiagonal(diagonal, off, np.array([1.0, 2.0])).tolist()
    [0.0, 5.0]
    """
    product: Floats = diagonal * x
    product[1:] += off[1:] * x[:-1]
    product[:-1] += off[1:] * x[1:]
    return product


class _Padded(NamedTuple):
    """States as rows of one length, so that all take a step of elimination at once."""

    at: npt.NDArray[np.intp]
    real: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, ptr: npt.NDArray[np.int64]) -> _Padded:
        length = np.diff(ptr)
        place = np.arange(length.max(initial=0))
        real = place < length[:, None]
        return cls(np.where(real, ptr[:-1, None] + place, 0), real)

    def laid(self, x: Floats, beyond: float) -> Floats:
        """Return the rows, a period first: shape (n_periods, ..., n_states)."""
        return np.moveaxis(np.where(self.real, x[..., self.at], beyond), -1, 0)

    def back(self, rows: Floats) -> Floats:
        """Return points in their order."""
        laid: Floats = np.moveaxis(rows, 0, -1)[..., self.real]
        return laid


def _solved(
    diagonal: Floats, off: Floats, rhs: Floats, ptr: npt.NDArray[np.int64]
) -> tuple[Floats, Floats]:
    """Solve the system of every state, a step of elimination for all states at once."""
    padded = _Padded.of(ptr)
    d, link, x = padded.laid(diagonal, 1.0), padded.laid(off, 0.0), padded.laid(rhs, 0.0)
    forward, backward = d.copy(), d.copy()
    last = len(d) - 1
    for i in range(1, last + 1):
        forward[i] -= link[i] * link[i] / forward[i - 1]
        x[i] -= link[i] / forward[i - 1] * x[i - 1]
    x[last] /= forward[last]
    for i in range(last - 1, -1, -1):
        backward[i] -= link[i + 1] * link[i + 1] / backward[i + 1]
        x[i] = (x[i] - link[i + 1] * x[i + 1]) / forward[i]
    return padded.back(x), padded.back(1.0 / (forward + backward - d))


def _lagged(diagonal: Floats, off: Floats, variance: Floats, ptr: npt.NDArray[np.int64]) -> Floats:
    """Return covariances with the point before, a step of elimination for all states at once."""
    padded = _Padded.of(ptr)
    d, link, own = padded.laid(diagonal, 1.0), padded.laid(off, 0.0), padded.laid(variance, 0.0)
    lag, forward = np.zeros_like(d), d.copy()
    for i in range(1, len(d)):
        lag[i] = -link[i] / forward[i - 1] * own[i]
        forward[i] -= link[i] * link[i] / forward[i - 1]
    return padded.back(lag)


@njit(_solved, cache=True)
def solve_walk(
    diagonal: Floats,
    off: Floats,
    rhs: Floats,
    ptr: npt.NDArray[np.int64],
) -> tuple[Floats, Floats]:
    """Solve the tridiagonal system of every state and return the diagonal of its inverse.

    Parameters
    ----------
    diagonal : ndarray, shape (n_points,)
    off : ndarray, shape (n_points,)
        ``off[i]`` joins point i to the one before it; zero at a state's first.
    rhs : ndarray, shape (m, n_points)
    ptr : ndarray of int64, shape (n_states + 1,)

    Returns
    -------
    solution : ndarray, shape (m, n_points)
    variance : ndarray, shape (n_points,)
        Diagonal of the inverse, from the forward and the backward elimination.

    Examples
    --------
    >>> x, variance = solve_walk(np.array([2.0]), np.zeros(1), np.ones((1, 1)), np.array([0, 1]))
    >>> x.tolist(), variance.tolist()
    ([[0.5]], [0.5])
    """
    m, n = rhs.shape
    x, variance = np.empty((m, n)), np.empty(n)
    forward, backward = np.empty(n), np.empty(n)
    for s in range(ptr.size - 1):
        lo, hi = ptr[s], ptr[s + 1]
        for i in range(lo, hi):
            forward[i] = diagonal[i]
            if i > lo:
                forward[i] -= off[i] * off[i] / forward[i - 1]
            for r in range(m):
                x[r, i] = rhs[r, i]
                if i > lo:
                    x[r, i] -= off[i] / forward[i - 1] * x[r, i - 1]
        for i in range(hi - 1, lo - 1, -1):
            backward[i] = diagonal[i]
            if i < hi - 1:
                backward[i] -= off[i + 1] * off[i + 1] / backward[i + 1]
            for r in range(m):
                if i < hi - 1:
                    x[r, i] -= off[i + 1] * x[r, i + 1]
                x[r, i] /= forward[i]
            variance[i] = 1.0 / (forward[i] + backward[i] - diagonal[i])
    return x, variance


@njit(_lagged, cache=True)
def lag_covariance(
    diagonal: Floats, off: Floats, variance: Floats, ptr: npt.NDArray[np.int64]
) -> Floats:
    """Return the covariance of each point with the one before, from a tridiagonal precision.

    Parameters
    ----------
    diagonal, off : ndarray, shape (n_points,)
    variance : ndarray, shape (n_points,)
        Diagonal of the inverse.
    ptr : ndarray of int64, shape (n_states + 1,)

    Returns
    -------
    ndarray, shape (n_points,)
        Zero at a state's first point.

    Examples
    --------
    >>> precision = np.array([[2.0, -1.0], [-1.0, 3.0]])
    >>> inverse = np.linalg.inv(precision)
    >>> lag = lag_covariance(np.array([2.0, 3.0]), np.array([0.0, -1.0]), np.diag(inverse).copy(),
    ...                      np.array([0, 2]))
    >>> bool(np.isclose(lag[1], inverse[0, 1]))
    True
    """
    lag = np.zeros(diagonal.size)
    for s in range(ptr.size - 1):
        forward = 0.0
        for i in range(ptr[s], ptr[s + 1]):
            if i == ptr[s]:
                forward = diagonal[i]
                continue
            lag[i] = -off[i] / forward * variance[i]
            forward = diagonal[i] - off[i] * off[i] / forward
    return lag
