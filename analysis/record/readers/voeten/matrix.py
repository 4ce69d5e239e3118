"""Reader of the wide matrix: one row per roll call, one column per state."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.errors import RecordError
from analysis.paths import shown
from analysis.record.codes import is_known
from analysis.record.dates import parse_dates
from analysis.record.readers.formats.tabular import call_numbers, read_table, sha256
from analysis.record.readers.layout import Layout, each
from analysis.record.readers.voeten.breaks import drop_copied_codes, open_breaks, open_memberships
from analysis.record.sheet import Sheet, Source, call_table
from analysis.record.states import is_state

__all__ = ["LAYOUT", "FLAGS", "is_matrix", "read_flags", "read_matrix"]

FLAGS = ("me", "nu", "di", "hr", "co", "ec")


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
    notes += open_breaks(votes, states, dates, "matrix")
    notes += open_memberships(votes, states, "matrix")
    flags = np.column_stack([read_flags(table[f], where) for f in FLAGS])
    issues, dropped = drop_copied_codes(
        [" ".join(sorted(np.array(FLAGS)[row])) for row in flags], dates, "matrix"
    )
    notes += dropped
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


def read_flags(texts: pd.Series, where: str) -> np.ndarray:
    """Read a column of issue flags, shape (n_calls,)."""
    plain = texts.str.upper()
    bad = np.flatnonzero(
        ~plain.isin(["TRUE", "FALSE", "1", "0", "1.0", "0.0", "NA", ""]).to_numpy()
    )
    if len(bad):
        raise RecordError(
            f"unknown flag {texts.iloc[bad[0]]!r}",
            f"{where}, row {texts.index[bad[0]] + 2}, column {texts.name}",
            "expected TRUE or FALSE",
        )
    return plain.isin(["TRUE", "1", "1.0"]).to_numpy()


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


LAYOUT = Layout(
    "matrix", "the matrix of roll calls", is_matrix, each("matrix", read_matrix), once=True
)
