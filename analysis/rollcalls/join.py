"""Sheets from several sources joined into one record, each roll call once.

The rule: sheets come in order of completeness, and the first that holds a roll call gives its
votes. Later ones fill what it leaves open (a title, a symbol, a state not recorded) and never
overwrite. Where two sources say different things of one vote, the first stands and the
difference is counted in the notes.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.record.codes import Vote, is_cast
from analysis.record.issues import join_issues
from analysis.record.sheet import Sheet
from analysis.record.states import state_name
from analysis.rollcalls.structure import RollCalls

__all__ = ["SAME_VOTES", "join_sheets", "matching_call"]

#: Share of states with the same code above which two vote vectors of the same day are taken
#: for the same roll call. Different texts voted on one day agree on 0.6 to 0.9 of states in
#: the record; copies of one roll call agree on more than 0.98.
SAME_VOTES = 0.95

FILLED = ("symbol", "title", "session", "recurring_text")
FILLED_NA = ("paragraph", "amendment", "stated_yes", "stated_no", "stated_abstain", "stated_absent")


def join_sheets(sheets: Sequence[Sheet], scope: str) -> RollCalls:
    """Join sheets into one set of roll calls.

    Parameters
    ----------
    sheets : sequence of Sheet
        The first to hold a roll call gives its votes.
    scope : str
        See `RollCalls`.

    Returns
    -------
    RollCalls
        In order of date, body and id; states in alphabetical order of their codes; a note
        for each repair and each kind of conflict.
    """
    states = sorted({s for sheet in sheets for s in sheet.states})
    row = {s: i for i, s in enumerate(states)}
    votes = np.zeros((len(states), 0), dtype=np.int8)
    table = pd.DataFrame()
    notes: list[str] = []
    for sheet in sheets:
        grid = _spread(sheet, row)
        calls = sheet.calls.reset_index(drop=True)
        target = _targets(table, votes, calls, grid)
        old = np.flatnonzero(target >= 0)
        if len(old):
            kept, other = votes[:, target[old]], grid[:, old]
            differ = (kept > 0) & (other > 0) & (kept != other)
            votes[:, target[old]] = np.where(kept == Vote.NOT_RECORDED, other, kept)
            table = _describe(table, target[old], calls.iloc[old])
            notes.append(_matched_note(sheet, states, differ))
        new = target < 0
        votes = np.concatenate([votes, grid[:, new]], axis=1)
        table = pd.concat([table, calls[new]], ignore_index=True)
        notes.extend(sheet.notes)
    order = table.assign(k=range(len(table))).sort_values(["date", "body", "id"])["k"].to_numpy()
    votes, table = votes[:, order], table.iloc[order].reset_index(drop=True)
    filled = _fill_absent(votes, table)
    if filled:
        notes.append(
            f"{filled} cells of members that a source leaves out are absences: with them the "
            "counted absences equal the stated ones"
        )
    names = pd.DataFrame({"name": [state_name(s) for s in states]}, index=pd.Index(states))
    sources = tuple(sheet.source for sheet in sheets)
    return RollCalls(votes, table, names, sources, scope, tuple(n for n in notes if n))


def matching_call(
    date: pd.Timestamp,
    votes: npt.NDArray[np.int8],
    dates: npt.NDArray[np.datetime64],
    grid: npt.NDArray[np.int8],
    columns: npt.NDArray[np.intp] | None = None,
) -> int:
    """Find the roll call of the same day with the same votes.

    Parameters
    ----------
    date : Timestamp
    votes : ndarray of int8, shape (n_states,)
    dates : ndarray of datetime64, shape (n_calls,)
    grid : ndarray of int8, shape (n_states, n_columns)
    columns : ndarray of int, shape (n_calls,), optional
        The column of each of `dates`; default is their order.

    Returns
    -------
    int
        Its position in `dates`; -1 if none, or more than one, agrees on at least `SAME_VOTES`
        of the states that both record as voting or absent, or fewer than 15 are recorded.

    Examples
    --------
    >>> g = np.array([[1, 3]] * 20, dtype=np.int8)
    >>> d = np.array(["2020-12-07", "2020-12-07"], dtype="datetime64[s]")
    >>> matching_call(pd.Timestamp("2020-12-08"), g[:, 1], d, g)
    1
    """
    near = np.flatnonzero(np.abs(dates - np.datetime64(date)) <= np.timedelta64(1, "D"))
    if not len(near):
        return -1
    present = (votes > 0) & (votes != Vote.NOT_MEMBER)
    theirs = grid[:, near if columns is None else columns[near]]
    both = present[:, None] & (theirs > 0) & (theirs != Vote.NOT_MEMBER)
    n = both.sum(axis=0)
    share = np.where(n >= 15, ((theirs == votes[:, None]) & both).sum(axis=0) / np.maximum(n, 1), 0)
    best = np.flatnonzero(share >= SAME_VOTES)
    return int(near[best[0]]) if len(best) == 1 else -1


def _targets(
    table: pd.DataFrame,
    votes: npt.NDArray[np.int8],
    calls: pd.DataFrame,
    grid: npt.NDArray[np.int8],
) -> npt.NDArray[np.intp]:
    """Position in the table of the roll call that each of `calls` repeats, or -1.

    Numbers that two releases share tell at once; else the Council's texts are told by their
    symbol, and the Assembly's by day and votes (a symbol may stand for several roll calls).
    """
    target = np.full(len(calls), -1, dtype=np.intp)
    if table.empty:
        return target
    position = {name: i for i, name in enumerate(table["id"])}
    symbols = {s: i for i, s in enumerate(table["symbol"]) if table["body"].iloc[i] == "SC"}
    where = np.flatnonzero((table["body"] == "GA").to_numpy())
    dates = table["date"].to_numpy()[where]
    for j, call in enumerate(calls.itertuples()):
        if call.id in position:
            target[j] = position[call.id]
        elif call.body == "SC":
            target[j] = symbols.get(call.symbol, -1)
        elif call.source != "unvotes":  # its numbers are the matrix's own: no second guess
            k = matching_call(call.date, grid[:, j], dates, votes, where)
            target[j] = where[k] if k >= 0 else -1
    return target


def _spread(sheet: Sheet, row: dict[str, int]) -> npt.NDArray[np.int8]:
    """Put a sheet's votes into the rows of all states."""
    council = bool((sheet.calls["body"] == "SC").all())
    empty = Vote.NOT_MEMBER if council else Vote.NOT_RECORDED
    grid = np.full((len(row), len(sheet.calls)), empty, dtype=np.int8)
    grid[[row[s] for s in sheet.states]] = sheet.votes
    return grid


