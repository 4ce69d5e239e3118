"""Reader of the embedded facts: roll calls on Ukraine, in the Assembly and in the Council.

One is known in part: of the vote of 24 February 2026 the totals are public and the votes of the
states that the press names. It is a sheet of its own, marked ``partial``.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from analysis.errors import RecordError
from analysis.paths import EMBEDDED, shown
from analysis.record.codes import Vote
from analysis.record.dates import parse_dates
from analysis.record.readers.formats.tabular import read_table, sha256, stated_totals
from analysis.record.sheet import Sheet, Source, call_table
from analysis.record.states import in_sentence, is_state

__all__ = ["read_assembly_facts", "read_council_facts", "read_partial_facts"]

#: Facts are free; what was compiled here is under the data licence of this suite.
LICENCE = "facts; see data/embedded"
#: Members of the United Nations since 14 July 2011.
MEMBERS = 193
CODES = {"Y": Vote.YES, "A": Vote.ABSTAIN, "N": Vote.NO, "X": Vote.ABSENT}


def read_assembly_facts(folder: Path = EMBEDDED) -> Sheet:
    """Read every recorded General Assembly vote on Ukraine from 2014 that is established.

    Parameters
    ----------
    folder : Path
        Holds ``ukraine_roll_calls.csv`` and ``ukraine_resolutions.csv``.

    Returns
    -------
    Sheet
        Titles are descriptions of the subject; stated totals are the official ones.

    Raises
    ------
    RecordError
        If a file is missing or a vote, state, date or resolution in it is unknown.
    """
    calls, grid, states, path = _assembly(
        folder, "ukraine_roll_calls.csv", "ukraine_resolutions.csv", "facts"
    )
    first, last = calls["date"].dt.year.min(), calls["date"].dt.year.max()
    title = f"General Assembly votes on Ukraine {first}-{last}"
    source = Source("facts", title, path, sha256(path), LICENCE)
    return Sheet(grid, states, calls, source)


def read_partial_facts(folder: Path = EMBEDDED) -> Sheet:
    """Read the General Assembly votes on Ukraine of which only some votes are known.

    Parameters
    ----------
    folder : Path
        Holds ``ukraine_partial_roll_calls.csv`` and ``ukraine_partial_resolutions.csv``.

    Returns
    -------
    Sheet
        Roll calls marked ``partial``: the votes of the states that are named, every other cell
        not recorded, and the official totals, which cannot be counted from them.

    Raises
    ------
    RecordError
        As `read_assembly_facts`.
    """
    calls, grid, states, path = _assembly(
        folder, "ukraine_partial_roll_calls.csv", "ukraine_partial_resolutions.csv", "facts-part"
    )
    calls["partial"] = True
    table = read_table(path, ("resolution", "iso3", "inferred"))
    guessed = table[table["inferred"] != "0"]
    notes = tuple(
        f"of {call.symbol} of {call.date:%Y-%m-%d} ({call.title}) the votes of {named} states are "
        f"known and {MEMBERS - named} are not recorded: it enters counts of named states only"
        + "".join(
            f"; the vote of {in_sentence(state)} is inferred"
            for state in guessed.loc[guessed["resolution"] == call.symbol, "iso3"]
        )
        for call, named in zip(calls.itertuples(), (grid > 0).sum(axis=0), strict=True)
    )
    source = Source(
        "facts-part", "General Assembly votes on Ukraine, in part", path, sha256(path), LICENCE
    )
    return Sheet(grid, states, calls, source, notes)


def _assembly(
    folder: Path, votes: str, resolutions: str, source: str
) -> tuple[pd.DataFrame, np.ndarray, tuple[str, ...], Path]:
    """Read a file of votes and one of resolutions: roll calls, grid, states, path of the votes."""
    path = folder / votes
    table = read_table(path, ("resolution", "date", "iso3", "vote"))
    about = read_table(
        folder / resolutions,
        ("resolution", "date", "yes", "no", "abstain", "absent", "subject"),
    )
    where, about_where = shown(path), shown(folder / resolutions)
    twice = np.flatnonzero(about["resolution"].duplicated())
    if len(twice):
        raise RecordError(
            f"{about['resolution'].iloc[twice[0]]} occurs twice",
            f"{about_where}, row {twice[0] + 2}, column resolution",
        )
    grid, states = _grid(table, "resolution", list(about["resolution"]), where, Vote.NOT_RECORDED)
    calls = call_table(
        {
            "id": "facts-" + about["resolution"],
            "date": parse_dates(about["date"], about_where),
            "session": about["resolution"].str.split("/").str[2],
            "symbol": about["resolution"],
            "title": about["subject"],
            "issues": "ukraine",
            "outcome": "adopted",
            "source": source,
            **{
                f"stated_{c}": stated_totals(about[c], about_where)
                for c in ("yes", "no", "abstain", "absent")
            },
        },
        len(about),
    )
    return calls, grid, tuple(states), path


def read_council_facts(folder: Path = EMBEDDED) -> Sheet:
    """Read the Security Council votes on Ukraine that are established state by state.

    States outside the Council are not members on its roll calls.
    """
    path = folder / "security_council_ukraine.csv"
    table = read_table(path, ("symbol", "date", "title", "iso3", "vote", "adopted"))
    first = table.drop_duplicates("symbol")
    grid, states = _grid(table, "symbol", list(first["symbol"]), shown(path), Vote.NOT_MEMBER)
    calls = call_table(
        {
            "id": "facts-" + first["symbol"],
            "body": "SC",
            "date": parse_dates(first["date"], shown(path)),
            "symbol": first["symbol"],
            "title": first["title"],
            "issues": "ukraine",
            "outcome": np.where(first["adopted"] == "1", "adopted", "failed"),
            "source": "facts",
        },
        len(first),
    )
    source = Source("facts", "Security Council votes on Ukraine", path, sha256(path), LICENCE)
    return Sheet(grid, tuple(states), calls, source)


def _grid(
    table: pd.DataFrame, key: str, order: list[str], where: str, empty: Vote
) -> tuple[np.ndarray, list[str]]:
    """Spread a long table into states x roll calls."""
    for column, known in (("vote", set(CODES)), (key, set(order))):
        bad = np.flatnonzero(~table[column].isin(known))
        if len(bad):
            raise RecordError(
                f"unknown {column} {table[column].iloc[bad[0]]!r}",
                f"{where}, row {bad[0] + 2}, column {column}",
                "expected Y, N, A or X" if column == "vote" else "",
            )
    states = sorted(set(table["iso3"]))
    for state in states:
        if not is_state(state):
            row = int(np.flatnonzero(table["iso3"] == state)[0])
            raise RecordError(
                f"unknown state {state!r}",
                f"{where}, row {row + 2}, column iso3",
                "expected an ISO3 code",
            )
    twice = np.flatnonzero(table.duplicated([key, "iso3"]))
    if len(twice):
        row = table.iloc[twice[0]]
        raise RecordError(
            f"{row['iso3']} votes twice on {row[key]}", f"{where}, row {twice[0] + 2}"
        )
    grid = np.full((len(states), len(order)), empty, dtype=np.int8)
    rows = table["iso3"].map({s: i for i, s in enumerate(states)}).to_numpy()
    columns = table[key].map({k: j for j, k in enumerate(order)}).to_numpy()
    grid[rows, columns] = table["vote"].map({k: int(v) for k, v in CODES.items()}).to_numpy()
    return grid, states
