"""Reader of the UN Digital Library's bulk files of voting data: one row per state and vote."""

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
from analysis.record.issues import on_ukraine
from analysis.record.sheet import Sheet, Source, call_table
from analysis.record.states import CODE_ALIASES, code_of_name, is_state
from analysis.record.tabular import call_numbers, read_table, sha256, stated_totals
from analysis.record.unvotes import tidy_title

__all__ = ["is_bulk", "read_bulk"]

COLUMNS = (
    "undl_id",
    "ms_code",
    "ms_name",
    "ms_vote",
    "date",
    "resolution",
    "title",
    "total_yes",
    "total_no",
    "total_abstentions",
    "total_non_voting",
    "total_ms",
)
CODES = {"Y": Vote.YES, "A": Vote.ABSTAIN, "N": Vote.NO, "X": Vote.ABSENT, "NV": Vote.ABSENT}
LICENCE = "UN Digital Library, non-commercial use with attribution"
#: Seats that the file gives one code throughout and the record two: until the day, the state
#: on the right. Taipei held China's seat, and Yemen was the Yemen Arab Republic.
SEATS = (("CHN", "1971-10-25", "TWN"), ("YEM", "1990-05-22", "YAR"))
_SESSION = re.compile(r"^A/(?:RES|DEC)/((?:ES-|S-)?\d+)/")


def is_bulk(columns: Sequence[str]) -> bool:
    """Say whether column names are those of a bulk file, of either body."""
    return set(COLUMNS) <= set(columns)


def read_bulk(path: Path) -> Sheet:
    """Read a bulk file of the General Assembly or of the Security Council.

    The body is told from the symbols. ``X`` is a member that did not vote: absent.

    Parameters
    ----------
    path : Path

    Returns
    -------
    Sheet
        With the totals that the file states beside the votes.

    Raises
    ------
    RecordError
        If the layout, a vote, a state, a total or a date is unknown, or two rows of one state
        on one roll call contradict each other.
    """
    table = read_table(path, COLUMNS)
    where = shown(path)
    table["undl_id"] = call_numbers(table["undl_id"], where)
    codes = table["ms_vote"].str.strip().str.upper().map({k: int(v) for k, v in CODES.items()})
    if codes.isna().any():
        row = int(np.flatnonzero(codes.isna())[0])
        raise RecordError(
            f"unknown vote {table['ms_vote'].iloc[row]!r}",
            f"{where}, row {row + 2}, column ms_vote",
            "expected Y, N, A or X",
        )
    state = _states(table, where)
    for code, day, before in SEATS:
        # Dates are ISO here, so their texts are in order of time; what is no date fails below.
        state = state.mask((state == code) & (table["date"] < day), before)
    states = sorted(set(state))
    first = table.drop_duplicates("undl_id")
    calls = _calls(first, where)
    position = {u: j for j, u in enumerate(first["undl_id"])}
    rows = state.map({s: i for i, s in enumerate(states)}).to_numpy(dtype=np.intp)
    columns = table["undl_id"].map(position).to_numpy(dtype=np.intp)
    council = (calls["body"] == "SC").all()
    # A state without a row in the Assembly's file cast no vote, or was no member; the file
    # does not say which. In the Council's it was not a member of the Council.
    empty = Vote.NOT_MEMBER if council else Vote.NOT_RECORDED
    grid = np.full((len(states), len(calls)), empty, dtype=np.int8)
    values = codes.to_numpy(dtype=np.int8)
    if council:
        members = stated_totals(first["total_ms"], where).fillna(0).to_numpy(dtype=int)
        _mark_members(grid, rows, columns, calls, members)
    grid[rows, columns] = values
    other = np.flatnonzero(grid[rows, columns] != values)
    if len(other):
        row = int(other[0])
        raise RecordError(
            f"{table['ms_name'].iloc[row]} votes twice, differently, on "
            f"{table['resolution'].iloc[row]}",
            f"{where}, row {row + 2}",
            "remove one of the two rows",
        )
    body = "Security Council" if council else "General Assembly"
    years = sorted({f"{y}" for y in calls["date"].dt.year})
    span = years[0] if len(years) == 1 else f"{years[0]}-{years[-1]}"
    name = "undl-sc" if council else "undl"
    source = Source(name, f"{body} voting data {span}", path, sha256(path), LICENCE)
    calls["source"] = name
    return Sheet(grid, tuple(states), calls, source)


def _mark_members(
    grid: np.ndarray,
    rows: np.ndarray,
    columns: np.ndarray,
    calls: pd.DataFrame,
    members: np.ndarray,
) -> None:
    """Mark each member of the Council absent on the year's roll calls until its vote is read.

    A state serves for calendar years, and the file leaves out a member that did not vote.
    Where more states come out than the file says the Council had (a seat passed on within the
    year), nothing is marked.
    """
    year = calls["date"].dt.year.to_numpy()
    for row, y in {(r, year[c]) for r, c in zip(rows, columns, strict=True)}:
        grid[row, year == y] = Vote.ABSENT
    too_many = (grid == Vote.ABSENT).sum(axis=0) > members
    grid[:, too_many] = Vote.NOT_MEMBER


def _states(table: pd.DataFrame, where: str) -> pd.Series:
    pairs = table[["ms_code", "ms_name"]].drop_duplicates()
    known = {}
    for row, code, name in zip(pairs.index, pairs["ms_code"], pairs["ms_name"], strict=True):
        plain = code.strip().upper()
        found = CODE_ALIASES.get(plain, plain) if plain else code_of_name(name)
        if found is None or not is_state(found):
            raise RecordError(
                f"unknown state {code!r} {name!r}", f"{where}, row {row + 2}, column ms_code"
            )
        known[code, name] = found
    keys = zip(table["ms_code"], table["ms_name"], strict=True)
    return pd.Series([known[k] for k in keys], index=table.index)


def _calls(first: pd.DataFrame, where: str) -> pd.DataFrame:
    symbol = first["resolution"].str.strip()
    title = first["title"].map(tidy_title)
    dates = parse_dates(first["date"], where)
    session = first["session"].str.strip() if "session" in first else pd.Series("", first.index)
    from_symbol = symbol.str.extract(_SESSION.pattern, expand=False).fillna("")
    totals = {
        f"stated_{ours}": stated_totals(first[f"total_{theirs}"], where)
        for ours, theirs in (
            ("yes", "yes"),
            ("no", "no"),
            ("abstain", "abstentions"),
            ("absent", "non_voting"),
        )
    }
    ukraine = [
        "ukraine" if on_ukraine(t, y) else "" for t, y in zip(title, dates.dt.year, strict=True)
    ]
    return call_table(
        {
            "id": "undl-" + first["undl_id"],
            "body": np.where(symbol.str.startswith("S/"), "SC", "GA"),
            "date": dates,
            "session": session.where(session != "", from_symbol),
            "symbol": symbol,
            "title": title,
            "issues": ukraine,
            **totals,
        },
        len(first),
    )
