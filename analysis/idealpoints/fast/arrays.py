"""The passes of `analysis.idealpoints.fast.kernels` in whole arrays, where nothing compiles them.

Votes are taken by kind, all at once, and summed within their item or state-period. The numbers
are those of the compiled passes but for the order of sums.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import log_ndtr

from analysis.idealpoints.maths.normal import NARROW
from analysis.idealpoints.maths.normal_arrays import between_score, log_between, mills

if TYPE_CHECKING:
    from analysis.idealpoints.fast.kernels import Items, Offset
    from analysis.idealpoints.votes.ballots import Grouped

__all__ = [
    "FLOOR",
    "GAP_KEPT",
    "ITEM_CAP",
    "by_kind",
    "item_step",
    "loglik",
    "state_terms",
    "sums",
    "together",
]

Floats = npt.NDArray[np.float64]
#: Largest change of an item parameter in one step, and the share of the gap always kept.
ITEM_CAP = 1.0
GAP_KEPT = 0.2
#: Least square of a pivot.
FLOOR = 1e-8


class Sorted(NamedTuple):
    """Votes of one kind: where they stand, the unit each belongs to, what it is of."""

    at: npt.NDArray[np.intp]
    unit: npt.NDArray[np.intp]
    of: npt.NDArray[np.intp]


class _Same:
    """A layout of votes, known by its arrays themselves; they are not changed once made."""

    def __init__(self, votes: Grouped) -> None:
        self.votes = votes

    def __hash__(self) -> int:
        return hash(tuple(map(id, self.votes)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and all(
            a is b for a, b in zip(self.votes, other.votes, strict=True)
        )


@lru_cache(maxsize=4)  # a fit passes over two layouts, some hundred times each
def _sorted(same: _Same) -> tuple[Sorted, Sorted, Sorted]:
    votes = same.votes
    unit = np.repeat(np.arange(votes.ptr.size - 1), np.diff(votes.ptr))
    of = votes.of.astype(np.intp)
    low, mid, high = (np.flatnonzero(votes.kind == k) for k in (0, 1, 2))
    first, second, third = (Sorted(at, unit[at], of[at]) for at in (low, mid, high))
    return first, second, third


def by_kind(votes: Grouped) -> tuple[Sorted, Sorted, Sorted]:
    """Return the votes below both cutpoints, between them, and above both."""
    return _sorted(_Same(votes))


def sums(n: int, unit: npt.NDArray[np.integer[Any]], *values: Floats) -> list[Floats]:
    """Sum each of the values within `n` units."""
    return [np.bincount(unit, weights=v, minlength=n).astype(np.float64) for v in values]


def state_terms(
    theta: Floats, items: Items, cov_beta: Floats, votes: Grouped, offset: Offset | None = None
) -> tuple[Floats, Floats, Floats]:
    """Sum score and information over the votes of each state-period: the twin in whole arrays."""
    beta, g1, g2 = items.beta, items.g1, items.g2
    square = beta * beta + cov_beta[:, 0]
    n = theta.size
    score, information, quadratic = np.zeros((3, n))
    for kind, (_, unit, of) in enumerate(by_kind(votes)):
        b, t = beta[of], theta[unit]
        eta = b * t
        if offset is not None:
            eta += offset.load[of] * offset.place[unit]
        if kind == 1:
            a, c = g1[of] - eta, g2[of] - eta
            u, w, ra, rc = between_score(a, c)
            cov = ra * (u - a) * cov_beta[of, 1] + rc * (c - u) * cov_beta[of, 2]
        else:
            x = g1[of] - eta if kind == 0 else eta - g2[of]
            lam = mills(x)
            u, w = (-lam if kind == 0 else lam), lam * (lam + x)
            cov = w * cov_beta[of, 1 if kind == 0 else 2]
        s = b * u - w * t * cov_beta[of, 0] + cov
        found = sums(n, unit, s, w * square[of], square[of])
        score, information, quadratic = (
            score + found[0],
            information + found[1],
            quadratic + found[2],
        )
    return score, information, quadratic


def item_step(
    theta: Floats,
    var_theta: Floats,
    items: Items,
    binary: npt.NDArray[np.bool_],
    votes: Grouped,
    offset: Offset | None = None,
    ridge: Floats | None = None,
) -> tuple[Floats, Floats, Floats, Floats]:
    """Take one Newton step in (β, γ1, γ2) of every item: the twin in whole arrays."""
    beta, g1, g2 = items.beta, items.g1, items.g2
    n = beta.size
    spread = np.ones(n) if ridge is None else ridge.copy()
    db, hbb, d1, d2, h11, h12, h22, hb1, hb2 = np.zeros((9, n))
    for kind, (_, unit, of) in enumerate(by_kind(votes)):
        t, v = theta[of], var_theta[of]
        eta = beta[unit] * t
        if offset is not None:
            eta += offset.load[unit] * offset.place[of]
        if kind == 1:
            a, c = g1[unit] - eta, g2[unit] - eta
            u, w, ra, rc = between_score(a, c)
            narrow = (g2 - g1 < NARROW)[unit]
            m11, m22, m12 = ra * ra - a * ra, rc * rc + c * rc, -ra * rc
            if narrow.any():
                m11[narrow] = m22[narrow] = ((g2 - g1)[unit][narrow]) ** -2.0
            e1, e2 = m11 + m12, m22 + m12
            found = sums(n, unit, ra, rc, m11, m22, m12, e1 * t, e2 * t)
            d1, d2 = d1 - found[0], d2 + found[1]
            h11, h22, h12 = h11 + found[2], h22 + found[3], h12 + found[4]
            hb1, hb2 = hb1 - found[5], hb2 - found[6]
        else:
            x = g1[unit] - eta if kind == 0 else eta - g2[unit]
            lam = mills(x)
            u, w = (-lam if kind == 0 else lam), lam * (lam + x)
            by_lam, by_w, by_wt = sums(n, unit, lam, w, w * t)
            if kind == 0:
                d1, h11, hb1 = d1 + by_lam, h11 + by_w, hb1 - by_wt
            else:
                d2, h22, hb2 = d2 - by_lam, h22 + by_w, hb2 - by_wt
        by_ut, by_wtt, by_wv = sums(n, unit, u * t, w * t * t, w * v)
        db, hbb, spread = db + by_ut, hbb + by_wtt, spread + by_wv
    db -= beta * spread
    hbb += spread
    # one cutpoint carries both derivatives
    d1, d2 = np.where(binary, d1 + d2, d1), np.where(binary, 0.0, d2)
    h11, h22 = np.where(binary, h11 + h22 + 2.0 * h12, h11), np.where(binary, 1.0, h22)
    h12 = np.where(binary, 0.0, h12)
    hb1, hb2 = np.where(binary, hb1 + hb2, hb1), np.where(binary, 0.0, hb2)
    step, cov = _solved((h11, h12, h22, hb1, hb2, hbb), (d1, d2, db))
    s1, s2, s3 = (np.clip(s, -ITEM_CAP, ITEM_CAP) for s in step)
    gap = g2 - g1
    close = ~binary & (gap + s2 - s1 < GAP_KEPT * gap)
    shrink = np.divide((1.0 - GAP_KEPT) * gap, s1 - s2, out=np.ones(n), where=close)
    s1, s2 = s1 * shrink, s2 * shrink
    cov[binary, 2] = cov[binary, 1]
    c1 = g1 + s1
    return beta + s3, c1, np.where(binary, c1, g2 + s2), cov


def _solved(h: tuple[Floats, ...], d: tuple[Floats, ...]) -> tuple[tuple[Floats, ...], Floats]:
    """Return the steps in γ1, γ2, β, and the covariances of β, by Cholesky with a floor."""
    h11, h12, h22, hb1, hb2, hbb = h
    l11 = np.sqrt(np.maximum(h11, FLOOR))
    l21, l31 = h12 / l11, hb1 / l11
    l22 = np.sqrt(np.maximum(h22 - l21 * l21, FLOOR))
    l32 = (hb2 - l31 * l21) / l22
    l33 = np.sqrt(np.maximum(hbb - l31 * l31 - l32 * l32, FLOOR))
    y1 = d[0] / l11
    y2 = (d[1] - l21 * y1) / l22
    s3 = (d[2] - l31 * y1 - l32 * y2) / l33 / l33
    s2 = (y2 - l32 * s3) / l22
    s1 = (y1 - l21 * s2 - l31 * s3) / l11
    var = 1.0 / (l33 * l33)
    with2 = -l32 * var / l22
    with1 = -(l21 * with2 + l31 * var) / l11
    return (s1, s2, s3), np.column_stack([var, with1, with2])


def loglik(theta: Floats, items: Items, votes: Grouped, offset: Offset | None = None) -> float:
    """Return the log-likelihood of the votes: the twin in whole arrays."""
    total = 0.0
    for kind, (_, unit, of) in enumerate(by_kind(votes)):
        eta = items.beta[of] * theta[unit]
        if offset is not None:
            eta += offset.load[of] * offset.place[unit]
        a, c = items.g1[of] - eta, items.g2[of] - eta
        if kind == 1:
            total += float(log_between(a, c).sum())
        else:
            total += float(log_ndtr(a if kind == 0 else -c).sum())
    return total


def together(*words: npt.NDArray[Any]) -> tuple[Floats, Floats]:
    """Count roll calls on which two states both voted, and sum their agreement, as bits say.

    Parameters
    ----------
    *words : ndarray of uint64, shape (n_states, n_words)
        Bits of yes, abstention and no.

    Returns
    -------
    both, same : ndarray, shape (n_states, n_states)
        Whole and half numbers, so that no sum is rounded.
    """
    yes, mid, no = (np.unpackbits(w.view(np.uint8), axis=1).astype(np.float64) for w in words)
    voted = yes + mid + no
    both = voted @ voted.T
    equal = yes @ yes.T + mid @ mid.T + no @ no.T
    apart = yes @ no.T
    return both, 0.5 * (both + equal - apart - apart.T)
