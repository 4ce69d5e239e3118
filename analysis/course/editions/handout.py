"""A lesson on paper: prose, code as listings, outputs, exercises in boxes.

The notebook is first turned into one without code, whose listings and outputs are Markdown;
`analysis.reporting.press.document` composes that as it composes a report.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from analysis.course.editions.marks import exercise_key, role, unmarked
from analysis.course.editions.validation import INSTRUCTOR
from analysis.errors import UnshiftError
from analysis.files import throw_away, whole_file
from analysis.reporting.display import MIME
from analysis.reporting.press.as_typst import typst_markdown
from analysis.reporting.press.document import compose
from analysis.reporting.press.typeset import REFERENCES, compile_typst, pandoc

__all__ = ["as_document", "print_handout"]

#: Lines to write on after an open exercise, in the student's edition.
ROOM = 8
WIDGET = "application/vnd.jupyter.widget-view+json"
_TITLE = re.compile(r"^# (.+)$", re.MULTILINE)


def print_handout(book: Any, name: str, edition: str, target: Path, when: datetime) -> Path:
    """Write the PDF of a lesson.

    Parameters
    ----------
    book : NotebookNode
        An executed edition.
    name : str
        Of its source, without suffix; for messages.
    edition : {"student", "instructor"}
    target : Path
        Where the PDF goes; it appears there complete or not at all.
    when : datetime
        Stamped into the PDF: the same inputs and date give the same bytes.

    Returns
    -------
    Path
        `target`.

    Raises
    ------
    UnshiftError
        If a figure has no caption, a reference no target, or pandoc or Typst cannot make it.
    """
    with throw_away() as place:
        folder = Path(place)
        copy = folder / f"{name}.ipynb"
        _check_pictures(book, name)
        nbformat.write(as_document(book, edition), copy)
        document = compose([copy])
        # `compose` has seen to it that there is one heading of the first level.
        texts = (c.source for c in book.cells if c.cell_type == "markdown")
        title = next(m[1] for text in texts if (m := _TITLE.search(text)))
        meta = {
            "title": title,
            "edition": f"{edition}’s edition",
            "series": f"unshift · a course on measuring foreign policy from votes · {edition}",
            "record": "Public record of votes of the United Nations; see data/README.md",
            "year": when.year,
            "month": when.month,
            "day": when.day,
        }
        parts = [
            '#import "/course.typ": *',
            '#show: handout.with(json("/meta.json"))',
            pandoc(typst_markdown(document.parts), REFERENCES),
        ]
        try:
            source = "\n\n".join(parts)
            pdf = compile_typst(folder, "lesson", source, meta, document.pictures, when)
        except UnshiftError as error:
            raise UnshiftError(
                error.what, f"notebook {name}", "correct the text of the lesson"
            ) from None
        with whole_file(target) as part:
            shutil.copyfile(pdf, part)
    return target


def as_document(book: Any, edition: str) -> Any:
    """Turn an executed edition into a notebook that can be composed.

    Parameters
    ----------
    book : NotebookNode
    edition : {"student", "instructor"}

    Returns
    -------
    NotebookNode
        Markdown cells, and code cells that hold figures and tables and no code.
    """
    made = new_notebook()
    cells = list(book.cells)
    box = ""  # the exercise whose box is open
    for cell, after in zip(cells, [*cells[1:], None], strict=True):
        begins = cell.cell_type == "markdown" and not role(cell) and _answers(after)
        if box and (begins or (role(cell) and exercise_key(cell) != box)):
            made.cells.append(_typst("]"))
            box = ""
        if begins:
            before, text = _split(cell.source)
            box = exercise_key(after)
            made.cells += [new_markdown_cell(before)] if before else []
            whole = edition == "student" and role(after) == "solution"
            opening = "#exercise(whole: true)[" if whole else "#exercise["
            made.cells += [_typst(opening), new_markdown_cell(text)]
            continue
        if box and not role(cell):
            made.cells.append(_typst("]"))
            box = ""
        aside = INSTRUCTOR in cell.metadata.get("tags", [])
        made.cells += [_typst("#for-instructors[")] if aside else []
        made.cells += list(_pieces(cell, edition))
        made.cells += [_typst("]")] if aside else []
    made.cells += [_typst("]")] if box else []
    return made


def _check_pictures(book: Any, name: str) -> None:
    """Refuse what the document would refuse, while the number of the cell is still known."""
    for number, cell in enumerate(book.cells, start=1):
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if MIME not in data and ("image/svg+xml" in data or "image/png" in data):
                raise UnshiftError(
                    "a figure without a caption",
                    f"notebook {name}, cell {number}",
                    "show it with show_figure",
                )


def _answers(cell: Any) -> bool:
    return cell is not None and role(cell) in ("solution", "open")


def _split(text: str) -> tuple[str, str]:
    """Part what stands before the heading of an exercise from the exercise."""
    at = text.rfind("\n### ")
    return (text[:at].strip(), text[at:].strip()) if at > 0 else ("", text)


def _pieces(cell: Any, edition: str) -> Iterator[Any]:
    """Go through what one cell becomes."""
    if cell.cell_type == "markdown":
        solved = role(cell) == "open" and edition == "instructor"
        if solved:
            yield _typst('#label-line("A model answer")')
        if role(cell) == "open" and edition == "student":
            yield _typst(f"#room({ROOM})")
            return
        yield new_markdown_cell(unmarked(cell.source))
        return
    if cell.cell_type != "code" or not cell.source.strip():
        return
    if role(cell) in ("solution", "open") and edition == "instructor":
        yield _typst('#label-line("A solution")')
    yield _call("listing", unmarked(cell.source))
    for output in cell.get("outputs", []):
        yield from _output(output)


def _output(output: Any) -> Iterator[Any]:
    data = output.get("data", {})
    if MIME in data or "image/svg+xml" in data or "image/png" in data:
        yield new_code_cell("", outputs=[output])
    elif output.output_type == "stream" and output.name == "stdout":
        yield _call("output", output.text)
    elif "text/plain" in data and WIDGET not in data:
        yield _call("output", data["text/plain"])


def _call(function: str, text: str) -> Any:
    """Write a text as the argument of a function of the template, where it is never markup."""
    signs = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "@": "\\u{40}", "`": "\\u{60}", "\t": "    "}
    escaped = "".join(signs.get(c, c) for c in text.rstrip("\n"))
    return _typst(f'#{function}("{escaped}")')


def _typst(source: str) -> Any:
    return new_markdown_cell(f"```{{=typst}}\n{source}\n```")
