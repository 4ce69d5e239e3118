"""A line of the conference department's resolutions, checked and levelled."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.errors import RecordError
from analysis.record.codes import Vote
from analysis.record.readers.formats.tabular import whole_text
from analysis.record.sponsors import read_sponsors
from analysis.record.states import code_of_name
from analysis.words import upper_first

__all__ = ["LISTS", "Line", "read_lines"]

#: Fields with the states of a vote, its code, and what its total is called here.
LISTS = (
    ("MS_in_favour", Vote.YES, "yes"),
    ("MS_against", Vote.NO, "no"),
    ("MS_abstaining", Vote.ABSTAIN, "abstain"),
)
REQUIRED = ("symbol", "title", "adoption_date", "adoption_type", *(name for name, _, _ in LISTS))
ADOPTED = {"by a recorded vote": "vote", "without a vote": "without a vote", "": ""}
#: A line's greatest length.
LONGEST = 1 << 20
_SYMBOL = re.compile(r"^A/(?:RES|DEC)/(?P<session>(?:ES-|S-)?\d+)/\d+")
#: Words of a cell that say that there is nothing in it.
NOTHING = ("", "n.a.", "none", "null", "nan")


@dataclass(frozen=True)
class Line:
    """A resolution as one line gives it; `votes` is empty where it lists no state."""

    row: int
    symbol: str
    fields: dict[str, str]
    votes: dict[str, Vote]
    stated: dict[str, int]
    subjects: tuple[str, ...]
    drafters: tuple[str, ...]
    cosponsors: tuple[str, ...]
    groups: tuple[str, ...]
    organ: str
    unread: tuple[str, ...]
    twice: int


def read_lines(path: Path, where: str) -> Iterator[Line]:
    """Read the resolutions of a file one by one.

    Raises
    ------
    RecordError
        If a line is no JSON object, lacks a field, or says what cannot be; the message names
        the file, the row and the field.
    """
    for row, text in enumerate(whole_text(path).split("\n"), 1):
        if not text.strip():
            continue
        place = f"{where}, row {row}"
        if len(text) > LONGEST:
            raise RecordError(f"a line of {len(text):,} letters", place, "download it again")
        try:
            found = json.loads(text, parse_int=str, parse_float=str)
        except (ValueError, RecursionError):
            raise RecordError("not a JSON object", place, "download the file again") from None
        if not isinstance(found, dict):
            raise RecordError("not a JSON object", place, "download the file again")
        for name in REQUIRED:
            if name not in found:
                raise RecordError(f"field {name!r} is missing", place)
        yield _line(found, row, place)


def _line(found: dict[str, Any], row: int, place: str) -> Line:
    symbol = re.sub(r"\s+", " ", _text(found["symbol"]))
    match = _SYMBOL.match(symbol)
    if match is None:
        raise RecordError(f"not a symbol of a resolution: {symbol[:60]!r}", f"{place}, symbol")
    how = _text(found["adoption_type"]).lower()
    if how not in ADOPTED:
        raise RecordError(
            f"unknown way of adoption {how[:60]!r}",
            f"{place}, adoption_type",
            "expected 'By a recorded vote' or 'Without a vote'",
        )
    votes: dict[str, Vote] = {}
    twice = 0
    for name, code, _ in LISTS:
        for state in _states(found[name], f"{place}, {name}"):
            if votes.get(state, code) != code:
                raise RecordError(
                    f"{state} stands in two lists of {symbol}", place, "remove it from one"
                )
            twice += state in votes
            votes[state] = code
    stated = {}
    for name, _, ours in LISTS:
        if (count := found.get(f"{name}_count")) is not None:
            stated[ours] = _count(count, f"{place}, {name}_count")
    adopted = ADOPTED[how]
    if votes and adopted == "without a vote":
        raise RecordError(f"{symbol} was adopted without a vote and lists votes", place)
    drafters = read_sponsors(_cells(found.get("sponsors"), f"{place}, sponsors"))
    later = read_sponsors(_cells(found.get("additional_sponsors"), f"{place}, additional_sponsors"))
    fields = {
        name: _text(found.get(name))
        for name in ("title", "agenda_item_name", "originating_document", "pv")
    }
    return Line(
        row,
        symbol,
        {
            **fields,
            "date": _text(found["adoption_date"]),
            "session": match["session"],
            "adopted": "vote" if votes else adopted,
            "committee": _committee(_text(found.get("committee"))),
        },
        votes,
        stated if adopted == "vote" or votes else {},
        _subjects(found.get("subjects"), f"{place}, subjects"),
        drafters.states,
        tuple(s for s in later.states if s not in drafters.states),
        tuple(dict.fromkeys((*drafters.groups, *later.groups))),
        drafters.organ,
        (*drafters.unread, *later.unread),
        twice,
    )


def _text(value: object) -> str:
    """Fold white space; what says that there is nothing is nothing."""
    text = " ".join(str("" if value is None else value).split())
    return "" if text.lower() in NOTHING else text


def _committee(text: str) -> str:
    """Level the two ways in which the files name a committee."""
    plain = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text.lstrip("#"))
    return upper_first(plain) if plain else ""


def _count(value: object, place: str) -> int:
    text = _text(value)
    if text == "":
        return 0
    if not re.fullmatch(r"\d{1,3}(\.0)?", text):
        raise RecordError(f"not a number of states: {text[:40]!r}", place)
    return int(text.removesuffix(".0"))


def _cells(value: object, place: str) -> list[Any]:
    """Read a list, which may be written as the text of a list in JSON or in Python."""
    if value is None:
        return []
    if isinstance(value, str):
        text = value.strip()
        if text.lower() in NOTHING:
            return []
        if len(text) > LONGEST:
            raise RecordError("a list too long to be one", place)
        for read in (json.loads, ast.literal_eval):
            try:
                value = read(text)
                break
            except (ValueError, SyntaxError, RecursionError, MemoryError):
                continue
    if not isinstance(value, list | tuple):
        raise RecordError(f"not a list: {str(value)[:60]!r}", place)
    return list(value)


def _states(value: object, place: str) -> list[str]:
    codes = []
    for name in _cells(value, place):
        code = code_of_name(name) if isinstance(name, str) else None
        if code is None:
            raise RecordError(f"unknown state {str(name)[:60]!r}", place)
        codes.append(code)
    return codes


def _subjects(value: object, place: str) -> tuple[str, ...]:
    """Headings of the thesaurus, in capitals; numbers of agenda items are none."""
    headings = []
    for cell in _cells(value, place):
        heading = cell[0] if isinstance(cell, list | tuple) and cell else cell
        if text := _text(heading).upper():
            headings.append(text)
    return tuple(h for h in dict.fromkeys(headings) if not re.fullmatch(r"\d+[A-Z]?(\.\w)*", h))
