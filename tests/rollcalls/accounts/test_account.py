from __future__ import annotations

import pandas as pd

from analysis.record.texts import text_table
from analysis.resolutions import Resolutions
from analysis.rollcalls import RollCalls
from analysis.rollcalls.accounts.account import (
    account_tables,
    account_text,
    conflicts_by_pair,
    treatment_by_year,
    votes_by_year,
)
from analysis.rollcalls.joining.conflicts import CONFLICT_COLUMNS


def record() -> RollCalls:
    return RollCalls.from_votes(
        [[1, 3, 8, 0], [3, 3, 1, 2]],
        states=["USA", "RUS"],
        dates=["2024-12-01", "2025-02-24", "2025-12-01", "2025-12-01"],
        treated_last=["vote", "without a vote", "never seen", ""],
        body=["GA", "GA", "GA", "GA"],
    )


def test_a_states_votes_add_up_to_the_roll_calls():
    table = votes_by_year(record(), "USA")
    assert table["roll_calls"].tolist() == [1, 3]
    assert table["votes"].tolist() == [2, 4]
    parts = table[["yes", "no", "abstain", "absent", "not_recorded"]]
    assert parts.sum(axis=1).tolist() == table["roll_calls"].tolist()
    assert parts.iloc[1].tolist() == [0, 1, 0, 1, 1]


def test_the_council_is_not_counted():
    part = record()
    council = RollCalls(part.votes, part.calls.assign(body="SC"), part.states)
    assert votes_by_year(council, "USA").empty


def test_treatment_adds_up():
    table = treatment_by_year(record())
    assert table.values.tolist() == [[2024, 1, 0, 0, 0], [2025, 0, 1, 1, 1]]


def test_conflicts_are_counted_by_pair():
    rows = [("a", "", "", "USA", "matrix", "absent", "two", "yes", s) for s in ("two", "two", "x")]
    got = conflicts_by_pair(pd.DataFrame(rows, columns=list(CONFLICT_COLUMNS)))
    assert got.values.tolist() == [["matrix", "two", "two", 2], ["matrix", "two", "x", 1]]


def test_text_has_a_row_for_each_of_every_table():
    texts = Resolutions.of(text_table({"symbol": ["A/RES/80/1"], "date": ["2025-10-01"],
                                       "session": ["80"], "adopted": "vote"}, 1))  # fmt: skip
    none = pd.DataFrame(columns=list(CONFLICT_COLUMNS))
    tables = account_tables(record(), texts, none)
    text = account_text(tables, "the United States")
    assert "the United States" in text
    assert text.count("\n|") == sum(2 + len(t) for t in tables.values())
