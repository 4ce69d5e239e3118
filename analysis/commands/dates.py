"""The study that flags ask for, and days that follow from a day that was given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis.study import Study

__all__ = ["study_by_flags", "years_from"]


def study_by_flags(
    study: Study,
    *,
    event: str | None,
    before: str | None,
    until: str | None,
    ally: Sequence[str],
    **flags: Any,
) -> Study:
    """Change a study by the flags given; an event alone has four years on either side.

    Examples
    --------
    >>> none = {"before": None, "until": None, "ally": []}
    >>> changed = study_by_flags(Study(), event="2023-12-10", country="ARG", **none)
    >>> changed.country, str(changed.before), str(changed.until)
    ('ARG', '2019-12-10', '2027-12-09')
    """
    if event is not None and before is None:
        before = years_from(event, -4)
    if event is not None and until is None:
        until = years_from(event, 4, less=1)
    return study.changed(
        event=event, before=before, until=until, allies=tuple(ally) or None, **flags
    )


def years_from(event: str, years: int, less: int = 0) -> str | None:
    """Return the day some years from another, less some days; None if `event` is no date.

    Examples
    --------
    >>> years_from("2023-12-10", -4), years_from("2023-12-10", 4, less=1), years_from("now-ish", 1)
    ('2019-12-10', '2027-12-09', None)
    >>> years_from("1904-02-29", -4)
    '1900-02-28'
    """
    try:
        day = pd.Timestamp(event)
    except ValueError:  # what is wrong with it, the study will say
        return None
    return f"{day + pd.DateOffset(years=years) - pd.Timedelta(days=less):%Y-%m-%d}"
