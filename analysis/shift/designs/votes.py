"""Placebo in time: the same vote-level change around every change of the presidency."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache, partial
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import UsageError
from analysis.estimate import Estimate
from analysis.inference import MIN_DAYS
from analysis.record.reference import presidencies
from analysis.rollcalls import RollCalls
from analysis.shift.design import Design, gathered
from analysis.shift.methods.event_study import event_study
from analysis.study import Study

__all__ = ["DESIGN", "event_study_design", "inaugurations", "moved_to"]

FIRST = date(1953, 1, 1)
#: With fewer events a rank says too little to be called a p-value.
MIN_EVENTS = 5


def moved_to(study: Study, event: date, last: date) -> Study:
    """Move a study to another event, with windows as long as its own have become by a day.

    Parameters
    ----------
    study : Study
    event : date
    last : date
        The last day of the record: a window after the event that is not over yet is as long
        as it is, at every event.

    Examples
    --------
    >>> moved = moved_to(Study(), date(2017, 1, 20), date(2025, 12, 18))
    >>> str(moved.before), str(moved.until)
    ('2013-01-20', '2017-12-18')
    """
    until = min(study.until, last)
    return study.changed(
        event=event,
        before=event - (study.event - study.before),
        until=event + max(until - study.event, timedelta(0)),
    )


def inaugurations(
    rollcalls: RollCalls,
    study: Study,
    outcome: str = "rival",
    own: Estimate | None = None,
    **options: Any,
) -> Estimate:
    """Rank the change at the study's event among the changes at every presidency's beginning.

    Parameters
    ----------
    rollcalls : RollCalls
    study : Study
        Its windows are laid around every day since 1953 on which the presidency of the United
        States passed on; its own event is one more if it is none of them.
    outcome : {"rival", "allies"} or state code
    own : Estimate, optional
        The study's own event study with the same outcome and options, if it is at hand: it is
        then not fitted again.
    **options
        Of `analysis.shift.methods.event_study.event_study`.

    Returns
    -------
    Estimate
        The change at the study's event; `p_value` is the share of events, itself among them,
        with a change at least as large in size, in units of its own error: a change of few days
        varies more. `p_floor` is the least that so many events can give. There is no interval
        beyond that of the event itself. ``details`` has the ``direction`` of the change, ``up``
        or ``down``, and ``same_direction``, its rank among those of that direction. The table has
        a row per event: ``event, president, change, se, ratio, n_before, n_after, rank, why``,
        largest first; events without votes on both sides, or without an error, are last and say
        why.

    Raises
    ------
    UsageError
        If the study's own event has no estimate with an error, or fewer than five events have
        one.
    """
    if own is None:
        own = event_study(rollcalls, study, outcome, **options)
    terms = presidencies()
    terms = terms[terms["start"] >= pd.Timestamp(FIRST)]
    events = {
        day.date(): str(who) for day, who in zip(terms["start"], terms["president"], strict=True)
    }
    events.setdefault(study.event, "")
    last = rollcalls.select(body="GA").last.date()
    rows = []
    for event, president in sorted(events.items()):
        row: dict[str, object] = {"event": event.isoformat(), "president": president, "why": ""}
        try:
            one = (
                own
                if event == study.event
                else event_study(rollcalls, moved_to(study, event, last), outcome, **options)
            )
        except UsageError as error:
            rows.append(row | {"change": np.nan, "se": np.nan, "why": error.what})
            continue
        n = one.table.groupby("window")["n"].sum()
        counts = {"n_before": int(n["before"]), "n_after": int(n["after"])}
        if one.se is None:
            row["why"] = f"votes on fewer than {MIN_DAYS} days of a window, or all alike"
            rows.append(row | counts | {"change": one.estimate, "se": np.nan, "ratio": np.nan})
            continue
        ratio = one.estimate / one.se
        rows.append(row | counts | {"change": one.estimate, "se": one.se, "ratio": ratio})
    table = pd.DataFrame(
        rows,
        columns=[
            *("event", "president", "change", "se", "ratio", "n_before", "n_after"),
            "why",
        ],
    )
    known = int(table["ratio"].notna().sum())
    if own.se is None:
        raise UsageError(
            "the change at the study's own event has no error to be divided by",
            "inaugurations",
            "widen the windows",
        )
    if known < MIN_EVENTS:
        raise UsageError(
            f"only {known} events have votes on enough days of both sides",
            "inaugurations",
            "give a longer record",
        )
    table["rank"] = table["ratio"].abs().round(9).rank(ascending=False, method="max")
    table[["rank", "n_before", "n_after"]] = table[["rank", "n_before", "n_after"]].astype("Int64")
    table = table.sort_values(["rank", "event"], ignore_index=True)
    rank = int(table.loc[table["event"] == study.event.isoformat(), "rank"].iloc[0])
    out = [str(e) for e in table.loc[table["ratio"].isna(), "event"]]
    direction = np.sign(own.estimate)
    alike = table["ratio"] * direction >= abs(own.estimate / own.se) - 1e-9
    return replace(
        own,
        name=f"{own.name}.inaugurations",
        p_value=rank / known,
        method=f"{own.method}; p is the rank {rank} of {known} events, by size in "
        "units of the error",
        comparison=f"the same change at {known - 1} other beginnings of a presidency since 1953",
        assumptions=(
            "any beginning of a presidency was as likely to bring the largest change; "
            f"p is at least {1 / known:.3f}",
            "windows of neighbouring events overlap, so that they are not independent",
            *([f"without votes on enough days of both sides: {', '.join(out)}"] if out else []),
            *own.assumptions,
        ),
        table=table,
        rank=rank,
        p_floor=1 / known,
        details={
            "direction": "up" if direction > 0 else "down",
            "same_direction": int(alike.sum()),
            "studentised": True,
        },
    )


def event_study_design(rollcalls: RollCalls, study: Study) -> list[Estimate]:
    """Estimate the change in voting with the rival and the allies, vote by vote, and rank it."""
    own = cache(partial(event_study, rollcalls, study))

    def ranked(outcome: str) -> Estimate:
        return inaugurations(rollcalls, study, outcome, own=own(outcome))

    outcomes = ("rival", "allies")
    found: list[Callable[[], Estimate]] = []
    for outcome in outcomes:
        found += [
            partial(own, outcome),
            partial(event_study, rollcalls, study, outcome, model="ordered"),
        ]
    return gathered([*found, *(partial(ranked, outcome) for outcome in outcomes)])


DESIGN = Design("votes", event_study_design)
