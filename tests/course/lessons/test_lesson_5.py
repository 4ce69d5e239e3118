"""Lesson 5: no hint gives an answer away, and each unnamed record shows its story."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.course.lessons import lesson_5
from analysis.course.lessons.scenarios import HAPPENING, LETTERS, readings, unnamed
from analysis.estimate import Estimate
from analysis.shift.methods.measurement_error import pool

from ..conftest import hint
from .answers.lesson_5 import JUMPS, POOLED, RANK, RHO, SE, STORIES, WORTH, WRONG, Q


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


def test_ranking_rises_alone_has_its_hint_where_the_rank_differs(monkeypatch):
    """In the shipped series the two ranks are one; here a fall is larger than the last rise."""
    kappa = pd.Series(0.0, index=range(1990, 2026))
    kappa[2000], kappa[2025] = -0.5, 0.3
    monkeypatch.setattr(lesson_5, "yearly_agreement", lambda *_, **__: kappa)
    n = len(kappa) - 4
    assert "rank the rises alone" in hint("5.3", 1, 1 / n)
    said = lesson_5.EXERCISES["5.3"].verify(2, 2 / n)
    assert said.passed
    assert "not alone" in said.message


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
