"""Records small enough to count by hand, and records with a move planted in them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from analysis.rollcalls import RollCalls
from analysis.study import Study

STATES = ["USA", "RUS", "FRA", "GBR", "ISR"]


@pytest.fixture
def study() -> Study:
    return Study(allies=("FIVE_EYES",), before="2024-01-01", event="2025-01-01", draws=200)


def _planted(moves: bool, seed: int, days: int = 30, per_day: int = 4) -> RollCalls:
    """Two years of votes; in the second the country follows its rival, or goes on as before.

    Rival and ally vote independently of each other, so that what is found is the country's.
    Half of the country's votes follow, the rest are thrown, days are the unit of chance.
    """
    rng = np.random.default_rng(seed)
    n = 2 * days * per_day
    day = np.repeat(np.arange(2 * days), per_day)
    rival, ally = rng.integers(1, 4, (2, n))
    lead = np.where((day >= days) & moves, rival, ally)
    # A day's delegation follows or does not: votes of a day hang together.
    follows = (rng.random(2 * days) < 0.5)[day]
    own = np.where(follows, lead, rng.integers(1, 4, n))
    dates = np.where(
        day < days,
        np.datetime64("2024-02-01") + 5 * day,
        np.datetime64("2025-02-01") + 5 * (day - days),
    )
    return RollCalls.from_votes(
        [own, rival, ally], states=["USA", "RUS", "GBR"], dates=list(pd.to_datetime(dates))
    )


@pytest.fixture
def planted() -> Callable[..., RollCalls]:
    """From whether the country moves, and a seed, to a record of two years."""
    return _planted
