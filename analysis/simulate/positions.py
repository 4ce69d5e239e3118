"""Ideal points of states, drawn by bloc."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.record.reference import members

__all__ = ["draw_theta"]

WEST = ("NATO", "EU", "G7", "FIVE_EYES")
RIVALS = "BLR CHN CUB IRN NIC PRK RUS SYR VEN"
#: First positions, before scaling: mean and standard deviation of each bloc. The country stands
#: beyond all others, as the United States does in the published series.
COUNTRY_AT, WEST_AT, RIVALS_AT, OTHERS_AT = 2.0, (1.0, 0.25), (-1.1, 0.25), (-0.3, 0.35)


def draw_theta(
    states: Sequence[str],
    years: Sequence[int],
    event: pd.Timestamp,
    country: str,
    rival: str,
    walk_sd: float,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Draw first positions by bloc, walk, and set mean 0 and standard deviation 1.

    Returns
    -------
    DataFrame, states x years

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> day = pd.Timestamp("2025-01-20")
    >>> draw_theta(["USA", "RUS", "FRA"], [2024, 2025], day, "USA", "RUS", 0.1, rng).shape
    (3, 2)
    """
    west = {s for name in WEST for s in members(name, event.date())}
    at = [
        RIVALS_AT if s == rival or s in RIVALS.split() else WEST_AT if s in west else OTHERS_AT
        for s in states
    ]
    mean, spread = np.array(at).T
    first = mean + spread * np.clip(rng.normal(size=len(states)), -2.0, 2.0)
    first[list(states).index(country)] = COUNTRY_AT
    steps = rng.normal(size=(len(states), len(years)))
    steps[:, 0] = 0.0
    first = (first - first.mean()) / first.std()
    theta = first[:, None] + walk_sd * np.cumsum(steps, axis=1)
    theta = (theta - theta.mean()) / theta.std()
    return pd.DataFrame(
        theta, pd.Index(list(states), name="state"), pd.Index(list(years), name="year")
    )
