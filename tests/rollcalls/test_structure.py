from __future__ import annotations

import dataclasses
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analysis.errors import RecordError, UsageError
from analysis.record.codes import Vote
from analysis.record.sheet import call_table
from analysis.rollcalls import RollCalls

CODES = [int(v) for v in Vote]


@st.composite
def some(draw: st.DrawFn) -> RollCalls:
    """Draw up to 12 roll calls of up to 5 states, on days that repeat and lie apart."""
    n, states = draw(st.integers(1, 12)), draw(st.integers(1, 5))
    votes = draw(arrays(np.int8, (states, n), elements=st.sampled_from(CODES)))
    days = draw(st.lists(st.dates(date(1946, 1, 1), date(2025, 12, 31)), min_size=n, max_size=n))
    return RollCalls.from_votes(
        votes,
        states=[f"S{i}" for i in range(states)],
        dates=sorted(days),
        body=[draw(st.sampled_from(["GA", "SC"])) for _ in range(n)],
        issues=[draw(st.sampled_from(["", "me", "me nu", "ukraine"])) for _ in range(n)],
        session=[str(d.year - 1945) for d in sorted(days)],
    )


def same(one: RollCalls, two: RollCalls) -> bool:
    return (
        np.array_equal(one.votes, two.votes)
        and one.calls.equals(two.calls)
        and one.states.equals(two.states)
    )


def test_whole_leaves_out_what_is_known_in_part():
    rc = RollCalls.from_votes(
        [[1, 3, 1], [1, 0, 2]], states=["A", "B"], partial=[False, True, False]
    )
    assert rc.whole().votes.tolist() == [[1, 1], [1, 2]]
    assert rc.whole().whole().n_calls == 2


class TestConstruction:
    def test_sizes(self, three):
        assert (three.n_states, three.n_calls, len(three)) == (3, 3, 3)
        assert three.n_votes == 6  # of nine cells: one absent, one no member, one not recorded
        assert three.first == pd.Timestamp("2024-12-01")
        assert three.last == pd.Timestamp("2025-02-24")
        assert repr(three).endswith("3 states, 6 votes, 2024-12-01 to 2025-02-24>")

    def test_default_dates_and_scope(self):
        rc = RollCalls.from_votes([[1, 2]], states=["A"])
        assert rc.calls["date"].dt.day.tolist() == [1, 2]
        assert rc.scope == "simulated"
        assert rc.calls["session"].tolist() == ["2000", "2000"]

    def test_no_roll_calls(self):
        rc = RollCalls.from_votes(np.zeros((2, 0)), states=["A", "B"])
        assert (rc.n_calls, rc.n_votes, rc.rests_on()) == (0, 0, "no roll calls")
        assert repr(rc) == "<RollCalls: 0 roll calls, 2 states, 0 votes>"

    @pytest.mark.parametrize(
        "votes", [[[300]], [[1.5]], [[np.nan]], [["yes"]], [[1], [1, 2]], [[None]], [[-200]]]
    )
    def test_votes_that_are_no_codes_are_not_rounded(self, votes):
        with pytest.raises(RecordError) as error:
            RollCalls.from_votes(votes, states=["A"] * len(votes))
        assert error.value.where == "votes"
        assert "codes" in error.value.what

    @pytest.mark.parametrize(
        ("given", "place", "said"),
        [
            ({"titel": ["x"]}, "from_votes", "'titel'"),
            ({"dates": ["x"]}, "from_votes, dates", "'x'"),
            ({"dates": [2025]}, "from_votes, dates", "'2025'"),
            ({"dates": ["2025-01-01"] * 2}, "from_votes, dates", "2 dates for 1"),
            ({"stated_yes": ["many"]}, "from_votes", "does not fit"),
            ({"title": ["one", "two"]}, "from_votes", "does not fit"),
        ],
    )
    def test_what_does_not_fit(self, given, place, said):
        with pytest.raises(UsageError) as caught:
            RollCalls.from_votes([[1]], states=["A"], **given)
        assert caught.value.where == place
        assert said in caught.value.what
        assert "\n" not in str(caught.value)


