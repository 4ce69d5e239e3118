"""The resolutions: a table of texts adopted, by vote or without. Immutable, checked when made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import RecordError, UsageError
from analysis.record.texts import LISTS, TEXT_COLUMNS

__all__ = ["ADOPTED", "OWN", "TREATED", "Resolutions", "first_without"]

#: How a text can have been adopted; "" where no source says.
ADOPTED = ("vote", "without a vote", "")
#: How a text was treated the time before; "never seen" within the record, "" where that is not
#: asked (a paragraph, a text without a title, the Council).
TREATED = ("vote", "without a vote", "never seen", "")
#: Columns beyond those of a source: the text that recurs, and how it was treated last.
OWN = ("recurring_text", "treated_last", "treated_id")


@dataclass(frozen=True, eq=False)
class Resolutions:
    """Texts that the Assembly and the Council adopted.

    Parameters
    ----------
    table : DataFrame, n rows
        The columns of `analysis.record.texts.TEXT_COLUMNS`, and ``recurring_text`` (the id of
        the first roll call or text of its chain; "" for one), ``treated_last`` (see `TREATED`)
        and ``treated_id`` (the roll call or symbol of the time before). ``roll_call`` is an id of
        `RollCalls.calls`, those known in part among them, or "".
    without_since : str
        First day from which adoptions without a vote are held; "" where none are.
    scope : str
        See `RollCalls`.

    Raises
    ------
    RecordError
        If a column is missing, a symbol is empty or repeated, a day is missing, or a word of
        ``adopted`` or ``treated_last`` is unknown; the message names row and column.

    Examples
    --------
    >>> from analysis.record.texts import text_table
    >>> table = text_table({"symbol": ["A/RES/80/1", "A/RES/80/2"], "date": ["2025-09-30"] * 2,
    ...                     "adopted": ["vote", "without a vote"]}, 2)
    >>> Resolutions.of(table)
    <Resolutions: 2 texts, 1 by vote, 1 without, 2025-09-30 to 2025-09-30>
    """

    _table: pd.DataFrame = field(repr=False)
    without_since: str = ""
    scope: str = "part"

    def __post_init__(self) -> None:
        """Check the table; a lazy copy, so that a caller's later edits stay the caller's."""
        _check(self._table)
        object.__setattr__(self, "_table", self._table.reset_index(drop=True).copy(deep=False))

    @classmethod
    def of(cls, table: pd.DataFrame, scope: str = "simulated") -> Resolutions:
        """Make resolutions of a table of texts, without saying how they were treated before."""
        more = {name: table.get(name, "") for name in OWN}
        whole = table.assign(**more).astype(dict.fromkeys(OWN, "str"))
        return cls(whole, first_without(whole), scope)

    def to_frame(self) -> pd.DataFrame:
        """Return the table; edits to it do not reach the resolutions."""
        return self._table.copy(deep=False)

    def __len__(self) -> int:
        """Return the number of texts."""
        return len(self._table)

    def __repr__(self) -> str:
        how = self._table["adopted"].value_counts()
        days = self._table["date"]
        span = f", {days.min():%Y-%m-%d} to {days.max():%Y-%m-%d}" if len(days) else ""
        return (
            f"<Resolutions: {len(self):,} texts, {how.get('vote', 0):,} by vote, "
            f"{how.get('without a vote', 0):,} without{span}>"
        )

    def take(self, which: npt.ArrayLike) -> Resolutions:
        """Keep some texts, by mask or by position.

        Raises
        ------
        UsageError
            If a mask has another length.
        """
        index = np.asarray(which)
        if index.dtype == bool and index.shape != (len(self),):
            raise UsageError(f"a mask of {index.size} for {len(self)} texts", "take")
        kept = self._table[index] if index.dtype == bool else self._table.iloc[index.astype(int)]
        return Resolutions(kept, self.without_since, self.scope)

    def adopted(self, how: str) -> Resolutions:
        """Keep those adopted by ``vote`` or ``without a vote``.

        Raises
        ------
        UsageError
            If the word is another.
        """
        if how not in ADOPTED[:2]:
            raise UsageError(f"unknown way of adoption {how!r}", "adopted", f"use {ADOPTED[:2]}")
        return self.take((self._table["adopted"] == how).to_numpy())

    def sponsored_by(self, states: Iterable[str], later: bool = False) -> npt.NDArray[np.bool_]:
        """Say which texts any of some states submitted, shape (n,).

        Parameters
        ----------
        states : iterable of str
        later : bool
            Whether those count that joined after the text was submitted.
        """
        wanted = set(states)
        cells = zip(self._table["drafters"], self._table["cosponsors"], strict=True)
        return np.array(
            [bool(wanted & {*first, *(then if later else ())}) for first, then in cells], dtype=bool
        )


def first_without(table: pd.DataFrame) -> str:
    """Return the first day of an adoption without a vote; "" where there is none.

    Examples
    --------
    >>> t = pd.DataFrame({"adopted": ["vote"], "date": pd.to_datetime(["2020-01-01"])})
    >>> first_without(t)
    ''
    """
    days = table["date"][table["adopted"] == "without a vote"]
    return f"{days.min():%Y-%m-%d}" if len(days) else ""


def _check(table: pd.DataFrame) -> None:
    for column in (*TEXT_COLUMNS, *OWN):
        if column not in table.columns:
            raise RecordError(f"column {column!r} is missing", "table of resolutions")

    def fail(mask: npt.NDArray[np.bool_], column: str, what: str) -> None:
        rows = np.flatnonzero(mask)
        if len(rows):
            value = table[column].iloc[rows[0]]
            raise RecordError(
                f"{what} {value!r}", f"table of resolutions, row {rows[0]}, column {column}"
            )

    fail((table["symbol"] == "").to_numpy(), "symbol", "empty symbol")
    keys = table[["body", "symbol"]]
    fail(keys.duplicated().to_numpy(), "symbol", "repeated symbol")
    fail(table["date"].isna().to_numpy(), "date", "missing date")
    fail(~table["adopted"].isin(ADOPTED).to_numpy(), "adopted", "unknown way of adoption")
    fail(~table["treated_last"].isin(TREATED).to_numpy(), "treated_last", "unknown treatment")
    for column in LISTS:
        fail(~table[column].map(lambda cell: isinstance(cell, tuple)).to_numpy(), column, "no list")
