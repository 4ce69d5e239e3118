"""Counts by year: by hand, those of page one of a report, and those that are shipped."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from analysis.atlas.states.company import study_of
from analysis.atlas.states.years import (
    DIVIDED,
    TREATED,
    divided_by_year,
    same_votes,
    shipped_divided,
    shipped_same,
    shipped_years,
    yearly,
    years_table,
)
from analysis.chapters.answer import gather as page_one
from analysis.paths import DERIVED
from analysis.rollcalls import RollCalls
from analysis.shift.shipped import shipped_answer

from ..conftest import tiny_rollcalls

#: Two states of either kind of company, and the years that are asked about.
ASKED = [("USA", (2023, 2025)), ("KAZ", (2019, 2021))]


def counted(answer, name: str) -> int:
    return int(answer.found[f"{name}.after"].details["count"])


def test_years_count_what_a_state_did(material):
    table = yearly(material.texts, "USA").set_index("year")
    assert table.loc[2024, ["texts", "yes", "no"]].tolist() == [2, 0, 2]
    assert table.loc[2024, "alone_no"] == 1  # on the second Russia voted No, too
    assert table.loc[2024, ["without_a_vote", "without_a_vote_no"]].tolist() == [1, 1]
    assert table.loc[2025, "absent"] == 1
    assert 2024 not in yearly(material.texts, "DDR")["year"].tolist()


def test_divided_texts_of_a_pair_that_is_not_there_are_none(material):
    study = study_of("KAZ", (2024, 2026))
    assert divided_by_year(material.texts.only(["USA", "RUS"]), study).empty


def test_a_year_without_points_and_one_without_votes_are_both_in_the_table(material):
    points = pd.DataFrame(
        {"state": "USA", "year": [1946], "n_votes": 9, "mean": 0.1, "q05": 0, "q95": 1,
         "r_hat": 1.0, "ess": 900}
    )  # fmt: skip
    from dataclasses import replace

    table = years_table(replace(material, points=points), "USA", yearly(material.texts, "USA"))
    assert table["year"].tolist() == [1946, 1988, 1989, 2024, 2025]
    assert pd.isna(table.loc[0, "no"])
    assert pd.isna(table.loc[4, "mean"])


@pytest.mark.slow
def test_numbers_are_those_of_page_one_whole_record(public_record):
    """Slow: states are counted twice. Levels, divided texts, lone votes, treatment, alike votes."""
    from analysis.atlas.material import whole_texts

    history, resolutions = public_record
    texts = whole_texts(history.select(body="GA").whole())
    for state, present in ASKED:
        study = study_of(state, present)
        answer = page_one(study, history, resolutions)
        years = yearly(texts, state).merge(divided_by_year(texts, study), on="year")
        now = years[years["year"].between(*present)].sum()
        for name in ("no", "yes", "abstain", "alone", "alone_no"):
            assert now[name] == counted(answer, f"levels.{name}"), (state, name)
        for side in ("allies", "rival", "neither"):
            assert now[side] == counted(answer, f"divided.{side}"), (state, side)
        same = same_votes(texts, state)
        drawn = answer.years.merge(same, on=["partner", "year"])
        assert len(drawn) > 20
        assert (drawn["same"] / drawn["calls_y"]).tolist() == pytest.approx(
            drawn["identical"].tolist()
        )
        assert drawn["calls_x"].tolist() == drawn["calls_y"].tolist()
        table = (
            answer.found["treatment.no.after"].table
            if ("treatment.no.after" in answer.found)
            else answer.found["levels.no.after"].table
        )
        treated = table[(table["by"] == "treatment") & (table["window"] == "after")]
        treated = treated[treated["kind"] == "whole"].set_index("treated")
        for sort, name in TREATED.items():
            assert now[f"{name}_no"] == treated["no"].get(sort, 0), (state, sort)
            assert now[name] == treated["cast"].get(sort, 0), (state, sort)


@pytest.mark.slow
def test_shipped_counts_are_those_of_the_whole_record(history):
    """Slow: the record is read. Up to the last day that was counted when they were shipped."""
    from analysis.atlas.material import whole_texts

    for state, present in ASKED:
        study = study_of(state, present)
        last = shipped_answer(study).last
        texts = whole_texts(history.select(body="GA", end=last).whole())
        pd.testing.assert_frame_equal(
            shipped_years(state, DERIVED).astype("int64"),
            yearly(texts, state).astype("int64"),
        )
        own = divided_by_year(texts, study).set_index("year")
        own = own[own["divided"] > 0]
        found = shipped_divided(study, DERIVED).set_index("year")
        pd.testing.assert_frame_equal(
            found[found["divided"] > 0], own, check_dtype=False, check_index_type=False
        )
        keys = ["partner", "year"]
        a, b = (t.set_index(keys).sort_index() for t in
                (shipped_same(state, DERIVED), same_votes(texts, state)))  # fmt: skip
        pd.testing.assert_frame_equal(a, b, check_dtype=False, check_index_type=False)


@pytest.mark.parametrize(("state", "present"), ASKED)
def test_on_a_bare_machine_numbers_are_those_of_its_page_one(state, present):
    study = study_of(state, present)
    answer = shipped_answer(study)
    assert study.until <= answer.last or study.until.year == answer.last.year
    years = shipped_years(state, DERIVED).merge(shipped_divided(study, DERIVED), on="year")
    now = years[years["year"].between(*present)].sum()
    for name in ("no", "yes", "abstain", "alone", "alone_no"):
        assert now[name] == counted(answer, f"levels.{name}")
    for side in ("allies", "rival", "neither"):
        assert now[side] == counted(answer, f"divided.{side}")
    same = shipped_same(state, DERIVED).merge(answer.years, on=["partner", "year"])
    assert len(same) > 20
    assert (same["same"] / same["calls_x"]).tolist() == pytest.approx(same["identical"].tolist())


def test_parts_of_texts_are_in_no_count_of_texts():
    from analysis.atlas.material import whole_texts

    rc = RollCalls.from_votes(
        [[3, 3], [1, 1], [1, 1]], states=["USA", "FRA", "RUS"], amendment=[False, True]
    )
    assert yearly(whole_texts(rc), "USA")[["texts", "no", "alone"]].to_numpy().tolist() == [[1] * 3]
    assert same_votes(whole_texts(rc), "FRA")["calls"].tolist() == [1, 1]


def test_columns_of_both_ways_of_counting_are_the_same(material):
    assert [*yearly(material.texts, "USA")] == [*shipped_years("USA", DERIVED)]
    study = study_of("USA", (2023, 2025))
    assert [*divided_by_year(material.texts, study)] == ["year", *DIVIDED]
    assert [*shipped_divided(study, DERIVED)] == ["year", *DIVIDED]
    assert date.fromisoformat("2025-12-31") == study.until
    assert tiny_rollcalls().n_calls == 8
