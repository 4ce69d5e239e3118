"""Reader of the UN Digital Library's bulk files of voting data: one row per state and vote."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.errors import RecordError
from analysis.paths import shown
from analysis.record.readers.formats.tabular import call_numbers, header, read_table, stated_totals
from analysis.record.readers.layout import Layout, each
from analysis.record.readers.library.voting_data import (
    CALL_FIELDS,
    build_sheet,
    describe_calls,
    state_of,
    vote_codes,
)
from analysis.record.sheet import Sheet

__all__ = ["LAYOUT", "COLUMNS", "NAMES_2024", "is_bulk", "is_nearly_bulk", "read_bulk"]

COLUMNS = ("ms_code", "ms_name", "ms_vote", *CALL_FIELDS)
#: Columns of the first release, of 2024, by their names from 2025 on.
NAMES_2024 = {
    "ms_code": "ms_codes",
    "ms_name": "ms_names",
    "ms_vote": "ms_votes",
    "resolution": "resolutions",
    "total_yes": "yes",
    "total_no": "no",
    "total_abstentions": "abstentions",
    "total_non_voting": "non-voting",
    "total_ms": "total-voting",
}


def is_bulk(columns: Sequence[str]) -> bool:
    """Say whether column names are those of a bulk file, of either body and any release."""
    return any({names.get(c, c) for c in COLUMNS} <= set(columns) for names in ({}, NAMES_2024))


def is_nearly_bulk(columns: Sequence[str]) -> bool:
    """Say whether column names are those of a bulk file but for one.

    Examples
    --------
    >>> is_nearly_bulk([c for c in COLUMNS if c != "title"]), is_nearly_bulk(COLUMNS[:6])
    (True, False)
    """
    lacking = [len({names.get(c, c) for c in COLUMNS} - set(columns)) for names in ({}, NAMES_2024)]
    return min(lacking) == 1


def read_bulk(path: Path) -> Sheet:
    """Read a bulk file of the General Assembly or of the Security Council.

    The body is told from the symbols. ``X`` (``NV`` in 2024) is a member that did not vote:
    absent.

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
    where = shown(path)
    names = NAMES_2024 if {"ms_codes", "ms_votes"} & set(header(path)) else {}
    fields = [names.get(c, c) for c in COLUMNS]
    # As categories: a full file has a million rows, and few distinct texts.
    table = read_table(path, fields, wanted=(*fields, "session"), categories=True)
    vote = names.get("ms_vote", "ms_vote")
    values = vote_codes(table[vote], lambda row: f"{where}, row {row + 2}, column {vote}")
    state = _states(table, where, names)
    column, _ = pd.factorize(call_numbers(table["undl_id"], where))
    opening = np.unique(column, return_index=True)[1]
    for field in ("date", "resolution"):
        _agree(table[names.get(field, field)], opening[column], table["undl_id"], where)
    first = table.iloc[opening].astype("str")
    calls = describe_calls(first, where, names)
    members = stated_totals(first[names.get("total_ms", "total_ms")], where)
    return build_sheet(
        state,
        column,
        values,
        calls,
        members.fillna(0).to_numpy(dtype=int),
        path,
        lambda row: f"{where}, row {row + 2}",
    )


def _agree(texts: pd.Series, opening: np.ndarray, numbers: pd.Series, where: str) -> None:
    """Refuse a roll call of which two rows say different things.

    Parameters
    ----------
    texts : Series of categories
    opening : ndarray of int, shape (n_rows,)
        The first row of each row's roll call.
    numbers : Series
        Of the roll calls.

    Raises
    ------
    RecordError
    """
    codes = texts.cat.codes.to_numpy()
    other = np.flatnonzero(codes != codes[opening])
    if len(other):
        row, first = int(other[0]), int(opening[other[0]])
        raise RecordError(
            f"roll call {numbers.iloc[row]} has {texts.iloc[row]!r:.60} here and "
            f"{texts.iloc[first]!r:.60} in row {first + 2}",
            f"{where}, row {row + 2}, column {texts.name}",
            "correct one of the two, or download the file again",
        )


def _states(table: pd.DataFrame, where: str, names: dict[str, str]) -> np.ndarray:
    """Find the state of each row, shape (n_rows,); each pair of code and name only once."""
    code, name = names.get("ms_code", "ms_code"), names.get("ms_name", "ms_name")
    codes, texts = table[code].cat, table[name].cat
    pair = codes.codes.to_numpy(dtype=np.int64) * len(texts.categories) + texts.codes.to_numpy()
    position, _ = pd.factorize(pair)
    states = []
    for row in np.flatnonzero(~pd.Series(position).duplicated()):
        one, other = str(table[code].iloc[row]), str(table[name].iloc[row])
        found = state_of(one, other)
        if found is None:
            raise RecordError(
                f"unknown state {one[:40]!r} {other[:60]!r}",
                f"{where}, row {row + 2}, column {code}",
                "expected an ISO3 code or the name of a member",
            )
        states.append(found)
    return np.array(states, dtype=object)[position]


LAYOUT = Layout(
    "bulk",
    "voting data of the UN Digital Library",
    # A bulk file short of one column is no foreign file: its reader says which one is missing.
    lambda columns: is_bulk(columns) or is_nearly_bulk(columns),
    each("bulk", read_bulk),
)
