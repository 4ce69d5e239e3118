"""Lesson 4: right answers pass, known slips get the hint that fits, nothing else passes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.course import check
from analysis.course.exercise import NotYet
from analysis.course.lessons.assemblies import with_drift
from analysis.course.lessons.lesson_4 import EXERCISES
from analysis.idealpoints import IdealPoints
from analysis.idealpoints.dataset import read_derived, shift_in_draws
from analysis.simulate import simulate

#: Wrong answers that a student is likely to give, and part of the hint to each.
WRONG: dict[str, list[tuple[tuple[object, ...], str]]] = {
    "4.1": [
        ((0.3,), "single step"),
        ((0.36,), "a variance"),
        ((1.2,), "do not"),
        ((0.52,), "Count the steps"),
        ((0.09,), "How many"),
        (("0.6",), "what type"),
    ],
    "4.2": [
        ((-0.16, -0.82), "interchanged"),
        ((0.82, 0.16), "later less earlier"),
        ((-0.82, -0.82), "One of the two"),
        ((-1.02, -1.02), "Fit twice"),
    ],
    "4.3": [
        ((0.0, -1.03), "interchanged"),
        ((1.03, 0.0), "last year less the first"),
        ((-1.4, 0.0), "put in"),
        ((-0.5, -0.5), "Group params"),
    ],
    "4.4": [
        ((-0.050, -0.086), "interchanged"),
        ((0.086, 0.050), "after less before"),
        ((-0.081, -0.055), "shares of one window"),
        ((-0.090, -0.046), "shares of one window"),
        ((-0.036, -0.100), "Weight each"),
        ((-0.2, -0.2), "add up to"),
        ((-0.13, -0.006), "mean share"),
    ],
    "4.5": [
        ((0.53, -0.17, 1.24), "ends of two intervals"),
        ((0.55, -0.15, 1.28), "ends of two intervals"),
        ((0.53, 0.68, 0.42), "quantiles of differences"),
        ((-0.55, -1.03, -0.03), "later less earlier"),
        ((0.55, 1.03, 0.03), "above high"),
        ((0.1, 0.0, 0.2), "Pivot"),
    ],
}


def right() -> dict[str, tuple[object, ...]]:
    """Solve the exercises as the lesson asks."""
    moved = simulate("realignment", seed=7, n_states=60, years=8, after=3, calls_per_year=100)
    jumps = []
    for variance in (0.25, 0.01):
        params = IdealPoints(moved.rollcalls, walk_variance=variance).fit().params
        own = params[params["state"] == "USA"].astype({"period": int}).set_index("period")["theta"]
        jumps.append(round(own[2025] - own[2024], 2))
    calm = simulate("null", seed=7, n_states=40, years=8, calls_per_year=60)
    drifting = with_drift(calm, -0.2, seed=7)
    drifts = []
    for link in (True, False):
        params = IdealPoints(drifting.rollcalls, link=link).fit().params
        level = params.groupby("period")["theta"].mean()
        drifts.append(round(level.iloc[-1] - level.iloc[0], 2))
    draws = read_derived("draws")
    draws = draws[draws["state"] == "USA"].astype({"period": int})
    wide = draws.pivot(index="draw", columns="period", values="theta")
    change = wide[2025] - wide[2023]
    return {
        "4.1": (round((0.09 * 4) ** 0.5, 2),),
        "4.2": tuple(jumps),
        "4.3": tuple(drifts),
        "4.4": (-0.086, -0.050),
        "4.5": tuple(round(float(x), 2) for x in (change.mean(), *change.quantile([0.05, 0.95]))),
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


@pytest.mark.parametrize("key", EXERCISES)
def test_no_hint_states_the_answer(key: str, answers: dict[str, tuple[object, ...]]) -> None:
    for wrong, _ in WRONG[key]:
        with pytest.raises(NotYet) as caught:
            check(key, *wrong)
        stated = [
            a for a in answers[key] if isinstance(a, float) and a and str(a) in str(caught.value)
        ]
        assert not stated


def test_slips_that_have_to_be_computed_get_their_hint() -> None:
    sim = simulate("realignment", seed=7, n_states=60, years=8, after=3, calls_per_year=100)
    means = []
    for variance in (0.25, 0.01):
        params = IdealPoints(sim.rollcalls, walk_variance=variance).fit().params
        own = params[params["state"] == "USA"].astype({"period": int})
        late = own["period"] >= 2025
        means.append(own.loc[late, "theta"].mean() - own.loc[~late, "theta"].mean())
    with pytest.raises(NotYet, match="means of all years"):
        check("4.2", *means)
    drifting = with_drift(
        simulate("null", seed=7, n_states=40, years=8, calls_per_year=60), -0.2, seed=7
    )
    one = []
    for link in (True, False):
        params = IdealPoints(drifting.rollcalls, link=link).fit().params
        own = params.loc[params["state"] == "USA", "theta"]
        one.append(own.iloc[-1] - own.iloc[0])
    with pytest.raises(NotYet, match="This is one state"):
        check("4.3", *one)
    found = shift_in_draws(read_derived("draws"), "USA", [2024], [2025])
    with pytest.raises(NotYet, match="rests on six votes"):
        check("4.5", found.estimate, found.low, found.high)
