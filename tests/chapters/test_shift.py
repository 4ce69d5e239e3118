"""The chapter on the shift: on two studies of the embedded record, and on a simulated one."""

from __future__ import annotations

import pytest

from analysis.chapters import shift as chapter
from analysis.chapters import surprise
from analysis.chapters.pieces import Front, Prose
from analysis.record.issues import ISSUES
from analysis.study import Study

ALL = (
    chapter.quantities, chapter.quantities_in_figures, chapter.said, chapter.few_noes,
    chapter.agenda, chapter.months, chapter.lasting, chapter.widening, chapter.rarity,
    chapter.limits,
)  # fmt: skip
VOTES = (
    surprise.scores_over_time, surprise.most_surprising, surprise.issue_texts, surprise.since,
)  # fmt: skip
DEFAULT = Study(draws=50)
OTHER = Study(country="HUN", friend="USA", event="2022-02-24", before="2018-02-24",
              until="2026-02-23", draws=50)  # fmt: skip


@pytest.mark.parametrize("study", [DEFAULT, OTHER], ids=["default", "Hungary"])
def test_every_piece(embedded, flat, study):
    shifts, scores = chapter.gather(study, embedded), surprise.gather(study, embedded)
    front = chapter.front(shifts, scores)
    pieces = flat((part(shifts) for part in ALL), (part(scores) for part in VOTES), front)
    held = {p.label: p for p in pieces if not isinstance(p, (Prose, Front))}
    assert {"fig-quantities", "tbl-quantities", "tbl-agenda", "fig-placebo", "fig-surprise",
            "tbl-surprise", "tbl-issue"} <= set(held)  # fmt: skip
    assert len(held["tbl-quantities"].rows) == len(shifts.rows())
    assert "Ideal point" in [k["label"] for k in front.key_numbers]
    ranked = held["tbl-surprise"].rows
    assert ranked["bits"].is_monotonic_decreasing
    assert set(scores.first_day["id"]) <= set(ranked["id"])


def test_a_simulated_record_without_the_issue(small, flat):
    codes = [str(s) for s in small.states.index]
    if not {"USA", "RUS", "GBR"} <= set(codes):
        pytest.skip(f"the simulated record holds {', '.join(codes)}")
    absent = next(issue for issue in ISSUES if not small.has_issue(issue).any())
    study = Study(friend="GBR", allies=["FIVE_EYES"], issue=absent, draws=50)
    scores = surprise.gather(study, small)
    pieces = flat(part(scores) for part in VOTES)
    assert scores.texts.empty
    assert "holds no roll call on" in pieces[2].text
    assert "holds no roll call on the issue" in pieces[3].text
