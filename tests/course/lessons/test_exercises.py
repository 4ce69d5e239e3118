"""Every exercise: right answers pass, known slips get their hint, and nothing else passes.

The answers stand in ``answers/``, a file a lesson: ``right()``, each answer in every way it may be
written, and ``WRONG``, slips with part of the hint that is meant for them.
"""

from __future__ import annotations

import importlib
import re

import numpy as np
import pandas as pd
import pytest

from analysis.course import check
from analysis.course.exercise import UNTOUCHED
from analysis.paths import ROOT

from ..conftest import hint
from .answers import lesson_1, lesson_2, lesson_3, lesson_4, lesson_5, lesson_6, lesson_7
from .answers.further import FURTHER

LESSONS = {
    1: lesson_1,
    2: lesson_2,
    3: lesson_3,
    4: lesson_4,
    5: lesson_5,
    6: lesson_6,
    7: lesson_7,
}
WRONG = {key: slips for lesson in LESSONS.values() for key, slips in lesson.WRONG.items()}
KEYS = list(WRONG)
SLIPS = [(key, answers, part) for key, slips in WRONG.items() for answers, part in slips]


def right(key: str) -> list[tuple[object, ...]]:
    return LESSONS[int(key.partition(".")[0])].right()[key]


@pytest.mark.parametrize("number", LESSONS)
def test_every_exercise_has_answers_here(number):
    exercises = importlib.import_module(f"analysis.course.lessons.lesson_{number}").EXERCISES
    assert set(exercises) == set(LESSONS[number].WRONG) == set(LESSONS[number].right())


@pytest.mark.parametrize("key", KEYS)
def test_right_answers_pass_in_any_form(key):
    for answers in right(key):
        assert check(key, *answers).passed, answers


@pytest.mark.parametrize(("key", "answers", "part"), SLIPS)
def test_a_slip_gets_its_hint(key, answers, part):
    assert part in hint(key, *answers)


@pytest.mark.parametrize("placeholder", [..., None])
@pytest.mark.parametrize("key", KEYS)
def test_untouched_answers_do_not_pass(key, placeholder):
    for k in range(len(right(key)[0])):
        answers = list(right(key)[0])
        answers[k] = placeholder
        assert UNTOUCHED in hint(key, *answers)


JUNK = ["", "banana", float("nan"), pd.DataFrame(), [], np.inf, {}, object(), -1e9]


@pytest.mark.parametrize("junk", JUNK)
@pytest.mark.parametrize("key", KEYS)
def test_junk_gets_a_hint_and_not_a_traceback(key, junk):
    assert not check(key, *([junk] * len(right(key)[0]))).passed


def bent(answer: object) -> list[object]:
    """Wrong answers made from a right one: what a slip of sign, unit, place or order would give."""
    if isinstance(answer, (bool, np.bool_)):
        return [not answer]
    if isinstance(answer, (int, np.integer)):
        return [int(answer) + 1, int(answer) - 1, -int(answer) or 7, 2 * int(answer) or 9]
    if isinstance(answer, (float, np.floating)):
        x = float(answer)
        step = 0.1 * max(abs(x), 0.7)  # more than rounding to one decimal allows
        made = [x + step, x - step, 100 * x, -x, 1 - x, 1 / x if x else 2.0]
        return [y for y in made if abs(y - x) >= step / 2]
    if isinstance(answer, dict):
        keys = list(answer)
        turned = dict(zip(keys, [answer[k] for k in keys[1:] + keys[:1]], strict=True))
        short = {k: answer[k] for k in keys[1:]}
        return [d for d in (turned, short) if d != answer]
    if isinstance(answer, (list, tuple, set)):
        return [type(answer)(list(answer)[1:]), type(answer)([*answer, "Q"])] if answer else []
    if isinstance(answer, str):
        return [answer + "x", answer[::-1] + "y"]
    return []


def all_bent(key: str) -> list[tuple[object, ...]]:
    first = right(key)[0]
    return [
        (*first[:k], wrong, *first[k + 1 :])
        for k, answer in enumerate(first)
        for wrong in bent(answer)
    ]


@pytest.mark.parametrize("key", KEYS)
def test_a_right_answer_bent_does_not_pass(key):
    for answers in all_bent(key):
        assert not check(key, *answers).passed, answers


@pytest.mark.parametrize("key", FURTHER)
def test_who_wants_the_point_without_the_answer_does_not_get_it(key):
    for answers in FURTHER[key]:
        assert not check(key, *answers).passed, answers


@pytest.mark.parametrize("key", [k for k in KEYS if k != "3.4"])
def test_no_hint_states_the_answer(key):
    """Of 3.4 a hint may: its numbers are also those of slips."""
    stated = {str(a) for answers in right(key) for a in answers if isinstance(a, float) and a}
    for wrong, _ in WRONG[key]:
        said = hint(key, *wrong)
        assert not [a for a in stated if a in said]


def test_the_page_counts_the_answers_that_are_tried_here():
    """All are refused, or a test above fails; the page says how many they are."""
    missing = 2 * sum(len(right(key)[0]) for key in KEYS)
    junk, good = len(JUNK) * len(KEYS), sum(len(right(key)) for key in KEYS)
    turned = sum(len(all_bent(key)) for key in KEYS)
    page = (ROOT / "docs" / "marking.md").read_text("utf-8")
    counts = re.findall(r"^\| [a-z][^|]* \| (\d+) \|", page.split("## What the checks")[1], re.M)
    sly = sum(map(len, FURTHER.values()))
    assert [int(n) for n in counts] == [len(SLIPS), turned, sly, missing, junk, good]
    assert (
        f"{len(SLIPS) + turned + sly + missing + junk:,} wrong answers to {len(KEYS)} exercises"
        in page
    )
