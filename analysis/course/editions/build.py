"""From source notebooks to what is handed out: two editions, and their PDFs."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any

import nbformat
from nbformat.v4 import new_markdown_cell, new_notebook

from analysis.course.editions.handout import print_handout
from analysis.course.editions.make import (
    find_lessons,
    instructor_edition,
    read_lesson,
    set_parameters,
    student_edition,
)
from analysis.course.editions.running import failure, run_cells
from analysis.errors import UnshiftError, UsageError
from analysis.files import throw_away
from analysis.paths import MADE
from analysis.rollcalls.load import load_rollcalls

__all__ = ["EDITIONS", "Handed", "build_course"]

EDITIONS = ("student", "instructor")
#: Tables as wide as the page, which takes about a hundred characters.
PAGE = "import pandas\npandas.set_option('display.width', 98, 'display.max_colwidth', 48)\n"
Listener = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Handed:
    """What was made of one lesson in one edition.

    Attributes
    ----------
    lesson : int or None
        None for a text that goes with the lessons.
    edition : str
    notebook : Path or None
    pdf : Path or None
    """

    lesson: int | None
    edition: str
    notebook: Path | None
    pdf: Path | None


class _Stopped(Exception):
    """Ends a notebook that runs while another one failed."""


def build_course(
    lessons: Sequence[int] = (),
    editions: Sequence[str] = EDITIONS,
    pdf: bool = True,
    out: Path | None = None,
    record: str = "embedded",
    listener: Listener | None = None,
    folder: Path | None = None,
    jobs: int = 1,
) -> list[Handed]:
    """Make editions of lessons.

    The student's notebook is handed out without outputs, the instructor's executed. For the
    PDF the student's is executed too, unanswered, so that nothing in it comes from a solution.
    With all lessons go PDFs of the texts beside them, such as the syllabus; those whose name
    begins with ``instructor`` go to instructors alone.

    Parameters
    ----------
    lessons : sequence of int
        Default all.
    editions : sequence of {"student", "instructor"}
    pdf : bool
    out : Path, optional
        Gets a folder for each edition; default ``reports/course``. Files of the same names
        are replaced, and only once everything asked for has been made.
    record : {"embedded", "auto", "history"}
        What the lessons are executed on.
    listener : callable, optional
        Called with what is under way, cells done and cells in all; with several `jobs` from
        several threads.
    folder : Path, optional
        Of the source notebooks; default ``notebooks/course``.
    jobs : int
        Notebooks run at once, each in a kernel of its own.

    Returns
    -------
    list of Handed

    Raises
    ------
    UsageError
        If there is no such lesson or edition, `out` is a file, or there is no history.
    UnshiftError
        If a source notebook does not hold together or a cell of the instructor's edition
        fails; the message names notebook and cell.
    """
    found = find_lessons() if folder is None else find_lessons(folder)
    for n in lessons:
        if n not in found:
            raise UsageError(
                f"no lesson {n}", "--lesson", f"there are {', '.join(map(str, found))}"
            )
    for edition in editions:
        if edition not in EDITIONS:
            raise UsageError(f"unknown edition {edition!r}", "edition", "use student or instructor")
    out = Path(MADE / "course" if out is None else out).resolve()
    if out.exists() and not out.is_dir():
        raise UsageError("this is a file", str(out), "name a folder with --out")
    chosen = {n: found[n] for n in sorted(set(lessons) or found)}
    if record == "history":
        load_rollcalls(record)  # says what to do if there is none
    sources = {n: read_lesson(path) for n, path in chosen.items()}  # all are checked first
    parent = next(p for p in (out, *out.parents) if p.exists())
    with throw_away(parent, ".unshift-course-") as work:
        made = [
            Handed(
                n,
                edition,
                out / edition / path.name,
                out / edition / f"{path.stem}.pdf" if pdf else None,
            )
            for n, path in chosen.items()
            for edition in editions
        ]
        stop = Event()

        def make(item: Handed) -> None:
            assert item.lesson is not None
            n = item.lesson
            _make(sources[n], chosen[n], item.edition, pdf, record, work, told)

        def told(label: str, done: int, total: int) -> None:
            if stop.is_set():
                raise _Stopped
            if listener is not None:
                listener(label, done, total)

        with ThreadPoolExecutor(jobs) as pool:
            try:
                # In order, so that of several failures it is always the same that is reported.
                for _ in pool.map(make, made):
                    pass
            except BaseException:  # also when interrupted: the rest ends with its present cell
                stop.set()
                pool.shutdown(cancel_futures=True)
                raise
        if pdf and not lessons:
            for path in sorted(found[min(found)].parent.glob("*.md")):
                for edition in editions:
                    if edition == "instructor" or not path.name.startswith("instructor"):
                        printed = _print_text(path, edition, work)
                        made.append(Handed(None, edition, None, out / edition / printed.name))
        for item in made:
            for target in filter(None, (item.notebook, item.pdf)):
                target.parent.mkdir(parents=True, exist_ok=True)
                os.replace(work / target.relative_to(out), target)
    return made


def _print_text(path: Path, edition: str, work: Path) -> Path:
    """Print a text that goes with the lessons; the folder's README is the syllabus."""
    (work / edition).mkdir(exist_ok=True)
    name = "syllabus" if path.stem == "README" else path.stem
    book = new_notebook(cells=[new_markdown_cell(path.read_text(encoding="utf-8"))])
    return print_handout(book, path.stem, edition, work / edition / f"{name}.pdf", _today())


def _make(
    source: Any,
    path: Path,
    edition: str,
    pdf: bool,
    record: str,
    work: Path,
    listener: Listener,
) -> None:
    """Make the files of one lesson in one edition, in a folder of `work`."""

    def progress(done: int, total: int) -> None:
        listener(f"{path.stem}, {edition}", done, total)

    (work / edition).mkdir(exist_ok=True)
    name = f"{edition}/{path.name}"
    book = student_edition(source) if edition == "student" else instructor_edition(source)
    if edition == "student":
        nbformat.write(book, work / name)
        if not pdf:
            return
    set_parameters(book, record=record)
    run_cells(book, progress=progress, opening=PAGE)
    if edition == "instructor":
        for number, cell in enumerate(book.cells, start=1):
            failed = failure(cell)
            if failed is not None:
                raise UnshiftError(
                    f"{failed[0]}: {failed[1]}",
                    f"notebook {path.stem}, instructor's edition, cell {number}",
                )
        nbformat.write(book, work / name)
        if not pdf:
            return
    print_handout(book, path.stem, edition, work / edition / f"{path.stem}.pdf", _today())


def _today() -> datetime:
    """Return midnight of the day, or of ``SOURCE_DATE_EPOCH`` for builds to be repeated."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    now = datetime.fromtimestamp(int(given), UTC) if given else datetime.now(UTC)
    return now.replace(hour=0, minute=0, second=0, microsecond=0)
