"""Moves of states that stand alone in the plane, together with the texts they stand alone on.

As in `analysis.idealpoints.sampler.lone_moves`: where one state, or a few, vote against all others
on many texts of a period, their place and the loadings of those texts can hardly be told apart.
The points are mapped by a matrix near one and the loadings by its inverse, so that the lone votes
keep their probabilities (generalised Gibbs, Liu and Sabatti 2000). In turn the matrix is a
multiple, and any.
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

__all__ = ["move_lone"]

Floats = npt.NDArray[np.float64]
STAGE = 7
#: Standard deviation of the logarithm of a multiple, and of the elements of any other map.
REACH, TILT = 0.08, 0.04
#: Each group is tried once in so many sweeps.
EVERY = 3


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
    turn: Turn, place: Place, held: Held, lone: LoneGroups, of_items: Votes, of_points: Votes
) -> tuple[int, int]:
    """Try to map lone points, and their lone items back; change the arrays in place.

    Parameters
    ----------
    turn : Turn
    place : Place
    held : Held
    lone : LoneGroups
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
    for r in range(lone.item_ptr.size - 1):
        if (r + turn.sweep) % EVERY:
            continue
        tried += 1
        group = lone.points[lone.point_ptr[r] : lone.point_ptr[r + 1]]
        alone = lone.items[lone.item_ptr[r] : lone.item_ptr[r + 1]]
        s = stream(turn.seed, turn.chain, turn.sweep, STAGE, r)
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
        for i in group:
            member[i] = r + 1
        old_points, old_items = theta[group].copy(), items[alone].copy()
        new[:] = sums
        _change(new, -1.0, group, theta, off)
        own[:] = squares(old_items, held.precision)
        gain = 0.0
        for j in alone:
            marked[j] = r + 1
            b1, b2, g1, g2 = items[j, 0], items[j, 1], items[j, 2], items[j, 3]
            map_item(items, j, by, det, 0.0, 0.0)
            for kind in range(3):
                for k in range(of_items.cuts[j, kind], of_items.cuts[j, kind + 1]):
                    p = of_items.of[k]
                    # of the group itself nothing changes
                    if member[p] != r + 1:
                        x, y = theta[p, 0], theta[p, 1]
                        gain += log_vote(items[j, 0] * x + items[j, 1] * y, g1, g2, kind)
                        gain -= log_vote(b1 * x + b2 * y, g1, g2, kind)
        for i in group:
            x, y = theta[i, 0], theta[i, 1]
            theta[i, 0] = by[0, 0] * x + by[0, 1] * y
            theta[i, 1] = by[1, 0] * x + by[1, 1] * y
            for kind in range(3):
                for k in range(of_points.cuts[i, kind], of_points.cuts[i, kind + 1]):
                    j = of_points.of[k]
                    if marked[j] != r + 1:
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
