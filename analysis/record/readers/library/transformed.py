"""Reader of the transformed layout: one row per resolution, one column per state."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.errors import RecordError
from analysis.paths import shown
from analysis.record.codes import Vote
from analysis.record.readers.formats.tabular import call_numbers, read_table, stated_totals
from analysis.record.readers.layout import Layout, each
from analysis.record.readers.library.voting_data import (
    CALL_FIELDS,
    CODES,
    build_sheet,
    describe_calls,
    state_of,
    vote_codes,
)
from analysis.record.sheet import Sheet
from analysis.record.states import code_of_name

__all__ = ["LAYOUT", "is_transformed", "read_transformed"]

#: What else the layout of 2025 says of a roll call; anything beyond is a state, or is left out.
OTHER = (
    "session",
    "draft",
    "committee_report",
    "meeting",
    "agenda_title",
    "subjects",
    "vote_note",
    "undl_link",
)


def is_transformed(columns: Sequence[str]) -> bool:
    """Say whether column names are those of the transformed layout: a state among them."""
    rest = set(columns) - set(CALL_FIELDS) - set(OTHER)
    return set(CALL_FIELDS) <= set(columns) and any(_state(c) for c in rest)


def read_transformed(path: Path) -> Sheet:
    """Read a file with one row per resolution and one column per state.

    A state is named by its name or its code; two spellings of one state may each have a column,
    of which one is blank. A blank cell is not recorded (in the Council: no member).

    Parameters
    ----------
    path : Path

    Returns
    -------
    Sheet
        A column that names no state and holds no votes is left out, with a note.

    Raises
    ------
    RecordError
        If the layout, a vote, a state, a total or a date is unknown, or two columns or rows of
        one state contradict each other.
    """
    where = shown(path)
    table = read_table(path, CALL_FIELDS)
    states: dict[str, str] = {}
    left = []
    for name in table.columns:
        if name in CALL_FIELDS or name in OTHER:
            continue
        if (state := _state(name)) is not None:
            states[name] = state
        elif _holds_votes(table[name]):
            raise RecordError(
                f"unknown state {name[:60]!r}", f"{where}, row 1", "expected the name of a member"
            )
        else:
            left.append(name[:40] or "without a name")
    if not states:
        raise RecordError("no column names a state", f"{where}, row 1")
    grid = np.column_stack(
        [
            vote_codes(
                table[name],
                lambda row, name=name: f"{where}, row {row + 2}, column {name}",  # type: ignore[misc]
                blank=Vote.NOT_RECORDED,
            )
            for name in states
        ]
    )
    rows, columns = np.nonzero(grid)
    numbers = call_numbers(table["undl_id"], where)
    first = table[~numbers.duplicated()]
    calls = describe_calls(first, where)
    position = numbers.map({n: j for j, n in enumerate(numbers[first.index])}).to_numpy(np.intp)
    names = list(states)
    sheet = build_sheet(
        np.array([states[n] for n in names], dtype=object)[columns],
        position[rows],
        grid[rows, columns],
        calls,
        stated_totals(first["total_ms"], where).fillna(0).to_numpy(dtype=int),
        path,
        lambda k: f"{where}, row {rows[k] + 2}, column {names[columns[k]]}",
    )
    if not left:
        return sheet
    note = f"{where}: columns that are no states were left out: {', '.join(left)[:120]}"
    return Sheet(sheet.votes, sheet.states, sheet.calls, sheet.source, (note,))


def _holds_votes(texts: pd.Series) -> bool:
    plain = texts.str.strip().str.upper()
    return bool(plain.isin([*CODES, ""]).all() and (plain != "").any())


def _state(name: str) -> str | None:
    """Find the state that a column is named after, by code or by name."""
    code = state_of(name, "") if len(name.strip()) == 3 else None
    return code or code_of_name(name)


LAYOUT = Layout(
    "transformed",
    "voting data of the UN Digital Library, a row a resolution",
    is_transformed,
    each("transformed", read_transformed),
)
