"""Moves of whole periods in the plane: place, axes and scale of all states in a run of periods.

As in `analysis.idealpoints.sampler.period_moves`, and for the same reason: where a run shares few
items with the rest, any affine map of its points, with the items voted on in it alone mapped so
that their probabilities stay, is hardly told by the votes. Three kinds of map are tried in turn:
a shift, a stretch or shear, a turn (generalised Gibbs, Liu and Sabatti 2000).
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from analysis.compiled import njit, prange
from analysis.idealpoints.maths.streams import advance, normal, stream, uniform
from analysis.idealpoints.maths.tabulated import log_vote
from analysis.idealpoints.plane.arrays import Held, Place
from analysis.idealpoints.plane.scale_prior import log_prior, scale_sums, squares
from analysis.idealpoints.sampler.arrays import Runs, Turn, Votes
from analysis.idealpoints.sampler.period_moves import run_between

__all__ = ["map_item", "move_periods", "stretching", "turning"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
STAGE = 4
#: Step of a move, in units of the curvature guessed for it.
REACH = 1.2
#: Share of a vote's largest possible information that is counted in the guess.
SHARE = 0.3


@njit(cache=True)
def stretching(p: float, q: float, r: float) -> Floats:
    """Return the exponential of the symmetric matrix [[p, q], [q, r]], shape (2, 2).

    Examples
    --------
    >>> stretching(0.0, 0.0, 0.0).tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    half, gap = 0.5 * (p + r), 0.5 * (p - r)
    size = math.sqrt(gap * gap + q * q)
    c = math.cosh(size)
    s = math.sinh(size) / size if size > 1e-12 else 1.0
    scale = math.exp(half)
    out = np.empty((2, 2))
    out[0, 0], out[1, 1] = scale * (c + s * gap), scale * (c - s * gap)
    out[0, 1] = out[1, 0] = scale * s * q
    return out


@njit(cache=True)
def turning(angle: float) -> Floats:
    """Return the rotation by an angle, shape (2, 2).

    Examples
    --------
    >>> turning(0.0).tolist()
    [[1.0, -0.0], [0.0, 1.0]]
    """
    out = np.empty((2, 2))
    out[0, 0] = out[1, 1] = math.cos(angle)
    out[1, 0] = math.sin(angle)
    out[0, 1] = -out[1, 0]
    return out


@njit(cache=True, inline="always")
def map_item(items: Floats, j: int, a: Floats, det: float, c1: float, c2: float) -> None:
    """Map an item as its points are, θ → Aθ + c, so that no probability changes."""
    b1, b2 = items[j, 0], items[j, 1]
    items[j, 0] = (a[1, 1] * b1 - a[1, 0] * b2) / det
    items[j, 1] = (a[0, 0] * b2 - a[0, 1] * b1) / det
    move = items[j, 0] * c1 + items[j, 1] * c2
    items[j, 2] += move
    items[j, 3] += move


@njit(cache=True, parallel=True)
def _gain(
    first: int, final: int, proposed: Floats, place: Place, runs: Runs, votes: Votes
) -> Floats:
    """Return what the loglik of items across the border gains, by point.

    The sum is left to the caller: in parallel its last digits would depend on the threads.
    """
    theta, items = place.theta, place.items
    period, begins, ends = runs.period, runs.begins, runs.ends
    cuts, item = votes.cuts, votes.of
    n = len(theta)
    gain = np.zeros(n)
    for i in prange(n):
        if first <= period[i] <= final:
            for kind in range(3):
                for k in range(cuts[i, kind], cuts[i, kind + 1]):
                    j = item[k]
                    if begins[j] < first or ends[j] > final:
                        b1, b2, g1, g2 = items[j, 0], items[j, 1], items[j, 2], items[j, 3]
                        then = b1 * proposed[i, 0] + b2 * proposed[i, 1]
                        now = b1 * theta[i, 0] + b2 * theta[i, 1]
                        gain[i] += log_vote(then, g1, g2, kind) - log_vote(now, g1, g2, kind)
    return gain


