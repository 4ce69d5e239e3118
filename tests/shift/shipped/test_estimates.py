"""From shipped sums the same numbers come as from single votes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.errors import UsageError
from analysis.shift.designs import DESIGNS
from analysis.shift.shipped.estimates import shipped_answer
from analysis.study import Study

HUNGARY = Study(
    country="HUN",
    rival="CHN",
    allies=("NATO", "EU"),
    friend="NLD",
    event="2010-05-29",
    before="2006-05-29",
    until="2014-05-28",
)


def test_levels_have_their_windows():
    found = shipped_answer(Study()).found
    level = found["levels.no.before"]
    assert level.details["window_name"] == "Biden"
    assert level.details["count"] <= level.n
    assert found["levels.no.change.before"].low is not None
    assert "treatment.without-a-vote.calls.earlier" not in found  # adoptions are held from 2019


def test_what_is_not_shipped_is_said():
    odd = replace(HUNGARY, rival="UKR", allies=("G7",))
    answer = shipped_answer(odd)
    assert answer.missing == ("divided", "allies")
    assert not [name for name in answer.found if name.startswith("divided")]
    assert shipped_answer(HUNGARY).missing == ()


def test_years_end_with_the_window():
    years = shipped_answer(HUNGARY).years
    assert years["year"].max() == 2014
    assert years["identical"].between(0, 1).all()


def test_an_event_after_the_last_day_is_refused():
    late = Study(event="2027-01-20", before="2025-01-20")
    with pytest.raises(UsageError) as refused:
        shipped_answer(late)
    assert refused.value.where == "study"


@pytest.mark.slow  # 15 s: single votes are read and counted beside the sums
@pytest.mark.parametrize("study", [Study(), HUNGARY], ids=lambda s: s.country)
def test_equal_to_the_whole_record(study, history, history_texts):
    counted = {
        e.name: e
        for design in DESIGNS
        if design.name in ("levels", "divided", "treatment")
        for e in design.estimates(history, study, history_texts)
    }
    shipped = shipped_answer(study).found
    assert set(shipped) == set(counted)
    for name, one in shipped.items():
        two = counted[name]
        for field in ("estimate", "low", "high", "p_value", "n", "details", "rests_on"):
            assert getattr(one, field) == getattr(two, field), (name, field)
