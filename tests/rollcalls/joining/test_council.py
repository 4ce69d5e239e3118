"""The Council's roll calls joined: each once, and a whole list before a list of vetoes."""

from __future__ import annotations

import numpy as np
import pytest

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


class TestPublicRecord:
    @pytest.fixture(scope="class")
    def council(self, public_record):
        rc = public_record.partial
        if "vetoes" not in set(rc.calls["source"]) or rc.calls["date"].min().year > 1946:
            pytest.skip("the Council's files are in no folder of the data search path")
        return rc.select(body="SC")

    def test_each_once(self, council):
        adopted = council.calls[council.calls["outcome"] == "adopted"]
        assert adopted["symbol"].is_unique
        assert len(adopted) >= 2_811
        numbers = adopted["symbol"].str.extract(r"S/RES/(\d+)", expand=False).astype(int)
        assert sorted(numbers[numbers <= 2_797]) == list(range(1, 2_798))
