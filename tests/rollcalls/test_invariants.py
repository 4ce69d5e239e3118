"""Each failure names the table, the row and the column."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.errors import RecordError
from analysis.record.sheet import call_table
from analysis.rollcalls import RollCalls


def parts(n: int = 2) -> tuple[np.ndarray, pd.DataFrame, pd.DataFrame]:
    votes = np.ones((2, n), dtype=np.int8)
    calls = call_table(
        {"id": [f"c{j}" for j in range(n)], "date": pd.date_range("2025-01-01", periods=n)}, n
    )
    return votes, calls, pd.DataFrame({"name": ["A", "B"]}, index=["AAA", "BBB"])


def test_the_parts_as_they_are():
    assert RollCalls(*parts()).n_calls == 2


def test_unknown_code():
    votes, calls, states = parts()
    votes[1, 0] = 7
    with pytest.raises(RecordError) as error:
        RollCalls(votes, calls, states)
    assert error.value.where == "votes, state BBB, roll call c0"
    assert "code 7" in error.value.what


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("id", "c0", "repeated id 'c0'"),
        ("id", "", "empty id"),
        ("body", " ", "' '"),
        ("date", pd.NaT, "missing"),
    ],
)
def test_calls(column, value, said):
    votes, calls, states = parts()
    calls.loc[1, column] = value
    with pytest.raises(RecordError) as error:
        RollCalls(votes, calls, states)
    assert error.value.where == f"table of roll calls, row 1, column {column}"
    assert said in error.value.what


def test_missing_columns():
    votes, calls, states = parts()
    with pytest.raises(RecordError) as error:
        RollCalls(votes, calls.drop(columns="symbol"), states)
    assert error.value.where == "table of roll calls"
    assert "'symbol'" in error.value.what
    with pytest.raises(RecordError) as error:
        RollCalls(votes, calls, states.drop(columns="name"))
    assert error.value.where == "table of states"
    assert "'name'" in error.value.what


def test_dates_as_text():
    votes, calls, states = parts()
    with pytest.raises(RecordError) as error:
        RollCalls(votes, calls.astype({"date": "str"}), states)
    assert error.value.where == "table of roll calls, column date"


def test_shapes():
    votes, calls, states = parts()
    with pytest.raises(RecordError) as error:
        RollCalls(votes[:, :1], calls, states)
    assert error.value.where == "votes"
    assert "2 x 1" in error.value.what
    assert "2 states x 2 roll calls" in error.value.todo
    with pytest.raises(RecordError) as error:
        RollCalls(votes[0], calls, states)
    assert error.value.where == "votes"
    assert "1 dimensions" in error.value.what
    with pytest.raises(RecordError) as error:
        RollCalls(votes.astype(np.int64), calls, states)
    assert error.value.where == "votes"
    assert "int64" in error.value.what


def test_state_twice():
    votes, calls, states = parts()
    with pytest.raises(RecordError) as error:
        RollCalls(votes, calls, states.set_axis(["AAA", "AAA"]))
    assert error.value.where == "table of states, row 1"
    assert "AAA" in error.value.what
