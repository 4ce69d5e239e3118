"""Sheets from several sources joined into one record, each roll call once.

The rule: sheets come in order of completeness, and the first that holds a roll call gives its
votes. Later ones fill what it leaves open: a title, a symbol, a state not recorded, or one
coded absent for which they have a vote. Where both have a vote, and another one, the totals
that the later source states decide, if they come out with its votes alone; else nothing is
overwritten. Each difference is counted in the notes. Sheets of roll calls of which only some
votes are known come last, wherever they stand: a whole list wins.
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
from analysis.rollcalls.joining.conflicts import conflict_rows, differing, fillable, settled
from analysis.rollcalls.joining.matching import find_targets
from analysis.rollcalls.joining.thin import thin_note
from analysis.rollcalls.joining.totals import copies_by_totals, listless, near_copies
from analysis.rollcalls.structure import RollCalls

__all__ = ["join_sheets"]

FILLED = ("symbol", "title", "session", "recurring_text", "outcome")
FILLED_NA = ("paragraph", "amendment", "stated_yes", "stated_no", "stated_abstain", "stated_absent")


def join_sheets(
    sheets: Sequence[Sheet],
    scope: str,
    conflicts: list[dict[str, str]] | None = None,
    ids: dict[str, str] | None = None,
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
        `analysis.rollcalls.joining.conflicts.conflict_rows`).
    ids : dict, optional
        Takes, for each roll call of a sheet, the id under which the record has it.

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
    known = {} if ids is None else ids
    given: list[list[str]] = []
    for sheet in sheets:
        grid = _spread(sheet, row)
        calls = sheet.calls.reset_index(drop=True)
        without = listless(calls, grid)
        if without.any():
            totals = calls[without]
            calls, grid = calls[~without].reset_index(drop=True), grid[:, ~without]
        target, sure = find_targets(table, votes, calls, grid)
        old = np.flatnonzero(target >= 0)
        if len(old):
            kept, other = votes[:, target[old]], grid[:, old]
            stated = calls.iloc[old][["stated_yes", "stated_abstain", "stated_no"]]
            taken = fillable(kept, other) | settled(kept, other, _numbers(stated))
            if conflicts is not None:
                known_calls = table.iloc[target[old]]
                conflicts += conflict_rows(sheet, states, known_calls, kept, other, taken)
            votes[:, target[old]] = np.where(taken, other, kept)
            certain = old[sure[old]]
            table = _describe(table, target[certain], calls.iloc[certain])
            notes.append(_matched_note(sheet, states, kept, other, taken, len(old) - len(certain)))
        new = target < 0
        known |= {name: name for name in calls["id"][new]}
        if len(old):
            known |= dict(zip(calls["id"][old], table["id"].iloc[target[old]], strict=True))
        given.append(calls["id"][new].tolist())
        votes = np.concatenate([votes, grid[:, new]], axis=1)
        table = pd.concat([table, calls[new]], ignore_index=True)
        notes.extend(sheet.notes)
        if without.any():
            table, votes, more = _place_totals(table, votes, totals, known)
            notes.extend(more)
    order = table.assign(k=range(len(table))).sort_values(["date", "body", "id"])["k"].to_numpy()
    votes, table = votes[:, order], table.iloc[order].reset_index(drop=True)
    filled = _fill_absent(votes, table)
    if filled:
        notes.append(
            f"{filled} cells of members that a source leaves out are absences: with them the "
            "counted absences equal the stated ones"
        )
    for j, k, differ in near_copies(table, votes):
        notes.append(
            f"{table['id'].iloc[j]}, of {table['date'].iloc[j]:%Y-%m-%d}, repeats the vote on "
            f"{table['symbol'].iloc[k]} of that day but for {differ} states, and no other text of "
            "the day is left for it: one vote entered twice, or a vote on a paragraph of it"
        )
    notes.append(thin_note(table, votes))
    names = pd.DataFrame({"name": [state_name(s) for s in states]}, index=pd.Index(states))
    # Counted last: a copy that a later source shows up was given, and is no longer held.
    held = set(table["id"])
    sources = [
        replace(sheet.source, gave=sum(name in held for name in own))
        for sheet, own in zip(sheets, given, strict=True)
    ]
    return RollCalls(votes, table, names, tuple(sources), scope, tuple(n for n in notes if n))


def _place_totals(
    table: pd.DataFrame,
    votes: npt.NDArray[np.int8],
    totals: pd.DataFrame,
    ids: dict[str, str],
) -> tuple[pd.DataFrame, npt.NDArray[np.int8], list[str]]:
    """Find the votes of roll calls that a source gives by their totals, each of them once."""
    notes = []
    for i in range(len(totals)):
        call = totals.iloc[[i]]
        symbol = call["symbol"].iloc[0]
        named = ((table["symbol"] == symbol) & (symbol != "")).to_numpy()
        found = [int(k) for k in np.flatnonzero(named)[:1]]
        found = found or list(copies_by_totals(table, votes, totals.iloc[i]))
        if not found:
            continue
        first, again = found[0], found[1:]
        table = _describe(table, np.array([first]), call)
        ids[call["id"].iloc[0]] = table["id"].iloc[first]
        if again:
            names = ", ".join(table["id"].iloc[again])
            ids |= dict.fromkeys(table["id"].iloc[again], table["id"].iloc[first])
            notes.append(
                f"{symbol} is one vote: {names} repeat {table['id'].iloc[first]}, and are left out"
            )
            keep = np.setdiff1d(np.arange(len(table)), again)
            votes, table = votes[:, keep], table.iloc[keep].reset_index(drop=True)
    return table, votes, notes


def _numbers(stated: pd.DataFrame) -> npt.NDArray[np.float64]:
    """Return totals as numbers, shape (n_totals, n_calls), NaN where none is stated."""
    return stated.astype("Float64").to_numpy(dtype=float, na_value=np.nan).T


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
    taken: npt.NDArray[np.bool_],
    unsure: int,
) -> str:
    """Say how many roll calls were in the record already, and where their votes differ."""
    counts = f"{kept.shape[1]:,} of {len(sheet.calls):,} roll calls"
    text = f"{sheet.source.title}: {counts} were in the record"
    differ = differing(kept, other)
    voted = differ & fillable(kept, other)
    parts = []
    if voted.any():
        parts.append(
            f"{voted.sum()} absences there are votes here ({_most(voted, states)}), and the vote "
            "stands"
        )
    settled_here = differ & taken & ~voted
    if settled_here.any():
        parts.append(
            f"{settled_here.sum()} votes differ ({_most(settled_here, states)}), and the totals "
            "that are stated with the later ones decide for them"
        )
    if (differ & ~taken).any():
        rest = differ & ~taken
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
