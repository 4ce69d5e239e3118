"""Reader of the Dataverse long layout: one row per state and roll call, absences included."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import RecordError
from analysis.paths import shown
from analysis.record.codes import Vote
from analysis.record.dates import parse_dates
from analysis.record.issues import join_issues
from analysis.record.readers.formats.rdata import read_any
from analysis.record.readers.formats.tabular import EncodingError, sha256, stated_totals
from analysis.record.readers.layout import Layout, each
from analysis.record.readers.voeten.breaks import drop_copied_codes, open_breaks, open_memberships
from analysis.record.readers.voeten.cow import COW
from analysis.record.readers.voeten.matrix import FLAGS, read_flags
from analysis.record.readers.voeten.unvotes import normal_symbol, tidy_title
from analysis.record.sheet import Sheet, Source, call_table
from analysis.record.states import state_name

__all__ = ["LAYOUT", "is_long", "read_long"]

REQUIRED = ("rcid", "ccode", "vote", "date")
#: What differs between releases; a column that is not there is as one without values.
OPTIONAL = ("session", "unres", "short", "descr", "amend", "para", "yes", "no", "abstain", *FLAGS)
EMPTY = ("", "NA")


def is_long(columns: Sequence[str]) -> bool:
    """Say whether column names are those of the long layout, of any release."""
    return {"rcid", "ccode", "vote"} <= set(columns)


def read_long(path: Path) -> Sheet:
    """Read the roll calls of the Dataverse archive: text, or R's ``UNVotes*.RData``.

    Text may be separated by commas, tabs or semicolons, and written in Windows-1252. A number
    ``rcid`` that another date uses again is two roll calls, named as in the matrix. Where two
    numbers of one state (the Federal Republic and Germany) have a row on one roll call, and one
    of them was no member, the other's stands.

    Parameters
    ----------
    path : Path

    Returns
    -------
    Sheet
        In order of date. A blank vote is not recorded; what the layout is known to code wrongly
        is not recorded either, and counted in the notes.

    Raises
    ------
    RecordError
        If the layout, a vote, a state, a date, a flag or a total is unknown, or two rows of one
        state on one roll call contradict each other.
    """
    where = shown(path)
    table, encoding = _table(path)
    row_state, states = _states(table["ccode"], where)
    values = _votes(table["vote"], where)
    call, _ = pd.factorize(table["rcid"] + "|" + table["date"])
    first = table.iloc[np.unique(call, return_index=True)[1]]
    calls, order = _calls(first, where)
    grid = _grid(row_state, np.argsort(order)[call], values, table, states, where)
    names = sorted(set(states))
    notes = [] if encoding == "utf-8" else ["dataverse: read as Windows-1252, not as UTF-8"]
    if repeated := int(calls["id"].str.count("-").gt(1).sum()):
        notes.append(
            f"dataverse: {repeated} roll calls reuse the number of an earlier one and are told "
            "apart by their date"
        )
    notes += open_breaks(grid, names, calls["date"], "dataverse")
    notes += open_memberships(grid, names, "dataverse")
    years = calls["date"].dt.year
    calls["issues"], dropped = drop_copied_codes(calls["issues"], calls["date"], "dataverse")
    notes += dropped
    title = f"UN roll calls {years.min()}-{years.max()} (Dataverse)"
    source = Source("dataverse", title, path, sha256(path), "CC0")
    return Sheet(grid, tuple(names), calls, source, tuple(notes))


def _table(path: Path) -> tuple[pd.DataFrame, str]:
    """Read the columns that are used, and say in which encoding they were."""

    def read(encoding: str) -> pd.DataFrame:
        wanted = (*REQUIRED, *OPTIONAL)
        return read_any(path, REQUIRED, encoding=encoding, delimiters=",\t;", wanted=wanted)

    try:
        return read("utf-8"), "utf-8"
    except EncodingError:
        return read("windows-1252"), "windows-1252"


def _states(numbers: pd.Series, where: str) -> tuple[npt.NDArray[np.intp], list[str]]:
    """Find the state of each row: its position among the distinct numbers, and their codes."""
    position, distinct = pd.factorize(numbers)
    codes = []
    for k, text in enumerate(distinct):
        plain = str(text).strip().removesuffix(".0")
        code = COW.get(int(plain)) if plain.isdecimal() and len(plain) < 5 else None
        if code is None:
            row = int(np.flatnonzero(position == k)[0])
            raise RecordError(
                f"unknown state number {str(text)[:40]!r}",
                f"{where}, row {row + 2}, column ccode",
                "expected a Correlates of War number of a member",
            )
        codes.append(code)
    return position, codes


def _votes(texts: pd.Series, where: str) -> npt.NDArray[np.int8]:
    position, distinct = pd.factorize(texts)
    plain = [str(t).strip().removesuffix(".0") for t in distinct]
    known = {str(int(v)): int(v) for v in Vote if v} | dict.fromkeys(EMPTY, 0)
    for k, text in enumerate(plain):
        if text not in known:
            row = int(np.flatnonzero(position == k)[0])
            raise RecordError(
                f"unknown vote code {texts.iloc[row][:40]!r}",
                f"{where}, row {row + 2}, column vote",
                "expected 1, 2, 3, 8 or 9",
            )
    return np.array([known[t] for t in plain], dtype=np.int8)[position]


def _grid(
    row_state: npt.NDArray[np.intp],
    column: npt.NDArray[np.intp],
    values: npt.NDArray[np.int8],
    table: pd.DataFrame,
    states: list[str],
    where: str,
) -> npt.NDArray[np.int8]:
    """Spread the rows, shape (n_states, n_calls); what two rows say must not differ."""
    n = int(column.max()) + 1
    names = sorted(set(states))
    to_row = np.array([names.index(s) for s in states])
    by_number = np.zeros((len(states), n), dtype=np.int8)
    by_number[row_state, column] = values
    other = by_number[row_state, column] != values
    grid = np.zeros((len(names), n), dtype=np.int8)
    # Rows that say less first, so that the others overwrite them.
    rows = to_row[row_state]
    for weak in (values == 0, values == Vote.NOT_MEMBER):
        grid[rows[weak], column[weak]] = values[weak]
    strong = (values != 0) & (values != Vote.NOT_MEMBER)
    grid[rows[strong], column[strong]] = values[strong]
    other |= strong & (grid[rows, column] != values)
    if other.any():
        row = int(np.flatnonzero(other)[0])
        raise RecordError(
            f"{state_name(states[row_state[row]])} votes twice, differently, on rcid "
            f"{table['rcid'].iloc[row]}",
            f"{where}, row {row + 2}",
            "remove one of the two rows",
        )
    return grid


def _calls(first: pd.DataFrame, where: str) -> tuple[pd.DataFrame, npt.NDArray[np.intp]]:
    """Describe the roll calls in order of date; return that order too."""
    numbers = first["rcid"].str.strip().str.removesuffix(".0")
    bad = np.flatnonzero(~numbers.str.fullmatch(r"[0-9]+").to_numpy(dtype=bool))
    if len(bad):
        raise RecordError(
            f"not a roll-call number: {first['rcid'].iloc[bad[0]][:40]!r}",
            f"{where}, row {first.index[bad[0]] + 2}, column rcid",
        )
    dates = parse_dates(first["date"], where)
    order = np.lexsort((numbers.astype(object).map(int).to_numpy(), dates.to_numpy()))
    first, dates = first.iloc[order], dates.iloc[order]

    def column(name: str) -> pd.Series:
        values = first[name] if name in first else pd.Series("", first.index, name=name)
        return values.str.strip().where(~values.isin(EMPTY), "")

    ids = "rcid-" + numbers.iloc[order]
    ids = ids.where(~ids.duplicated(), ids + "-" + dates.dt.strftime("%Y-%m-%d"))
    twice = pd.DataFrame({"rcid": numbers.iloc[order], "date": dates}).duplicated()
    if twice.any():
        row = int(np.flatnonzero(twice)[0])
        raise RecordError(
            f"the date of rcid {first['rcid'].iloc[row]} is written in two ways",
            f"{where}, row {first.index[row] + 2}, column date",
        )
    short, descr = column("short").map(tidy_title), column("descr").map(tidy_title)
    shouted = short.str.upper() == short
    title = descr.where(shouted & (descr != ""), short)
    flags = np.column_stack([read_flags(column(f), where) for f in FLAGS])
    issues = [join_issues(*np.array(FLAGS)[f]) for f in flags]
    yes_no = {"0": False, "1": True, "FALSE": False, "TRUE": True}
    calls = call_table(
        {
            "id": ids,
            "date": dates,
            "session": column("session").str.removesuffix(".0"),
            "symbol": column("unres").map(normal_symbol),
            "title": title,
            "issues": issues,
            "paragraph": column("para").str.removesuffix(".0").str.upper().map(yes_no),
            "amendment": column("amend").str.removesuffix(".0").str.upper().map(yes_no),
            "source": "dataverse",
            **{f"stated_{c}": stated_totals(column(c), where) for c in ("yes", "no", "abstain")},
        },
        len(first),
    )
    return calls, order


LAYOUT = Layout(
    "dataverse", "roll calls of the Dataverse", is_long, each("dataverse", read_long), once=True
)
