"""What a submission earns: its cells are run shut in, and its answers are checked here.

The checks run in this process and not in the student's. What a submission does to the suite that
it imports, to ``check`` or to its own cells of checks changes nothing that is looked at here: all
that comes out of its process are the values of the names that it was to assign.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from analysis.course.editions.make import WRITE_HERE, asks_for_seed
from analysis.course.editions.marks import exercise_key, role, stem
from analysis.course.exercise import UNTOUCHED, Verdict, seed_of, verdict
from analysis.course.marking.answers import RemoteFunction
from analysis.course.marking.confinement import Limits
from analysis.course.marking.running import Failed, Session
from analysis.course.marking.submissions import Cell
from analysis.errors import UnshiftError

__all__ = ["CAUSES", "Mark", "Marked", "lesson_of", "mark_notebook"]

#: Why an exercise has the points that it has.
CAUSES = {
    "right": "passed",
    "wrong": "the check does not pass",
    "unanswered": "no answer",
    "syntax": "a cell that is not Python",
    "time": "a cell that takes too long",
    "error": "a cell that ends in an error",
    "earlier": "an earlier cell that failed",
    "missing": "a name that no cell assigns",
    "ended": "a cell that ended the session",
    "hand": "to be marked by hand",
}
BY_HAND = "to be marked by hand"
NOTHING = "nothing written"
#: How often a notebook is begun again without a cell that ended its session.
AGAIN = 3
#: Fits within checks use all processors, one at a time.
_CHECKING = Lock()


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
    cause : str
        One of `CAUSES`.
    attempts : int
        How often the student called the check in the session that was saved; 0 if not known.
    answer : str
        What was written: the code of an exercise, the text of an open one.
    given : float or None
        Points of an open exercise that a person gave.
    remark : str
        What that person wrote.
    """

    exercise: str
    points: float | None
    of: float
    message: str
    cause: str = "wrong"
    attempts: int = 0
    answer: str = ""
    given: float | None = None
    remark: str = ""


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
    student : str
        For whom the notebook was made, or ``""``.
    walls : tuple of str
        What it was shut in by.
    """

    notebook: str
    lesson: int
    marks: tuple[Mark, ...] = ()
    problem: str = ""
    student: str = ""
    walls: tuple[str, ...] = ()

    @property
    def points(self) -> float:
        """Points earned from checks."""
        return float(sum(m.points or 0 for m in self.marks))

    @property
    def of(self) -> float:
        """Points that checks can give."""
        return float(sum(m.of for m in self.marks if m.points is not None))


def lesson_of(cells: Sequence[Any], name: str, lessons: Mapping[int, Path]) -> int:
    """Tell the lesson by the exercises in it, or else by the file's name.

    Raises
    ------
    UnshiftError
        If it is none of the course.
    """
    keys = (exercise_key(c) for c in cells)
    counts = Counter(int(key.split(".")[0]) for key in keys if key)
    by_name = re.match(r"(\d\d)-", name)
    lesson = counts.most_common(1)[0][0] if counts else int(by_name[1]) if by_name else 0
    if lesson not in lessons:
        raise UnshiftError(
            "not a notebook of this course", f"notebook {name}", "it has none of its exercises"
        )
    return lesson


def mark_notebook(
    cells: Sequence[Any],
    source: Any,
    limits: Limits | None = None,
    *,
    hidden: Sequence[str] = (),
    student: str = "",
    closed: bool = True,
    progress: Callable[[int, int], None] | None = None,
    opened: Callable[[Session], None] | None = None,
) -> tuple[list[Mark], tuple[str, ...]]:
    """Mark one student's notebook.

    Parameters
    ----------
    cells : sequence of Cell or NotebookNode
        The student's.
    source : NotebookNode
        The lesson's. Its checks and parameters take the place of the student's.
    limits : Limits, optional
    hidden : sequence of str
        Folders that what runs is not to see.
    student : str
        For whom the notebook was made: the seed of its exercises.
    closed : bool
        Whether the notebook is shut in.
    progress : callable, optional
        Called with cells done and cells in all.
    opened : callable, optional
        Called with each session, for somebody who may want to end it.

    Returns
    -------
    list of Mark
        One for each check and open exercise of the source, in its order.
    tuple of str
        What the notebook was shut in by.
    """
    cells = [
        c if isinstance(c, Cell) else Cell(n, c.cell_type, c.source, c.metadata)
        for n, c in enumerate(cells, start=1)
    ]
    run = _Run(cells, source, limits or Limits(), student)
    for _ in range(AGAIN):
        with Session(run.limits, hidden, closed) as session:
            if opened is not None:
                opened(session)
            if run.through(session, progress):
                break
    return run.marks(), session.walls


class _Run:
    """One notebook on its way: what failed, and what was answered."""

    def __init__(self, cells: Sequence[Cell], source: Any, limits: Limits, student: str) -> None:
        self.cells, self.source, self.limits = cells, source, limits
        self.parameters, self.settings = _parameters(source, student)
        self.checks = {stem(c): c for c in source.cells if role(c) == "check"}
        self.code = [c for c in cells if c.cell_type == "code" and role(c) != "check"]
        self.last = {stem(c): n for n, c in enumerate(self.code) if stem(c) in self.checks}
        self.without: dict[int, Failed] = {}
        self.ruined: dict[str, Verdict | Failed] = {}
        self._begin()

    def _begin(self) -> None:
        self.failed: dict[int, Failed] = dict(self.without)
        self.found: dict[str, Verdict | Failed] = dict(self.ruined)

    def through(self, session: Session, progress: Callable[[int, int], None] | None) -> bool:
        """Run all cells; False if a cell or an answer ended the session: it is left out next."""
        self._begin()
        for n, cell in enumerate(self.code):
            if cell.number not in self.without:
                try:
                    session.run(self._code(cell))
                except Failed as failed:
                    self.failed[cell.number] = failed
                if session.ended and session.time_left():
                    self.without[cell.number] = self.failed[cell.number]
                    return False
            if self.last.get(stem(cell)) == n and not self._check(stem(cell), session):
                return False
            if progress is not None:
                progress(n + 1, len(self.code))
        for exercise in self.checks:
            if exercise not in self.last and not self._check(exercise, session):
                return False
        return True

    def _code(self, cell: Cell) -> str:
        tagged = cell.metadata.get("tags")
        is_settings = isinstance(tagged, list) and "parameters" in tagged
        return self.settings if is_settings and self.settings else cell.source

    def _check(self, exercise: str, session: Session) -> bool:
        """Check the answers of an exercise; False if that ended the session."""
        if exercise in self.ruined or session.ended:
            return True
        self._take(exercise, session)
        if session.ended and session.time_left():
            self.ruined[exercise] = self.found[exercise]
            return False
        return True

    def _take(self, exercise: str, session: Session) -> None:
        """Take the answers out, and check them where the student's code is not."""
        cell = self.checks[exercise]
        try:
            wanted = _arguments(cell.source)
            values = session.answers(wanted)
        except Failed as failed:
            self.found[exercise] = failed
            return
        values = [self.parameters.get(w, v) for w, v in zip(wanted, values, strict=True)]
        for value in values:
            if isinstance(value, Failed):
                self.found[exercise] = value
                return
        key = exercise_key(cell)
        if any(isinstance(v, RemoteFunction) for v in values):
            self.found[exercise] = verdict(key, *values)
        else:
            with _CHECKING:
                self.found[exercise] = verdict(key, *values)

    def marks(self) -> list[Mark]:
        made = []
        written = {exercise_key(c): c.source for c in self.cells if role(c) == "open"}
        for cell in self.source.cells:
            key = exercise_key(cell)
            of = (
                float(cell.metadata["nbgrader"]["points"]) if role(cell) in ("check", "open") else 0
            )
            if role(cell) == "check":
                made.append(self._mark(key, stem(cell), of))
            elif role(cell) == "open":
                text = written.get(key, "").replace(WRITE_HERE, "").strip()
                cause = "hand" if text else "unanswered"
                made.append(Mark(key, None, of, BY_HAND if text else NOTHING, cause, 0, text))
        return made

    def _mark(self, key: str, exercise: str, of: float) -> Mark:
        own = [c for c in self.cells if stem(c) == exercise]
        attempts = max((c.attempts for c in own), default=0)
        code = "\n\n".join(c.source for c in own if role(c) != "check" and c.cell_type == "code")
        found = self.found.get(exercise, Failed("Ended", "the session ended"))
        if isinstance(found, Verdict) and found.passed:
            return Mark(key, of, of, "passed", "right", attempts, code)
        cause, message = self._why(exercise, found)
        return Mark(key, 0.0, of, message, cause, attempts, code)

    def _why(self, exercise: str, found: Verdict | Failed) -> tuple[str, str]:
        """Tell the cause of an exercise that did not pass, and say it."""
        own = next(
            (
                self.failed[c.number]
                for c in self.code
                if stem(c) == exercise and c.number in self.failed
            ),
            None,
        )
        before = self.last.get(exercise, len(self.code))
        earlier = next(
            (
                (f"cell {c.number} from the top", self.failed[c.number])
                for c in self.code[:before]
                if c.number in self.failed and stem(c) != exercise
            ),
            None,
        )
        if own is not None:
            if own.name == "NameError" and earlier is not None:
                return "earlier", f"{own.text}; {_said(*earlier)}"
            return _cause(own), _said("your cell", own)
        if isinstance(found, Verdict):
            cause = "unanswered" if found.message == UNTOUCHED else "wrong"
            return cause, found.message
        if found.name == "NameError":
            if earlier is not None:
                return "earlier", f"{found.text}; {_said(*earlier)}"
            return "missing", f"{found.text}; its cell was deleted, or assigns another name"
        return _cause(found), f"{found.name}: {found.text}" if found.name != "Ended" else (
            f"not run: {found.text}"
        )


