"""Structural breaks whose date is not told: which dates does the series itself name?

The segments are those of the smallest sum of squares (Bai and Perron 2003, J. Applied
Econometrics 18), found by dynamic programming (ruptures, linear kernel, which is the same sum).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import UsageError
from analysis.estimate import Estimate
from analysis.shift.serial import ar1, ar1_draws
from analysis.shift.series import TimeSeries, read_series
from analysis.study import Study

__all__ = ["find_breaks", "penalty"]

Floats = npt.NDArray[np.float64]

#: Shortest segment, in periods. A single last period cannot be told from an outlier.
MIN_SIZE = 3
MIN_PERIODS = 12


def penalty(values: Floats) -> float:
    """Return what a break must gain: 2 σ² log n, the rule of BIC.

    σ² is half the mean squared difference of neighbours (von Neumann), which a break enters
    only once.

    Examples
    --------
    >>> round(penalty(np.tile([1.0, -1.0], 50)), 2)
    18.42
    """
    variance = float(np.mean(np.diff(values) ** 2) / 2)
    return 2 * variance * float(np.log(len(values)))


def find_breaks(
    series: pd.DataFrame | pd.Series,
    *,
    n_breaks: int | None = None,
    outcome: str = "the series",
    name: str = "breaks",
    rests_on: str = "",
    level: float = Study.level,
    draws: int = Study.draws,
    seed: int = Study.seed,
) -> Estimate:
    """Find the dates at which the mean of a series changes, the largest change first.

    Parameters
    ----------
    series : DataFrame or Series
        Columns ``period, value``, or values indexed by period.
    n_breaks : int, optional
        How many; default is as many as pay `penalty` (PELT).
    outcome, name, rests_on : str
    level : float
    draws, seed : int

    Returns
    -------
    Estimate
        `estimate` is the year, with fraction, in whose middle the first period after the largest
        change lies; NaN without a break. The interval holds `level` of the dates found again
        when residuals are drawn in blocks and added to the segments' means; `p_value` is that
        of any change of mean: the largest gain from one break, against series without one
        and AR(1) errors. The table has a row per break: ``break, year, low, high, before,
        after, change``, largest change first; ``break`` is the label of the first period after.

    Raises
    ------
    UsageError
        If there are fewer than twelve periods, the series never varies, or there is no room
        for so many breaks.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> s = pd.Series(rng.normal(size=50) + 3 * (np.arange(50) >= 30), index=range(1970, 2020))
    >>> find_breaks(s, draws=99).table["break"].tolist()
    [2000]
    """
    data = read_series(series)
    n = len(data)
    if n < MIN_PERIODS:
        raise UsageError(f"only {n} periods", name, f"at least {MIN_PERIODS} are needed")
    if np.ptp(data.values) <= 1e-12 * max(1.0, float(np.abs(data.values).max())):
        raise UsageError(f"{outcome} never varies", name, "there is nothing to break")
    if n_breaks is not None and not 1 <= n_breaks <= n // MIN_SIZE - 1:
        raise UsageError(f"{n_breaks} breaks in {n} periods", name, f"at most {n // MIN_SIZE - 1}")
    rng = np.random.default_rng(seed)
    cost = penalty(data.values)
    found = _segment(data.values, n_breaks, cost)
    p_value = _any_break(data.values, draws, rng)
    dates = _drawn_dates(data, found, draws, rng)
    table = _table(data, found, dates, level)
    rule = (
        f"as many as gain 2 σ² log n = {cost:.3g} each (PELT)"
        if n_breaks is None
        else f"{n_breaks} asked for"
    )
    top = table.iloc[0] if len(table) else None
    return Estimate(
        name=name,
        estimand=f"date of the largest change in the mean of {outcome}",
        estimate=float("nan") if top is None else float(top["year"]),
        low=None if top is None else float(top["low"]),
        high=None if top is None else float(top["high"]),
        level=level,
        p_value=p_value,
        n=n,
        unit="periods",
        method=f"least squares segments of {MIN_SIZE} periods or more, {rule}; interval from "
        f"{draws:,} redrawn series, residuals in blocks; p of any break from AR(1) series",
        rests_on=rests_on or data.span(),
        comparison="a constant mean",
        assumptions=(
            "between breaks the mean is constant: a trend is found as several breaks",
            "the penalty takes errors as independent; where they hang together it finds too many "
            "breaks, and the p-value is the one to go by",
            f"a change in the last {MIN_SIZE - 1} periods cannot be found",
        ),
        table=table,
    )


def _segment(values: Floats, n_breaks: int | None, cost: float) -> list[int]:
    """Positions of the first period of each segment but the first."""
    import ruptures

    signal = values[:, None]
    if n_breaks is None:
        search: Any = ruptures.Pelt(model="l2", min_size=MIN_SIZE, jump=1).fit(signal)
        return [int(k) for k in search.predict(pen=cost)[:-1]]
    search = ruptures.KernelCPD(kernel="linear", min_size=MIN_SIZE, jump=1).fit(signal)
    return [int(k) for k in search.predict(n_bkps=n_breaks)[:-1]]


def gains(series: Floats) -> Floats:
    """Largest fall of the sum of squares from one break, over what is left, of each column."""
    n = len(series)
    centred = series - series.mean(axis=0)
    sums = np.cumsum(centred, axis=0)[MIN_SIZE - 1 : n - MIN_SIZE]
    k = np.arange(MIN_SIZE, n - MIN_SIZE + 1)[:, None]
    best = (sums**2 * n / (k * (n - k))).max(axis=0)
    left = (centred**2).sum(axis=0) - best
    return np.asarray(best / np.maximum(left, np.finfo(float).tiny))


def _any_break(values: Floats, draws: int, rng: np.random.Generator) -> float:
    """P-value of one break or more, against AR(1) series without one."""
    (at,) = _segment(values, 1, 0.0)
    design = np.column_stack([np.ones(len(values)), np.arange(len(values)) >= at]).astype(float)
    residuals = values - design @ np.linalg.lstsq(design, values, rcond=None)[0]
    if np.ptp(residuals) <= 1e-12 * np.ptp(values):
        return 1 / (draws + 1)
    rho = ar1(residuals, design)
    null = gains(ar1_draws(residuals, 2, rho, draws, rng))
    return float((1 + (null >= gains(values[:, None])[0] - 1e-12).sum()) / (draws + 1))


def _drawn_dates(
    data: TimeSeries, found: Sequence[int], draws: int, rng: np.random.Generator
) -> npt.NDArray[np.intp]:
    """Positions of the breaks found again in redrawn series, shape (draws, n_breaks)."""
    if not found:
        return np.empty((0, 0), dtype=np.intp)
    n = len(data)
    means = _means(data.values, found)
    residuals = data.values - means
    block = max(2, round(n ** (1 / 3)))
    out = np.empty((draws, len(found)), dtype=np.intp)
    for b in range(draws):
        starts = rng.integers(0, n, -(-n // block))
        picked = (starts[:, None] + np.arange(block)).ravel()[:n] % n
        out[b] = _segment(means + residuals[picked], len(found), 0.0)
    return out


def _means(values: Floats, found: Sequence[int]) -> Floats:
    parts = np.split(values, found)
    return np.concatenate([np.full(len(p), p.mean()) for p in parts])


def _table(
    data: TimeSeries, found: Sequence[int], dates: npt.NDArray[np.intp], level: float
) -> pd.DataFrame:
    years = np.array([m.year + (m.day_of_year - 1) / 365.25 for m in data.middles])
    edges = [0, *found, len(data)]
    rows = []
    for j, at in enumerate(found):
        before = data.values[edges[j] : at].mean()
        after = data.values[at : edges[j + 2]].mean()
        # Periods are whole, so the ends are periods too.
        ends = np.quantile(dates[:, j], [(1 - level) / 2, (1 + level) / 2], method="nearest")
        rows.append(
            {
                "break": data.labels[at],
                "year": years[at],
                "low": years[int(ends[0])],
                "high": years[int(ends[1])],
                "before": before,
                "after": after,
                "change": after - before,
            }
        )
    columns = ["break", "year", "low", "high", "before", "after", "change"]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values("change", key=abs, ascending=False, ignore_index=True)
