"""Roll calls made by hand and drawn at random, and the joined public record where it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.paths import data_search_path
from analysis.record.readers.discover import discover
from analysis.record.sheet import Sheet, Source, call_table
from analysis.rollcalls import RollCalls
from analysis.rollcalls.load import load_rollcalls

#: What the history must hold for the tests of the public record: kind, and part of the name.
PUBLIC = (("matrix", ""), ("votes", ""), ("roll_calls", ""), ("bulk", "ga_voting_2025"))


@pytest.fixture(scope="session")
def history() -> RollCalls:
    """Return the joined public record; skip where no folder of the search path holds it.

    One folder is read, so that a further file of somebody's own does not change the counts.
    """
    for folder in data_search_path():
        found = [f for f in discover([folder]) if f.used]
        if all(any(f.kind == k and n in f.path.name for f in found) for k, n in PUBLIC):
            return load_rollcalls("history", search=[folder])
    pytest.skip(f"no folder of the data search path holds {', '.join(k for k, _ in PUBLIC)}")


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