def _describe(table: pd.DataFrame, at: npt.NDArray[np.intp], other: pd.DataFrame) -> pd.DataFrame:
    table = table.copy()
    for column in (*FILLED, *FILLED_NA):
        mine, theirs = table[column].iloc[at], other[column].set_axis(table.index[at])
        # The matrix guesses the session from the date; a source that states it knows better.
        stated = column == "session" and (table["source"].iloc[at] == "matrix")
        empty = (mine == "") | stated if column in FILLED else mine.isna()
        given = theirs != "" if column in FILLED else theirs.notna()
        table.loc[table.index[at], column] = mine.mask(empty & given, theirs)
    joined = [
        join_issues(a, b) for a, b in zip(table["issues"].iloc[at], other["issues"], strict=True)
    ]
    table.loc[table.index[at], "issues"] = joined
    return table


def _matched_note(sheet: Sheet, states: list[str], differ: npt.NDArray[np.bool_]) -> str:
    """Say how many roll calls were in the record already, and where their votes differ."""
    n = differ.shape[1]
    text = f"{sheet.source.name}: {n} of {len(sheet.calls)} roll calls were in the record"
    by_state = differ.sum(axis=1)
    if not by_state.sum():
        return f"{text}, with the same votes"
    most = sorted(np.flatnonzero(by_state), key=lambda i: (-by_state[i], i))[:5]
    who = ", ".join(f"{states[i]} {by_state[i]}" for i in most)
    more = " and others" if np.count_nonzero(by_state) > len(most) else ""
    return (
        f"{text}; {by_state.sum()} votes on {differ.any(axis=0).sum()} of them differ "
        f"({who}{more}), and the earlier source stands"
    )


def _fill_absent(votes: npt.NDArray[np.int8], table: pd.DataFrame) -> int:
    """Mark members that a source leaves out as absent, where its totals say they were.

    A state is taken for a member if it was recorded as one in the three years before. All
    states left out on a roll call are filled together, and only if the stated absences then
    come out.
    """
    stated = table["stated_absent"].fillna(-1).to_numpy(dtype=int)
    days = table["date"].to_numpy().astype("datetime64[D]").astype(int)
    member_until = np.full(len(votes), np.iinfo(np.int64).min // 2)
    filled = 0
    for j in np.flatnonzero((table["body"] == "GA").to_numpy()):
        column = votes[:, j]
        gap = (column == Vote.NOT_RECORDED) & (days[j] - member_until < 3 * 365)
        missing = stated[j] - int((column == Vote.ABSENT).sum())
        if stated[j] >= 0 and gap.any() and int(gap.sum()) == missing and is_cast(column).any():
            column[gap] = Vote.ABSENT
            filled += missing
        member_until[(column > 0) & (column != Vote.NOT_MEMBER)] = days[j]
        member_until[column == Vote.NOT_MEMBER] = np.iinfo(np.int64).min // 2
    return filled
