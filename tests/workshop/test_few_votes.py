"""The trial behind docs/decisions/few-votes.md, for one kind of calendar."""

from __future__ import annotations

import pytest

from analysis.inference.result import PLUS
from analysis.workshop.few_votes import OTHERS, PLUSES, few_votes_table, markdown, other_table


def test_what_is_added_keeps_calls_of_no_change_rare():
    table = few_votes_table(60, ["5 days of 1"], [0.9], pluses=[0.0, PLUS])
    called = table.groupby("plus")["called"].mean()
    assert called[0.0] > 0.3  # what it mends
    assert called[PLUS] < 0.15


def test_markdown_has_a_row_for_each_calendar():
    table = few_votes_table(3, ["5 days of 1", "8 days of 2"], [0.5], pluses=PLUSES)
    assert len(markdown(table).splitlines()) == 4


def test_the_gap_needs_what_a_share_needs():
    table = other_table("gap", 40, ["5 days of 1"], ["0.98, 0.02", "0.02, 0.98"])
    called = table.groupby("plus")["called"].mean()
    assert called[0.0] > 0.2
    assert called[PLUS] < 0.05


@pytest.mark.parametrize("what", list(OTHERS))
def test_what_is_simulated_has_shares_and_votes_added_call_no_more(what):
    for like in OTHERS[what].values():
        assert like.sum() == pytest.approx(1)
        assert (like >= 0).all()
    table = other_table(what, 10, ["8 days of 2"], list(OTHERS[what])[:3])
    called = table.pivot_table(index=["long", "within", "kind"], columns="plus", values="called")
    assert (called[list(PLUSES[1:])].max(axis=1) <= called[0.0]).all()
