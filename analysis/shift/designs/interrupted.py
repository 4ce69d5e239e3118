"""Interrupted time series: does the level or the slope of a series change at an event?

The model is y = a + b t + c [t >= event] + d (t - event)[t >= event] + e, with t in years
(Bernal, Cummins and Gasparrini 2017, IJE 46), and c and d for every other break that is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.agreement import headlines, index_names
from analysis.errors import UsageError
from analysis.estimate import Estimate
from analysis.quantity import UNSAID, Quantity
from analysis.rollcalls import RollCalls
from analysis.rollcalls.days import Day, as_day
from analysis.shift.design import Design, gathered
from analysis.shift.inputs import ended, with_rival, yearly_agreement
from analysis.shift.methods.serial import Regression, regress
from analysis.shift.methods.series import TimeSeries, check_sides, read_series
from analysis.study import Study

__all__ = ["DESIGN", "interrupted", "interrupted_design"]

Floats = npt.NDArray[np.float64]

#: Periods before the event without which no trend can be carried beyond it.
MIN_BEFORE = 8
#: Periods that a stretch needs for a slope of its own.
MIN_SLOPE = 5


def interrupted(
    series: pd.DataFrame | pd.Series,
    event: Day,
    *,
    breaks: Sequence[Day] = (),
    pre_trend: bool = True,
    outcome: str = "the series",
    quantity: Quantity = UNSAID,
    name: str = "interrupted",
    rests_on: str = "",
    level: float = Study.level,
    draws: int = Study.draws,
    seed: int = Study.seed,
) -> Estimate:
    """Estimate the change of level at an event, apart from the trend before it.

    Parameters
    ----------
    series : DataFrame or Series
        Columns ``period, value``, or values indexed by period; yearly or monthly. Periods
        may be missing: time is the date, lags count the periods there are.
    event : date
        A period is after the event if its middle is.
    breaks : sequence of date
        Further days on which level and slope may change, such as 1991-12-26.
    pre_trend : bool
        Whether to check the time before the event as well; it triples the time taken.
    outcome, name, rests_on : str
        What the series is, in words, with the places of `quantity`; the rest as in `Estimate`.
    quantity : Quantity
        What the series is, in fields.
    level : float
    draws, seed : int
        Of the critical values; see `analysis.shift.methods.serial.regress`.

    Returns
    -------
    Estimate
        The change of level at the event. `se` is the standard error that the interval means;
        ``hac_se`` in the table is Newey and West's own. The table has a row per term: ``term,
        part, estimate, hac_se, low, high, p_value``; in part "before only" the slope before the
        event, and a placebo break in the middle of the time before. A stretch with fewer than
        five periods has a change of level only.

    Raises
    ------
    UsageError
        If a break lies outside the series, fewer than eight periods lie before the event, none
        after it, or two breaks have fewer than two periods between them.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> s = pd.Series(rng.normal(size=40) + 4 * (np.arange(40) >= 30), index=range(1970, 2010))
    >>> e = interrupted(s, "2000-01-01")
    >>> bool(e.low < 4 < e.high), e.p_value < 0.05, e.n
    (True, True, 40)
    """
    data = read_series(series)
    late = check_sides(data.middles, data.labels, event, MIN_BEFORE)
    others = sorted({as_day(b, "breaks") for b in breaks} - {as_day(event, "event")})
    rng = np.random.default_rng(seed)
    terms, design = _design(data, event, others)
    fit = regress(data.values, design, level, draws, rng)
    rows = _rows(terms, fit, "whole series")
    early = data.take(~late)
    middle = early.middles[len(early) // 2]
    checks = (("before only", None), ("before only, placebo", middle)) if pre_trend else ()
    for part, at in checks:
        past = [b for b in others if early.is_after(b).any() and not early.is_after(b).all()]
        try:
            names, columns = _design(early, at, [b for b in past if b != at])
        except UsageError:  # the placebo falls next to one of the other breaks
            continue
        checked = regress(early.values, columns, level, draws, rng)
        kept = "slope" if at is None else f"level at {middle:%Y-%m-%d}"
        rows += [r for r in _rows(names, checked, part) if r["term"] == kept]
    j = terms.index(f"level at {as_day(event, 'event'):%Y-%m-%d}")
    sure = bool(np.isfinite(fit.p_values[j]))
    asked = quantity.asked(
        "change",
        f"change in the level of {outcome} at {as_day(event, 'event'):%Y-%m-%d}, "
        "apart from the trend before it",
    )
    return Estimate(
        name=name,
        estimand=asked.words(),
        estimate=float(fit.params[j]),
        low=float(fit.low[j]) if sure else None,
        high=float(fit.high[j]) if sure else None,
        level=level,
        se=float(fit.se[j]) if sure else None,
        p_value=float(fit.p_values[j]) if sure else None,
        n=len(data),
        unit="periods",
        method=f"least squares with Newey-West errors, lag {fit.lag}; critical values from "
        f"{draws:,} series without a change, errors AR(1) with coefficient {fit.rho:.2f}",
        rests_on=rests_on or data.span(),
        comparison=f"the trend of {len(early)} periods before, carried on",
        assumptions=_assumptions(sure, int(late.sum()), others, rows),
        table=pd.DataFrame(rows),
        quantity=asked,
    )


def _design(
    data: TimeSeries, event: Day | None, others: Sequence[pd.Timestamp]
) -> tuple[list[str], Floats]:
    """Names and columns of the terms: constant, slope, and a level and slope per break."""
    origin = data.middles[0] if event is None else event
    names = ["constant", "slope"]
    columns = [np.ones(len(data)), data.years_from(origin)]
    edges = sorted([*others, *([] if event is None else [as_day(event, "event")])])
    for k, edge in enumerate(edges):
        after = data.is_after(edge)
        here = after & ~data.is_after(edges[k + 1]) if k + 1 < len(edges) else after
        before = int((~after).sum() if k == 0 else (~after & data.is_after(edges[k - 1])).sum())
        alone = k + 1 == len(edges) and event is not None and edge == as_day(event, "event")
        if here.sum() < (1 if alone else 2) or before < 2:
            raise UsageError(
                f"too few periods around the break {edge:%Y-%m-%d}",
                "breaks",
                f"the series has {data.span()}",
            )
        names.append(f"level at {edge:%Y-%m-%d}")
        columns.append(after.astype(np.float64))
        if here.sum() >= MIN_SLOPE:
            names.append(f"slope from {edge:%Y-%m-%d}")
            columns.append(np.where(after, data.years_from(edge), 0.0))
    return names, np.column_stack(columns)


def _rows(terms: Sequence[str], fit: Regression, part: str) -> list[dict[str, object]]:
    return [
        {
            "term": term,
            "part": part,
            "estimate": float(fit.params[j]),
            "hac_se": float(fit.hac_se[j]),
            "low": float(fit.low[j]),
            "high": float(fit.high[j]),
            "p_value": float(fit.p_values[j]),
        }
        for j, term in enumerate(terms)
    ]


def _assumptions(
    sure: bool, after: int, others: Sequence[pd.Timestamp], rows: Sequence[dict[str, object]]
) -> tuple[str, ...]:
    said = ["without the event the trend before it would have gone on"]
    said.append(
        "errors are autoregressive of order one, and alike before and after"
        if sure
        else "the fit leaves no residual, so that nothing says how sure the change is"
    )
    if after < MIN_SLOPE:
        count = f"only {after} periods lie" if after > 1 else "only one period lies"
        said.append(f"{count} after the event: level only, a change of slope cannot be told")
    if others:
        said.append("level and slope may also change at " + ", ".join(f"{b:%Y}" for b in others))
    for row in rows:
        what = {"before only": "the slope before the event", "before only, placebo": "a placebo"}
        if row["part"] in what and np.isfinite(float(str(row["p_value"]))):
            said.append(
                f"{what[str(row['part'])]} ({row['term']}, periods before only) is "
                f"{row['estimate']:.3f}, p = {row['p_value']:.2f}"
            )
    return tuple(said)


def interrupted_design(rollcalls: RollCalls, study: Study) -> list[Estimate]:
    """Estimate the change of level of the yearly agreement with the rival at the event."""
    part = ended(rollcalls, study)
    series = yearly_agreement(part, study)
    return gathered(
        partial(
            interrupted,
            series[index],
            study.event,
            **with_rival(study, index),
            name=f"interrupted.{index}",
            rests_on=part.rests_on(),
            level=study.level,
            draws=study.draws,
            seed=study.seed,
        )
        for index in index_names(headlines())
    )


DESIGN = Design(
    "interrupted",
    interrupted_design,
    power={"interrupted.ordinal": 0.76, "interrupted.kappa": 0.12},
)
