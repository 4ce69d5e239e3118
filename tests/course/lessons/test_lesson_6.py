"""Lesson 6: no answer stands in its source, and its sentences say what was found."""

from __future__ import annotations

import re

import nbformat
import pytest

from analysis.course.editions.make import COURSE
from analysis.course.lessons.lesson_6 import EXAMPLE, example_changes
from analysis.course.lessons.shipped import changes_of_years
from analysis.shift.designs.placebo import placebo_rank
from analysis.study import Study


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


def test_the_fall_that_b_and_c_speak_of_is_the_one_found(prose):
    found = example_changes()["raw with USA"]
    fall = f"{-found.estimate:.3f} [{-found.high:.3f}, {-found.low:.3f}]"
    assert f"raw agreement fell by {fall}" in prose
    assert f"against its trend since 1992, by {fall}" in prose


def test_the_rank_in_the_sentences_is_the_one_found(prose):
    for other, index, words in (
        ("RUS", "ordinal", "rank {rank} of {n} states"),
        ("USA", "ordinal", "rank {rank} of {n} states"),
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


def test_the_issue_rests_on_fourteen_roll_calls_and_has_no_interval(prose):
    issue = example_changes()["issue"]
    assert (issue.n, issue.low) == (14, None)
    assert f"{issue.estimate:.2f} on 14 roll calls" in prose
    assert f"p is {example_changes()['kappa'].p_value:.3f}" in prose
