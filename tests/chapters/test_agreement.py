"""The chapter on agreement: on two records, for two states, and where states coincide."""

from __future__ import annotations

import pytest

from analysis.chapters import agreement as chapter
from analysis.chapters.pieces import Prose
from analysis.study import Study

ALL = (
    chapter.abstract, chapter.by_year, chapter.changes, chapter.expectation, chapter.bounds,
    chapter.joint,
)  # fmt: skip
LABELS = ["fig-agreement", "tbl-changes", "fig-expected", "tbl-bounds", "tbl-joint"]


def labels(pieces) -> list[str]:
    return [p.label for p in pieces if not isinstance(p, Prose)]


def test_every_piece(embedded, flat):
    votes = chapter.gather(Study(draws=50), embedded)
    pieces = flat(part(votes) for part in ALL)
    assert labels(pieces) == LABELS
    held = {p.label: p for p in pieces if not isinstance(p, Prose)}
    assert "USA" not in votes.raw
    joint = held["tbl-joint"].rows
    assert (joint[["yes", "abstain", "no"]].sum(axis=1) == joint["sum"]).all()
    changed = held["tbl-changes"].rows.set_index("partner")
    assert changed.loc["Russia", "n"] == votes.raw["RUS"].n


@pytest.mark.parametrize(
    "states",
    [("HUN", "RUS", "USA"), ("GBR", "RUS", "FRA"), ("FRA", "GBR", "DEU"), ("USA", "GBR", "FRA")],
)
def test_other_states_and_another_event(embedded, flat, states):
    country, rival, friend = states
    study = Study(country=country, rival=rival, friend=friend, event="2022-02-24",
                  before="2018-02-24", until="2026-02-23", draws=50)  # fmt: skip
    votes = chapter.gather(study, embedded)
    assert labels(flat(part(votes) for part in ALL)) == LABELS
    assert len({country, *votes.compared}) == 4


def test_a_simulated_record(small, flat):
    """States that the record lacks are passed over; those of the study must be there."""
    codes = [str(s) for s in small.states.index]
    study = Study(country="USA", rival="RUS", friend="GBR", allies=["FIVE_EYES"], draws=50)
    if not {"USA", "RUS", "GBR", "FRA", "CHN"} <= set(codes):
        pytest.skip(f"the simulated record holds {', '.join(codes)}")
    pieces = flat(part(chapter.gather(study, small)) for part in ALL)
    assert "fig-agreement" in labels(pieces)
