"""What `RollCalls` takes from elsewhere and gives away: thin methods, each of a module here."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

import pandas as pd

from analysis.rollcalls.anyone.codes import Codes
from analysis.rollcalls.anyone.export import long_frame, wide_frame, write_csv, write_stata
from analysis.rollcalls.anyone.frames import from_long, from_wide
from analysis.rollcalls.anyone.ordfile import from_ord
from analysis.rollcalls.anyone.parts import Parts
from analysis.rollcalls.anyone.pscl import from_rda
from analysis.rollcalls.anyone.voteview import from_voteview
from analysis.tables import html_table, table_cells

if TYPE_CHECKING:
    from analysis.rollcalls.structure import RollCalls

__all__ = ["Anyones"]


class Anyones:
    """Roll calls of any body: read from tables and files, and written to them."""

    @classmethod
    def _made(cls, parts: Parts) -> Self:
        return cls(parts.votes, parts.calls, parts.voters, notes=parts.notes)  # type: ignore[call-arg]

    @classmethod
    def from_frame(
        cls,
        frame: pd.DataFrame,
        *,
        voter: str,
        call: str,
        vote: str,
        codes: Codes = "words",
        name: str | None = None,
        date: str | None = None,
        body: str = "",
        **columns: str,
    ) -> Self:
        """Make roll calls of a DataFrame with one row per vote; see `frames.from_long`.

        Parameters
        ----------
        frame : DataFrame
        voter, call, vote : str
            Columns: who voted, on what, how.
        codes : str or mapping
            ``"words"`` (yes, no, abstain, ...), ``"binary"`` (1, 0), ``"unshift"`` (1, 2, 3, 8, 9),
            ``"voteview"`` (cast codes), or what is written for each kind of vote, such as
            ``{"yes": 1, "no": -1, "abstain": 0}``.
        name, date : str, optional
            Columns: the voter's name, the day.
        body : str
            What votes, in words.
        **columns : str
            The columns with ``body, session, symbol, title, issues`` or ``recurring_text``.

        Examples
        --------
        >>> from analysis.rollcalls import RollCalls
        >>> long = pd.DataFrame({"who": ["Ann", "Bob", "Ann"], "bill": [1, 1, 2],
        ...                      "said": ["yes", "no", "abstain"]})
        >>> rc = RollCalls.from_frame(long, voter="who", call="bill", vote="said", body="Club")
        >>> rc, rc.votes.tolist()
        (<RollCalls: 2 roll calls, 2 voters, 3 votes>, [[1, 2], [3, 0]])
        """
        return cls._made(
            from_long(frame, voter, call, vote, codes, name=name, date=date, body=body, **columns)
        )

    @classmethod
    def from_wide(
        cls,
        table: pd.DataFrame,
        *,
        codes: Codes,
        voters: Literal["rows", "columns"] = "rows",
        voter: str | None = None,
        calls: pd.DataFrame | None = None,
        body: str = "",
        missing: str = "not_recorded",
    ) -> Self:
        """Make roll calls of a table of voters by roll calls, or the other way round.

        See `frames.from_wide`.

        Examples
        --------
        >>> from analysis.rollcalls import RollCalls
        >>> table = pd.DataFrame([[1, 0], [0, None]], index=["Ann", "Bob"], columns=["a", "b"])
        >>> RollCalls.from_wide(table, codes="binary").votes.tolist()
        [[1, 3], [3, 0]]
        """
        return cls._made(
            from_wide(table, codes, voters, voter=voter, calls=calls, body=body, missing=missing)
        )

    @classmethod
    def from_rda(
        cls,
        path: str | Path,
        *,
        name: str | None = None,
        codes: Codes | None = None,
        missing: str = "not_recorded",
        body: str = "",
    ) -> Self:
        """Read pscl's ``rollcall`` object from an R file; see `pscl.from_rda`."""
        return cls._made(from_rda(Path(path), name, codes, missing, body))

    @classmethod
    def from_voteview(
        cls,
        votes: str | Path,
        members: str | Path | None = None,
        rollcalls: str | Path | None = None,
        *,
        chamber: str | None = None,
        congress: int | Sequence[int] | None = None,
        codes: Codes = "voteview",
        presidents: bool = False,
    ) -> Self:
        """Read Voteview's CSV files; see `voteview.from_voteview`."""
        return cls._made(
            from_voteview(
                Path(votes),
                None if members is None else Path(members),
                None if rollcalls is None else Path(rollcalls),
                chamber,
                congress,
                codes,
                presidents,
            )
        )

    @classmethod
    def from_ord(
        cls,
        path: str | Path,
        *,
        codes: Codes = "voteview",
        body: str = "",
        presidents: bool = False,
    ) -> Self:
        """Read a fixed-width file of Poole and Rosenthal; see `ordfile.from_ord`."""
        return cls._made(from_ord(Path(path), codes, body, presidents))

    # -- and out -----------------------------------------------------------------------------
    def to_frame(self: RollCalls, *, wide: bool = False, cast_only: bool = False) -> pd.DataFrame:  # type: ignore[misc]
        """Return one row per vote, or, `wide`, one per roll call with a column per voter.

        Examples
        --------
        >>> from analysis.rollcalls import RollCalls
        >>> rc = RollCalls.from_votes([[1, 3], [2, 8]], states=["A", "B"])
        >>> rc.to_frame()[["state", "id", "vote_name"]].values.tolist()[-1]
        ['B', 'call-1', 'absent']
        """
        return wide_frame(self) if wide else long_frame(self, cast_only)

    def to_csv(self: RollCalls, path: str | Path, *, wide: bool = False) -> None:  # type: ignore[misc]
        """Write `to_frame` as CSV."""
        write_csv(self, Path(path), wide)

    def to_stata(self: RollCalls, path: str | Path) -> None:  # type: ignore[misc]
        """Write one row per vote as a Stata file with labelled votes and columns."""
        write_stata(self, Path(path))

    def _repr_html_(self: RollCalls) -> str:  # type: ignore[misc]
        """Show how many there are of each vote, by body, in a notebook."""
        tally = self.tally().assign(body=self.calls["body"].to_numpy())
        table = tally.groupby("body", sort=True).sum()
        table.insert(0, "roll calls", tally.groupby("body", sort=True).size())
        return html_table(table_cells(table.reset_index()), note=self.rests_on())
