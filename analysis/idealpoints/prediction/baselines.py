"""What a prediction has to beat: constant shares, and the last vote on the same text."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from numba import njit

from analysis.idealpoints.votes.sorting import FIRST_CODE, LAST_CODE
from analysis.record.codes import is_cast

__all__ = ["SMOOTHING", "constant_shares", "last_votes", "transitions"]

Codes = npt.NDArray[np.int8]
Floats = npt.NDArray[np.float64]
#: Added to each count before it becomes a share: Jeffreys' prior, so that none is 0.
SMOOTHING = 0.5


def constant_shares(votes: npt.ArrayLike) -> Floats:
    """Return the shares of yes, abstain and no among votes cast, smoothed; shape (3,).

    Parameters
    ----------
    votes : array-like of int
        Codes; what is no vote cast does not count. Without any, a third each.

    Examples
    --------
    >>> constant_shares([3, 3, 3, 1, 8]).round(3).tolist()
    [0.273, 0.091, 0.636]
    """
    counts = np.bincount(np.asarray(votes, dtype=np.int64).ravel(), minlength=4)[1:4] + SMOOTHING
    return counts / counts.sum()


def last_votes(votes: Codes, items: pd.Series, dates: pd.Series) -> Codes:
    """Return how each state voted when the same text was last put to it.

    Parameters
    ----------
    votes : ndarray of int8, shape (n_states, n_calls)
        Hidden votes are to be 0 in it: they are passed over, and an earlier one counts.
    items, dates : Series, shape (n_calls,)
        The text of each roll call, and its day. Of one day the order of the record counts.

    Returns
    -------
    ndarray of int8, shape (n_states, n_calls)
        1, 2 or 3; 0 where the state never voted on the text before.

    Examples
    --------
    >>> votes = np.array([[1, 3, 8, 2], [0, 3, 3, 3]], dtype=np.int8)
    >>> items = pd.Series(["t", "alone", "t", "t"])
    >>> last_votes(votes, items, pd.Series(pd.date_range("2020-01-01", periods=4))).tolist()
    [[0, 0, 1, 1], [0, 0, 0, 3]]
    """
    number, names = pd.factorize(items.to_numpy())
    order = np.argsort(dates.to_numpy(), kind="stable")
    found: Codes = _last(np.ascontiguousarray(votes), number, order, len(names))
    return found


@njit(cache=True)
def _last(
    votes: Codes, text: npt.NDArray[np.int64], order: npt.NDArray[np.int64], n_texts: int
) -> Codes:
    """Go through the roll calls of each state in order; see `last_votes`."""
    before = np.zeros(votes.shape, dtype=np.int8)
    last = np.zeros(n_texts, dtype=np.int8)
    for row in range(votes.shape[0]):
        last[:] = 0
        for call in order:
            before[row, call] = last[text[call]]
            if FIRST_CODE <= votes[row, call] <= LAST_CODE:
                last[text[call]] = votes[row, call]
    return before


def transitions(votes: Codes, before: Codes) -> Floats:
    """Return the probability of each vote after each last vote on the text, over all states.

    Parameters
    ----------
    votes, before : ndarray of int8, shape (n_states, n_calls)
        As of `last_votes`.

    Returns
    -------
    ndarray of float64, shape (3, 3)
        A row for the last vote (yes, abstain, no), a column for the next; smoothed.

    Examples
    --------
    >>> transitions(np.array([[3, 3, 1]]), np.array([[3, 3, 0]])).round(2)[2].tolist()
    [0.14, 0.14, 0.71]
    """
    both = is_cast(votes) & (before > 0)
    pair = 3 * (before[both].astype(np.int64) - 1) + votes[both] - 1
    counts = np.bincount(pair, minlength=9).reshape(3, 3) + SMOOTHING
    return counts / counts.sum(axis=1, keepdims=True)
