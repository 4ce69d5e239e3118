"""Tables of a state against counts by hand, and against the functions that the chapters call."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.agreement import pairwise
from analysis.atlas import gather
from analysis.atlas.states.tables import (
    ends_by_year,
    newly_called,
    sponsored_by,
    state_tables,
)
from analysis.profile.neighbours import ends, neighbours
from analysis.rollcalls import RollCalls
from analysis.shift.counted.sponsorship import sponsored
from analysis.simulate import simulate

from ..conftest import STATES, tiny_resolutions


def test_newly_called_texts_are_those_adopted_without_a_vote_the_time_before(material):
    table = newly_called(material.texts, "USA")
    assert table[["id", "vote", "treated_id"]].to_numpy().tolist() == [["d", 3, "A/RES/78/5"]]
    assert newly_called(material.texts, "DDR").empty


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
    tables = state_tables(gather(rc, tiny_resolutions(), None), "USA", None)
    near, far = ends(neighbours(rc, "USA", draws=1), 8)
    columns = ["state", "n", "value", "low", "high"]
    for found, expected in ((tables.near, near), (tables.far, far)):
        pd.testing.assert_frame_equal(
            found[columns], expected[columns].reset_index(drop=True), check_dtype=False
        )


@pytest.mark.parametrize("state", ["DDR", "TUV"])
def test_a_state_with_few_votes_or_none_has_tables(material, state):
    tables = state_tables(material, state, None)
    assert tables.called.empty
    assert tables.sponsored.empty
    assert tables.years.empty is (state not in STATES)
    assert (tables.study is None) is (state not in STATES)
    assert tables.span == ("1988 to 1989" if state == "DDR" else "")


def test_what_is_told_of_the_present_is_the_sum_of_its_years(material):
    tables = state_tables(material, "USA", None)
    assert tables.present == (2023, 2025)
    assert tables.span == "2024 to 2025"
    assert tables.now["no"] == tables.years.set_index("year").loc[2024:2025, "no"].sum() == 3
    assert len(tables.alone) == tables.years["alone"].sum()
    assert len(tables.called) == tables.years["without_a_vote"].sum()


def test_sponsors_are_told_how_they_came_to_it():
    found = sponsored(tiny_resolutions(), STATES)
    assert sponsored_by(found, "HUN")[0]["how"].tolist() == ["submitted"]
    texts, others = sponsored_by(found, "GBR")
    assert texts["how"].tolist() == ["joined later"]
    assert others["state"].tolist() == ["FRA", "HUN"]
    assert sponsored_by(found, "RUS")[0].empty
