"""The chapter on the Security Council, and what is left of it where the record holds little."""

from __future__ import annotations

import pytest

from analysis.chapters import council as chapter
from analysis.chapters.pieces import Prose
from analysis.study import Study

ALL = (
    chapter.abstract, chapter.grid, chapter.resolution, chapter.listing, chapter.vetoes,
    chapter.pairs, chapter.rise, chapter.change, chapter.deals,
)  # fmt: skip


def labels(pieces) -> list[str]:
    return [p.label for p in pieces if not isinstance(p, Prose)]


def test_every_piece(embedded, flat):
    votes = chapter.gather(Study(draws=50), embedded)
    pieces = flat(part(votes) for part in ALL)
    assert labels(pieces) == [
        "fig-council", "tbl-council", "tbl-vetoes", "fig-pairs", "tbl-council-change",
        "tbl-council-deals",
    ]  # fmt: skip
    held = {p.label: p for p in pieces if not isinstance(p, Prose)}
    assert len(held["tbl-council"].rows) == len(votes.votes)
    counted = held["tbl-vetoes"].rows.set_index("state")
    assert counted.loc["Russia", "vetoes"] <= counted.loc["Russia", "noes"]
    assert (counted[["yes", "abstentions", "noes"]].sum(axis=1) <= len(votes.votes)).all()


def test_another_country_and_event(embedded, flat):
    study = Study(country="HUN", friend="USA", event="2022-02-24", before="2018-02-24",
                  until="2026-02-23", draws=50)  # fmt: skip
    votes = chapter.gather(study, embedded)
    assert votes.lead == "USA"
    pieces = flat(part(votes) for part in ALL)
    assert "Hungary cast no vote in the Council" in pieces[0].text
    assert "tbl-council-change" not in labels(pieces)


def test_a_permanent_member_leads_its_own_pairs(embedded):
    votes = chapter.gather(Study(country="FRA", rival="USA"), embedded)
    assert votes.lead == "FRA"
    assert votes.partners == ["RUS", "GBR", "CHN", "USA"]


@pytest.mark.parametrize("country", ["USA", "XXX"])
def test_a_record_without_the_council(small, flat, country):
    votes = chapter.gather(Study(country=country), small)
    pieces = flat(part(votes) for part in ALL)
    assert labels(pieces) == []
    assert "no roll call of the Council" in pieces[0].text
