"""The study that flags ask for, and days that follow from a day that was given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from analysis.errors import UsageError
from analysis.record.states import as_code
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

    For a country that is not the study's own, rival, allies and friend that no flag names are
    chosen by the rule of `analysis.shift.company`.

    Examples
    --------
    >>> none = {"before": None, "until": None, "ally": []}
    >>> changed = study_by_flags(Study(), event="2023-12-10", country="ARG", **none)
    >>> changed.country, changed.rival, str(changed.before), str(changed.until)
    ('ARG', 'USA', '2019-12-10', '2027-12-09')
    """
    if event is not None and before is None:
        before = years_from(event, -4)
    if event is not None and until is None:
        until = years_from(event, 4, less=1)
    changes = {"event": event, "before": before, "until": until, "allies": tuple(ally) or None}
    code = as_code(flags["country"]) if flags.get("country") else study.country
    if code == study.country:
        return study.changed(**changes, **flags)
    return _of_another(study, code, {**flags, **changes})


def _of_another(study: Study, code: str, changes: Mapping[str, Any]) -> Study:
    """Make the study of another country: whom nobody named is chosen by the rule for it."""
    from analysis.shift.company import with_company  # reads tables; most commands need none

    given = {k: v for k, v in changes.items() if v is not None}
    named = [name for name in ("rival", "allies", "friend") if name in given]
    stand_in = study.country if code == study.rival else study.rival
    made = study.changed(**{"rival": stand_in, **given})
    try:
        return with_company(made, named)
    except UsageError:  # no vote before the event: what the record lacks is said by its check
        friend = study.country if study.friend == code else study.friend
        return made if "friend" in given else made.changed(friend=friend)
