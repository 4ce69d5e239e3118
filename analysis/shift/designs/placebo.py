"""Placebo in space: the same change computed for every other state."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pandas as pd

from analysis.agreement import headlines, index_names
from analysis.errors import UsageError
from analysis.estimate import Estimate, number
from analysis.quantity import UNSAID, Quantity
from analysis.rollcalls import RollCalls
from analysis.shift.design import Design, gathered
from analysis.shift.methods.scores import quantity_with
from analysis.shift.methods.state_changes import state_changes
from analysis.study import Study

__all__ = ["DESIGN", "placebo_design", "placebo_rank"]


def placebo_rank(
    changes: pd.Series,
    country: str,
    *,
    name: str,
    estimand: str,
    quantity: Quantity = UNSAID,
    rests_on: str = "",
    two_sided: bool = True,
    from_median: bool = False,
    errors: pd.Series | None = None,
) -> Estimate:
    """Rank one state's change among the changes of all states.

    Parameters
    ----------
    changes : Series
        The change of each state, indexed by state code; states without one are NaN.
    country : str
        The state studied.
    name, estimand, rests_on : str
        As in `Estimate`; `estimand` is the change itself, with the places of `quantity`.
    quantity : Quantity
        The change in fields.
    two_sided : bool
        Rank by size regardless of direction. Otherwise rank from the largest increase.
    from_median : bool
        Rank by the distance from the median change of all states instead: what moved
        everybody, such as a change of the agenda or of the rival, is then nobody's own.
    errors : Series, optional
        Standard error of each state's change: ranks are then of changes in units of their errors,
        since a state that casts few votes, or on few days, varies more (Ferman and Pinto 2019).
        States without an error are not ranked.

    Returns
    -------
    Estimate
        `estimate` is the state's change; ``p_value`` is the share of states, the state itself
        among them, whose change is at least as large (a permutation p-value if every state
        were equally likely to be the one that changed). `n` counts states, `rank` is that of the
        state, and `p_floor` the least that p can be. ``details`` has the ``order``, ``size`` or
        ``increase``; the ``direction``, ``up`` or ``down``, and the rank among those that moved
        as much that way, ``same_direction``; whether ranks are ``studentised``; and with
        `from_median` the ``median``. The table has ``state, change, rank``, and ``ratio`` where
        there are errors, largest first. There is no interval: the
        comparison set is the states there are, not a sample.

    Raises
    ------
    UsageError
        If the state has no change, or fewer than ten states have one.

    Examples
    --------
    >>> import string
    >>> c = pd.Series([k / 10 for k in range(20)], index=list(string.ascii_uppercase[:20]))
    >>> e = placebo_rank(c, "T", name="x", estimand="a change")
    >>> e.p_value, e.table.loc[0, "state"]
    (0.05, 'T')
    """
    known = changes.dropna()
    if errors is not None:
        known = known[(errors.reindex(known.index) > 0).to_numpy()]
    if country not in known.index:
        raise UsageError(
            f"{country} has no change to rank, or no error of it",
            name,
            "it needs votes on enough days before and after the event",
        )
    if len(known) < 10:
        raise UsageError(f"only {len(known)} states have a change", name, "at least 10 are needed")
    median = float(known.median()) if from_median else 0.0
    moved = known - median
    if errors is not None:
        moved = moved / errors.reindex(known.index)
    size = moved.abs() if two_sided else moved
    # Rounding keeps ties between states with the same votes from being split by the last bit.
    rank = size.round(12).rank(ascending=False, method="max").astype(int)
    table = pd.DataFrame(
        {"state": known.index, "change": known.to_numpy(), "rank": rank.to_numpy()}
    )
    if errors is not None:
        table["ratio"] = moved.to_numpy()
    table = table.sort_values(["rank", "state"], ignore_index=True)
    asked = replace(quantity, state=country).asked("change", estimand)
    way = 1.0 if moved[country] >= 0 else -1.0
    details: dict[str, object] = {
        "order": "size" if two_sided else "increase",
        "direction": "up" if way > 0 else "down",
        "same_direction": int(((moved * way).round(12) >= round(abs(moved[country]), 12)).sum()),
        "studentised": errors is not None,
    }
    return Estimate(
        name=name,
        estimand=asked.words(),
        estimate=float(known[country]),
        p_value=float(rank[country] / len(known)),
        n=len(known),
        unit="states",
        method="rank of the state's change among all states, "
        + ("by size" if two_sided else "from the largest increase")
        + (f", minus the median {number(median)}" if from_median else "")
        + (", in units of its error" if errors is not None else ""),
        rests_on=rests_on,
        comparison=f"the same change in {len(known) - 1} other states",
        assumptions=("without an event, any state was as likely to change the most",),
        table=table,
        quantity=asked,
        rank=int(rank[country]),
        p_floor=1 / len(known),
        figure="ranks",
        details=details | ({"median": median} if from_median else {}),
    )


def placebo_design(rollcalls: RollCalls, study: Study) -> list[Estimate]:
    """Rank the country's change among those of all states, from the median."""
    part = rollcalls.select(body="GA")
    rests_on = part.select(start=study.before, end=study.until).rests_on()

    def rank(index: str) -> Estimate:
        moves = state_changes(part, study, index)
        return placebo_rank(
            moves["change"],
            study.country,
            name=f"placebo.{index}",
            estimand=f"change in agreement ({index}){{of}} with {{partner}}",
            quantity=quantity_with(study, study.rival, "", index),
            rests_on=rests_on,
            from_median=True,
            errors=moves["error"],
        )

    return gathered(partial(rank, index) for index in index_names(headlines()))


DESIGN = Design(
    "placebo",
    placebo_design,
    in_table=False,
    power={"placebo.ordinal": 0.69, "placebo.kappa": 0.02},
)
