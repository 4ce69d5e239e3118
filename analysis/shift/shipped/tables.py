"""The shipped tables of counts: their names, their columns, and how they are read."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import RecordError
from analysis.files import read_notes, read_parquet
from analysis.paths import DERIVED
from analysis.plain_tables import is_table

__all__ = ["NAMES", "RUN", "counted_states", "has_counts", "read_counts", "run_of_counts"]

#: The tables, and what a row of each is.
NAMES = {
    "counts_days": "a day, kind of roll call and treatment of the text: how many roll calls",
    "counts_votes": "a state, day and treatment: how it voted on whole texts",
    "counts_divided": "a state, its allies and rival, and a day: how it voted on divided texts",
    "counts_allies": "a state, its allies and a year: its mean agreement with them",
    "counts_pairs": "a state, another and a year: on how many whole texts they voted alike",
}
RUN = "run_counts.json"


def has_counts(folder: Path = DERIVED) -> bool:
    """Whether all tables of counts are there.

    Examples
    --------
    >>> has_counts()
    True
    """
    return all(is_table(folder / f"{name}.parquet") for name in NAMES)


def read_counts(name: str, folder: Path = DERIVED) -> pd.DataFrame:
    """Read a table of counts; the codebook is in ``data/derived/README.md``.

    Parameters
    ----------
    name : str
        One of `NAMES`.
    folder : path

    Returns
    -------
    DataFrame
        Codes as text, days as datetime64.

    Raises
    ------
    RecordError
        If it is not there.

    Examples
    --------
    >>> int(read_counts("counts_days").query("kind == 'whole'")["calls"].sum()) > 5000
    True
    """
    return _read(name, folder).copy()


def counted_states(folder: Path = DERIVED) -> frozenset[str]:
    """Return the codes of the states whose votes are counted.

    Raises
    ------
    RecordError
        If no counts are there.

    Examples
    --------
    >>> "CSK" in counted_states(), "XXX" in counted_states()
    (True, False)
    """
    return frozenset(_read("counts_votes", folder)["state"].unique())


def run_of_counts(folder: Path = DERIVED) -> dict[str, Any]:
    """Return what the counts rest on: ``rests_on, first, last, without_since, version``.

    Raises
    ------
    RecordError
        If it is not there.
    """
    path = folder / RUN
    if not path.is_file():
        raise RecordError("no counts", "data/derived", "`unshift data derive counts` makes them")
    return read_notes(path)


@cache
def _read(name: str, folder: Path) -> pd.DataFrame:
    path = folder / f"{name}.parquet"
    if name not in NAMES or not is_table(path):
        raise RecordError(
            f"no table {name!r}", "data/derived", "`unshift data derive counts` makes them"
        )
    table = read_parquet(path)
    return table.astype(dict.fromkeys(table.select_dtypes("category").columns, "str"))
