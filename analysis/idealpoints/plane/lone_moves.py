"""Moves of states that stand alone in the plane, together with the texts they stand alone on.

As in `analysis.idealpoints.sampler.lone_moves`: where one state, or a few, vote against all others
on many texts of a period, their place and the loadings of those texts can hardly be told apart.
The points are mapped by a matrix near one and the loadings of their lone texts the other way, so
that the lone votes nearly keep their probabilities (generalised Gibbs, Liu and Sabatti 2000). In
turn the matrix is a multiple, and any.

In the line the origin stays where it is. Those who object to the move, however, are the states
next to the lone one, which a text has to part from it: the map leaves one of these in its place, a
*pivot*, drawn from the few that vote most often as the group does. For it all probabilities on the
lone texts stay, and states further away are too far off to object. Were the loadings mapped by all
of the inverse, those of a hundred texts would be held in place by their prior; they are mapped by a
share of it, drawn anew in every try.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from analysis.compiled import njit
from analysis.idealpoints.maths.streams import advance, normal, stream, uniform
from analysis.idealpoints.maths.tabulated import log_vote
from analysis.idealpoints.plane.arrays import Held, Place
from analysis.idealpoints.plane.period_moves import map_item, stretching, turning
from analysis.idealpoints.plane.scale_prior import add_point, log_prior, scale_sums, squares
from analysis.idealpoints.sampler.arrays import Turn, Votes
from analysis.idealpoints.sampler.lone_moves import LoneGroups

__all__ = ["move_lone", "pivots_of", "tries_of"]

Floats = npt.NDArray[np.float64]
STAGE = 7
#: Standard deviation of the logarithm of a multiple, and of the elements of any other map.
REACH, TILT = 0.08, 0.04
#: So many states that vote as the group does are pivots in turn.
PIVOTS = 6
#: A group of so many lone texts is tried in every sweep, once for so many of them, and so often at
#: most; a smaller one is tried once in so many sweeps.
MANY, PER_TRY, MOST, EVERY = 12, 6, 16, 3


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
def _map(multiple: bool, z1: float, z2: float, z3: float, z4: float) -> Floats:
    """Return a multiple, or any matrix near one; with all signs changed, its inverse."""
    if multiple:
        return stretching(REACH * z1, 0.0, REACH * z1)
    half, squeeze = turning(TILT * z4), stretching(TILT * z1, TILT * z2, TILT * z3)
    return half @ squeeze @ half


@njit(cache=True)
def tries_of(n_items: int, r: int, sweep: int) -> int:
    """Return how often a group is tried in a sweep: the more lone texts, the tighter it is held.

    Examples
    --------
    >>> tries_of(93, 0, 1), tries_of(20, 0, 1), [tries_of(5, 0, k) for k in range(3)]
    (15, 3, [1, 0, 0])
    """
    if n_items >= MANY:
        return min(n_items // PER_TRY, MOST)
    return 1 if (r + sweep) % EVERY == 0 else 0


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
    slot = np.zeros(n, dtype=np.int64)
    new, own = np.empty(sums.size), np.empty(3)
    for unit in range(MOST * (lone.item_ptr.size - 1)):
        r, again = unit // MOST, unit % MOST
        if again >= tries_of(lone.item_ptr[r + 1] - lone.item_ptr[r], r, turn.sweep):
            continue
        tried += 1
        group = lone.points[lone.point_ptr[r] : lone.point_ptr[r + 1]]
        alone = lone.items[lone.item_ptr[r] : lone.item_ptr[r + 1]]
        s = stream(turn.seed, turn.chain, turn.sweep, STAGE, unit)
        z1, s = normal(s), advance(advance(s))
        z2, s = normal(s), advance(advance(s))
        z3, s = normal(s), advance(advance(s))
        z4, s = normal(s), advance(advance(s))
        one, s = uniform(s) < 0.5, advance(s)
        pivot, s = pivots[r, int(uniform(s) * PIVOTS)], advance(s)
        share, s = uniform(s), advance(s)
        by = _map(one, z1, z2, z3, z4)
        mild = _map(one, share * z1, share * z2, share * z3, share * z4)
        log_det = 2.0 * REACH * z1 if one else TILT * (z1 + z3)
        p1 = p2 = 0.0
        if pivot >= 0:
            p1, p2 = theta[pivot, 0], theta[pivot, 1]
        # (I − A) times the pivot, for the items' map
        c1 = p1 - mild[0, 0] * p1 - mild[0, 1] * p2
        c2 = p2 - mild[1, 0] * p1 - mild[1, 1] * p2
        old_points, old_items = theta[group].copy(), items[alone].copy()
        new[:] = sums
        _change(new, -1.0, group, theta, off)
        own[:] = squares(old_items, held.precision)
        for q in range(group.size):
            i = group[q]
            member[i], slot[i] = unit + 1, q
            x, y = theta[i, 0] - p1, theta[i, 1] - p2
            theta[i, 0] = p1 + by[0, 0] * x + by[0, 1] * y
            theta[i, 1] = p2 + by[1, 0] * x + by[1, 1] * y
        gain = 0.0
        for j in alone:
            marked[j] = unit + 1
            b1, b2, g1, g2 = items[j, 0], items[j, 1], items[j, 2], items[j, 3]
            map_item(items, j, mild, math.exp(share * log_det), c1, c2)
            for kind in range(3):
                for k in range(of_items.cuts[j, kind], of_items.cuts[j, kind + 1]):
                    p = of_items.of[k]
                    x, y = theta[p, 0], theta[p, 1]
                    eta = items[j, 0] * x + items[j, 1] * y
                    gain += log_vote(eta, items[j, 2], items[j, 3], kind)
                    if member[p] == unit + 1:
                        x, y = old_points[slot[p], 0], old_points[slot[p], 1]
                    gain -= log_vote(b1 * x + b2 * y, g1, g2, kind)
        for q in range(group.size):
            i = group[q]
            x, y = old_points[q, 0], old_points[q, 1]
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
        jacobian = (group.size - share * alone.size) * log_det
        if math.log(uniform(s)) < gain + then - now + jacobian:
            moved += 1
            sums[:], square, now = new, square_new, then
        else:
            theta[group], items[alone] = old_points, old_items
    return moved, tried
