"""The sampler's jumps of paths between modes: to the other flank, mirrored or not.

Under curves a state's votes may be as likely on one flank of the texts as on the other, and steps
of a path do not cross what is between. A jump takes a run of a state's periods, keeps the shape of
its path or mirrors it, and puts it down anywhere on the line: where, is drawn from a table of the
density at places 0.15 apart, for either shape. Both ends of a jump are in the same table, so that
it is accepted by the exact density over that of the table (an independence step, Tierney 1994).
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from analysis.compiled import njit, prange
from analysis.idealpoints.maths.streams import advance, stream, uniform
from analysis.idealpoints.maths.tabulated import log_vote
from analysis.idealpoints.sampler.arrays import Turn, Votes
from analysis.idealpoints.sampler.path_moves import stretch_sums
from analysis.idealpoints.sampler.scale_prior import scale_sums
from analysis.idealpoints.unfolding.moves.arrays import Held, Place
from analysis.idealpoints.unfolding.moves.scale_prior import log_prior, squares

__all__ = ["jump_paths"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
STAGE = 9
#: Where a run's first point may be put down: the middles of cells from LOW on.
LOW, CELL, CELLS = -5.0, 0.15, 70
#: Share of runs that are one period, and of those that are a state's whole path; the others have
#: from two periods to LONGEST.
ONE, WHOLE, LONGEST = 0.5, 0.1, 5


@njit(cache=True, parallel=True)
def _table(lo: int, hi: int, last: int, place: Place, off: Floats, votes: Votes) -> Floats:
    """Return the log-density of a run put down in each cell, as it is and mirrored.

    The walk is taken at location 0 and scale 1, lest the table depend on where the run is.
    """
    theta, items, cuts, item = place.theta, place.items, votes.cuts, votes.of
    table = np.zeros((2, CELLS))
    for k in prange(2 * CELLS):
        mirror, cell = k // CELLS, k % CELLS
        sign, at = 1.0 - 2.0 * mirror, LOW + CELL * (cell + 0.5)
        total = 0.0
        for i in range(lo, hi):
            x = at + sign * (theta[i] - theta[lo])
            for kind in range(3):
                for v in range(cuts[i, kind], cuts[i, kind + 1]):
                    p = items[item[v]]
                    total += log_vote(x * (p[0] + x * p[1]), p[2], p[3], kind)
            if off[i] == 0.0:
                total -= 0.5 * x * x
            elif i == lo:
                total += 0.5 * off[i] * (x - theta[i - 1]) ** 2
        if hi < last and off[hi] != 0.0:
            x = at + sign * (theta[hi - 1] - theta[lo])
            total += 0.5 * off[hi] * (theta[hi] - x) ** 2
        table[mirror, cell] = total
    return table


@njit(cache=True)
def _votes(lo: int, hi: int, theta: Floats, items: Floats, votes: Votes) -> float:
    """Return the loglik of the votes of points lo to hi."""
    total = 0.0
    for i in range(lo, hi):
        x = theta[i]
        for kind in range(3):
            for v in range(votes.cuts[i, kind], votes.cuts[i, kind + 1]):
                p = items[votes.of[v]]
                total += log_vote(x * (p[0] + x * p[1]), p[2], p[3], kind)
    return total


@njit(cache=True)
def _drawn(table: Floats, u: float) -> int:
    """Return a place in a table of log-densities, drawn by them; u is uniform."""
    flat = table.ravel()
    total, top = 0.0, flat.max()
    for k in range(flat.size):
        total += math.exp(flat[k] - top)
    u *= total
    for k in range(flat.size):
        u -= math.exp(flat[k] - top)
        if u < 0.0:
            return k
    return int(flat.argmax())


@njit(cache=True)
def jump_paths(
    turn: Turn, attempts: int, place: Place, held: Held, state_ptr: Ints, votes: Votes
) -> int:
    """Try to put down runs of states' periods elsewhere; change the points in place.

    Parameters
    ----------
    turn : Turn
    attempts : int
    place : Place
    held : Held
    state_ptr : ndarray of int64, shape (n_states + 1,)
    votes : Votes
        Of points: the items they are on.

    Returns
    -------
    int
        Jumps accepted.
    """
    theta, items, off = place.theta, place.items, held.off
    n, n_items, of_items = theta.size, len(items), squares(items)
    sums, old, new = scale_sums(theta, off), np.empty(5), np.empty(5)
    now = log_prior(sums, n, held.n_afresh, n_items, of_items, held.bend, held.width)
    moved = 0
    for a in range(attempts):
        s = stream(turn.seed, turn.chain, turn.sweep, STAGE, a)
        state, s = int(uniform(s) * (state_ptr.size - 1)), advance(s)
        begin, last = state_ptr[state], state_ptr[state + 1]
        u, s = uniform(s), advance(s)
        one, s = begin + int(uniform(s) * (last - begin)), advance(s)
        length, s = 2 + int(uniform(s) * (LONGEST - 1)), advance(s)
        lo, hi = one, min(one + length, last)
        if u < ONE:
            hi = one + 1
        elif u < ONE + WHOLE:
            lo, hi = begin, last
        here = int(math.floor((theta[lo] - LOW) / CELL))
        if here < 0 or here >= CELLS:  # from where no jump leads back
            continue
        table = _table(lo, hi, last, place, off, votes)
        chosen, s = _drawn(table, uniform(s)), advance(s)
        mirror, cell = chosen // CELLS, chosen % CELLS
        at, s = LOW + CELL * (cell + uniform(s)), advance(s)
        proposed = theta.copy()
        for i in range(lo, hi):
            proposed[i] = at + (1.0 - 2.0 * mirror) * (theta[i] - theta[lo])
        gain = _votes(lo, hi, proposed, items, votes) - _votes(lo, hi, theta, items, votes)
        stretch_sums(lo, hi, last, theta, theta, off, old)
        stretch_sums(lo, hi, last, proposed, theta, off, new)
        then = log_prior(
            sums + new - old, n, held.n_afresh, n_items, of_items, held.bend, held.width
        )
        back = table[0, here] - table[mirror, cell]
        if math.log(uniform(s)) < gain + then - now + back:
            theta[lo:hi] = proposed[lo:hi]
            sums += new - old
            now = then
            moved += 1
    return moved
