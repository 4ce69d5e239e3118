"""State by state: who moved with a country or away from it, more than states are used to."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import t as student

from analysis.errors import UsageError
from analysis.estimate import Estimate
from analysis.quantity import UNSAID, Quantity
from analysis.shift.methods.panel_windows import read_panel
from analysis.shift.methods.randomisation import benjamini_hochberg
from analysis.study import Study

__all__ = ["movement"]

Floats = npt.NDArray[np.float64]

#: Earlier windows in which a state must have a movement of its own to be judged by.
FEW_WINDOWS = 10


def movement(
    outcome: pd.DataFrame,
    study: Study,
    *,
    words: str = "agreement with the country",
    quantity: Quantity = UNSAID,
    name: str = "movement",
    rests_on: str = "",
) -> Estimate:
    """Estimate each state's movement at an event, minus the mean movement of all states.

    Parameters
    ----------
    outcome : DataFrame
        Columns ``state, period, value``, as in `analysis.shift.designs.panel.panel`.
    study : Study
        Event and windows; `level` is one less the false discovery rate.
    words, name, rests_on : str
    quantity : Quantity
        What is measured, in fields; `words` has its places.

    Returns
    -------
    Estimate
        `estimate` counts the states whose movement stands out (Benjamini and Hochberg 1995, JRSS B
        57); there is no interval. The table has a row per state, ``state, change, usual, t, df,
        p_value, q_value, stands_out``, smallest p first: ``usual`` is the root mean square of the
        state's own movements over every earlier window as long, which ``t`` divides by. ``df``
        counts earlier windows, over `overlap`. States with fewer than ten have no p-value.

    Raises
    ------
    UsageError
        As in `analysis.shift.methods.panel_windows.read_panel`, and if no state has a p-value.
    """
    data = read_panel(outcome, study, name)
    values = data.wide.to_numpy()
    now = _changes(values[data.event], data.late)
    past = np.array([_changes(values[rows], data.late) for rows in data.earlier]).reshape(
        -1, values.shape[1]
    )
    counts = np.isfinite(past).sum(axis=0)
    usual = np.sqrt(np.nansum(past**2, axis=0) / np.maximum(counts, 1))
    df = np.maximum(1.0, counts / overlap(data.before, data.after))
    judged = np.isfinite(now) & (counts >= FEW_WINDOWS) & (usual > 0)
    if not judged.any():
        raise UsageError(
            f"no state has {FEW_WINDOWS} earlier windows of {data.length} periods",
            name,
            "give a longer record or shorter windows",
        )
    ratio = np.where(judged, now / np.where(judged, usual, 1.0), np.nan)
    p_values = np.where(judged, 2 * student.sf(np.abs(ratio), df), np.nan)
    table = pd.DataFrame(
        {
            "state": data.wide.columns,
            "change": now,
            "usual": np.where(counts > 0, usual, np.nan),
            "t": ratio,
            "df": df,
            "p_value": p_values,
            "q_value": np.nan,
            "stands_out": False,
        }
    )
    q_values = benjamini_hochberg(p_values[judged])
    out = q_values <= 1 - study.level
    table.loc[judged, "q_value"] = q_values
    table.loc[judged, "stands_out"] = out
    table = table[np.isfinite(now)].sort_values(["p_value", "state"], ignore_index=True)
    unjudged = int((~np.isfinite(table["p_value"])).sum())
    asked = quantity.asked(
        "count",
        f"number of states whose change in {words}, minus the mean change of all, "
        "stands out from their own earlier changes",
        digits=0,
    )
    return Estimate(
        name=name,
        estimand=asked.words(),
        estimate=float(out.sum()),
        level=study.level,
        n=int(judged.sum()),
        unit="states",
        method=f"change of the mean of {data.before} periods to that of {data.after}; t by the "
        f"state's own {len(data.earlier)} earlier windows; "
        f"Benjamini-Hochberg, false discovery rate {1 - study.level:.2f}",
        rests_on=rests_on
        or f"{len(data.wide)} periods, {data.wide.index[0]} to {data.wide.index[-1]}",
        comparison="the same state in earlier windows",
        assumptions=(
            "a state's movements vary as much now as before, and about normally",
            "states of one group move together: the list counts states, not separate causes",
            "what moved the country towards or away from every state is taken out as the mean",
            *([f"{unjudged} states have too short a past to be judged"] if unjudged else []),
        ),
        table=table,
        quantity=asked,
    )


def overlap(before: int, after: int) -> float:
    """Say how many neighbouring windows count as one, as they hold the same periods.

    For a variance, n correlated movements are worth n/(1 + 2 Σ r_j²), with r_j the correlation of
    windows j periods apart. It is computed for periods that are independent, and for a random
    walk; the larger is taken.

    Examples
    --------
    >>> round(overlap(4, 1), 2), round(overlap(1, 1), 2)
    (2.19, 1.5)
    """
    weights = np.concatenate([np.full(before, -1 / before), np.full(after, 1 / after)])
    worth = []
    for w in (weights, np.cumsum(weights[::-1])[::-1]):
        products = np.correlate(w, w, "full")[len(w) :] / (w @ w)
        worth.append(1 + 2 * float((products**2).sum()))
    return max(worth)


def _changes(values: Floats, late: npt.NDArray[np.bool_]) -> Floats:
    """Change of each state's mean, minus the mean change; NaN without a value on a side."""
    sums = [np.nansum(values[side], axis=0) for side in (~late, late)]
    counts = [np.isfinite(values[side]).sum(axis=0) for side in (~late, late)]
    means = [s / np.maximum(c, 1) for s, c in zip(sums, counts, strict=True)]
    known = (counts[0] > 0) & (counts[1] > 0)
    change = np.where(known, means[1] - means[0], np.nan)
    return change - np.nanmean(change) if known.any() else change
