"""Roll calls for the tests of agreement: simulated ones, and the public record where it is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.paths import data_search_path
from analysis.rollcalls import RollCalls

MATRIX = "voeten/roll_call_matrix_1946_2024.csv.gz"
UNDL = "undl/ga_voting_2025.csv.gz"


def simulated(n_states: int = 6, n_calls: int = 200, seed: int = 0, per_day: int = 3) -> RollCalls:
    """Votes around a common draft position, with absences, over about two years."""
    rng = np.random.default_rng(seed)
    lean = rng.normal(size=(n_states, 1)) + 0.8 * rng.normal(size=(1, n_calls))
    z = lean + rng.normal(size=(n_states, n_calls))
    votes = np.digitize(z, [-0.3, 0.5]) + 1
    votes[rng.random(votes.shape) < 0.1] = 8
    days = pd.Timestamp("2023-06-01") + pd.to_timedelta(np.arange(n_calls) // per_day * 9, "D")
    return RollCalls.from_votes(
        votes, states=[f"S{i:02d}" for i in range(n_states)], dates=list(days)
    )


@pytest.fixture
def rollcalls() -> RollCalls:
    return simulated()


def _find(name: str) -> Path:
    for folder in data_search_path():
        if (folder / name).is_file():
            return folder / name
    pytest.skip(f"{name} is in no folder of the data search path")


@pytest.fixture(scope="session")
def record() -> RollCalls:
    """Join the public matrix to June 2024 and the General Assembly's votes of 2025.

    Read here without the suite's readers, so that the figures below do not rest on them.
    """
    matrix, undl = _find(MATRIX), _find(UNDL)
    wide = pd.read_csv(matrix)
    codes = [c for c in wide.columns if len(c) == 3 and c.isupper()]
    early = wide[codes].fillna(0).astype(np.int8)
    long = pd.read_csv(undl, low_memory=False, keep_default_na=False)
    long["vote"] = long["ms_vote"].map({"Y": 1, "A": 2, "N": 3, "X": 8})
    late = long.pivot(index="undl_id", columns="ms_code", values="vote")
    days = long.drop_duplicates("undl_id").set_index("undl_id")["date"].reindex(late.index)
    states = sorted(set(codes) | set(late.columns))
    votes = pd.concat([early.reindex(columns=states), late.reindex(columns=states)])
    return RollCalls.from_votes(
        votes.fillna(0).to_numpy(dtype=np.int8).T,
        states=states,
        dates=[*wide["date"], *days],
        scope="history",
    )
