"""Two editions of one source notebook: the student's, and the instructor's with solutions.

Cells carry nbgrader's metadata (schema 3). A solution stands between two marks; its check is
the cell that has the same exercise in its ``grade_id``::

    L3-E2-solution   answer = ... between the marks
    L3-E2-check      check("3.2", answer)

A cell that is graded and solution at once is an open exercise, marked by hand.
"""

from __future__ import annotations

import ast
import re
import textwrap
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import nbformat

from analysis.course.editions.marks import blocks, open_exercise, role, stem
from analysis.course.editions.validation import INSTRUCTOR, check_lesson
from analysis.errors import UnshiftError, UsageError
from analysis.files import read_plain
from analysis.paths import NOTEBOOKS, shown

__all__ = [
    "COURSE",
    "asks_for_seed",
    "find_lessons",
    "instructor_edition",
    "names_checked",
    "placeholders_before",
    "read_lesson",
    "read_notebook",
    "set_parameters",
    "student_edition",
]

COURSE = NOTEBOOKS / "course"
PLACEHOLDER = "...  # your answer"
STUB = 'raise NotImplementedError("your answer")'
CODE_HERE = "# Write your code here."
WRITE_HERE = "*Write your answer here.*"
#: What a cell and a notebook of the student's edition may say about themselves.
KEPT = ("nbgrader", "tags", "editable", "deletable")
NOTEBOOK_KEPT = ("kernelspec", "language_info")


def find_lessons(folder: Path = COURSE) -> dict[int, Path]:
    """Find the source notebooks of the lessons.

    Parameters
    ----------
    folder : Path
        Holds ``NN-topic.ipynb``.

    Returns
    -------
    dict of lesson number to Path, in order

    Raises
    ------
    UnshiftError
        If there are none, or two have the same number.
    """
    found: dict[int, Path] = {}
    for path in sorted(Path(folder).glob("[0-9][0-9]-*.ipynb")):
        n = int(path.name[:2])
        if n in found:
            raise UnshiftError(
                f"two notebooks of lesson {n}", f"{found[n].name}, {path.name}", "rename one"
            )
        found[n] = path
    if not found:
        raise UnshiftError("no lessons", shown(folder), "restore the folder from git")
    return found


def read_lesson(path: Path) -> Any:
    """Read a source notebook and check that both editions can be made from it.

    Returns
    -------
    NotebookNode

    Raises
    ------
    UnshiftError
        If the file is no notebook, or its cells do not fit together; see
        `analysis.course.editions.validation.check_lesson`.
    """
    book = read_notebook(path)
    check_lesson(book, path.stem)
    return book


#: Bytes of a notebook; those of the course are a hundredth of it.
LARGEST = 64 << 20


def read_notebook(path: Path) -> Any:
    """Read any notebook.

    Raises
    ------
    UnshiftError
        If it cannot be read as one.
    """
    where = f"notebook {Path(path).stem}"
    try:
        text = read_plain(Path(path), LARGEST).decode("utf-8")
        with warnings.catch_warnings():  # of ids that older notebooks lack, which are given here
            warnings.simplefilter("ignore")
            book = nbformat.reads(text, as_version=4)
            nbformat.validate(book)
    except OSError as error:
        raise UnshiftError(f"cannot be read: {error.strerror}", where) from None
    except Exception:  # nbformat raises several kinds, all meaning the same
        raise UnshiftError("this is not a notebook", where, "save it again from Jupyter") from None
    return book


def instructor_edition(book: Any) -> Any:
    """Make the instructor's edition: everything, without outputs.

    Parameters
    ----------
    book : NotebookNode
        A source notebook; it stays as it is.

    Returns
    -------
    NotebookNode
    """
    made = nbformat.reads(nbformat.writes(book), as_version=4)
    for cell in made.cells:
        _clear(cell)
    return made


