"""Lesson 5: no hint gives an answer away, and each unnamed record shows its story."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.course import check
from analysis.course.exercise import digest
from analysis.course.lessons.lesson_5 import TOLD
from analysis.course.lessons.scenarios import (
    HAPPENING,
    LETTERS,
    UNNAMED,
    readings,
    record_of,
    unnamed,
)
from analysis.estimate import Estimate
from analysis.shift.methods.measurement_error import pool
from analysis.workshop.shipped.unnamed import ORDER, make_unnamed

from ..conftest import hint
from .answers.lesson_5 import JUMPS, POOLED, RANK, RHO, SE, SEED, STORIES, WORTH, WRONG, Q


def test_hints_do_not_give_the_answer():
    """No hint names a number or word of the right answer that the student did not give."""
    numbers = {f"{RHO:.2f}", f"{WORTH:.1f}", f"{RANK / len(JUMPS):.2f}", f"{POOLED:.3f}"}
    cases = [(key, answers) for key, wrong in WRONG.items() for answers, _ in wrong]
    for key, answers in cases:
        said = hint(key, *answers)
        assert not any(x in said for x in numbers)
        if key == "5.3":
            assert f" {RANK} " not in said
        if key == "5.4":
            assert not any(f"{letter} " in said.split(":", 1)[1] for letter in "BC")


@pytest.mark.parametrize("seed", range(6))
def test_the_letters_go_with_the_seed(seed):
    """A student who copies from another with another seed copies another order."""
    by_record = {record: STORIES[k] for k, record in record_of(SEED).items()}
    own = {k: by_record[record] for k, record in record_of(seed).items()}
    assert check("5.4", own, seed).passed
    assert check("5.4", STORIES, seed).passed == (own == STORIES)


def test_the_shipped_records_are_those_of_the_workshop():
    """And no code but the workshop's says which is which."""
    pd.testing.assert_frame_equal(make_unnamed(), pd.read_parquet(UNNAMED), check_dtype=False)
    for number, story in enumerate(ORDER, start=1):
        assert TOLD[str(number)] == digest(f"5.4 {number} {HAPPENING[story]}")


def test_the_lesson_s_pooling_is_that_of_the_suite():
    assert pool(Q, SE**2).se == pytest.approx(POOLED)


def signature(found: list[Estimate]) -> dict[str, object]:
    """Signs of what is established, by which the lesson says the stories are told apart."""
    return {
        "ideal point": np.sign(found[0].estimate) if found[0].excludes_zero else 0,
        "gap": bool(found[3].excludes_zero),
        "gap, contested": bool(found[4].excludes_zero),
    }


@pytest.mark.parametrize("letter", LETTERS)
def test_each_unnamed_record_shows_its_story(letter):
    """Else the exercise would ask for what cannot be seen."""
    shown = {
        "realignment": {"ideal point": -1, "gap": True, "gap, contested": True},
        "isolation": {"ideal point": 1, "gap": False, "gap, contested": False},
        "agenda flood": {"ideal point": 1, "gap": True, "gap, contested": False},
    }
    assert set(shown) == set(HAPPENING)
    assert signature(readings(unnamed(letter))) == shown[STORIES[letter]]
