"""Trends: how much worse than before must things have been going for there to be no change?

Rambachan and Roth (2023, Review of Economic Studies 90), relative magnitudes. The change at the
event is compared with the changes between neighbouring years before it: without the event, the
series may go on to move by up to M times the largest of those. The breakdown value is the M at
which the change is no longer told from none.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd

from analysis.agreement import headlines, index_names
from analysis.agreement.indices import index_named
from analysis.agreement.windows import WindowTables, window_tables
from analysis.errors import UsageError
from analysis.estimate import Estimate
from analysis.inference import Jackknife, jackknife_change
from analysis.rollcalls import RollCalls
from analysis.rollcalls.periods import years_cut_at
from analysis.shift.design import Design, gathered
from analysis.shift.methods.scores import quantity_with
from analysis.shift.quantities import study_cuts
from analysis.study import Study

__all__ = ["DESIGN", "breakdown", "trend_sensitivity", "trends_design"]

#: Years before the event that are looked back on, and steps between them that there must be.
YEARS, LEAST_STEPS = 8, 3


def breakdown(change: float, steps: Sequence[float], after: int = 1) -> float:
    """Return the M at which a change could be all trend.

    Parameters
    ----------
    change : float
        From the last period before to the mean of the periods after.
    steps : sequence of float
        Changes between neighbouring periods before.
    after : int
        Periods after. A trend that moves by up to M times the largest step a period has, by the
        mean of so many periods, moved by (after + 1) / 2 times that.

    Examples
    --------
    >>> breakdown(0.3, [0.1, -0.15]), round(breakdown(0.3, [0.1, -0.15], after=3), 9)
    (2.0, 1.0)
    """
    largest = max(abs(s) for s in steps)
    return abs(change) / (largest * (after + 1) / 2) if largest else float("inf")


def trend_sensitivity(rollcalls: RollCalls, study: Study, index: str = "kappa") -> Estimate:
    """Compute the breakdown value of the change of agreement with the rival.

    Parameters
    ----------
    rollcalls : RollCalls
    study : Study
    index : str

    Returns
    -------
    Estimate
        `estimate` is the breakdown value of the change as it is estimated. ``details`` has
        ``robust``, that of the end of its interval nearer to zero: up to this M the change is told
        from none, chance and trend together (0 if chance alone explains it); ``change``, and
        ``largest``, the largest step before. The largest step is taken as it was observed: chance
        in it makes it larger, and the breakdown value smaller, than it is. The table has a row per
        period: ``period, value, step, se, side``.

    Raises
    ------
    UsageError
        If there is no period with the index after the event, or fewer than four before; if the
        periods before are all alike, so that there is no step to measure the change by.
    """
    compute = index_named(index)
    first = study.event.replace(year=study.event.year - YEARS, day=min(study.event.day, 28))
    part = rollcalls.select(start=first, end=study.until)
    part.row(study.rival)
    held: list[tuple[object, bool, WindowTables]] = []
    if part.n_calls:
        cuts = years_cut_at(part.calls["date"], study_cuts(study))
        for label, period in part.groups(cuts):
            other = period.votes[[period.row(study.rival)]]
            tables = window_tables(period, study.country, other, index)
            if not np.isnan(tables.values[0]):
                held.append((label, period.first >= pd.Timestamp(study.event), tables))
    before, after = ([t for _, late, t in held if late == side] for side in (False, True))
    if not after or len(before) < LEAST_STEPS + 1:
        raise UsageError(
            f"{len(before)} periods before the event and {len(after)} after have the index",
            "trends",
            f"{LEAST_STEPS + 1} before and 1 after are needed",
        )

    def step(one: Sequence[WindowTables], two: Sequence[WindowTables]) -> Jackknife:
        tables = [np.concatenate([t.tables[:, 0] for t in side]) for side in (one, two)]
        return jackknife_change(
            tables[0], tables[1], compute, study.level, vectorised=True, share=compute.is_mean
        )

    steps = [step([a], [b]) for a, b in zip(before[:-1], before[1:], strict=True)]
    found = step([before[-1]], after)
    sizes = [s.estimate for s in steps]
    if not any(sizes):
        raise UsageError(
            f"all {len(before)} periods before the event are alike",
            "trends",
            "there is no step to measure the change by",
        )
    value = breakdown(found.estimate, sizes, len(after))
    near = 0.0
    if found.has_error and not found.low < 0 < found.high:
        near = min(abs(found.low), abs(found.high))
    every = [None, *steps, *[step([before[-1]], [t]) for t in after]]
    table = pd.DataFrame(
        {
            "period": [label for label, _, _ in held],
            "value": [float(t.values[0]) for _, _, t in held],
            "step": [np.nan if s is None else s.estimate for s in every],
            "se": [np.nan if s is None else s.se for s in every],
            "side": ["after" if late else "before" for _, late, _ in held],
        }
    )
    quantity = quantity_with(
        study,
        study.rival,
        f"breakdown value of the change in agreement ({index}){{of}} with {{partner}}",
        index,
        kind="statistic",
    )
    return Estimate(
        f"trends.{index}",
        quantity.words(),
        value,
        level=study.level,
        n=len(steps),
        unit="steps before the event",
        method="change from the last period before the event to those after, over the largest "
        "step between neighbouring periods before (Rambachan and Roth 2023, relative magnitudes)",
        rests_on=part.rests_on(),
        comparison=f"{len(steps)} steps between neighbouring periods before the event",
        assumptions=(
            "without the event the series would have moved on by at most so many times the "
            "largest step before",
        ),
        table=table,
        quantity=quantity,
        details={
            "robust": breakdown(near, sizes, len(after)),
            "change": found.estimate,
            "largest": max(map(abs, sizes)),
        },
    )


def trends_design(rollcalls: RollCalls, study: Study) -> list[Estimate]:
    """Compute the breakdown values of the change by each index that is shown."""
    part = rollcalls.select(body="GA")
    return gathered(
        partial(trend_sensitivity, part, study, index) for index in index_names(headlines())
    )


DESIGN = Design("trends", trends_design)
