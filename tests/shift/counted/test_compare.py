"""Levels and changes against both baselines."""

from __future__ import annotations

import pytest

from analysis.shift.counted.compare import stands
from analysis.shift.counted.levels import levels


@pytest.mark.parametrize(
    ("before", "earlier", "said"),
    [
        ("up", "up", "both"),
        ("down", "up", "opposite"),
        ("up", "unclear", "before only"),
        ("unclear", "down", "earlier only"),
        ("unclear", "unclear", "neither"),
        ("missing", "up", "missing"),
    ],
)
def test_against_which_baseline_a_change_stands(before, earlier, said):
    assert stands(before, earlier) == said


def test_a_change_is_the_difference_of_its_levels(random_record, study):
    found = {e.name: e for e in levels(random_record(1), study)}
    for key in ("before", "earlier"):
        change = found[f"levels.no.change.{key}"]
        levels_of = found["levels.no.after"].estimate - found[f"levels.no.{key}"].estimate
        assert change.estimate == pytest.approx(levels_of)
        assert change.details["level_after"] == found["levels.no.after"].estimate
        assert change.low < change.estimate < change.high
    assert found["levels.no.after"].low is None  # a count has no interval


@pytest.mark.slow
def test_false_positives(random_record, study):
    """Of 200 records without a shift about 10% exclude zero at 90%: here 3% to 17%."""
    called = [
        next(e for e in levels(random_record(seed), study) if e.name == "levels.no.change.before")
        for seed in range(200)
    ]
    share = sum(e.direction != "unclear" for e in called) / len(called)
    assert 0.03 <= share <= 0.17


def test_a_planted_shift_is_found_against_both(random_record, study):
    found = {e.name: e for e in levels(random_record(1, shift=0.5), study)}
    assert found["levels.no.change.before"].details["stands"] == "both"
