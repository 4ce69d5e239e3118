"""Groupings of dates: years, months, sessions, presidencies, or any list of cuts.

Time is the date. A grouping is a label per roll call; nothing else in the house may assume
that labels are consecutive or equally long.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeAlias

import numpy as np
import pandas as pd

from analysis.errors import UsageError
from analysis.rollcalls.days import as_day
from analysis.rollcalls.window import Window

__all__ = ["Grouping", "periods", "windows", "years_cut_at"]

HALF_A_YEAR = 184

Grouping: TypeAlias = str | Sequence[str | date | pd.Timestamp]


def windows(dates: pd.Series, cuts: Sequence[str | date | pd.Timestamp]) -> pd.Series:
    """Label each date by the window between cuts that it falls in.

    A cut opens the window that follows it: a roll call on 2025-01-20 belongs to the window
    that begins on 2025-01-20.

    Parameters
    ----------
    dates : Series of datetime64
    cuts : sequence of dates
        In any order; repeated cuts count once.

    Returns
    -------
    Series of ordered category
        Each a `Window`; the first and the last are open. Every window is a category, also one
        without dates.

    Raises
    ------
    UsageError
        If there is no cut, or one is not a date.

    Examples
    --------
    >>> d = pd.Series(pd.to_datetime(["2024-06-04", "2025-01-20", "2025-02-24"]))
    >>> [str(window) for window in windows(d, ["2025-01-20"])]
    ['to 2025-01-19', 'from 2025-01-20', 'from 2025-01-20']
    """
    try:
        given = list(cuts)
    except TypeError:
        raise UsageError(f"no list of cut dates: {cuts!r}", "periods") from None
    edges = sorted({as_day(cut, "cut dates") for cut in given})
    if not edges:
        raise UsageError("no cut dates", "periods", "give at least one date")
    firsts = [edge.date() for edge in edges]
    lasts = [first - timedelta(days=1) for first in firsts]
    labels = [
        Window(first, last) for first, last in zip([None, *firsts], [*lasts, None], strict=True)
    ]
    where = np.searchsorted(np.array(edges, dtype="datetime64[s]"), dates.to_numpy(), side="right")
    return pd.Series(
        pd.Categorical.from_codes(where, labels, ordered=True), index=dates.index, name="period"
    )


def years_cut_at(dates: pd.Series, events: Sequence[str | date | pd.Timestamp]) -> list[date]:
    """Return cut dates that make windows of about a year, none of which straddles an event.

    Every 1 January between the first and the last date, of which the one nearest to an event
    gives way to it: with 20 January 2025 the windows are 2024 up to 19 January 2025, and the
    rest of 2025.

    Parameters
    ----------
    dates : Series of datetime64
        Of the roll calls; at least one.
    events : sequence of dates

    Returns
    -------
    list of date
        In order, from the first day of the year of the first roll call to the first day of
        the year after the last.

    Examples
    --------
    >>> d = pd.Series(pd.to_datetime(["2023-03-01", "2025-02-24"]))
    >>> [c.isoformat() for c in years_cut_at(d, ["2025-01-20"])]
    ['2023-01-01', '2024-01-01', '2025-01-20', '2026-01-01']
    """
    first, last = dates.min().year, dates.max().year
    new_years = [date(year, 1, 1) for year in range(first, last + 2)]
    given_way, near = set(), set()
    for event in (as_day(e, "events").date() for e in events):
        nearest = min(new_years, key=lambda day: abs((day - event).days))
        if abs((nearest - event).days) <= HALF_A_YEAR:
            given_way.add(nearest)
            near.add(event)
    cuts = (set(new_years) - given_way) | near
    # An event late in the last year, or early in the first, leaves the windows their ends.
    if max(cuts) <= dates.max().date():
        cuts.add(new_years[-1])
    if min(cuts) > dates.min().date():
        cuts.add(new_years[0])
    return sorted(cuts)


def periods(calls: pd.DataFrame, by: Grouping) -> pd.Series:
    """Label each roll call by period.

    Parameters
    ----------
    calls : DataFrame
        Columns ``date`` and ``session``.
    by : {"year", "month", "session", "all"} or sequence of dates
        ``"session"`` orders sessions by the date of their first roll call, so that a special
        session stands where it was held. A sequence of dates cuts there (see `windows`).

    Returns
    -------
    Series of ordered category, one label per roll call
        Categories are those that occur, in order of time (all windows, for cut dates).

    Raises
    ------
    UsageError
        If the grouping is unknown, or needs dates that the roll calls do not have.

    Examples
    --------
    >>> calls = pd.DataFrame({"date": pd.to_datetime(["2024-06-04", "2025-02-24"]),
    ...                       "session": ["78", "ES-11"]})
    >>> periods(calls, "year").tolist(), periods(calls, "session").tolist()
    ([2024, 2025], ['78', 'ES-11'])
    """
    dates = calls["date"]
    if by not in ("all", "session") and "dated" in calls and not calls["dated"].all():
        raise UsageError("roll calls without dates", "periods", 'use by="all" or by="session"')
    if not isinstance(by, str):
        return windows(dates, by)
    if by == "year":
        labels: pd.Series = dates.dt.year.astype("int64")
    elif by == "month":
        labels = dates.dt.strftime("%Y-%m")
    elif by == "session":
        labels = calls["session"]
        order = dates.groupby(labels.to_numpy(), sort=False).min().sort_values(kind="stable").index
        return pd.Series(
            pd.Categorical(labels, categories=order, ordered=True), index=calls.index, name="period"
        )
    elif by == "all":
        labels = pd.Series("all", index=calls.index)
    else:
        raise UsageError(
            f"unknown grouping {by!r}", "periods", "use year, month, session, all or cut dates"
        )
    categories = sorted(labels.unique())
    return pd.Series(
        pd.Categorical(labels, categories=categories, ordered=True),
        index=calls.index,
        name="period",
    )
