"""Small lessons written by hand, and cells with nbgrader's metadata."""

from __future__ import annotations

from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from analysis.course import check


def about(grade_id: str, /, **changed: Any) -> dict[str, Any]:
    """Return the metadata of a graded cell by the last word of its grade_id."""
    kind = grade_id.rsplit("-", 1)[-1]
    metadata = {
        "grade": kind != "solution",
        "grade_id": grade_id,
        "locked": kind == "check",
        "schema_version": 3,
        "solution": kind != "check",
        "task": False,
    }
    if kind != "solution":
        metadata["points"] = 1
    return {"nbgrader": metadata | changed}


def solution(exercise: str, text: str, **changed: Any) -> Any:
    return new_code_cell(text, metadata=about(f"{exercise}-solution", **changed))


def check_cell(exercise: str, *names: str, **changed: Any) -> Any:
    key = exercise[1:].replace("-E", ".")
    text = f'check("{key}", {", ".join(names)})'
    return new_code_cell(text, metadata=about(f"{exercise}-check", **changed))


def open_cell(exercise: str, text: str, **changed: Any) -> Any:
    return new_markdown_cell(text, metadata=about(f"{exercise}-open", **changed))


def marked(text: str, indent: str = "") -> str:
    """Put the marks of a solution around a text."""
    return f"{indent}### BEGIN SOLUTION\n{text}\n{indent}### END SOLUTION"


def lesson(*cells: Any) -> Any:
    """Return a notebook that begins with a heading, parameters and imports."""
    first = [
        new_markdown_cell("# Lesson 1: Small"),
        new_code_cell('record = "embedded"', metadata={"tags": ["parameters"]}),
        new_code_cell("from analysis.course import check"),
    ]
    return new_notebook(cells=[*first, *cells])


def hint(key: str, *answers: Any) -> str:
    """Return what a check says of an answer that does not pass."""
    found = check(key, *answers)
    assert not found.passed
    return found.message


@pytest.fixture
def small() -> Any:
    """A lesson of two exercises of lesson 1 and an open one."""
    return lesson(
        new_markdown_cell("### Exercise 1.2\n\nSet `share`."),
        solution("L1-E2", "extra = 1\n" + marked("secret_sum = 13 / 14\nshare = secret_sum")),
        check_cell("L1-E2", "share"),
        new_markdown_cell("### Exercise 1.5\n\nSet `changed`."),
        solution("L1-E5", marked("changed = 20")),
        check_cell("L1-E5", "changed"),
        new_markdown_cell("### Exercise 1.6\n\nWrite."),
        open_cell("L1-E6", marked("A secret view.")),
        new_markdown_cell("Only for teachers.", metadata={"tags": ["instructor"]}),
    )
