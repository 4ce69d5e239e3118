"""Distances of a fit in two dimensions, which no choice of axes changes, as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

import numpy as np
import pandas as pd

from analysis.idealpoints.votes.ballots import Ballots
from analysis.record.reference import PERMANENT, members
from analysis.rollcalls.window import Window

__all__ = ["Measured", "allies_by_period", "distances_table"]

ALLIANCES = ("NATO", "EU", "G7", "FIVE_EYES")
#: Those from whom distances are shipped, and to whom, beside each other and the allies.
FROM = ("USA", "RUS")
TO = (*PERMANENT, "DEU", "ISR", "UKR", "IND", "BRA", "ZAF")


class Measured(Protocol):
    """Results that tell distances; see `analysis.idealpoints.plane.results.PlanePosterior`."""

    @property
    def ballots(self) -> Ballots:
        """The votes fitted."""

    def distances_to(
        self, others: Mapping[str, str | Mapping[object, Sequence[str]]], state: str | None = None
    ) -> pd.DataFrame:
        """Return a row per period and other, as `PlanePosterior.distances_to`."""


def allies_by_period(periods: Sequence[object]) -> dict[object, tuple[str, ...]]:
    """Return the allies of the United States in the middle of each period.

    Parameters
    ----------
    periods : sequence
        Years, or windows of about a year.

    Examples
    --------
    >>> found = allies_by_period([1948, 2025])
    >>> [("FRA" in found[p], "USA" in found[p], len(found[p])) for p in (1948, 2025)]
    [(False, True, 3), (True, True, 39)]
    """
    found: dict[object, tuple[str, ...]] = {}
    for period in periods:
        day = _middle(period)
        groups = [members(alliance, day) for alliance in ALLIANCES]
        found[period] = tuple(sorted(set().union(*groups)))
    return found


def _middle(period: object) -> date:
    if not isinstance(period, Window):
        return date(int(str(period)), 7, 1)
    first, last = period.first or period.last, period.last or period.first
    assert first is not None
    assert last is not None
    return first + (last - first) / 2


def distances_table(results: Measured, scope: str) -> pd.DataFrame:
    """Return posterior distances of the United States and Russia from others, by period.

    Parameters
    ----------
    results : Measured
    scope : str

    Returns
    -------
    DataFrame
        Columns ``scope, state, other, period, n_votes, others, mean, sd, q05, q95, r_hat,
        ess``. ``other`` is a state, or ``allies``: the mean point of the ``others`` members of
        NATO, the EU, the G7 and the Five Eyes at the time, without the state.
    """
    allies = allies_by_period(results.ballots.periods)
    parts = []
    for state in FROM:
        if state not in results.ballots.states:
            continue
        states = [s for s in TO if s != state and s in results.ballots.states]
        others: dict[str, str | Mapping[object, Sequence[str]]] = {s: s for s in states}
        own = {p: tuple(s for s in group if s != state) for p, group in allies.items()}
        table = results.distances_to({**others, "allies": own}, state=state)
        parts.append(table.assign(state=state))
    names = {"to": "other", "estimate": "mean", "se": "sd", "low": "q05", "high": "q95"}
    found = pd.concat(parts, ignore_index=True).rename(columns=names)
    found.insert(0, "scope", scope)
    found["period"] = found["period"].astype(str)
    numbers = ["mean", "sd", "q05", "q95", "r_hat", "ess"]
    found[numbers] = found[numbers].astype(np.float64).round(4).astype(np.float32)
    return found[["scope", "state", "other", "period", "n_votes", "others", *numbers]]
