"""One file's roll calls in common columns: what every reader returns."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.record.texts import text_table

__all__ = ["CALL_COLUMNS", "Sheet", "Source", "call_table"]

#: Columns of a table of roll calls and what stands in them where a source is silent.
#: ``issues`` holds issue codes in alphabetical order, separated by spaces; ``paragraph`` and
#: ``amendment`` may be unknown (NA); ``recurring_text``, ``treated_last`` and ``treated_id`` say
#: how the text stands in the record (`analysis.rollcalls.recurring.treatment`) and are "" in a
#: sheet; ``partial`` marks a roll call of which only some votes are known: every other cell is not
#: recorded, and it says nothing but how the states named voted. ``outcome`` is "adopted",
#: "failed", or empty where the source does not say. The ``stated_*`` columns are the totals that
#: the source prints beside the votes, NA where it prints none. They are kept apart from what is
#: counted.
CALL_COLUMNS: dict[str, tuple[str, object]] = {
    "id": ("str", ""),
    "body": ("str", "GA"),
    "date": ("datetime64[s]", pd.NaT),
    "session": ("str", ""),
    "symbol": ("str", ""),
    "title": ("str", ""),
    "issues": ("str", ""),
    "paragraph": ("boolean", pd.NA),
    "amendment": ("boolean", pd.NA),
    "recurring_text": ("str", ""),
    "treated_last": ("str", ""),
    "treated_id": ("str", ""),
    "partial": ("bool", False),
    "outcome": ("str", ""),
    "source": ("str", ""),
    "stated_yes": ("Int16", pd.NA),
    "stated_no": ("Int16", pd.NA),
    "stated_abstain": ("Int16", pd.NA),
    "stated_absent": ("Int16", pd.NA),
}


@dataclass(frozen=True)
class Source:
    """A file that votes were read from.

    Attributes
    ----------
    name : str
        Short name, used in the ``source`` column (``"matrix"``, ``"unvotes"``, ``"undl"``, ...).
    title : str
        What the file is, for people.
    path : Path
        Where it was found.
    sha256 : str
        Hash of its bytes.
    licence : str
        Terms of its publisher.
    gave : int
        Roll calls of the record that are there with its votes: those that no source before it
        held. Known once files are joined.
    """

    name: str
    title: str
    path: Path
    sha256: str
    licence: str = ""
    gave: int = 0


@dataclass(frozen=True, eq=False)
class Sheet:
    """Votes of one file: states by roll calls.

    Attributes
    ----------
    votes : ndarray of int8, shape (n_states, n_calls)
        Codes of `analysis.record.codes.Vote`.
    states : tuple of str, length n_states
        State codes, unique (ISO3 where one exists; see `analysis.record.states`).
    calls : DataFrame, n_calls rows
        The columns of `CALL_COLUMNS`.
    source : Source
    texts : DataFrame
        The resolutions that the file describes, by vote or without one: the columns of
        `analysis.record.texts.TEXT_COLUMNS`.
    notes : tuple of str
        What was repaired or left out on reading, one sentence each.
    """

    votes: npt.NDArray[np.int8]
    states: tuple[str, ...]
    calls: pd.DataFrame
    source: Source
    notes: tuple[str, ...] = field(default=())
    texts: pd.DataFrame = field(default_factory=lambda: text_table({}, 0))


def call_table(columns: dict[str, object], n: int) -> pd.DataFrame:
    """Build a table of roll calls with every column of `CALL_COLUMNS`, in order and typed.

    Parameters
    ----------
    columns : dict
        Values for some of the columns; the others are filled with their empty value.
    n : int
        Number of roll calls.

    Returns
    -------
    DataFrame, n rows, RangeIndex

    Examples
    --------
    >>> t = call_table({"id": ["a"], "date": ["2025-02-24"]}, 1)
    >>> t.loc[0, "body"], str(t.loc[0, "date"].date()), t.loc[0, "paragraph"]
    ('GA', '2025-02-24', <NA>)
    """
    index = pd.RangeIndex(n)
    data = {}
    for name, (dtype, empty) in CALL_COLUMNS.items():
        values = columns.get(name, empty)
        if isinstance(values, pd.Series):
            values = values.array
        data[name] = pd.Series(values, index=index).astype(dtype)
    return pd.DataFrame(data, index=index)
