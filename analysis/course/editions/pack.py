"""What students get: their notebooks and what they run on in one archive, without solutions.

The same lessons give the same bytes. A class list gives each student notebooks with a seed of
their own, by which `analysis.course.marking` knows whose they are.
"""

from __future__ import annotations

import csv
import io
import re
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import nbformat

from analysis.course.editions.make import (
    COURSE,
    asks_for_seed,
    find_lessons,
    read_lesson,
    set_parameters,
    student_edition,
)
from analysis.course.editions.wheel import WHEEL, course_wheel, zipped
from analysis.course.exercise import seed_of
from analysis.errors import UsageError
from analysis.files import check_place, read_parquet, read_plain, whole_file
from analysis.paths import ROOT
from analysis.plain_tables import ENDING, as_arrays

__all__ = ["ARCHIVE", "SUITE", "needs", "pack_course", "read_class"]

ARCHIVE = "unshift-course.zip"
#: The functions that the lessons use; lies beside the notebooks.
SHEET = "cheat-sheet.md"
#: Of the checkout, what lessons and checks need to run.
SUITE = ("analysis", "data/embedded", "data/derived", "reports/template/fonts")
FILES = (
    "CITATION.cff",
    "LICENSE",
    "data/README.md",
    "data/known_changes.csv",
    "data/registry.yml",
    "study.yml",
)
#: The list of what lessons need, and what the wheel leaves to the place they are opened in: Colab
#: has ipywidgets 7 and works with no other.
LIST = "binder/requirements.txt"
NOT_ASKED = re.compile(
    r"^(jupyterlab|ipykernel|ipywidgets|nbformat|typer|rich|hatchling|editables)\b"
)
#: Of that list, what makes lessons quicker and is three eighths of an environment: they do without.
QUICKER = re.compile(r"^(numba|pyarrow)\b")
#: What lessons do not ask for: half of the size; and what makes files that lessons ask about.
LEFT_OUT = re.compile(
    r"(^|/)(__pycache__|\.[^/]*)(/|$)|^analysis/workshop/|\.nb[ic]$|\.pyc$"
    r"|^data/derived/(dyads_1|distances|items|run_(?!all)|ideal_points_(?!all))"
)
BYTES = 1_000_000
#: Characters that no name has.
NO_TEXT = re.compile("[\\x00-\\x1f\\x7f-\\x9f]")
START = f"""# Measuring foreign policy from votes

`lessons` holds the notebooks; the file that ends in `.whl` holds the programs and data they use.
Python 3.11 or later is needed. In this folder, on macOS and Linux:

    python3 -m venv .venv
    .venv/bin/python -m pip install --no-compile jupyterlab ipywidgets {WHEEL}
    .venv/bin/python -m jupyterlab lessons

and on Windows:

    py -m venv .venv
    .venv\\Scripts\\python -m pip install --no-compile jupyterlab ipywidgets {WHEEL}
    .venv\\Scripts\\python -m jupyterlab lessons

The first line makes an environment, the second fills it and needs a network, the third opens the
lessons; only the third is needed again. It takes some 600 MB. In Colab, upload the file and run
`%pip install {WHEEL}` in a first cell.

Write your answers where the notebooks say so, run the cell of the check below, and read its hint.
Save the notebook and hand in the file itself. Leave the first cell of parameters as it is: your
exercises may have a seed of their own.
"""


