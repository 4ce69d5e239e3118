"""Marking students' notebooks: run in a fresh kernel, checks as they stand in the source.

This needs no nbgrader. It trusts the student as nbgrader does: the checks run in the same
kernel as the student's cells, and code written to deceive them can.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat.v4 import new_code_cell, new_notebook

from analysis.course.editions.make import (
    WRITE_HERE,
    find_lessons,
    read_lesson,
    read_notebook,
)
from analysis.course.editions.marks import exercise_key, role, stem
from analysis.course.editions.running import ENDED, TIMEOUT, failure, run_cells
from analysis.errors import UnshiftError, UsageError

__all__ = ["Mark", "Marked", "mark_folder", "mark_notebook"]

IMPORT = "from analysis.course import check\n"
BY_HAND = "to be marked by hand"
NOTHING = "nothing written"


@dataclass(frozen=True)
class Mark:
    """What one exercise earned.

    Attributes
    ----------
    exercise : str
        Its key, such as ``"3.2"``.
    points : float or None
        None where a person has to mark.
    of : float
        Points there are.
    message : str
        What the check said, or why there is no answer to check.
    """

    exercise: str
    points: float | None
    of: float
    message: str


@dataclass(frozen=True)
class Marked:
    """A student's notebook and its marks.

    Attributes
    ----------
    notebook : str
        Its path within the folder.
    lesson : int
        0 if it could not be told.
    marks : tuple of Mark
        Empty if the notebook could not be marked.
    problem : str
        Why not, or ``""``.
    """

    notebook: str
    lesson: int
    marks: tuple[Mark, ...] = ()
    problem: str = ""

    @property
    def points(self) -> float:
        """Points earned from checks."""
        return float(sum(m.points or 0 for m in self.marks))

    @property
    def of(self) -> float:
        """Points that checks can give."""
        return float(sum(m.of for m in self.marks if m.points is not None))


def mark_folder(
    folder: Path,
    sources: Mapping[int, Path] | None = None,
    seconds: int = 120,
    listener: Callable[[str, int, int], None] | None = None,
) -> list[Marked]:
    """Mark every notebook in a folder and the folders in it.

    Parameters
    ----------
    folder : Path
    sources : mapping of lesson number to source notebook, optional
        Default `analysis.course.editions.make.find_lessons`.
    seconds : int
        Limit for one cell.
    listener : callable, optional
        Called with the notebook's name, cells done and cells in all.

    Returns
    -------
    list of Marked
        In the order of their paths. A notebook that cannot be marked has a problem.

    Raises
    ------
    UsageError
        If the folder does not exist or holds no notebooks.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise UsageError("no such folder", str(folder), "name the folder of students' notebooks")
    found = [
        p
        for p in sorted(folder.rglob("*.ipynb"))
        if not any(part.startswith(".") for part in p.relative_to(folder).parts)
    ]
    if not found:
        raise UsageError("no notebooks", str(folder), "put students' notebooks there")
    sources = find_lessons() if sources is None else sources
    marked = []
    for path in found:
        name = path.relative_to(folder).as_posix()
        lesson = 0
        try:
            book = read_notebook(path)
            lesson = _lesson_of(book, path.name, sources)
            told = None if listener is None else _named(listener, name)
            marks = mark_notebook(book, read_lesson(sources[lesson]), seconds, told)
            marked.append(Marked(name, lesson, tuple(marks)))
        except UnshiftError as error:
            marked.append(Marked(name, lesson, problem=str(error)))
    return marked


def mark_notebook(
    book: Any,
    source: Any,
    seconds: int = 120,
    progress: Callable[[int, int], None] | None = None,
) -> list[Mark]:
    """Mark one student's notebook.

    Parameters
    ----------
    book : NotebookNode
        The student's; it stays as it is.
    source : NotebookNode
        The lesson's. Its checks and parameters take the place of the student's.
    seconds : int
        Limit for one cell.
    progress : callable, optional
        Called with cells done and cells in all.

    Returns
    -------
    list of Mark
        One for each check and open exercise of the source, in its order.
    """
    ready = _with_checks(book, source)
    run_cells(ready, seconds, progress)
    ran = {exercise_key(c): c for c in ready.cells if role(c) == "check"}
    written = {exercise_key(c): c.source for c in book.cells if role(c) == "open"}
    marks = []
    for cell in source.cells:
        key = exercise_key(cell)
        if role(cell) == "check":
            marks.append(_mark(key, ran[key], float(cell.metadata["nbgrader"]["points"])))
        elif role(cell) == "open":
            text = written.get(key, "").replace(WRITE_HERE, "").strip()
            of = float(cell.metadata["nbgrader"]["points"])
            marks.append(Mark(key, None, of, BY_HAND if text else NOTHING))
    return marks


def _named(listener: Callable[[str, int, int], None], name: str) -> Callable[[int, int], None]:
    return lambda done, total: listener(name, done, total)


def _lesson_of(book: Any, name: str, sources: Mapping[int, Path]) -> int:
    """Tell the lesson by the exercises in it, or else by the file's name."""
    keys = (exercise_key(c) for c in book.cells)
    counts = Counter(int(key.split(".")[0]) for key in keys if key)
    by_name = re.match(r"(\d\d)-", name)
    lesson = counts.most_common(1)[0][0] if counts else int(by_name[1]) if by_name else 0
    if lesson not in sources:
        raise UnshiftError(
            "not a notebook of this course", f"notebook {name}", "it has none of its exercises"
        )
    return lesson


def _with_checks(book: Any, source: Any) -> Any:
    """Return the student's code with the checks and the parameters of the source."""
    checks = {stem(c): c for c in source.cells if role(c) == "check"}
    settings = [c.source for c in source.cells if "parameters" in c.metadata.get("tags", [])]
    cells = []
    for cell in book.cells:
        if role(cell) == "check" or cell.cell_type != "code":
            continue
        tagged = "parameters" in cell.metadata.get("tags", [])
        cells.append((stem(cell), settings[0] if tagged and settings else cell.source))
    last = {exercise: n for n, (exercise, _) in enumerate(cells) if exercise in checks}
    made = new_notebook()
    for n, (exercise, code) in enumerate(cells):
        made.cells.append(new_code_cell(code))
        if last.get(exercise) == n:
            made.cells.append(_check_cell(checks[exercise]))
    made.cells += [_check_cell(c) for exercise, c in checks.items() if exercise not in last]
    return made


def _check_cell(cell: Any) -> Any:
    return new_code_cell(
        IMPORT + cell.source, metadata={"nbgrader": dict(cell.metadata["nbgrader"])}
    )


def _mark(key: str, cell: Any, of: float) -> Mark:
    failed = failure(cell)
    if failed is None:
        return Mark(key, of, of, "passed")
    name, text = failed
    message = {
        "NotYet": text.removeprefix(f"{key}: "),
        "NameError": f"{text}; an earlier cell failed or was deleted",
        TIMEOUT: f"the check {text}",
        ENDED: f"not run: {text}",
    }.get(name, f"{name}: {text}")
    return Mark(key, 0.0, of, message)
