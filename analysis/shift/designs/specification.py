"""The specification curve: the headline under every reasonable choice, sorted.

Simonsohn, Simmons and Nelson (2020, Nature Human Behaviour 4). One estimate rests on choices:
the index, which window it is compared with, which roll calls count, how far back links reach,
who the allies are, and whether adoptions without a vote count as agreement. All
combinations are computed; what is read is the sorted curve and the share of each sign, against
the band of curves that arise when days of voting are dealt anew to the dates.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd

from analysis.agreement.indices import INDICES, index_named
from analysis.errors import UsageError
from analysis.estimate import Estimate, Quantity
from analysis.record.states import in_sentence
from analysis.resolutions.structure import Resolutions
from analysis.rollcalls import RollCalls
from analysis.shift.design import Design, gathered
from analysis.shift.designs.multiplicity import LEAST_TRANSITIONS, transitions
from analysis.shift.methods.scores import quantity_with
from analysis.shift.sensitivity.choices import YEARS, befores, groups_of, linked_since
from analysis.shift.sensitivity.curve import LEAST_CALLS, LEAST_DAYS, curve_of
from analysis.study import Study

__all__ = [
    "DESIGN",
    "specification_curve",
    "specification_design",
    "specification_in_time",
]


def specification_curve(
    rollcalls: RollCalls,
    study: Study,
    outcome: str = "rival",
    *,
    indices: Sequence[str] | None = None,
    years: Sequence[int] = YEARS,
    resolutions: Resolutions | None = None,
) -> Estimate:
    """Compute the change under every combination of choices, and the band by permutation.

    Parameters
    ----------
    rollcalls : RollCalls
    study : Study
        Its windows, alliances, draws and seed.
    outcome : {"rival", "allies-rival"}
        Change of agreement with the rival, or with allies less the rival.
    indices : sequence of str, optional
        Default: all but those that repeat another on its own scale, which are no choice.
    years : sequence of int
        How many years before the event the first window reaches.
    resolutions : Resolutions, optional
        With them, one choice more: whether adoptions without a vote count as agreement.

    Returns
    -------
    Estimate
        `estimate` is the median over specifications, `n` their number; `p_value` is the
        share of deals whose median is at least as far from zero, None if no deal differs.
        There is no interval: specifications are choices, no sample. ``details`` has the shares
        that are ``positive`` and ``negative``. The table has a row a
        specification, in order of the estimate: ``index, window, agenda, texts, allies,
        adoptions, estimate, n_before, n_after, band_low, band_high`` (of the curve at that rank).
        Specifications in which a window has too few days or roll calls are passed over, and
        counted in `method`; one that keeps the same roll calls as another is the same, and
        counts once.

    Raises
    ------
    UsageError
        If the outcome, an index, a state or an alliance is unknown, or no specification can be
        computed.
    """
    if outcome not in ("rival", "allies-rival"):
        raise UsageError(f"unknown outcome {outcome!r}", "outcome", "use rival or allies-rival")
    indices = _index_names(indices)
    whole = rollcalls.select(body="GA", end=study.until)
    first = min(b.start for b in befores(study, years))
    near = (whole.calls["date"] >= first).to_numpy()
    part, short = whole.take(near), linked_since(whole)[near]
    groups = groups_of(part, study, outcome)
    curve = curve_of(part, groups, short, study, outcome, indices, years, study.draws, resolutions)
    if not curve.rows:
        raise UsageError(
            f"no specification has {LEAST_DAYS} days of voting and {LEAST_CALLS} roll calls on "
            f"both sides of the event {study.event}",
            "specification",
            "choose another event, or a longer record",
        )
    table = pd.DataFrame(curve.rows)
    values = table["estimate"].to_numpy()
    tail = (1.0 - study.level) / 2.0
    dealt = np.sort(curve.dealt, axis=0)  # each deal gives a whole curve
    band = np.nanquantile(dealt, [tail, 1.0 - tail], axis=1)
    order = np.argsort(values, kind="stable")
    table = table.iloc[order].reset_index(drop=True)
    table["band_low"], table["band_high"] = band
    median = float(np.median(values))
    medians = np.nanmedian(curve.dealt, axis=0)
    low, high = np.nanquantile(medians, [tail, 1.0 - tail])
    positive = float((values > 0).mean())
    share = max(positive, float((values < 0).mean()))
    shares = np.maximum((curve.dealt > 0).mean(axis=0), (curve.dealt < 0).mean(axis=0))
    quantity = _quantity(study, outcome)
    return Estimate(
        f"specification.{outcome}",
        quantity.words(),
        median,
        level=study.level,
        # Votes that never vary are the same in every deal, and deserve no p-value.
        p_value=float((1 + (np.abs(medians) >= abs(median)).sum()) / (1 + study.draws))
        if np.ptp(medians) > 0
        else None,
        n=len(table),
        unit="specifications",
        method=f"{positive:.0%} of {len(table)} specifications are positive, "
        f"{(values < 0).mean():.0%} negative, from {values.min():.2f} to {values.max():.2f}; with "
        f"days dealt anew {study.draws:,} times the median lies between {low:.2f} and {high:.2f} "
        f"in {study.level:.0%} of deals, and as large a share has one sign in "
        f"{(shares >= share).mean():.0%}; {curve.passed_over} specifications are passed over for "
        "want of roll calls",
        rests_on=rollcalls.select(body="GA", end=study.until).rests_on(),
        comparison="the same curve with days of voting dealt anew to the dates",
        assumptions=(
            "without a change, any day of voting could as well have been before as after",
            "the specifications share roll calls: their number is no sample size, and a "
            "combination of choices is not a fact of its own",
        ),
        table=table,
        quantity=quantity,
        p_floor=1 / (1 + study.draws),
        figure="curve",
        details={"positive": positive, "negative": float((values < 0).mean())},
    )


def specification_in_time(
    rollcalls: RollCalls,
    study: Study,
    outcome: str = "rival",
    *,
    indices: Sequence[str] | None = None,
    years: Sequence[int] = YEARS,
) -> Estimate | None:
    """Rank the median of the curve at the event among those on the same day of every year.

    Days dealt anew know nothing of how much votes change from year to year; this does.

    Parameters
    ----------
    rollcalls, study, outcome, indices, years
        As in `specification_curve`, but that the allies are those of all the study's alliances
        together, so that curves of 1950 have the same choices as those of today. Windows after
        are as long as the event's in the record.

    Returns
    -------
    Estimate or None
        `estimate` is the median at the event, `n` counts years with a curve; `p_value` is
        rank over number, by size, and None below `LEAST_TRANSITIONS` years. The table has
        ``event, estimate, n`` (specifications), largest first. None without a curve at the event,
        or in any other year.

    Raises
    ------
    UsageError
        If an index, a state or an alliance is unknown, or no ally is in the record.
    """
    indices = _index_names(indices)
    part = rollcalls.select(body="GA")
    span = min(study.until, part.last.date()) - study.event
    reach = study.event - study.before
    groups = groups_of(part, study, outcome, each=False)
    short = linked_since(part)
    rows = []
    for day in transitions(part, study, "years"):
        placed = study.changed(event=day, before=day - reach, until=day + span)
        curve = curve_of(part, groups, short, placed, outcome, indices, years, draws=0)
        if curve.rows:  # else there are too few roll calls around that day
            values = [float(str(row["estimate"])) for row in curve.rows]
            rows.append((pd.Timestamp(day), float(np.median(values)), len(values)))
    if not rows or rows[-1][0] != pd.Timestamp(study.event):
        return None
    if len(rows) < 2:
        return None
    table = pd.DataFrame(rows, columns=["event", "estimate", "n"])
    size = table["estimate"].abs().round(12)
    here = table["event"] == pd.Timestamp(study.event)
    rank = int((size >= size[here].iloc[0]).sum())
    quantity = _quantity(study, outcome)
    return Estimate(
        f"specification.in-time.{outcome}",
        quantity.words(),
        float(table.loc[here, "estimate"].iloc[0]),
        level=study.level,
        p_value=rank / len(table) if len(table) >= LEAST_TRANSITIONS else None,
        n=len(table),
        unit="years",
        method=f"rank {rank} of the medians on the same day of {len(table)} years, by size",
        rests_on=part.select(end=study.until).rests_on(),
        comparison=f"the same curve in {len(table) - 1} other years",
        assumptions=("without an event, any year was as likely to have the largest change",),
        table=table.reindex(size.sort_values(ascending=False).index).reset_index(drop=True),
        quantity=quantity,
        rank=rank,
        p_floor=1 / len(table),
    )


def _index_names(given: Sequence[str] | None) -> list[str]:
    if given is None:
        return [index.name for index in INDICES if not index.rescales]
    return [index_named(name).name for name in given]


def _quantity(study: Study, outcome: str) -> Quantity:
    return quantity_with(
        study,
        study.rival if outcome == "rival" else outcome,
        "median over specifications of the change in agreement{of} with {partner}",
        measure="",
    )


def specification_design(
    rollcalls: RollCalls, study: Study, resolutions: Resolutions | None = None
) -> list[Estimate]:
    """Compute the specification curve, and rank its median among all years."""

    def both(outcome: str) -> list[Estimate]:
        curve = specification_curve(rollcalls, study, outcome, resolutions=resolutions)
        in_time = specification_in_time(rollcalls, study, outcome)
        return [curve, *([in_time] if in_time is not None else [])]

    return gathered(partial(both, outcome) for outcome in ("rival", "allies-rival"))


def _title(curve: Estimate, study: Study) -> str:
    rival = in_sentence(study.rival)
    alone = curve.quantity.partner == study.rival
    return f"Change in agreement with {rival}" if alone else "Change in the gap"


DESIGN = Design(
    "specification", specification_design, figure="curve", title=_title, uses_texts=True
)
