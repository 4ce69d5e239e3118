"""Moves of states that stand alone in the plane, together with the texts they stand alone on.

As in `analysis.idealpoints.sampler.lone_moves`: where one state, or a few, vote against all others
on many texts of a period, their place and the loadings of those texts can hardly be told apart.
The points are mapped by a matrix near one and their lone texts so that the lone votes keep their
probabilities (generalised Gibbs, Liu and Sabatti 2000). In turn the matrix is a multiple, and any.

In the line the origin stays where it is. Those who object to the move, however, are the states
next to the lone one, which a text has to part from it: the map leaves one of these in its place, a
*pivot*, drawn from the few that vote most often as the group does. For it, as for the group, all
probabilities on the lone texts stay, and states further away are too far off to object.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from numba import njit

from analysis.idealpoints.maths.streams import advance, normal, stream, uniform
from analysis.idealpoints.maths.tabulated import log_vote
from analysis.idealpoints.plane.arrays import Held, Place
from analysis.idealpoints.plane.period_moves import map_item, stretching, turning
from analysis.idealpoints.plane.scale_prior import add_point, log_prior, scale_sums, squares
from analysis.idealpoints.sampler.arrays import Turn, Votes
from analysis.idealpoints.sampler.lone_moves import LoneGroups

__all__ = ["move_lone", "pivots_of"]

Floats = npt.NDArray[np.float64]
STAGE = 7
#: Standard deviation of the logarithm of a multiple, and of the elements of any other map.
REACH, TILT = 0.08, 0.04
#: So many states that vote as the group does are pivots in turn.
PIVOTS = 6
#: A group of so many lone texts is tried so often in a sweep; a smaller one once in so many.
MANY, TRIES, EVERY = 15, 3, 3


def pivots_of(
    lone: LoneGroups, of_points: Votes, period: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Return the points of a group's period that vote most often as it does, a row per group.

    Parameters
    ----------
    lone : LoneGroups
    of_points : Votes
    period : ndarray of int64, shape (n_points,)

    Returns
    -------
    ndarray of int64, shape (n_groups, `PIVOTS`)
        Columns repeat where there are fewer others; −1, the origin, where there is none.

    Examples
    --------
    >>> groups = LoneGroups(*(np.array(x) for x in ([0, 1], [2], [0, 1], [0])))
    >>> cuts = np.array([[0, 2, 2, 2], [2, 3, 3, 4], [4, 4, 4, 6]])
    >>> votes = Votes(cuts, np.array([0, 1, 0, 1, 0, 1], dtype=np.int32))
    >>> pivots_of(groups, votes, np.zeros(3, dtype=np.int64)).tolist()
    [[1, 0, 1, 0, 1, 0]]
    """
    cuts, item = of_points
    n, n_items = len(period), int(item.max()) + 1
    sizes = np.diff(cuts, axis=1).ravel()
    kind = np.repeat(np.tile(np.arange(3), n), sizes)
    point = np.repeat(np.arange(n), cuts[:, 3] - cuts[:, 0])
    vote = kind * n_items + item[cuts[0, 0] : cuts[-1, 3]]
    by_period = [np.flatnonzero(period[point] == t) for t in range(int(period.max()) + 1)]
    out = np.full((lone.n, PIVOTS), -1, dtype=np.int64)
    for r in range(lone.n):
        group = lone.points[lone.point_ptr[r] : lone.point_ptr[r + 1]]
        there = by_period[period[group[0]]]
        own = np.isin(point[there], group)
        cast = np.bincount(vote[there][own], minlength=3 * n_items)
        alike = np.bincount(point[there], cast[vote[there]], minlength=n)
        alike[period != period[group[0]]] = -1
        alike[group] = -1
        nearest = np.argsort(-alike, kind="stable")[:PIVOTS]
        nearest = nearest[alike[nearest] >= 0]
        if len(nearest):
            out[r] = np.resize(nearest, PIVOTS)
    return out


@njit(cache=True)
def _change(
    sums: Floats, sign: float, group: npt.NDArray[np.int64], theta: Floats, off: Floats
) -> None:
    """Add a group's points to the sums, or take them away; no two are neighbours in time."""
    for i in group:
        d1 = d2 = 0.0
        if off[i] != 0.0:
            d1, d2 = theta[i, 0] - theta[i - 1, 0], theta[i, 1] - theta[i - 1, 1]
        add_point(sums, sign, off[i], theta[i, 0], theta[i, 1], d1, d2)
        if i + 1 < len(theta) and off[i + 1] != 0.0:
            d1, d2 = theta[i + 1, 0] - theta[i, 0], theta[i + 1, 1] - theta[i, 1]
            sums[5] -= sign * off[i + 1] * d1 * d1
            sums[6] -= sign * off[i + 1] * d1 * d2
            sums[7] -= sign * off[i + 1] * d2 * d2


