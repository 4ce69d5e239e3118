"""The sampler's moves of a state that stands alone, together with the texts it stands alone on.

Where one state, or a few, vote against all others on many texts of a period, its distance and the
discrimination of those texts can hardly be told apart: twice as far out with half the
discrimination gives its votes the same probability, and the others are too far from the cutpoints
to object. This move goes along that valley (generalised Gibbs, Liu and Sabatti 2000): the points
are multiplied, β of their lone texts divided.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from analysis.compiled import njit
from analysis.idealpoints.maths.streams import advance, normal, stream, uniform
from analysis.idealpoints.maths.tabulated import log_vote
from analysis.idealpoints.sampler.arrays import Held, Place, Turn, Votes
from analysis.idealpoints.sampler.scale_prior import log_prior, scale_sums

__all__ = ["LoneGroups", "lone_groups", "move_lone"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
STAGE = 7
#: So few votes of a kind on a text are lone ones; so many such texts make a group worth a move.
FEW, LEAST = 3, 4
#: Standard deviation of the logarithm by which a group is multiplied.
REACH = 0.08
#: Each group is tried once in so many sweeps.
EVERY = 3


class LoneGroups(NamedTuple):
    """Points that stand alone, each by itself or with those of its period, and their items.

    Attributes
    ----------
    point_ptr, points : ndarray of int64
        ``points[point_ptr[r]:point_ptr[r + 1]]`` are the points of group r.
    item_ptr, items : ndarray of int64
        The items on which nobody but the group cast the rarer vote; likewise.
    """

    point_ptr: Ints
    points: Ints
    item_ptr: Ints
    items: Ints

    @property
    def n(self) -> int:
        """Number of groups."""
        return len(self.point_ptr) - 1


def lone_groups(
    item_cuts: Ints, points_of_items: npt.NDArray[np.int32], period: Ints
) -> LoneGroups:
    """Find the points that cast lone votes on several items.

    Parameters
    ----------
    item_cuts, points_of_items
        Votes by item and kind; see `analysis.idealpoints.sampler.layout.Layout`.
    period : ndarray of int64, shape (n_points,)

    Returns
    -------
    LoneGroups
        For every point that is one of at most `FEW` on at least `LEAST` items a group of its
        own with these items; and for every period with two such points or more a group of all of
        them, with the items on which nobody else cast the rarer vote.

    Examples
    --------
    >>> cuts = np.array([[k * 5, k * 5, k * 5, k * 5 + 5] for k in range(4)])
    >>> cuts[:, 1] += 4; cuts[:, 2] += 4
    >>> voters = np.tile([0, 1, 2, 3, 9], 4).astype(np.int32)
    >>> groups = lone_groups(cuts, voters, np.zeros(10, dtype=np.int64))
    >>> groups.points.tolist(), groups.items.tolist()
    ([9], [0, 1, 2, 3])
    """
    rare: list[tuple[int, list[int]]] = []
    own: dict[int, list[int]] = {}
    for low, high in ((0, 1), (2, 3)):
        size = item_cuts[:, high] - item_cuts[:, low]
        for j in np.flatnonzero((size > 0) & (size <= FEW)):
            voters = np.unique(points_of_items[item_cuts[j, low] : item_cuts[j, high]]).tolist()
            rare.append((int(j), voters))
            for p in voters:
                own.setdefault(p, []).append(int(j))
    alone = {p: sorted(set(items)) for p, items in own.items() if len(set(items)) >= LEAST}
    groups = [([p], items) for p, items in sorted(alone.items())]
    together: dict[int, list[int]] = {}
    for p in sorted(alone):
        together.setdefault(int(period[p]), []).append(p)
    for members in together.values():
        if len(members) > 1:
            inside = set(members)
            items = sorted({j for j, voters in rare if inside.issuperset(voters)})
            if len(items) >= LEAST:
                groups.append((members, items))
    return LoneGroups(*_flat([g[0] for g in groups]), *_flat([g[1] for g in groups]))


def _flat(lists: list[list[int]]) -> tuple[Ints, Ints]:
    ptr = np.concatenate([[0], np.cumsum([len(one) for one in lists])]).astype(np.int64)
    return ptr, np.array([x for one in lists for x in one], dtype=np.int64)


@njit(cache=True)
def move_lone(
    turn: Turn, place: Place, held: Held, lone: LoneGroups, of_items: Votes, of_points: Votes
) -> tuple[int, int]:
    """Try to multiply lone points and divide β of their lone items; change the arrays in place.

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
    theta, beta, g1, g2 = place.theta, place.beta, place.g1, place.g2
    off, n_afresh, precision, width = held.off, held.n_afresh, held.precision, held.width
    group_ptr, points, ptr, items = lone.point_ptr, lone.points, lone.item_ptr, lone.items
    item_cuts, point_of = of_items.cuts, of_items.of
    point_cuts, item_of = of_points.cuts, of_points.of
    n, n_items = theta.size, beta.size
    moved = tried = 0
    marked, member = np.zeros(n_items, dtype=np.int64), np.zeros(n, dtype=np.int64)
    sums = scale_sums(theta, off)
    square = np.sum(beta * beta)
    now = log_prior(sums, n, n_afresh, n_items, precision * square, width)
    for r in range(ptr.size - 1):
        if (r + turn.sweep) % EVERY:
            continue
        tried += 1
        group = points[group_ptr[r] : group_ptr[r + 1]]
        own_items = items[ptr[r] : ptr[r + 1]]
        s = stream(turn.seed, turn.chain, turn.sweep, STAGE, r)
        log_c, s = REACH * normal(s), advance(advance(s))
        c = math.exp(log_c)
        for i in group:
            member[i] = r + 1
        gain = own = 0.0
        for j in own_items:
            marked[j] = r + 1
            b = beta[j]
            own += b * b
            for kind in range(3):
                for k in range(item_cuts[j, kind], item_cuts[j, kind + 1]):
                    p = point_of[k]
                    # of the group itself nothing changes: c times 1/c
                    if member[p] != r + 1:
                        gain += log_vote(b / c * theta[p], g1[j], g2[j], kind)
                        gain -= log_vote(b * theta[p], g1[j], g2[j], kind)
        new = sums.copy()
        for i in group:
            then = c * theta[i]
            for kind in range(3):
                for k in range(point_cuts[i, kind], point_cuts[i, kind + 1]):
                    j = item_of[k]
                    if marked[j] != r + 1:
                        gain += log_vote(beta[j] * then, g1[j], g2[j], kind)
                        gain -= log_vote(beta[j] * theta[i], g1[j], g2[j], kind)
            # members of a group are of one period, so that none is another's neighbour in time
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
        prior = log_prior(new, n, n_afresh, n_items, precision * square_new, width)
        jacobian = (group.size - own_items.size) * log_c
        if math.log(uniform(s)) < gain + prior - now + jacobian:
            moved += 1
            for i in group:
                theta[i] *= c
            for j in own_items:
                beta[j] /= c
            sums, square, now = new, square_new, prior
    return moved, tried
