"""False alarms: how often a test sees a change in series in which nothing happened."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.signal import lfilter

from analysis.errors import UsageError
from analysis.shift.designs.interrupted import interrupted
from analysis.shift.methods.serial import newey_west_lag

__all__ = ["ERRORS", "autocorrelated", "false_alarms"]

Floats = npt.NDArray[np.float64]

#: What the errors of a regression can be taken to be, in the order they are drawn.
ERRORS: dict[str, str] = {
    "ordinary": "ordinary least squares",
    "newey-west": "Newey and West, normal critical value",
    "drawn": "Newey and West, drawn critical value",
}
FIRST_YEAR = 1986
ALPHA, CRITICAL = 0.05, 1.96


def autocorrelated(n: int, series: int, rho: float, seed: int) -> Floats:
    """Draw series without trend or change, in which each year remembers the one before.

    Parameters
    ----------
    n : int
        Years.
    series : int
    rho : float
        Autocorrelation, below 1 in size; 0 for independent years.
    seed : int

    Returns
    -------
    ndarray, shape (n, series)
        y_t = ρ y_(t-1) + e_t, e ~ N(0, 1), begun in its stationary state.

    Raises
    ------
    UsageError
        If rho is not between -1 and 1.

    Examples
    --------
    >>> y = autocorrelated(200, 50, 0.8, seed=1)
    >>> y.shape, bool(0.7 < np.corrcoef(y[1:].ravel(), y[:-1].ravel())[0, 1] < 0.85)
    ((200, 50), True)
    """
    if not -1 < rho < 1:
        raise UsageError(f"rho is {rho}", "autocorrelated", "give a number between -1 and 1")
    shocks = np.random.default_rng(seed).normal(size=(n, series))
    shocks[0] /= np.sqrt(1 - rho**2)
    return np.asarray(lfilter([1.0], [1.0, -rho], shocks, axis=0))


def false_alarms(
    rhos: Sequence[float],
    *,
    years: int = 40,
    after: int = 10,
    series: int = 200,
    draws: int = 200,
    seed: int = 0,
) -> pd.DataFrame:
    """Test series without a change for a change of level, by three kinds of errors.

    Parameters
    ----------
    rhos : sequence of float
        Autocorrelations.
    years, after : int
        Years in all, and of these from the pretended event on.
    series : int
        Series for each autocorrelation.
    draws : int
        Draws of the critical values.
    seed : int

    Returns
    -------
    DataFrame
        Columns ``rho, errors`` (a key of `ERRORS`), ``share`` of series called changed at the
        5% level, ``n``. The regression is that of `analysis.shift.designs.interrupted.interrupted`.

    Examples
    --------
    >>> found = false_alarms([0.8], series=20, draws=50, seed=1)
    >>> found["errors"].tolist()
    ['ordinary', 'newey-west', 'drawn']
    """
    import statsmodels.api as sm

    labels = range(FIRST_YEAR, FIRST_YEAR + years)
    event = f"{FIRST_YEAR + years - after}-01-01"
    time = np.arange(years) + 0.5 - (years - after)
    late = time > 0
    columns = [np.ones(years), time, late.astype(np.float64)]
    if after >= 5:  # as in `interrupted`: the time after gets a slope of its own
        columns.append(np.where(late, time, 0.0))
    design = np.column_stack(columns)
    robust = {"maxlags": newey_west_lag(years), "use_correction": True}
    rows = []
    for rho in rhos:
        alarms = dict.fromkeys(ERRORS, 0)
        for values in autocorrelated(years, series, rho, seed).T:
            model = sm.OLS(values, design)
            alarms["ordinary"] += abs(model.fit().tvalues[2]) > CRITICAL
            fit = model.fit(cov_type="HAC", cov_kwds=robust)
            alarms["newey-west"] += abs(fit.tvalues[2]) > CRITICAL
            found = interrupted(
                pd.Series(values, index=labels), event, pre_trend=False, draws=draws, seed=seed
            )
            alarms["drawn"] += found.p_value is not None and found.p_value <= ALPHA
        rows += [
            {"rho": float(rho), "errors": key, "share": hits / series, "n": series}
            for key, hits in alarms.items()
        ]
    return pd.DataFrame(rows)