def pack_course(
    out: Path, lessons: Sequence[int] = (), students: Sequence[str] = (), folder: Path | None = None
) -> list[Path]:
    """Write the archive for students, and with a class list one of notebooks for each.

    Parameters
    ----------
    out : Path
        A folder; gets `ARCHIVE`, and ``students/NAME.zip``.
    lessons : sequence of int
        Default all.
    students : sequence of str
        Names or numbers, as `read_class` returns them.
    folder : Path, optional
        Of the source notebooks.

    Returns
    -------
    list of Path
        The archives, that of the class first.

    Raises
    ------
    UsageError
        If there is no such lesson, two students have the same name, or `out` is a file.
    """
    found = find_lessons() if folder is None else find_lessons(folder)
    for n in lessons:
        if n not in found:
            raise UsageError(
                f"no lesson {n}", "--lesson", f"there are {', '.join(map(str, found))}"
            )
    names = [_slug(s) for s in students]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"two students {name!r}", "--class", "give each another name")
    out = Path(out).absolute()
    check_place(out, "--out", folder=True)
    books = {found[n].name: student_edition(read_lesson(found[n])) for n in lessons or found}
    out.mkdir(parents=True, exist_ok=True)
    sheet = (COURSE / SHEET).read_bytes()
    common = {"unshift-course/START.md": START.encode(), f"unshift-course/{SHEET}": sheet}
    if not students:
        common |= _notebooks(books, "unshift-course/lessons/")
    wheel = course_wheel(dict(_suite()), needs(), {"fast": needs(quicker=True)})
    _write(out / WHEEL, wheel)
    common |= {f"unshift-course/{WHEEL}": wheel}
    made = [_write(out / ARCHIVE, zipped(common))]
    for student, name in zip(students, names, strict=True):
        (out / "students").mkdir(exist_ok=True)
        own = {n: _for(book, student) for n, book in books.items()}
        made.append(_write(out / "students" / f"{name}.zip", zipped(_notebooks(own, "lessons/"))))
    return made


def needs(quicker: bool = False) -> list[str]:
    """List what lessons import, with its bounds, from the one list of it; or what they do without.

    Parameters
    ----------
    quicker : bool
        For what lessons run quicker with, and without it too.
    """
    lines = (ROOT / LIST).read_text("utf-8").splitlines()
    asked = [n for n in lines if n and not n.startswith("#") and not NOT_ASKED.match(n)]
    return [n for n in asked if bool(QUICKER.match(n)) == quicker]


def read_class(path: Path) -> list[str]:
    """Read a class list: the first column of a CSV, or a name a line.

    A first line of ``student``, ``name`` or ``id`` is a heading.

    Raises
    ------
    UsageError
        If it cannot be read, names nobody, or is no text, as an archive is not.
    """
    try:
        text = read_plain(path, BYTES).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot be read: {error}", str(path), "give a CSV in UTF-8") from None
    try:  # any of the line ends that there are
        rows = list(csv.reader(io.StringIO(text, newline=None)))
    except csv.Error as error:
        raise UsageError(f"not a list: {error}", str(path), "write a name a line") from None
    cells = [row[0].strip() for row in rows if row]
    names = [c for c in cells if c]
    if names and names[0].casefold() in ("student", "name", "id"):
        names = names[1:]
    if not names:
        raise UsageError("nobody is in the class", str(path), "write a name a line")
    if any(NO_TEXT.search(name) for name in names):
        raise UsageError("this is no list of names", str(path), "give a CSV in UTF-8")
    return names


def _for(book: Any, student: str) -> Any:
    """Return a notebook with the student's own seed, and name it in its metadata."""
    made = nbformat.reads(nbformat.writes(book), as_version=4)
    made.metadata["unshift"] = {"student": student}
    if asks_for_seed(made):
        set_parameters(made, seed=seed_of(student))
    return made


def _slug(student: str) -> str:
    return re.sub(r"[^\w.@-]+", "_", student).strip("._") or "student"


def _notebooks(books: dict[str, Any], below: str) -> dict[str, bytes]:
    return {below + name: (nbformat.writes(b) + "\n").encode() for name, b in books.items()}


def _suite() -> Iterator[tuple[str, bytes]]:
    """Go through the files of the suite: those that git knows, or in an archive of it all."""
    names = [n for n in _known() if n in FILES or n.startswith(tuple(f"{s}/" for s in SUITE))]
    for name in sorted(n for n in names if not LEFT_OUT.search(n)):
        path = ROOT / name
        if path.suffix == ".parquet":  # read by every lesson, and pyarrow is not asked for
            yield str(Path(name).with_suffix(ENDING).as_posix()), as_arrays(read_parquet(path))
        else:
            yield name, path.read_bytes()


def _known() -> list[str]:
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT, capture_output=True, check=True, timeout=60,
        )  # fmt: skip
        names = listed.stdout.decode("utf-8").split("\0")
    except (OSError, subprocess.SubprocessError):
        names = [p.relative_to(ROOT).as_posix() for s in SUITE for p in (ROOT / s).rglob("*")]
        names += FILES
    return [n for n in names if n and (ROOT / n).is_file()]


def _write(path: Path, data: bytes) -> Path:
    with whole_file(path) as part:
        part.write_bytes(data)
    return path
