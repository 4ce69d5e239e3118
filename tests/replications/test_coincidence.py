"""The State Department's coincidence."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.errors import UsageError
from analysis.replications.coincidence import PUBLISHED, coincidence, replicate
from analysis.rollcalls import RollCalls


@pytest.fixture
def year():
    return RollCalls.from_votes(
        [[1, 3, 2, 1, 3, 8, 2], [1, 1, 2, 2, 3, 1, 8], [3, 1, 1, 3, 1, 3, 1]],
        states=["USA", "FRA", "ISR"],
        dates=["2019-12-01"] * 7,
    )


def test_both_rules_by_hand(year):
    found = coincidence(year, "France")
    assert (found["same"], found["opposite"], found["partial"]) == (3, 1, 1)
    assert found["absent"] == 1  # the last; what the United States missed is nobody's absence
    assert found["percent"] == pytest.approx(100 * 3.5 / 5)
    assert coincidence(year, "FRA", rule="yes or no")["percent"] == pytest.approx(100 * 2 / 3)


def test_no_vote_that_counts(year):
    assert np.isnan(coincidence(year.take([5]), "FRA")["percent"])


def test_wrong_usage(year):
    for wrong in ({"rule": "other"}, {"state": "Atlantis"}):
        with pytest.raises(UsageError):
            coincidence(**({"rollcalls": year, "state": "FRA"} | wrong))


def test_years_and_states_that_are_not_there_are_left_out(year):
    table = replicate(year)
    assert table[["year", "state"]].values.tolist() == [[2019, "ISR"]]
    assert table["published"].tolist() == [96]
    assert replicate(year.select(end="2018-12-31")).empty


def test_on_the_record(history):
    """As measured when it was written; how far from the reports, the notebook says."""
    table = replicate(history)
    assert len(table) == sum(map(len, PUBLISHED.values()))
    here = table.set_index(["year", "state"])["here"].round(1)
    assert here[(2019, "ISR")] == 96.0
    assert here[(2019, "AUS")] == 67.4
    assert here[(2019, "CAN")] == 68.9
    assert table["difference"].mean() == pytest.approx(1.4, abs=0.05)
