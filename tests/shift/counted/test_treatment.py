"""How texts were treated last; no number where the record cannot know."""

from __future__ import annotations

from analysis.record.texts import text_table
from analysis.resolutions.structure import Resolutions
from analysis.shift.counted.treatment import treatment


def texts(first: str) -> Resolutions:
    table = text_table(
        {"symbol": ["A/RES/74/1"], "date": [first], "adopted": ["without a vote"]}, 1
    )
    return Resolutions.of(table)


def test_shares_add_up(record, study):
    found = {e.name: e for e in treatment(record, study, texts("2010-01-01"))}
    after = [
        found[f"treatment.{sort}.calls.after"].estimate
        for sort in ("vote", "without-a-vote", "never-seen")
    ]
    assert after == [1.0, 0.0, 0.0]
    assert found["treatment.vote.no.after"].estimate == 1.0


def test_before_adoptions_are_held_none_is_newly_called(record, study):
    found = {e.name: e for e in treatment(record, study, texts("2019-10-10"))}
    assert "treatment.without-a-vote.calls.earlier" not in found
    assert found["treatment.vote.calls.earlier"].details["seen"] is False
