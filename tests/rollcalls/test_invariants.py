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
    with pytest.raises(RecordError, match=r"code 7 \(votes, state BBB, roll call c0\)"):
        RollCalls(votes, calls, states)


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("id", "c0", r"repeated id 'c0' \(table of roll calls, row 1, column id\)"),
        ("id", "", r"empty id '' \(table of roll calls, row 1, column id\)"),
        ("body", "XX", r"unknown body 'XX' \(table of roll calls, row 1, column body\)"),
        ("date", pd.NaT, r"missing date .*row 1, column date"),
    ],
)
def test_calls(column, value, said):
    votes, calls, states = parts()
    calls.loc[1, column] = value
    with pytest.raises(RecordError, match=said):
        RollCalls(votes, calls, states)


def test_missing_columns():
    votes, calls, states = parts()
    with pytest.raises(RecordError, match="'symbol' is missing .table of roll calls"):
        RollCalls(votes, calls.drop(columns="symbol"), states)
    with pytest.raises(RecordError, match="'name' is missing .table of states"):
        RollCalls(votes, calls, states.drop(columns="name"))


def test_dates_as_text():
    votes, calls, states = parts()
    with pytest.raises(RecordError, match="column date"):
        RollCalls(votes, calls.astype({"date": "str"}), states)


def test_shapes():
    votes, calls, states = parts()
    with pytest.raises(RecordError, match="2 x 1.*expected 2 states x 2 roll calls"):
        RollCalls(votes[:, :1], calls, states)
    with pytest.raises(RecordError, match="1 dimensions"):
        RollCalls(votes[0], calls, states)
    with pytest.raises(RecordError, match="type int64"):
        RollCalls(votes.astype(np.int64), calls, states)


def test_state_twice():
    votes, calls, states = parts()
    with pytest.raises(RecordError, match="AAA occurs twice .table of states, row 1"):
        RollCalls(votes, calls, states.set_axis(["AAA", "AAA"]))
