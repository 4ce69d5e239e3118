"""Lesson 3: right answers pass, known slips get the hint that fits, nothing else passes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.course import check
from analysis.course.exercise import NotYet
from analysis.course.lessons.lesson_3 import EXERCISES
from analysis.idealpoints import IdealPoints
from analysis.idealpoints.predict import probabilities
from analysis.simulate import simulate

#: Wrong answers that a student is likely to give, and part of the hint to each.
WRONG: dict[str, list[tuple[tuple[object, ...], str]]] = {
    "3.1": [
        ((0.6, 1.4, "left"), "scale of z"),
        ((0.3, 0.7, "left"), "β is negative"),
        ((-0.3, -0.7, "right"), "above γ2"),
        ((-0.7, -0.3, "left"), "interchanged"),
        ((-1.2, -2.8, "left"), "equals the cutpoint"),
        ((-0.3, -0.7, "west"), '"left" or "right"'),
        (("left", -0.7, -0.3), "what type"),
    ],
    "3.2": [
        ((7,), "were cast"),
        ((6,), "more likely than not"),
        ((22.9,), "in this order"),
        ((9.3,), "in this order"),
        ((0.20,), "mean probability"),
        ((8,), "one decimal"),
        ((7.5,), "another year"),
        ((7.7,), "another year"),
        ((12.5,), "Assembly of the lesson"),
        ((10.0,), "add up"),
        (("7.8",), "what type"),
        (([7.8],), "of type list"),
    ],
    "3.3": [
        ((92.5,), "not a percentage"),
        ((0.07,), "miss the truth"),
        ((0.69,), "One standard error"),
        ((0.98,), "correlation"),
        ((222,), "between 0 and 1"),
        ((0.5,), "240 rows"),
        ((True,), "what type"),
    ],
    "3.4": [
        ((-2.4, 0.4, 1.0), "not β that stretches"),
        ((2.4, 0.4, 1.0), "not β that stretches"),
        ((0.6, -0.2, 0.4), "the other way"),
        ((-0.6, 0.4, 1.0), "into the cutpoints"),
        ((-0.6, 1.0, 1.6), "the wrong way"),
        ((-0.6, 0.2, 0.5), "β is right"),
        ((-0.6, 0.4, -0.2), "below γ2"),
        ((1.2, 0.4, 1.0), "Solve"),
    ],
    "3.5": [
        ((3.15, 1.02), "interchanged"),
        ((0.98, 0.32), "θ = 3 over"),
        ((0.02, 0.34), "differences"),
        ((0.06, 0.59), "probability of a yes"),
        ((1.02, 3.14), "three decimals"),
        ((1.0, 3.1), "three decimals"),
        ((1.0, 1.0), "Φ(θ − γ)"),
    ],
}


def right() -> dict[str, tuple[object, ...]]:
    """Solve the exercises as the lesson asks."""
    mine = simulate("null", seed=11, n_states=40, years=6, calls_per_year=60)
    item = mine.items.loc["text-019"]
    p = probabilities(mine.theta[2020], item["beta"], item["gamma1"], item["gamma2"])
    params = IdealPoints(mine.rollcalls).fit().params.astype({"period": int})
    truth = mine.theta.stack().rename("truth").rename_axis(["state", "period"]).reset_index()
    both = params.merge(truth, on=["state", "period"])
    inside = (both["truth"] >= both["low"]) & (both["truth"] <= both["high"])
    no = [probabilities([2.0, 3.0], 1.0, g, g)[:, 2] for g in (0.0, 3.0)]
    return {
        "3.1": (-0.3, -0.7, "left"),
        "3.2": (round(p[:, 2].sum(), 1),),
        "3.3": (round(inside.mean(), 2),),
        "3.4": (-0.6, -0.2, 0.4),
        "3.5": tuple(round(float(x[1] / x[0]), 2) for x in no),
    }


@pytest.fixture(scope="module")
def answers() -> dict[str, tuple[object, ...]]:
    return right()


def test_every_exercise_is_tried() -> None:
    assert set(EXERCISES) == set(WRONG) == set(right())


@pytest.mark.parametrize("key", EXERCISES)
def test_right_answers_pass(key: str, answers: dict[str, tuple[object, ...]]) -> None:
    assert check(key, *answers[key]).passed


@pytest.mark.parametrize(
    ("key", "answer", "hint"), [(k, a, h) for k, rows in WRONG.items() for a, h in rows]
)
def test_wrong_answers_get_their_hint(key: str, answer: tuple[object, ...], hint: str) -> None:
    with pytest.raises(NotYet) as caught:
        check(key, *answer)
    assert hint in str(caught.value)


@pytest.mark.parametrize("key", EXERCISES)
@pytest.mark.parametrize("placeholder", [..., None])
def test_untouched_answers_fail(
    key: str, placeholder: object, answers: dict[str, tuple[object, ...]]
) -> None:
    for k in range(len(answers[key])):
        given = list(answers[key])
        given[k] = placeholder
        with pytest.raises(NotYet, match="Not answered yet"):
            check(key, *given)


@pytest.mark.parametrize("key", EXERCISES)
@pytest.mark.parametrize(
    "junk", ["", "banana", float("nan"), pd.DataFrame(), [], np.inf, {}, object(), -1e9]
)
def test_junk_gets_a_hint_and_not_a_traceback(
    key: str, junk: object, answers: dict[str, tuple[object, ...]]
) -> None:
    with pytest.raises(NotYet):
        check(key, *([junk] * len(answers[key])))


@pytest.mark.parametrize("key", ["3.1", "3.2", "3.3", "3.5"])
def test_no_hint_states_the_answer(key: str, answers: dict[str, tuple[object, ...]]) -> None:
    for wrong, _ in WRONG[key]:
        with pytest.raises(NotYet) as caught:
            check(key, *wrong)
        assert not [a for a in answers[key] if isinstance(a, float) and str(a) in str(caught.value)]
