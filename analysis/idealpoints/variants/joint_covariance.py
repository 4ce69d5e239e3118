"""How sure two latents of a state are, each uncertain because the other is."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from analysis.compiled import njit, prange
from analysis.idealpoints.fast.kernels import Items, Offset, vote_terms
from analysis.idealpoints.votes.ballots import Grouped

__all__ = ["block_covariance", "cross_information", "joint_variance"]

Floats = npt.NDArray[np.float64]


def block_covariance(
    diagonal1: Floats, diagonal2: Floats, off1: Floats, off2: Floats, cross: Floats
) -> Floats:
    """Return the covariance of one state's two paths, first all of one, then of the other.

    Parameters
    ----------
    diagonal1, diagonal2, off1, off2, cross : ndarray, shape (n,)
        ``off[0]`` is not used.

    Returns
    -------
    ndarray, shape (2 n, 2 n)

    Examples
    --------
    >>> one, none = np.array([2.0]), np.zeros(1)
    >>> block_covariance(one, one, none, none, np.array([1.0])).round(3).tolist()
    [[0.667, -0.333], [-0.333, 0.667]]
    """
    n = cross.size
    precision = np.zeros((2 * n, 2 * n))
    for k, (diagonal, off) in enumerate([(diagonal1, off1), (diagonal2, off2)]):
        own = slice(k * n, (k + 1) * n)
        precision[own, own] = np.diag(diagonal) + np.diag(off[1:], 1) + np.diag(off[1:], -1)
    precision[:n, n:] = precision[n:, :n] = np.diag(cross)
    inverse: Floats = np.linalg.inv(precision).astype(np.float64)
    return inverse


def joint_variance(
    state_ptr: npt.NDArray[np.int64],
    diagonal1: Floats,
    diagonal2: Floats,
    off: Floats,
    cross: Floats,
) -> Floats:
    """Return the variances of both latents of every state-period, states one by one.

    Parameters
    ----------
    state_ptr : ndarray of int64, shape (n_states + 1,)
    diagonal1, diagonal2, off, cross : ndarray, shape (n_points,)
        As for `block_covariance`; the walk links both latents alike.

    Returns
    -------
    ndarray, shape (2, n_points)

    Examples
    --------
    >>> one, none = np.array([2.0]), np.zeros(1)
    >>> joint_variance(np.array([0, 1]), one, one, none, np.array([1.0])).round(3).tolist()
    [[0.667], [0.667]]
    """
    variance = np.empty((2, cross.size))
    for lo, hi in zip(state_ptr[:-1], state_ptr[1:], strict=True):
        own = slice(lo, hi)
        whole = block_covariance(*(x[own] for x in (diagonal1, diagonal2, off, off, cross)))
        variance[:, own] = np.diag(whole).reshape(2, -1)
    return variance


@njit(cache=True, parallel=True)
def cross_information(theta: Floats, items: Items, votes: Grouped, offset: Offset) -> Floats:
    """Sum wβc over the votes of each state-period: the information that both latents share.

    Parameters
    ----------
    theta : ndarray, shape (n_points,)
    items, votes
        As of `kernels.state_terms`.
    offset : Offset
        The other latent, and the loadings on it.

    Returns
    -------
    ndarray, shape (n_points,)
    """
    beta, g1, g2 = items.beta, items.g1, items.g2
    ptr, item, kind = votes.ptr, votes.of, votes.kind
    load, other = offset.load, offset.place
    cross = np.zeros(theta.size)
    for i in prange(theta.size):
        total = 0.0
        for k in range(ptr[i], ptr[i + 1]):
            j = item[k]
            eta = beta[j] * theta[i] + load[j] * other[i]
            w = vote_terms(kind[k], eta, g1[j], g2[j])[1]
            total += w * beta[j] * load[j]
        cross[i] = total
    return cross
