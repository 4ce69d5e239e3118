"""Tables of a state against counts by hand, and against the functions that the chapters call."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.agreement import pairwise
from analysis.atlas.states import (
    ends_by_year,
    newly_called,
    pair_of,
    sponsored_by,
    state_tables,
    yearly,
)
from analysis.profile.neighbours import ends, neighbours
from analysis.rollcalls import RollCalls
from analysis.shift.counted.sponsorship import sponsored
from analysis.simulate import simulate

from .conftest import STATES, tiny_resolutions


def test_years_count_what_a_state_did(material):
    table = yearly(material.assembly, "USA").set_index("year")
    assert table.loc[2024, ["roll_calls", "yes", "no"]].tolist() == [2, 0, 2]
    assert table.loc[2024, "alone_no"] == 1  # on the second Russia voted No, too
    assert table.loc[2024, ["without_a_vote", "without_a_vote_no"]].tolist() == [1, 1]
    assert table.loc[2025, "absent"] == 1
    assert 2024 not in yearly(material.assembly, "DDR")["year"].tolist()


def test_newly_called_texts_are_those_adopted_without_a_vote_the_time_before(material):
    table = newly_called(material.assembly, "USA")
    assert table[["id", "vote", "treated_id"]].to_numpy().tolist() == [["d", 3, "A/RES/78/5"]]
    assert newly_called(material.assembly, "DDR").empty


def test_nobody_ranks_who_voted_on_less_than_half():
    rc = RollCalls.from_votes(
        [[1, 1, 1, 1], [1, 8, 8, 8], [3, 1, 1, 1], [3, 3, 3, 3]], states=list("ABCD")
    )
    table = ends_by_year(pairwise(rc, "ordinal"), "A")
    assert set(table["state"]) == {"C", "D"}
    assert ends_by_year(pairwise(rc, "ordinal"), "Z").empty


def test_a_year_names_no_state_at_both_ends():
    rc = simulate("null", 3, n_states=12, years=3, calls_per_year=20).rollcalls
    table = ends_by_year(pairwise(rc, "ordinal"), "USA")
    assert not table.duplicated(["year", "state"]).any()
    assert (table.groupby(["year", "end"]).size() == 3).all()


def test_intervals_are_those_of_the_profile_for_all_states_at_once():
    """Shortening the list to those shown changes no number."""
    rc = simulate("null", 3, n_states=30, years=2, calls_per_year=30).rollcalls
    tables = state_tables(rc, "USA", pairwise(rc, "ordinal"), None)
    near, far = ends(neighbours(rc, "USA", draws=1), 8)
    columns = ["state", "n", "value", "low", "high"]
    for found, expected in ((tables.near, near), (tables.far, far)):
        pd.testing.assert_frame_equal(
            found[columns], expected[columns].reset_index(drop=True), check_dtype=False
        )


@pytest.mark.parametrize("state", ["DDR", "TUV"])
def test_a_state_with_few_votes_or_none_has_tables(material, state):
    tables = state_tables(material.assembly, state, material.pairs, None)
    assert tables.called.empty
    assert tables.sponsored.empty
    assert tables.years.empty is (state not in STATES)


def test_the_rival_is_not_compared_with_itself():
    assert {pair_of(s).rival for s in ("USA", "FRA")} == {"RUS"}
    assert pair_of("RUS").rival == "USA"


def test_sponsors_are_told_how_they_came_to_it():
    found = sponsored(tiny_resolutions(), STATES)
    assert sponsored_by(found, "HUN")[0]["how"].tolist() == ["submitted"]
    texts, others = sponsored_by(found, "GBR")
    assert texts["how"].tolist() == ["joined later"]
    assert others["state"].tolist() == ["FRA", "HUN"]
    assert sponsored_by(found, "RUS")[0].empty
