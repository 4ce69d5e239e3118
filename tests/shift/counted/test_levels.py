"""Shares, votes alone and absences, against votes counted by hand."""

from __future__ import annotations

from analysis.shift.counted.levels import levels


def test_by_hand(record, study):
    found = {e.name: e for e in levels(record, study)}
    assert found["levels.no.after"].estimate == 1.0
    assert found["levels.no.before"].estimate == 0.0
    assert found["levels.no.earlier"].estimate == 0.5
    # On 24 February 2025 Russia votes No, too; on 1 December nobody else does.
    assert found["levels.alone_no.after"].details["count"] == 1
    assert found["levels.alone.after"].estimate == 0.5
    assert found["levels.no.after"].details["window_name"] == "Trump II"


def test_absence_is_no_vote(record, study):
    of_canada = {e.name: e for e in levels(record, study.changed(country="CAN"))}
    before = of_canada["levels.yes.before"]
    assert (before.n, before.estimate, before.details["absent"]) == (1, 1.0, 1)


def test_parts_stand_apart(record, study):
    (first, *_) = levels(record, study)
    rows = first.table[(first.table["by"] == "window") & (first.table["window"] == "after")]
    assert rows[["kind", "cast", "no"]].values.tolist() == [["whole", 2, 2], ["part", 1, 0]]


def test_without_an_earlier_window_it_is_missing(record, study):
    later = record.select(start="2021-01-20")
    found = {e.name: e for e in levels(later, study)}
    assert "levels.no.earlier" not in found
    assert found["levels.no.change.before"].details["stands"] == "missing"
