"""The Council's votes: outcomes, vetoes, and deals of few roll calls."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import UsageError
from analysis.profile.council import council_members, council_votes, exact_share, same_votes
from analysis.record.codes import Vote
from analysis.rollcalls import RollCalls
from analysis.rollcalls.load import load_rollcalls

from ..helpers import raises

NINE = list("ABCDEFGHI")


def council(*columns: list[int], symbols: list[str]) -> pd.DataFrame:
    votes = np.array(columns).T
    return council_votes(
        RollCalls.from_votes(votes, states=["RUS", "USA", *NINE], body="SC", symbol=symbols)
    )


def test_a_no_is_a_veto_only_where_nine_are_in_favour():
    table = council(
        [3, 1, *[1] * 8, 2],  # nine in favour, one permanent No
        [3, 1, *[1] * 7, 2, 2],  # eight in favour: the No decides nothing
        [1, 1, *[1] * 8, 3],  # a No of an elected member is no veto
        [3, 3, *[1] * 9],
        symbols=["S/1", "S/2", "S/RES/3", "S/4"],
    )
    assert table["outcome"].tolist() == ["vetoed", "failed", "adopted", "vetoed"]
    assert table[["yes", "no", "abstain"]].values.tolist() == [
        [9, 1, 1],
        [8, 1, 2],
        [10, 1, 0],
        [9, 2, 0],
    ]
    assert table["others_no"].tolist() == ["", "", "I", ""]
    assert table["others_abstain"].tolist() == ["I", "H I", "", ""]


def test_the_votes_of_february_2025():
    table = council_votes(load_rollcalls("embedded")).set_index("symbol")
    adopted = table[table.index.str.startswith("S/RES/2774")].iloc[0]
    assert adopted[["yes", "no", "abstain", "outcome"]].tolist() == [10, 0, 5, "adopted"]
    assert adopted[["USA", "RUS", "CHN"]].tolist() == ["yes"] * 3
    assert adopted[["GBR", "FRA"]].tolist() == ["abstain"] * 2
    assert adopted["others_abstain"] == "DNK GRC SVN"


def test_votes_alike_need_two_votes():
    rc = RollCalls.from_votes([[1, 3, 8, 9], [1, 1, 1, 1]], states=["RUS", "USA"])
    assert same_votes(rc, "RUS", "USA").tolist()[:2] == [1.0, 0.0]
    assert same_votes(rc, "RUS", "USA").isna().tolist() == [False, False, True, True]


@given(
    st.lists(st.sampled_from([0.0, 1.0]), min_size=1, max_size=6),
    st.lists(st.sampled_from([0.0, 1.0]), min_size=1, max_size=3),
)
def test_deals_against_a_loop(before, after):
    p, least = exact_share(pd.Series(before), pd.Series(after))
    scores = before + after
    ways = list(combinations(range(len(scores)), len(after)))

    def gap(chosen):
        one = [scores[i] for i in chosen]
        two = [scores[i] for i in range(len(scores)) if i not in chosen]
        return abs(sum(one) / len(one) - sum(two) / len(two))

    mine = gap(tuple(range(len(before), len(scores))))
    assert p == pytest.approx(sum(gap(w) >= mine - 1e-9 for w in ways) / len(ways))
    assert least == pytest.approx(1 / len(ways))
    assert p >= least - 1e-12


@pytest.mark.parametrize(
    ("before", "after", "word"),
    [([], [1.0], "none after"), ([1.0], [np.nan], "none after"), ([0.0] * 40, [1.0] * 20, "ways")],
)
def test_deals_that_cannot_be(before, after, word):
    with raises(UsageError, "exact_share", word):
        exact_share(pd.Series(before, dtype=float), pd.Series(after, dtype=float))


def test_a_draft_of_a_list_of_vetoes_is_vetoed_whatever_the_tally():
    rc = RollCalls.from_votes(
        [[0, 3, 3], [3, 0, 1], [0, 0, 1]],
        states=["USA", "RUS", "NOR"],
        body="SC",
        symbol=["S/1", "S/2", "S/3"],
        partial=[True, True, False],
        outcome=["failed", "failed", "failed"],
    )
    table = council_votes(rc)
    assert table["outcome"].tolist() == ["vetoed", "vetoed", "failed"]
    assert table["partial"].tolist() == [True, True, False]
    assert table.loc[0, ["USA", "RUS"]].tolist() == ["not recorded", "no"]


def test_members_by_date():
    rc = RollCalls.from_votes(
        [[1, 1, 1, 1], [1, 9, 9, 9], [9, 1, 9, 9], [9, 9, 8, 9], [9, 9, 9, 0]],
        states=["USA", "YMD", "YEM", "NOR", "IND"],
        body="SC",
        dates=["1990-05-07", "1990-05-31", "2021-02-01", "2021-03-01"],
        partial=[False, False, False, True],
    )
    assert {"YMD", "YEM"} & set(council_members(rc, "1990-02-01")) == {"YMD"}
    assert {"YMD", "YEM"} & set(council_members(rc, "1990-12-01")) == {"YEM"}
    # Absent is a member; on a roll call known in part nobody is shown to be one.
    assert set(council_members(rc, "2021-12-31")) == {"CHN", "FRA", "GBR", "NOR", "RUS", "USA"}
    assert "TWN" in council_members(rc, "1971-10-24")
    assert "CHN" in council_members(rc, "1971-10-25")


class TestPublicRecord:
    @pytest.fixture(scope="class")
    def council(self, public_record):
        rc = public_record.partial
        if "vetoes" not in set(rc.calls["source"]) or rc.calls["date"].min().year > 1946:
            pytest.skip("the Council's files are in no folder of the data search path")
        return rc.select(body="SC")

    def test_seats(self, council):
        whole = council.whole()
        seats = np.where(whole.calls["date"] < pd.Timestamp("1966-01-01"), 11, 15)
        members = ((whole.votes != Vote.NOT_MEMBER) & (whole.votes != Vote.NOT_RECORDED)).sum(0)
        assert (members == seats).all()
        for day, n in (("1950-06-01", 11), ("1971-10-24", 15), ("1990-05-10", 15)):
            assert len(council_members(council, day)) == n

    def test_vetoes(self, council):
        part = council.calls[council.calls["source"] == "vetoes"]
        assert len(part) == 230  # 234 drafts, of which 4 are there with every vote
        table = council_votes(council)
        assert (table["outcome"] == "vetoed").sum() == 234
