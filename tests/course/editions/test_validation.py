"""Source notebooks that do not hold together: one line that names notebook and cell."""

from __future__ import annotations

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from analysis.course.editions.validation import check_lesson
from analysis.errors import UnshiftError

from ..conftest import about, check_cell, lesson, marked, open_cell, solution

SOLVED = solution("L1-E2", marked("share = 1"))
CHECK = check_cell("L1-E2", "share")


def test_a_whole_lesson(small):
    check_lesson(small, "small")
    check_lesson(lesson(), "empty")


def without(cell, key):
    cell.metadata["nbgrader"].pop(key)
    return cell


CASES = {
    "no check": ((SOLVED,), "no check for L1-E2", 4),
    "no solution": ((CHECK,), "no solution for L1-E2", 4),
    "check first": ((CHECK, SOLVED), "stands before its solution", 4),
    "twice": ((SOLVED, CHECK, check_cell("L1-E2", "share")), "grade_id 'L1-E2-check' twice", 6),
    "two solutions": (
        (SOLVED, solution("L1-E2", marked("share = 2"), grade_id="L1-E2-more"), CHECK),
        "a second solution for L1-E2",
        5,
    ),
    "no end": (
        (solution("L1-E2", "### BEGIN SOLUTION\nshare = 1"), CHECK),
        "'### BEGIN SOLUTION' without '### END SOLUTION' (line 1)",
        4,
    ),
    "no begin": (
        (solution("L1-E2", "share = 1\n### END SOLUTION"), CHECK),
        "'### END SOLUTION' without '### BEGIN SOLUTION' (line 2)",
        4,
    ),
    "nested": (
        (solution("L1-E2", "### BEGIN SOLUTION\n" + marked("share = 1")), CHECK),
        "twice without",
        4,
    ),
    "inexact": (
        (solution("L1-E2", "# BEGIN SOLUTION\nshare = 1\n# END SOLUTION"), CHECK),
        "a mark that is not exact",
        4,
    ),
    "no marks": ((solution("L1-E2", "share = 1"), CHECK), "without the marks", 4),
    "open without marks": ((open_cell("L1-E6", "My view."),), "without the marks", 4),
    "marks in prose": ((new_markdown_cell(marked("x")),), "not marked as one", 4),
    "marks in code": ((new_code_cell(marked("x")),), "not marked as one", 4),
    "marks in a check": (
        (SOLVED, new_code_cell(marked("x"), metadata=about("L1-E2-check"))),
        "not marked as one",
        5,
    ),
    "not Python": ((solution("L1-E2", marked("share =")), CHECK), "not Python", 4),
    "another exercise": (
        (SOLVED, new_code_cell('check("1.3", share)', metadata=about("L1-E2-check"))),
        "the check asks for 1.3 and its grade_id says 1.2",
        5,
    ),
    "check without check": (
        (SOLVED, new_code_cell("assert share", metadata=about("L1-E2-check"))),
        "the check asks for nothing",
        5,
    ),
    "no points": ((SOLVED, without(check_cell("L1-E2", "share"), "points")), "points are None", 5),
    "points": ((SOLVED, check_cell("L1-E2", "share", points=-1)), "points are -1", 5),
    "points true": ((SOLVED, check_cell("L1-E2", "share", points=True)), "points are True", 5),
    "unlocked": ((SOLVED, check_cell("L1-E2", "share", locked=False)), "grade and locked", 5),
    "locked": ((solution("L1-E2", marked("share = 1"), locked=True), CHECK), "locked false", 4),
    "schema": ((solution("L1-E2", marked("a = 1"), schema_version=2), CHECK), "expected 3", 4),
    "no schema": (
        (without(solution("L1-E2", marked("a = 1")), "schema_version"), CHECK),
        "schema_version is missing",
        4,
    ),
    "type": ((solution("L1-E2", marked("a = 1"), solution="yes"), CHECK), "solution is 'yes'", 4),
    "task": ((open_cell("L1-E6", marked("x"), task=True),), "a task cell", 4),
    "name": ((open_cell("L1-E6", marked("x"), grade_id="essay"),), "write it as L3-E2-check", 4),
    "markdown solution": (
        (new_markdown_cell(marked("x"), metadata=about("L1-E2-solution")), CHECK),
        "graded and solution at once",
        4,
    ),
    "nothing": (
        (new_code_cell("1", metadata=about("L1-E2-x", grade=False, solution=False)),),
        "neither graded nor a solution nor locked",
        4,
    ),
    "instructor": (
        (new_code_cell("1", metadata=about("L1-E2-check") | {"tags": ["instructor"]}), SOLVED),
        "students would not get",
        4,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_wrong(case):
    cells, said, cell = CASES[case]
    with pytest.raises(UnshiftError) as raised:
        check_lesson(lesson(*cells), "01-small")
    text = str(raised.value)
    assert said in text
    assert f"notebook 01-small, cell {cell})" in text
    assert "\n" not in text
