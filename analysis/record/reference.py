"""Facts about states that the votes are read against: presidencies, alliances.

The files and their sources are described in ``data/embedded/README.md``.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.errors import RecordError, UsageError
from analysis.paths import EMBEDDED, shown
from analysis.record.readers.formats.tabular import read_table
from analysis.record.states import is_state

__all__ = [
    "PERMANENT",
    "alliances",
    "member_states",
    "members",
    "presidencies",
    "presidency_cuts",
]

#: Permanent members of the Security Council.
PERMANENT = ("CHN", "FRA", "GBR", "RUS", "USA")


def presidencies(folder: Path = EMBEDDED) -> pd.DataFrame:
    """Return the presidencies of the United States since 1945, in order of time.

    Parameters
    ----------
    folder : Path
        Holds ``presidencies.csv``.

    Returns
    -------
    DataFrame
        Columns ``president`` (str), ``start`` and ``end`` (datetime64). ``end`` is the day on
        which the successor took office, and belongs to the successor; NaT for the present one.
        A president who held office twice has two rows.

    Raises
    ------
    RecordError
        If the file is missing, a date in it is not one, or one presidency does not end on the
        day the next begins.

    Examples
    --------
    >>> table = presidencies()
    >>> table["president"].iloc[0], str(table["start"].iloc[-1].date())
    ('Harry S. Truman', '2025-01-20')
    """
    return _presidencies(Path(folder)).copy()


def presidency_cuts(folder: Path = EMBEDDED) -> tuple[date, ...]:
    """Return the days on which the presidency passed from one person to another.

    They cut the record into presidencies (see `analysis.rollcalls.periods.windows`). The start
    of the first presidency in the file is none of them: no vote of the record is earlier.

    Examples
    --------
    >>> [day.isoformat() for day in presidency_cuts()[-2:]]
    ['2021-01-20', '2025-01-20']
    """
    return tuple(day.date() for day in _presidencies(Path(folder))["start"].iloc[1:])


def alliances(folder: Path = EMBEDDED) -> pd.DataFrame:
    """Return the members of alliances and other groups with the dates of their membership.

    Parameters
    ----------
    folder : Path
        Holds ``alliances.csv``.

    Returns
    -------
    DataFrame
        Columns ``alliance, iso3`` (str), ``start`` and ``end`` (datetime64): first and last day
        as a member; ``end`` is NaT for a state that still is one.

    Raises
    ------
    RecordError
        If the file is missing, a date or state in it is unknown, or a membership is repeated,
        overlaps another of the same state, or ends before it starts.

    Examples
    --------
    >>> list(alliances()["alliance"].unique())
    ['NATO', 'EU', 'G7', 'FIVE_EYES', 'OECD', 'BRICS', 'CSTO', 'NAM', 'UN_AFRICA',
     'UN_ASIA_PACIFIC', 'UN_EASTERN_EUROPE', 'UN_LATIN_AMERICA', 'UN_WEOG']
    """
    return _alliances(Path(folder)).copy()


def members(
    alliance: str, on: str | date | pd.Timestamp, folder: Path = EMBEDDED
) -> tuple[str, ...]:
    """Return the members of an alliance on a day, sorted by code.

    Parameters
    ----------
    alliance : str
        An alliance (NATO, CSTO, FIVE_EYES), another group (EU, G7, OECD, BRICS, NAM), or a
        regional group of the United Nations (UN_AFRICA, UN_ASIA_PACIFIC, UN_EASTERN_EUROPE,
        UN_LATIN_AMERICA, UN_WEOG).
    on : date
        First and last day of a membership count as membership.
    folder : Path
        Holds ``alliances.csv``.

    Returns
    -------
    tuple of str
        ISO3 codes; empty before the alliance existed, or before the file vouches for its
        members (NAM and the regional groups; see ``data/embedded/README.md``).

    Raises
    ------
    UsageError
        If the alliance is unknown or the day is not a date.

    Examples
    --------
    >>> len(members("NATO", "2022-02-24")), len(members("NATO", "2025-02-24"))
    (30, 32)
    >>> "GBR" in members("EU", "2020-01-31"), "GBR" in members("EU", "2020-02-01")
    (True, False)
    >>> members("BRICS", "2023-12-31")
    ('BRA', 'CHN', 'IND', 'RUS', 'ZAF')
    """
    try:
        day = pd.Timestamp(on)
    except (ValueError, TypeError):
        day = pd.NaT
    if pd.isna(day):
        raise UsageError(f"{on!r} is not a date", "members", "give a date, such as 2025-02-24")
    spells = _spells(Path(folder))
    if alliance not in spells:
        known = ", ".join(sorted(spells))
        raise UsageError(f"unknown alliance {alliance!r}", "members", f"use {known}")
    return _members(alliance, day.normalize(), Path(folder))


def member_states(on: str | date | pd.Timestamp, folder: Path = EMBEDDED) -> tuple[str, ...]:
    """Return the members of the United Nations on a day since 2014, sorted by code.

    They are those of the regional groups, and the two states that belong to none there: the
    United States, and Kiribati (see ``data/embedded/README.md``).

    Raises
    ------
    UsageError
        If the day is no date, or before 2014, for which the groups are not vouched for.

    Examples
    --------
    >>> len(member_states("2019-11-07"))
    193
    """
    groups = [g for g in _alliances(Path(folder))["alliance"].unique() if g.startswith("UN_")]
    found = {state for group in groups for state in members(group, on, folder)}
    if not found:
        raise UsageError(f"no list of members for {on}", "member_states", "give a day since 2014")
    return tuple(sorted(found | {"USA", "KIR"}))


@cache
def _presidencies(folder: Path) -> pd.DataFrame:
    path = folder / "presidencies.csv"
    table = read_table(path, ("president", "start", "end"))
    where = shown(path)
    table["start"] = _dates(table, "start", where)
    table["end"] = _dates(table, "end", where, may_be_empty=True)
    # Whoever follows takes office when the other leaves it: a gap or an overlap is a slip.
    ends, starts = table["end"].iloc[:-1].to_numpy(), table["start"].iloc[1:].to_numpy()
    _fail(ends != starts, "end", "does not equal the start of the next row", where)
    _fail(
        table["end"].iloc[-1:].notna().to_numpy(),
        "end",
        "is set for the present presidency",
        where,
        offset=len(table) - 1,
    )
    _fail((table["start"].diff() <= pd.Timedelta(0)).to_numpy(), "start", "is out of order", where)
    return table[["president", "start", "end"]]


@cache
def _alliances(folder: Path) -> pd.DataFrame:
    path = folder / "alliances.csv"
    table = read_table(path, ("alliance", "iso3", "start", "end"))
    where = shown(path)
    _fail((table["alliance"] == "").to_numpy(), "alliance", "is empty", where)
    _fail(~table["iso3"].map(is_state).to_numpy(dtype=bool), "iso3", "is not a state", where)
    table["start"] = _dates(table, "start", where)
    table["end"] = _dates(table, "end", where, may_be_empty=True)
    _fail((table["end"] < table["start"]).to_numpy(), "end", "is before the start", where)
    ordered = table.sort_values(["alliance", "iso3", "start"], kind="stable")
    keys = ordered[["alliance", "iso3"]]
    same = (keys == keys.shift()).all(axis=1)
    before = ordered["end"].shift()
    overlap = same & (before.isna() | (before >= ordered["start"]))
    _fail(overlap.sort_index().to_numpy(), "iso3", "repeats or overlaps a membership", where)
    return table[["alliance", "iso3", "start", "end"]]


@cache
def _members(alliance: str, day: pd.Timestamp, folder: Path) -> tuple[str, ...]:
    states, start, end = _spells(folder)[alliance]
    day64 = np.datetime64(day.date(), "D")
    return tuple(sorted(states[(start <= day64) & (end >= day64)]))


@cache
def _spells(folder: Path) -> dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """States of each alliance and when they were in it, as plain arrays: asked for every day."""
    found = {}
    for name, own in _alliances(folder).groupby("alliance", sort=False):
        start, end = (own[c].to_numpy(dtype="datetime64[D]") for c in ("start", "end"))
        still = np.where(np.isnat(end), np.datetime64("9999-12-31"), end)
        found[str(name)] = (own["iso3"].to_numpy(dtype=object), start, still)
    return found


def _dates(table: pd.DataFrame, column: str, where: str, may_be_empty: bool = False) -> pd.Series:
    """Read a column of dates, of which some may be empty."""
    dates = pd.to_datetime(table[column], format="%Y-%m-%d", errors="coerce")
    bad = dates.isna()
    if may_be_empty:
        bad &= table[column] != ""
    _fail(bad.to_numpy(), column, "is not a date", where)
    return dates


def _fail(bad: np.ndarray, column: str, what: str, where: str, offset: int = 0) -> None:
    """Raise for the first row that is wrong; rows are counted as in the file."""
    rows = np.flatnonzero(bad)
    if len(rows):
        raise RecordError(f"column {column!r} {what}", f"{where}, row {rows[0] + offset + 2}")
