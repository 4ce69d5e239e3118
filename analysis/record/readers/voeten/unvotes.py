"""Reader of the TidyTuesday files: votes, roll calls and issues in three CSVs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.errors import RecordError
from analysis.paths import shown
from analysis.record.codes import Vote
from analysis.record.dates import parse_dates
from analysis.record.issues import ISSUES, join_issues
from analysis.record.readers.formats.rdata import read_any
from analysis.record.readers.formats.tabular import call_numbers, sha256
from analysis.record.readers.layout import Layout, Paths
from analysis.record.readers.voeten.breaks import drop_copied_codes
from analysis.record.sheet import Sheet, Source, call_table
from analysis.record.states import code_of_iso2, code_of_name

__all__ = [
    "LAYOUTS",
    "is_issues",
    "is_roll_calls",
    "is_votes",
    "normal_symbol",
    "read_unvotes",
    "tidy_title",
]

CODES = {"yes": Vote.YES, "abstain": Vote.ABSTAIN, "no": Vote.NO}
_ADOPTED = re.compile(r"\s*:\s*(?:resolution|decision)\s*/\s*adopted by the .*$", re.IGNORECASE)
#: A page of meeting record names the text voted on; its quotation marks are mangled.
_ENTITLED = re.compile(r"entitled\s*[_\"“](.{5,250}?)(?:<d3>|\"|”)", re.IGNORECASE)
_OLD_SYMBOL = re.compile(r"^R/(\d+)/(\d+)\s*(?:/(?=[A-H]$))?([A-Z]*(?:/[IVX]+)?)$")
#: From the eighteenth session the file gives the number of the resolution. To the thirtieth
#: they were numbered through, and the session stood behind in Roman numerals.
ONES = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
FIRST_OF_18 = 1881


def is_votes(columns: Sequence[str]) -> bool:
    """Say whether column names are those of ``unvotes.csv``."""
    return {"rcid", "country", "country_code", "vote"} <= set(columns)


def is_roll_calls(columns: Sequence[str]) -> bool:
    """Say whether column names are those of ``roll_calls.csv``."""
    return {"rcid", "session", "unres", "short", "descr"} <= set(columns)


def is_issues(columns: Sequence[str]) -> bool:
    """Say whether column names are those of ``issues.csv``."""
    return {"rcid", "short_name", "issue"} <= set(columns)


def normal_symbol(text: str) -> str:
    """Write a symbol of the file as the United Nations does, where it is one.

    To the seventeenth session, and for special sessions, the file gives the page of the
    meeting record (``R/1/66``), not a resolution; that stays as it is.

    Examples
    --------
    >>> normal_symbol("R/68/262"), normal_symbol("A/RES/74/17"), normal_symbol("R/44/41C")
    ('A/RES/68/262', 'A/RES/74/17', 'A/RES/44/41C')
    >>> normal_symbol("R/21/2200A"), normal_symbol("R/1/66")
    ('A/RES/2200(XXI)A', 'R/1/66')
    """
    text = text.strip()
    if not (match := _OLD_SYMBOL.match(text)):
        return text
    session, number, part = match.groups()
    if 31 <= int(session) < 100:
        return f"A/RES/{session}/{number}{part}"
    if 18 <= int(session) <= 30 and int(number) >= FIRST_OF_18:
        tens, ones = divmod(int(session), 10)
        return f"A/RES/{number}({'X' * tens}{ONES[ones]}){part}"
    return text


def tidy_title(text: str) -> str:
    """Drop the cataloguer's ending of a title and fold white space.

    Of a page of meeting record, keep the title that it quotes, if it quotes one.

    Examples
    --------
    >>> tidy_title("Missiles : resolution / adopted by the General Assembly")
    'Missiles'
    """
    text = " ".join(text.split())
    if len(text) > 300 and (quoted := _ENTITLED.search(text)):
        text = quoted.group(1).replace("<90>", "'").strip()
    return _ADOPTED.sub("", text).strip()


def read_unvotes(votes: Path, roll_calls: Path, issues: Path | None = None) -> Sheet:
    """Read the three files as one sheet.

    Absences are not in the files: a state without a row on a roll call may have been absent
    or not a member, so it is not recorded.

    Parameters
    ----------
    votes, roll_calls : Path
    issues : Path, optional

    Returns
    -------
    Sheet

    Raises
    ------
    RecordError
        If a layout, a vote, a country or a date is unknown, or a state votes twice on one
        roll call in different ways.
    """
    calls = _roll_calls(roll_calls, issues)
    calls["issues"], notes = drop_copied_codes(calls["issues"], calls["date"], "unvotes")
    table = read_any(votes, ("rcid", "country", "country_code", "vote"))
    where = shown(votes)
    table = table.astype("category")  # what follows reads each distinct text once
    position = {rcid.removeprefix("rcid-"): j for j, rcid in enumerate(calls["id"])}
    column = table["rcid"].map(lambda text: position.get(text.removesuffix(".0")))
    if column.isna().any():
        row = int(np.flatnonzero(column.isna())[0])
        raise RecordError(
            f"rcid {table['rcid'].iloc[row]!r} is not among the roll calls",
            f"{where}, row {row + 2}, column rcid",
            f"use the {roll_calls.name} of the same release",
        )
    codes = table["vote"].map(CODES.get)
    if codes.isna().any():
        row = int(np.flatnonzero(codes.isna())[0])
        raise RecordError(
            f"unknown vote {table['vote'].iloc[row]!r}",
            f"{where}, row {row + 2}, column vote",
            "expected yes, abstain or no",
        )
    found = _states(table, where)
    states = sorted(set(found.values()))
    rows = table["country"].map(lambda country: states.index(found[country]))
    rows = rows.to_numpy(dtype=np.intp)
    columns, values = column.to_numpy(dtype=np.intp), codes.to_numpy(dtype=np.int8)
    grid = np.zeros((len(states), len(calls)), dtype=np.int8)
    grid[rows, columns] = values
    other = np.flatnonzero(grid[rows, columns] != values)
    if len(other):
        raise RecordError(
            f"{table['country'].iloc[other[0]]} votes twice, differently, on rcid "
            f"{table['rcid'].iloc[other[0]]}",
            f"{where}, row {other[0] + 2}",
            "remove one of the two rows",
        )
    source = Source(
        "unvotes", "UN roll calls 1946-2020 (unvotes, TidyTuesday)", votes, sha256(votes), "CC0"
    )
    return Sheet(grid, tuple(states), calls, source, tuple(notes))


def _states(table: pd.DataFrame, where: str) -> dict[str, str]:
    """Find the state of each country; ``NA`` is Namibia only where the country says so."""
    pairs = table[["country", "country_code"]].drop_duplicates()
    known = {}
    for row, country, code in zip(
        pairs.index, pairs["country"], pairs["country_code"], strict=True
    ):
        found = code_of_name(country)
        if found is None and code != "NA":
            found = code_of_iso2(code)
        if found is None:
            raise RecordError(
                f"unknown state {country!r} with code {code!r}",
                f"{where}, row {row + 2}",
                "expected the name of a member or its ISO2 code",
            )
        known[country] = found
    return known


def _roll_calls(path: Path, issues: Path | None) -> pd.DataFrame:
    table = read_any(path, ("rcid", "session", "date", "unres", "amend", "para", "short", "descr"))
    where = shown(path)
    table["rcid"] = call_numbers(table["rcid"], where)
    twice = np.flatnonzero(table["rcid"].duplicated())
    if len(twice):
        raise RecordError(
            f"rcid {table['rcid'].iloc[twice[0]]} occurs twice",
            f"{where}, row {twice[0] + 2}, column rcid",
            "remove one of the two rows",
        )
    dates = parse_dates(table["date"], where)
    # Where the short title is missing the description is the title; where both are titles in
    # sentence case, later files put the agenda item into the description.
    short = table["short"].replace("NA", "").map(tidy_title)
    descr = table["descr"].replace("NA", "").map(tidy_title)
    shouted = short.str.upper() == short
    title = descr.where(shouted & (descr != ""), short)
    codes = pd.Series("", index=table["rcid"])
    if issues is not None:
        flags = read_any(issues, ("rcid", "short_name", "issue"))
        bad = np.flatnonzero(~flags["short_name"].isin(ISSUES).to_numpy())
        if len(bad):
            raise RecordError(
                f"unknown issue {flags['short_name'].iloc[bad[0]]!r}",
                f"{shown(issues)}, row {bad[0] + 2}, column short_name",
                f"expected {', '.join(ISSUES)}",
            )
        rcid = call_numbers(flags["rcid"], shown(issues))
        joined = flags.groupby(rcid)["short_name"].agg(lambda s: join_issues(*s))
        codes = codes.index.to_series().map(joined).fillna("")
    yes_no = {"0": False, "1": True}
    return call_table(
        {
            "id": "rcid-" + table["rcid"],
            "date": dates,
            "session": table["session"],
            "symbol": table["unres"].replace("NA", "").map(normal_symbol),
            "title": title,
            "issues": codes,
            "paragraph": table["para"].map(yes_no),
            "amendment": table["amend"].map(yes_no),
            "source": "unvotes",
        },
        len(table),
    )


def _read(paths: Paths) -> list[Sheet]:
    if "votes" not in paths:
        return []
    issues = paths["issues"][0] if "issues" in paths else None
    return [read_unvotes(paths["votes"][0], paths["roll_calls"][0], issues)]


#: The three files that make a record together; the votes are read with the others.
LAYOUTS = (
    Layout("votes", "votes cast (unvotes.csv)", is_votes, _read, ("roll_calls",), once=True),
    Layout("roll_calls", "roll calls that belong to unvotes.csv", is_roll_calls, once=True),
    Layout("issues", "issues of the roll calls of unvotes.csv", is_issues, once=True),
)
