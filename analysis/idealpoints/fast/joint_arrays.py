"""The loops of `analysis.idealpoints.fast.joint` in whole arrays, where nothing compiles them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.linalg import solveh_banded

from analysis.idealpoints.fast.arrays import by_kind, sums
from analysis.idealpoints.maths.normal import NARROW
from analysis.idealpoints.maths.normal_arrays import between_score, mills

if TYPE_CHECKING:
    from analysis.idealpoints.fast.kernels import Items
    from analysis.idealpoints.votes.ballots import Grouped

__all__ = ["FLAT", "blocks", "less_items", "walk"]

Floats = npt.NDArray[np.float64]
#: Precision of γ without a prior, so that an item's block can be inverted where cutpoints of
#: few votes are hardly told.
FLAT = 1e-6


def blocks(
    theta: Floats, items: Items, binary: npt.NDArray[np.bool_], votes: Grouped
) -> tuple[Floats, Floats, Floats]:
    """Return information of θ, inverse blocks of items, and the row of each vote: the twin."""
    beta, g1, g2 = items.beta, items.g1, items.g2
    n, n_votes = beta.size, votes.of.size
    m11, m22, m12 = np.zeros((3, n_votes))
    for kind, (at, unit, of) in enumerate(by_kind(votes)):
        eta = beta[unit] * theta[of]
        a, c = g1[unit] - eta, g2[unit] - eta
        if kind == 1:
            _, _, ra, rc = between_score(a, c)
            gap = (g2 - g1)[unit]
            narrow = gap < NARROW
            with np.errstate(divide="ignore"):
                point = 1.0 / (gap * gap)
            m11[at] = np.where(narrow, point, ra * ra - a * ra)
            m22[at] = np.where(narrow, point, rc * rc + c * rc)
            m12[at] = -ra * rc
        else:
            x = a if kind == 0 else -c
            lam = mills(x)
            (m11 if kind == 0 else m22)[at] = lam * (lam + x)
    unit = np.repeat(np.arange(n), np.diff(votes.ptr))
    b, t, one = beta[unit], theta[votes.of], binary[unit]
    e1, e2 = m11 + m12, m22 + m12
    w = e1 + e2
    cross = np.column_stack([w * b * t, np.where(one, -w, -e1) * b, np.where(one, 0.0, -e2) * b])
    own = sums(theta.size, votes.of, w * b * b)[0]
    block = np.zeros((n, 3, 3))
    by_ww, by_1, by_2, by_12, by_t1, by_t2 = sums(
        n, unit, w * t * t, np.where(one, w, m11), np.where(one, 0.0, m22),
        np.where(one, 0.0, m12), np.where(one, w, e1) * t, np.where(one, 0.0, e2) * t,
    )  # fmt: skip
    block[:, 0, 0], block[:, 1, 1] = 1.0 + by_ww, FLAT + by_1
    block[:, 2, 2] = np.where(binary, 1.0, FLAT + by_2)
    block[:, 0, 1] = block[:, 1, 0] = -by_t1
    block[:, 0, 2] = block[:, 2, 0] = -by_t2
    block[:, 1, 2] = block[:, 2, 1] = by_12
    inverse: Floats = np.linalg.inv(block).astype(np.float64)
    return own, inverse, cross


def less_items(x: Floats, out: Floats, inverse: Floats, cross: Floats, votes: Grouped) -> None:
    """Subtract BD⁻¹B'x from `out`, a column at a time: the twin."""
    n = len(inverse)
    unit = np.repeat(np.arange(n), np.diff(votes.ptr))
    for r in range(x.shape[1]):
        here = x[votes.of, r]
        s = np.stack(sums(n, unit, *(cross.T * here)), axis=1)
        y = (inverse @ s[:, :, None])[:, :, 0]
        taken = (cross * y[unit]).sum(axis=1)
        out[:, r] -= np.bincount(votes.of, weights=taken, minlength=len(out))


def walk(diagonal: Floats, off: Floats, forward: Floats, given: Floats, solve: bool) -> Floats:
    """Return A times the columns of `given`, or A⁻¹ times them: the twin."""
    if solve:
        solved: Floats = solveh_banded(np.stack([np.append(0.0, off[1:]), diagonal]), given)
        return solved
    x: Floats = diagonal[:, None] * given
    x[1:] += off[1:, None] * given[:-1]
    x[:-1] += off[1:, None] * given[1:]
    return x
