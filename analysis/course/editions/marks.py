"""What a cell of a lesson is for, and where in it a solution stands."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from typing import Any

from analysis.errors import UnshiftError

__all__ = [
    "BEGIN",
    "END",
    "GRADE_ID",
    "Block",
    "blocks",
    "exercise_key",
    "open_exercise",
    "role",
    "stem",
    "unmarked",
]

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
#: Lesson, exercise and what the cell is: ``L3-E2-check``.
GRADE_ID = re.compile(r"(L(\d+)-E(\d+))-[a-z0-9-]+")


@dataclass(frozen=True)
class Block:
    """A solution within a cell.

    Attributes
    ----------
    first, last : int
        Lines of the two marks, from 0.
    text : str
        What stands between them, its indentation removed.
    indent : str
        That of the opening mark.
    """

    first: int
    last: int
    text: str
    indent: str


def blocks(source: str) -> list[Block]:
    r"""Find the solutions of a cell.

    Raises
    ------
    UnshiftError
        If a mark has no partner.

    Examples
    --------
    >>> blocks("a = 1\n### BEGIN SOLUTION\nb = 2\n### END SOLUTION")[0].text
    'b = 2'
    """
    lines = source.split("\n")
    found: list[Block] = []
    begun: int | None = None
    for n, line in enumerate(lines):
        mark = line.strip()
        if mark == BEGIN:
            if begun is not None:
                raise UnshiftError(f"{BEGIN!r} twice without {END!r}", f"line {n + 1}")
            begun = n
        elif mark == END:
            if begun is None:
                raise UnshiftError(f"{END!r} without {BEGIN!r}", f"line {n + 1}")
            text = textwrap.dedent("\n".join(lines[begun + 1 : n]))
            indent = lines[begun][: len(lines[begun]) - len(lines[begun].lstrip())]
            found.append(Block(begun, n, text, indent))
            begun = None
        elif "BEGIN SOLUTION" in mark or "END SOLUTION" in mark:
            raise UnshiftError(f"a mark that is not exact: {mark!r}", f"line {n + 1}")
    if begun is not None:
        raise UnshiftError(f"{BEGIN!r} without {END!r}", f"line {begun + 1}")
    return found


def unmarked(source: str) -> str:
    """Return a cell's text without the marks, solutions kept."""
    kept = [line for line in source.split("\n") if line.strip() not in (BEGIN, END)]
    return "\n".join(kept).strip("\n")


def role(cell: Any) -> str:
    """Say what a cell is for: ``solution``, ``check``, ``open`` or, for all others, ``""``."""
    about = _about(cell)
    kinds = {(True, False): "solution", (False, True): "check", (True, True): "open"}
    return kinds.get((bool(about.get("solution")), bool(about.get("grade"))), "")


def open_exercise(cell: Any) -> bool:
    """Say whether a cell holds the answer to an exercise that is marked by hand."""
    return role(cell) == "open"


def stem(cell: Any) -> str:
    """Return the exercise that a graded cell belongs to, such as ``L3-E2``, or ``""``."""
    form = GRADE_ID.fullmatch(str(_about(cell).get("grade_id", "")))
    return form[1] if form else ""


def exercise_key(cell: Any) -> str:
    """Return the key of a graded cell's exercise, such as ``3.2``, or ``""``."""
    form = GRADE_ID.fullmatch(str(_about(cell).get("grade_id", "")))
    return f"{form[2]}.{form[3]}" if form else ""


def _about(cell: Any) -> dict[str, Any]:
    """Return nbgrader's metadata; a student's notebook may hold anything there."""
    about = cell.metadata.get("nbgrader")
    return about if isinstance(about, dict) else {}