def _cause(failed: Failed) -> str:
    if not failed.read:
        return "syntax"
    return {"TimeLimit": "time", "Ended": "ended"}.get(failed.name, "error")


def _said(cell: str, failed: Failed) -> str:
    """Say in a few words how a cell failed."""
    if not failed.read:
        return f"{cell} is not Python: {failed.text}"
    if failed.name in ("TimeLimit", "Ended"):
        return f"{cell}: {failed.text}"
    return f"{cell} ends in {failed.name}{f': {failed.text}' if failed.text else ''}"


def _arguments(code: str) -> list[str]:
    """List the expressions that a cell of checks hands over, after the key."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "check":
            return [ast.unparse(a) for a in node.args[1:]]
    return []


def _parameters(source: Any, student: str) -> tuple[dict[str, Any], str]:
    """Return the parameters of a lesson and their cell, with the seed of the student."""
    for cell in source.cells:
        if "parameters" in cell.metadata.get("tags", []):
            values = {}
            for node in ast.parse(cell.source).body:
                if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                    values[node.targets[0].id] = ast.literal_eval(node.value)
            text = cell.source
            if student and "seed" in values and asks_for_seed(source):
                values["seed"] = seed_of(student)
                text = re.sub(r"(?m)^seed = .*$", f"seed = {values['seed']}", text)
            return values, text
    return {}, ""
