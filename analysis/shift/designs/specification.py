"""The specification curve: the headline under every reasonable choice, sorted.

Simonsohn, Simmons and Nelson (2020, Nature Human Behaviour 4). One estimate rests on choices:
the index, how far back "before" reaches, which roll calls count, who the allies are. All
combinations are computed; what is read is the sorted curve and the share of each sign, against
the band of curves that arise when days of voting are dealt anew to the dates.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.agreement.counts import block_tables
from analysis.agreement.group import member_votes
from analysis.agreement.indices import INDICES, index_named
from analysis.agreement.means import mean_defined
from analysis.errors import UsageError
from analysis.estimate import Estimate, Quantity
from analysis.inference import days_of
from analysis.record.states import in_sentence
from analysis.rollcalls import RollCalls
from analysis.shift.design import Design, gathered
from analysis.shift.designs.multiplicity import LEAST_TRANSITIONS, transitions
from analysis.shift.methods.scores import quantity_with
from analysis.shift.quantities import allies
from analysis.study import Study

__all__ = [
    "AGENDAS",
    "CHOICES",
    "DESIGN",
    "YEARS",
    "specification_curve",
    "specification_design",
    "specification_in_time",
]

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

#: Years before the event; the study's own window is always among them.
YEARS = (1, 2, 4, 8)
#: Days of voting, and roll calls in common, that a window needs for a specification to count.
LEAST_DAYS, LEAST_CALLS = 3, 10
#: Draws computed at once, so that memory does not grow with their number.
BATCH = 100
CHOICES = ("index", "window", "agenda", "texts", "allies")

#: Agenda restrictions by name: which roll calls are kept.
AGENDAS: Mapping[str, Callable[[RollCalls], Mask]] = {
    "all": lambda rc: np.ones(rc.n_calls, dtype=bool),
    "4 Noes or more": lambda rc: (rc.tally()["no"] >= 4).to_numpy(),
    "whole texts": lambda rc: (
        ~(rc.calls["paragraph"].fillna(False) | rc.calls["amendment"].fillna(False))
    ).to_numpy(dtype=bool),
}


@dataclass(frozen=True, eq=False)
class _Curve:
    """Values of the specifications, observed and in every deal."""

    rows: list[dict[str, object]]
    dealt: Floats  # (n_specifications, n_deals)
    passed_over: int


def specification_curve(
    rollcalls: RollCalls,
    study: Study,
    outcome: str = "rival",
    *,
    indices: Sequence[str] | None = None,
    years: Sequence[int] = YEARS,
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

    Returns
    -------
    Estimate
        `estimate` is the median over specifications, `n` their number; `p_value` is the
        share of deals whose median is at least as far from zero, None if no deal differs.
        There is no interval: specifications are choices, no sample. The table has a row a
        specification, in order of the estimate: ``index, window, agenda, texts, allies,
        estimate, n_before, n_after, band_low, band_high`` (of the curve at that rank).
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
    part = rollcalls.select(body="GA", start=min(_starts(study, years).values()), end=study.until)
    groups = _groups(part, study, outcome)
    curve = _compute(part, groups, study, outcome, indices, years, study.draws)
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
    groups = _groups(part, study, outcome, each=False)
    rows = []
    for day in transitions(part, study, "years"):
        placed = study.changed(event=day, before=day - reach, until=day + span)
        curve = _compute(part, groups, placed, outcome, indices, years, draws=0)
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


def _compute(
    part: RollCalls,
    groups: Mapping[str, npt.NDArray[np.int8]],
    study: Study,
    outcome: str,
    indices: Sequence[str],
    years: Sequence[int],
    draws: int,
) -> _Curve:
    event, starts = pd.Timestamp(study.event), _starts(study, years)
    reached = part.calls["date"].between(min(starts.values()), pd.Timestamp(study.until))
    held = part.take(reached.to_numpy())
    if not held.n_calls:
        return _Curve([], np.empty((0, draws)), 0)
    groups = {label: votes[:, reached.to_numpy()] for label, votes in groups.items()}
    blocks = days_of(held.calls, "day")
    days = np.sort(held.calls["date"].unique())
    # A deal moves the votes of a day to the date of another.
    rng = np.random.default_rng(study.seed)
    deals = rng.random((draws, len(days))).argsort(axis=1)
    dates = np.vstack([np.arange(len(days)), deals])  # the first row is what was observed
    rival = held.votes[[held.row(study.rival)]]
    rows: list[dict[str, object]] = []
    dealt: list[Floats] = []
    passed_over = 0
    seen = set()
    for (agenda, keep), texts, (group, votes) in product(
        ((k, f(held)) for k, f in AGENDAS.items()), ("all", "recurring"), groups.items()
    ):
        mask = keep if texts == "all" else keep & (held.calls["recurring_text"] != "").to_numpy()
        others = np.concatenate([rival, votes])
        tables = block_tables(
            held.of(study.country)[mask], others[:, mask], blocks[mask], len(days)
        )
        voted = tables.any(axis=(1, 2, 3))
        for window, start in starts.items():
            sides = [(days >= start) & (days < event), days >= event]
            inside = (held.calls["date"] >= start).to_numpy() & mask
            if (key := (window, group, inside.tobytes())) in seen:
                continue  # the restriction leaves out nothing here: the same choice again
            seen.add(key)
            n = [int(tables[s].sum(axis=(0, 2, 3)).max()) if len(others) else 0 for s in sides]
            few = any(int((voted & s).sum()) < LEAST_DAYS for s in sides)
            if few or min(n) < LEAST_CALLS:
                passed_over += len(indices)
                continue
            for index, values in zip(
                indices, _all_indices(tables, dates, sides, indices, outcome), strict=True
            ):
                if np.isnan(values[0]):
                    passed_over += 1
                    continue
                choice = (index, window, agenda, texts, group)
                rows.append(
                    dict(zip(CHOICES, choice, strict=True))
                    | {"estimate": float(values[0]), "n_before": n[0], "n_after": n[1]}
                )
                dealt.append(values[1:])
    return _Curve(rows, np.array(dealt).reshape(len(rows), draws), passed_over)


def _starts(study: Study, years: Sequence[int]) -> dict[str, pd.Timestamp]:
    """First day of each window before; the study's own is named by its length if it has one."""
    event = pd.Timestamp(study.event)
    starts = {f"{y} year{'s' * (y > 1)}": event - pd.DateOffset(years=y) for y in years}
    if pd.Timestamp(study.before) not in starts.values():
        starts["the study's"] = pd.Timestamp(study.before)
    return starts


