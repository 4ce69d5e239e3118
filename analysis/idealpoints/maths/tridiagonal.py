"""Tridiagonal matrices of the walk: one block a state, links from each period to the one before.

Everywhere `diagonal` and `off` have the shape (n_points,), ``off[i]`` joins point i to the one
before it, and it is zero at a state's first point.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

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


@njit(cache=True)
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


@njit(cache=True)
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
