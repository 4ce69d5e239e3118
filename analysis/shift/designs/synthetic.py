"""Synthetic control: the country against a weighted mean of its allies.

Weights are not negative, sum to one and make the weighted mean of the donors follow the country
before the event (Abadie, Diamond and Hainmueller 2010, JASA 105). The values before the event
are the only predictors, so there is no weighting of predictors to search for, which is what
pysyncon's search is for; the simplex least squares is solved by scipy. pysyncon finds the same
weights, given the same predictors and a V that undoes its scaling of them.

A country that lies outside all its donors has no such mean. With a level of its own it needs only
to move as a weighted mean of them does (Ferman and Pinto 2021, Quantitative Economics 12).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.agreement import headlines, pairwise
from analysis.errors import UsageError
from analysis.estimate import Estimate
from analysis.quantity import UNSAID, Quantity
from analysis.record.reference import presidencies
from analysis.record.states import in_sentence
from analysis.rollcalls import RollCalls
from analysis.rollcalls.days import Day, as_day
from analysis.shift.design import Design, gathered
from analysis.shift.inputs import ended, year_cuts
from analysis.shift.methods.scores import quantity_with
from analysis.shift.methods.series import check_sides, middle_of
from analysis.shift.methods.simplex import follow, gap_ratio
from analysis.shift.quantities import allies
from analysis.study import Study

__all__ = ["DESIGN", "synthetic", "synthetic_design"]

Floats = npt.NDArray[np.float64]

MIN_BEFORE = 5
MIN_DONORS = 5


def synthetic(
    outcome: pd.DataFrame,
    country: str,
    event: Day,
    *,
    donors: Sequence[str] | None = None,
    earlier: Sequence[Day] | None = None,
    own_level: bool = False,
    votes: pd.Series | None = None,
    name: str = "synthetic",
    words: str = "the outcome",
    quantity: Quantity = UNSAID,
    rests_on: str = "",
) -> Estimate:
    """Estimate the gap between a country and its synthetic self after an event.

    Parameters
    ----------
    outcome : DataFrame
        Periods (index, in any order) by states (columns), such as each state's agreement with
        the rival (`analysis.agreement.Agreement.of`) or ideal points.
    country : str
    event : date
        A period is after the event if its middle is.
    donors : sequence of str, optional
        Default: every other column.
    earlier : sequence of date, optional
        Events of the placebo in time; default is every earlier inauguration of a president of the
        United States. Each is studied in the time before `event`, with at most as many periods
        after as the event has; one without five periods before it is passed over.
    own_level : bool
        Whether the country, and each placebo, may lie above or below the mean of its donors by a
        constant: all values are then taken from their mean before the event.
    votes : Series, optional
        Votes of each period, indexed as `outcome`: gaps are averaged with these weights, since a
        last year may have a few; default: periods count alike.
    name, words, rests_on : str
        `words` is what the outcome is.
    quantity : Quantity
        The outcome in fields.

    Returns
    -------
    Estimate
        Mean gap after the event, weighted by `votes`. ``p_value`` is the rank of the country's
        ratio of root mean squared gaps, after over before, among that of every donor taken for the
        country; there is none if the donors follow the country exactly before the event, or miss
        it by more than the country itself varies. There is no interval. The table has ``kind,
        unit, period, after, actual, synthetic, gap, weight, rmspe_before, rmspe_after, ratio``;
        kinds are ``path``,
        ``weight``, ``placebo in space``, ``placebo in time`` and ``without a donor`` (``gap`` is
        then the mean gap after).

    Raises
    ------
    UsageError
        If the country is not there, fewer than five periods lie before the event or none after
        it, the country never varies before it, or fewer than five donors are without holes.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> wide = pd.DataFrame(rng.normal(size=(30, 12)), index=range(1990, 2020))
    >>> wide.columns = [f"S{j:02d}" for j in range(12)]
    >>> wide["USA"] = wide[["S00", "S01"]].mean(axis=1) + 4.0 * (wide.index >= 2015)
    >>> wide["USA"] += rng.normal(size=30) / 10
    >>> e = synthetic(wide, "USA", "2015-01-01")
    >>> round(e.p_value, 3), round(e.estimate)
    (0.077, 4)
    """
    wide, late = _read(outcome, country, event, name)
    pool = [s for s in (wide.columns if donors is None else donors) if s != country]
    kept = [s for s in pool if s in wide.columns and np.isfinite(wide[s].to_numpy()).all()]
    left_out = [s for s in pool if s not in kept]
    if len(kept) < MIN_DONORS:
        raise UsageError(
            f"only {len(kept)} donors have a value in every period",
            name,
            f"at least {MIN_DONORS} are needed; with holes: {', '.join(left_out) or 'none'}",
        )
    target, others = wide[country].to_numpy(), wide[kept].to_numpy()
    if np.ptp(target[~late]) <= 1e-12:
        raise UsageError(f"{country} never varies before the event", name, "nothing can be matched")
    weights, path = follow(target, others, ~late, own_level)
    gap = target - path
    each = np.ones(len(wide)) if votes is None else votes.reindex(wide.index).to_numpy(dtype=float)

    def mean_after(gaps: Floats) -> float:
        return float(np.average(gaps[late], weights=each[late]))

    before, after, ratio = gap_ratio(target, path, late)
    rows: list[dict[str, Any]] = [
        {
            "kind": "path",
            "unit": country,
            "period": p,
            "after": bool(t),
            "actual": a,
            "synthetic": s,
            "gap": a - s,
        }
        for p, t, a, s in zip(wide.index, late, target, path, strict=True)
    ]
    rows += [{"kind": "weight", "unit": s, "weight": w} for s, w in zip(kept, weights, strict=True)]
    space = [_row("placebo in space", country, mean_after(gap), before, after, ratio)]
    everyone = np.column_stack([target, others])
    for j, state in enumerate(kept, start=1):
        rest = np.delete(everyone, j, axis=1)
        _, fitted = follow(everyone[:, j], rest, ~late, own_level)
        figures = gap_ratio(everyone[:, j], fitted, late)
        space.append(_row("placebo in space", state, mean_after(everyone[:, j] - fitted), *figures))
    rows += space
    rows += _in_time(wide, kept, country, late, _events(earlier, event), own_level)
    for j in map(int, np.flatnonzero(weights > 1e-6)):
        _, fitted = follow(target, np.delete(others, j, axis=1), ~late, own_level)
        figures = gap_ratio(target, fitted, late)
        rows.append(_row("without a donor", kept[j], mean_after(target - fitted), *figures))
    exact, spread = not np.isfinite(ratio), float(np.std(target[~late]))
    unlike = before > spread
    ratios = np.array([r["ratio"] for r in space])
    one_out = [r["gap"] for r in rows if r["kind"] == "without a donor"]
    asked = replace(quantity, state=country).asked(
        "gap",
        f"mean gap in {words} between {{state}} and its synthetic self after "
        f"{as_day(event, 'event'):%Y-%m-%d}" + (", apart from the gap before" if own_level else ""),
    )
    return Estimate(
        name=name,
        estimand=asked.words(),
        estimate=mean_after(gap),
        p_value=None if exact or unlike else float((ratios >= ratio - 1e-12).mean()),
        n=len(wide),
        unit="periods",
        method=f"simplex least squares (scipy){' of changes' if own_level else ''} on "
        f"{int((~late).sum())} periods before, {len(kept)} donors; p is the rank of the RMSPE "
        f"ratio {ratio:.2f} among {len(ratios)} states",
        rests_on=rests_on or f"{len(wide)} periods, {wide.index[0]} to {wide.index[-1]}",
        comparison="a weighted mean of "
        + ", ".join(f"{kept[j]} {weights[j]:.2f}" for j in np.argsort(-weights)[:6] if weights[j]),
        assumptions=(
            "the donors are not moved by the event themselves; those that answer it widen the gap",
            f"without the event every state was as likely to have the largest ratio; p is at "
            f"least {1 / len(ratios):.3f}",
            f"before the event the synthetic country misses by {before:.3f} (root mean "
            f"square), the country itself varies by {spread:.3f}; "
            "a poor fit makes a small ratio",
            f"left out for holes: {', '.join(left_out)}" if left_out else "no donor has holes",
            f"without one donor the gap is {min(one_out):.3f} to {max(one_out):.3f}",
            *(
                ["the country may differ from its donors by a constant, which the event left alone"]
                if own_level
                else []
            ),
            *(
                ["the donors follow the country exactly before the event: no ratio, no p-value"]
                if exact
                else []
            ),
            *(
                ["it misses by more than that, so the gap was there before: no p-value"]
                if unlike
                else []
            ),
        ),
        table=pd.DataFrame(rows, columns=COLUMNS),
        quantity=asked.named(in_sentence(country)),
        rank=None if exact or unlike else int((ratios >= ratio - 1e-12).sum()),
        p_floor=1 / len(ratios),
        figure="paths",
    )


COLUMNS = [
    "kind",
    "unit",
    "period",
    "after",
    "actual",
    "synthetic",
    "gap",
    "weight",
    "rmspe_before",
    "rmspe_after",
    "ratio",
]


def _read(
    outcome: pd.DataFrame, country: str, event: Day, name: str
) -> tuple[pd.DataFrame, npt.NDArray[np.bool_]]:
    """Read the periods in which the country has a value, in order, and which are after."""
    if country not in outcome.columns:
        raise UsageError(f"{country} has no column", name, "give periods by states")
    middles = pd.DatetimeIndex([middle_of(p) for p in outcome.index])
    order = np.argsort(middles.to_numpy())
    wide = outcome.iloc[order].astype(float)
    known = wide[country].notna().to_numpy()
    wide, middles = wide[known], middles[order][known]
    if not len(wide):
        raise UsageError(f"{country} has no value", name, "is it in the record?")
    return wide, check_sides(middles, list(wide.index), event, MIN_BEFORE)


def _row(
    kind: str, unit: object, gap: float, before: float, after: float, ratio: float
) -> dict[str, Any]:
    return {
        "kind": kind,
        "unit": str(unit),
        "gap": float(gap),
        "rmspe_before": before,
        "rmspe_after": after,
        "ratio": ratio,
    }


def _events(earlier: Sequence[Day] | None, event: Day) -> list[pd.Timestamp]:
    days = list(presidencies()["start"].iloc[1:]) if earlier is None else list(earlier)
    return [d for d in (as_day(x, "earlier") for x in days) if d < as_day(event, "event")]


def _in_time(
    wide: pd.DataFrame,
    kept: list[str],
    country: str,
    late: npt.NDArray[np.bool_],
    events: Sequence[pd.Timestamp],
    own_level: bool,
) -> list[dict[str, Any]]:
    """Do the same at earlier events, on the periods before the event studied."""
    past = wide[~late]
    middles = pd.DatetimeIndex([middle_of(p) for p in past.index])
    rows = []
    for day in events:
        first = int((middles < day).sum())
        last = min(len(past), first + int(late.sum()))
        if first < MIN_BEFORE or last <= first:
            continue
        target, donors = past[country].to_numpy()[:last], past[kept].to_numpy()[:last]
        after = np.arange(last) >= first
        if np.ptp(target[~after]) <= 1e-12:
            continue
        _, path = follow(target, donors, ~after, own_level)
        figures = gap_ratio(target, path, after)
        rows.append(
            _row("placebo in time", f"{day:%Y-%m-%d}", (target - path)[after].mean(), *figures)
        )
    return rows


def synthetic_design(rollcalls: RollCalls, study: Study) -> list[Estimate]:
    """Set the country beside a synthetic one made of its allies, in agreement with the rival.

    Once as it is and once with a level of its own, since a state that lies outside all its
    allies is like no mean of them, and the gap is then there before the event.
    """
    part = ended(rollcalls, study)
    cuts = year_cuts(part, study)
    donors = [s for s in allies(study)(study.event) if s not in (study.country, study.rival)]
    found: list[Callable[[], Estimate]] = []
    for index, word in ((i.name, i.words) for i in headlines()):
        agreement = pairwise(part, index, cuts)
        wide = agreement.of(study.rival).dropna(subset=[study.country])
        votes = agreement.pair(study.country, study.rival).set_index("period")["n"]
        # Donors need a value in every period; allies that came late would shorten the time.
        long = [s for s in donors if s in wide.columns and wide[s].notna().mean() > 0.6]
        found += [
            partial(
                synthetic,
                wide.dropna(subset=long) if long else wide,
                study.country,
                study.event,
                donors=long,
                own_level=own_level,
                votes=votes,
                name=f"synthetic.{kind}{index}",
                words=f"{word} with {{partner}}",
                quantity=quantity_with(study, study.rival, "", index).named(study.country),
                rests_on=part.rests_on(),
            )
            for kind, own_level in (("", False), ("level.", True))
        ]
    return gathered(found)


DESIGN = Design(
    "synthetic",
    synthetic_design,
    power={"synthetic.kappa": 0.0, "synthetic.level.ordinal": 0.02, "synthetic.level.kappa": 0.0},
)
