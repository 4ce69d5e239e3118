"""Texts by history: in both windows, newly called, longer ago, new."""

from __future__ import annotations

import pandas as pd

from analysis.rollcalls import RollCalls
from analysis.shift.counted.frame import counted
from analysis.shift.counted.transitions import histories, transitions
from analysis.shift.recurring import pair_texts

Y, A, N = 1, 2, 3


def test_the_last_vote_in_the_window_and_no_earlier_one(record, study):
    found = {e.name: e for e in transitions(record, study)}
    # Text a was voted on before and since, text b in the earlier window alone.
    assert found["recurring.links.before"].estimate == 1
    assert found["recurring.links.earlier"].estimate == 2
    table = found["recurring.links.before"].table
    assert table[table["texts"] > 0].values.tolist() == [["yes", "no", 1]]
    assert found["recurring.changed.earlier"].estimate == 1
    assert found["recurring.no.voted-longer-ago.before"].n == 1


def test_rows_part_the_roll_calls_since(study):
    treated = ["vote", "without a vote", "never seen", "vote", "without a vote", ""]
    rc = RollCalls.from_votes(
        [[Y, N, N, N, N, N, N], [Y, Y, Y, Y, Y, Y, Y]],
        states=["USA", "RUS"],
        dates=["2022-12-01", *["2025-12-01"] * 6],
        title=[f"t{k}" for k in range(7)],
        recurring_text=["a", "a", "b", "", "c", "d", ""],
        treated_last=["never seen", *treated],
    )
    frame = counted(rc, study)
    before = frame.window("before")
    said = histories(frame, before, pair_texts(rc, study))
    assert said.tolist() == [
        *("", "voted in both", "newly called", "new"),
        *("voted longer ago", "newly called", ""),
    ]


def test_a_text_voted_twice_since_has_the_history_of_the_first(study):
    rc = RollCalls.from_votes(
        [[N, N], [Y, Y]],
        states=["USA", "RUS"],
        dates=pd.to_datetime(["2025-03-01", "2025-12-01"]),
        title=["t", "t"],
        recurring_text=["a", "a"],
        treated_last=["without a vote", "vote"],
    )
    frame = counted(rc, study)
    said = histories(frame, frame.window("before"), pair_texts(rc, study))
    assert said.tolist() == ["newly called"] * 2