class TestImmutable:
    def test_votes_cannot_be_written(self, three):
        with pytest.raises(ValueError, match="read-only"):
            three.votes[0, 0] = 3

    def test_the_callers_array_is_not_ours(self):
        votes = np.array([[1, 2]], dtype=np.int8)
        rc = RollCalls.from_votes(votes, states=["A"])
        again = RollCalls(votes, rc.calls, rc.states)
        votes[0, 0] = 3
        assert rc.votes.tolist() == again.votes.tolist() == [[1, 2]]

    def test_tables_handed_out_are_not_ours(self, three):
        calls, states = three.calls, three.states
        calls.loc[0, "id"] = "other"
        calls["title"] = "new"
        states.loc["USA", "name"] = "other"
        assert three.calls["id"].tolist()[0] == "call-0"
        assert (three.calls["title"] == "").all()
        assert three.name("USA") == "USA"

    def test_the_callers_tables_are_not_ours(self):
        calls = call_table({"id": ["a"], "date": ["2025-01-01"]}, 1)
        states = pd.DataFrame({"name": ["A"]}, index=["AAA"])
        rc = RollCalls(np.ones((1, 1), dtype=np.int8), calls, states)
        calls.loc[0, "id"] = "b"
        states.loc["AAA", "name"] = "B"
        assert rc.calls["id"].tolist() == ["a"]
        assert rc.name("AAA") == "A"

    def test_no_attribute_can_be_set(self, three):
        with pytest.raises(dataclasses.FrozenInstanceError):
            three.scope = "history"


class TestLookingUp:
    def test_rows_and_names(self, three):
        assert three.row("RUS") == 1
        assert three.of("RUS").tolist() == [3, 3, 8]

    @pytest.mark.parametrize("state", ["ZZZ", "Atlantis", ""])
    def test_unknown_state(self, three, state):
        for call in (three.row, three.of, three.name, lambda s: three.only(["USA", s])):
            with pytest.raises(UsageError) as error:
                call(state)
            assert error.value.where == "table of states"
            assert repr(state) in error.value.what

    def test_tally_counts_what_was_cast(self, three):
        assert three.tally().to_dict("list") == {
            "yes": [2, 0, 0],
            "no": [1, 2, 0],
            "abstain": [0, 0, 1],
            "absent": [0, 0, 1],
        }

    def test_rests_on(self, three):
        assert three.rests_on() == (
            "3 roll calls of the General Assembly and the Security Council, "
            "2024-12-01 to 2025-02-24"
        )
        one = three.take([1])
        assert one.rests_on() == "1 roll call of the General Assembly, 2025-02-24"


class TestSelecting:
    def test_first_and_last_day_are_kept(self, three):
        assert three.select(start="2025-02-24").n_calls == 2
        assert three.select(end="2025-02-23").n_calls == 1
        assert three.select(start=date(2024, 12, 1), end="2024-12-01").n_calls == 1
        assert three.select(start="2025-02-25").n_calls == 0

    def test_body_issue_states(self, three):
        assert three.select(body="SC").calls["id"].tolist() == ["call-2"]
        assert three.select(issue="nu").calls["id"].tolist() == ["call-1"]
        assert three.select(issue="ukraine", body="GA").n_calls == 1
        assert three.select(issue="hr").n_calls == 0
        with pytest.raises(UsageError) as error:
            three.select(issue="u")  # a code, not a part of one
        assert error.value.where == "issue"
        assert "'u'" in error.value.what
        assert "budget, climate, co" in error.value.todo
        assert list(three.select(states=["NZL", "USA"]).states.index) == ["NZL", "USA"]

    @pytest.mark.parametrize(
        "asked", [{"start": "x"}, {"end": "2025-13-01"}, {"start": 2025}, {"body": "ga"}]
    )
    def test_unknown_conditions(self, three, asked):
        with pytest.raises(UsageError) as error:
            three.select(**asked)
        assert error.value.where == next(iter(asked))

    def test_positions_set_the_order(self, three):
        assert three.take([2, 0]).calls["id"].tolist() == ["call-2", "call-0"]
        assert three.take([-1]).calls["id"].tolist() == ["call-2"]
        assert three.take([]).n_calls == 0

    @pytest.mark.parametrize("which", [[3], [-4], [True], [True] * 4])
    def test_positions_that_are_none(self, three, which):
        with pytest.raises(UsageError) as error:
            three.take(which)
        assert error.value.where == "take"

    def test_a_roll_call_twice(self, three):
        with pytest.raises(RecordError) as error:
            three.take([0, 0])
        assert error.value.where == "table of roll calls, row 1, column id"
        assert "repeated" in error.value.what

    def test_sources_scope_and_notes_pass_on(self, three):
        marked = dataclasses.replace(three, scope="history", notes=("n",))
        for part in (marked.take([0]), marked.only(["USA"]), marked.select(body="GA")):
            assert (part.scope, part.notes) == ("history", ("n",))


