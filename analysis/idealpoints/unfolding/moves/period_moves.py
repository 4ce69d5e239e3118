"""The sampler's moves of whole periods under curves: location and scale of a run of periods.

As `sampler.period_moves`: the points of a run of periods are shifted or stretched, and the curves
of items voted on in it alone follow, so that their probabilities stay as they were.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from analysis.compiled import njit, prange
from analysis.idealpoints.maths.streams import advance, normal, stream, uniform
from analysis.idealpoints.maths.tabulated import log_vote
from analysis.idealpoints.sampler.arrays import Runs, Turn, Votes
from analysis.idealpoints.sampler.period_moves import REACH, SHARE, STAGE, border, run_between
from analysis.idealpoints.sampler.scale_prior import scale_sums
from analysis.idealpoints.unfolding.moves.arrays import Held, Place
from analysis.idealpoints.unfolding.moves.scale_prior import log_prior, squares

__all__ = ["move_periods"]

Floats = npt.NDArray[np.float64]


@njit(cache=True, parallel=True)
def _across(
    first: int, final: int, shift: float, stretch: float, place: Place, runs: Runs, votes: Votes
) -> tuple[Floats, Floats]:
    """Return what the loglik of items across the border gains, and Σ(β + 2κθ)², by point."""
    theta, items, cuts, item = place.theta, place.items, votes.cuts, votes.of
    n = theta.size
    gain, size = np.zeros(n), np.zeros(n)
    for i in prange(n):
        if first <= runs.period[i] <= final:
            t = theta[i]
            x = stretch * t + shift
            for kind in range(3):
                for k in range(cuts[i, kind], cuts[i, kind + 1]):
                    j = item[k]
                    if runs.begins[j] < first or runs.ends[j] > final:
                        p = items[j]
                        gain[i] += log_vote(x * (p[0] + x * p[1]), p[2], p[3], kind)
                        gain[i] -= log_vote(t * (p[0] + t * p[1]), p[2], p[3], kind)
                        slope = p[0] + 2.0 * t * p[1]
                        size[i] += slope * slope
    return gain, size


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
    theta, items, off = place.theta, place.items, held.off
    period, begins, ends = runs.period, runs.begins, runs.ends
    n, n_items, moved = theta.size, len(items), 0
    for a in range(attempts):
        s = stream(turn.seed, turn.chain, turn.sweep, STAGE, a)
        u, s = uniform(s), advance(s)
        one, s = int(uniform(s) * runs.n_periods), advance(s)
        two, s = int(uniform(s) * runs.n_periods), advance(s)
        first, final = run_between(u, one, two, runs.n_periods)
        if first == 0 and final == runs.n_periods - 1:
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
        size = _across(first, final, 0.0, 1.0, place, runs, votes)[1].sum()
        curvature = border(first, final, period, off) + SHARE * size
        z, s = normal(s), advance(advance(s))
        shift, c = 0.0, 1.0
        # of a guess made at the present place, as the size is, the way back has another: so
        # both ends are asked, and their densities enter
        if a % 2 == 0:
            width = REACH / math.sqrt(curvature + 1e-9)
            shift = width * z
        else:
            width = REACH / math.sqrt(curvature + 2.0 * (inside + n_in))
            c = math.exp(width * z)
        gain = _across(first, final, shift, c, place, runs, votes)[0].sum()
        proposed, curves = theta.copy(), items.copy()
        for i in range(n):
            if first <= period[i] <= final:
                proposed[i] = c * theta[i] + shift
        for j in range(n_items):
            if begins[j] >= first and ends[j] <= final:
                b, q = items[j, 0], items[j, 1]
                constant = -b * shift / c + q * shift * shift / (c * c)
                curves[j, 0] = b / c - 2.0 * q * shift / (c * c)
                curves[j, 1] = q / (c * c)
                curves[j, 2] -= constant
                curves[j, 3] -= constant
        there = Place(proposed, curves)
        size = _across(first, final, 0.0, 1.0, there, runs, votes)[1].sum()
        curvature = border(first, final, period, off) + SHARE * size
        if a % 2 == 0:
            back = REACH / math.sqrt(curvature + 1e-9)
        else:
            back = REACH / math.sqrt(curvature + 2.0 * (inside + n_in))
        returned = z * width / back
        densities = 0.5 * (z * z - returned * returned) + math.log(width / back)
        now = log_prior(
            scale_sums(theta, off), n, held.n_afresh, n_items, squares(items), held.bend, held.width
        )
        then = log_prior(
            scale_sums(proposed, off), n, held.n_afresh, n_items, squares(curves), held.bend,
            held.width,
        )  # fmt: skip
        jacobian = (inside - 3 * n_in) * math.log(c)
        if math.log(uniform(s)) < gain + then - now + jacobian + densities:
            moved += 1
            theta[:] = proposed
            items[:] = curves
    return moved
