"""The trial behind docs/decisions/few-votes.md, for one kind of calendar."""

from __future__ import annotations

from analysis.inference.result import PLUS
from analysis.workshop.few_votes import PLUSES, few_votes_table, markdown


def test_what_is_added_keeps_calls_of_no_change_rare():
    table = few_votes_table(60, ["5 days of 1"], [0.9], pluses=[0.0, PLUS])
    called = table.groupby("plus")["called"].mean()
    assert called[0.0] > 0.3  # what it mends
    assert called[PLUS] < 0.15


def test_markdown_has_a_row_for_each_calendar():
    table = few_votes_table(3, ["5 days of 1", "8 days of 2"], [0.5], pluses=PLUSES)
    assert len(markdown(table).splitlines()) == 4