def _all_indices(
    tables: Floats,
    dates: npt.NDArray[np.intp],
    sides: list[Mask],
    indices: Sequence[str],
    outcome: str,
) -> list[Floats]:
    """Compute the change by each index, observed and in every deal, shape (1 + n_deals,).

    Parameters
    ----------
    tables : ndarray, shape (n_days, n_others, 3, 3)
        The rival first.
    dates : ndarray of int, shape (1 + n_deals, n_days)
        The date, by its number, on which the votes of each day stand.
    sides : list of ndarray of bool, shape (n_days,)
        Which dates are before and after.
    """
    flat = tables.reshape(len(tables), -1)
    out: list[list[Floats]] = [[] for _ in indices]
    for first in range(0, len(dates), BATCH):
        here = dates[first : first + BATCH]
        two = [
            (side[here].astype(np.float64) @ flat).reshape(len(here), *tables.shape[1:])
            for side in sides
        ]
        for k, index in enumerate(indices):
            compute = index_named(index)
            moved = compute(two[1]) - compute(two[0])  # NaN unless defined on both sides
            if outcome == "allies-rival":
                out[k].append(np.atleast_1d(mean_defined(moved[:, 1:]) - moved[:, 0]))
            else:
                out[k].append(moved[:, 0])
    return [np.concatenate(parts) for parts in out]


def _groups(
    held: RollCalls, study: Study, outcome: str, each: bool = True
) -> dict[str, npt.NDArray[np.int8]]:
    """Votes of the allies by each definition; one without members for the rival alone."""
    if outcome == "rival":
        return {"": np.empty((0, held.n_calls), dtype=np.int8)}
    names = {"+".join(study.allies): study.allies} if len(study.allies) > 1 else {}
    if each or not names:
        names |= {a: (a,) for a in study.allies}
    out = {}
    for label, alliances in names.items():
        try:
            votes, _ = member_votes(held, study.country, allies(study.changed(allies=alliances)))
        except UsageError:  # no member is in the record
            allies(study.changed(allies=alliances))(study.event)  # an unknown alliance is said
            continue
        out["all" if label == "+".join(study.allies) and len(study.allies) > 1 else label] = votes
    if not out:
        raise UsageError(
            "no ally is in the record", "specification", "name an alliance with members in it"
        )
    return out


def specification_design(rollcalls: RollCalls, study: Study) -> list[Estimate]:
    """Compute the specification curve, and rank its median among all years."""

    def both(outcome: str) -> list[Estimate]:
        curve = specification_curve(rollcalls, study, outcome)
        in_time = specification_in_time(rollcalls, study, outcome)
        return [curve, *([in_time] if in_time is not None else [])]

    return gathered(partial(both, outcome) for outcome in ("rival", "allies-rival"))


def _title(curve: Estimate, study: Study) -> str:
    rival = in_sentence(study.rival)
    alone = curve.quantity.partner == study.rival
    return f"Agreement with {rival if alone else f'allies less {rival}'}"


DESIGN = Design("specification", specification_design, figure="curve", title=_title)
