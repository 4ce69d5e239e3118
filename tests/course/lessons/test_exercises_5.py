"""Lesson 5: right answers pass, and each usual slip gets the hint that is meant for it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.course import check
from analysis.course.lessons.lesson_5 import EVERY, EXERCISES, step_in_draw
from analysis.course.lessons.scenarios import HAPPENING, LETTERS, readings, unnamed
from analysis.course.lessons.shipped import ideal_point_draws, yearly_agreement
from analysis.estimate import Estimate
from analysis.shift.measurement_error import pool

from ..conftest import hint


def residual_rho(values: pd.Series) -> float:
    line = np.polyfit(values.index, values, 1)
    return (values - np.polyval(line, values.index)).autocorr()


KAPPA = yearly_agreement("USA", "RUS")
EARLIER = KAPPA.loc[:2023]
N = len(EARLIER)
RHO = residual_rho(EARLIER)
WORTH = N * (1 - RHO) / (1 + RHO)
JUMPS = (KAPPA - KAPPA.rolling(4).mean().shift(1)).dropna()
RANK = int((JUMPS.abs() >= abs(JUMPS[2025])).sum())
UPWARD = int(JUMPS.ge(JUMPS[2025]).sum())
STORIES = {"A": "agenda flood", "B": "realignment", "C": "isolation"}
STEPS = [step_in_draw(d) for _, d in ideal_point_draws("USA", EVERY).loc[:, 1992:].iterrows()]
Q = np.array([e.estimate for e in STEPS])
SE = np.array([e.se for e in STEPS])
POOLED = float(np.sqrt((SE**2).mean() + (1 + 1 / len(Q)) * Q.var(ddof=1)))

RIGHT = {
    "5.1": ("not established", "rose"),
    "5.2": (RHO, WORTH),
    "5.3": (RANK, RANK / len(JUMPS)),
    "5.4": (STORIES,),
    "5.5": (Q.mean(), POOLED),
}
#: Answers as the lesson allows them to be written.
ROUNDED = {
    "5.1": (" Not established", "ROSE"),
    "5.2": (round(RHO, 2), round(WORTH, 1)),
    "5.3": (np.int64(RANK), round(RANK / len(JUMPS), 2)),
    "5.4": ({k: v.upper() for k, v in STORIES.items()},),
    "5.5": (round(Q.mean(), 3), round(POOLED, 3)),
}
WRONG: dict[str, list[tuple[tuple[object, ...], str]]] = {
    "5.1": [
        (("fell", "rose"), "signs of the estimates"),
        (("not established", "not established"), "does not say that a 90% interval"),
        (("rose", "fell"), "two ends of each interval"),
        (("up", "rose"), "none of the three"),
        ((-0.14, 0.21), "none of the three"),
    ],
    "5.2": [
        ((EARLIER.autocorr(), 5.0), "Take the trend off"),
        ((EARLIER.diff().autocorr(), 5.0), "differences from year to year"),
        ((residual_rho(KAPPA), 10.0), "Did 2025 stay in"),
        (((EARLIER - EARLIER.mean()).autocorr(), 5.0), "Take the trend off"),
        ((RHO, N * (1 + RHO) / (1 - RHO)), "Turn the fraction over"),
        ((RHO, N * (1 - RHO)), "below the line"),
        ((RHO, 2.0), "rho is right"),
        (("0.77", WORTH), "what type"),
    ],
    "5.3": [
        ((UPWARD, UPWARD / len(JUMPS)), "rank the rises alone"),
        ((RANK - 1, (RANK - 1) / len(JUMPS)), "out of its own ranking"),
        ((RANK, (RANK - 1) / len(JUMPS)), "p counts 2025"),
        ((RANK, 0.5), "over the number of years"),
        ((1, 1 / len(JUMPS)), "not that of 2025"),
        ((RANK, RANK), "from 0 to 1"),
    ],
    "5.4": [
        (({"A": "realignment", "B": "agenda flood", "C": "isolation"},), "four noes or more"),
        (({"A": "isolation", "B": "realignment", "C": "agenda flood"},), "agreement hardly"),
        (({"A": "agenda flood", "B": "isolation", "C": "realignment"},), "which direction"),
        (({"A": "realignment", "B": "isolation", "C": "agenda flood"},), "Begin with the sign"),
        (({"A": "isolation", "B": "isolation", "C": "isolation"},), "in one record"),
        (({"A": "flood", "B": "realignment", "C": "isolation"},), "none of the three"),
        ((["agenda flood", "realignment", "isolation"],), "dictionary"),
    ],
    "5.5": [
        ((Q.mean(), POOLED**2), "That is the variance"),
        ((Q.mean(), np.sqrt((SE**2).mean())), "leave out that the draws differ"),
        ((Q.mean(), SE.mean()), "leave out that the draws differ"),
        ((Q.mean(), Q.std(ddof=1)), "within each of them"),
        ((Q.mean(), Q.std()), "within each of them"),
        ((Q.mean(), np.sqrt((SE**2).mean() + Q.var(ddof=1))), "1 + 1/m"),
        ((Q.mean(), np.sqrt((SE**2).mean() + 1.1 * Q.var())), "m - 1"),
        ((Q[0], POOLED), "mean of the estimates"),
        ((Q.mean(), 0.5), "Add the mean"),
    ],
}
CASES = [(key, answers, part) for key, wrong in WRONG.items() for answers, part in wrong]


def test_every_exercise_has_answers_here():
    assert set(EXERCISES) == set(RIGHT) == set(ROUNDED) == set(WRONG)


@pytest.mark.parametrize("answers", [RIGHT, ROUNDED])
@pytest.mark.parametrize("key", sorted(EXERCISES))
def test_right_answers_pass(key, answers):
    assert check(key, *answers[key]).passed


@pytest.mark.parametrize(("key", "answers", "part"), CASES)
def test_a_slip_gets_its_hint(key, answers, part):
    assert part in hint(key, *answers)


@pytest.mark.parametrize("empty", [..., None])
@pytest.mark.parametrize("key", sorted(EXERCISES))
def test_untouched_answers_do_not_pass(key, empty):
    for k in range(len(RIGHT[key])):
        answers = list(RIGHT[key])
        answers[k] = empty
        assert "Not answered yet" in hint(key, *answers)


def test_hints_do_not_give_the_answer():
    """No hint names a number or word of the right answer that the student did not give."""
    numbers = {f"{RHO:.2f}", f"{WORTH:.1f}", f"{RANK / len(JUMPS):.2f}", f"{POOLED:.3f}"}
    for key, answers, _ in CASES:
        said = hint(key, *answers)
        assert not any(x in said for x in numbers)
        if key == "5.3":
            assert f" {RANK} " not in said
        if key == "5.4":
            assert not any(f"{letter} " in said.split(":", 1)[1] for letter in "BC")


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
