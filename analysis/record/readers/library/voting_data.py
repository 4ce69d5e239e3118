"""What the layouts of the UN Digital Library share: roll calls, seats, members, and the grid."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import RecordError
from analysis.record.codes import Vote
from analysis.record.dates import parse_dates
from analysis.record.readers.formats.tabular import call_numbers, sha256, stated_totals
from analysis.record.readers.voeten.unvotes import tidy_title
from analysis.record.sheet import Sheet, Source, call_table
from analysis.record.states import CODE_ALIASES, code_of_name, is_state, state_name

__all__ = ["CALL_FIELDS", "CODES", "build_sheet", "describe_calls", "state_of", "vote_codes"]

#: What every layout says of a roll call, by the column names of 2025.
CALL_FIELDS = (
    "undl_id",
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


def state_of(code: str, name: str) -> str | None:
    """Return the state of a code, or of a name where there is no code; None if unknown.

    Examples
    --------
    >>> state_of("GER", ""), state_of("", "TURKEY"), state_of("ZZZ", "TURKEY")
    ('DEU', 'TUR', None)
    """
    plain = code.strip().upper()
    found = CODE_ALIASES.get(plain, plain) if plain else code_of_name(name)
    return found if found is not None and is_state(found) else None


def vote_codes(
    texts: pd.Series, place: Callable[[int], str], blank: int | None = None
) -> npt.NDArray[np.int8]:
    """Read votes written Y, N, A, X or NV; `blank` is what an empty cell stands for, if it may be.

    Raises
    ------
    RecordError
        If one is unknown, at the place of its row.
    """
    position, distinct = pd.factorize(texts)
    known = {k: int(v) for k, v in CODES.items()} | ({} if blank is None else {"": blank})
    codes = [known.get(str(t).strip().upper(), -1) for t in distinct]
    if -1 in codes:
        row = int(np.flatnonzero(position == codes.index(-1))[0])
        raise RecordError(
            f"unknown vote {texts.iloc[row][:40]!r}", place(row), "expected Y, N, A or X"
        )
    return np.array(codes, dtype=np.int8)[position]


def build_sheet(
    state: npt.NDArray[np.object_],
    column: npt.NDArray[np.intp],
    values: npt.NDArray[np.int8],
    calls: pd.DataFrame,
    members: npt.NDArray[np.int_],
    path: Path,
    place: Callable[[int], str],
) -> Sheet:
    """Spread votes into states by roll calls.

    Parameters
    ----------
    state, column, values : ndarray, shape (n_votes,)
        State codes of the file, positions among the roll calls, vote codes.
    calls : DataFrame, n_calls rows
        As `describe_calls` returns it; of one body.
    members : ndarray of int, shape (n_calls,)
        Members that the file says the body had.
    path : Path
    place : callable
        The place in the file of a vote, for messages.

    Raises
    ------
    RecordError
        If a state votes twice, differently, on one roll call.
    """
    days = calls["date"].to_numpy()[column]
    for code, day, before in SEATS:
        state = np.where((state == code) & (days < np.datetime64(day)), before, state)
    rows, states = pd.factorize(state, sort=True)
    council = bool((calls["body"] == "SC").all())
    # A state without a row in the Assembly's file cast no vote, or was no member; the file
    # does not say which. In the Council's it was not a member of the Council.
    empty = Vote.NOT_MEMBER if council else Vote.NOT_RECORDED
    grid = np.full((len(states), len(calls)), empty, dtype=np.int8)
    if council:
        _mark_members(grid, rows, column, calls, members)
    grid[rows, column] = values
    other = np.flatnonzero(grid[rows, column] != values)
    if len(other):
        k = int(other[0])
        raise RecordError(
            f"{state_name(state[k])} votes twice, differently, on "
            f"{calls['symbol'].iloc[column[k]]}",
            place(k),
            "remove one of the two",
        )
    body = "Security Council" if council else "General Assembly"
    years = sorted({f"{y}" for y in calls["date"].dt.year})
    span = years[0] if len(years) == 1 else f"{years[0]}-{years[-1]}"
    name = "undl-sc" if council else "undl"
    source = Source(name, f"{body} voting data {span}", path, sha256(path), LICENCE)
    return Sheet(grid, tuple(states), calls.assign(source=name), source)


def describe_calls(
    first: pd.DataFrame, where: str, names: Mapping[str, str] = MappingProxyType({})
) -> pd.DataFrame:
    """Describe roll calls from one row of each.

    Parameters
    ----------
    first : DataFrame of str
        A row per roll call, indexed by row of the file.
    where : str
        The file, for messages.
    names : mapping
        The layout's own names of those columns of 2025 that it names otherwise.
    """

    def column(name: str) -> pd.Series:
        return first[names.get(name, name)]

    symbol = column("resolution").str.strip()
    title = column("title").map(tidy_title)
    dates = parse_dates(column("date"), where)
    session = first["session"].str.strip() if "session" in first else pd.Series("", first.index)
    from_symbol = symbol.str.extract(_SESSION.pattern, expand=False).fillna("")
    totals = {
        f"stated_{ours}": stated_totals(column(f"total_{theirs}"), where)
        for ours, theirs in (
            ("yes", "yes"),
            ("no", "no"),
            ("abstain", "abstentions"),
            ("absent", "non_voting"),
        )
    }
    return call_table(
        {
            "id": "undl-" + call_numbers(column("undl_id"), where),
            "body": np.where(symbol.str.startswith("S/"), "SC", "GA"),
            "date": dates,
            "session": session.where(session != "", from_symbol),
            "symbol": symbol,
            "title": title,
            "outcome": np.where(symbol.str.contains("/RES/"), "adopted", ""),
            **totals,
        },
        len(first),
    )


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
