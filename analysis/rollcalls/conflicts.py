"""Votes of which two sources say different things: listed, not hidden."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.record.codes import VOTE_NAMES, Vote, is_cast
from analysis.record.sheet import Sheet

__all__ = ["CONFLICT_COLUMNS", "conflict_rows", "differing", "fillable"]

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


def conflict_rows(
    sheet: Sheet,
    states: Sequence[str],
    calls: pd.DataFrame,
    kept: npt.NDArray[np.int8],
    other: npt.NDArray[np.int8],
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

    Returns
    -------
    list of dict
        Keys `CONFLICT_COLUMNS`: ``earlier`` is the source that gave the roll call, ``stands``
        the source whose word is kept.
    """
    rows = []
    filled = fillable(kept, other)
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
                "stands": sheet.source.name if filled[i, j] else str(call["source"]),
            }
        )
    return rows
