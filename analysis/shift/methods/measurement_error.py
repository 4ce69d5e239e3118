"""Measurement error: ideal points are estimates, so every design that uses them is run on draws.

Rubin's rules for multiple imputation (Rubin 1987, Multiple Imputation for Nonresponse in
Surveys): with estimates q of m draws and their variances u, the pooled estimate is the mean of
q, its variance T = mean(u) + (1 + 1/m) var(q). Degrees of freedom are those of Barnard and Rubin
(1999, Biometrika 86).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import norm
from scipy.stats import t as student

from analysis.errors import UsageError
from analysis.estimate import Estimate
from analysis.study import Study

__all__ = ["over_draws", "pool"]


def pool(
    estimates: Sequence[float] | npt.NDArray[np.float64],
    variances: Sequence[float] | npt.NDArray[np.float64],
    *,
    df_complete: float = np.inf,
    point_se: float | None = None,
    name: str = "pooled",
    estimand: str = "the quantity",
    level: float = Study.level,
) -> Estimate:
    """Pool the estimates of one quantity over draws of what it was computed from.

    Parameters
    ----------
    estimates, variances : array-like, shape (m,)
        Of each draw; variances are squared standard errors.
    df_complete : float
        Degrees of freedom that the design would have without measurement error.
    point_se : float, optional
        Standard error of the same design on the point estimates, with which the pooled one is
        compared; default is the root of the mean variance.
    name, estimand : str
    level : float

    Returns
    -------
    Estimate
        `n` counts draws. The table has one row: ``between, within, total, df, fraction_missing,
        widening``: variance between and within draws, the pooled variance, degrees of freedom,
        fraction of missing information, and the pooled over the point estimate's standard error.

    Raises
    ------
    UsageError
        If there are fewer than two draws, the lengths differ, a value is not finite, or a
        variance is negative.

    Examples
    --------
    >>> e = pool([1.0, 2.0, 3.0], [0.5, 0.5, 0.5])
    >>> round(e.estimate, 2), round(e.se ** 2, 4)
    (2.0, 1.8333)
    """
    q, u = np.asarray(estimates, dtype=np.float64), np.asarray(variances, dtype=np.float64)
    m = len(q)
    if q.ndim != 1 or q.shape != u.shape or m < 2:
        raise UsageError(
            f"{q.size} estimates and {u.size} variances", name, "give two or more of each"
        )
    if not (np.isfinite(q).all() and np.isfinite(u).all() and (u >= 0).all()):
        raise UsageError(
            "an estimate or variance is missing or negative", name, "leave out the draw, or say why"
        )
    within, between = float(u.mean()), float(q.var(ddof=1))
    total = within + (1 + 1 / m) * between
    share = (1 + 1 / m) * between / total if total > 0 else 0.0
    df = _degrees(share, m, df_complete)
    se = float(np.sqrt(total))
    # Relative increase in variance r, and the fraction as in Rubin (1987, 3.1.10).
    r = share / (1 - share) if share < 1 else np.inf
    fraction = (r + 2 / (df + 3)) / (r + 1) if np.isfinite(r) else 1.0
    if share == 0:
        fraction = 0.0
    alone = float(np.sqrt(within)) if point_se is None else point_se
    widening = se / alone if alone > 0 else float("inf")
    estimate = float(q.mean())
    ratio = abs(estimate) / se if se > 0 else np.inf
    tail = student.sf(ratio, df) if np.isfinite(df) else norm.sf(ratio)
    quantile = (1 + level) / 2
    reach = se * float(student.ppf(quantile, df) if np.isfinite(df) else norm.ppf(quantile))
    sure = se > 0
    return Estimate(
        name=name,
        estimand=estimand,
        estimate=estimate,
        low=estimate - reach if sure else None,
        high=estimate + reach if sure else None,
        level=level,
        se=se if sure else None,
        p_value=float(2 * tail) if sure else None,
        n=m,
        unit="draws",
        method=f"Rubin's rules over {m} draws, t interval with {df:.1f} degrees of freedom "
        "(Barnard and Rubin)",
        comparison=f"the point estimates alone: the standard error is {widening:.2f} times theirs; "
        f"fraction of missing information {fraction:.2f}",
        assumptions=(
            "draws come from the posterior of what is measured with error",
            "the estimate is about normal in each draw",
        ),
        table=pd.DataFrame(
            {
                "between": [between],
                "within": [within],
                "total": [total],
                "df": [df],
                "fraction_missing": [fraction],
                "widening": [widening],
            }
        ),
    )


def over_draws(
    draws: npt.NDArray[np.float64],
    index: pd.MultiIndex,
    design: Callable[[pd.Series], Estimate],
    *,
    point: pd.Series | None = None,
    df_complete: float = np.inf,
) -> Estimate:
    """Run a design on every draw of the ideal points, and pool.

    Parameters
    ----------
    draws : ndarray of float, shape (n_draws, n_points)
    index : MultiIndex, length n_points
        Levels ``state`` and ``period``.
    design : function from Series to Estimate
        Takes one draw, indexed by `index`; its estimate needs a standard error.
    point : Series, optional
        The point estimates; default is the mean of the draws.
    df_complete : float

    Returns
    -------
    Estimate
        As from `pool`, in the words of the design on the point estimates; `comparison` says
        what the interval there is. The table has a row per draw, ``draw, estimate, se``, and
        in the first row's ``draw`` "point" the point estimates.

    Raises
    ------
    UsageError
        If draws and index do not fit, or the design gives no standard error.

    Examples
    --------
    >>> index = pd.MultiIndex.from_product([["USA"], [2024, 2025]], names=["state", "period"])
    >>> def move(theta):
    ...     return Estimate("move", "a move", theta.iloc[1] - theta.iloc[0], se=0.1)
    >>> e = over_draws(np.array([[0.0, 1.0], [0.0, 2.0]]), index, move)
    >>> e.estimate, e.n
    (1.5, 2)
    """
    draws = np.asarray(draws, dtype=np.float64)
    if draws.ndim != 2 or draws.shape[1] != len(index) or list(index.names) != ["state", "period"]:
        raise UsageError(
            f"draws of shape {draws.shape} for an index of {len(index)} points",
            "over_draws",
            "give (n_draws, n_points), and an index with levels state and period",
        )
    middle = pd.Series(draws.mean(axis=0), index=index) if point is None else point
    first = design(middle)
    found = [design(pd.Series(draw, index=index)) for draw in draws]
    for k, one in enumerate([first, *found]):
        if one.se is None or not np.isfinite(one.se):
            where = "the point estimates" if k == 0 else f"draw {k - 1}"
            raise UsageError(
                f"no standard error on {where}", one.name, "only designs with one can be pooled"
            )
    errors = [float(one.se or 0.0) for one in found]
    pooled = pool(
        [one.estimate for one in found],
        np.square(errors),
        df_complete=df_complete,
        point_se=first.se,
        name=f"{first.name}.pooled",
        estimand=first.estimand,
        level=first.level,
    )
    table = pd.DataFrame(
        {
            "draw": ["point", *range(len(found))],
            "estimate": [first.estimate, *(one.estimate for one in found)],
            "se": [float(first.se or 0.0), *errors],
        }
    )
    return replace(
        pooled,
        method=f"{first.method}; {pooled.method}" if first.method else pooled.method,
        rests_on=first.rests_on,
        comparison=f"{pooled.comparison} ({first.interval()} there)",
        assumptions=(*first.assumptions, *pooled.assumptions),
        table=table,
        quantity=first.quantity,
    )


def _degrees(share: float, m: int, df_complete: float) -> float:
    """Degrees of freedom of Barnard and Rubin; `share` is (1 + 1/m) B / T."""
    old = (m - 1) / share**2 if share > 0 else np.inf
    if not np.isfinite(df_complete):
        return float(old)
    observed = (df_complete + 1) / (df_complete + 3) * df_complete * (1 - share)
    if observed <= 0:  # no information within draws beyond what differs between them
        return float(min(old, 1.0))
    return float(observed if not np.isfinite(old) else 1 / (1 / old + 1 / observed))
