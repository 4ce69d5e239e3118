"""Many states, many dates: how large a change is among all that could have been looked at.

Whoever looks at 190 states and twenty dates finds large changes. Two corrections are given
side by side: the max-statistic (Westfall and Young 1993), which holds the chance of any false
alarm among all changes looked at, and the step-up rule of Benjamini and Hochberg (1995), which
holds the expected share of false alarms among those called.

Randomisation: within the two windows around a date the days of voting are dealt anew to before
and after, all roll calls of a day together and for all states alike
(`analysis.shift.methods.randomisation`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from math import ceil

import numpy as np
import pandas as pd

from analysis.errors import UsageError
from analysis.estimate import Estimate
from analysis.inference import MIN_DAYS, days_of
from analysis.record.reference import presidency_cuts
from analysis.rollcalls import RollCalls
from analysis.shift.design import Design, gathered
from analysis.shift.methods.randomisation import LEAST, adjusted, benjamini_hochberg, deal
from analysis.shift.methods.scores import all_scores, quantity_with
from analysis.study import Study

__all__ = ["DESIGN", "placebo_in_time", "scan", "scan_design", "scan_table", "transitions"]

#: Transitions below which a rank among them is no p-value.
LEAST_TRANSITIONS = 10
COLUMNS = ["state", "transition", "change", "se", "z", "n_before", "n_after", "p"]


def transitions(rollcalls: RollCalls, study: Study, which: str = "presidencies") -> list[date]:
    """List the dates at which the study's windows can be laid over the record.

    Parameters
    ----------
    rollcalls : RollCalls
    study : Study
    which : {"presidencies", "years", "event"}
        Inaugurations of another president of the United States; or the day of the event in
        every year; or the event alone. The event is always among them.

    Returns
    -------
    list of date
        Those that leave a year of the record before them, up to the event.

    Raises
    ------
    UsageError
        If `which` is unknown.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 1]], states=["A"], dates=["1990-01-01", "2025-03-01"])
    >>> [d.isoformat() for d in transitions(rc, Study())][:2]
    ['1993-01-20', '2001-01-20']
    """
    first = rollcalls.first.date() + timedelta(days=365)
    if which == "presidencies":
        days: Sequence[date] = presidency_cuts()
    elif which == "years":
        days = [_in_year(study.event, y) for y in range(first.year, study.event.year)]
    elif which == "event":
        days = []
    else:
        raise UsageError(
            f"unknown transitions {which!r}", "transitions", "use presidencies, years or event"
        )
    return sorted({d for d in days if first <= d < study.event} | {study.event})


def scan_table(
    rollcalls: RollCalls,
    study: Study,
    statistic: str = "rival",
    which: str = "presidencies",
    *,
    relative: bool = True,
    block: str = "day",
) -> pd.DataFrame:
    """Compute the standardised change of every state at every transition, with p-values.

    Parameters
    ----------
    rollcalls : RollCalls
    study : Study
        Its windows, as long before and as long after as around the event within the record,
        are laid around every transition; its draws are the deals.
    statistic : str
        What changes: raw agreement with ``"rival"``, ``"allies"``, ``"allies-rival"`` or a state.
    which : {"presidencies", "years", "event"}
        See `transitions`.
    relative : bool
        Take the mean over states off each roll call's scores first, so that what moves all
        states together, the agenda or the rival's own votes, is nobody's change.
    block : {"day", "month", "call"}
        What is dealt together.

    Returns
    -------
    DataFrame, one row a state and transition
        Columns ``state, transition, change, se, z, n_before, n_after, p`` (by randomisation),
        ``p_max`` (adjusted over all rows), ``p_bh`` (Benjamini-Hochberg over all rows),
        ``p_there`` (adjusted over the states at that transition).
        Deals of different transitions are independent of each other although their windows
        may overlap, which makes ``p_max`` larger if anything (Šidák 1967).

    Raises
    ------
    UsageError
        If the statistic, a state, an alliance or `which` is unknown.
    """
    part = rollcalls.select(body="GA")
    score = all_scores(part, study, study.rival if statistic == "rival" else statistic)
    if relative:
        known = ~np.isnan(score)
        mean = np.where(known, score, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
        score = score - mean
    dates = part.calls["date"].to_numpy().astype("datetime64[D]")
    reach = study.event - study.before
    span = min(study.until, part.last.date()) - study.event
    rows, maxima = [], []
    for k, day in enumerate(transitions(part, study, which)):
        inside = (dates >= np.datetime64(day - reach)) & (dates <= np.datetime64(day + span))
        if not inside.any():
            continue
        blocks = days_of(part.calls[inside], block)
        after = dates[inside] >= np.datetime64(day)
        if block == "month":  # the month of the event is cut at it
            blocks = np.unique(blocks * 2 + after, return_inverse=True)[1].astype(np.intp)
        rng = np.random.default_rng([study.seed, k])
        found = deal(score[:, inside], blocks, after, study.draws, rng)
        if found is None:
            continue
        held = ~np.isnan(found.change)
        table = pd.DataFrame(
            {
                "state": part.states.index,
                "transition": pd.Timestamp(day),
                "change": found.change,
                "se": found.error,
                "z": found.z,
                "n_before": found.n[0].astype(int),
                "n_after": found.n[1].astype(int),
                "p": found.p,
            }
        )[held]
        rows.append(table.assign(p_there=adjusted(table["z"], found.largest)))
        maxima.append(found.largest)
    if not rows:
        return pd.DataFrame(columns=[*COLUMNS, "p_there", "p_max", "p_bh"])
    out = pd.concat(rows, ignore_index=True)
    out["p_max"] = adjusted(out["z"], np.max(maxima, axis=0))
    out["p_bh"] = benjamini_hochberg(out["p"])
    return out


def scan(
    rollcalls: RollCalls,
    study: Study,
    statistic: str = "rival",
    which: str = "presidencies",
    *,
    relative: bool = True,
    block: str = "day",
) -> Estimate:
    """Set the country's change at the event among those of all states at all transitions.

    Parameters
    ----------
    rollcalls, study, statistic, which, relative, block
        As in `scan_table`.

    Returns
    -------
    Estimate
        `estimate` is the change in raw agreement (minus that of the mean state if `relative`),
        `se` its error clustered by day, `p_value` the max-adjusted one; `n` counts the changes
        among which it stands. The table is that of `scan_table`, largest first.

    Raises
    ------
    UsageError
        As in `scan_table`, and if the country has no change at the event: too few days of
        voting or votes in a window.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> rc = RollCalls.from_votes(rng.integers(1, 4, (4, 60)), states=["USA", "RUS", "A", "B"])
    >>> study = Study(before="2000-01-01", event="2000-02-01", until="2000-02-29", draws=100)
    >>> e = scan(rc, study, which="event")
    >>> e.n, 0 < e.p_value <= 1
    (3, True)
    """
    table = scan_table(rollcalls, study, statistic, which, relative=relative, block=block)
    at = (table["state"] == study.country) & (table["transition"] == pd.Timestamp(study.event))
    if not at.any():
        rollcalls.row(study.country)
        raise UsageError(
            f"{study.country} has no change to scan at {study.event}",
            f"a window needs {MIN_DAYS} days of voting and {LEAST} roll calls",
            "choose another state or event, or a longer record",
        )
    mine = table[at].iloc[0]
    if mine["z"] == 0 and mine["change"] == 0:
        raise UsageError(
            f"the votes of {study.country} do not vary around {study.event}",
            "scan",
            "there is no change to test",
        )
    partner = study.rival if statistic == "rival" else statistic
    less = ", minus that of the mean state" if relative else ""
    n_days = table["transition"].nunique()
    quantity = quantity_with(
        study, partner, f"change in raw agreement{{of}} with {{partner}}{less}"
    )
    return Estimate(
        f"scan.{which}.{statistic}",
        quantity.words(),
        float(mine["change"]),
        level=study.level,
        se=float(mine["se"]),
        p_value=float(mine["p_max"]),
        n=len(table),
        unit="changes of a state at a date",
        method=f"{study.draws:,} deals of {block}s to before and after at each of {n_days} dates; "
        f"p adjusted by the largest of {len(table):,} changes; by randomisation alone "
        f"p = {mine['p']:.3f}, among states at the event {mine['p_there']:.3f}, by "
        f"Benjamini-Hochberg {mine['p_bh']:.3f}; z = {mine['z']:.1f}",
        rests_on=rollcalls.select(body="GA", start=study.before, end=study.until).rests_on(),
        comparison=f"the same change of {table['state'].nunique()} states at {n_days} dates",
        assumptions=(
            f"without a change, any {block} of voting could as well have been before as after: "
            "the agenda of years differs, so small p-values are common and the rank among "
            "dates and states is to be read beside them",
            *_coarse(len(table), study),
        ),
        table=table.reindex(table["z"].abs().sort_values(ascending=False).index).reset_index(
            drop=True
        ),
        quantity=quantity,
        p_floor=1 / (1 + study.draws),
        details={"which": which, "statistic": statistic},
    )


def _coarse(n: int, study: Study) -> tuple[str, ...]:
    """Say how many changes must share the smallest p before a step-up rule calls any of them."""
    rate = round(1 - study.level, 9)
    least = ceil(n / (study.draws + 1) / rate)
    if least < 2:
        return ()
    return (
        f"no p is below 1/{study.draws + 1:,}, so that Benjamini-Hochberg at {rate:.0%} can call "
        f"none of {n:,} changes unless at least {least} have it",
    )


def placebo_in_time(found: Estimate, study: Study) -> Estimate | None:
    """Rank the country's change at the event among its own at the other transitions.

    Parameters
    ----------
    found : Estimate
        From `scan`.
    study : Study

    Returns
    -------
    Estimate or None
        `p_value` is rank over number, by the size of z; without one below
        `LEAST_TRANSITIONS` dates, and None with no other date.
    """
    own = found.table[found.table["state"] == study.country]
    if len(own) < 2:
        return None
    here = own["transition"] == pd.Timestamp(study.event)
    size = own["z"].abs().round(9)
    rank = int((size >= size[here].iloc[0]).sum())
    quantity = found.quantity.asked("statistic", f"{found.quantity.form}, in units of its error")
    return Estimate(
        f"scan.in-time.{found.details['which']}.{found.details['statistic']}",
        quantity.words(),
        float(own.loc[here, "z"].iloc[0]),
        level=study.level,
        p_value=rank / len(own) if len(own) >= LEAST_TRANSITIONS else None,
        n=len(own),
        unit="dates",
        method=f"rank {rank} of the state's own changes at {len(own)} dates, by size",
        rests_on=found.rests_on,
        comparison=f"the same change at {len(own) - 1} other dates",
        assumptions=(
            "without an event, any of the dates was as likely to have the largest change",
        ),
        table=own.reset_index(drop=True),
        quantity=quantity,
        rank=rank,
        p_floor=1 / len(own),
    )


def _in_year(day: date, year: int) -> date:
    """Move a day to another year; 29 February to the 28th where there is none."""
    return day.replace(year=year, day=min(day.day, 28) if day.month == 2 else day.day)


def scan_design(rollcalls: RollCalls, study: Study) -> list[Estimate]:
    """Scan all states at all inaugurations, and rank the country's own dates."""

    def both(statistic: str) -> list[Estimate]:
        found = scan(rollcalls, study, statistic)
        in_time = placebo_in_time(found, study)
        return [found, *([in_time] if in_time is not None else [])]

    return gathered(partial(both, statistic) for statistic in ("rival", "allies-rival"))


DESIGN = Design("scan", scan_design, power={"scan.presidencies.rival": 0.0})
