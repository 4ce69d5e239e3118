"""Reader of the conference department's resolutions: one JSON object a line.

Each line is a resolution of the General Assembly, adopted by a recorded vote, with the states in
favour, against and abstaining, or without a vote. A member in none of the three lists was
absent; where the lists are shorter than the totals beside them, it is not recorded instead.

The files have slips, which are read with a note: days in several notations, ``N.A.`` for zero,
lists written as text, broken names, a voter named twice, a resolution given twice (the fuller
line of each field is kept), totals without lists, and lists that the totals contradict.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import RecordError, UsageError
from analysis.paths import shown
from analysis.record.codes import Vote
from analysis.record.dates import parse_dates
from analysis.record.readers.conference_lines import LISTS, Line, read_lines
from analysis.record.readers.formats.tabular import open_file, sha256
from analysis.record.readers.layout import Layout, each
from analysis.record.reference import member_states
from analysis.record.sheet import Sheet, Source, call_table
from analysis.record.texts import text_table

__all__ = ["LAYOUT", "field_names", "is_conference", "read_conference"]

LICENCE = "unofficial copies of the UN's conference department; acknowledge the United Nations"
#: Bytes in which a file shows the names of its fields.
SHOWN = 1 << 16
_FIELD = re.compile(rb'"(\w+)"\s*:')


def field_names(path: Path) -> tuple[str, ...]:
    """Return the names of fields that a file of JSON objects shows at its beginning.

    Returns
    -------
    tuple of str
        Empty for a file that does not begin with an object.
    """
    try:
        with open_file(path) as stream:
            start = stream.read(SHOWN)
    except (OSError, EOFError, zlib.error):
        return ()
    if not start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        return ()
    return tuple(dict.fromkeys(name.decode() for name in _FIELD.findall(start)))


def is_conference(path: Path) -> bool:
    """Say whether a file holds resolutions of the conference department, by its content."""
    return _recognises(field_names(path))


def _recognises(columns: Sequence[str]) -> bool:
    return {"symbol", "adoption_type", "MS_in_favour"} <= set(columns)


def read_conference(path: Path) -> Sheet:
    """Read a file of resolutions.

    Parameters
    ----------
    path : Path
        Plain or gzipped.

    Returns
    -------
    Sheet
        ``calls`` has the recorded votes, also one without lists, whose states are then not
        recorded; ``texts`` every resolution, by vote or without.

    Raises
    ------
    RecordError
        If a line is no JSON object or lacks a field, a symbol, state, day or number is unknown,
        a state stands in two lists, or a day does not fit the session.
    """
    where = shown(path)
    lines = list(read_lines(path, where))
    if not lines:
        raise RecordError("no resolutions in the file", where, "download it again")
    days = parse_dates(
        pd.Series([line.fields["date"] for line in lines], [line.row - 2 for line in lines]),
        where,
        "adoption_date",
    )
    _check_days(lines, days, where)
    kept, notes = _each_once(lines)
    days = days.loc[[line.row - 2 for line in kept]].reset_index(drop=True)
    source = Source("conference", _title(kept), path, sha256(path), LICENCE)
    voted = [k for k, line in enumerate(kept) if line.fields["adopted"] == "vote"]
    votes, states, more = _grid([kept[k] for k in voted], days[voted])
    ids = _ids(kept)
    calls = call_table(
        {
            "id": [ids[k] for k in voted],
            "date": days[voted].to_numpy(),
            "session": [kept[k].fields["session"] for k in voted],
            "symbol": [kept[k].symbol for k in voted],
            "title": [kept[k].fields["title"] for k in voted],
            "paragraph": False,
            "amendment": False,
            "source": source.name,
            **{
                f"stated_{name}": pd.array([kept[k].stated.get(name) for k in voted], dtype="Int16")
                for _, _, name in LISTS
            },
        },
        len(voted),
    )
    texts = text_table(
        {
            "symbol": [line.symbol for line in kept],
            "date": days.to_numpy(),
            "session": [line.fields["session"] for line in kept],
            "title": [line.fields["title"] for line in kept],
            "agenda_item": [line.fields["agenda_item_name"] for line in kept],
            "committee": [line.fields["committee"] for line in kept],
            "subjects": [line.subjects for line in kept],
            "drafters": [line.drafters for line in kept],
            "cosponsors": [line.cosponsors for line in kept],
            "on_behalf_of": [line.groups for line in kept],
            "submitted_by": [line.organ for line in kept],
            "adopted": [line.fields["adopted"] for line in kept],
            "roll_call": [
                i if line.fields["adopted"] == "vote" else ""
                for line, i in zip(kept, ids, strict=True)
            ],
            "draft": [line.fields["originating_document"] for line in kept],
            "meeting": [line.fields["pv"] for line in kept],
            "source": source.name,
        },
        len(kept),
    )
    return Sheet(votes, states, calls, source, (*notes, *more), texts)


def _check_days(lines: Sequence[Line], days: pd.Series, where: str) -> None:
    """Refuse a day outside the two years that begin with a regular session."""
    for line, day in zip(lines, days, strict=True):
        session = line.fields["session"]
        if not session.isdigit():
            continue
        opened = pd.Timestamp(year=1945 + int(session), month=9, day=1)
        if not opened <= day < opened + pd.DateOffset(years=2):
            raise RecordError(
                f"{line.symbol} cannot be of {day:%Y-%m-%d}",
                f"{where}, row {line.row}, adoption_date",
                f"session {session} opened in September {opened.year}",
            )


def _each_once(lines: Sequence[Line]) -> tuple[list[Line], list[str]]:
    """Keep each resolution once; lines that give one with other votes are kept apart."""
    kept: dict[str, list[Line]] = {}
    for line in lines:
        same = kept.setdefault(line.symbol, [])
        for k, other in enumerate(same):
            if not line.votes or not other.votes or line.votes == other.votes:
                same[k] = _fuller(other, line)
                break
        else:
            same.append(line)
    once = [line for same in kept.values() for line in same]
    notes = []
    if again := len(lines) - len(once):
        notes.append(f"{_number(again, 'line')} more for a resolution already there, read with it")
    if others := [symbol for symbol, same in kept.items() if len(same) > 1]:
        notes.append(f"given with two lists of votes, and kept as two: {', '.join(others)}")
    if double := [line.symbol for line in once if line.twice]:
        notes.append(f"voters named twice are counted once on {', '.join(double)}")
    if bare := [line.symbol for line in once if _bare(line)]:
        notes.append(f"adopted by a vote whose states are not listed: {', '.join(bare)}")
    if unread := [text for line in once for text in line.unread]:
        notes.append(f"{_number(len(unread), 'name')} of sponsors unread, such as {unread[0][:60]}")
    if silent := [line.symbol for line in once if not line.fields["adopted"]]:
        notes.append(f"how it was adopted is not said of {', '.join(silent)}")
    return once, [f"{_title(once)}: {note}" for note in notes]


def _number(n: int, what: str) -> str:
    return f"{n} {what}" if n == 1 else f"{n} {what}s"


def _bare(line: Line) -> bool:
    return not line.votes and line.fields["adopted"] == "vote"


def _fuller(one: Line, other: Line) -> Line:
    """Join two lines of one resolution: votes once, of each list the longer."""

    def longer(name: str) -> Any:
        return max(getattr(one, name), getattr(other, name), key=len)

    fields = {k: v or other.fields[k] for k, v in one.fields.items()}
    names = ("votes", "stated", "subjects", "drafters", "cosponsors", "groups", "organ", "unread")
    return replace(one, fields=fields, **{name: longer(name) for name in names})


def _ids(lines: Sequence[Line]) -> list[str]:
    """Name each by its symbol; a second one of a symbol by a number too."""
    seen: dict[str, int] = {}
    ids = []
    for line in lines:
        n = seen[line.symbol] = seen.get(line.symbol, 0) + 1
        ids.append(f"res-{line.symbol}" + (f"-{n}" if n > 1 else ""))
    return ids


def _title(lines: Sequence[Line]) -> str:
    sessions = list(dict.fromkeys(line.fields["session"] for line in lines))
    plural = "" if len(sessions) == 1 else "s"
    return f"General Assembly resolutions, session{plural} {', '.join(sessions)}"


def _grid(lines: Sequence[Line], days: pd.Series) -> tuple[np.ndarray, tuple[str, ...], list[str]]:
    """Spread the lists into states by roll calls; members in no list were absent."""
    on_day = {day: _members(day) for day in days.unique()}
    members = [on_day[day] for day in days]
    states = sorted({s for line in lines for s in line.votes}.union(*members))
    row = {s: i for i, s in enumerate(states)}
    grid = np.zeros((len(states), len(lines)), dtype=np.int8)
    notes = []
    for j, (line, listed) in enumerate(zip(lines, members, strict=True)):
        counted = {name: sum(v == c for v in line.votes.values()) for _, c, name in LISTS}
        short = [n for n, stated in line.stated.items() if stated > counted[n]]
        grid[[row[s] for s in listed], j] = Vote.NOT_RECORDED if short else Vote.ABSENT
        grid[[row[s] for s in line.votes], j] = [int(v) for v in line.votes.values()]
        if line.votes and line.stated and line.stated != counted:
            notes.append(
                f"{_title(lines)}: {line.symbol} lists "
                + ", ".join(f"{counted[n]} {n}" for n in counted)
                + " and states "
                + ", ".join(f"{line.stated.get(n, 0)} {n}" for n in counted)
            )
    return grid, tuple(states), notes


def _members(day: pd.Timestamp) -> set[str]:
    try:
        return set(member_states(day))
    except UsageError:  # before there is a list of members
        return set()


LAYOUT = Layout(
    "conference",
    "resolutions of the General Assembly, one JSON object a line",
    _recognises,
    each("conference", read_conference),
)
