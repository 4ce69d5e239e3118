"""Marking a class: many notebooks, some at once, each kept as soon as it is marked."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Event, Lock
from typing import Any

from analysis import __version__
from analysis.course.editions.make import COURSE, find_lessons, read_lesson
from analysis.course.marking.confinement import Limits
from analysis.course.marking.feedback import write_feedback
from analysis.course.marking.marks import Mark, Marked, lesson_of, mark_notebook
from analysis.course.marking.running import Session
from analysis.course.marking.sheets import read_points, write_sheets
from analysis.course.marking.submissions import (
    Found,
    Submission,
    find_submissions,
    read_submission,
)
from analysis.errors import UnshiftError
from analysis.files import check_place, read_json, whole_file
from analysis.paths import MADE, ROOT, held

__all__ = ["ANSWERS", "marks_folder", "mark_folder"]

#: What is kept of each notebook stands here, in the folder of the marks.
KEPT = "kept"
#: Where answers stand in a checkout: lessons, what was made of them, tests, and git's copies.
ANSWERS = tuple(
    str(Path(p).absolute())
    for p in (COURSE, MADE / "course", *(ROOT / n for n in ("tests", ".git", "build", "dist")))
)
Listener = Callable[[str, int, int], None]


def marks_folder(folder: Path) -> Path:
    """Return where the marks of a folder go by default: beside it, not in it.

    Examples
    --------
    >>> marks_folder(Path("/class/lesson-1")).name
    'lesson-1-marks'
    """
    folder = Path(folder).absolute()
    return folder.with_name(f"{folder.name}-marks")


def mark_folder(
    folder: Path,
    out: Path | None = None,
    *,
    lessons: Mapping[int, Path] | None = None,
    limits: Limits | None = None,
    jobs: int = 1,
    closed: bool = True,
    again: bool = False,
    listener: Listener | None = None,
) -> list[Marked]:
    """Mark every notebook in a folder and the folders in it.

    Parameters
    ----------
    folder : Path
    out : Path, optional
        Gets the tables, a page of feedback a notebook, the sheet of open answers, and what is
        kept for a second run; default `marks_folder`.
    lessons : mapping of lesson number to source notebook, optional
        Default `analysis.course.editions.make.find_lessons`.
    limits : Limits, optional
    jobs : int
        Notebooks run at once.
    closed : bool
        Whether notebooks are shut in.
    again : bool
        Mark all anew. Else a notebook that was marked, and has not changed since, is not run.
    listener : callable, optional
        Called with the notebook's name, cells done and cells in all, from several threads.

    Returns
    -------
    list of Marked
        In the order of their paths. What cannot be marked has a problem.

    Raises
    ------
    UsageError
        If the folder does not exist or holds no notebooks, or `out` cannot be written to.
    """
    found = find_submissions(folder)
    out = marks_folder(folder) if out is None else Path(out).absolute()
    check_place(out, "--out", folder=True)
    (out / KEPT).mkdir(parents=True, exist_ok=True)
    room = _Class(
        Path(folder).absolute(),
        out,
        find_lessons() if lessons is None else lessons,
        limits or Limits(),
        closed,
        again,
        listener,
    )
    done: dict[str, Marked] = {}
    pool = ThreadPoolExecutor(jobs)
    try:
        futures = {f.name: pool.submit(room.mark, f) for f in found}
        for name, future in futures.items():
            done[name] = future.result()
    except BaseException:  # Ctrl-C, too: what is done is kept, and said
        room.stop()
        pool.shutdown(cancel_futures=True)
        for name, future in futures.items():
            with contextlib.suppress(BaseException):
                done[name] = future.result(timeout=0)
        write_sheets(done.values(), out, room.sources())
        raise
    pool.shutdown()
    marked = list(done.values())
    write_sheets(marked, out, room.sources())
    for item in marked:  # again, with the points that a person gave since
        write_feedback(item, out)
    return marked


@dataclass
class _Class:
    """What the notebooks of a class have in common."""

    folder: Path
    out: Path
    lessons: Mapping[int, Path]
    limits: Limits
    closed: bool
    again: bool
    listener: Listener | None

    def __post_init__(self) -> None:
        self.stopped = Event()
        self.sessions: set[Session] = set()
        self.lock = Lock()
        self.given = read_points(self.out)
        self.read: dict[int, Any] = {}

    def stop(self) -> None:
        """End what runs."""
        self.stopped.set()
        with self.lock:
            for session in self.sessions:
                session.kill()

    def sources(self) -> dict[int, Any]:
        return dict(self.read)

    def source(self, lesson: int) -> Any:
        with self.lock:
            if lesson not in self.read:
                self.read[lesson] = read_lesson(self.lessons[lesson])
            return self.read[lesson]

    def mark(self, found: Found) -> Marked:
        """Mark one, or take what was kept of it; whatever happens it has its row."""
        if self.stopped.is_set():
            raise InterruptedError
        marked = Marked(found.name, 0, problem=found.problem)
        if not found.problem:
            try:
                marked = self._read_and_mark(found)
            except UnshiftError as error:
                marked = Marked(found.name, 0, problem=str(error))
            except Exception as error:  # one notebook must not end the run
                if self.stopped.is_set():
                    raise
                what = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
                marked = Marked(found.name, 0, problem=f"could not be marked ({what})")
        marked = self._with_given(marked)
        write_feedback(marked, self.out)
        return marked

    def _read_and_mark(self, found: Found) -> Marked:
        handed = read_submission(found.path)
        lesson = lesson_of(handed.cells, found.path.name, self.lessons)
        source = self.source(lesson)
        kept = self.out / KEPT / f"{hashlib.sha256(found.name.encode()).hexdigest()[:20]}.json"
        key = self._key(handed, lesson)
        before = None if self.again else _kept(kept, key)
        if before is not None:
            if self.listener is not None:
                self.listener(found.name, 1, 1)
            return before
        live: list[Session] = []

        def opened(session: Session) -> None:
            live.append(session)
            with self.lock:
                self.sessions.add(session)
            if self.stopped.is_set():
                session.kill()

        def told(done: int, total: int) -> None:
            if self.listener is not None:
                self.listener(found.name, done, total)

        try:
            marks, walls = mark_notebook(
                handed.cells,
                source,
                self.limits,
                hidden=[str(self.folder), str(self.out), *ANSWERS],
                student=handed.student,
                closed=self.closed,
                progress=told,
                opened=opened,
            )
        finally:
            with self.lock:
                self.sessions.difference_update(live)
        if self.stopped.is_set():  # it was ended by us, and its marks say nothing
            raise InterruptedError
        marked = Marked(found.name, lesson, tuple(marks), "", handed.student, walls)
        _keep(kept, key, marked)
        return marked

    def _key(self, handed: Submission, lesson: int) -> str:
        """Hash what the marks of a notebook rest on."""
        about = [handed.digest, self.lessons[lesson].read_bytes().hex(), _suite(), self.closed]
        limits = dataclasses.astuple(self.limits)
        return hashlib.sha256(repr([*about, limits]).encode()).hexdigest()

    def _with_given(self, marked: Marked) -> Marked:
        """Add what a person wrote into the sheet of open answers."""
        marks = []
        for mark in marked.marks:
            given = self.given.get((marked.notebook, mark.exercise))
            if mark.cause == "hand" and given is not None:
                mark = dataclasses.replace(mark, given=given[0], remark=given[1])
            marks.append(mark)
        return dataclasses.replace(marked, marks=tuple(marks))


@cache
def _suite() -> str:
    """Hash the checks: marks that were kept are those of the same checks."""
    whole = hashlib.sha256(__version__.encode())
    for path in sorted(held("analysis/course").rglob("*.py")):
        whole.update(path.read_bytes())
    return whole.hexdigest()


def _keep(path: Path, key: str, marked: Marked) -> None:
    with whole_file(path) as part:
        text = json.dumps({"key": key, "marked": dataclasses.asdict(marked)})
        part.write_text(text, encoding="ascii")


def _kept(path: Path, key: str) -> Marked | None:
    """Return what was kept of a notebook, if it rests on the same."""
    try:
        held = read_json(path)
        if held["key"] != key:
            return None
        about = dict(held["marked"])
        marks = tuple(Mark(**m) for m in about.pop("marks"))
        walls = tuple(about.pop("walls"))
        return Marked(**about, marks=marks, walls=walls)
    except (OSError, ValueError, KeyError, TypeError):  # none, or damaged: it is run again
        return None
