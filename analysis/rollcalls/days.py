"""Days as people give them: read in one place, and said in one line where they are none."""

from __future__ import annotations

from datetime import date
from numbers import Real
from typing import TypeAlias

import pandas as pd

from analysis.errors import UsageError

__all__ = ["Day", "as_day"]

Day: TypeAlias = str | date | pd.Timestamp


def as_day(value: Day, where: str) -> pd.Timestamp:
    """Read a day that somebody asks for.

    Raises
    ------
    UsageError
        If it is not a date. A bare number is none: ``2025`` would be a moment in 1970.

    Examples
    --------
    >>> as_day("2025-02-24", "start")
    Timestamp('2025-02-24 00:00:00')
    """
    try:
        day = pd.NaT if isinstance(value, Real) else pd.Timestamp(value)
    except (ValueError, TypeError):
        day = pd.NaT
    if pd.isna(day) or day.tzinfo is not None:
        raise UsageError(f"not a date: {str(value)!r}", where, "give a day, such as 2025-01-20")
    return day.normalize()
