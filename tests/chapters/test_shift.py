"""The chapter on the shift: on two studies of the embedded record, and on a simulated one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.chapters import shift as chapter
from analysis.chapters import surprise
from analysis.chapters.pieces import Prose
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
    pieces = flat((part(shifts) for part in ALL), (part(scores) for part in VOTES))
    held = {p.label: p for p in pieces if not isinstance(p, Prose)}
    assert {"fig-quantities", "tbl-quantities", "tbl-agenda", "fig-surprise",
            "tbl-surprise", "tbl-issue"} <= set(held)  # fmt: skip
    assert ("fig-placebo" in held) is bool(shifts.placebos)
    assert len(held["tbl-quantities"].rows) == len(shifts.rows())
    told = shifts.moved.is_finding
    assert ("Change in the ideal point" in shifts.rows()) is told
    assert ("ideal point" in shifts.placebos) is told
    assert len(shifts.moved.gates) == 3  # two of hidden votes, one of links
    ranked = held["tbl-surprise"].rows
    assert ranked["bits"].is_monotonic_decreasing
    assert set(scores.first_day["id"]) <= set(ranked["id"])


@pytest.mark.parametrize("describes", [True, False])
def test_a_change_that_the_model_does_not_describe_stands_nowhere(embedded, flat, describes):
    gathered = chapter.gather(DEFAULT, embedded)
    first, last, links = gathered.moved.gates
    few = replace(links.links, n_texts=99, lone_before=0.0, lone_after=0.0, gain_before=1.0)
    links = replace(links, links=replace(few, gain_after=1.0))
    assert links.describes
    gates = (
        links,
        replace(first, difference=-0.1),
        replace(last, difference=-0.1 if describes else 0.1),
    )
    moved = replace(gathered.moved, gates=gates)
    relative = [replace(e, gates=gates) for e in gathered.relative]
    shifts = replace(gathered, moved=moved, relative=relative)
    number = moved.interval()
    pieces = flat([chapter.quantities(shifts), chapter.quantities_in_figures(shifts)])
    assert ("Change in the ideal point" in pieces[0].alt) is describes
    assert ("Change in the ideal point" in set(pieces[1].rows["quantity"])) is describes
    texts = [p.text for p in flat([chapter.said(shifts), chapter.widening(shifts)])]
    assert any(number in text for text in texts) is describes
    assert any(gates[2].sentence() in text for text in texts) is not describes


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
    assert len(pieces) == 3  # that nothing is held is said once


def test_without_a_vote_on_the_issue_the_gap_stands_once(embedded, flat):
    """All else is then all there is: the same numbers under another name."""
    shifts = chapter.gather(DEFAULT, embedded)
    gap = shifts.changes["dyadic.ordinal.allies-rival"]
    off = {"issue.ordinal.off-ukraine": gap}
    kept = {k: e for k, e in shifts.changes.items() if not k.startswith("issue.")}
    for changes, told in ((shifts.changes | off, True), (kept | off, False)):
        rows = replace(shifts, changes=changes).rows()
        assert any("on all else" in label for label in rows) is told
        (picture,) = [chapter.quantities(replace(shifts, changes=changes))]
        assert ("the issue is" in picture.caption) is told
