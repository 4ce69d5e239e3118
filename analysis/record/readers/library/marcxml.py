"""Reader of the UN Digital Library's voting records as MARCXML: one record per roll call.

Fields read: control field 001, the number of the record; 269 ``$a`` the day; 791 ``$a`` the
symbol and ``$c`` the session (``10emsp``); 245 the title; 967 one per state, with its code ``$c``
(which may be missing), its name ``$e`` and its vote ``$d`` (missing for a state not voting).
Entities and document types have no place in such a file, and a file with any is refused.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast
from xml.etree.ElementTree import Element, ParseError

import numpy as np
import pandas as pd
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from analysis.errors import RecordError
from analysis.paths import shown
from analysis.record.dates import parse_dates
from analysis.record.readers.formats.tabular import open_file
from analysis.record.readers.layout import Layout, Paths
from analysis.record.readers.library.voting_data import (
    CALL_FIELDS,
    CODES,
    build_sheet,
    describe_calls,
    state_of,
)
from analysis.record.sheet import Sheet

__all__ = ["LAYOUT", "MARKS", "is_marcxml", "read_marcxml"]

#: What stands for the columns of a file that has fields instead.
MARKS = ("marcxml", "967")

#: No record or collection of voting records is near this size unpacked.
MAX_XML = 512 * 1024**2
_SESSION = ((re.compile(r"^(\d+)emsp$"), r"ES-\1"), (re.compile(r"^(\d+)sp$"), r"S-\1"))


class _OtherRootError(RecordError):
    """XML that is neither a record nor a collection of records."""


def is_marcxml(path: Path) -> bool:
    """Say whether a file is MARCXML with votes: by its root element and a field 967.

    Records without votes, and XML of another kind, are none.

    Raises
    ------
    RecordError
        If it is XML that is damaged, too large or not safe to read.
    """
    try:
        return any(next(_fields(record, "967"), None) is not None for record in _records(path))
    except _OtherRootError:
        return False


def read_marcxml(path: Path) -> list[Sheet]:
    """Read the voting records of a file, alone or in a collection.

    Parameters
    ----------
    path : Path

    Returns
    -------
    list of Sheet
        One for each body, the Assembly first. Records without votes are passed over.

    Raises
    ------
    RecordError
        If the file is damaged, too large, no MARCXML, or not safe to read; or a vote, a state or
        a day is unknown, or a record says two things. The message names the record.
    """
    where = shown(path)
    calls: dict[str, dict[str, str]] = {}
    votes: dict[str, list[tuple[str, int]]] = {}
    for record in _records(path):
        found = _votes(record, where)
        if not found:
            continue
        call = _call(record, where)
        number = call["undl_id"]
        if number in calls and (calls[number], votes[number]) != (call, found):
            raise RecordError(
                f"record {number} occurs twice, differently", where, "remove one of the two"
            )
        calls[number], votes[number] = call, found
    if not calls:
        raise RecordError("no voting record in it: no field 967", where)
    sheets = []
    for council in (False, True):
        chosen = [n for n in calls if calls[n]["resolution"].startswith("S/") == council]
        if chosen:
            sheets.append(_sheet(chosen, calls, votes, path, where))
    return sheets


def _sheet(
    chosen: list[str],
    calls: dict[str, dict[str, str]],
    votes: dict[str, list[tuple[str, int]]],
    path: Path,
    where: str,
) -> Sheet:
    table = pd.DataFrame([calls[n] for n in chosen], dtype="str")
    sizes = [len(votes[n]) for n in chosen]
    pairs = [pair for n in chosen for pair in votes[n]]
    column = np.repeat(np.arange(len(chosen)), sizes)
    return build_sheet(
        np.array([state for state, _ in pairs], dtype=object),
        column,
        np.array([vote for _, vote in pairs], dtype=np.int8),
        describe_calls(table, where),
        np.array(sizes),
        path,
        lambda k: f"{where}, record {chosen[column[k]]}, field 967",
    )


def _call(record: Element, where: str) -> dict[str, str]:
    control = [e for e in record if _tag(e) == "controlfield" and e.get("tag") == "001"]
    number = (control[0].text or "").strip() if control else ""
    if not re.fullmatch(r"[0-9]+", number):
        raise RecordError(f"a record has no number: {number[:40]!r}", f"{where}, field 001")
    at = f"{where}, record {number}"
    day, symbol, session = (
        _first(record, tag, code) for tag, code in (("269", "a"), ("791", "a"), ("791", "c"))
    )
    if not symbol:
        raise RecordError("the record has no symbol", f"{at}, field 791 $a")
    try:
        date = parse_dates(pd.Series([day], dtype="str"), where)
    except RecordError as error:
        raise RecordError(error.what, f"{at}, field 269 $a", error.todo) from None
    for pattern, ours in _SESSION:
        session = pattern.sub(ours, session)
    title = next(_fields(record, "245"), None)
    parts = [] if title is None else [(s.text or "").strip() for s in title]
    return dict.fromkeys(CALL_FIELDS, "") | {
        "undl_id": number,
        "date": f"{date.iloc[0]:%Y-%m-%d}",
        "resolution": symbol,
        "session": session,
        "title": " ".join(p for p in parts if p),
    }


def _votes(record: Element, where: str) -> list[tuple[str, int]]:
    found = []
    for field in _fields(record, "967"):
        parts = {s.get("code"): (s.text or "").strip() for s in field}
        state = state_of(parts.get("c", ""), parts.get("e", ""))
        vote = CODES.get(parts.get("d", "X").upper() or "X")
        at = f"{where}, field 967 $a {parts.get('a', '')[:20] or 'without number'}"
        if state is None:
            named = f"{parts.get('c', '')[:40]!r} {parts.get('e', '')[:60]!r}"
            raise RecordError(
                f"unknown state {named}", at, "expected $c an ISO3 code or $e a member's name"
            )
        if vote is None:
            raise RecordError(
                f"unknown vote {parts['d'][:40]!r}", f"{at}, $d", "expected Y, N, A or none"
            )
        found.append((state, int(vote)))
    return found


def _records(path: Path) -> Iterator[Element]:
    """Yield the records of a file, freeing each when the next is asked for."""
    where = shown(path)
    root: Element | None = None
    try:
        with open_file(path) as stream:
            limited = cast(BinaryIO, _Limited(stream, where))
            for event, element in iterparse(limited, events=("start", "end"), forbid_dtd=True):
                if root is None:
                    root = element
                    if _tag(root) not in ("collection", "record"):
                        raise _OtherRootError(
                            f"no MARCXML: the root element is {_tag(root)[:40]!r}", where
                        )
                if event == "end" and _tag(element) == "record":
                    yield element
                    element.clear()
                    if element is not root:
                        root.remove(element)
    except DefusedXmlException:
        raise RecordError(
            "not safe to read: the XML declares a document type or entities",
            where,
            "export the record from the Digital Library again",
        ) from None
    except (ParseError, ValueError, LookupError) as error:
        raise RecordError(
            f"not whole XML: {' '.join(str(error).split())[:100]}", where, "download it again"
        ) from None
    except FileNotFoundError:
        raise RecordError(
            "no such file", where, "see `unshift data status` for the folders searched"
        ) from None
    except (OSError, EOFError, zlib.error) as error:
        raise RecordError(
            f"cannot be read or is cut short: {str(error)[:60]}", where, "download it again"
        ) from None


class _Limited:
    """A stream that ends in an error at the size limit, so that no bomb is unpacked."""

    def __init__(self, stream: Any, where: str) -> None:
        self.stream, self.where, self.left = stream, where, MAX_XML

    def read(self, size: int = -1) -> bytes:
        part = bytes(self.stream.read(1 << 16 if size < 0 else size))
        self.left -= len(part)
        if self.left < 0:
            raise RecordError(
                f"larger than {MAX_XML // 1024**2} MB unpacked", self.where, "split the export"
            )
        return part


def _tag(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _fields(record: Element, tag: str) -> Iterator[Element]:
    return (e for e in record if _tag(e) == "datafield" and e.get("tag") == tag)


def _first(record: Element, tag: str, code: str) -> str:
    texts = (
        (s.text or "").strip()
        for field in _fields(record, tag)
        for s in field
        if s.get("code") == code
    )
    return next((t for t in texts if t), "")


def _read(paths: Paths) -> list[Sheet]:
    return [sheet for path in paths.get("marc", []) for sheet in read_marcxml(path)]


LAYOUT = Layout(
    "marc",
    "voting records of the UN Digital Library as MARCXML",
    lambda columns: tuple(columns) == MARKS,
    _read,
)
