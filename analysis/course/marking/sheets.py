"""The tables of a class, and one sheet with all open answers beside what they are marked by."""

from __future__ import annotations

import csv
import html
import io
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from analysis.course.editions.marks import blocks, exercise_key, role, unmarked
from analysis.course.marking.marks import Mark, Marked
from analysis.course.marking.pages import markdown, page
from analysis.errors import UnshiftError
from analysis.files import read_plain, whole_file
from analysis.harmless import is_formula, safe_cell

__all__ = ["EXERCISES", "MARKS", "OPEN", "SHEET", "read_points", "write_sheets"]

MARKS, EXERCISES = "marks.csv", "exercises.csv"
OPEN, SHEET = "open-answers.csv", "open-answers.html"
#: Bytes of a sheet that a person filled in, at most.
LARGEST = 50_000_000


def write_sheets(marked: Iterable[Marked], out: Path, sources: Mapping[int, Any]) -> None:
    """Write the tables and the sheet of open answers.

    Parameters
    ----------
    marked : iterable of Marked
    out : Path
    sources : mapping of lesson number to source notebook
        For the questions, and what they are marked by.
    """
    marked = list(marked)
    keys = sorted({m.exercise for item in marked for m in item.marks}, key=_order)
    head = ["notebook", "student", "lesson", "points", "of", "by hand", *keys, "problem"]
    _write(out / MARKS, head, (_row(item, keys) for item in marked))
    _write(
        out / EXERCISES,
        ["notebook", "student", "exercise", "points", "of", "cause", "attempts", "message"],
        (
            [item.notebook, item.student, m.exercise, _number(m.points), _number(m.of), m.cause,
             m.attempts or "", m.message]
            for item in marked
            for m in item.marks
        ),
    )  # fmt: skip
    answers = [(i, m) for i in marked for m in i.marks if m.cause == "hand"]
    answers.sort(key=lambda pair: (_order(pair[1].exercise), pair[0].notebook))
    _write(
        out / OPEN,
        ["notebook", "student", "exercise", "of", "points", "remark", "answer"],
        (
            [i.notebook, i.student, m.exercise, _number(m.of), _number(m.given), m.remark, m.answer]
            for i, m in answers
        ),
    )
    with whole_file(out / SHEET) as part:
        part.write_text(_sheet(answers, sources), encoding="utf-8", errors="replace")


def read_points(out: Path) -> dict[tuple[str, str], tuple[float | None, str]]:
    """Read points and remarks that a person wrote into the sheet of open answers.

    Returns
    -------
    dict of (notebook, exercise) to (points or None, remark)
        Empty without a sheet. A cell that is no number counts as not filled in.

    Raises
    ------
    UnshiftError
        If there is a sheet that cannot be read: a new one would take the place of what a person
        wrote.
    """
    try:
        text = read_plain(out / OPEN, LARGEST).decode("utf-8-sig", "replace")
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise _unread(str(error.strerror), out) from None
    # A spreadsheet of some countries saves with semicolons.
    line = text.partition("\n")[0]
    held = io.StringIO(text, newline=None)
    found = {}
    try:
        rows = list(csv.DictReader(held, delimiter=";" if ";" in line else ","))
    except csv.Error as error:
        raise _unread(str(error), out) from None
    for row in rows:
        try:
            points: float | None = float((row.get("points") or "").replace(",", "."))
        except ValueError:
            points = None
        if points is not None and not math.isfinite(points):
            points = None
        remark = _unarmed(row.get("remark") or "")
        if points is not None or remark:
            name = _unarmed(row.get("notebook") or "")
            found[name, row.get("exercise") or ""] = (points, remark)
    return found


def _unread(why: str, out: Path) -> UnshiftError:
    return UnshiftError(
        f"the sheet that was filled in cannot be read: {why}",
        str(out / OPEN),
        "save it as a CSV in UTF-8 again, or move it away",
    )


def rubric(source: Any, key: str) -> tuple[str, str]:
    """Return the question of an open exercise, and its model answer with what it is marked by."""
    question = ""
    for cell in source.cells:
        if cell.cell_type == "markdown" and re.search(
            rf"### Exercise {re.escape(key)}\b", cell.source
        ):
            question = cell.source[cell.source.index(f"### Exercise {key}") :]
        if role(cell) == "open" and exercise_key(cell) == key:
            found = blocks(cell.source)
            return question, found[0].text if found else unmarked(cell.source)
    return question, ""


def _row(item: Marked, keys: Sequence[str]) -> list[Any]:
    by_key = {m.exercise: m for m in item.marks}
    given = [m.given for m in item.marks if m.given is not None]
    cells = [_cell(by_key.get(key)) for key in keys]
    points = ["", "", ""]
    if not item.problem:
        points = [_number(item.points), _number(item.of), _number(sum(given)) if given else ""]
    return [item.notebook, item.student, item.lesson or "", *points, *cells, item.problem]


def _cell(mark: Mark | None) -> str:
    if mark is None:
        return ""
    return _number(mark.given if mark.points is None else mark.points)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _order(key: str) -> tuple[int, ...]:
    return tuple(int(part) for part in key.split("."))


def _write(path: Path, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with (
        whole_file(path) as part,
        part.open("w", encoding="utf-8", errors="replace", newline="") as file,
    ):
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows([_armed(str(c)) for c in row] for row in rows)


def _armed(text: str) -> str:
    """Keep a spreadsheet from taking what a student wrote for a formula."""
    text = text.replace("\0", "")
    is_number = re.fullmatch(r"-?\d+(\.\d+)?", text)
    return text if is_number else safe_cell(text)


def _unarmed(text: str) -> str:
    return text[1:] if text[:1] == "'" and is_formula(text[1:]) else text


def _sheet(answers: Sequence[tuple[Marked, Mark]], sources: Mapping[int, Any]) -> str:
    parts = [
        f"<p>{len(answers)} answers. Write points and remarks into <code>{OPEN}</code> and run "
        "<code>unshift course check</code> again: they are added to the marks and to the pages "
        "of feedback.</p>"
    ]
    parts += list(_sections(answers, sources))
    return page("Open answers", "\n".join(parts))


def _sections(answers: Sequence[tuple[Marked, Mark]], sources: Mapping[int, Any]) -> Iterator[str]:
    last = ""
    for item, mark in answers:
        if mark.exercise != last:
            last = mark.exercise
            question, model = (
                rubric(sources[item.lesson], last) if item.lesson in sources else ("", "")
            )
            of = [m for _, m in answers if m.exercise == last]
            yield f"<h2>Exercise {last}: {len(of)} answers, {mark.of:g} points each</h2>"
            yield f"<details><summary>The question</summary>{markdown(question)}</details>"
            shown = f"<summary>Model answer and rubric</summary>{markdown(model)}"
            yield f"<details open>{shown}</details>"
        who = html.escape(item.student or item.notebook)
        words = len(mark.answer.split())
        points = (
            f"{mark.given:g} of {mark.of:g}" if mark.given is not None else f"__ of {mark.of:g}"
        )
        yield f"<section class='answer'><h3>{who} <span>{words} words · {points}</span></h3>"
        yield f"{markdown(mark.answer)}"
        if mark.remark:
            yield f"<p class='remark'>{html.escape(mark.remark)}</p>"
        yield "</section>"
