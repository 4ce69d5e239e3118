"""Randomisation of days between two windows, for all states at once, and adjusted p-values.

A deal is a column of zeros and ones that says which days stand after. The sums of all states
over these days, in all deals, are one matrix product; nothing is fitted again. Each change is
divided by the error of its own deal, clustered by day: with days of very unequal size a plain
difference would be ruled by the largest day (Chung and Romano 2013, Annals of Statistics 41).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.inference import MIN_DAYS

__all__ = ["LEAST", "Deals", "adjusted", "benjamini_hochberg", "deal", "deal_days"]

Floats = npt.NDArray[np.float64]

#: Roll calls with a score that each window must have for a state's change to count.
LEAST = 10
#: Changes and errors of scores, which are multiples of a half, are zero up to here.
ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class Deals:
    """The changes of all states at one date, as observed and in every deal.

    Attributes
    ----------
    change : ndarray, shape (n_states,)
        Mean score after less before; NaN where a window has too few.
    error : ndarray, shape (n_states,)
        Standard error of the change, clustered by day.
    n : ndarray, shape (2, n_states)
        Roll calls with a score before and after.
    largest : ndarray, shape (n_deals,)
        Largest size of z over states in each deal, each z with the error of its own deal.
    p : ndarray, shape (n_states,)
        (1 + deals with a z at least as large) / (1 + deals).
    """

    change: Floats
    error: Floats
    n: Floats
    largest: Floats
    p: Floats

    @property
    def z(self) -> Floats:
        """The change in units of its error: 0 without a change, infinite without an error."""
        return np.sign(self.change) * _ratio(self.change, self.error)


def deal_days(
    n_days: int, n_after: int, draws: int, rng: np.random.Generator
) -> npt.NDArray[np.bool_]:
    """Deal days to the window after at random, as many as there were.

    Returns
    -------
    ndarray of bool, shape (n_days, draws)

    Examples
    --------
    >>> deal_days(5, 2, 3, np.random.default_rng(1)).sum(axis=0).tolist()
    [2, 2, 2]
    """
    order = rng.random((n_days, draws)).argsort(axis=0)
    return order < n_after


def deal(
    score: Floats,
    blocks: npt.NDArray[np.intp],
    after: npt.NDArray[np.bool_],
    draws: int,
    rng: np.random.Generator,
    least: int = LEAST,
) -> Deals | None:
    """Compute the change of every state between two windows, and deal the days anew.

    Parameters
    ----------
    score : ndarray, shape (n_states, n_calls)
        NaN where a state has none.
    blocks : ndarray of int, shape (n_calls,)
        Day of each roll call, numbered from 0; a day lies in one window.
    after : ndarray of bool, shape (n_calls,)
    draws : int
    rng : Generator
    least : int
        Scores that a state needs in each window.

    Returns
    -------
    Deals or None
        None where a window has fewer than `MIN_DAYS` days.
    """
    n_blocks = int(blocks.max()) + 1
    day_after = np.zeros(n_blocks, dtype=bool)
    day_after[blocks[after]] = True
    n_after = int(day_after.sum())
    if min(n_after, n_blocks - n_after) < MIN_DAYS:
        return None
    in_block = np.zeros((len(blocks), n_blocks))
    in_block[np.arange(len(blocks)), blocks] = 1.0
    known = ~np.isnan(score)
    sums, n = np.where(known, score, 0.0) @ in_block, known.astype(np.float64) @ in_block
    counts = np.stack([n[:, ~day_after].sum(axis=1), n[:, day_after].sum(axis=1)])
    labels = deal_days(n_blocks, n_after, draws, rng).astype(np.float64)
    seen, error = (x[:, 0] for x in _studentised(sums, n, day_after[:, None].astype(np.float64)))
    enough = (counts >= least).all(axis=0)
    seen, error = np.where(enough, seen, np.nan), np.where(enough, error, np.nan)
    keep = np.flatnonzero(~np.isnan(seen))
    p, largest = np.full(len(seen), np.nan), np.zeros(draws)
    if len(keep):
        size = _size(*_studentised(sums[keep], n[keep], labels))
        observed = _size(seen[keep], error[keep])
        p[keep] = (1 + (size >= observed[:, None]).sum(axis=1)) / (1 + draws)
        largest = size.max(axis=0)
    return Deals(seen, error, counts, largest, p)


def benjamini_hochberg(p: npt.ArrayLike) -> Floats:
    """Adjust p-values so that those up to q hold the false discovery rate at q.

    Parameters
    ----------
    p : array-like
        NaN is passed over.

    Returns
    -------
    ndarray
        Benjamini and Hochberg (1995), step-up.

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, 0.03, 0.5]).round(4).tolist()
    [0.04, 0.0533, 0.0533, 0.5]
    """
    from statsmodels.stats.multitest import multipletests

    values = np.asarray(p, dtype=np.float64)
    out = np.full(values.shape, np.nan)
    known = ~np.isnan(values)
    if known.any():
        out[known] = multipletests(values[known], method="fdr_bh")[1]
    return out


def adjusted(z: pd.Series, largest: Floats) -> Floats:
    """(1 + deals whose largest change is at least |z|) / (1 + deals), for each z."""
    ordered = np.sort(largest.round(9))
    below = np.searchsorted(ordered, z.abs().to_numpy().round(9), side="left")
    return (1 + len(ordered) - below) / (1 + len(ordered))


def _studentised(sums: Floats, n: Floats, labels: Floats) -> tuple[Floats, Floats]:
    """Mean after less before, and its error by day, for each state and deal.

    With S and N the sum and number of scores of a day, the error of a mean m is
    sqrt(sum (S - m N)^2) / sum N over the days of the window, times sqrt(d / (d - 1)) for its d
    days with scores. Opened, the square is three sums over days, so every deal is a column of
    the same matrix products.

    Returns
    -------
    change, error : ndarray, shape (n_states, n_deals)
        NaN where a side has fewer than two days with scores.
    """
    squares = (sums**2, sums * n, n**2, (n > 0).astype(np.float64))
    change, variance = (
        np.zeros((len(sums), labels.shape[1])),
        np.zeros((len(sums), labels.shape[1])),
    )
    for sign, side in ((-1.0, 1.0 - labels), (1.0, labels)):
        total, count = sums @ side, n @ side
        ss, sn, nn, days = (x @ side for x in squares)
        some = days > 1.5
        mean, spread = np.full(total.shape, np.nan), np.full(total.shape, np.nan)
        np.divide(total, count, out=mean, where=some)
        left = np.maximum(ss - 2.0 * mean * sn + mean**2 * nn, 0.0) * days
        np.divide(left, count**2 * (days - 1.0), out=spread, where=some)
        change += sign * mean
        variance += spread
    return change, np.sqrt(variance)


def _size(change: Floats, error: Floats) -> Floats:
    """|change / error|; 0 where there is none, so that it is never among the largest."""
    size = _ratio(change, error)
    return np.where(np.isnan(size), 0.0, size).round(9)


def _ratio(change: Floats, error: Floats) -> Floats:
    """|change / error|; NaN where it is not defined.

    A state that votes one way throughout before and another throughout after has no error and
    the largest change there can be: the ratio is infinite, and 0 only if it did not change.
    """
    size = np.abs(change)
    # Below this a difference is a rounding of zero.
    out = np.where(size > ROUNDING, np.inf, 0.0)
    out[np.isnan(size) | np.isnan(error)] = np.nan
    np.divide(size, error, out=out, where=error > ROUNDING)
    return out
