"""The sampler's moves of a state that stands alone, with the curves of the texts it does so on.

As `sampler.lone_moves`: the points are multiplied, and the curves of their lone texts follow, so
that twice as far out goes with half the β and a quarter of the κ.
"""

from __future__ import annotations

import math

import numpy as np

from analysis.compiled import njit
from analysis.idealpoints.maths.streams import advance, normal, stream, uniform
from analysis.idealpoints.maths.tabulated import log_vote
from analysis.idealpoints.sampler.arrays import Turn, Votes
from analysis.idealpoints.sampler.lone_moves import EVERY, REACH, STAGE, LoneGroups
from analysis.idealpoints.sampler.scale_prior import scale_sums
from analysis.idealpoints.unfolding.moves.arrays import Held, Place
from analysis.idealpoints.unfolding.moves.scale_prior import log_prior, squares

__all__ = ["move_lone"]


@njit(cache=True)
def move_lone(
    turn: Turn, place: Place, held: Held, lone: LoneGroups, of_items: Votes, of_points: Votes
) -> tuple[int, int]:
    """Try to multiply lone points, their lone curves following; change the arrays in place.

    Returns
    -------
    moved, tried : int
    """
    theta, items, off = place.theta, place.items, held.off
    n, n_items = theta.size, len(items)
    moved = tried = 0
    marked, member = np.zeros(n_items, dtype=np.int64), np.zeros(n, dtype=np.int64)
    sums, of_all = scale_sums(theta, off), squares(items)
    now = log_prior(sums, n, held.n_afresh, n_items, of_all, held.bend, held.width)
    for r in range(lone.item_ptr.size - 1):
        if (r + turn.sweep) % EVERY:
            continue
        tried += 1
        group = lone.points[lone.point_ptr[r] : lone.point_ptr[r + 1]]
        own_items = lone.items[lone.item_ptr[r] : lone.item_ptr[r + 1]]
        s = stream(turn.seed, turn.chain, turn.sweep, STAGE, r)
        log_c, s = REACH * normal(s), advance(advance(s))
        c = math.exp(log_c)
        for i in group:
            member[i] = r + 1
        gain, after = 0.0, of_all.copy()
        for j in own_items:
            marked[j] = r + 1
            b, q, g1, g2 = items[j, 0], items[j, 1], items[j, 2], items[j, 3]
            b_new, q_new = b / c, q / (c * c)
            after[0] += b_new * b_new - b * b
            after[1] += b_new * q_new - b * q
            after[2] += q_new * q_new - q * q
            for kind in range(3):
                for k in range(of_items.cuts[j, kind], of_items.cuts[j, kind + 1]):
                    p = of_items.of[k]
                    if member[p] != r + 1:  # of the group itself nothing changes
                        t = theta[p]
                        gain += log_vote(t * (b_new + t * q_new), g1, g2, kind)
                        gain -= log_vote(t * (b + t * q), g1, g2, kind)
        new = sums.copy()
        for i in group:
            t, x = theta[i], c * theta[i]
            for kind in range(3):
                for k in range(of_points.cuts[i, kind], of_points.cuts[i, kind + 1]):
                    j = of_points.of[k]
                    if marked[j] != r + 1:
                        b, q, g1, g2 = items[j, 0], items[j, 1], items[j, 2], items[j, 3]
                        gain += log_vote(x * (b + x * q), g1, g2, kind)
                        gain -= log_vote(t * (b + t * q), g1, g2, kind)
            # members of a group are of one period, so that none is another's neighbour in time
            for sign, y in ((-1.0, t), (1.0, x)):
                new[0] += sign * y
                new[1] += sign * y * y
                if off[i] == 0.0:
                    new[3] += sign * y
                    new[4] += sign * y * y
                else:
                    new[2] -= sign * off[i] * (y - theta[i - 1]) ** 2
                if i + 1 < n and off[i + 1] != 0.0:
                    new[2] -= sign * off[i + 1] * (theta[i + 1] - y) ** 2
        then = log_prior(new, n, held.n_afresh, n_items, after, held.bend, held.width)
        jacobian = (group.size - 3 * own_items.size) * log_c
        if math.log(uniform(s)) < gain + then - now + jacobian:
            moved += 1
            for i in group:
                theta[i] *= c
            for j in own_items:
                items[j, 0] /= c
                items[j, 1] /= c * c
            sums, of_all, now = new, after, then
    return moved, tried
