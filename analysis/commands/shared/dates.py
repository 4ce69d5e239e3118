"""The study that flags ask for, and days that follow from a day that was given."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from analysis.errors import UsageError
from analysis.study import Study, years_from

__all__ = ["day", "study_by_flags", "years_from"]


def day(text: str | None, option: str) -> date | None:
    """Read a day given on the command line; None stays None.

    Raises
    ------
    UsageError
        If it is not a day: "2020" would be read as its first day, and "now" as any.

    Examples
    --------
    >>> day("2025-02-24", "--start")
    datetime.date(2025, 2, 24)
    """
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f"not a date: {text!r}", option, "give a day, such as 2025-01-20"
        ) from None


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
