from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from analysis.errors import UsageError
from analysis.paths import EMBEDDED
from analysis.record.readers.formats.tabular import read_table
from analysis.record.reference import (
    alliances,
    members,
    presidencies,
    presidency_cuts,
)


@pytest.fixture(scope="module")
def facts_states() -> set[str]:
    """Members of the United Nations, as the embedded roll calls list them."""
    return set(read_table(EMBEDDED / "ukraine_roll_calls.csv", ["iso3"])["iso3"])


class TestPresidencies:
    def test_by_hand(self, small):
        folder = small("presidencies").parent
        table = presidencies(folder)
        assert table["president"].tolist() == ["One", "Two", "One"]
        assert presidency_cuts(folder) == (date(2009, 1, 20), date(2017, 1, 20))

    def test_the_embedded_ones_follow_each_other_from_1945(self):
        table = presidencies()
        assert len(table) == 15
        assert table["start"].iloc[0] < pd.Timestamp("1946-01-01")
        assert (table["end"].iloc[:-1].to_numpy() == table["start"].iloc[1:].to_numpy()).all()
        assert table["end"].isna().tolist() == [False] * 14 + [True]

    def test_edits_do_not_reach_the_next_caller(self):
        mine = presidencies()
        mine["president"] = "Nobody"
        assert "Nobody" not in set(presidencies()["president"])

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ("20\nTwo", "21\nTwo", ("does not equal the start of the next", "row 2")),
            ("2017-01-20,\n", "2017-01-20,2021-01-20\n", ("is set for the present", "row 4")),
            ("2001-01-20", "2001-02-30", ("'start' is not a date", "row 2")),
            ("2001-01-20", "2010-01-20", ("out of order", "row 3")),
        ],
    )
    def test_refused(self, small, refused, old, new, said):
        folder = small("presidencies", (old, new)).parent
        refused(lambda: presidencies(folder), "presidencies.csv", *said)


class TestAlliances:
    @pytest.mark.parametrize(
        ("alliance", "day", "n"),
        [
            ("NATO", "1949-08-23", 0),
            ("NATO", "1949-08-24", 12),
            ("NATO", "2025-02-24", 32),
            ("EU", "2020-01-31", 28),
            ("EU", "2020-02-01", 27),
            ("EU", "1958-01-01", 6),
            ("G7", "1975-11-17", 6),
            ("G7", "2025-02-24", 7),
            ("FIVE_EYES", "2025-02-24", 5),
            ("OECD", "1961-09-29", 0),
            ("OECD", "1961-09-30", 17),
            ("OECD", "1962-03-29", 20),
            ("OECD", "2025-02-24", 38),
            ("BRICS", "2010-01-01", 4),
            ("BRICS", "2023-12-31", 5),
            ("BRICS", "2024-01-01", 9),
            ("BRICS", "2025-02-24", 10),
            ("CSTO", "2003-09-17", 0),
            ("CSTO", "2010-01-01", 7),
            ("CSTO", "2012-12-31", 6),
            ("CSTO", "2025-02-24", 6),
            ("NAM", "2012-08-30", 0),
            ("NAM", "2022-03-02", 119),
            ("NAM", "2025-02-24", 120),
            ("UN_AFRICA", "2025-02-24", 54),
            ("UN_ASIA_PACIFIC", "2025-02-24", 53),
            ("UN_EASTERN_EUROPE", "2025-02-24", 23),
            ("UN_LATIN_AMERICA", "2025-02-24", 33),
            ("UN_WEOG", "2025-02-24", 28),
        ],
    )
    def test_number_of_members(self, alliance, day, n):
        found = members(alliance, day)
        assert len(found) == n
        assert list(found) == sorted(found)

    def test_every_member_but_two_is_in_one_regional_group(self, facts_states):
        groups = [g for g in alliances()["alliance"].unique() if g.startswith("UN_")]
        found = [s for g in groups for s in members(g, "2025-02-24")]
        assert len(groups) == 5
        assert len(found) == len(set(found))
        assert facts_states - set(found) == {"USA", "KIR"}
        assert set(found) < facts_states

    @pytest.mark.parametrize(
        ("alliance", "state", "inside", "outside"),
        [
            ("CSTO", "UZB", "2012-06-28", "2012-06-29"),
            ("BRICS", "ZAF", "2011-04-14", "2011-04-13"),
            ("BRICS", "IDN", "2025-01-06", "2025-01-05"),
            ("OECD", "ISR", "2010-09-07", "2010-09-06"),
            ("NAM", "SSD", "2024-01-20", "2024-01-19"),
        ],
    )
    def test_day_of_membership(self, alliance, state, inside, outside):
        assert state in members(alliance, inside)
        assert state not in members(alliance, outside)

    def test_states_that_are_in_no_such_group(self):
        assert not {"RUS", "CHN"} & set(members("NAM", "2025-02-24"))
        assert not {"SAU", "ARG"} & set(members("BRICS", "2025-02-24"))
        assert {"BLR", "IND", "SRB"} & set(members("NAM", "2025-02-24")) == {"BLR", "IND"}

    def test_first_and_last_day_are_membership(self, small):
        folder = small("alliances").parent
        assert alliances(folder).shape == (3, 4)
        assert members("EU", "2020-01-31", folder) == ("GBR",)
        assert members("EU", "2020-02-01", folder) == ()
        assert members("NATO", "1955-05-06", folder) == ("DEU", "USA")

    def test_time_of_day_does_not_count(self):
        assert "GBR" in members("EU", pd.Timestamp("2020-01-31 23:59"))

    @pytest.mark.parametrize("day", ["x", None, "2025-02-30"])
    def test_no_date(self, day):
        with pytest.raises(UsageError) as error:
            members("NATO", day)
        assert error.value.where == "members"
        assert "date" in error.value.what

    def test_unknown_alliance(self):
        with pytest.raises(UsageError) as error:
            members("nato", "2025-01-01")
        assert error.value.where == "members"
        assert "'nato'" in error.value.what
        assert "BRICS, CSTO, EU, FIVE_EYES, G7, NAM, NATO, OECD" in error.value.todo

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ("NATO,USA", "NATO,ZZZ", ("'iso3' is not a state", "row 2")),
            ("NATO,USA", ",USA", ("'alliance' is empty", "row 2")),
            ("2020-01-31", "1970-01-31", ("before the start", "row 4")),
            ("NATO,DEU", "NATO,USA", ("repeats or overlaps", "row 3")),
            ("1955-05-06", "", ("'start' is not a date", "row 3")),
        ],
    )
    def test_refused(self, small, refused, old, new, said):
        folder = small("alliances", (old, new)).parent
        refused(lambda: alliances(folder), "alliances.csv", *said)
