"""What is shipped: the list of scopes, each a model of some votes and the tables made of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from analysis.errors import UsageError
from analysis.idealpoints.derived.distances import distances_table
from analysis.idealpoints.derived.dyads import dyad_tables
from analysis.idealpoints.derived.tables import (
    agreement_table,
    draws_table,
    items_table,
    points_table,
)
from analysis.idealpoints.results.posterior import PosteriorResults
from analysis.rollcalls import RollCalls
from analysis.rollcalls.periods import Grouping, years_cut_at

__all__ = ["SCOPES", "Scope", "inaugurations", "scope_named"]

#: The first inauguration of a president after the first roll call, and years between two.
FIRST_INAUGURATION, TERM = 1949, 4
#: Tables of one scope, by the names of their files.
Tables = Mapping[str, pd.DataFrame]


def inaugurations(first: int, last: int) -> list[date]:
    """Return the days on which terms of presidents of the United States begin, 20 January.

    Parameters
    ----------
    first, last : int
        Years, both included.

    Examples
    --------
    >>> [day.isoformat() for day in inaugurations(2020, 2026)]
    ['2021-01-20', '2025-01-20']
    """
    years = range(FIRST_INAUGURATION, last + 1, TERM)
    return [date(year, 1, 20) for year in years if year >= first]


def _cut(rollcalls: RollCalls) -> Grouping:
    days = inaugurations(rollcalls.first.year, rollcalls.last.year)
    return years_cut_at(rollcalls.calls["date"], days)


def _line(results: PosteriorResults, rollcalls: RollCalls, scope: str) -> Tables:
    return {
        f"ideal_points_{scope}": points_table(results, scope),
        f"items_{scope}": items_table(results, scope),
    }


def _line_with_draws(results: PosteriorResults, rollcalls: RollCalls, scope: str) -> Tables:
    drawn = draws_table(results, scope, rollcalls.last.year)
    return {**_line(results, rollcalls, scope), f"draws_{scope}": drawn}


def _line_with_pairs(results: PosteriorResults, rollcalls: RollCalls, scope: str) -> Tables:
    return {
        **_line_with_draws(results, rollcalls, scope),
        "agreement": agreement_table(rollcalls),
        **dyad_tables(results, rollcalls),
    }


def _distances(results: Any, rollcalls: RollCalls, scope: str) -> Tables:
    return {f"distances_{scope}": distances_table(results, scope)}


@dataclass(frozen=True)
class Scope:
    """Votes, a model of them, and the tables that are shipped.

    Attributes
    ----------
    name : str
        As files are called.
    words : str
    issue : str or None
        Code of the issue whose roll calls alone are fitted.
    by : str or callable
        Periods; or what makes them of the roll calls.
    dimensions : int
    tables : callable
        From results, roll calls and the scope's name to tables, by the names of their files.
    """

    name: str
    words: str
    issue: str | None = None
    by: str | Callable[[RollCalls], Grouping] = "year"
    dimensions: int = 1
    tables: Callable[[Any, RollCalls, str], Tables] = _line

    def votes(self, rollcalls: RollCalls) -> RollCalls:
        """Return the roll calls of the Assembly that are fitted."""
        return rollcalls.select(body="GA", issue=self.issue)

    def periods(self, votes: RollCalls) -> Grouping:
        """Return the periods of the roll calls that `votes` returns, as `IdealPoints` takes them.

        Examples
        --------
        >>> days = ["2024-12-01", "2025-02-24"]
        >>> rc = RollCalls.from_votes([[1, 3]], states=["USA"], dates=days)
        >>> [str(day) for day in SCOPES["cut"].periods(rc)]
        ['2024-01-01', '2025-01-20', '2026-01-01']
        """
        return self.by if isinstance(self.by, str) else self.by(votes)


#: Every scope that is shipped. To ship another is to add a line.
SCOPES: dict[str, Scope] = {
    scope.name: scope
    for scope in (
        Scope("all", "every roll call, by year", tables=_line_with_pairs),
        Scope("cut", "every roll call, by year, cut at inaugurations of presidents of the United "
              "States", by=_cut, tables=_line_with_draws),
        Scope("plane", "every roll call in two dimensions, by year", dimensions=2,
              tables=_distances),
        Scope("plane_cut", "every roll call in two dimensions, cut at inaugurations", by=_cut,
              dimensions=2, tables=_distances),
        Scope("me", "Middle East", issue="me"),
        Scope("nu", "nuclear weapons", issue="nu"),
        Scope("di", "disarmament", issue="di"),
        Scope("hr", "human rights", issue="hr"),
        Scope("co", "colonialism", issue="co"),
        Scope("ec", "economic development", issue="ec"),
    )
}  # fmt: skip


def scope_named(name: str) -> Scope:
    """Return a scope by its name.

    Raises
    ------
    UsageError
        If there is none.

    Examples
    --------
    >>> scope_named("nu").words
    'nuclear weapons'
    """
    if name not in SCOPES:
        raise UsageError(f"no scope {name!r}", "derived estimates", f"use {', '.join(SCOPES)}")
    return SCOPES[name]
