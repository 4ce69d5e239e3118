"""The lessons as a course of nbgrader: its source notebooks and its configuration.

nbgrader makes the students' notebooks itself, marks them and writes feedback; nothing of it is
needed here. Its source differs from ours in what it cannot do by itself: cells for instructors
are left out, placeholders stand before a solution, and each check is repeated as a hidden test,
with the checks imported anew, so that what a student's cells did to them earns nothing.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat

from analysis.course.editions.make import (
    find_lessons,
    instructor_edition,
    names_checked,
    placeholders_before,
    read_lesson,
)
from analysis.course.editions.marks import role, stem
from analysis.course.editions.validation import INSTRUCTOR
from analysis.errors import UsageError
from analysis.files import check_place, throw_away

__all__ = ["CONFIG", "nbgrader_source", "write_nbgrader"]

CONFIG = "nbgrader_config.py"
SETTINGS = '''"""Settings of nbgrader for the lessons.

Run nbgrader in this folder, in an environment that has the suite, or with a kernel `python3` that
does.
"""

c = get_config()  # noqa: F821

c.CourseDirectory.course_id = "unshift"
c.CourseDirectory.root = "."
# Placeholders stand before a solution already; this takes the place of the solution itself.
c.ClearSolutions.code_stub = {"python": "pass  # your answer"}
c.ClearSolutions.text_stub = "*Write your answer here.*"
# Checks fit models; one cell may take as long as with `unshift course check`.
c.ExecutePreprocessor.timeout = 120
c.ExecutePreprocessor.interrupt_on_timeout = True
'''
HIDDEN = """
### BEGIN HIDDEN TESTS
import sys
for name in [n for n in sys.modules if n.startswith("analysis.course")]:
    del sys.modules[name]
from analysis.course import check
assert {call}.passed
### END HIDDEN TESTS"""


def nbgrader_source(book: Any) -> Any:
    """Make the source notebook that nbgrader takes.

    Parameters
    ----------
    book : NotebookNode
        A lesson that passes `check_lesson`; it stays as it is.

    Returns
    -------
    NotebookNode
        Without cells for instructors and without outputs.
    """
    made = instructor_edition(book)
    names = {stem(c): names_checked(c.source) for c in book.cells if role(c) == "check"}
    made.cells = [c for c in made.cells if INSTRUCTOR not in c.metadata.get("tags", [])]
    for cell in made.cells:
        if role(cell) == "solution":
            cell.source = placeholders_before(cell.source, names.get(stem(cell), []))
        elif role(cell) == "check":
            cell.source += HIDDEN.format(call=cell.source.strip())
    return made


def write_nbgrader(
    out: Path, lessons: Sequence[int] = (), folder: Path | None = None
) -> list[Path]:
    """Write a course folder of nbgrader.

    Parameters
    ----------
    out : Path
        Gets `CONFIG`, and ``source/LESSON/LESSON.ipynb``. What else is there stays.
    lessons : sequence of int
        Default all.
    folder : Path, optional
        Of the source notebooks.

    Returns
    -------
    list of Path
        The notebooks.

    Raises
    ------
    UsageError
        If there is no such lesson, or the folder cannot be written to.
    """
    found = find_lessons() if folder is None else find_lessons(folder)
    for n in lessons:
        if n not in found:
            raise UsageError(
                f"no lesson {n}", "--lesson", f"there are {', '.join(map(str, found))}"
            )
    out = Path(out).absolute()
    check_place(out, "--out", folder=True)
    books = {found[n]: nbgrader_source(read_lesson(found[n])) for n in lessons or found}
    out.mkdir(parents=True, exist_ok=True)
    written = []
    with throw_away(out, ".unshift-nbgrader-") as work:
        for path, book in books.items():
            nbformat.write(book, work / path.name)
        (work / CONFIG).write_text(SETTINGS, encoding="utf-8")
        for path in books:
            target = out / "source" / path.stem / path.name
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(work / path.name, target)
            written.append(target)
        os.replace(work / CONFIG, out / CONFIG)
    return written
