"""Taking in a file that a person downloaded: known by its content, read, and filed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.errors import RecordError, UsageError
from analysis.paths import shown
from analysis.record.codes import is_cast
from analysis.record.readers.discover import SUFFIXES, Found, discover, kinds_of, read_sheets
from analysis.record.readers.formats import rdata
from analysis.record.readers.formats.tabular import header, read_table, sha256
from analysis.record.readers.layouts import layout_of
from analysis.record.sheet import Sheet
from analysis.record.sources.filing import Filed, copy_in
from analysis.record.sources.registry import safe_name

__all__ = ["Imported", "import_files"]

#: The three files that make a record together.
TRIO = ("votes", "roll_calls", "issues")


@dataclass(frozen=True)
class Imported:
    """A file that was taken in.

    Attributes
    ----------
    kind, title : str
    filed : Filed
    roll_calls, votes : int
        In the file, or in the files that it makes a record with; 0 for one that holds none.
    first, last : str
        Days of the first and last roll call; empty without one.
    note : str
        What is still missing before the file is used.
    """

    kind: str
    title: str
    filed: Filed
    roll_calls: int = 0
    votes: int = 0
    first: str = ""
    last: str = ""
    note: str = ""


def import_files(
    paths: Sequence[Path],
    to: Path,
    force: bool = False,
    readers: Mapping[str, Callable[[Path], Any]] | None = None,
) -> list[Imported]:
    """Recognise, read and file what a person downloaded.

    All files are read before the first is filed, so that a bad one among them changes nothing.

    Parameters
    ----------
    paths : sequence of Path
    to : Path
    force : bool
        Replace other files of the same names.
    readers : mapping of str to callable, optional
        Readers, by kind, of what is read further downstream than the record.

    Raises
    ------
    UsageError
        If a file is not there, or two would get the same name.
    RecordError
        If one is not of a known kind, or cannot be read as what it is.
    """
    kinds = [_kind(path) for path in paths]
    names = [_name(path, kind) for path, kind in zip(paths, kinds, strict=True)]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"two files would be filed as {name!r}", "import", "rename one")
    # Parts of a whole are read with those beside them, or with those that are filed already.
    together = [Found(k, p) for k, p in zip(kinds, paths, strict=True) if k in TRIO]
    for kind in TRIO:
        if together and kind not in kinds:
            together += [f for f in discover([to] if to.is_dir() else []) if f.kind == kind][:1]
    digests = [sha256(path) for path in paths]
    whole = _whole(together) if together else {}
    accounts = [
        whole if kind in TRIO else _account(kind, path, readers or {})
        for kind, path in zip(kinds, paths, strict=True)
    ]
    return [
        Imported(kind, _title(kind), copy_in(path, to / name, digest, force), **account)
        for kind, path, name, digest, account in zip(
            kinds, paths, names, digests, accounts, strict=True
        )
    ]


def _title(kind: str) -> str:
    layout = layout_of(kind)
    return layout.title if layout else kind


def _kind(path: Path) -> str:
    where = shown(path)
    if not path.exists():
        raise UsageError("no such file", where)
    if not path.is_file():
        raise UsageError("not a file", where, "name the files in it")
    kinds = kinds_of(path)
    if "unreadable" in kinds:
        raise RecordError(
            "not a table of text (empty, cut short, packed, or a web page)",
            where,
            "download it again, or unpack it first",
        )
    if not kinds:
        names = ", ".join(name[:30] for name in header(path)[:6])
        raise RecordError(
            f"not a known file of votes; its columns begin {names!r}",
            f"{where}, row 1",
            "`unshift data list` shows the known ones",
        )
    return kinds[0]


def _name(path: Path, kind: str) -> str:
    """Make a name that is safe and that the search finds."""
    name = safe_name(path.name)
    if name.endswith(SUFFIXES):
        return name
    if rdata.is_rdata(path):
        return name + ".RData"
    if kind == "marc":
        return name + ".xml"
    with path.open("rb") as stream:
        packed = stream.read(2) == b"\x1f\x8b"
    return name.removesuffix(".gz") + (".csv.gz" if packed else ".csv")


def _account(kind: str, path: Path, readers: Mapping[str, Callable[[Path], Any]]) -> dict[str, Any]:
    """Read a file as what it is, and count what it holds."""
    if kind in readers:
        readers[kind](path)
        return {}
    sheets = read_sheets([Found(kind, path)])
    if not sheets:
        raise RecordError(f"no reader for {kind} files", shown(path))
    return _count(sheets)


def _whole(parts: Sequence[Found]) -> dict[str, Any]:
    """Read the parts of unvotes together, or each as a table if the whole is not there."""
    there = {part.kind for part in parts}
    if {"votes", "roll_calls"} <= there:
        return _count(read_sheets(parts))
    for part in parts:
        if rdata.is_rdata(part.path):
            rdata.r_objects(part.path)
        else:
            read_table(part.path, header(part.path)[:1])
    missing = " and ".join(f"{k}.csv" for k in ("votes", "roll_calls") if k not in there)
    missing = missing.replace("votes.csv", "unvotes.csv")
    return {"note": f"not used until {missing} is there too"}


def _count(sheets: Sequence[Sheet]) -> dict[str, Any]:
    return {
        "roll_calls": sum(len(s.calls) for s in sheets),
        "votes": sum(int(is_cast(s.votes).sum()) for s in sheets),
        "first": f"{min(s.calls['date'].min() for s in sheets):%Y-%m-%d}",
        "last": f"{max(s.calls['date'].max() for s in sheets):%Y-%m-%d}",
    }
