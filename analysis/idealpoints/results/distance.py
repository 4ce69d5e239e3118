"""How far two states stand apart."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.errors import UsageError
from analysis.estimate import Estimate

__all__ = ["distance_between"]


def distance_between(
    points: pd.DataFrame, reach: float, level: float, method: str, rests_on: str
) -> Estimate:
    """Estimate the distance between two ideal points of one period.

    Given the items two states are independent, so their Laplace variances add up. Where the
    interval of the difference holds zero, that of the distance begins at zero.

    Parameters
    ----------
    points : DataFrame, 2 rows
        Columns ``state, period, n_votes, theta, se``.
    reach : float
        Half the interval's length in standard errors.
    level : float
        Coverage that `reach` aims at.
    method, rests_on : str

    Returns
    -------
    Estimate
        Its table holds both ideal points.

    Raises
    ------
    UsageError
        If both rows are of one state.

    Examples
    --------
    >>> points = pd.DataFrame({"state": ["A", "B"], "period": 2025, "n_votes": [50, 40],
    ...                        "theta": [1.0, -1.0], "se": [0.3, 0.4]})
    >>> distance_between(points, 2.0, 0.95, "", "").interval()
    '2.00 [1.00, 3.00]'
    """
    a, b = points["state"]
    if a == b:
        raise UsageError(f"{a} is at no distance from itself", "distance", "name two states")
    apart = float(points["theta"].iloc[0] - points["theta"].iloc[1])
    se = float(np.hypot(*points["se"]))
    near, far = sorted((abs(apart - reach * se), abs(apart + reach * se)))
    return Estimate(
        name=f"distance.{a}-{b}",
        estimand=f"distance between the ideal points of {a} and {b}, in sd of all state-periods",
        estimate=abs(apart),
        low=0.0 if abs(apart) < reach * se else near,
        high=far,
        level=level,
        se=se,
        n=int(points["n_votes"].sum()),
        unit="votes",
        method=method,
        rests_on=rests_on,
        comparison=f"{a} against {b} in {points['period'].iloc[0]}",
        assumptions=("given the items, the two states' votes are independent",),
        table=points[["state", "theta", "se", "n_votes"]].reset_index(drop=True),
    )
