"""The files of a record as they were when a report was planned: its chapters read these alone.

A report takes a while. A file that appears meanwhile must not reach the later chapters, and one
that has changed or gone must not pass unnoticed. So a plan lists the files with their hashes, and
what looks for files of votes while a job runs is given that list.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from pathlib import Path

from analysis.errors import RecordError
from analysis.files import whole_file
from analysis.paths import shown

__all__ = [
    "FACTS",
    "VARIABLE",
    "PlannedFile",
    "planned",
    "planned_file",
    "reading",
    "write_planned",
]

#: Names the file with the list, for processes that are started to run a chapter.
VARIABLE = "UNSHIFT_PLANNED"
#: Kind of the files that come with the suite, which are not looked for.
FACTS = "facts"
_FILES: ContextVar[tuple[PlannedFile, ...] | None] = ContextVar("planned files", default=None)


@dataclass(frozen=True)
class PlannedFile:
    """A file of the record.

    Attributes
    ----------
    kind : str
        What it holds, as `Found` says, or `FACTS`.
    path : str
    used : bool
        Whether the record is made from it.
    sha256 : str
        Empty if it could not be read.
    """

    kind: str
    path: str
    used: bool
    sha256: str


def planned_file(kind: str, path: Path, used: bool = True) -> PlannedFile:
    """List a file as it is now."""
    return PlannedFile(kind, str(path), used, _sha256(path))


@contextmanager
def reading(files: Sequence[PlannedFile]) -> Iterator[None]:
    """Let the record be these files and no others, in this thread.

    Raises
    ------
    RecordError
        If one of them has changed or gone.
    """
    _check(files)
    token = _FILES.set(tuple(files))
    try:
        yield
    finally:
        _FILES.reset(token)


def planned() -> list[PlannedFile] | None:
    """Return the files that were planned; None where nothing was.

    Raises
    ------
    RecordError
        If one of them has changed or gone, or the list cannot be read.

    Examples
    --------
    >>> with reading([]):
    ...     planned()
    []
    """
    files = _FILES.get()
    if files is None:
        named = os.environ.get(VARIABLE)
        if not named:
            return None
        try:
            rows = json.loads(Path(named).read_text(encoding="utf-8"))
            files = tuple(PlannedFile(**row) for row in rows)
        except (OSError, ValueError, TypeError):
            raise RecordError(
                "the list of planned files cannot be read", named, f"unset {VARIABLE}"
            ) from None
    _check(files)
    return [file for file in files if file.kind != FACTS]


def write_planned(files: Sequence[PlannedFile], path: Path) -> None:
    """Write the list that `VARIABLE` may name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(path) as part:
        part.write_text(json.dumps([asdict(f) for f in files], indent=1), encoding="utf-8")


def _check(files: Sequence[PlannedFile]) -> None:
    for file in files:
        path = Path(file.path)
        if _sha256(path) != file.sha256:
            became = "has changed" if path.exists() else "has gone"
            raise RecordError(
                f"the file {became} since the report was planned",
                shown(path),
                "make the report again when the files are in place",
            )


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:  # its reader will say what is wrong with it
        return ""
