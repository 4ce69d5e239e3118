"""A record of three windows in which everything can be counted by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.rollcalls import RollCalls
from analysis.study import Study

Y, A, N, X = 1, 2, 3, 8

#: Two roll calls in each window, earlier, before, after; then a paragraph after.
VOTES = {
    "USA": [Y, N, Y, Y, N, N, Y],
    "RUS": [N, N, N, Y, N, Y, N],
    "GBR": [Y, A, Y, Y, Y, Y, Y],
    "CAN": [Y, A, Y, X, A, Y, Y],
    "ISR": [Y, N, Y, Y, X, Y, N],
}
DAYS = [
    *("2018-12-01", "2019-12-01", "2022-12-01", "2023-12-01"),
    *("2025-02-24", "2025-12-01", "2025-12-01"),
]


@pytest.fixture
def study() -> Study:
    return Study(allies=("FIVE_EYES",), draws=50)


@pytest.fixture
def record() -> RollCalls:
    return RollCalls.from_votes(
        list(VOTES.values()),
        states=list(VOTES),
        dates=DAYS,
        paragraph=[False] * 6 + [True],
        title=["one", "two", "one", "three", "one", "two", "one"],
        recurring_text=["a", "b", "a", "", "a", "b", "a"],
        treated_last=["never seen", "never seen", "vote", "never seen", "vote", "vote", ""],
    )


@pytest.fixture
def random_record():
    """From a seed to a record without a shift: three windows of 30 days with 4 votes each."""

    def made(seed: int, shift: float = 0.0) -> RollCalls:
        rng = np.random.default_rng(seed)
        days = [
            d
            for first in ("2017-02-01", "2021-02-01", "2025-02-01")
            for d in pd.date_range(first, periods=30, freq="9D").repeat(4)
        ]
        n = len(days)
        votes = rng.choice([Y, A, N], (14, n), p=[0.6, 0.2, 0.2])
        late = pd.DatetimeIndex(days) >= np.datetime64("2025-01-20")
        votes[0] = np.where(late & (rng.random(n) < shift), N, votes[0])
        names = ["USA", "RUS", "GBR", "CAN", "AUS", "ISR", *(f"S{k}" for k in range(8))]
        return RollCalls.from_votes(votes, states=names, dates=days)

    return made
