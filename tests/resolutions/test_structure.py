from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.errors import RecordError, UsageError
from analysis.record.texts import text_table
from analysis.resolutions import Resolutions
from analysis.resolutions.completeness import by_session, by_year, numbered
from analysis.rollcalls.load import load_resolutions


def three(**columns: object) -> pd.DataFrame:
    given: dict[str, object] = {
        "symbol": ["A/RES/79/1", "A/RES/79/3", "A/RES/80/1"],
        "date": ["2024-09-22", "2024-12-02", "2025-10-01"],
        "session": ["79", "79", "80"],
        "adopted": ["without a vote", "vote", "vote"],
        "drafters": [("FRA",), ("CUB", "RUS"), ()],
        "cosponsors": [("USA",), (), ("FRA",)],
    }
    return text_table(given | columns, 3)


class TestResolutions:
    def test_edits_do_not_reach_it(self):
        table = three()
        made = Resolutions.of(table)
        table.loc[0, "symbol"] = "changed"
        given = made.to_frame()
        given.loc[1, "symbol"] = "changed"
        assert made.to_frame()["symbol"].tolist()[:2] == ["A/RES/79/1", "A/RES/79/3"]

    def test_since_when_adoptions_without_a_vote_are_held(self):
        assert Resolutions.of(three()).without_since == "2024-09-22"
        assert Resolutions.of(three(adopted="vote")).without_since == ""

    def test_sponsors_first_and_later(self):
        made = Resolutions.of(three())
        assert made.sponsored_by(["FRA"]).tolist() == [True, False, False]
        assert made.sponsored_by(["FRA"], later=True).tolist() == [True, False, True]
        assert made.sponsored_by(["RUS", "USA"], later=True).tolist() == [True, True, False]

    def test_take_and_adopted(self):
        made = Resolutions.of(three())
        assert len(made.adopted("vote")) == 2
        assert made.take([2, 0]).to_frame()["session"].tolist() == ["80", "79"]
        assert len(made.take(np.array([True, False, False]))) == 1
        assert made.take([2]).without_since == "2024-09-22"  # of the record, not of the part

    @pytest.mark.parametrize("how", ["consensus", ""])
    def test_unknown_way(self, how):
        with pytest.raises(UsageError):
            Resolutions.of(three()).adopted(how)

    def test_a_mask_of_another_length(self):
        with pytest.raises(UsageError):
            Resolutions.of(three()).take(np.array([True]))

    @pytest.mark.parametrize(
        ("change", "where"),
        [
            ({"symbol": ["A/RES/79/1"] * 2 + ["x"]}, "row 1, column symbol"),
            ({"symbol": ["", "a", "b"]}, "row 0, column symbol"),
            ({"date": ["2024-01-01", None, "2024-01-01"]}, "row 1, column date"),
            ({"adopted": ["vote", "vote", "by consensus"]}, "row 2, column adopted"),
        ],
    )
    def test_contradictions_are_named(self, change, where):
        with pytest.raises(RecordError) as error:
            Resolutions.of(three(**change))
        assert where in error.value.where

    def test_a_cell_that_is_no_tuple(self):
        table = three()
        table["drafters"] = "FRA"
        with pytest.raises(RecordError) as error:
            Resolutions.of(table)
        assert "drafters" in error.value.where

    def test_a_missing_column(self):
        with pytest.raises(RecordError):
            Resolutions.of(three().drop(columns="committee"))


class TestCompleteness:
    def test_numbers_that_are_not_here(self):
        got = numbered(Resolutions.of(three())).values.tolist()
        assert got == [[79, 3, 2, "2"], [80, 1, 1, ""]]

    def test_by_session(self):
        got = by_session(Resolutions.of(three()))
        assert got[["session", "vote", "without_a_vote"]].values.tolist() == [
            ["79", 1, 1],
            ["80", 1, 0],
        ]

    def test_by_year_says_what_a_year_holds(self):
        dates = ["2019-12-22", "2024-12-02", "2025-10-01"]
        made = Resolutions.of(three(date=dates, adopted=["vote", "without a vote", "vote"]))
        assert by_year(made)["complete"].tolist() == ["votes only", "part", "part"]


class TestEmbedded:
    def test_every_text_has_its_roll_call(self):
        table = load_resolutions("embedded").to_frame()
        assert len(table) > 20
        assert (table["adopted"] == "vote").all()
        assert (table["roll_call"] != "").all()


@pytest.fixture
def texts(history_texts) -> Resolutions:
    return history_texts


class TestPublicRecord:
    def test_each_roll_call_of_a_text_is_in_the_record(self, texts, history):
        table = texts.to_frame()
        known = set(table["roll_call"]) - {""}
        # But for the one of which only some votes are known, which is given on asking.
        assert known - set(history.calls["id"]) == {"facts-A/RES/ES-11/10"}
        mine = table[(table["body"] == "GA") & (table["adopted"] == "vote")]
        assert (mine["roll_call"] != "").all()

    def test_sessions_are_whole_but_for_five_numbers(self, texts):
        table = numbered(texts).set_index("session").loc[74:80]
        assert (table["highest"] - table["held"]).to_dict() == {
            74: 0, 75: 0, 76: 0, 77: 0, 78: 2, 79: 0, 80: 3,
        }  # fmt: skip

    def test_votes_and_texts_agree_on_day_and_session(self, texts, history):
        table = texts.to_frame()
        table = table[table["roll_call"] != ""].set_index("roll_call")
        calls = history.calls.set_index("id").reindex(table.index)
        apart = (table["date"] - calls["date"]).abs().dt.days
        assert apart[calls["source"] != "unvotes"].max() <= 31
