"""A window of time between two days: the one type for it, ordered, and never read from a label."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import total_ordering

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import UsageError
from analysis.rollcalls.days import Day, as_day

__all__ = ["Window", "as_window"]


@total_ordering
@dataclass(frozen=True)
class Window:
    """All days from the first to the last, both included.

    Attributes
    ----------
    first, last : date or None
        None leaves that side open.

    Raises
    ------
    UsageError
        If the last day is before the first.

    Examples
    --------
    >>> w = Window(date(2025, 1, 20), date(2025, 12, 31))
    >>> str(w), date(2025, 2, 24) in w, w < Window(date(2026, 1, 1), None)
    ('2025-01-20 to 2025-12-31', True, True)
    """

    first: date | None = None
    last: date | None = None

    def __post_init__(self) -> None:
        """Refuse a window that ends before it begins."""
        if self.first is not None and self.last is not None and self.last < self.first:
            raise UsageError(
                f"the last day {self.last} is before the first {self.first}",
                "window",
                "give the first day first",
            )

    def __str__(self) -> str:
        """Write the window as tables and labels have it."""
        if self.first is None:
            return "all time" if self.last is None else f"to {self.last}"
        return f"from {self.first}" if self.last is None else f"{self.first} to {self.last}"

    def __lt__(self, other: object) -> bool:
        """Say whether this one begins earlier, or as early and ends earlier."""
        if not isinstance(other, Window):
            return NotImplemented
        return self._ends() < other._ends()

    def _ends(self) -> tuple[date, date]:
        return self.first or date.min, self.last or date.max

    def __contains__(self, day: object) -> bool:
        """Say whether a day lies in it."""
        if not isinstance(day, (str, date)):
            return False
        when = as_day(day, "window").date()
        return (self.first or date.min) <= when <= (self.last or date.max)

    @property
    def is_closed(self) -> bool:
        """Whether it has a first and a last day."""
        return self.first is not None and self.last is not None

    @property
    def middle(self) -> pd.Timestamp:
        """The middle of the window, to the half day.

        Raises
        ------
        UsageError
            If a side is open.
        """
        first, last = self.ends()
        return first + (last - first) / 2

    @property
    def year(self) -> int:
        """The calendar year in which its middle lies.

        Examples
        --------
        >>> Window(date(2023, 12, 10), date(2024, 12, 31)).year
        2024
        """
        return int(self.middle.year)

    @property
    def years(self) -> float:
        """How long it is, in years of 365.25 days.

        Examples
        --------
        >>> round(Window(date(2021, 1, 20), date(2025, 1, 19)).years, 2)
        4.0
        """
        first, last = self.ends()
        return ((last - first).days + 1) / 365.25

    def ends(self) -> tuple[pd.Timestamp, pd.Timestamp]:
        """Return the first and the last day.

        Raises
        ------
        UsageError
            If a side is open.
        """
        if self.first is None or self.last is None:
            raise UsageError(
                f"the window {str(self)!r} is open on a side and has no place in time",
                "window",
                "use windows between two days",
            )
        return pd.Timestamp(self.first), pd.Timestamp(self.last)

    def mask(self, dates: pd.Series) -> npt.NDArray[np.bool_]:
        """Say which dates lie in it, shape (n,).

        Examples
        --------
        >>> days = pd.Series(pd.to_datetime(["2025-01-19", "2025-01-20"]))
        >>> Window(first=date(2025, 1, 20)).mask(days).tolist()
        [False, True]
        """
        held = np.ones(len(dates), dtype=bool)
        if self.first is not None:
            held &= (dates >= pd.Timestamp(self.first)).to_numpy()
        if self.last is not None:
            held &= (dates <= pd.Timestamp(self.last)).to_numpy()
        return held


def as_window(given: Window | tuple[Day | None, Day | None]) -> Window:
    """Return a window as it is, or make one of a first and a last day.

    Raises
    ------
    UsageError
        If a day is no date, or the last is before the first.

    Examples
    --------
    >>> print(as_window(("2025-01-20", None)))
    from 2025-01-20
    """
    if isinstance(given, Window):
        return given
    days = [None if day is None else as_day(day, "window").date() for day in given]
    return Window(*days)
