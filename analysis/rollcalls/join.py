"""Sheets from several sources joined into one record, each roll call once.

The rule: sheets come in order of completeness, and the first that holds a roll call gives its
votes. Later ones fill what it leaves open: a title, a symbol, a state not recorded, or one
coded absent for which they have a vote. They overwrite nothing else. Where two sources say
different things of one vote, the difference is counted in the notes. Sheets of roll calls of
which only some votes are known come last, wherever they stand: a whole list wins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.record.codes import Vote, is_cast
from analysis.record.issues import join_issues
from analysis.record.sheet import Sheet
from analysis.record.states import state_name
from analysis.rollcalls.conflicts import conflict_rows, differing, fillable
from analysis.rollcalls.matching import find_targets
from analysis.rollcalls.structure import RollCalls

__all__ = ["join_sheets"]

FILLED = ("symbol", "title", "session", "recurring_text", "outcome")
FILLED_NA = ("paragraph", "amendment", "stated_yes", "stated_no", "stated_abstain", "stated_absent")


def join_sheets(
    sheets: Sequence[Sheet], scope: str, conflicts: list[dict[str, str]] | None = None
) -> RollCalls:
    """Join sheets into one set of roll calls.

    Parameters
    ----------
    sheets : sequence of Sheet
        The first to hold a roll call gives its votes.
    scope : str
        See `RollCalls`.
    conflicts : list, optional
        Takes a row for each vote of which two sources say different things (see
        `analysis.rollcalls.conflicts.conflict_rows`).

    Returns
    -------
    RollCalls
        In order of date, body and id; states in alphabetical order of their codes; a note
        for each repair and each kind of conflict.
    """
    sheets = sorted(sheets, key=lambda sheet: bool(sheet.calls["partial"].any()))
    states = sorted({s for sheet in sheets for s in sheet.states})
    row = {s: i for i, s in enumerate(states)}
    votes = np.zeros((len(states), 0), dtype=np.int8)
    table = pd.DataFrame()
    notes: list[str] = []
    sources = []
    for sheet in sheets:
        grid = _spread(sheet, row)
        calls = sheet.calls.reset_index(drop=True)
        target, sure = find_targets(table, votes, calls, grid)
        old = np.flatnonzero(target >= 0)
        if len(old):
            kept, other = votes[:, target[old]], grid[:, old]
            if conflicts is not None:
                conflicts += conflict_rows(sheet, states, table.iloc[target[old]], kept, other)
            votes[:, target[old]] = np.where(fillable(kept, other), other, kept)
            certain = old[sure[old]]
            table = _describe(table, target[certain], calls.iloc[certain])
            notes.append(_matched_note(sheet, states, kept, other, len(old) - len(certain)))
        new = target < 0
        sources.append(replace(sheet.source, gave=int(new.sum())))
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
    return RollCalls(votes, table, names, tuple(sources), scope, tuple(n for n in notes if n))


def _spread(sheet: Sheet, row: dict[str, int]) -> npt.NDArray[np.int8]:
    """Put a sheet's votes into the rows of all states."""
    council = bool((sheet.calls["body"] == "SC").all() and not sheet.calls["partial"].any())
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


def _matched_note(
    sheet: Sheet,
    states: list[str],
    kept: npt.NDArray[np.int8],
    other: npt.NDArray[np.int8],
    unsure: int,
) -> str:
    """Say how many roll calls were in the record already, and where their votes differ."""
    text = (
        f"{sheet.source.title}: {kept.shape[1]} of {len(sheet.calls)} roll calls were in the record"
    )
    differ = differing(kept, other)
    voted = differ & fillable(kept, other)
    parts = []
    if voted.any():
        parts.append(
            f"{voted.sum()} absences there are votes here ({_most(voted, states)}), and the vote "
            "stands"
        )
    if (differ & ~voted).any():
        rest = differ & ~voted
        parts.append(
            f"{rest.sum()} other votes on {rest.any(axis=0).sum()} of them differ "
            f"({_most(rest, states)}), and the earlier source stands"
        )
    if unsure:
        parts.append(
            f"{unsure} of them have the same votes as another of the day and take no title from "
            "here"
        )
    return "; ".join([text, *parts]) if parts else f"{text}, with the same votes"


def _most(cells: npt.NDArray[np.bool_], states: list[str]) -> str:
    """Name the states with the most cells, at most five."""
    n = cells.sum(axis=1)
    most = sorted(np.flatnonzero(n), key=lambda i: (-n[i], i))
    text = ", ".join(f"{states[i]} {n[i]}" for i in most[:5])
    return text + (" and others" if len(most) > 5 else "")


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