def student_edition(book: Any) -> Any:
    """Make the student's edition: placeholders for solutions, nothing only for instructors.

    Every name that a check uses and its solution assigns becomes ``name = ...``; in the body
    of a function the solution becomes ``raise NotImplementedError``. Both are answers that
    `analysis.course.check` takes for none.

    Parameters
    ----------
    book : NotebookNode
        A source notebook that passes `check_lesson`; it stays as it is.

    Returns
    -------
    NotebookNode

    Raises
    ------
    UnshiftError
        If a solution assigns none of the names that its check uses.
    """
    made = instructor_edition(book)
    names = {stem(cell): names_checked(cell.source) for cell in book.cells if role(cell) == "check"}
    kept = []
    for number, cell in enumerate(made.cells, start=1):
        if INSTRUCTOR in cell.metadata.get("tags", []):
            continue
        if role(cell) == "solution":
            cell.source = _without_solution(cell.source, names.get(stem(cell), []), number)
            cell.metadata["deletable"] = False
        elif open_exercise(cell):
            here = CODE_HERE if cell.cell_type == "code" else WRITE_HERE
            cell.source = _replaced(cell.source, partial(_here, here))
            cell.metadata["deletable"] = False
        elif role(cell) == "check":
            cell.metadata.update(deletable=False, editable=False)
        cell.metadata = nbformat.from_dict({k: v for k, v in cell.metadata.items() if k in KEPT})
        cell.pop("attachments", None)
        kept.append(cell)
    made.cells = kept
    made.metadata = nbformat.from_dict(
        {k: v for k, v in made.metadata.items() if k in NOTEBOOK_KEPT}
    )
    return made


def names_checked(source: str) -> list[str]:
    """List the variables that the calls of ``check`` in a cell are given.

    Examples
    --------
    >>> names_checked('check("3.2", slope, at(table))')
    ['slope', 'at', 'table']
    """
    names: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "check":
            for argument in node.args[1:]:
                names += [n.id for n in ast.walk(argument) if isinstance(n, ast.Name)]
    return list(dict.fromkeys(names))


def asks_for_seed(book: Any) -> bool:
    """Say whether a check of the lesson is given its ``seed``: others show the same to all."""
    return any("seed" in names_checked(c.source) for c in book.cells if role(c) == "check")


def placeholders_before(source: str, names: list[str]) -> str:
    r"""Put placeholders before each solution of a cell, and leave the solution where it is.

    For nbgrader, which takes a solution out and knows no names.

    Parameters
    ----------
    source : str
    names : list of str
        Those that the check is given.

    Examples
    --------
    >>> placeholders_before("### BEGIN SOLUTION\na = 1\n### END SOLUTION", ["a"])
    'a = ...  # your answer\n### BEGIN SOLUTION\na = 1\n### END SOLUTION'
    """
    lines = source.split("\n")
    for block in reversed(blocks(source)):
        if not block.indent:
            given = [n for n in names if n in _assigned(block.text)]
            lines[block.first : block.first] = [f"{n} = {PLACEHOLDER}" for n in given]
    return "\n".join(lines)


def set_parameters(book: Any, **values: Any) -> Any:
    """Set parameters of a lesson in place, in its cell of parameters.

    Raises
    ------
    UsageError
        If the lesson has no such parameter.
    """
    for cell in book.cells:
        if "parameters" not in cell.metadata.get("tags", []):
            continue
        for name, value in values.items():
            line = re.compile(rf"^{name} = .*$", re.MULTILINE)
            if not line.search(cell.source):
                raise UsageError(f"no parameter {name!r}", "lesson", "see its second cell")
            cell.source = line.sub(f"{name} = {value!r}".replace("\\", r"\\"), cell.source)
    return book


def _clear(cell: Any) -> None:
    if cell.cell_type == "code":
        cell.outputs, cell.execution_count = [], None


def _without_solution(source: str, names: list[str], number: int) -> str:
    """Replace the solutions of a cell by placeholders for the names that its check uses."""
    open_names = [n for n in names if n in _assigned("\n".join(b.text for b in blocks(source)))]
    inside = any(b.indent for b in blocks(source))
    if not open_names and not inside:
        raise UnshiftError(
            "the solution assigns none of the names that its check uses",
            f"cell {number}",
            f"assign {', '.join(names) or 'a name and check it'} between the marks",
        )

    def placeholders(text: str, indent: str) -> list[str]:
        if indent:
            return [indent + STUB]
        return [f"{n} = {PLACEHOLDER}" for n in open_names if n in _assigned(text)]

    return _replaced(source, placeholders)


def _here(text: str, _: str, indent: str) -> list[str]:
    return [indent + text]


def _replaced(source: str, by: Callable[[str, str], list[str]]) -> str:
    """Put lines in the place of each solution; they are made from its text and indentation."""
    lines = source.split("\n")
    for block in reversed(blocks(source)):
        lines[block.first : block.last + 1] = by(block.text, block.indent)
    return "\n".join(lines)


def _assigned(code: str) -> set[str]:
    """Return the names that a piece of code gives a value at its top level."""
    names: set[str] = set()
    for node in ast.parse(textwrap.dedent(code)).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                names |= {n.id for n in ast.walk(target) if isinstance(n, ast.Name)}
        else:  # a loop or a branch may assign, too
            names |= {
                n.id
                for n in ast.walk(node)
                if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
            }
    return names
