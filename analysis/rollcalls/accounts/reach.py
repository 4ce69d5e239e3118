"""How far the record reaches, and what a file that a person downloads would add to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analysis.record.sources.registry import Entry
from analysis.rollcalls.structure import RollCalls

__all__ = ["by_hand", "reach"]


def reach(rollcalls: RollCalls) -> list[dict[str, Any]]:
    """Say from when to when the roll calls of each body are.

    Returns
    -------
    list of dict
        ``body, roll_calls, first, last`` and ``session``: the newest regular session of the
        Assembly that has a roll call; None without one.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 3]], states=["A"], dates=["2000-05-01", "2002-05-01"],
    ...                           session=["54", "ES-10"])
    >>> reach(rc)[0]
    {'body': 'GA', 'roll_calls': 2, 'first': '2000-05-01', 'last': '2002-05-01', 'session': 54}
    """
    found = []
    for body, calls in rollcalls.calls.groupby("body", sort=True, observed=True):
        regular = [int(s) for s in calls["session"].astype(str).unique() if s.isdecimal()]
        found.append(
            {
                "body": str(body),
                "roll_calls": len(calls),
                "first": f"{calls['date'].min():%Y-%m-%d}",
                "last": f"{calls['date'].max():%Y-%m-%d}",
                "session": max(regular) if body == "GA" and regular else None,
            }
        )
    return found


def by_hand(rollcalls: RollCalls, entries: Sequence[Entry]) -> list[dict[str, str]]:
    """List what a person may download and the record does not have.

    Parameters
    ----------
    rollcalls : RollCalls
    entries : sequence of Entry
        From `analysis.record.sources.registry.read_registry`.

    Returns
    -------
    list of dict
        ``name, adds, page``.

    Examples
    --------
    >>> from analysis.record.sources.registry import read_registry
    >>> rc = RollCalls.from_votes([[1]], states=["A"], source="undl")
    >>> [entry["name"] for entry in by_hand(rc, read_registry())]
    ['dataverse-roll-calls', 'general-assembly', 'security-council']
    """
    here = {source.name for source in rollcalls.sources}
    return [
        {"name": e.name, "adds": e.adds, "page": e.page}
        for e in entries
        if e.get == "hand" and e.adds and not here & set(e.found_as)
    ]
