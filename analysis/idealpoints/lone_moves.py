"""The sampler's moves of a state that stands alone, together with the texts it stands alone on.

Where one state, or two, vote against all others on many texts of a period, its distance and the
discrimination of those texts can hardly be told apart: twice as far out with half the
discrimination gives its votes the same probability, and the others are too far from the cutpoints
to object. This move goes along that valley (generalised Gibbs, Liu and Sabatti 2000): the point
is multiplied, β of its lone texts divided.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from numba import njit

from analysis.idealpoints.path_moves import log_prior, scale_sums
from analysis.idealpoints.streams import advance, normal, stream, uniform
from analysis.idealpoints.tabulated import log_between_terms, log_tail_terms

__all__ = ["lone_points", "move_lone"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
STAGE = 7
#: So few votes of a kind on a text are lone ones; so many such texts make a point worth a move.
FEW, LEAST = 3, 4
#: Standard deviation of the logarithm by which a point is multiplied.
REACH = 0.08
#: Each point is tried once in so many sweeps.
EVERY = 3


def lone_points(item_cuts: Ints, points_of_items: npt.NDArray[np.int32]) -> tuple[Ints, Ints, Ints]:
    """Find the points that cast lone votes on several items.

    Parameters
    ----------
    item_cuts, points_of_items
        Votes by item and kind; see `analysis.idealpoints.sampler.Layout`.

    Returns
    -------
    points : ndarray of int64, shape (n,)
    ptr : ndarray of int64, shape (n + 1,)
    items : ndarray of int64
        ``items[ptr[r]:ptr[r + 1]]`` are the items on which ``points[r]`` is one of at most `FEW`
        that voted so.

    Examples
    --------
    >>> cuts = np.array([[k * 5, k * 5, k * 5, k * 5 + 5] for k in range(4)])
    >>> cuts[:, 1] += 4; cuts[:, 2] += 4
    >>> points, ptr, items = lone_points(cuts, np.tile([0, 1, 2, 3, 9], 4).astype(np.int32))
    >>> points.tolist(), items.tolist()
    ([9], [0, 1, 2, 3])
    """
    who, what = [], []
    for low, high in ((0, 1), (2, 3)):
        size = item_cuts[:, high] - item_cuts[:, low]
        for j in np.flatnonzero((size > 0) & (size <= FEW)):
            voters = np.unique(points_of_items[item_cuts[j, low] : item_cuts[j, high]])
            who.extend(voters.tolist())
            what.extend([j] * len(voters))
    pairs = np.unique(np.array([who, what], dtype=np.int64).reshape(2, -1), axis=1)
    points, first, count = np.unique(pairs[0], return_index=True, return_counts=True)
    keep = count >= LEAST
    parts = [pairs[1, f : f + c] for f, c in zip(first[keep], count[keep], strict=True)]
    ptr = np.concatenate([[0], np.cumsum(count[keep])]).astype(np.int64)
    items = np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)
    return points[keep].astype(np.int64), ptr, items.astype(np.int64)


@njit(cache=True)
def _loglik(eta: float, g1: float, g2: float, kind: int) -> float:
    if kind == 0:
        return log_tail_terms(g1 - eta)[0]
    if kind == 2:
        return log_tail_terms(eta - g2)[0]
    return log_between_terms(g1 - eta, g2 - eta)[0]


@njit(cache=True)
def move_lone(
    seed: int,
    chain: int,
    sweep: int,
    theta: Floats,
    beta: Floats,
    g1: Floats,
    g2: Floats,
    off: Floats,
    n_states: int,
    precision: float,
    width: float,
    points: Ints,
    ptr: Ints,
    items: Ints,
    item_cuts: Ints,
    point_of: npt.NDArray[np.int32],
    point_cuts: Ints,
    item_of: npt.NDArray[np.int32],
) -> tuple[int, int]:
    """Try to multiply lone points and divide β of their lone items; change the arrays in place.

    Parameters
    ----------
    points, ptr, items
        As `lone_points` returns them.
    item_cuts, point_of, point_cuts, item_of
        Votes by item and by point; see `analysis.idealpoints.sampler.Layout`.
    theta, beta, g1, g2, off, n_states, precision, width
        As in `analysis.idealpoints.period_moves.move_periods`.

    Returns
    -------
    moved, tried : int
    """
    n, n_items = theta.size, beta.size
    moved = tried = 0
    marked = np.zeros(n_items, dtype=np.int64)
    sums = scale_sums(theta, off)
    square = np.sum(beta * beta)
    now = log_prior(sums, n, n_states, n_items, precision * square, width)
    for r in range(points.size):
        if (r + sweep) % EVERY:
            continue
        tried += 1
        i = points[r]
        s = stream(seed, chain, sweep, STAGE, i)
        log_c, s = REACH * normal(s), advance(advance(s))
        c = math.exp(log_c)
        then = c * theta[i]
        gain = own = 0.0
        for q in range(ptr[r], ptr[r + 1]):
            j = items[q]
            marked[j] = r + 1
            b = beta[j]
            own += b * b
            for kind in range(3):
                for k in range(item_cuts[j, kind], item_cuts[j, kind + 1]):
                    p = point_of[k]
                    # of the point itself nothing changes: c times 1/c
                    if p != i:
                        gain += _loglik(b / c * theta[p], g1[j], g2[j], kind)
                        gain -= _loglik(b * theta[p], g1[j], g2[j], kind)
        for kind in range(3):
            for k in range(point_cuts[i, kind], point_cuts[i, kind + 1]):
                j = item_of[k]
                if marked[j] != r + 1:
                    gain += _loglik(beta[j] * then, g1[j], g2[j], kind)
                    gain -= _loglik(beta[j] * theta[i], g1[j], g2[j], kind)
        new = sums.copy()
        for sign, x in ((-1.0, theta[i]), (1.0, then)):
            new[0] += sign * x
            new[1] += sign * x * x
            if off[i] == 0.0:
                new[3] += sign * x
                new[4] += sign * x * x
            else:
                new[2] -= sign * off[i] * (x - theta[i - 1]) ** 2
            if i + 1 < n and off[i + 1] != 0.0:
                new[2] -= sign * off[i + 1] * (theta[i + 1] - x) ** 2
        square_new = square + own * (1.0 / (c * c) - 1.0)
        prior = log_prior(new, n, n_states, n_items, precision * square_new, width)
        jacobian = (1 - (ptr[r + 1] - ptr[r])) * log_c
        if math.log(uniform(s)) < gain + prior - now + jacobian:
            moved += 1
            theta[i] = then
            for q in range(ptr[r], ptr[r + 1]):
                beta[items[q]] /= c
            sums, square, now = new, square_new, prior
    return moved, tried
