"""Two latent numbers per state-period: a second dimension, or a propensity to attend.

The latent utility of a vote is η = βθ + cξ. In a plane c is the item's second loading, unknown
like β. With attendance ξ is how readily a state attends, c is 1 where the item is attendance
at a roll call and 0 where it is a vote. Each of the two moves as θ does in `fit`, with the other
as offset.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit, prange

from analysis.idealpoints.anderson import Anderson
from analysis.idealpoints.ballots import Ballots
from analysis.idealpoints.fit import (
    ANDERSON_CAP,
    ITEM_STEPS_AT_START,
    MEMORY,
    TOLERANCE,
    Fit,
    _first_items,
    _state_step,
    walk_precision,
)
from analysis.idealpoints.kernels import _vote_terms, item_step, loglik, solve_walk, state_terms

__all__ = ["Joint", "block_covariance", "fit_joint", "pinned"]

Floats = npt.NDArray[np.float64]
#: Least standard deviation of the loadings of attendance: at zero they would never move again.
LEAST_SPREAD = 0.02


@dataclass(frozen=True, eq=False)
class Joint:
    """What the loop over two latents ended with.

    Attributes
    ----------
    first, second : Fit
        Share the cutpoints; ``diagonal`` and ``off`` of each hold the other fixed, ``variance``
        does not.
    cross : ndarray, shape (n_points,)
        Information that the two have in common, Σwβc.
    spread : float
        Standard deviation of the loadings of attendance on θ; 1 in a plane.
    """

    first: Fit
    second: Fit
    cross: Floats
    spread: float


@dataclass
class _State:
    """Both latents and all items, as they change from sweep to sweep."""

    place: Floats  # shape (2, n_points)
    load: Floats  # shape (2, n_items)
    g1: Floats
    g2: Floats
    cov: Floats  # shape (2, n_items, 3)
    variance: Floats  # shape (2, n_points)
    multiplier: Floats  # shape (2,)
    spread: float = 1.0

    def copy(self) -> _State:
        return _State(
            self.place.copy(),
            self.load.copy(),
            self.g1.copy(),
            self.g2.copy(),
            self.cov.copy(),
            self.variance.copy(),
            self.multiplier.copy(),
            self.spread,
        )


def fit_joint(
    ballots: Ballots,
    start: Floats,
    walk_variance: float,
    attendance: npt.NDArray[np.bool_] | None = None,
    along: Floats | None = None,
    max_iter: int = 500,
    tol: float = TOLERANCE,
) -> Joint:
    """Fit both latents by variational Newton sweeps with Anderson acceleration.

    Parameters
    ----------
    ballots : Ballots
    start : ndarray, shape (2, n_points)
    walk_variance : float
        Of either latent.
    attendance : ndarray of bool, shape (n_items,), optional
        Which items are attendance. The second latent has the loading 1 on these and 0 on
        others, mean 0, and the scale of ε. The loadings of θ on them are N(0, s²), with s²
        found by expectation and maximisation: were absence to say nothing of θ, s would
        vanish, and with it whatever absence does to θ.
    along : ndarray, shape (n_points,), optional
        In a plane: numbers of which the first dimension is to be the best predictor among
        all directions, so that the second has no correlation with them. Both dimensions have
        mean 0 and standard deviation 1, and none with each other.
    max_iter : int
    tol : float
        Stop when neither latent changes by more in a sweep.

    Returns
    -------
    Joint
        ``first.converged`` is False where `max_iter` did not suffice or a number overflowed.
    """
    walk, off = walk_precision(ballots, walk_variance)
    now = _first(ballots, start, attendance)
    for _ in range(ITEM_STEPS_AT_START):
        _move_items(ballots, now, attendance)
    accelerate = Anderson(MEMORY, ANDERSON_CAP)
    change, converged, n_iter = np.inf, False, 0
    while n_iter < max_iter and not converged:
        n_iter += 1
        held = now.copy()
        before = held.place
        for d in (0, 1):
            if d == 0 or attendance is None:
                _move_items(ballots, now, attendance, (d,))
            _move_points(ballots, now, d, walk, off, attendance is None)
        _restore(now, attendance, along)
        change = float(np.abs(now.place - before).max())
        if not (np.isfinite(change) and np.isfinite(now.load).all()):
            now = held
            break
        converged = change < tol
        if not converged:
            now.place = accelerate(before.ravel(), now.place.ravel()).reshape(2, -1)
            _restore(now, attendance, along)
    return _finished(ballots, now, walk, off, converged, n_iter, change)


def _first(ballots: Ballots, start: Floats, attendance: npt.NDArray[np.bool_] | None) -> _State:
    place = start - start.mean(axis=1, keepdims=True)
    place[0] /= place[0].std()
    beta, g1, g2 = _first_items(ballots)
    second = np.zeros_like(beta) if attendance is None else attendance.astype(np.float64)
    if attendance is None:
        place[1] -= (place[1] @ place[0]) / (place[0] @ place[0]) * place[0]
        place[1] /= place[1].std()
    n, m = ballots.n_points, len(ballots.items)
    return _State(
        place, np.stack([beta, second]), g1, g2, np.zeros((2, m, 3)), np.zeros((2, n)), np.zeros(2)
    )


def _move_items(
    ballots: Ballots,
    now: _State,
    attendance: npt.NDArray[np.bool_] | None,
    dimensions: tuple[int, ...] = (0, 1),
) -> None:
    """Take a Newton step in the items' loadings on each dimension, with the cutpoints."""
    ridge = np.ones(now.g1.size)
    if attendance is not None:
        dimensions = (0,)
        ridge[attendance] = 1.0 / now.spread**2
    for d in dimensions:
        now.load[d], now.g1, now.g2, now.cov[d] = item_step(
            now.place[d],
            now.variance[d],
            now.load[d],
            now.g1,
            now.g2,
            ballots.missing > 0,
            ballots.item_ptr,
            ballots.by_item_point,
            ballots.by_item_kind,
            now.load[1 - d],
            now.place[1 - d],
            ridge,
        )
    if attendance is not None and attendance.any():
        square = now.load[0, attendance] ** 2 + now.cov[0, attendance, 0]
        now.spread = float(np.clip(np.sqrt(square.mean()), LEAST_SPREAD, 1.0))


