"""Roll calls from a DataFrame: one row per vote, or one row per voter or per roll call."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from analysis.errors import RecordError, UsageError
from analysis.rollcalls.anyone.codes import Codes, coded
from analysis.rollcalls.anyone.parts import Parts, call_parts, check_size, voter_table

__all__ = ["CALL_FIELDS", "from_long", "from_wide"]

#: Columns of a table of roll calls that may be named; see `analysis.record.sheet.CALL_COLUMNS`.
CALL_FIELDS = ("body", "session", "symbol", "title", "issues", "recurring_text")


def from_long(
    frame: pd.DataFrame,
    voter: str,
    call: str,
    vote: str,
    codes: Codes,
    name: str | None = None,
    date: str | None = None,
    body: str = "",
    **columns: str,
) -> Parts:
    """Read one row per vote.

    Parameters
    ----------
    frame : DataFrame
    voter, call, vote : str
        Columns: who voted, on what, how.
    codes : str or mapping
        See `analysis.rollcalls.anyone.codes`.
    name, date : str, optional
        Columns: the voter's name, the day of the roll call.
    body : str
        What votes, if no column says it.
    **columns : str
        Columns of `CALL_FIELDS`, by what they are called in the frame.

    Returns
    -------
    Parts
        Roll calls in the order of their dates, or of the frame. A pair of voter and roll call
        that the frame does not have is not recorded: neither absent nor outside the body.

    Raises
    ------
    UsageError
        If a column is not there.
    RecordError
        If a vote is unknown, a date is none, a voter votes on a roll call in two ways, or a roll
        call has two dates.
    """
    where = "from_frame"
    frame = _frame(frame, where)
    unknown = sorted(set(columns) - set(CALL_FIELDS))
    if unknown:
        raise UsageError(f"unknown column {unknown[0]!r}", where, f"use {', '.join(CALL_FIELDS)}")
    for column in (voter, call, vote, name, date, *columns.values()):
        if column is not None and column not in frame.columns:
            found = ", ".join(str(c) for c in frame.columns)[:120]
            raise UsageError(f"no column {column!r}", where, f"the frame has {found}")
        if column is not None:
            _check_cells(frame[column], f"{where}, column {column}")
    who, voters = _labels(frame[voter], f"{where}, column {voter}")
    what, calls = _labels(frame[call], f"{where}, column {call}")
    check_size(len(voters), len(calls), where)
    cast = coded(frame[vote], codes, f"{where}, column {vote}")
    votes = np.zeros((len(voters), len(calls)), dtype=np.int8)
    votes[who, what] = cast
    torn = np.flatnonzero(votes[who, what] != cast)
    if len(torn):
        i, j = who[torn[0]], what[torn[0]]
        raise RecordError(
            f"{voters[i]!r} votes in two ways", f"{where}, roll call {calls[j]}", "keep one"
        )
    given = {f: _once(frame[c], what, calls, f"{where}, column {c}") for f, c in columns.items()}
    days = None if date is None else _once(frame[date], what, calls, f"{where}, column {date}")
    table, notes = call_parts(calls, where, body, days, given)
    names = None
    if name is not None:
        # The last spelling counts: names change, and voters stay who they are.
        last = pd.Series(frame[name].astype("str").to_numpy()).groupby(who).last()
        names = last.tolist()
    order = np.argsort(table["date"].to_numpy(), kind="stable")
    return Parts(votes[:, order], table.iloc[order], voter_table(voters, names), notes)


def from_wide(
    table: pd.DataFrame,
    codes: Codes,
    voters: Literal["rows", "columns"] = "rows",
    voter: str | None = None,
    calls: pd.DataFrame | None = None,
    body: str = "",
    missing: str = "not_recorded",
) -> Parts:
    """Read a table of voters by roll calls, or of roll calls by voters.

    Parameters
    ----------
    table : DataFrame
    codes : str or mapping
        See `analysis.rollcalls.anyone.codes`.
    voters : {"rows", "columns"}
        Where voters stand.
    voter : str, optional
        The column that names the rows; by default the index does.
    calls : DataFrame, optional
        One row per roll call, in their order: ``date`` and columns of `CALL_FIELDS`; others are
        kept as they are.
    body : str
    missing : str
        What an empty cell is.

    Raises
    ------
    UsageError
        If `calls` does not fit or a column is not there.
    RecordError
        If a vote is unknown, or a voter or roll call stands twice.
    """
    where = "from_wide"
    table = _frame(table, where)
    if voters not in ("rows", "columns"):
        raise UsageError(f"unknown place of voters {voters!r}", where, "rows or columns")
    if voter is not None:
        if voter not in table.columns:
            raise UsageError(f"no column {voter!r}", where)
        table = table.set_index(voter)
    if voters == "columns":
        table = table.T
    check_size(table.shape[0], table.shape[1], where)
    keys, ids = [str(v) for v in table.index], [str(c) for c in table.columns]
    flat = table.to_numpy(dtype=object).ravel()
    _check_cells(pd.Series(flat, dtype=object), where)
    votes = coded(pd.Series(flat, dtype=object), codes, where, missing).reshape(table.shape)
    columns: dict[str, object] = {}
    days, more = None, None
    if calls is not None:
        if len(calls) != len(ids):
            raise UsageError(f"{len(calls)} rows of calls for {len(ids)} roll calls", where)
        columns = {c: calls[c].astype("str").to_numpy() for c in CALL_FIELDS if c in calls}
        days = calls.get("date")
        more = calls.drop(columns=[c for c in ("date", *columns) if c in calls])
    made, notes = call_parts(ids, where, body, days, columns, more)
    return Parts(votes, made, voter_table(keys), notes)


def _frame(frame: pd.DataFrame, where: str) -> pd.DataFrame:
    if not isinstance(frame, pd.DataFrame):
        raise UsageError(f"a {type(frame).__name__} is no DataFrame", where, "give a DataFrame")
    twice = frame.columns[frame.columns.duplicated()]
    if len(twice):
        raise RecordError(f"column {str(twice[0])!r} occurs twice", where, "give each one name")
    return frame


def _check_cells(column: pd.Series, where: str) -> None:
    """Refuse cells that are no value: lists, texts that are none, numbers beyond all measure."""
    if column.dtype != object:
        return
    for row, value in enumerate(column):
        try:
            hash(value)
            if isinstance(value, str):
                value.encode()
            elif isinstance(value, int):
                float(value)
        except (TypeError, UnicodeEncodeError, OverflowError):
            what = f"a {type(value).__name__} that cannot be read"
            raise RecordError(
                what, f"{where}, row {row}", "give a text, a number or a day"
            ) from None


def _labels(column: pd.Series, where: str) -> tuple[np.ndarray, list[str]]:
    """Count off the distinct labels of a column in the order in which they come."""
    if column.isna().any():
        row = int(np.flatnonzero(column.isna())[0])
        raise RecordError("an empty cell", f"{where}, row {row}", "say who, and on what")
    whole = pd.api.types.is_float_dtype(column) and bool((column % 1 == 0).all())
    texts = (column.astype("int64") if whole else column).astype("str")
    at, distinct = pd.factorize(texts)
    return at, [str(d) for d in distinct]


def _once(column: pd.Series, what: np.ndarray, calls: list[str], where: str) -> np.ndarray:
    """Return what a column says of each roll call, which it must say the same way in every row."""
    values = pd.Series(column.to_numpy()).groupby(what)
    different = values.nunique(dropna=False).to_numpy()
    if (different > 1).any():
        call = calls[int(np.flatnonzero(different > 1)[0])]
        raise RecordError(f"roll call {call!r} has two values", where, "give it one")
    return values.first().to_numpy()
