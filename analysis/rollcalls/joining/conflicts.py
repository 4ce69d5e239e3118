"""Votes of which two sources say different things: listed, not hidden."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.record.codes import VOTE_NAMES, Vote, is_cast
from analysis.record.sheet import Sheet

__all__ = ["CONFLICT_COLUMNS", "conflict_rows", "differing", "fillable", "settled"]

CONFLICT_COLUMNS = (
    "id",
    "symbol",
    "date",
    "state",
    "earlier",
    "says",
    "later",
    "says_else",
    "stands",
)


def fillable(kept: npt.NDArray[np.int8], other: npt.NDArray[np.int8]) -> npt.NDArray[np.bool_]:
    """Say which cells a later source may fill: not recorded, or absent where it has a vote.

    A source codes absent whatever it has no vote for, so a vote on record outweighs it.

    Examples
    --------
    >>> codes = np.array([0, 8, 8, 1], dtype=np.int8)
    >>> fillable(codes, np.array([8, 3, 9, 3], dtype=np.int8)).tolist()
    [True, True, False, False]
    """
    return (kept == Vote.NOT_RECORDED) | ((kept == Vote.ABSENT) & is_cast(other))


def differing(kept: npt.NDArray[np.int8], other: npt.NDArray[np.int8]) -> npt.NDArray[np.bool_]:
    """Say which cells both sources record, and record differently.

    Examples
    --------
    >>> codes = np.array([0, 8, 1, 1], dtype=np.int8)
    >>> differing(codes, np.array([1, 1, 1, 3], dtype=np.int8)).tolist()
    [False, True, False, True]
    """
    return (kept > 0) & (other > 0) & (kept != other)


def settled(
    kept: npt.NDArray[np.int8], other: npt.NDArray[np.int8], stated: npt.NDArray[np.float64]
) -> npt.NDArray[np.bool_]:
    """Say which cells a later source settles: the totals come out with its votes alone.

    Parameters
    ----------
    kept, other : ndarray of int8, shape (n_states, n_calls)
        Votes of the record and of the later source.
    stated : ndarray of float, shape (3, n_calls)
        Totals of yes, abstain and no that the later source states; NaN where it states none.

    Returns
    -------
    ndarray of bool, shape (n_states, n_calls)
        True in cells where both have a vote, and another one, on roll calls whose stated totals
        are counted with the votes of the later source, and not with those of the record.

    Examples
    --------
    >>> kept, other = np.array([[1], [1], [3]], np.int8), np.array([[1], [3], [3]], np.int8)
    >>> settled(kept, other, np.array([[1.0], [0.0], [2.0]])).ravel().tolist()
    [False, True, False]
    """
    filled = np.where(fillable(kept, other), other, kept)
    cells = differing(filled, other) & is_cast(filled) & is_cast(other)
    turned = np.where(cells, other, filled)

    def right(votes: npt.NDArray[np.int8]) -> npt.NDArray[np.bool_]:
        counted = np.array([(votes == code).sum(axis=0) for code in (1, 2, 3)])
        found: npt.NDArray[np.bool_] = (counted == stated).all(axis=0)
        return found

    taken: npt.NDArray[np.bool_] = cells & (right(turned) & ~right(filled))
    return taken


def conflict_rows(
    sheet: Sheet,
    states: Sequence[str],
    calls: pd.DataFrame,
    kept: npt.NDArray[np.int8],
    other: npt.NDArray[np.int8],
    taken: npt.NDArray[np.bool_],
) -> list[dict[str, str]]:
    """List the cells in which a sheet contradicts the record before it.

    Parameters
    ----------
    sheet : Sheet
        The later source.
    states : sequence of str, length n_states
    calls : DataFrame, n_calls rows
        The roll calls as the record describes them.
    kept, other : ndarray of int8, shape (n_states, n_calls)
        Votes of the record and of the sheet.
    taken : ndarray of bool, shape (n_states, n_calls)
        Cells in which the sheet's word is kept.

    Returns
    -------
    list of dict
        Keys `CONFLICT_COLUMNS`: ``earlier`` is the source that gave the roll call, ``stands``
        the source whose word is kept.
    """
    rows = []
    for j, i in np.argwhere(differing(kept, other).T):
        call = calls.iloc[j]
        rows.append(
            {
                "id": str(call["id"]),
                "symbol": str(call["symbol"]),
                "date": f"{call['date']:%Y-%m-%d}",
                "state": states[i],
                "earlier": str(call["source"]),
                "says": VOTE_NAMES[int(kept[i, j])],
                "later": sheet.source.name,
                "says_else": VOTE_NAMES[int(other[i, j])],
                "stands": sheet.source.name if taken[i, j] else str(call["source"]),
            }
        )
    return rows