def _move_points(
    ballots: Ballots, now: _State, d: int, walk: Floats, off: Floats, plane: bool
) -> None:
    """Take a Newton step in one latent that leaves what identifies it alone."""
    score, information, _ = state_terms(
        now.place[d],
        now.load[d],
        now.g1,
        now.g2,
        now.cov[d],
        ballots.point_ptr,
        ballots.by_point_item,
        ballots.by_point_kind,
        now.load[1 - d],
        now.place[1 - d],
    )
    if d == 1 and not plane:
        now.place[d], now.variance[d] = _centred_step(
            ballots, now.place[d], score, information, walk, off
        )
        return
    now.place[d], now.variance[d], now.multiplier[d] = _state_step(
        ballots,
        now.place[d],
        (score, information),
        np.ones(ballots.n_points),
        walk,
        off,
        float(now.multiplier[d]),
        now.place[1 - d] if plane else None,
    )


def _centred_step(
    ballots: Ballots, x: Floats, score: Floats, information: Floats, walk: Floats, off: Floats
) -> tuple[Floats, Floats]:
    """Take a Newton step that leaves the mean alone; the scale is held by ε."""
    pull = walk * x
    pull[1:] += off[1:] * x[:-1]
    pull[:-1] += off[1:] * x[1:]
    rhs = np.stack([score - pull, np.ones_like(x)])
    step, variance = solve_walk(information + walk, off, rhs, ballots.state_ptr)
    delta = step[0] - step[0].sum() / step[1].sum() * step[1]
    return x + np.clip(delta, -1.0, 1.0), variance


def _restore(now: _State, attendance: npt.NDArray[np.bool_] | None, along: Floats | None) -> None:
    """Set means, spreads and directions again; loadings and cutpoints compensate."""
    for d in (0, 1):
        mean = now.place[d].mean()
        now.place[d] -= mean
        now.g1 = now.g1 - now.load[d] * mean
        now.g2 = now.g2 - now.load[d] * mean
    scaled = (0,) if attendance is not None else (0, 1)
    for d in scaled:
        spread = now.place[d].std()
        now.place[d] /= spread
        now.load[d] *= spread
        if attendance is None and d == 0:
            share = (now.place[1] @ now.place[0]) / now.place[0].size
            now.place[1] -= share * now.place[0]
            now.load[0] += share * now.load[1]
    if along is not None:
        now.place, now.load = pinned(now.place, now.load, along)


