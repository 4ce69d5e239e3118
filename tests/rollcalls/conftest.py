"""Roll calls made by hand and drawn at random, and the joined public record where it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.record.sheet import Sheet, Source, call_table
from analysis.rollcalls import RollCalls
from analysis.rollcalls.load import load_rollcalls


@pytest.fixture(scope="session")
def embedded() -> RollCalls:
    return load_rollcalls("embedded")


@pytest.fixture
def three() -> RollCalls:
    """Three roll calls of three states, in two sessions and both bodies."""
    return RollCalls.from_votes(
        [[1, 3, 2], [3, 3, 8], [1, 9, 0]],
        states=["USA", "RUS", "NZL"],
        dates=["2024-12-01", "2025-02-24", "2025-02-24"],
        session=["79", "ES-11", ""],
        body=["GA", "GA", "SC"],
        issues=["me", "nu ukraine", "ukraine"],
    )


@pytest.fixture
def sheet() -> Callable[..., Sheet]:
    """Make a sheet from votes, shape (n_states, n_calls)."""

    def make(
        votes: object, states: list[str] | None = None, name: str = "one", **columns: object
    ) -> Sheet:
        grid = np.asarray(votes, dtype=np.int8)
        n = grid.shape[1]
        given = {
            "id": [f"{name}-{j}" for j in range(n)],
            "date": pd.date_range("2020-01-01", periods=n),
            "source": name,
        } | columns
        codes = states or [f"S{i:02d}" for i in range(len(grid))]
        source = Source(name, f"File {name}", Path(f"{name}.csv"), "0" * 64)
        return Sheet(grid, tuple(codes), call_table(given, n), source)

    return make
