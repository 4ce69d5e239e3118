from __future__ import annotations

import numpy as np
import pytest

from analysis.record.sheet import Sheet, Source, call_table
from analysis.rollcalls.joining.join import join_sheets
from analysis.rollcalls.joining.totals import listless, near_copies

STATES = tuple(f"{a}{b}A" for a in "ABCD" for b in "EFGHIJ")  # as good as any here
DAY = "2020-12-31"


@pytest.fixture
def sheets(tmp_path):
    """One source with a vote entered twice and another vote; a second one with totals alone."""
    path = tmp_path / "x"
    path.write_text("")
    rng = np.random.default_rng(1)
    votes = rng.choice(np.array([1, 2, 3, 8], dtype=np.int8), (24, 2))
    votes = np.column_stack([votes[:, 0], votes[:, 0], votes[:, 1]])
    calls = call_table({"id": ["a", "b", "c"], "date": [DAY] * 3, "source": "matrix"}, 3)
    counted = [int((votes[:, 0] == code).sum()) for code in (1, 3, 2)]

    def totals(yes=counted[0], day=DAY):
        bare = call_table(
            {
                "id": ["t"], "date": [day], "symbol": ["A/RES/75/254 A-C"], "title": ["Budget"],
                "source": "conference", "stated_yes": [yes], "stated_no": [counted[1]],
                "stated_abstain": [counted[2]],
            },
            1,
        )  # fmt: skip
        source = Source("conference", "resolutions", path, "")
        return Sheet(np.zeros((24, 1), dtype=np.int8), STATES, bare, source)

    first = Sheet(votes, STATES, calls, Source("matrix", "matrix", path, ""))
    return first, totals


@pytest.fixture(autouse=True)
def any_code_is_a_state(monkeypatch):
    monkeypatch.setattr("analysis.rollcalls.joining.join.state_name", lambda code: code)


def test_a_vote_entered_twice_is_one(sheets):
    first, totals = sheets
    ids: dict[str, str] = {}
    joined = join_sheets([first, totals()], "x", ids=ids)
    assert joined.calls["id"].tolist() == ["a", "c"]
    assert joined.calls["symbol"].tolist() == ["A/RES/75/254 A-C", ""]
    assert ids["t"] == ids["b"] == "a"
    assert any("b" in note and "one vote" in note for note in joined.notes)
    # The first source is counted for what is kept of it, the second for nothing of its own.
    assert [source.gave for source in joined.sources] == [2, 0]


@pytest.mark.parametrize("change", [{"yes": 0}, {"day": "2020-12-30"}])
def test_other_totals_or_another_day_find_nothing(sheets, change):
    first, totals = sheets
    joined = join_sheets([first, totals(**change)], "x")
    # Without votes it is no roll call of its own.
    assert joined.calls["id"].tolist() == ["a", "b", "c"]
    assert set(joined.calls["symbol"]) == {""}


def test_totals_before_the_votes_are_no_roll_call(sheets):
    first, totals = sheets
    assert join_sheets([totals(), first], "x").n_calls == 3


def test_listless_needs_totals(sheets):
    first, totals = sheets
    assert listless(totals().calls, totals().votes).tolist() == [True]
    assert listless(first.calls, np.zeros_like(first.votes)).tolist() == [False] * 3
    assert listless(first.calls, first.votes).tolist() == [False] * 3


def test_near_copies_are_told_where_the_other_has_a_symbol(sheets):
    first, _ = sheets
    calls = first.calls.assign(symbol=["A/RES/77/338", "", ""])
    assert near_copies(calls, first.votes) == [(1, 0, 0)]
    assert near_copies(first.calls, first.votes) == []
