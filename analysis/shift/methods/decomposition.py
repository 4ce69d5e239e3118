"""A change of a mean, split exactly into what the agenda and what the votes contributed.

Kitagawa (1955, Journal of the American Statistical Association 50), the two-part form that
Oaxaca (1973) and Blinder (1973) use on regressions. With p the share of roll calls in stratum
k and m the mean score in it, before (0) and after (1),

    m1 - m0 = sum_k (p1 - p0) (m0 + m1) / 2  +  sum_k (p0 + p1) / 2 (m1 - m0)

agenda part first, preference part second. Both use the average of the two windows as weights
("symmetric"), so that neither window is the standard and nothing is left over.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Split", "cell_sums", "split"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Split:
    """The parts of a change; arrays of shape (...), or (..., n_strata) where said.

    Attributes
    ----------
    total, agenda, preference : ndarray
        ``total == agenda + preference`` up to rounding.
    reweighted : ndarray
        Change of the mean within strata, weighted by the shares that strata in both windows
        had before; NaN where no stratum is in both.
    unmatched : ndarray
        Share of the roll calls after whose stratum holds none before.
    agenda_of, preference_of, weight_of : ndarray, shape (..., n_strata)
        Contribution of each stratum, and its weight in `reweighted`.
    """

    total: Floats
    agenda: Floats
    preference: Floats
    reweighted: Floats
    unmatched: Floats
    agenda_of: Floats
    preference_of: Floats
    weight_of: Floats


def cell_sums(
    score: Floats,
    after: npt.NDArray[np.bool_],
    stratum: npt.NDArray[np.intp],
    blocks: npt.NDArray[np.intp],
    n_strata: int,
) -> Floats:
    """Add up scores and count roll calls per block, window and stratum.

    Parameters
    ----------
    score : ndarray, shape (n_calls,)
        Without NaN.
    after : ndarray of bool, shape (n_calls,)
    stratum, blocks : ndarray of int, shape (n_calls,)
        Numbered from 0.
    n_strata : int

    Returns
    -------
    ndarray, shape (n_blocks, 2, n_strata, 2)
        Window (before, after), stratum, and then (sum of scores, number of roll calls).

    Examples
    --------
    >>> zero = np.zeros(2, dtype=np.intp)
    >>> cell_sums(np.array([1.0, 0.5]), np.array([False, True]), zero, zero, 1).tolist()
    [[[[1.0, 1.0]], [[0.5, 1.0]]]]
    """
    n_blocks = int(blocks.max()) + 1 if len(blocks) else 0
    cell = (blocks * 2 + after) * n_strata + stratum
    size = n_blocks * 2 * n_strata
    sums = [np.bincount(cell, weights=w, minlength=size) for w in (score, np.ones(len(score)))]
    return np.stack(sums, axis=-1).reshape(n_blocks, 2, n_strata, 2).astype(np.float64)


def split(cells: Floats) -> Split:
    """Split the change of a mean into an agenda and a preference part.

    A stratum that only one window holds shows no change of votes: its whole contribution is
    the agenda's (the mean of the other window is set to the one observed).

    Parameters
    ----------
    cells : ndarray, shape (..., 2, n_strata, 2)
        Of `cell_sums`, added up over blocks.

    Returns
    -------
    Split
        NaN where a window holds no roll call.

    Examples
    --------
    >>> before, after = [[3.0, 4.0], [0.0, 2.0]], [[1.0, 2.0], [1.0, 4.0]]
    >>> s = split(np.array([before, after]))
    >>> [round(float(x), 4) for x in (s.total, s.agenda, s.preference)]
    [-0.1667, -0.1667, 0.0]
    """
    sums, n = cells[..., 0], cells[..., 1]
    size = n.sum(axis=-1, keepdims=True)
    share = _ratio(n, np.broadcast_to(size, n.shape))
    mean = np.zeros_like(sums)
    np.divide(sums, n, out=mean, where=n > 0)
    here = n > 0
    p0, p1 = share[..., 0, :], share[..., 1, :]
    only_after, only_before = here[..., 1, :] & ~here[..., 0, :], here[..., 0, :] & ~here[..., 1, :]
    m0 = np.where(only_after, mean[..., 1, :], mean[..., 0, :])
    m1 = np.where(only_before, mean[..., 0, :], mean[..., 1, :])
    agenda_of = (p1 - p0) * (m0 + m1) / 2.0
    preference_of = (p0 + p1) / 2.0 * (m1 - m0)
    both = here.all(axis=-2)
    kept = np.where(both, p0, 0.0)
    weight_of = _ratio(kept, np.broadcast_to(kept.sum(axis=-1, keepdims=True), kept.shape))
    level = _ratio(sums.sum(axis=-1), size[..., 0])
    return Split(
        total=level[..., 1] - level[..., 0],
        agenda=agenda_of.sum(axis=-1),
        preference=preference_of.sum(axis=-1),
        reweighted=(weight_of * (m1 - m0)).sum(axis=-1),
        unmatched=np.where(only_after, p1, 0.0).sum(axis=-1),
        agenda_of=agenda_of,
        preference_of=preference_of,
        weight_of=weight_of,
    )


def _ratio(above: Floats, below: Floats) -> Floats:
    out = np.full(np.shape(below), np.nan)
    np.divide(above, below, out=out, where=below > 0)
    return out
