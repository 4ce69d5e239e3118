"""Series in time as the designs take them: one value per period, holes left out and named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import UsageError
from analysis.rollcalls.days import Day, as_day
from analysis.rollcalls.window import Window

__all__ = ["TimeSeries", "check_sides", "middle_of", "read_series"]

DAYS_A_YEAR = 365.25


@dataclass(frozen=True, eq=False)
class TimeSeries:
    """A series in order of time.

    Attributes
    ----------
    labels : tuple, length n
        Labels of the periods that have a value.
    middles : DatetimeIndex, length n
        The middle day of each period.
    values : ndarray of float, shape (n,)
    holes : tuple
        Labels of the periods without a value.
    """

    labels: tuple[object, ...]
    middles: pd.DatetimeIndex
    values: npt.NDArray[np.float64]
    holes: tuple[object, ...] = ()

    def __len__(self) -> int:
        """Return the number of periods."""
        return len(self.values)

    def years_from(self, day: Day) -> npt.NDArray[np.float64]:
        """Return the middle of each period in years from a day, shape (n,)."""
        days = (self.middles - as_day(day, "event")) / pd.Timedelta(days=1)
        return np.asarray(days, dtype=np.float64) / DAYS_A_YEAR

    def is_after(self, day: Day) -> npt.NDArray[np.bool_]:
        """Say which periods have their middle on or after a day, shape (n,).

        The calendar year 2025 is after 20 January 2025.
        """
        return np.asarray(self.middles >= as_day(day, "event"), dtype=bool)

    def take(self, mask: npt.NDArray[np.bool_]) -> TimeSeries:
        """Keep some periods."""
        labels = tuple(x for x, keep in zip(self.labels, mask, strict=True) if keep)
        return TimeSeries(labels, self.middles[mask], self.values[mask])

    def span(self) -> str:
        """Say how many periods there are, and from when to when."""
        text = f"{len(self)} periods, {self.labels[0]} to {self.labels[-1]}"
        if self.holes:
            text += f"; without a value: {', '.join(map(str, self.holes))}"
        return text


def middle_of(period: object) -> pd.Timestamp:
    """Return the middle day of a period.

    Parameters
    ----------
    period : Window, int, str, date
        A window between two days, a year, a month (``"2025-02"``) or a day.

    Raises
    ------
    UsageError
        If the label is none of these; sessions have no calendar.

    Examples
    --------
    >>> window = Window(date(2025, 1, 1), date(2025, 1, 3))
    >>> [f"{middle_of(p):%Y-%m-%d}" for p in (2025, "2025-02", window)]
    ['2025-07-02', '2025-02-15', '2025-01-02']
    """
    if isinstance(period, Window) and period.is_closed:
        return period.middle
    text = str(period)
    if re.fullmatch(r"(1[89]|2[01])\d\d", text):
        return pd.Timestamp(int(text), 7, 2)
    try:
        if re.fullmatch(r"\d{4}-\d\d", text):
            return pd.Timestamp(f"{text}-15")
        if isinstance(period, (str, date, np.datetime64)) and len(text) >= 10:
            return as_day(pd.Timestamp(text), "period")
    except ValueError:
        pass
    raise UsageError(
        f"{period!r} is no period with a place in time",
        "series",
        "use years, months (2025-02), windows between two days, or days",
    )


def read_series(table: pd.DataFrame | pd.Series) -> TimeSeries:
    """Read a tidy series, in any order of rows.

    Parameters
    ----------
    table : DataFrame or Series
        Columns ``period, value``, or values indexed by period.

    Raises
    ------
    UsageError
        If a column is missing, a period occurs twice, a value is not a number, or nothing
        is left.

    Examples
    --------
    >>> s = read_series(pd.DataFrame({"period": [2002, 2000, 2001], "value": [3.0, 1.0, None]}))
    >>> s.labels, s.values.tolist(), s.holes
    ((2000, 2002), [1.0, 3.0], (2001,))
    """
    if isinstance(table, pd.Series):
        table = pd.DataFrame({"period": list(table.index), "value": table.to_numpy()})
    for column in ("period", "value"):
        if column not in table:
            raise UsageError(f"no column {column!r}", "series", "give columns period and value")
    middles = pd.DatetimeIndex([middle_of(p) for p in table["period"]])
    if middles.has_duplicates:
        twice = table["period"].iloc[int(np.argmax(middles.duplicated()))]
        raise UsageError(
            f"period {twice} occurs twice", "series", "give one index, state or pair at a time"
        )
    try:
        values = table["value"].to_numpy(dtype=np.float64, na_value=np.nan)
    except (ValueError, TypeError):
        raise UsageError("a value is not a number", "series, column value") from None
    order = np.argsort(middles.to_numpy())
    given = table["period"].tolist()  # plain numbers, not numpy's
    labels = [given[int(i)] for i in order]
    values, middles = values[order], middles[order]
    known = np.isfinite(values)
    if not known.any():
        raise UsageError("no period has a value", "series", "is the state in the record?")
    return TimeSeries(
        tuple(x for x, k in zip(labels, known, strict=True) if k),
        middles[known],
        values[known],
        tuple(x for x, k in zip(labels, known, strict=True) if not k),
    )


def check_sides(
    middles: pd.DatetimeIndex, labels: Sequence[object], event: Day, before: int, after: int = 1
) -> npt.NDArray[np.bool_]:
    """Say which periods are after the event, and refuse too few on one of its sides.

    Raises
    ------
    UsageError
        If there are fewer than `before` periods before the event, or `after` after it.
    """
    late = np.asarray(middles >= as_day(event, "event"), dtype=bool)
    for side, found, least in (
        ("before", int((~late).sum()), before),
        ("after", int(late.sum()), after),
    ):
        if found < least:
            begin, end = (
                getattr(label, side, label)
                for label, side in ((labels[0], "first"), (labels[-1], "last"))
            )
            count = "no period has" if not found else f"only {found} periods have"
            raise UsageError(
                f"{count} a value {side} {as_day(event, 'event'):%Y-%m-%d}",
                "event",
                f"at least {least} are needed; the series runs from {begin} to {end}",
            )
    return late
