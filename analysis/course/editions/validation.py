"""What a source notebook must be, so that editions can be made from it and marked."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from analysis.course.editions.marks import GRADE_ID, blocks, exercise_key, role, stem
from analysis.errors import UnshiftError

__all__ = ["INSTRUCTOR", "check_lesson", "keys_checked"]

#: Tag of the cells that only instructors see.
INSTRUCTOR = "instructor"
#: Keys of nbgrader's metadata, schema 3, and their types.
SCHEMA: dict[str, type | tuple[type, ...]] = {
    "schema_version": int,
    "grade_id": str,
    "grade": bool,
    "solution": bool,
    "locked": bool,
    "task": bool,
}
ROLES = {
    "solution": "an autograded solution is a code cell with solution true and locked false",
    "check": "a check is a code cell with grade and locked true",
    "open": "an open exercise has grade and solution true and locked false",
}


def check_lesson(book: Any, name: str) -> None:
    """Check the cells of a source notebook against nbgrader's rules and each other.

    Parameters
    ----------
    book : NotebookNode
    name : str
        For messages.

    Raises
    ------
    UnshiftError
        For the first cell that does not fit: metadata that nbgrader would refuse, a
        ``grade_id`` used twice, marks of a solution without a partner or in a cell that is
        no solution, a solution without a check or the other way round, a check that asks for
        another exercise. The message names notebook and cell.
    """
    seen: dict[str, int] = {}
    solutions: dict[str, int] = {}
    checks: dict[str, int] = {}
    for number, cell in enumerate(book.cells, start=1):
        where = f"notebook {name}, cell {number}"
        for what in _faults(cell):
            raise UnshiftError(what, where)
        if not role(cell):
            continue
        grade_id = str(cell.metadata["nbgrader"]["grade_id"])
        if grade_id in seen:
            raise UnshiftError(
                f"grade_id {grade_id!r} twice", where, f"first in cell {seen[grade_id]}"
            )
        seen[grade_id] = number
        kind = {"solution": solutions, "check": checks}.get(role(cell))
        if kind is None:
            continue
        if stem(cell) in kind:
            raise UnshiftError(
                f"a second {role(cell)} for {stem(cell)}", where, f"first in {kind[stem(cell)]}"
            )
        kind[stem(cell)] = number
    for one, other, what in ((solutions, checks, "check"), (checks, solutions, "solution")):
        for exercise, number in one.items():
            if exercise not in other:
                raise UnshiftError(
                    f"no {what} for {exercise}",
                    f"notebook {name}, cell {number}",
                    f"add a cell with grade_id {exercise}-{what}",
                )
    for exercise, number in checks.items():
        if number < solutions[exercise]:
            raise UnshiftError(
                f"the check of {exercise} stands before its solution",
                f"notebook {name}, cell {number}",
            )


def keys_checked(source: str) -> list[str]:
    """List the exercises that the calls of ``check`` in a cell ask for.

    Raises
    ------
    SyntaxError
        If the cell is not Python.

    Examples
    --------
    >>> keys_checked('check("3.2", slope)')
    ['3.2']
    """
    return [
        str(node.args[0].value)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "check"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    ]


def _faults(cell: Any) -> Iterator[str]:
    """Go through what is wrong with one cell by itself."""
    about = cell.metadata.get("nbgrader")
    try:
        found = blocks(cell.source)
    except UnshiftError as error:
        yield str(error)
        return
    if about is None:
        if found:
            yield "a solution in a cell that is not marked as one (nbgrader, solution)"
        return
    yield from _metadata_faults(about, cell.cell_type)
    if INSTRUCTOR in cell.metadata.get("tags", []):
        yield "a graded cell tagged instructor, which students would not get"
    if role(cell) in ("solution", "open") and not found:
        yield "a solution cell without the marks of a solution"
    if role(cell) not in ("solution", "open") and found:
        yield "a solution in a cell that is not marked as one (nbgrader, solution)"
    if role(cell) in ("solution", "check") and cell.cell_type == "code":
        try:
            keys = keys_checked(cell.source)
        except SyntaxError as error:
            yield f"not Python: {error.msg}"
            return
        if role(cell) == "check" and keys != [exercise_key(cell)]:
            yield (
                f"the check asks for {', '.join(keys) or 'nothing'} and its grade_id says "
                f"{exercise_key(cell)}"
            )


def _metadata_faults(about: Any, cell_type: str) -> Iterator[str]:
    """Go through what nbgrader would refuse in a cell's metadata, or what we cannot use."""
    for key, kind in SCHEMA.items():
        if key not in about:
            yield f"nbgrader's {key} is missing"
            return
        if not isinstance(about[key], kind) or (kind is int and isinstance(about[key], bool)):
            yield f"nbgrader's {key} is {about[key]!r}"
            return
    if about["schema_version"] != 3:
        yield f"nbgrader's schema_version is {about['schema_version']}, expected 3"
    if about["task"]:
        yield "a task cell; use an open exercise (grade and solution true)"
    graded, solution, locked = about["grade"], about["solution"], about["locked"]
    if not (graded or solution or locked):
        yield "nbgrader's metadata on a cell that is neither graded nor a solution nor locked"
    if not GRADE_ID.fullmatch(about["grade_id"]):
        yield f"grade_id {about['grade_id']!r}: write it as L3-E2-check"
    points = about.get("points")
    if graded and (isinstance(points, bool) or not isinstance(points, (int, float)) or points < 0):
        yield f"points are {points!r}: a graded cell has a number of points"
    if cell_type == "markdown" and graded != solution:
        yield "a Markdown cell is graded and solution at once, or neither"
    kind_of = {(False, True): "solution", (True, False): "check", (True, True): "open"}
    kind_here = kind_of.get((graded, solution), "")
    if kind_here and locked != (kind_here == "check"):
        yield ROLES[kind_here]