@njit(cache=True)
def move_lone(
    turn: Turn,
    place: Place,
    held: Held,
    lone: LoneGroups,
    pivots: npt.NDArray[np.int64],
    of_items: Votes,
    of_points: Votes,
) -> tuple[int, int]:
    """Try to map lone points, and their lone items back; change the arrays in place.

    Parameters
    ----------
    turn : Turn
    place : Place
    held : Held
    lone : LoneGroups
    pivots : ndarray of int64, shape (n_groups, `PIVOTS`)
        As `pivots_of` returns them.
    of_items, of_points : Votes

    Returns
    -------
    moved, tried : int
    """
    theta, items, off = place.theta, place.items, held.off
    n, n_items = len(theta), len(items)
    moved = tried = 0
    marked, member = np.zeros(n_items, dtype=np.int64), np.zeros(n, dtype=np.int64)
    sums, square = scale_sums(theta, off), squares(items, held.precision)
    now = log_prior(sums, n, held.n_afresh, n_items, square, held.width)
    new, own = np.empty(sums.size), np.empty(3)
    for unit in range(TRIES * (lone.item_ptr.size - 1)):
        r, again = unit // TRIES, unit % TRIES
        if lone.item_ptr[r + 1] - lone.item_ptr[r] < MANY and (again or (r + turn.sweep) % EVERY):
            continue
        tried += 1
        group = lone.points[lone.point_ptr[r] : lone.point_ptr[r + 1]]
        alone = lone.items[lone.item_ptr[r] : lone.item_ptr[r + 1]]
        s = stream(turn.seed, turn.chain, turn.sweep, STAGE, unit)
        z1, s = normal(s), advance(advance(s))
        z2, s = normal(s), advance(advance(s))
        z3, s = normal(s), advance(advance(s))
        z4, s = normal(s), advance(advance(s))
        if uniform(s) < 0.5:
            by = stretching(REACH * z1, 0.0, REACH * z1)
            log_det = 2.0 * REACH * z1
        else:  # a turn, a stretch, the same turn: there and back alike
            half, squeeze = turning(TILT * z4), stretching(TILT * z1, TILT * z2, TILT * z3)
            by = half @ squeeze @ half
            log_det = TILT * (z1 + z3)
        s = advance(s)
        det = math.exp(log_det)
        pivot, s = pivots[r, int(uniform(s) * PIVOTS)], advance(s)
        c1 = c2 = 0.0
        if pivot >= 0:  # (I − A) times the pivot
            x, y = theta[pivot, 0], theta[pivot, 1]
            c1 = x - by[0, 0] * x - by[0, 1] * y
            c2 = y - by[1, 0] * x - by[1, 1] * y
        for i in group:
            member[i] = unit + 1
        old_points, old_items = theta[group].copy(), items[alone].copy()
        new[:] = sums
        _change(new, -1.0, group, theta, off)
        own[:] = squares(old_items, held.precision)
        gain = 0.0
        for j in alone:
            marked[j] = unit + 1
            b1, b2, g1, g2 = items[j, 0], items[j, 1], items[j, 2], items[j, 3]
            map_item(items, j, by, det, c1, c2)
            for kind in range(3):
                for k in range(of_items.cuts[j, kind], of_items.cuts[j, kind + 1]):
                    p = of_items.of[k]
                    # of the group itself nothing changes
                    if member[p] != unit + 1:
                        x, y = theta[p, 0], theta[p, 1]
                        eta = items[j, 0] * x + items[j, 1] * y
                        gain += log_vote(eta, items[j, 2], items[j, 3], kind)
                        gain -= log_vote(b1 * x + b2 * y, g1, g2, kind)
        for i in group:
            x, y = theta[i, 0], theta[i, 1]
            theta[i, 0] = by[0, 0] * x + by[0, 1] * y + c1
            theta[i, 1] = by[1, 0] * x + by[1, 1] * y + c2
            for kind in range(3):
                for k in range(of_points.cuts[i, kind], of_points.cuts[i, kind + 1]):
                    j = of_points.of[k]
                    if marked[j] != unit + 1:
                        b1, b2, g1, g2 = items[j, 0], items[j, 1], items[j, 2], items[j, 3]
                        gain += log_vote(b1 * theta[i, 0] + b2 * theta[i, 1], g1, g2, kind)
                        gain -= log_vote(b1 * x + b2 * y, g1, g2, kind)
        _change(new, 1.0, group, theta, off)
        square_new = square + squares(items[alone], held.precision) - own
        then = log_prior(new, n, held.n_afresh, n_items, square_new, held.width)
        jacobian = (group.size - alone.size) * log_det
        if math.log(uniform(s)) < gain + then - now + jacobian:
            moved += 1
            sums[:], square, now = new, square_new, then
        else:
            theta[group], items[alone] = old_points, old_items
    return moved, tried
