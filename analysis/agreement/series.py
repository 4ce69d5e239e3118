"""Agreement of a pair over time, with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.agreement.counts import block_tables
from analysis.agreement.indices import index_named
from analysis.agreement.means import mean_defined
from analysis.inference import days_of, jackknife_level
from analysis.record.codes import is_cast
from analysis.rollcalls import RollCalls
from analysis.rollcalls.periods import Grouping
from analysis.study import Study

__all__ = ["pair_series", "series_rows"]


def pair_series(
    rollcalls: RollCalls,
    a: str,
    b: str,
    by: Grouping = "year",
    indices: Sequence[str] = ("ordinal", "kappa"),
    *,
    level: float = Study.level,
    intervals: bool = True,
    block: str = "day",
) -> pd.DataFrame:
    """Compute the agreement of two states per period, with intervals.

    Parameters
    ----------
    rollcalls : RollCalls
    a, b : str
        State codes; their order does not matter.
    by : {"year", "month", "session", "all"} or sequence of dates
    indices : sequence of str
        Names from `analysis.agreement.indices.INDICES`.
    level : float
        Coverage the intervals aim at.
    intervals : bool
        Whether to compute them.
    block : {"day", "month", "call"}
        What is left out at a time (see `analysis.inference.days_of`).

    Returns
    -------
    DataFrame
        Columns ``period, index, value, low, high, n``; one row per period and index. ``n``
        counts roll calls on which both cast a vote. The interval
        (`analysis.inference.jackknife_level`) is NaN with fewer than five blocks.

    Raises
    ------
    UsageError
        If a state, index, grouping or block is unknown.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> rc = RollCalls.from_votes(rng.integers(1, 4, (2, 60)), states=["USA", "RUS"])
    >>> s = pair_series(rc, "USA", "RUS", indices=["ordinal"])
    >>> s.columns.tolist()
    ['period', 'index', 'value', 'low', 'high', 'n']
    >>> bool((s["low"] < s["value"]).all() and (s["value"] < s["high"]).all())
    True
    """
    rows = [
        row
        for label, part in rollcalls.whole().only([a] if a == b else [a, b]).groups(by)
        for row in series_rows(
            label, part, a, part.votes[[part.row(b)]], indices, level, intervals, block
        )
    ]
    return pd.DataFrame(rows, columns=["period", "index", "value", "low", "high", "n"])


def series_rows(
    label: object,
    part: RollCalls,
    state: str,
    others: npt.NDArray[np.int8],
    indices: Sequence[str],
    level: float,
    intervals: bool,
    block: str,
) -> list[dict[str, object]]:
    """Compute one period's rows: mean agreement of a state with others, with intervals.

    Parameters
    ----------
    label : object
        Label of the period.
    part : RollCalls
        The roll calls of the period.
    state : str
    others : ndarray of int8, shape (n_others, n_calls)
    indices, level, intervals, block
        As in `pair_series`.

    Returns
    -------
    list of dict
        Keys ``period, index, value, low, high, n, members``; ``n`` counts roll calls on which
        the state and at least one of the others cast a vote, ``members`` the others whose
        index is defined.
    """
    days = days_of(part.calls, block)
    n_days = int(days.max()) + 1
    tables = block_tables(part.of(state), others, days, n_days)
    met = is_cast(part.of(state)) & is_cast(others).any(axis=0)
    sizes = np.bincount(days, weights=met, minlength=n_days)
    rows: list[dict[str, object]] = []
    for name in indices:
        values = index_named(name)(tables.sum(axis=0))
        low, high = float("nan"), float("nan")
        if intervals:
            found = jackknife_level(
                tables,
                partial(_mean_index, name),
                level,
                sizes=sizes,
                vectorised=True,
                share=index_named(name).is_mean,
            )
            low, high = found.low, found.high
        rows.append(
            {
                "period": label,
                "index": name,
                "value": float(mean_defined(values)),
                "low": low,
                "high": high,
                "n": int(met.sum()),
                "members": int((~np.isnan(values)).sum()),
            }
        )
    return rows


def _mean_index(name: str, tables: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return mean_defined(index_named(name)(tables))
