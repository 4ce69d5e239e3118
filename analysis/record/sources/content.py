"""What a file without a published hash must hold to be kept: its kind, and its own session."""

from __future__ import annotations

import json
import re
import zlib
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

from analysis.errors import RecordError, UnshiftError
from analysis.paths import shown
from analysis.record.readers.discover import Found, kinds_of, read_sheets
from analysis.record.readers.formats.tabular import open_file
from analysis.record.sources.registry import Entry

__all__ = ["check_content", "sessions_in"]

_SYMBOL = re.compile(r"\s*A/RES/((?:[A-Z]+-)?\d+)/")


#: What came may have this share less than what was known: publishers mend their files.
SHRUNK = 0.1


def check_content(entry: Entry, part: Path, before: Path | None = None) -> None:
    """See that a file without a published hash is what was asked for, and the whole of it.

    Parameters
    ----------
    entry : Entry
    part : Path
        What came.
    before : Path, optional
        The file that it is to replace.

    Raises
    ------
    UnshiftError
        If it is of another kind, ends in the middle of a line, or is a tenth smaller than the
        registry or the file before it has it; or, in a series of sessions, holds another session
        or cannot be read: it would make the whole record unreadable.
    """
    if entry.known_hash or entry.kind == "document":
        return
    where = f"{entry.name}, {urlsplit(entry.address).hostname}"
    if entry.kind not in kinds_of(part):
        raise UnshiftError(
            f"what came is no {entry.kind} file, and was not kept", where, f"see {entry.page}"
        )
    none: Counter[str] = Counter()
    sessions, whole = sessions_in(part) if entry.member else (none, _ends_a_line(part))
    _see_that_it_is_enough(entry, part, sessions, before, where)
    if not whole:
        raise UnshiftError(
            "what came ends in the middle of a line, and was not kept", where, "try later"
        )
    if not entry.member:
        return
    # One line of another session is the publisher's slip; most of them are another file.
    most = sessions.most_common(1)
    if not most or most[0][0] != entry.member:
        held = f"session {most[0][0]}" if most else "no session"
        raise UnshiftError(f"what came holds {held}, and was not kept", where, f"see {entry.page}")
    try:
        read_sheets([Found(entry.kind, part)])
    except RecordError as error:
        row = error.where.replace(shown(part), where)
        raise UnshiftError(f"what came was not kept: {error.what}", row, error.todo) from None


def _see_that_it_is_enough(
    entry: Entry, part: Path, sessions: Counter[str], before: Path | None, where: str
) -> None:
    """Refuse what is much less than was known: it may be cut where a line ends."""
    came, known = part.stat().st_size, entry.about or 0
    unit, todo = "bytes", f"see {entry.page} for a newer version"
    if entry.member and before is not None:
        came, known = sessions.total(), sessions_in(before)[0].total()
        unit, todo = "resolutions", "try later, or replace what is here with --force"
    if came < known * (1 - SHRUNK):
        what = f"{came:,} {unit} came instead of {known:,}, and were not kept"
        raise UnshiftError(what, where, todo)


def _ends_a_line(path: Path) -> bool:
    """Whether a table, which is packed or not, ends as a row of one does."""
    last = b""
    try:
        with open_file(path) as stream:
            while piece := stream.read(1 << 20):
                last = piece[-1:]
    except (OSError, EOFError, zlib.error):
        return False
    return last in (b"\n", b"\r")


def sessions_in(path: Path) -> tuple[Counter[str], bool]:
    """Count the sessions that the symbols of a file of resolutions name.

    Returns
    -------
    Counter
        Resolutions by session, such as ``80`` or ``ES-11``.
    bool
        Whether the last line is whole.
    """
    sessions: Counter[str] = Counter()
    whole = False
    try:
        with open_file(path) as stream:
            for line in stream:
                text = line.decode("utf-8-sig", errors="replace").strip()
                if not text:
                    continue
                try:
                    value = json.loads(text)
                except (ValueError, RecursionError):
                    whole = False
                    continue
                whole = True
                symbol = value.get("symbol") if isinstance(value, dict) else None
                if isinstance(symbol, str) and (named := _SYMBOL.match(symbol)):
                    sessions[named[1]] += 1
    except (OSError, EOFError, zlib.error):
        return sessions, False
    return sessions, whole
