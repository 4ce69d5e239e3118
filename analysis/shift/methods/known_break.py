"""Structural breaks whose date is told (Chow), or only that the level drifts off (CUSUM)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import UsageError
from analysis.estimate import Estimate
from analysis.quantity import UNSAID, Quantity
from analysis.rollcalls.days import Day, as_day
from analysis.shift.methods.serial import ar1, ar1_draws
from analysis.shift.methods.series import TimeSeries, check_sides, read_series
from analysis.study import Study

__all__ = ["chow", "cusum"]

Floats = npt.NDArray[np.float64]

MIN_BEFORE = 8


def chow(
    series: pd.DataFrame | pd.Series,
    event: Day,
    *,
    trend: bool = False,
    outcome: str = "the series",
    quantity: Quantity = UNSAID,
    name: str = "chow",
    rests_on: str = "",
    level: float = Study.level,
    draws: int = Study.draws,
    seed: int = Study.seed,
) -> Estimate:
    """Test whether one regression holds before and after an event (Chow 1960, Econometrica 28).

    Parameters
    ----------
    series : DataFrame or Series
        Columns ``period, value``, or values indexed by period.
    event : date
    trend : bool
        Whether the regression is a line in time, and not a mean.
    outcome, name, rests_on : str
    quantity : Quantity
        What the series is, in fields; `outcome` has its places.
    level : float
    draws, seed : int

    Returns
    -------
    Estimate
        `estimate` is F, which has no interval. `p_value` compares it with F on series without a
        break and AR(1) errors; the table's ``classical_p`` takes errors as independent: columns
        ``f, df_between, df_within, classical_p, p_value, rho``. With no more periods after than
        terms, F is Chow's predictive test. Where nothing is left to vary on either side of the
        event there is neither F (NaN) nor p.

    Raises
    ------
    UsageError
        If fewer than eight periods lie before the event or none after it, or the series never
        varies.

    Examples
    --------
    >>> s = pd.Series([0, 1, 0, 1, 0, 1, 0, 1, 5, 6, 5, 6], index=range(2000, 2012))
    >>> chow(s, "2008-01-01", draws=99).estimate
    222.222...
    """
    data = read_series(series)
    late = check_sides(data.middles, data.labels, event, MIN_BEFORE)
    _check_varies(data, quantity.fill(outcome), name)
    whole = _line(data, event, trend)
    split = _split(whole, late)
    f, between, within = _f(data.values[:, None], whole, split)
    residuals = data.values - split @ np.linalg.lstsq(split, data.values, rcond=None)[0]
    sure = bool(np.ptp(residuals) > 1e-10 * np.ptp(data.values))
    rho = ar1(residuals, split) if sure else float("nan")
    p_value = classical = float("nan")
    if sure:
        from scipy.stats import f as f_distribution

        rng = np.random.default_rng(seed)
        null, _, _ = _f(ar1_draws(residuals, split.shape[1], rho, draws, rng), whole, split)
        p_value = float((1 + (null >= f[0] - 1e-12).sum()) / (draws + 1))
        classical = float(f_distribution.sf(f[0], between, within))
    day = f"{as_day(event, 'event'):%Y-%m-%d}"
    asked = quantity.asked("statistic", f"F of a break in {outcome} at {day}")
    return Estimate(
        name=name,
        estimand=asked.words(),
        estimate=float(f[0]) if sure else float("nan"),
        level=level,
        p_value=p_value if sure else None,
        n=len(data),
        unit="periods",
        method=f"Chow's F({between}, {within}); p from {draws:,} AR(1) series without a break",
        rests_on=rests_on or data.span(),
        comparison=f"one {'line' if trend else 'mean'} for all periods",
        assumptions=(
            "the event was chosen before the series was seen",
            *(() if trend else ("there is no trend: a series that drifts breaks at any date",)),
            f"errors are AR(1), coefficient {rho:.2f}, and as large before as after"
            if sure
            else "nothing is left to vary on either side, so that there is no F and no p-value",
        ),
        table=pd.DataFrame(
            {
                "f": f if sure else [float("nan")],
                "df_between": [between],
                "df_within": [within],
                "classical_p": [classical],
                "p_value": [p_value],
                "rho": [rho],
            }
        ),
        quantity=asked,
        p_floor=1 / (1 + draws),
    )


def cusum(
    series: pd.DataFrame | pd.Series,
    *,
    trend: bool = False,
    outcome: str = "the series",
    quantity: Quantity = UNSAID,
    name: str = "cusum",
    rests_on: str = "",
    level: float = Study.level,
    draws: int = Study.draws,
    seed: int = Study.seed,
) -> Estimate:
    """Test whether residuals drift off, without a date (Ploberger and Krämer 1992).

    Returns
    -------
    Estimate
        `estimate` is the largest cumulative sum of residuals in size, over σ√n (statsmodels,
        ``breaks_cusumolsresid``); it has no interval. `p_value` is against AR(1) series without a
        break. The table has a row per period: ``period, value, cusum``.

    Raises
    ------
    UsageError
        If there are fewer than twelve periods or the series never varies.

    Examples
    --------
    >>> s = pd.Series([0.0, 1.0] * 10 + [5.0, 6.0] * 10, index=range(1980, 2020))
    >>> e = cusum(s, draws=99)
    >>> int(e.table.loc[e.table["cusum"].abs().idxmax(), "period"])
    1999
    """
    from statsmodels.stats.diagnostic import breaks_cusumolsresid

    data = read_series(series)
    if len(data) < 12:
        raise UsageError(f"only {len(data)} periods", name, "at least 12 are needed")
    _check_varies(data, quantity.fill(outcome), name)
    whole = _line(data, data.middles[0], trend)
    residuals = data.values - whole @ np.linalg.lstsq(whole, data.values, rcond=None)[0]
    _check_varies(TimeSeries(data.labels, data.middles, residuals), "what the line leaves", name)
    statistic = float(breaks_cusumolsresid(residuals, ddof=whole.shape[1])[0])
    rho = ar1(residuals, whole)
    rng = np.random.default_rng(seed)
    null = ar1_draws(residuals, whole.shape[1], rho, draws, rng)
    null -= whole @ np.linalg.lstsq(whole, null, rcond=None)[0]
    largest = np.abs(_paths(null, whole.shape[1])).max(axis=0)
    path = _paths(residuals[:, None], whole.shape[1])[:, 0]
    asked = quantity.asked("statistic", f"largest cumulative sum of residuals of {outcome}")
    return Estimate(
        name=name,
        estimand=asked.words(),
        estimate=statistic,
        level=level,
        p_value=float((1 + (largest >= statistic - 1e-12).sum()) / (draws + 1)),
        n=len(data),
        unit="periods",
        method=f"OLS-CUSUM; p from {draws:,} AR(1) series without a break, coefficient {rho:.2f}",
        rests_on=rests_on or data.span(),
        comparison=f"one {'line' if trend else 'mean'} for all periods",
        assumptions=(
            "errors are AR(1); a slow drift counts as a break",
            "a change in the last few periods hardly moves the sum",
        ),
        table=pd.DataFrame({"period": data.labels, "value": data.values, "cusum": path}),
        quantity=asked,
        p_floor=1 / (1 + draws),
    )


def _line(data: TimeSeries, origin: Day, trend: bool) -> Floats:
    columns = [np.ones(len(data)), *([data.years_from(origin)] if trend else [])]
    return np.column_stack(columns)


def _split(whole: Floats, late: npt.NDArray[np.bool_]) -> Floats:
    """Columns of the two regressions; with few periods after, one column for each of them."""
    if late.sum() > whole.shape[1]:
        return np.column_stack([whole, whole * late[:, None]])
    return np.column_stack([whole, np.eye(len(whole))[:, late]])


def _f(series: Floats, whole: Floats, split: Floats) -> tuple[Floats, int, int]:
    """F of the split against the whole, of each column, with its degrees of freedom."""
    sums = []
    for design in (whole, split):
        basis, _ = np.linalg.qr(design)
        sums.append(((series - basis @ (basis.T @ series)) ** 2).sum(axis=0))
    between = split.shape[1] - whole.shape[1]
    within = len(series) - split.shape[1]
    left = np.maximum(sums[1], np.finfo(float).tiny)
    return np.asarray((sums[0] - sums[1]) / between / (left / within)), between, within


def _paths(residuals: Floats, n_terms: int) -> Floats:
    n = len(residuals)
    sigma = np.sqrt((residuals**2).sum(axis=0) / (n - n_terms))
    return np.asarray(np.cumsum(residuals, axis=0) / (sigma * np.sqrt(n)))


def _check_varies(data: TimeSeries, outcome: str, name: str) -> None:
    if np.ptp(data.values) <= 1e-10 * max(1.0, float(np.abs(data.values).max())):
        raise UsageError(f"{outcome} never varies", name, "there is nothing to break")
