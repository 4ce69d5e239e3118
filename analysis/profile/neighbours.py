"""Which states a state votes most and least like, and how sure that order is."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.agreement.counts import block_tables
from analysis.agreement.indices import index_named
from analysis.inference import MIN_DAYS, days_of, jackknife_level
from analysis.record.codes import is_cast
from analysis.rollcalls import RollCalls
from analysis.study import Study

__all__ = ["ends", "neighbours"]

#: Share of the country's votes that another state must have cast a vote on, too, to be ranked.
LEAST_SHARE = 0.5


def neighbours(
    rollcalls: RollCalls,
    country: str,
    index: str = "ordinal",
    *,
    top: int = 8,
    level: float = Study.level,
    draws: int = Study.draws,
    seed: int = Study.seed,
) -> pd.DataFrame:
    """Order all other states by agreement with one, with intervals.

    Parameters
    ----------
    rollcalls : RollCalls
    country : str
    index : str
        Name from `analysis.agreement.indices.INDICES`.
    top : int
        Number of places of which `near` and `far` speak.
    level : float
        Coverage of the intervals.
    draws : int
        Draws of days of voting, the same for all states, for the shares of places; 0 for
        neither shares nor intervals.
    seed : int

    Returns
    -------
    DataFrame
        Columns ``state, n, value, low, high, near, far``, the nearest first; ``n`` counts roll
        calls on which both cast a vote; ``near`` and ``far`` are the shares of draws in which
        the state is among the `top` nearest and farthest. A state that shares fewer than half
        of the country's votes is left out. Interval and shares are NaN with fewer than five
        days of voting.

    Raises
    ------
    UsageError
        If the state or the index is unknown.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 3], [1, 3], [1, 1], [3, 1]], states=list("ABCD"))
    >>> neighbours(rc, "A", draws=0)[["state", "value"]].values.tolist()
    [['B', 1.0], ['C', 0.5], ['D', 0.0]]
    """
    compute = index_named(index)
    mine = rollcalls.of(country)
    voted = is_cast(mine)
    columns = ["state", "n", "value", "low", "high", "near", "far"]
    rows = np.array([j for j, s in enumerate(rollcalls.states.index) if s != country], dtype=int)
    n = (is_cast(rollcalls.votes[rows]) & voted).sum(axis=1)
    rows = rows[(n > 0) & (n >= LEAST_SHARE * voted.sum())]
    if not len(rows):
        return pd.DataFrame(columns=columns)
    days = days_of(rollcalls.calls)
    tables = block_tables(mine, rollcalls.votes[rows], days, int(days.max()) + 1)
    total = tables.sum(axis=0)
    table = pd.DataFrame(
        {
            "state": rollcalls.states.index[rows],
            "n": total.sum(axis=(1, 2)).astype(int),
            "value": compute(total),
        }
    )
    table[["low", "high", "near", "far"]] = np.nan
    held = tables[tables.any(axis=(1, 2, 3))]
    if len(held) >= MIN_DAYS and draws > 0:
        found = [
            jackknife_level(held[:, k], compute, level, vectorised=True, share=compute.is_mean)
            for k in range(len(rows))
        ]
        table["low"], table["high"] = [f.low for f in found], [f.high for f in found]
        # A place is no smooth function of votes: it has a share of draws, and no interval.
        rng = np.random.default_rng(seed)
        times = rng.multinomial(len(held), np.full(len(held), 1.0 / len(held)), size=draws)
        drawn = times.astype(np.float64) @ held.reshape(len(held), -1)
        values = compute(drawn.reshape(draws, *held.shape[1:]))
        # A draw may leave a state without a joint vote; such draws are few and say nothing.
        filled = np.where(np.isnan(values), np.nanmedian(values), values)
        place = (-filled).argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")
        table["near"] = (place < top).mean(axis=0)
        table["far"] = (place >= len(rows) - top).mean(axis=0)
    table = table.dropna(subset=["value"])
    return table.sort_values(["value", "state"], ascending=[False, True], ignore_index=True)[
        columns
    ]


def ends(table: pd.DataFrame, top: int = 8) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the nearest and the farthest states, none of them twice.

    Parameters
    ----------
    table : DataFrame
        From `neighbours`.
    top : int
        Rows of each; fewer where there are fewer than twice as many states.

    Examples
    --------
    >>> near, far = ends(pd.DataFrame({"state": list("ABC")}), 2)
    >>> near["state"].tolist(), far["state"].tolist()
    (['A'], ['C'])
    """
    k = min(top, len(table) // 2)
    return table.head(k), table.tail(k)