def pinned(place: Floats, load: Floats, along: Floats) -> tuple[Floats, Floats]:
    """Turn a plane so that its second dimension has no correlation with given numbers.

    Parameters
    ----------
    place : ndarray, shape (2, n_points)
        Of mean 0, standard deviation 1 and no correlation.
    load : ndarray, shape (2, n_items)
    along : ndarray, shape (n_points,)

    Returns
    -------
    place, load : ndarray
        Turned alike, so that no vote's probability changes.

    Examples
    --------
    >>> place = np.array([[1.0, -1, 1, -1], [1, 1, -1, -1]])
    >>> turned, _ = pinned(place, np.ones((2, 1)), np.array([2.0, 1, -1, -2]))
    >>> bool(abs(turned[1] @ [2, 1, -1, -2]) < 1e-12), bool(turned[0] @ [2, 1, -1, -2] > 0)
    (True, True)
    """
    one, two = place @ along
    size = np.hypot(one, two)
    turn = np.array([[one, two], [-two, one]]) / (size if size > 0 else 1.0)
    return turn @ place, turn @ load


def _finished(
    ballots: Ballots,
    now: _State,
    walk: Floats,
    off: Floats,
    converged: bool,
    n_iter: int,
    change: float,
) -> Joint:
    votes = (ballots.point_ptr, ballots.by_point_item, ballots.by_point_kind)
    diagonal = []
    for d in (0, 1):
        information = state_terms(
            now.place[d], now.load[d], now.g1, now.g2, now.cov[d], *votes,
            now.load[1 - d], now.place[1 - d],
        )[1]  # fmt: skip
        diagonal.append(information + walk + max(float(now.multiplier[d]), 0.0))
    (one, two), (beta, load) = now.place, now.load
    ptr, item, kind = votes
    cross = _cross(one, two, beta, load, now.g1, now.g2, ptr, item, kind)
    variance = np.empty_like(now.place)
    for s in range(len(ballots.states)):
        own = slice(ballots.state_ptr[s], ballots.state_ptr[s + 1])
        whole = block_covariance(*(x[own] for x in (*diagonal, off, off, cross)))
        variance[:, own] = np.diag(whole).reshape(2, -1)
    value = float(
        loglik(now.place[0], now.load[0], now.g1, now.g2, *votes, now.load[1], now.place[1])
    )
    fits = [
        Fit(
            now.place[d],
            now.load[d],
            now.g1,
            now.g2,
            now.cov[d],
            diagonal[d],
            off,
            variance[d],
            converged,
            n_iter,
            change,
            value,
        )
        for d in (0, 1)
    ]
    return Joint(fits[0], fits[1], cross, now.spread)


def block_covariance(
    diagonal1: Floats, diagonal2: Floats, off1: Floats, off2: Floats, cross: Floats
) -> Floats:
    """Return the covariance of one state's two paths, first all of one, then of the other.

    Parameters
    ----------
    diagonal1, diagonal2, off1, off2, cross : ndarray, shape (n,)
        ``off[0]`` is not used.

    Returns
    -------
    ndarray, shape (2 n, 2 n)

    Examples
    --------
    >>> one, none = np.array([2.0]), np.zeros(1)
    >>> block_covariance(one, one, none, none, np.array([1.0])).round(3).tolist()
    [[0.667, -0.333], [-0.333, 0.667]]
    """
    n = cross.size
    precision = np.zeros((2 * n, 2 * n))
    for k, (diagonal, off) in enumerate([(diagonal1, off1), (diagonal2, off2)]):
        own = slice(k * n, (k + 1) * n)
        precision[own, own] = np.diag(diagonal) + np.diag(off[1:], 1) + np.diag(off[1:], -1)
    precision[:n, n:] = precision[n:, :n] = np.diag(cross)
    inverse: Floats = np.linalg.inv(precision).astype(np.float64)
    return inverse


@njit(cache=True, parallel=True)
def _cross(
    theta: Floats,
    other: Floats,
    beta: Floats,
    load: Floats,
    g1: Floats,
    g2: Floats,
    ptr: npt.NDArray[np.int64],
    item: npt.NDArray[np.int32],
    kind: npt.NDArray[np.int8],
) -> Floats:
    """Sum wβc over the votes of each state-period."""
    cross = np.zeros(theta.size)
    for i in prange(theta.size):
        total = 0.0
        for k in range(ptr[i], ptr[i + 1]):
            j = item[k]
            eta = beta[j] * theta[i] + load[j] * other[i]
            w = _vote_terms(kind[k], eta, g1[j], g2[j])[1]
            total += w * beta[j] * load[j]
        cross[i] = total
    return cross
