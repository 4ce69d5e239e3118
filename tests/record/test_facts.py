from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.record.codes import Vote
from analysis.record.facts import read_assembly_facts, read_council_facts, read_partial_facts


def test_assembly_by_hand(small):
    sheet = read_assembly_facts(small("facts").parent)
    assert sheet.states == ("CHN", "RUS", "USA")
    assert sheet.votes.tolist() == [[2, 8], [3, 3], [1, 3]]
    calls = sheet.calls
    assert calls["id"].tolist() == ["facts-A/RES/68/262", "facts-A/RES/ES-11/7"]
    assert calls["session"].tolist() == ["68", "ES-11"]
    assert calls["issues"].tolist() == ["ukraine", "ukraine"]
    assert calls["stated_no"].tolist() == [1, 2]


def test_council_by_hand(small):
    sheet = read_council_facts(small("council facts").parent)
    assert sheet.calls["body"].tolist() == ["SC", "SC"]
    assert sheet.states == ("CHN", "NZL", "RUS", "USA")
    # Not on the Council in 2014 (NZL), or without a row in 2015.
    assert sheet.votes.tolist() == [[2, 9], [9, 1], [3, 9], [1, 1]]
    assert sheet.calls["outcome"].tolist() == ["failed", "adopted"]


def test_partial_by_hand(small):
    sheet = read_partial_facts(small("partial facts").parent)
    assert sheet.states == ("LVA", "USA")
    assert sheet.votes.tolist() == [[1], [2]]
    assert sheet.calls["partial"].tolist() == [True]
    assert sheet.calls["stated_no"].tolist() == [12]


class TestRefused:
    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ("USA,Y", "USA,Q", ("unknown vote 'Q'", "row 2, column vote")),
            ("USA,Y", "ZZZ,Y", ("unknown state 'ZZZ'", "row 2, column iso3")),
            ("27,RUS", "27,USA", ("USA votes twice on A/RES/68/262", "row 3")),
            (
                "7,2025-02-24,USA",
                "9,2025-02-24,USA",
                ("unknown resolution 'A/RES/ES-11/9'", "row 5"),
            ),
        ],
    )
    def test_votes(self, small, refused, old, new, said):
        folder = small("facts", (old, new)).parent
        refused(lambda: read_assembly_facts(folder), "ukraine_roll_calls.csv", *said)

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ("2025-02-24", "2025-02-31", ("not a date: '2025-02-31'", "row 3, column date")),
            (",0,2,0,1,", ",0,two,0,1,", ("'two'", "row 3, column no")),
            (",0,2,0,1,", ",0,2.5,0,1,", ("'2.5'", "row 3, column no")),
            ("A/RES/ES-11/7", "A/RES/68/262", ("A/RES/68/262 occurs twice", "row 3")),
        ],
    )
    def test_resolutions(self, small, refused, old, new, said):
        folder = small("resolutions", (old, new)).parent
        refused(lambda: read_assembly_facts(folder), "ukraine_resolutions.csv", *said)

    def test_council(self, small, refused):
        folder = small("council facts", ("USA,Y,0", "USA,X1,0")).parent
        refused(lambda: read_council_facts(folder), "unknown vote 'X1'", "row 2, column vote")


class TestEmbedded:
    def test_size(self):
        sheet = read_assembly_facts()
        assert sheet.votes.shape == (193, 25)
        assert (sheet.votes != Vote.NOT_RECORDED).sum() == 4_825 == 25 * 193

    def test_known_in_part(self):
        sheet = read_partial_facts()
        (call,) = sheet.calls.itertuples()
        assert (call.symbol, call.partial, call.outcome) == ("A/RES/ES-11/10", True, "adopted")
        assert (call.stated_yes, call.stated_no, call.stated_abstain) == (107, 12, 51)
        assert "inferred" in call.title
        assert "Latvia" in sheet.notes[0]
        counted = {v: int((sheet.votes == v).sum()) for v in Vote if (sheet.votes == v).any()}
        assert counted == {Vote.YES: 4, Vote.ABSTAIN: 13, Vote.NO: 12, Vote.ABSENT: 1}
        assert sheet.votes[sheet.states.index("USA"), 0] == Vote.ABSTAIN
        # No state outside the whole lists, of which 163 are left.
        assert len(set(read_assembly_facts().states) - set(sheet.states)) == 163

    def test_every_tally_equals_the_official_one(self):
        sheet = read_assembly_facts()
        for name, code in (("yes", 1), ("no", 3), ("abstain", 2), ("absent", 8)):
            counted = (sheet.votes == code).sum(axis=0)
            assert counted.tolist() == sheet.calls[f"stated_{name}"].tolist()

    def test_council_tallies(self):
        # As the codebook lists them: yes, no, abstain.
        stated = {
            "S/2014/189": (13, 1, 1),
            "S/RES/2166(2014)": (15, 0, 0),
            "S/RES/2202(2015)": (15, 0, 0),
            "S/2015/562": (11, 1, 3),
            "S/2022/155": (11, 1, 3),
            "S/RES/2623(2022)": (11, 1, 3),
            "S/2022/231": (2, 0, 13),
            "S/2022/720": (10, 1, 4),
            "S/2022/821": (2, 3, 10),
            "S/RES/2774(2025)": (10, 0, 5),
        }
        sheet = read_council_facts()
        counted = {
            symbol: tuple(int((sheet.votes[:, j] == c).sum()) for c in (1, 3, 2))
            for j, symbol in enumerate(sheet.calls["symbol"])
        }
        assert counted == stated

    @pytest.mark.parametrize(
        ("symbol", "vote"), [("A/RES/ES-11/7", Vote.NO), ("A/RES/ES-11/8", Vote.ABSTAIN)]
    )
    def test_votes_of_the_united_states(self, symbol, vote):
        sheet = read_assembly_facts()
        at = np.flatnonzero(sheet.calls["symbol"] == symbol)
        assert sheet.votes[sheet.states.index("USA"), at].tolist() == [vote]

    def test_agrees_with_the_digital_library(self, public_assembly):
        facts = read_assembly_facts()
        both = [s for s in facts.calls["symbol"] if s in set(public_assembly.calls["symbol"])]
        assert {"A/RES/ES-11/7", "A/RES/ES-11/8"} <= set(both)
        states = [s for s in facts.states if s in public_assembly.states]
        assert len(states) == 191

        def grid(sheet) -> pd.DataFrame:
            return pd.DataFrame(sheet.votes, index=sheet.states, columns=sheet.calls["symbol"])

        mine, theirs = grid(facts).loc[states, both], grid(public_assembly).loc[states, both]
        pd.testing.assert_frame_equal(mine, theirs)
