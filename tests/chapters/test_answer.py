"""Page one on records of a few votes, counted by hand, and on the embedded one."""

from __future__ import annotations

import pytest

from analysis.chapters import answer as chapter
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
    (agenda,) = chapter.treated(small)
    assert agenda.rows["share"].tolist() == ["50%", "50%", "0%"]


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
    assert "too few" in chapter.said(found)[0].text
