"""Days that follow from a day that was given."""

from __future__ import annotations

import pandas as pd

__all__ = ["years_from"]


def years_from(event: str, years: int, less: int = 0) -> str | None:
    """Return the day some years from another, less some days; None if `event` is no date.

    Examples
    --------
    >>> years_from("2023-12-10", -4), years_from("2023-12-10", 4, less=1), years_from("now-ish", 1)
    ('2019-12-10', '2027-12-09', None)
    """
    try:
        day = pd.Timestamp(event)
    except ValueError:  # what is wrong with it, the study will say
        return None
    return f"{day + pd.DateOffset(years=years) - pd.Timedelta(days=less):%Y-%m-%d}"
