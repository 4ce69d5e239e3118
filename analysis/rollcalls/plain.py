"""A plain table of codes made into the tables of roll calls, for simulations and tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import RecordError, UsageError
from analysis.record.sheet import CALL_COLUMNS, call_table
from analysis.rollcalls.days import Day, as_day

__all__ = ["plain_calls", "plain_codes"]


def plain_codes(votes: npt.ArrayLike) -> npt.NDArray[np.int8]:
    """Read a plain table as codes; what does not fit into them is said, not rounded.

    Raises
    ------
    RecordError
        If a cell is no whole number, or rows have different lengths.

    Examples
    --------
    >>> plain_codes([[1.0, 3.0]]).dtype
    dtype('int8')
    """
    try:
        given = np.asarray(votes)
        with np.errstate(invalid="ignore"):  # what has no whole value is compared below
            codes = given.astype(np.int8)
        fits = bool((codes == given).all())
    except (ValueError, TypeError, OverflowError):
        fits = False
    if not fits:
        raise RecordError("votes are not a table of codes", "votes", "give whole numbers, 0 to 9")
    return codes


def plain_calls(n: int, dates: Sequence[Day] | None, columns: Mapping[str, object]) -> pd.DataFrame:
    """Make a table of roll calls of some of its columns; the others stand empty.

    Parameters
    ----------
    n : int
        Number of roll calls.
    dates : sequence of dates, optional
        One per roll call; default is one a day from 2000-01-01.
    columns : mapping of str to values
        Further columns of `analysis.record.sheet.CALL_COLUMNS`.

    Returns
    -------
    DataFrame, n rows
        Ids are ``call-0`` and so on, sessions the years, unless given.

    Raises
    ------
    UsageError
        If a column is unknown or does not fit, or dates are none or of another number.

    Examples
    --------
    >>> plain_calls(2, None, {"title": ["one", "two"]})[["id", "session", "title"]].values.tolist()
    [['call-0', '2000', 'one'], ['call-1', '2000', 'two']]
    """
    unknown = sorted(set(columns) - set(CALL_COLUMNS))
    if unknown:
        raise UsageError(
            f"unknown column {unknown[0]!r}", "from_votes", f"use {', '.join(CALL_COLUMNS)}"
        )
    when = (
        pd.Series(pd.date_range("2000-01-01", periods=n))
        if dates is None
        else pd.Series([as_day(d, "from_votes, dates") for d in dates], dtype="datetime64[s]")
    )
    if len(when) != n:
        raise UsageError(f"{len(when)} dates for {n} roll calls", "from_votes, dates")
    given: dict[str, object] = {
        "id": [f"call-{j}" for j in range(n)],
        "date": when.to_numpy(),
        "session": when.dt.year.astype(str).to_numpy(),
        **columns,
    }
    try:
        return call_table(given, n)
    except (ValueError, TypeError) as error:
        raise UsageError(f"a column does not fit: {error}", "from_votes") from None
