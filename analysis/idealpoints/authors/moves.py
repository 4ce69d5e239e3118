"""The moves of the published estimates' algorithm, compiled: items, then points.

An item's cutpoints take one Metropolis step with the latent utilities integrated out (Cowles
1996; Johnson and Albert 1999, section 4.3.2); utilities and β are then drawn given them. A
point is drawn given the utilities and the conditional mean that the point before it had in the
sweep before. Each thread writes only what belongs to its own item or state.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from analysis.compiled import njit, prange
from analysis.idealpoints.maths.streams import advance, normal, stream, uniform
from analysis.idealpoints.maths.tabulated import log_tail_terms, log_vote
from analysis.idealpoints.maths.threads import stride
from analysis.idealpoints.maths.truncated import normal_above, normal_between
from analysis.idealpoints.sampler.arrays import Place, Turn
from analysis.idealpoints.votes.ballots import Grouped

__all__ = [
    "draw_items_given_utilities",
    "draw_paths",
    "draw_points",
    "draw_utilities_at_zero",
    "sum_utilities",
]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
ITEMS, POINTS, START = 11, 12, 13
#: The fixed standard deviation of a cutpoint's proposal.
STEP = 0.2 / 3


@njit(cache=True)
def _log_above(x: float) -> float:
    """Return log(1 − Φ(x))."""
    return log_tail_terms(-x)[0]


@njit(cache=True)
def _utility(
    eta: float, c1: float, c2: float, kind: int, state: np.uint64
) -> tuple[float, np.uint64]:
    """Draw the utility of a vote given the cutpoints it lies between."""
    if kind == 0:
        x, state = normal_above(eta - c1, state)
        return eta - x, state
    if kind == 2:
        x, state = normal_above(c2 - eta, state)
    else:
        x, state = normal_between(c1 - eta, c2 - eta, state)
    return eta + x, state


@njit(cache=True)
def draw_utilities_at_zero(
    seed: int, chain: int, g1: Floats, g2: Floats, ptr: Ints, kind: npt.NDArray[np.int8]
) -> Floats:
    """Draw the utilities of all votes where every ideal point is 0, to start from."""
    z = np.empty(kind.size)
    for j in range(g1.size):
        s = stream(seed, chain, 0, START, j)
        for k in range(ptr[j], ptr[j + 1]):
            z[k], s = _utility(0.0, g1[j], g2[j], kind[k], s)
    return z


@njit(cache=True, parallel=True)
def draw_items_given_utilities(
    turn: Turn,
    place: Place,
    single: npt.NDArray[np.bool_],
    bounds: tuple[float, float],
    votes: Grouped,
    z: Floats,
) -> int:
    """Draw cutpoints, latent utilities and β of every item in place, given the points.

    Parameters
    ----------
    turn : Turn
    place : Place
        Items are changed in place.
    single : ndarray of bool, shape (n_items,)
        Items with one cutpoint, g1 = g2.
    bounds : tuple of float
        Of cutpoints, which stay within, and of utilities, which are set to it where they pass
        it; may be infinite.
    votes : Grouped
        By item.
    z : ndarray, shape (n_votes,)
        Filled with the utilities.

    Returns
    -------
    int
        Items whose cutpoints moved.
    """
    seed, chain, sweep = turn.seed, turn.chain, turn.sweep
    theta, beta, g1, g2 = place.theta, place.beta, place.g1, place.g2
    ptr, point, kind = votes.ptr, votes.of, votes.kind
    cutpoint_bound, utility_bound = bounds
    moved = 0
    by = stride(beta.size)
    for i in prange(beta.size):
        j = (i * by) % beta.size
        s = stream(seed, chain, sweep, ITEMS, j)
        b, c1, c2 = beta[j], g1[j], g2[j]
        if single[j]:
            new_1 = c1 + STEP * normal(s)
            s = advance(advance(s))
            new_2, ratio = new_1, 0.0
        else:
            x, s = normal_between((-cutpoint_bound - c1) / STEP, (c2 - c1) / STEP, s)
            new_1 = c1 + STEP * x
            x, s = normal_between((new_1 - c2) / STEP, (cutpoint_bound - c2) / STEP, s)
            new_2 = c2 + STEP * x
            ratio = _log_above((new_1 - c2) / STEP) - _log_above((c1 - new_2) / STEP)
        for k in range(ptr[j], ptr[j + 1]):
            eta = b * theta[point[k]]
            ratio += log_vote(eta, new_1, new_2, kind[k]) - log_vote(eta, c1, c2, kind[k])
        if math.log(uniform(s)) < ratio:
            c1, c2 = new_1, new_2
            g1[j], g2[j] = c1, c2
            moved += 1
        s = advance(s)
        square, product = 1.0, 0.0  # β ~ N(0, 1)
        for k in range(ptr[j], ptr[j + 1]):
            t = theta[point[k]]
            eta = b * t
            u, s = _utility(eta, c1, c2, kind[k], s)
            u = min(max(u, -utility_bound), utility_bound)
            z[k] = u
            square += t * t
            product += t * u
        beta[j] = product / square + normal(s) / math.sqrt(square)
    return moved


@njit(cache=True)
def sum_utilities(
    beta: Floats, ptr: Ints, point: npt.NDArray[np.int32], z: Floats, n_points: int
) -> tuple[Floats, Floats]:
    """Return Σβ² and Σβz of every point's votes, in one order whatever the threads.

    Examples
    --------
    >>> out = sum_utilities(np.array([2.0]), np.array([0, 2]), np.array([1, 1], dtype=np.int32),
    ...                     np.array([0.5, 1.0]), 2)
    >>> out[0].tolist(), out[1].tolist()
    ([0.0, 8.0], [0.0, 3.0])
    """
    square, product = np.zeros(n_points), np.zeros(n_points)
    for j in range(beta.size):
        b = beta[j]
        for k in range(ptr[j], ptr[j + 1]):
            square[point[k]] += b * b
            product[point[k]] += b * z[k]
    return square, product


@njit(cache=True)
def draw_points(
    turn: Turn,
    sums: tuple[Floats, Floats],
    expected: tuple[Floats, Floats],
    bound: float,
    state_ptr: Ints,
) -> tuple[Floats, Floats]:
    """Draw every point by itself, given the utilities and the mean of its prior.

    Parameters
    ----------
    turn : Turn
    sums : pair of ndarray, shape (n_points,)
        As of `sum_utilities`.
    expected : pair of ndarray, shape (n_points,)
        Mean and variance of each point before the votes.
    bound : float
    state_ptr : ndarray of int64, shape (n_states + 1,)

    Returns
    -------
    theta : ndarray, shape (n_points,)
        Set to ±bound where a draw passes it.
    mean : ndarray, shape (n_points,)
        Conditional means, of which the next sweep makes prior means.
    """
    (square, product), (prior_mean, prior_variance) = sums, expected
    theta, mean = np.empty(square.size), np.empty(square.size)
    for i in range(state_ptr.size - 1):
        s = stream(turn.seed, turn.chain, turn.sweep, POINTS, i)
        for p in range(state_ptr[i], state_ptr[i + 1]):
            precision = square[p] + 1.0 / prior_variance[p]
            mean[p] = (product[p] + prior_mean[p] / prior_variance[p]) / precision
            drawn = mean[p] + normal(s) / math.sqrt(precision)
            s = advance(advance(s))
            theta[p] = min(max(drawn, -bound), bound)
    return theta, mean


@njit(cache=True)
def draw_paths(
    turn: Turn,
    sums: tuple[Floats, Floats],
    variance: Floats,
    bound: float,
    state_ptr: Ints,
) -> tuple[Floats, Floats]:
    """Draw every state's path as one, given the utilities: what `draw_points` leaves out.

    By forward filtering and backward sampling (Carter and Kohn 1994); `variance` is that of
    the step to a point, and of a state's first point round 0.

    Returns
    -------
    theta, mean : ndarray, shape (n_points,)
        As of `draw_points`; the means are the filtered ones.
    """
    square, product = sums
    n = square.size
    theta, mean, spread = np.empty(n), np.empty(n), np.empty(n)
    for i in range(state_ptr.size - 1):
        lo, hi = state_ptr[i], state_ptr[i + 1]
        for p in range(lo, hi):
            before = mean[p - 1] if p > lo else 0.0
            wide = variance[p] + (spread[p - 1] if p > lo else 0.0)
            precision = square[p] + 1.0 / wide
            mean[p] = (product[p] + before / wide) / precision
            spread[p] = 1.0 / precision
        s = stream(turn.seed, turn.chain, turn.sweep, POINTS, i)
        for p in range(hi - 1, lo - 1, -1):
            centre, v = mean[p], spread[p]
            if p + 1 < hi:
                v = 1.0 / (1.0 / spread[p] + 1.0 / variance[p + 1])
                centre = v * (mean[p] / spread[p] + theta[p + 1] / variance[p + 1])
            theta[p] = centre + math.sqrt(v) * normal(s)
            s = advance(advance(s))
        for p in range(lo, hi):
            theta[p] = min(max(theta[p], -bound), bound)
    return theta, mean
