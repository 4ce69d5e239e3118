"""The table of distances, of results that tell them."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest

from analysis.idealpoints.derived.distances import FROM, TO, allies_by_period, distances_table
from analysis.record.reference import members
from analysis.rollcalls.window import Window

PERIODS = (Window(date(2024, 1, 1), date(2025, 1, 19)), Window(date(2025, 1, 20), None))


class Stub:
    """Results of two periods; keeps what it was asked for."""

    def __init__(self, states) -> None:
        self.ballots = SimpleNamespace(states=states, periods=PERIODS)
        self.asked: dict[str, dict] = {}

    def distances_to(self, others, state=None):
        self.asked[state] = others
        rows = [
            {"period": p, "n_votes": 50, "others": 1, "estimate": 1.0, "se": 0.1, "low": 0.8,
             "high": 1.2, "r_hat": 1.0, "ess": 900.0, "to": name}
            for name in others for p in PERIODS
        ]  # fmt: skip
        return pd.DataFrame(rows)


def test_states_and_allies_of_both():
    stub = Stub(("FRA", "GBR", "RUS", "USA"))
    table = distances_table(stub, "plane")
    assert set(table["state"]) == set(FROM)
    assert set(table.loc[table["state"] == "USA", "other"]) == {"FRA", "GBR", "RUS", "allies"}
    assert not table.duplicated(["state", "other", "period"]).any()
    assert set(stub.asked["USA"]) - {"allies"} == (set(TO) & set(stub.ballots.states)) - {"USA"}
    assert table["period"].unique().tolist() == [str(p) for p in PERIODS]


def test_a_state_is_not_among_its_own_allies_but_among_those_of_another():
    stub = Stub(("RUS", "USA"))
    distances_table(stub, "plane")
    for period in PERIODS:
        assert "USA" not in stub.asked["USA"]["allies"][period]
        assert "USA" in stub.asked["RUS"]["allies"][period]


@pytest.mark.parametrize("period", [1950, "1950", Window(date(1950, 1, 1), date(1950, 12, 31))])
def test_allies_are_the_members_at_the_time(period):
    found = allies_by_period([period])[period]
    assert set(found) == set(members("NATO", "1950-07-01"))
    assert "TUR" not in found


def test_a_record_without_one_of_the_two_has_the_other():
    assert set(distances_table(Stub(("FRA", "USA")), "plane")["state"]) == {"USA"}
