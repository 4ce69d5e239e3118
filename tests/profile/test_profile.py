"""One state by itself: counts, neighbours, issues, and the sentences made of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.agreement import pair_series
from analysis.errors import UsageError
from analysis.idealpoints import IdealPoints
from analysis.profile.alone import least_expected, most_alone
from analysis.profile.day import votes_of_the_day
from analysis.profile.issues import agreement_by_issue
from analysis.profile.neighbours import ends, neighbours
from analysis.profile.participation import last_years, participation, seats
from analysis.prose.profile import (
    attendance_sentence,
    neighbours_sentence,
    seats_sentence,
)
from analysis.rollcalls import RollCalls
from analysis.rollcalls.load import load_rollcalls
from analysis.simulate import simulate

from ..helpers import raises


@pytest.fixture(scope="module")
def record() -> RollCalls:
    return load_rollcalls("embedded").select(body="GA")


@pytest.fixture(scope="module")
def simulated() -> RollCalls:
    return simulate("null", seed=3, n_states=20, years=6, calls_per_year=30).rollcalls


class TestParticipation:
    def test_counts_by_hand(self):
        rc = RollCalls.from_votes(
            [[1, 1, 3, 2, 8, 9, 9]],
            states=["SSD"],
            dates=[f"{y}-10-0{k + 1}" for k, y in enumerate([2011] * 5 + [2012] * 2)],
        )
        table = participation(rc, "SSD").set_index("year")
        assert table.loc[2011, ["roll_calls", "yes", "abstain", "no", "absent"]].tolist() == [
            5, 2, 1, 1, 1,
        ]  # fmt: skip
        assert table.loc[2011, "attended"] == 0.8  # absence is attended by nobody, abstention is
        assert table.loc[2011, "abstained"] == 0.25
        assert table.loc[2012, "roll_calls"] == 0
        assert table.loc[2012, ["attended", "abstained"]].isna().all()

    def test_nothing_is_lost(self, record):
        for state in ("USA", "RUS", "HUN", "TUV"):
            table = participation(record, state)
            kinds = table[["yes", "abstain", "no", "absent"]].sum(axis=1)
            assert (kinds == table["roll_calls"]).all()
            assert table["roll_calls"].sum() == seats(record, state)["roll_calls"].sum()

    def test_a_seat_given_up_and_taken_again(self):
        rc = RollCalls.from_votes(
            [[1, 9, 8]], states=["IDN"], dates=["1964-12-01", "1965-12-01", "1966-12-01"]
        )
        found = seats(rc, "IDN")
        assert found["first"].dt.year.tolist() == [1964, 1966]
        said = seats_sentence(found, "IDN", pd.Timestamp("1966-12-20"))
        assert "on 1964-12-01 and since 1966-12-01" in said
        assert seats(rc.take(np.array([False, True, False])), "IDN").empty

    def test_a_state_that_never_voted_has_no_present(self):
        rc = RollCalls.from_votes([[8, 9]], states=["SSD"])
        assert last_years(rc, "SSD").n_calls == 0
        assert attendance_sentence(participation(rc, "SSD"), "SSD") == "South Sudan cast no vote."
        gone = rc.take(np.array([False, True]))
        assert "on no roll call" in seats_sentence(seats(gone, "SSD"), "SSD", gone.last)


class TestNeighbours:
    def test_values_are_those_of_the_pairs(self, record):
        table = neighbours(record, "HUN", draws=0).set_index("state")
        for other in ("RUS", "DEU"):
            row = pair_series(record, "HUN", other, by="all", indices=("ordinal",))
            assert table.loc[other, "value"] == pytest.approx(row["value"].iloc[0])
            assert table.loc[other, "n"] == row["n"].iloc[0]
        assert "HUN" not in table.index
        assert table["value"].is_monotonic_decreasing

    def test_shares_of_draws(self, simulated):
        country = simulated.states.index[0]
        table = neighbours(simulated, country, draws=100, top=3, seed=1)
        assert table["near"].sum() == pytest.approx(3)
        assert table["far"].sum() == pytest.approx(3)
        assert ((table["low"] <= table["value"]) & (table["value"] <= table["high"])).mean() > 0.9
        assert table.equals(neighbours(simulated, country, draws=100, top=3, seed=1))

    def test_a_state_with_few_joint_votes_is_left_out(self):
        rc = RollCalls.from_votes([[1] * 4, [1] * 4, [1, 8, 8, 8]], states=["A", "B", "C"])
        assert neighbours(rc, "A", draws=0)["state"].tolist() == ["B"]
        assert neighbours(rc, "A", draws=50)[["low", "high"]].isna().all().all()  # one day

    def test_nobody_votes(self):
        rc = RollCalls.from_votes([[8], [1]], states=["FRA", "HUN"])
        table = neighbours(rc, "FRA")
        assert table.empty
        assert "Too few" in neighbours_sentence(*ends(table), "FRA")
        with raises(UsageError, "table of states", "XXX"):
            neighbours(rc, "XXX")


class TestAlone:
    def test_lone_votes_come_first(self):
        rc = RollCalls.from_votes(
            [[3, 3, 2, 8], [1, 3, 1, 1], [1, 1, 1, 1]], states=["USA", "ISR", "FRA"]
        )
        table = most_alone(rc, "USA")
        assert table["id"].tolist() == ["call-2", "call-0", "call-1"]
        assert table["with"].tolist() == [0, 0, 1]
        assert table["share"].tolist() == [0, 0, 0.5]

    def test_probabilities_are_those_of_the_fit(self, simulated):
        results = IdealPoints(simulated, anchor=simulated.states.index[0]).fit()
        country = simulated.states.index[2]
        table = least_expected(results, simulated, country)
        assert table["p"].is_monotonic_increasing
        assert np.allclose(table["bits"], -np.log2(table["p"]))
        fitted = results.predict(simulated.only([country])).dropna()
        own = fitted[["yes", "abstain", "no"]].to_numpy()
        p = own[np.arange(len(own)), fitted["vote"].astype(int) - 1]
        assert np.sort(p) == pytest.approx(table["p"].to_numpy())
        with raises(UsageError, "state", "XXX"):
            least_expected(results, simulated, "XXX")


class TestIssues:
    def test_spans_part_the_joint_votes(self, record):
        table = agreement_by_issue(record, "HUN", ["RUS", "HUN", "XXX"], ["ukraine"])
        assert set(table["partner"]) == {"RUS"}
        whole = pair_series(record.select(issue="ukraine"), "HUN", "RUS", by="all")
        assert table["n"].sum() == whole["n"].iloc[0]
        assert ((table["first"] <= table["period"]) & (table["period"] <= table["last"] + 1)).all()

    def test_an_issue_without_roll_calls_is_passed_over(self, record):
        assert agreement_by_issue(record, "HUN", ["RUS"], ["me"]).empty


def test_votes_of_a_day_with_a_text_that_the_record_lacks():
    rc = RollCalls.from_votes([[1], [3], [3]], states=["USA", "FRA", "RUS"], symbol=["A/1"])
    table = votes_of_the_day(rc, "FRA", ["A/1", "A/2"], {1: "yes", 3: "no"})
    assert len(table) == 1
    assert "no" in table.iloc[0].tolist()