@njit(cache=True, parallel=True)
def _hold(first: int, final: int, place: Place, off: Floats, runs: Runs, votes: Votes) -> Floats:
    """Return by what each point holds the run, shape (n_points, 4).

    Σββ' of its votes across the border, three elements, and the walk's precision across it.
    Neither changes with the move, so that the step's size is the same there and back.
    """
    items, cuts, item = place.items, votes.cuts, votes.of
    n = len(place.theta)
    held = np.zeros((n, 4))
    for i in prange(n):
        inside = first <= runs.period[i] <= final
        if off[i] == 0.0:
            held[i, 3] = 1.0 if inside else 0.0
        elif inside != (first <= runs.period[i - 1] <= final):
            held[i, 3] = -off[i]
        if inside:
            for k in range(cuts[i, 0], cuts[i, 3]):
                j = item[k]
                if runs.begins[j] < first or runs.ends[j] > final:
                    held[i, 0] += items[j, 0] * items[j, 0]
                    held[i, 1] += items[j, 0] * items[j, 1]
                    held[i, 2] += items[j, 1] * items[j, 1]
    return held


@njit(cache=True)
def move_periods(
    turn: Turn, attempts: int, place: Place, held: Held, runs: Runs, votes: Votes
) -> int:
    """Try to map runs of periods, drawn at random; change the arrays in place.

    Parameters
    ----------
    turn : Turn
    attempts : int
        A third each of shifts, of stretches or shears, and of turns.
    place : Place
    held : Held
    runs : Runs
    votes : Votes
        Of points: the items they are on.

    Returns
    -------
    int
        Moves accepted.
    """
    theta, items = place.theta, place.items
    period, begins, ends, n_periods = runs.period, runs.begins, runs.ends, runs.n_periods
    off, n_afresh, precision, width = held.off, held.n_afresh, held.precision, held.width
    n, n_items, moved = len(theta), len(items), 0
    for a in range(attempts):
        s = stream(turn.seed, turn.chain, turn.sweep, STAGE, a)
        u, s = uniform(s), advance(s)
        one, s = int(uniform(s) * n_periods), advance(s)
        two, s = int(uniform(s) * n_periods), advance(s)
        z1, s = normal(s), advance(advance(s))
        z2, s = normal(s), advance(advance(s))
        z3, s = normal(s), advance(advance(s))
        first, final = run_between(u, one, two, n_periods)
        if first == 0 and final == n_periods - 1:
            continue
        inside = n_in = 0
        for i in range(n):
            if first <= period[i] <= final:
                inside += 1
        for j in range(n_items):
            if begins[j] >= first and ends[j] <= final:
                n_in += 1
        if inside == 0 and n_in == 0:  # a run of years without a vote that counts
            continue
        hold = _hold(first, final, place, off, runs, votes).sum(axis=0)
        across, walk = hold[:3], hold[3]
        c1 = c2 = 0.0
        by = turning(0.0)
        size = walk + 0.5 * SHARE * (across[0] + across[2]) + 1e-9
        if a % 3 == 0:
            l11 = math.sqrt(walk + SHARE * across[0] + 1e-9)
            l21 = SHARE * across[1] / l11
            l22 = math.sqrt(walk + SHARE * across[2] - l21 * l21 + 1e-9)
            c2 = REACH * z2 / l22
            c1 = (REACH * z1 - l21 * c2) / l11
        elif a % 3 == 1:
            reach = REACH / math.sqrt(size + 2.0 * (inside + n_in))
            by = stretching(reach * z1, math.sqrt(0.5) * reach * z2, reach * z3)
        else:
            by = turning(REACH * z1 / math.sqrt(size))
        det = by[0, 0] * by[1, 1] - by[0, 1] * by[1, 0]
        proposed, mapped = theta.copy(), items.copy()
        for i in range(n):
            if first <= period[i] <= final:
                x, y = theta[i, 0], theta[i, 1]
                proposed[i, 0] = by[0, 0] * x + by[0, 1] * y + c1
                proposed[i, 1] = by[1, 0] * x + by[1, 1] * y + c2
        for j in range(n_items):
            if begins[j] >= first and ends[j] <= final:
                map_item(mapped, j, by, det, c1, c2)
        gain = _gain(first, final, proposed, place, runs, votes).sum()
        now = log_prior(
            scale_sums(theta, off), n, n_afresh, n_items, squares(items, precision), width
        )
        then = log_prior(
            scale_sums(proposed, off), n, n_afresh, n_items, squares(mapped, precision), width
        )
        jacobian = (inside - n_in) * math.log(det)
        if math.log(uniform(s)) < gain + then - now + jacobian:
            moved += 1
            theta[:] = proposed
            items[:] = mapped
    return moved
