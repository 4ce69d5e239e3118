"""The Council's roll calls joined: each once, and a whole list before a list of vetoes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from analysis.shift.security_council import council_by_year

from analysis.profile.council import council_members, council_votes
from analysis.record.codes import Vote
from analysis.rollcalls import RollCalls
from analysis.rollcalls.load import load_rollcalls

VETOES = """\
date,draft,meeting,subject,vetoed_by
2022-09-30,S/2022/720,S/PV.9143,Maintenance of peace and security of Ukraine,RUS
2025-02-24,S/2025/115 S/2025/116,S/PV.9866,Maintenance of peace and security of Ukraine,RUS
2025-06-04,S/2025/353,S/PV.9929,The situation in the Middle East,USA
"""
BULK = """\
undl_id,ms_code,ms_name,ms_vote,date,resolution,title,agenda_title,subjects,vote_note,total_yes,\
total_no,total_abstentions,total_non_voting,total_ms,undl_link
21,USA,UNITED STATES,Y,2025-02-24,S/RES/2774(2025),Ukraine,,,,2,0,0,0,2,x
21,RUS,RUSSIAN FEDERATION,Y,2025-02-24,S/RES/2774(2025),Ukraine,,,,2,0,0,0,2,x
"""


@pytest.fixture
def joined(tmp_path) -> RollCalls:
    (tmp_path / "vetoes.csv").write_text(VETOES)
    (tmp_path / "2025_sc_voting.csv").write_text(BULK)
    # The same resolution in a second file, and one more.
    more = BULK + "22,USA,UNITED STATES,Y,2025-03-01,S/RES/2775(2025),Somalia,,,,1,0,0,0,1,x\n"
    (tmp_path / "sc_voting.csv").write_text(more)
    return load_rollcalls("history", search=[tmp_path], cache=False, partial=True)


def test_a_resolution_in_two_files_is_one_roll_call(joined):
    gave = [(s.name, s.gave) for s in joined.sources if s.name == "undl-sc"]
    assert sorted(gave) == [("undl-sc", 1), ("undl-sc", 1)]
    assert (joined.calls["symbol"] == "S/RES/2774(2025)").sum() == 1
    assert sum(s.gave for s in joined.sources) == joined.n_calls


def test_a_whole_list_wins_over_a_list_of_vetoes(joined):
    calls = joined.calls.set_index("symbol")
    assert not calls.loc["S/2022/720", "partial"]
    assert calls.loc["S/2022/720", "source"] == "facts"
    assert calls.loc[["S/2025/115", "S/2025/116", "S/2025/353"], "partial"].all()
    assert (calls.loc[["S/2022/720", "S/2025/353"], "outcome"] == "failed").all()
    assert calls.loc["S/RES/2774(2025)", "outcome"] == "adopted"


def test_nobody_else_is_on_record_on_a_vetoed_draft(joined):
    j = int(np.flatnonzero(joined.calls["symbol"] == "S/2025/353")[0])
    named = {s: Vote(v) for s, v in zip(joined.states.index, joined.votes[:, j], strict=True) if v}
    assert named == {"USA": Vote.NO, "TWN": Vote.NOT_MEMBER}


def test_what_is_known_in_part_is_left_out_unless_asked_for(joined, tmp_path):
    whole = load_rollcalls("history", search=[tmp_path], cache=False)
    assert whole.n_calls == joined.n_calls - 4  # three drafts, and the vote of February 2026
    assert not whole.calls["partial"].any()


def test_vetoed_drafts_in_the_list_of_votes(joined):
    table = council_votes(joined).set_index("symbol")
    assert (table.loc[["S/2025/115", "S/2025/353", "S/2022/720"], "outcome"] == "vetoed").all()
    assert table.loc["S/2025/353", ["USA", "RUS"]].tolist() == ["no", "not recorded"]


def test_a_veto_of_one_is_a_vote_apart():
    votes = {
        "USA": [1, 0, 3, 0, 3],
        "GBR": [1, 0, 3, 3, 0],
        "RUS": [2, 3, 0, 0, 0],
        "NOR": [1, 0, 0, 0, 0],
    }
    rc = RollCalls.from_votes(
        list(votes.values()),
        states=list(votes),
        body="SC",
        dates=[f"1980-01-0{d}" for d in range(1, 6)],
        partial=[False, True, True, True, True],
    )
    table = council_by_year(rc, ("USA", "GBR", "RUS", "NOR")).set_index(["a", "b"])
    both = table.loc[("USA", "GBR")]
    # One adoption alike; of three vetoes by either, one by both.
    assert both[["n", "identical", "vetoes", "joint"]].tolist() == [1, 1, 3, 1]
    assert both["with_vetoes"] == pytest.approx(2 / 4)
    assert table.loc[("USA", "RUS"), ["ordinal", "vetoes"]].tolist() == [0.5, 3]
    assert table.loc[("USA", "RUS"), "with_vetoes"] == 0
    # Of an elected member the list says nothing.
    assert table.loc[("USA", "NOR"), ["vetoes", "with_vetoes"]].tolist() == [0, 1]


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
    def council(self):
        rc = load_rollcalls("auto", partial=True)
        if "vetoes" not in set(rc.calls["source"]) or rc.calls["date"].min().year > 1946:
            pytest.skip("the Council's files are in no folder of the data search path")
        return rc.select(body="SC")

    def test_each_once(self, council):
        adopted = council.calls[council.calls["outcome"] == "adopted"]
        assert adopted["symbol"].is_unique
        assert len(adopted) >= 2_811
        numbers = adopted["symbol"].str.extract(r"S/RES/(\d+)", expand=False).astype(int)
        assert sorted(numbers[numbers <= 2_797]) == list(range(1, 2_798))

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