class TestInvariances:
    @given(some(), st.randoms(use_true_random=False))
    def test_order_of_states_and_roll_calls_does_not_matter(self, rc, rng):
        calls, states = list(range(rc.n_calls)), list(rc.states.index)
        rng.shuffle(calls)
        rng.shuffle(states)
        mixed = rc.take(calls).only(states)
        assert mixed.n_votes == rc.n_votes
        assert mixed.rests_on() == rc.rests_on()
        back = mixed.take(np.argsort(calls)).only(rc.states.index)
        assert same(back, rc)
        counts = rc.tally().iloc[calls].reset_index(drop=True)
        pd.testing.assert_frame_equal(mixed.tally(), counts)

    @given(some(), st.dates(date(1946, 1, 1), date(2026, 1, 1)))
    def test_a_day_parts_the_roll_calls(self, rc, day):
        before = rc.select(end=pd.Timestamp(day) - pd.Timedelta(days=1))
        after = rc.select(start=day)
        assert before.n_calls + after.n_calls == rc.n_calls
        assert before.n_votes + after.n_votes == rc.n_votes

    @given(some(), st.sampled_from(["GA", "SC"]), st.sampled_from(["me", "nu", "ukraine"]))
    def test_conditions_in_any_order(self, rc, body, issue):
        one = rc.select(body=body).select(issue=issue)
        two = rc.select(issue=issue).select(body=body)
        assert same(one, two)
        assert same(one, rc.select(body=body, issue=issue))
        assert same(one.select(body=body, issue=issue), one)

    @given(some())
    def test_a_selection_of_all_is_the_same(self, rc):
        assert same(rc.select(), rc)
        assert same(rc.take(np.ones(rc.n_calls, dtype=bool)), rc)
        assert same(rc.only(rc.states.index), rc)

    @given(some(), st.sampled_from(["year", "month", "session", "all", ["1990-01-01"]]))
    def test_groups_part_the_roll_calls(self, rc, by):
        parts = [part for _, part in rc.groups(by)]
        assert all(part.n_calls for part in parts)
        ids = [name for part in parts for name in part.calls["id"]]
        assert sorted(ids) == sorted(rc.calls["id"])
        assert sum(part.n_votes for part in parts) == rc.n_votes

    @given(some())
    def test_tally_is_a_count_of_cells(self, rc):
        tally = rc.tally()
        for name, code in (("yes", 1), ("no", 3), ("abstain", 2), ("absent", 8)):
            for j in range(rc.n_calls):
                assert tally[name].iloc[j] == rc.votes[:, j].tolist().count(code)


def test_groups_pass_over_empty_windows(three):
    labels = [str(label) for label, _ in three.groups(["2024-01-01", "2025-01-01", "2025-01-02"])]
    assert labels == ["2024-01-01 to 2024-12-31", "from 2025-01-02"]


def test_groups_of_no_roll_calls(three):
    for by in ("year", "month", "session", "all", ["2025-01-01"]):
        assert list(three.take([]).groups(by)) == []
