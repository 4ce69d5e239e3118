"""Reader of the wide matrix: one row per roll call, one column per state."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.errors import RecordError
from analysis.paths import shown
from analysis.record.codes import Vote, is_cast, is_known
from analysis.record.sheet import Sheet, Source, call_table
from analysis.record.states import is_state
from analysis.record.tabular import call_numbers, read_table, sha256

__all__ = ["is_matrix", "read_matrix"]

FLAGS = ("me", "nu", "di", "hr", "co", "ec")
#: Stretches in which the file lacks votes of a state and codes it absent, Türkiye throughout
#: and Zimbabwe on two roll calls in three (it is absent from one in twenty around it): state,
#: first day, last day. Absences there cannot be told from missing votes: not recorded.
CODING_BREAKS = (("TUR", "2023-10-01", "2024-12-31"), ("ZWE", "2016-11-21", "2016-12-23"))

#: States that were no members for a time after their first vote: Yugoslavia from 1992 to 2000,
#: and Taipei, which lost China's seat in 1971. Of any other, the code is a slip of the file.
LEFT = ("SRB", "TWN")


def is_matrix(columns: Sequence[str]) -> bool:
    """Say whether column names are those of the matrix."""
    return {"rcid", "date", *FLAGS, "USA", "RUS"} <= set(columns)


def read_matrix(path: Path) -> Sheet:
    """Read the matrix of roll calls.

    Cells are 1 yes, 2 abstain, 3 no, 8 absent, 9 not a member; a blank cell is not recorded.
    A number ``rcid`` that a later roll call uses again is kept for the first one; the later
    one is told apart by its date.

    Parameters
    ----------
    path : Path

    Returns
    -------
    Sheet
        Without titles and symbols, which the file does not hold. ``session`` is the regular
        session of the date, which begins in September.

    Raises
    ------
    RecordError
        If the layout, a state, a date or a cell is unknown; the message names row and column.
    """
    table = read_table(path, ("rcid", "date", *FLAGS, "USA"))
    where = shown(path)
    states = [c for c in table.columns if c not in ("rcid", "date", *FLAGS)]
    for state in states:
        if not is_state(state):
            raise RecordError(f"unknown state {state!r}", f"{where}, row 1", "expected ISO3 codes")
    votes = _cells(table[states], where)
    dates = parse_dates(table["date"], where)
    year, month = dates.dt.year, dates.dt.month
    ids = "rcid-" + call_numbers(table["rcid"], where)
    repeated = ids.duplicated()
    dated = ids + "-" + dates.dt.strftime("%Y-%m-%d")
    if (again := dated.duplicated()).any():
        row = int(np.flatnonzero(again)[0])
        raise RecordError(
            f"rcid {table['rcid'].iloc[row]} occurs twice on {dates.iloc[row]:%Y-%m-%d}",
            f"{where}, row {row + 2}, column rcid",
            "remove one of the two rows",
        )
    ids = ids.where(~repeated, dated)
    notes = []
    if repeated.any():
        notes.append(
            f"matrix: {int(repeated.sum())} roll calls reuse the number of an earlier one and "
            "are told apart by their date"
        )
    notes += _open_breaks(votes, states, dates)
    notes += _open_memberships(votes, states)
    flags = np.column_stack([_flags(table[f], where) for f in FLAGS])
    issues = [" ".join(sorted(np.array(FLAGS)[row])) for row in flags]
    calls = call_table(
        {
            "id": ids,
            "date": dates,
            "session": (year - 1945 - (month < 9)).clip(lower=1).astype(str),
            "issues": issues,
            "source": "matrix",
        },
        len(table),
    )
    source = Source("matrix", "Roll-call matrix 1946-2024", path, sha256(path), "CC0")
    return Sheet(votes, tuple(states), calls, source, tuple(notes))


def parse_dates(texts: pd.Series, where: str, column: str = "date") -> pd.Series:
    """Read ISO dates, naming the first row that has none."""
    dates = pd.to_datetime(texts, format="%Y-%m-%d", errors="coerce")
    bad = np.flatnonzero(dates.isna())
    if len(bad):
        raise RecordError(
            f"not a date: {texts.iloc[bad[0]]!r}",
            f"{where}, row {bad[0] + 2}, column {column}",
            "expected YYYY-MM-DD",
        )
    return dates


def _flags(texts: pd.Series, where: str) -> np.ndarray:
    """Read a column of issue flags, shape (n_calls,)."""
    plain = texts.str.upper()
    bad = np.flatnonzero(~plain.isin(["TRUE", "FALSE", "1", "0", "NA", ""]).to_numpy())
    if len(bad):
        raise RecordError(
            f"unknown flag {texts.iloc[bad[0]]!r}",
            f"{where}, row {bad[0] + 2}, column {texts.name}",
            "expected TRUE or FALSE",
        )
    return plain.isin(["TRUE", "1"]).to_numpy()


def _cells(cells: pd.DataFrame, where: str) -> np.ndarray:
    """Turn the texts of the cells into codes, shape (n_states, n_calls)."""
    out = np.empty((cells.shape[1], cells.shape[0]), dtype=np.int8)
    for i, state in enumerate(cells.columns):
        # Each distinct text is read once.
        which, texts = pd.factorize(cells[state])
        numbers = pd.to_numeric(texts.to_series().replace({"": "0", "NA": "0"}), errors="coerce")
        values = numbers.to_numpy(dtype=float)[which]
        wrong = np.flatnonzero(~is_known(values))
        if len(wrong):
            raise RecordError(
                f"unknown vote code {cells[state].iloc[wrong[0]]!r}",
                f"{where}, row {wrong[0] + 2}, column {state}",
                "expected 1, 2, 3, 8 or 9",
            )
        out[i] = values.astype(np.int8)
    return out


def _open_breaks(votes: np.ndarray, states: list[str], dates: pd.Series) -> list[str]:
    """Take the absences within `CODING_BREAKS` as not recorded; say how many."""
    notes = []
    for state, first, last in CODING_BREAKS:
        if state not in states:
            continue
        row = votes[states.index(state)]
        within = ((dates >= first) & (dates <= last)).to_numpy()
        broken = within & np.isin(row, [Vote.ABSENT, Vote.NOT_MEMBER])
        row[broken] = Vote.NOT_RECORDED
        if broken.any():
            notes.append(
                f"matrix: {int(broken.sum())} cells of {state} from {first}, coded absent or not "
                "a member in a block, are taken as not recorded"
            )
    return notes


def _open_memberships(votes: np.ndarray, states: list[str]) -> list[str]:
    """Take a member coded as none after its first vote as not recorded; say how often."""
    cast = is_cast(votes)
    since = np.where(cast.any(axis=1), cast.argmax(axis=1), votes.shape[1])
    slip = (votes == Vote.NOT_MEMBER) & (np.arange(votes.shape[1]) > since[:, None])
    slip[[s in LEFT for s in states]] = False
    votes[slip] = Vote.NOT_RECORDED
    n = slip.sum(axis=1)
    if not n.any():
        return []
    who = ", ".join(f"{states[i]} {n[i]}" for i in np.flatnonzero(n))
    return [f"matrix: {n.sum()} cells of members coded as none ({who}) are taken as not recorded"]
