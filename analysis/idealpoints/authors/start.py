"""Where chains of the authors' kernel start: at the fast fit, or where the authors start."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.errors import RecordError
from analysis.idealpoints.authors.moves import draw_utilities_at_zero
from analysis.idealpoints.authors.sweep import AuthorsLayout, Where, draw_theta, single_cutpoint
from analysis.idealpoints.sampler.arrays import Turn
from analysis.idealpoints.votes.ballots import NO_NO, NO_YES, Ballots

if TYPE_CHECKING:
    from analysis.idealpoints.authors.kernel import AuthorsKernel

__all__ = ["place_items", "start_as_authors"]

#: Where a start is held off the bounds of cutpoints.
INSIDE = 0.1
#: Means of points that the authors start from: prior means in their first sweep; others 0.
FIRST_MEANS = {"USA": 3.0, "CAN": 3.0, "GBR": 3.0, "ISR": 3.0, "RUS": -2.0, "DDR": -2.0}
#: By whose votes the starting β of an item is 1 or −1.
POLES = ("USA", "RUS")


def place_items(ballots: Ballots, kernel: AuthorsKernel, where: Where) -> Where:
    """Give the items of the fast fit the cutpoints that this kernel wants.

    A cutpoint without votes on its far side, of which the posterior is nearly flat, starts
    midway between the other and the bound.
    """
    bound = kernel.cutpoint_bound
    if bound is None:
        return where
    limit = bound - INSIDE
    missing = ballots.missing
    g1 = np.where(missing == NO_YES, 0.5 * (where.g2 - bound), where.g1)
    g2 = np.where(missing == NO_NO, 0.5 * (where.g1 + bound), where.g2)
    g1 = np.clip(g1, -limit, limit)
    return Where(where.theta, where.mean, where.beta, g1, np.clip(g2, g1 + 1e-3, bound))


def start_as_authors(
    layout: AuthorsLayout,
    kernel: AuthorsKernel,
    walk_variance: float,
    seed: int,
    number: int,
) -> Where:
    """Start a chain where the authors start theirs.

    β is 1 where the United States vote above Russia on an item, −1 where below, else 0; the
    cutpoints are −1 + 2 times the cumulated shares of votes; utilities are drawn at θ = 0; the
    points then given these and `FIRST_MEANS`.

    Raises
    ------
    RecordError
        If the United States or Russia do not vote, so that no β could be other than 0.
    """
    b = layout.ballots
    for pole in POLES:
        if pole not in b.states:
            raise RecordError(
                f"{pole} does not vote", "the authors' start", 'use start_from="fast" instead'
            )
    n = len(b.items)
    item = np.repeat(np.arange(n), np.diff(b.item_ptr))
    state = b.point_state[b.by_item_point]
    beta = np.zeros(n)
    sides = []
    for pole in POLES:
        vote = np.full(n, -1)
        mine = np.flatnonzero(state == b.states.index(pole))[::-1]
        vote[item[mine]] = layout.kind[mine]  # the earliest vote is written last
        sides.append(vote)
    both = (sides[0] >= 0) & (sides[1] >= 0)
    beta[both] = np.sign(sides[0] - sides[1])[both]
    single = single_cutpoint(b, kernel)
    kind = np.where(single[item], b.by_item_kind, layout.kind)
    counts = np.bincount(item * 3 + kind, minlength=3 * n).reshape(n, 3)
    share = np.cumsum(counts, axis=1) / counts.sum(axis=1, keepdims=True)
    g1, g2 = 2.0 * share[:, 0] - 1.0, 2.0 * share[:, 1] - 1.0
    z = draw_utilities_at_zero(seed, number, g1, g2, b.item_ptr, kind)
    mean = np.array([FIRST_MEANS.get(b.states[i], 0.0) for i in b.point_state])
    where = Where(np.zeros(b.n_points), mean, beta, g1, g2)
    return draw_theta(Turn(seed, number, -1), layout, kernel, walk_variance, where, z)
