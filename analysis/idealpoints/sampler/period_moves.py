"""The sampler's moves of whole periods: location and scale of all states in a run of periods.

Where a run of periods shares few items with the rest, its location and scale are hardly told
by the votes: shifting its ideal points, and the cutpoints of its own items with them, leaves
every probability on those items alone. Steps of one item or one path at a time cross such a
valley slowly; these moves go along it (generalised Gibbs, Liu and Sabatti 2000). Which runs
are moved is settled by who votes on what, before there are draws. The likelihood changes only
on items that are voted on both inside and outside the run.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from analysis.compiled import njit, prange
from analysis.idealpoints.maths.streams import advance, normal, stream, uniform
from analysis.idealpoints.maths.tabulated import (
    NARROW,
    fill_between,
    fill_tails,
    log_between_terms,
    room,
)
from analysis.idealpoints.sampler.arrays import Held, Place, Runs, Turn, Votes
from analysis.idealpoints.sampler.scale_prior import log_prior, scale_sums

__all__ = ["REACH", "SHARE", "STAGE", "border", "move_periods", "run_between"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
STAGE = 4
#: Step of a move, in units of the curvature guessed for it.
REACH = 1.7
#: Share of a vote's largest possible information that is counted in the guess.
SHARE = 0.3
#: Points are dealt into so many parts, for threads to take.
PARTS = 64


@njit(cache=True, parallel=True)
def _across(
    first: int,
    final: int,
    shift: float,
    stretch: float,
    moves: bool,
    place: Place,
    runs: Runs,
    votes: Votes,
) -> tuple[Floats, Floats]:
    """Return what the loglik of items across the border gains, and Σβ² of their votes, by point.

    The sums are left to the caller: in parallel their last digits would depend on the threads.
    """
    theta, beta, g1, g2 = place.theta, place.beta, place.g1, place.g2
    period, begins, ends = runs.period, runs.begins, runs.ends
    cuts, item = votes.cuts, votes.of
    n = theta.size
    gain, size = np.zeros(n), np.zeros(n)
    most = 0
    for i in range(n):
        most = max(most, cuts[i, 3] - cuts[i, 0])
    for part in prange(min(PARTS, n)):
        own = np.empty((10, room(most)))
        x, y, c, d, log_x, log_y, left_x, left_y, ra, rc = (
            own[0], own[1], own[2], own[3], own[4], own[5], own[6], own[7], own[8], own[9],
        )  # fmt: skip
        for i in range(part, n, PARTS):
            if not first <= period[i] <= final:
                continue
            here, then = theta[i], stretch * theta[i] + shift
            m = 0
            for kind in (0, 2):
                for k in range(cuts[i, kind], cuts[i, kind + 1]):
                    j = item[k]
                    if begins[j] < first or ends[j] > final:
                        b = beta[j]
                        x[m] = g1[j] - b * here if kind == 0 else b * here - g2[j]
                        y[m] = g1[j] - b * then if kind == 0 else b * then - g2[j]
                        size[i] += b * b
                        m += 1
            if moves:
                fill_tails(m, x, log_x, ra)
                fill_tails(m, y, log_y, rc)
                for k in range(m):
                    gain[i] += log_y[k] - log_x[k]
            m = 0
            for k in range(cuts[i, 1], cuts[i, 2]):
                j = item[k]
                if begins[j] < first or ends[j] > final:
                    b = beta[j]
                    x[m], c[m] = g1[j] - b * here, g2[j] - b * here
                    y[m], d[m] = g1[j] - b * then, g2[j] - b * then
                    size[i] += b * b
                    m += 1
            if moves:
                fill_between(m, x, c, log_x, left_x, ra, rc)
                fill_between(m, y, d, log_y, left_y, ra, rc)
                for k in range(m):
                    if c[k] - x[k] < NARROW:
                        gain[i] += log_between_terms(y[k], d[k])[0]
                        gain[i] -= log_between_terms(x[k], c[k])[0]
                    else:
                        gain[i] += log_y[k] - log_x[k] + math.log(left_y[k] / left_x[k])
    return gain, size


@njit(cache=True)
def run_between(u: float, one: int, two: int, n_periods: int) -> tuple[int, int]:
    """Return the first and last period of a run: one period, from either end, or any.

    By a number from 0 to 1 and two periods, all drawn at random.
    """
    first, final = min(one, two), max(one, two)
    if u < 0.25:
        return 0, final
    if u < 0.5:
        return first, n_periods - 1
    return first, first if u < 0.75 else final


@njit(cache=True)
def border(first: int, final: int, period: Ints, off: Floats) -> float:
    """Return the precision by which the walk and first points hold the run in place."""
    held = 0.0
    for i in range(period.size):
        inside = first <= period[i] <= final
        if off[i] == 0.0:
            held += 1.0 if inside else 0.0
        elif inside != (first <= period[i - 1] <= final):
            held -= off[i]
    return held


@njit(cache=True)
def move_periods(
    turn: Turn, attempts: int, place: Place, held: Held, runs: Runs, votes: Votes
) -> int:
    """Try to shift or stretch runs of periods, drawn at random; change the arrays in place.

    Parameters
    ----------
    turn : Turn
    attempts : int
        Half of them shifts, half stretches.
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
    theta, beta, g1, g2 = place.theta, place.beta, place.g1, place.g2
    period, begins, ends = runs.period, runs.begins, runs.ends
    off, n_afresh, precision, width = held.off, held.n_afresh, held.precision, held.width
    n, moved = theta.size, 0
    for a in range(attempts if len(runs.odds) else 0):
        s = stream(turn.seed, turn.chain, turn.sweep, STAGE, a)
        u, s = uniform(s), advance(s)
        r = min(int(np.searchsorted(runs.odds, u)), len(runs.odds) - 1)
        first, final = int(runs.loose[r, 0]), int(runs.loose[r, 1])
        inside, square_in, n_in = 0, 0.0, 0
        for i in range(n):
            if first <= period[i] <= final:
                inside += 1
        for j in range(beta.size):
            if begins[j] >= first and ends[j] <= final:
                n_in += 1
                square_in += beta[j] * beta[j]
        fixed = border(first, final, period, off)
        size = _across(first, final, 0.0, 1.0, False, place, runs, votes)[1].sum()
        curvature = fixed + SHARE * size
        z, s = normal(s), advance(advance(s))
        shift, stretch = 0.0, 1.0
        if a % 2 == 0:
            shift = REACH * z / math.sqrt(curvature + 1e-9)
        else:
            stretch = math.exp(REACH * z / math.sqrt(curvature + 2.0 * (inside + n_in)))
        gain = _across(first, final, shift, stretch, True, place, runs, votes)[0].sum()
        proposed = theta.copy()
        for i in range(n):
            if first <= period[i] <= final:
                proposed[i] = stretch * theta[i] + shift
        square = 0.0
        for j in range(beta.size):
            square += beta[j] * beta[j]
        square_new = square + square_in * (1.0 / (stretch * stretch) - 1.0)
        n_items = beta.size
        now = log_prior(scale_sums(theta, off), n, n_afresh, n_items, precision * square, width)
        then = log_prior(
            scale_sums(proposed, off), n, n_afresh, n_items, precision * square_new, width
        )
        jacobian = (inside - n_in) * math.log(stretch)
        if math.log(uniform(s)) < gain + then - now + jacobian:
            moved += 1
            theta[:] = proposed
            for j in range(n_items):
                if begins[j] >= first and ends[j] <= final:
                    beta[j] /= stretch
                    g1[j] += beta[j] * shift
                    g2[j] += beta[j] * shift
    return moved
