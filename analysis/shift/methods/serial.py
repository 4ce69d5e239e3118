"""Regression on a series whose errors hang together: Newey-West, with critical values drawn.

Newey and West's standard error (Econometrica 55, 1987) holds for long series with many periods
on both sides of an event. Here there are some sixty periods, and at times one after the event:
the residual of that one is zero, and so is its share in the standard error. The critical values
are therefore drawn: the same t statistic is computed on series without any change, whose errors
are autoregressive of order one with the coefficient found in the data.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.linalg import toeplitz
from scipy.signal import lfilter
from scipy.stats import norm

__all__ = ["Regression", "ar1", "ar1_draws", "newey_west_lag", "regress"]

Floats = npt.NDArray[np.float64]

GRID = np.linspace(-0.9, 0.98, 48)


@dataclass(frozen=True, eq=False)
class Regression:
    """Coefficients of a regression on a series, shape (n_terms,) each.

    Attributes
    ----------
    params : ndarray
    hac_se : ndarray
        Newey-West standard errors, with n/(n - k) for small samples.
    low, high : ndarray
        Estimate plus and minus the drawn critical value times `hac_se`.
    se : ndarray
        Half the interval over the normal quantile: the standard error that the interval means.
    p_values : ndarray
        Share of draws with a t statistic at least as large.
    lag : int
    rho : float
        Coefficient of autocorrelation of the errors, corrected for bias.
    """

    params: Floats
    hac_se: Floats
    low: Floats
    high: Floats
    se: Floats
    p_values: Floats
    lag: int
    rho: float


def newey_west_lag(n: int) -> int:
    """Return the lag by the rule floor(4 (n/100)^(2/9)) of Newey and West.

    Examples
    --------
    >>> newey_west_lag(80), newey_west_lag(100), newey_west_lag(20)
    (3, 4, 2)
    """
    return int(np.floor(4 * (n / 100) ** (2 / 9)))


def ar1(residuals: Floats, design: Floats) -> float:
    """Estimate the autocorrelation of a regression's errors, corrected for its bias.

    Residuals are less autocorrelated than errors, the more so the more terms there are. The
    correction finds the coefficient r under which the expected products of neighbours and the
    expected squares of the residuals Me, M = I - X(X'X)⁻¹X' and e AR(1) with r, have the ratio
    that was found.

    Parameters
    ----------
    residuals : ndarray, shape (n,)
    design : ndarray, shape (n, n_terms)

    Returns
    -------
    float
        Between -0.9 and 0.98.

    Examples
    --------
    >>> ar1(np.tile([1.0, 1.0, -1.0, -1.0], 10), np.ones((40, 1))) > 0
    True
    """
    found = float((residuals[1:] * residuals[:-1]).sum() / (residuals[:-1] ** 2).sum())
    ratios = _expected_ratios(design.tobytes(), design.shape, design.dtype.str)
    return float(np.interp(found, ratios, GRID))


@lru_cache(maxsize=32)  # a design is used again on every draw and every placebo
def _expected_ratios(design: bytes, shape: tuple[int, int], dtype: str) -> Floats:
    basis, _ = np.linalg.qr(np.frombuffer(design, dtype=dtype).reshape(shape))
    maker = np.eye(shape[0]) - basis @ basis.T
    ratios = []
    for rho in GRID:
        covariance = maker @ toeplitz(rho ** np.arange(shape[0])) @ maker
        ratios.append(np.diag(covariance, 1).sum() / np.diag(covariance)[:-1].sum())
    # The ratio may fall where the trend takes up a near random walk; the inverse needs a rise.
    return np.maximum.accumulate(np.array(ratios))


def ar1_draws(
    residuals: Floats, n_terms: int, rho: float, draws: int, rng: np.random.Generator
) -> Floats:
    """Draw series without a change, whose innovations are those of the residuals.

    Returns
    -------
    ndarray, shape (n, draws)
    """
    n = len(residuals)
    innovations = residuals[1:] - rho * residuals[:-1]
    innovations = (innovations - innovations.mean()) * np.sqrt(n / max(n - n_terms, 1))
    drawn = rng.choice(innovations, (n, draws))
    drawn[0] /= np.sqrt(1 - rho**2)  # so that a drawn series has no beginning
    return np.asarray(lfilter([1.0], [1.0, -rho], drawn, axis=0))


def regress(
    values: Floats, design: Floats, level: float, draws: int, rng: np.random.Generator
) -> Regression:
    """Regress a series on a design, with Newey-West errors and drawn critical values.

    Parameters
    ----------
    values : ndarray, shape (n,)
    design : ndarray, shape (n, n_terms)
        Of full rank.
    level : float
    draws : int
    rng : Generator

    Returns
    -------
    Regression
        Intervals and p-values are NaN where the residuals are zero: nothing then says how
        much the series varies by itself.
    """
    # Not statsmodels.api, which imports all there is.
    from statsmodels.regression.linear_model import OLS

    lag = newey_west_lag(len(values))
    fit = OLS(values, design).fit(cov_type="HAC", cov_kwds={"maxlags": lag, "use_correction": True})
    params, hac_se = np.asarray(fit.params), np.asarray(fit.bse)
    residuals = np.asarray(fit.resid)
    nothing = np.full(len(params), np.nan)
    if np.std(residuals) <= 1e-10 * max(1.0, float(np.abs(values).max())):
        return Regression(
            params, nothing, nothing, nothing, nothing, nothing, lag=lag, rho=float("nan")
        )
    rho = ar1(residuals, design)
    null = ar1_draws(residuals, design.shape[1], rho, draws, rng)
    ratios = np.abs(_t_statistics(null, design, lag))
    observed = np.abs(params / hac_se)
    p_values = (1 + (ratios >= observed[:, None] - 1e-12).sum(axis=1)) / (draws + 1)
    reach = np.quantile(ratios, level, axis=1) * hac_se
    return Regression(
        params,
        hac_se,
        params - reach,
        params + reach,
        reach / norm.ppf((1 + level) / 2),
        p_values,
        lag,
        rho,
    )


def _t_statistics(series: Floats, design: Floats, lag: int) -> Floats:
    """Newey-West t of every term on every series, shape (n_terms, n_series)."""
    inverse = np.linalg.pinv(design)
    params = inverse @ series
    residuals = series - design @ params
    n, k = design.shape
    out = np.empty_like(params)
    for j in range(k):
        scores = inverse[j][:, None] * residuals
        variance = (scores**2).sum(axis=0)
        for m in range(1, lag + 1):
            variance += 2 * (1 - m / (lag + 1)) * (scores[m:] * scores[:-m]).sum(axis=0)
        out[j] = params[j] / np.sqrt(variance * n / (n - k))
    return out
