"""Lesson 1: the file of votes, the damaged record, and answers found by hand."""

from __future__ import annotations

import pytest

from analysis.course.lessons.lesson_1 import damaged_record

from .answers.lesson_1 import ASSEMBLY, BOTH, FIRST, LATER, PLAIN, WHOLE


def test_the_answers_were_found_by_hand():
    # Cameroon: 1 yes, 13 abstentions, 11 absences of 25, by counting its rows in the file.
    codes = ASSEMBLY.of("CMR").tolist()
    assert [codes.count(c) for c in (1, 2, 3, 8)] == [1, 13, 0, 11]
    assert int((BOTH & (FIRST != LATER)).sum()) == 20


def test_the_file_holds_every_member_and_its_vote():
    assert len(WHOLE) == 193
    assert WHOLE["iso2"].is_unique
    assert WHOLE.set_index("iso2")["vote"].loc[["US", "RU", "NA", "UA"]].tolist() == [*"NNAY"]
    assert WHOLE["vote"].value_counts().to_dict() == {"Y": 93, "A": 65, "N": 18, "X": 17}
    assert PLAIN["iso2"].isna().sum() == 1


@pytest.mark.parametrize("seed", range(12))
def test_damage_of_any_seed(seed):
    wrong = damaged_record(seed).votes != ASSEMBLY.votes
    assert wrong.sum() == 4
    assert sorted(wrong.sum(axis=0)[wrong.any(axis=0)]) == [1, 1, 2]
    assert (damaged_record(seed).votes == damaged_record(seed).votes).all()
    assert damaged_record(seed).calls["stated_yes"].equals(ASSEMBLY.calls["stated_yes"])
