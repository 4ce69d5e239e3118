"""Roll calls whose states a source does not list: found by day and totals.

A resolution in parts may be adopted by one vote, of which a source gives the totals alone; others
may enter that vote once for each part. The day, the totals, and that no other text of the day is
left for them, say that they are one vote.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.record.codes import Vote, is_cast

__all__ = ["copies_by_totals", "listless", "near_copies"]

STATED = ("stated_yes", "stated_no", "stated_abstain")
#: Share of states with the same code, absences among them, from which two roll calls of one day
#: may be one: who is absent differs from vote to vote.
SAME_ROLL = 0.98


def listless(calls: pd.DataFrame, votes: npt.NDArray[np.int8]) -> npt.NDArray[np.bool_]:
    """Say which roll calls of the Assembly have totals and not one vote, shape (n_calls,)."""
    stated = calls[list(STATED)].fillna(0).sum(axis=1) > 0
    return (stated & (calls["body"] == "GA")).to_numpy(dtype=bool) & ~is_cast(votes).any(axis=0)


def copies_by_totals(
    table: pd.DataFrame, votes: npt.NDArray[np.int8], call: pd.Series
) -> Sequence[int]:
    """Find the roll calls of the record that one without votes stands for.

    Parameters
    ----------
    table : DataFrame, m rows
    votes : ndarray of int8, shape (n_states, m)
    call : Series
        Row of a table of roll calls, with its stated totals.

    Returns
    -------
    sequence of int
        Positions in `table`, of the same body and day and without a symbol, whose counted
        totals are the stated ones and whose votes are all the same; empty for none.

    Examples
    --------
    >>> from analysis.record.sheet import call_table
    >>> t = call_table({"id": ["a", "b"], "date": ["2020-12-31"] * 2}, 2)
    >>> c = call_table({"id": ["c"], "date": ["2020-12-31"], "stated_yes": [1], "stated_no": [1],
    ...                 "stated_abstain": [0]}, 1)
    >>> copies_by_totals(t, np.array([[1, 1], [3, 3]], dtype=np.int8), c.iloc[0])
    [0, 1]
    """
    if table.empty:
        return []
    near = (table["body"] == call["body"]) & (table["date"] == call["date"])
    at = np.flatnonzero((near & (table["symbol"] == "")).to_numpy())
    for name, code in zip(STATED, (Vote.YES, Vote.NO, Vote.ABSTAIN), strict=True):
        at = at[(votes[:, at] == code).sum(axis=0) == int(call[name])]
    return [int(k) for k in at if np.array_equal(votes[:, k], votes[:, at[0]])]


def near_copies(table: pd.DataFrame, votes: npt.NDArray[np.int8]) -> list[tuple[int, int, int]]:
    """Find roll calls without a symbol that all but repeat one of the day that has one.

    Where texts of a day are known, such a row is one vote entered twice, or the vote on a
    paragraph of the other text; the record cannot tell which.

    Returns
    -------
    list of (position, position of the other, states that differ)
        Among roll calls of the Assembly with 15 votes or more.
    """
    found = []
    ga = (table["body"] == "GA").to_numpy() & (is_cast(votes).sum(axis=0) >= 15)
    bare = (table["symbol"] == "").to_numpy() & (table["title"] == "").to_numpy()
    days = table["date"].to_numpy()
    for j in np.flatnonzero(ga & bare):
        others = np.flatnonzero(ga & ~bare & (days == days[j]))
        for k in others:
            both = np.isin(votes[:, [j, k]], (1, 2, 3, 8)).all(axis=1)
            differ = int((votes[both, j] != votes[both, k]).sum())
            if differ <= (1 - SAME_ROLL) * both.sum():
                found.append((int(j), int(k), differ))
    return found
