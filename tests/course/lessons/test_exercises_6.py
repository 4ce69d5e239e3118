"""Lesson 6: right answers pass, slips get their hints, and the sentences say what was found."""

from __future__ import annotations

import re

import nbformat
import pytest

from analysis.course import check
from analysis.course.editions.make import COURSE
from analysis.course.lessons.lesson_6 import EXAMPLE, EXERCISES, example_changes
from analysis.course.lessons.shipped import changes_of_years
from analysis.shift.placebo import placebo_rank
from analysis.study import Study

from ..conftest import hint

ARGENTINA = {
    "country": "ARG",
    "rival": "USA",
    "event": "2023-12-10",
    "before": "2019-12-10",
    "until": "2025-12-31",
    "record": "embedded",
}
QUANTITIES = {"a": "dyadic", "b": "global", "c": "issue", "d": "dyadic"}
READING = {
    "issue": "not established",
    "raw": "rose",
    "kappa": "not established",
    "raw with USA": "fell",
    "ideal point": "not established",
}
OVER = {"B", "D", "F", "G", "I"}

RIGHT = {
    "6.1": (Study(**ARGENTINA),),
    "6.2": (8, 3),
    "6.3": (QUANTITIES,),
    "6.4": (READING,),
    "6.5": (OVER,),
}
WRONG: dict[str, list[tuple[tuple[object, ...], str]]] = {
    "6.1": [
        ((Study(**ARGENTINA | {"event": "2023-11-19"}),), "That is the election"),
        ((Study(**ARGENTINA | {"event": "2024-01-01"}),), "first day of the time after"),
        ((Study(**ARGENTINA | {"before": "2023-01-01"}),), "whole term"),
        ((Study(**ARGENTINA | {"until": Study.until}),), "still the default"),
        ((Study(**ARGENTINA | {"until": "2025-06-30"}),), "last day of the time after"),
        ((Study(**ARGENTINA | {"country": "USA", "rival": "ARG"}),), "rival the one"),
        ((Study(**ARGENTINA | {"rival": "RUS"}),), "two states in the question"),
        ((Study(**ARGENTINA | {"record": "auto"}),), "every machine has"),
        ((ARGENTINA,), "Build it with Study"),
    ],
    "6.2": [
        ((8, 4), "look for an absence"),
        ((3, 8), "wrong way round"),
        ((4, 8), "wrong way round"),
        ((8, 1), "on which they voted alike"),
        ((12, 11), "Cut the record"),
    ],
    "6.3": [
        ((QUANTITIES | {"a": "global"},), "The global shift knows neither"),
        ((QUANTITIES | {"c": "global"},), "The global shift knows neither"),
        ((QUANTITIES | {"b": "issue"},), "not confined to one subject"),
        ((QUANTITIES | {"c": "dyadic"},), "a pair of states"),
        ((QUANTITIES | {"a": "kappa"},), "none of the three"),
        ((["dyadic", "global", "issue", "dyadic"],), "dictionary"),
    ],
    "6.4": [
        ((READING | {"issue": "rose"},), "What does a point estimate"),
        ((READING | {"kappa": "rose", "ideal point": "fell"},), "does the interval hold zero"),
        ((READING | {"raw": "not established"},), "third decimal"),
        ((READING | {"raw with USA": "rose"},), "Mind the sign"),
        ((READING | {"raw": "up"},), "none of the three"),
        (({"raw": "rose"},), "dictionary"),
    ],
    "6.5": [
        ((OVER - {"B"},), "one measure stand for the rest"),
        ((OVER - {"D"},), "proof that nothing changed"),
        ((OVER - {"F"},), "names a cause"),
        ((OVER - {"G"},), "p-value for the chance"),
        ((OVER - {"I"},), "one vote to what a state wants"),
        (({"F"},), "4 more to find"),
        ((OVER | {"H"},), "1 of yours claims no more than it may"),
        ((set("ABCDEFGHI"),), "4 of yours claim no more"),
        (({"Z"},), "letters A to I"),
        ((5,), "as a set"),
    ],
}
CASES = [(key, answers, part) for key, wrong in WRONG.items() for answers, part in wrong]


def test_every_exercise_has_answers_here():
    assert set(EXERCISES) == set(RIGHT) == set(WRONG)


@pytest.mark.parametrize("key", sorted(EXERCISES))
def test_right_answers_pass(key):
    assert check(key, *RIGHT[key]).passed


@pytest.mark.parametrize("letters", ["BDFGI", ["b", "d", "f", "g", "i"], "B, D, F, G, I"])
def test_letters_may_be_written_in_any_way(letters):
    assert check("6.5", letters).passed


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


def test_no_plain_answer_stands_in_the_source():
    source = (COURSE.parents[1] / "analysis" / "course" / "lessons" / "lesson_6.py").read_text(
        "utf-8"
    )
    assert not re.search(r"['\"]a['\"]: ['\"]dyadic", source)
    assert not re.search(r"[B{(\[]\W*['\"]B['\"],\s*['\"]D['\"]", source)


# -- what the lesson says of its example -------------------------------------------------------
@pytest.fixture(scope="module")
def lesson():
    return nbformat.read(COURSE / "06-your-own-report.ipynb", as_version=4)


@pytest.fixture(scope="module")
def prose(lesson):
    text = "\n".join(c.source for c in lesson.cells if c.cell_type == "markdown")
    return " ".join(text.replace("\N{MINUS SIGN}", "-").split())


def test_the_parameters_are_those_of_the_checks(lesson):
    (cell,) = [c for c in lesson.cells if "parameters" in c.metadata.get("tags", [])]
    values: dict[str, object] = {}
    exec(cell.source, values)  # plain literals, by the rule of the house
    values.pop("__builtins__")
    assert Study(**values) == EXAMPLE


@pytest.mark.parametrize("name", ["raw", "kappa", "ideal point"])
def test_numbers_in_the_sentences_are_those_found(name, prose):
    assert example_changes()[name].interval(3) in prose


def test_the_rank_in_the_sentences_is_the_one_found(prose):
    for other, index, words in (
        ("RUS", "ordinal", "rank {rank} of {n} states"),
        ("USA", "kappa", "rank {rank} of {n})"),
    ):
        found = placebo_rank(
            changes_of_years(other, index, [2022, 2023, 2024], [2025]),
            "HUN",
            name="x",
            estimand="a change",
            from_median=True,
        )
        assert words.format(rank=round(found.p_value * found.n), n=found.n) in prose


def test_the_issue_rests_on_twelve_roll_calls_and_has_no_interval(prose):
    issue = example_changes()["issue"]
    assert (issue.n, issue.low) == (12, None)
    assert f"{issue.estimate:.2f} on 12 roll calls" in prose
    assert f"p is {example_changes()['kappa'].p_value:.3f}" in prose
