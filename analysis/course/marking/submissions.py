"""Finding what was handed in and reading it, whatever it is; nothing found is passed over.

A submission is read leniently: a notebook that nbformat would refuse can still be marked, as long
as it holds cells. What is no plain file, or is too large, is not opened.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.course.exercise import ATTEMPT
from analysis.errors import UnshiftError, UsageError

__all__ = ["LARGEST", "Cell", "Found", "Submission", "find_submissions", "read_submission"]

#: MB of a notebook at most; one with many figures has five.
LARGEST = 50
KINDS = {stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket", stat.S_IFLNK: "a link"}


@dataclass(frozen=True)
class Found:
    """Something that was handed in.

    Attributes
    ----------
    name : str
        Its path within the folder; bytes that are no text are escaped.
    path : Path
    problem : str
        Why it cannot be opened, or ``""``.
    """

    name: str
    path: Path
    problem: str = ""


@dataclass(frozen=True)
class Cell:
    """A cell as marking needs it.

    Attributes
    ----------
    number : int
        Its place in the notebook, from 1.
    cell_type : str
        ``code``, ``markdown``, or anything else, which is left alone.
    source : str
    metadata : dict
    attempts : int
        The highest number of an attempt that its outputs hold.
    """

    number: int
    cell_type: str
    source: str
    metadata: Mapping[str, Any] = field(default_factory=dict)
    attempts: int = 0


@dataclass(frozen=True)
class Submission:
    """A notebook that was handed in.

    Attributes
    ----------
    cells : tuple of Cell
    student : str
        For whom it was made (`analysis.course.editions.pack`), or ``""``.
    digest : str
        Of its bytes.
    """

    cells: tuple[Cell, ...]
    student: str = ""
    digest: str = ""


def find_submissions(folder: Path) -> list[Found]:
    """List what was handed in, in the order of the paths.

    Parameters
    ----------
    folder : Path
        Notebooks in it, and in folders in it.

    Returns
    -------
    list of Found
        Every path that ends in ``.ipynb``, and every folder of the first level that has none.
        What begins with a dot is left out. Links are told, and not followed.

    Raises
    ------
    UsageError
        If the folder does not exist or holds no notebooks.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise UsageError("no such folder", str(folder), "name the folder of students' notebooks")
    found = list(_within(folder, folder))
    if not found:
        raise UsageError("no notebooks", str(folder), "put students' notebooks there")
    for entry in sorted(os.scandir(folder), key=lambda e: e.name):
        name = _shown(entry.name)
        if name.startswith(".") or not entry.is_dir(follow_symlinks=False):
            continue
        if not any(f.name == name or Path(name) in Path(f.name).parents for f in found):
            inside = ", ".join(sorted(_shown(n) for n in os.listdir(entry.path))[:3])
            problem = f"no notebook in it{f' ({inside})' if inside else ''}"
            found.append(Found(name, Path(entry.path), problem))
    return sorted(found, key=lambda f: f.name)


def _within(folder: Path, top: Path) -> Iterator[Found]:
    try:
        entries = sorted(os.scandir(folder), key=lambda e: e.name)
    except OSError as error:
        name = _shown(str(folder.relative_to(top)))
        yield Found(name, folder, f"cannot be read: {error.strerror}")
        return
    for entry in entries:
        if Path(entry.name).match(".*"):
            continue
        path = Path(entry.path)
        name = _shown(path.relative_to(top).as_posix())
        notebook = entry.name.lower().endswith(".ipynb")
        if entry.is_dir(follow_symlinks=False) and not notebook:
            yield from _within(path, top)
        elif notebook:
            yield Found(name, path, _unfit(path))


def _unfit(path: Path) -> str:
    """Say why a path cannot be opened as a file."""
    try:
        about = path.lstat()
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    if stat.S_ISDIR(about.st_mode):
        return "a folder with the name of a notebook"
    if not stat.S_ISREG(about.st_mode):
        kind = KINDS.get(stat.S_IFMT(about.st_mode), "a device")
        return f"{kind}, which is not opened; hand in the file itself"
    if about.st_size > LARGEST * 1_000_000:
        return (
            f"{about.st_size / 1e6:.0f} MB, and {LARGEST} at most are read; clear its outputs and "
            "save it again"
        )
    return ""


def read_submission(path: Path) -> Submission:
    """Read a notebook.

    Raises
    ------
    UnshiftError
        If it is none; the message says what is wrong.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        with os.fdopen(os.open(path, flags), "rb") as file:
            raw = file.read(LARGEST * 1_000_000 + 1)
    except OSError as error:
        raise _not(f"cannot be read: {error.strerror}", path) from None
    if not raw.strip():
        raise _not("the file is empty", path)
    try:
        book = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise _not("this is not a notebook: its encoding is not UTF-8", path) from None
    except RecursionError:
        raise _not("this is not a notebook: nested too deeply", path) from None
    except ValueError as error:
        what = "cut off or damaged" if raw.lstrip()[:1] == b"{" else "no JSON"
        line = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise _not(f"this is not a notebook: {what}{line}", path) from None
    cells = _cells(book)
    if cells is None:
        raise _not("this is not a notebook: it has no list of cells", path)
    about = _mapping(_mapping(_mapping(book).get("metadata")).get("unshift"))
    student = about.get("student")
    return Submission(
        tuple(_cell(n, c) for n, c in enumerate(cells, start=1)),
        student if isinstance(student, str) else "",
        hashlib.sha256(raw).hexdigest(),
    )


def _not(what: str, path: Path) -> UnshiftError:
    return UnshiftError(what, f"notebook {_shown(path.name)}", "save it again from Jupyter")


def _cells(book: Any) -> list[Any] | None:
    """Return the cells; notebooks of the third format have them in sheets."""
    if not isinstance(book, dict):
        return None
    cells = book.get("cells")
    if cells is None and isinstance(book.get("worksheets"), list):
        cells = [c for sheet in book["worksheets"] for c in _mapping(sheet).get("cells") or []]
    return cells if isinstance(cells, list) else None


def _cell(number: int, cell: Any) -> Cell:
    cell = _mapping(cell)
    lines = cell.get("source", cell.get("input", ""))
    if isinstance(lines, list):
        lines = "".join(line for line in lines if isinstance(line, str))
    kind = cell.get("cell_type")
    outputs = cell.get("outputs")
    return Cell(
        number,
        kind if isinstance(kind, str) else "",
        # One that is half of a character cannot be run, written or shown.
        _plain(lines if isinstance(lines, str) else ""),
        _mapping(cell.get("metadata")),
        max([0, *map(_attempt, outputs)]) if isinstance(outputs, list) else 0,
    )


def _attempt(output: Any) -> int:
    about = _mapping(_mapping(_mapping(output).get("metadata")).get(ATTEMPT))
    number = about.get("attempt")
    return number if isinstance(number, int) and 0 <= number < 10_000 else 0


def _mapping(what: Any) -> dict[str, Any]:
    return what if isinstance(what, dict) else {}


def _plain(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _shown(name: str) -> str:
    """Return a name that can be printed and written: without controls, and bytes escaped."""
    text = name.encode("utf-8", "backslashreplace").decode("utf-8")
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)
