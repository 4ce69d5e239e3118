"""What a reader says of itself: the kind of file, how it is recognised, how it is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pandas as pd

from analysis.record.sheet import Sheet

__all__ = ["Columns", "Layout", "Paths", "each"]

#: Names that a file shows of itself: of its columns, of the fields of its first object.
Columns: TypeAlias = Sequence[str]
#: Where a sheet without any day stands.
LAST = pd.Timestamp.max
#: The files in use, by kind.
Paths: TypeAlias = Mapping[str, Sequence[Path]]


@dataclass(frozen=True)
class Layout:
    """A layout of files that the suite reads; each stands in the file of its reader.

    Attributes
    ----------
    kind : str
        Its short name, as `unshift data status` shows it.
    title : str
        What such a file is, for people.
    recognises : callable
        Says from the names of columns (see `Columns`) whether a file is of this kind.
    read : callable or None
        Reads all files of the kind, given those in use by kind; None for a file that is read
        with another (issues with their roll calls) or further downstream (published points).
    needs : tuple of str
        Kinds without which files of this one make no record (votes cast need their roll calls).
    once : bool
        Whether one file is enough, the first on the search path; else all are read, since each
        may cover other years.
    """

    kind: str
    title: str
    recognises: Callable[[Columns], bool]
    read: Callable[[Paths], list[Sheet]] | None = None
    needs: tuple[str, ...] = ()
    once: bool = False


def each(kind: str, read: Callable[[Path], Sheet]) -> Callable[[Paths], list[Sheet]]:
    """Make a reader of all files of a kind from one that reads a single file.

    Returns
    -------
    callable
        Gives the sheets in order of their first roll calls.

    Examples
    --------
    >>> each("matrix", lambda path: 1 / 0)({"bulk": [Path("b.csv")]})
    []
    """

    def read_all(paths: Paths) -> list[Sheet]:
        sheets = [read(path) for path in paths.get(kind, [])]
        return sorted(sheets, key=lambda s: (_first_day(s), s.source.name))

    return read_all


def _first_day(sheet: Sheet) -> pd.Timestamp:
    """Return the first day of a sheet's roll calls, or of its texts where no vote was taken."""
    return min((t["date"].min() for t in (sheet.calls, sheet.texts) if len(t)), default=LAST)
