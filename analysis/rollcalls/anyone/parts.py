"""What every reader of others' roll calls hands over: the parts that roll calls are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import RecordError, UsageError
from analysis.record.sheet import call_table

__all__ = ["MOST_CELLS", "Parts", "call_parts", "check_size", "made_unique", "voter_table"]

#: Voters times roll calls at most: a byte each. The House of Representatives since 1789 has more;
#: it is to be read by Congress, or from a date on.
MOST_CELLS = 300_000_000
#: A day for roll calls that have none: nothing may be told from it, and nothing says it.
NO_DAY = "2000-01-01"
#: Days that a roll call may have been held on.
FIRST, LAST = pd.Timestamp("1600-01-01"), pd.Timestamp("2199-12-31")


@dataclass(frozen=True, eq=False)
class Parts:
    """Votes, and tables of roll calls and voters, in the form that `RollCalls` checks.

    Attributes
    ----------
    votes : ndarray of int8, shape (n_voters, n_calls)
    calls : DataFrame, n_calls rows
        `CALL_COLUMNS`, further columns of the source, and ``dated``: whether a date is known.
    voters : DataFrame, n_voters rows
        Indexed by voter; ``name`` and further columns of the source.
    notes : tuple of str
    """

    votes: npt.NDArray[np.int8]
    calls: pd.DataFrame
    voters: pd.DataFrame
    notes: tuple[str, ...] = ()


def check_size(n_voters: int, n_calls: int, where: str) -> None:
    """Refuse a table of votes that would not fit, before it is made.

    Raises
    ------
    RecordError
        If there are no voters or roll calls, or more than `MOST_CELLS` pairs of them.
    """
    if not n_voters or not n_calls:
        raise RecordError(f"{n_voters} voters and {n_calls} roll calls", where, "nothing to read")
    if n_voters * n_calls > MOST_CELLS:
        raise RecordError(
            f"{n_voters:,} voters by {n_calls:,} roll calls",
            where,
            f"take a part: {MOST_CELLS:,} pairs at most",
        )


def made_unique(names: Sequence[str], more: Sequence[str]) -> list[str]:
    """Tell voters of one name apart by a number of theirs, or by their place.

    Examples
    --------
    >>> made_unique(["A", "B", "A"], ["1", "2", "3"])
    ['A (1)', 'B', 'A (3)']
    >>> made_unique(["A", "A"], ["", ""])
    ['A', 'A (2)']
    """
    counts = pd.Series(list(names)).value_counts()
    out: list[str] = []
    taken: set[str] = set()
    for name, number in zip(names, more, strict=True):
        key = f"{name} ({number})" if counts[name] > 1 and number else name
        base, k = key, 1
        while key in taken:
            k += 1
            key = f"{base} ({k})"
        taken.add(key)
        out.append(key)
    return out


def voter_table(
    keys: Sequence[str], names: Sequence[str] | None = None, more: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Make the table of voters; a column of the source called ``name`` is its own.

    Parameters
    ----------
    keys : sequence of str
    names : sequence of str, optional
        Default: the keys.
    more : DataFrame, len(keys) rows, optional
        What else the source says of them, in the same order.
    """
    index = pd.Index(list(keys), dtype="str", name="state")
    table = pd.DataFrame({"name": pd.array(list(names or keys), dtype="str")}, index=index)
    if more is not None:
        for column in more.columns:
            if str(column) != "name":
                table[str(column)] = more[column].array
    return table


def call_parts(
    ids: Sequence[str],
    where: str,
    body: str = "",
    dates: object = None,
    columns: Mapping[str, object] | None = None,
    more: pd.DataFrame | None = None,
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Make the table of roll calls.

    Parameters
    ----------
    ids : sequence of str
    where : str
    body : str
        What votes; its own name.
    dates : sequence of dates, optional
        Where there are none, or one is missing, no roll call has a date: ``dated`` is false, and
        periods of the calendar cannot be asked for.
    columns : mapping of str to values, optional
        Further columns of `CALL_COLUMNS`.
    more : DataFrame, len(ids) rows, optional
        What else the source says of them, in the same order.

    Returns
    -------
    calls : DataFrame
    notes : tuple of str

    Raises
    ------
    UsageError
        If there is another number of dates.
    RecordError
        If a date is none, or a column does not fit.

    Examples
    --------
    >>> calls, notes = call_parts(["1", "2"], "here", "Senate")
    >>> calls["dated"].tolist(), calls["body"].tolist(), len(notes)
    ([False, False], ['Senate', 'Senate'], 1)
    """
    n = len(ids)
    when, known = _days(dates, n, where)
    given: dict[str, object] = {"session": "", **(columns or {}), "id": list(ids), "date": when}
    given.setdefault("body", body or "a body")
    try:
        calls = call_table(given, n)
    except (ValueError, TypeError, OverflowError) as error:
        raise RecordError(f"a column does not fit: {str(error)[:100]}", where) from None
    calls["dated"] = known
    if more is not None:
        for column in more.columns:
            if str(column) not in calls:
                calls[str(column)] = more[column].array
    notes = () if known else ("the source dates no roll call, or not all: their order is its own",)
    return calls, notes


def _days(dates: object, n: int, where: str) -> tuple[object, bool]:
    if dates is None:
        return pd.to_datetime([NO_DAY] * n), False
    series = pd.Series(dates).reset_index(drop=True)
    if len(series) != n:
        raise UsageError(f"{len(series)} dates for {n} roll calls", where)
    if pd.api.types.is_numeric_dtype(series):
        raise RecordError("dates are numbers", where, "give days, such as 2025-01-20")
    empty = series.isna() | (series.astype("str").str.strip() == "")
    try:
        days = pd.to_datetime(series.where(~empty, None), format="mixed", utc=False)
    except (ValueError, TypeError, OverflowError) as error:
        raise RecordError(f"not a date: {str(error)[:100]}", where, "such as 2025-01-20") from None
    if days.dtype.kind != "M" or getattr(days.dt, "tz", None) is not None:
        raise RecordError("dates have a time zone, or are none", where, "such as 2025-01-20")
    within = days.dropna()
    if len(within) and not (within.min() >= FIRST and within.max() <= LAST):
        raise RecordError("a date is out of range", where, f"from {FIRST:%Y} to {LAST:%Y}")
    if days.isna().any():
        return pd.to_datetime([NO_DAY] * n), False
    return days.dt.normalize().to_numpy(), True
