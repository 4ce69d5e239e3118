"""Page one on records of a few votes, counted by hand, and on the embedded one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pandas as pd
import pytest

from analysis.chapters import answer as chapter
from analysis.figures.dress.data import data_of
from analysis.prose.answer import LEAST
from analysis.record.texts import text_table
from analysis.resolutions import Resolutions
from analysis.rollcalls import RollCalls
from analysis.rollcalls.load import load_resolutions, load_rollcalls
from analysis.study import Study


@pytest.fixture(scope="module")
def small():
    """Eight days before and after; after the event the United States votes No alone, always."""
    days = [f"2024-{m:02d}-01" for m in range(1, 9)] + [f"2025-{m:02d}-15" for m in range(2, 10)]
    usa = [1, 1, 1, 3, 1, 1, 1, 2] + [3] * 7 + [1]
    allies = [1] * 16
    rival = [3] * 8 + [1] * 4 + [2] * 4
    rc = RollCalls.from_votes(
        [usa, allies, allies, rival],
        states=["USA", "FRA", "GBR", "RUS"],
        dates=days,
        treated_last=["vote"] * 12 + ["without a vote"] * 4,
    )
    adopted = {"symbol": ["A/RES/1"], "date": ["2020-01-01"], "adopted": ["without a vote"]}
    return chapter.gather(Study(), rc, Resolutions.of(text_table(adopted, 1)))


def test_counts_by_hand(small):
    counts = small.counts()
    after, before = counts["after"], counts["before"]
    assert (after.no, after.cast, after.alone) == (7, 8, 7)
    assert (before.no, before.cast, before.alone) == (1, 8, 0)
    assert (before.divided, before.as_allies, before.as_rival) == (8, 6, 1)
    # On four texts since, allies and rival part: on three it votes as neither.
    assert (after.divided, after.as_allies, after.as_rival, after.as_neither) == (4, 1, 0, 3)


def test_the_pieces(small):
    lead, *more = chapter.said(small)
    assert "88%" in lead.text
    assert len(more) <= 1
    (picture,) = chapter.levels(small)
    assert picture.label == "fig-answer"
    (table,) = chapter.divided(small)
    assert table.rows["texts"].tolist() == [4, 8]
    *called, agenda = chapter.treated(small)
    assert len(called) == 1
    assert agenda.rows["share"].tolist() == ["50%", "50%", "0%"]


def test_a_small_change_is_sure_and_no_headline(small):
    """It stands among what is sure; the lead and the headline are not about it."""
    name = "divided.rival.change.before"
    for size, way in ((LEAST, "up"), (LEAST - 0.001, "small")):
        change = replace(small.found[name], estimate=size, low=0.001, high=0.2)
        answer = replace(small, found={**small.found, name: change})
        assert answer.ways("before", LEAST).rival == way
        assert answer.ways("before").rival == "up"


def test_a_headline_beside_lines_that_went_another_way_says_of_which_texts(small):
    found = dict(small.found)
    name = "divided.rival.change.before"
    found[name] = replace(found[name], estimate=0.2, low=0.1, high=0.3)
    lines = "agreement.identical.RUS.change.before"
    said = []
    for drawn in (0.1, -0.1):
        found[lines] = replace(found[lines], estimate=drawn)
        said.append(replace(small, found=dict(found)).headline)
    assert not said[0].startswith("Where")
    assert said[1].startswith("Where")


def test_a_window_that_the_record_goes_beyond(small):
    assert small.until == ""
    gone = replace(small, end=small.study.until + timedelta(days=1))
    assert gone.until == "19 January 2029"
    assert chapter.said(gone)[0].text.startswith("**From 20 January 2025 to 19 January 2029 ")


def test_a_year_of_a_few_texts_in_common_is_not_drawn(small):
    """A partner that joined in December would leap to none or all."""
    years = pd.DataFrame(
        {"partner": "RUS", "year": [2023, 2024, 2025], "calls": [3, 80, 90], "identical": 0.5}
    )
    for first, drawn in ((3, [2024, 2025]), (30, [2023, 2024, 2025])):
        (picture,) = chapter.levels(replace(small, years=years.assign(calls=[first, 80, 90])))
        assert data_of(picture.figure)["year"].tolist() == drawn
        assert ("few texts in common" in picture.caption) is (len(drawn) == 2)


def test_a_column_of_noughts_is_a_clause(small):
    (table,) = chapter.divided(small)
    assert "alone" in table.columns
    assert len(table.columns) == len(table.counts[0]) == len(table.widths)
    never = {n: e for n, e in small.found.items() if not n.startswith("levels.alone_no")}
    (table,) = chapter.divided(replace(small, found=never))
    assert "alone" not in table.columns
    assert len(table.columns) == len(table.counts[0]) == len(table.widths)


@pytest.mark.parametrize(
    "study", [Study(), Study(country="FRA", rival="CHN")], ids=lambda s: s.country
)
def test_on_the_embedded_record_it_answers(study):
    rc, rs = load_rollcalls("embedded"), load_resolutions("embedded")
    found = chapter.gather(study, rc, rs)
    (lead, *_) = chapter.said(found)
    assert lead.text.startswith("**Since")
    chapter.levels(found)
    chapter.divided(found)


def test_a_state_that_had_no_vote_before():
    rc = RollCalls.from_votes(
        [[8, 8, 1, 3], [1, 1, 1, 1], [3, 3, 3, 3]],
        states=["USA", "FRA", "RUS"],
        dates=["2023-05-01", "2024-05-01", "2025-05-01", "2025-06-01"],
    )
    found = chapter.gather(Study(), rc, load_resolutions("embedded"))
    assert "absent from both votes" in chapter.said(found)[0].text
