"""The roll calls: states by votes, with a table of each. Immutable, checked when made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import UsageError
from analysis.record.codes import Vote
from analysis.record.sheet import Source
from analysis.record.states import CODE_ALIASES, find_voter, nearest_voters
from analysis.rollcalls.anyone.methods import Anyones
from analysis.rollcalls.days import Day
from analysis.rollcalls.invariants import BODIES, check_rollcalls
from analysis.rollcalls.periods import Grouping, periods
from analysis.rollcalls.plain import plain_calls, plain_codes
from analysis.rollcalls.selection import positions, select_calls, with_issue

__all__ = ["RollCalls"]


@dataclass(frozen=True, eq=False)
class RollCalls(Anyones):
    """Votes of states on roll calls.

    Parameters
    ----------
    votes : ndarray of int8, shape (n_states, n_calls)
        1 yes, 2 abstain, 3 no, 8 absent, 9 not a member, 0 not recorded
        (`analysis.record.codes.Vote`).
    calls : DataFrame, n_calls rows
        The columns of `analysis.record.sheet.CALL_COLUMNS`: id, body, date, session, symbol,
        title, issues, paragraph, amendment, recurring_text, partial, outcome, source and stated
        totals.
    states : DataFrame, n_states rows
        Indexed by state code; column ``name``.
    sources : tuple of Source
        The files the votes were read from.
    scope : {"history", "embedded", "simulated", "part"}
        How much of the public record this is; every output says so.
    notes : tuple of str
        What was joined, repaired and dropped on the way.

    Raises
    ------
    RecordError
        If anything in the tables contradicts the above; the message names row and column.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 3], [3, 3]], states=["USA", "RUS"],
    ...                           dates=["2024-12-01", "2025-02-24"])
    >>> rc
    <RollCalls: 2 roll calls, 2 states, 4 votes, 2024-12-01 to 2025-02-24>
    >>> rc.select(start="2025-01-20").votes.tolist()
    [[3], [3]]
    """

    votes: npt.NDArray[np.int8]
    _calls: pd.DataFrame = field(repr=False)
    _states: pd.DataFrame = field(repr=False)
    sources: tuple[Source, ...] = ()
    scope: str = "part"
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check the tables and make the votes read-only."""
        check_rollcalls(self.votes, self._calls, self._states)
        # A copy: a read-only view would still change with the caller's array.
        votes = np.array(self.votes, order="C")
        votes.flags.writeable = False
        object.__setattr__(self, "votes", votes)
        # Lazy copies: pandas copies on write, so a caller's later edits stay the caller's.
        object.__setattr__(self, "_calls", self._calls.reset_index(drop=True).copy(deep=False))
        object.__setattr__(self, "_states", self._states.rename_axis("state").copy(deep=False))

    @classmethod
    def from_votes(
        cls,
        votes: npt.ArrayLike,
        *,
        states: Sequence[str],
        dates: Sequence[Day] | None = None,
        scope: str = "simulated",
        **columns: object,
    ) -> RollCalls:
        """Make roll calls from a plain table of codes, for simulations, tests and lessons.

        Parameters
        ----------
        votes : array-like of int, shape (n_states, n_calls)
        states : sequence of str
            State codes; names are the codes.
        dates : sequence of dates, optional
            One per roll call; default is one a day from 2000-01-01.
        scope : str
        **columns
            Further columns of the table of roll calls.

        Raises
        ------
        UsageError
            If a column is unknown or does not fit, or dates are none or of another number.
        RecordError
            If the votes are not whole numbers in a table.

        Examples
        --------
        >>> RollCalls.from_votes([[1], [2]], states=["A", "B"]).tally()["abstain"].tolist()
        [1]
        """
        codes = plain_codes(votes)
        n = codes.shape[1] if codes.ndim == 2 else 0
        calls = plain_calls(n, dates, columns)
        table = pd.DataFrame({"name": list(states)}, index=pd.Index(list(states), dtype="str"))
        return cls(codes, calls, table, scope=scope)

    # -- tables ------------------------------------------------------------------------------
    @property
    def calls(self) -> pd.DataFrame:
        """The table of roll calls; edits to it do not reach the roll calls."""
        return self._calls.copy(deep=False)

    @property
    def states(self) -> pd.DataFrame:
        """The table of states, indexed by code; edits to it do not reach the roll calls."""
        return self._states.copy(deep=False)

    @property
    def n_calls(self) -> int:
        """Number of roll calls."""
        return int(self.votes.shape[1])

    @property
    def n_states(self) -> int:
        """Number of states."""
        return int(self.votes.shape[0])

    @property
    def n_votes(self) -> int:
        """Number of votes cast: yes, abstain and no, absences not counted."""
        return int(self.tally()[["yes", "abstain", "no"]].to_numpy().sum())

    def __len__(self) -> int:
        """Return the number of roll calls."""
        return self.n_calls

    def __repr__(self) -> str:
        dated = self.n_calls and self.is_dated
        span = f", {self.first:%Y-%m-%d} to {self.last:%Y-%m-%d}" if dated else ""
        who = "states" if self._of_the_un else "voters"
        return (
            f"<RollCalls: {self.n_calls:,} roll calls, {self.n_states} {who}, "
            f"{self.n_votes:,} votes{span}>"
        )

    @property
    def is_dated(self) -> bool:
        """Whether the roll calls have dates; where not, those in `calls` only fill a place."""
        return "dated" not in self._calls or bool(self._calls["dated"].all())

    @property
    def _of_the_un(self) -> bool:
        return bool(self._calls["body"].isin(BODIES).all())

    @property
    def first(self) -> pd.Timestamp:
        """Date of the first roll call."""
        return self._calls["date"].min()

    @property
    def last(self) -> pd.Timestamp:
        """Date of the last roll call."""
        return self._calls["date"].max()

    # -- looking up ----------------------------------------------------------------------------
    def code(self, state: str) -> str:
        """Return the code of a state, asked for by code or by name.

        Parameters
        ----------
        state : str
            A code; else a name in any spelling of the sources; else, where voters are no states,
            words that only one voter's name has (``"Ted Cruz"``).

        Raises
        ------
        UsageError
            If it is not in the roll calls; the error names those that are spelled nearly so.

        Examples
        --------
        >>> rc = RollCalls.from_votes([[1], [2]], states=["USA", "Cruz, Ted"])
        >>> rc.code("United States"), rc.code("Ted Cruz")
        ('USA', 'Cruz, Ted')
        """
        if state in self._states.index:
            return state
        names = self._states["name"]
        found = find_voter(state, names)
        if found is not None:
            return found
        now = CODE_ALIASES.get(state.upper()) if isinstance(state, str) else None
        near = nearest_voters(state, names)
        if now in self._states.index:
            todo = f"its votes stand under {now}"
        elif near:
            todo = f"did you mean {' or '.join(near)}?"
        else:
            todo = "use an ISO3 code, such as USA, or a name; see `unshift data status --states`"
        raise UsageError(f"unknown state {state!r}", "table of states", todo)

    def row(self, state: str) -> int:
        """Return the row of a state, asked for by code or by name; see `code`.

        Raises
        ------
        UsageError
            If the state is not in the roll calls.
        """
        return int(self._states.index.get_loc(self.code(state)))

    def of(self, state: str) -> npt.NDArray[np.int8]:
        """Return the votes of one state, shape (n_calls,)."""
        return self.votes[self.row(state)]

    def name(self, state: str) -> str:
        """Return the name of a state."""
        return str(self._states["name"].iloc[self.row(state)])

    def tally(self) -> pd.DataFrame:
        """Count the votes of each roll call.

        Returns
        -------
        DataFrame, n_calls rows
            Columns ``yes, no, abstain, absent`` (counted, not stated).
        """
        return pd.DataFrame(
            {
                "yes": (self.votes == Vote.YES).sum(axis=0),
                "no": (self.votes == Vote.NO).sum(axis=0),
                "abstain": (self.votes == Vote.ABSTAIN).sum(axis=0),
                "absent": (self.votes == Vote.ABSENT).sum(axis=0),
            },
            index=self._calls.index,
        )

    # -- selecting -----------------------------------------------------------------------------
    def whole(self) -> RollCalls:
        """Leave out the roll calls of which only some votes are known.

        Those say how the states named voted, and nothing of the others: they belong in no
        tally, no average over states and no ideal point.

        Examples
        --------
        >>> rc = RollCalls.from_votes([[1, 3], [1, 0]], states=["A", "B"], partial=[False, True])
        >>> rc.whole().votes.tolist()
        [[1], [1]]
        """
        partial = self._calls["partial"].to_numpy(dtype=bool)
        return self.take(~partial) if partial.any() else self

    def take(self, which: npt.ArrayLike) -> RollCalls:
        """Keep some roll calls.

        Parameters
        ----------
        which : array-like of bool or int, shape (n_calls,) or (n_kept,)
            A mask, or positions (which also sets their order).

        Raises
        ------
        UsageError
            If a mask has another length, or there is no roll call at a position.
        """
        index = positions(which, self.n_calls)
        if len(np.unique(index)) < len(index):  # the same roll call twice: the checks say so
            check_rollcalls(self.votes[:, index], self._calls.iloc[index], self._states)
        return self._part(self.votes[:, index], self._calls.iloc[index], self._states)

    def only(self, states: Iterable[str]) -> RollCalls:
        """Keep some states, in the order given.

        Raises
        ------
        UsageError
            If one of them is unknown.
        """
        rows = [self.row(s) for s in states]
        if len(set(rows)) < len(rows):
            check_rollcalls(self.votes[rows], self._calls, self._states.iloc[rows])
        return self._part(self.votes[rows], self._calls, self._states.iloc[rows])

    def _part(
        self, votes: npt.NDArray[np.int8], calls: pd.DataFrame, states: pd.DataFrame
    ) -> RollCalls:
        """Make roll calls of some rows or columns of these.

        Part of what was checked needs no check: analyses take a part for each year of a pair.
        """
        part = object.__new__(RollCalls)
        votes = np.ascontiguousarray(votes)
        votes.flags.writeable = False
        for name, value in (
            ("votes", votes),
            ("_calls", calls.reset_index(drop=True)),
            ("_states", states),
            ("sources", self.sources),
            ("scope", self.scope),
            ("notes", self.notes),
        ):
            object.__setattr__(part, name, value)
        return part

    def select(
        self,
        *,
        start: Day | None = None,
        end: Day | None = None,
        body: str | None = None,
        issue: str | None = None,
        states: Iterable[str] | None = None,
    ) -> RollCalls:
        """Keep the roll calls, and the states, that meet every condition given.

        Parameters
        ----------
        start, end : date, optional
            First and last day kept, both included.
        body : str, optional
            ``"GA"``, ``"SC"``, or the name of a body of anyone's roll calls.
        issue : str, optional
            An issue code, such as ``"ukraine"`` or ``"me"``.
        states : iterable of str, optional

        Returns
        -------
        RollCalls
            Possibly without roll calls; what follows decides whether that is an error.

        Raises
        ------
        UsageError
            If a day is not a date, or the body, the issue or a state is unknown.
        """
        part = self.take(select_calls(self._calls, start, end, body, issue))
        return part if states is None else part.only(states)

    def has_issue(self, issue: str) -> npt.NDArray[np.bool_]:
        """Say which roll calls carry an issue code, shape (n_calls,)."""
        return with_issue(self._calls, issue)

    # -- grouping ------------------------------------------------------------------------------
    def periods(self, by: Grouping) -> pd.Series:
        """Label each roll call by period; see `analysis.rollcalls.periods.periods`."""
        return periods(self._calls, by)

    def groups(self, by: Grouping) -> Iterator[tuple[object, RollCalls]]:
        """Go through the periods in order of time; periods without roll calls are passed over.

        Yields
        ------
        label : object
        part : RollCalls
        """
        for label, inside in self.masks(by):
            yield label, self.take(inside)

    def masks(self, by: Grouping) -> Iterator[tuple[object, npt.NDArray[np.bool_]]]:
        """Go through the periods as `groups` does, and say which roll calls are in each.

        For what asks for votes alone: to take the table of roll calls is half of the work.

        Yields
        ------
        label : object
        inside : ndarray of bool, shape (n_calls,)
        """
        labels = self.periods(by)
        codes = labels.cat.codes.to_numpy()
        for k, label in enumerate(labels.cat.categories):
            inside = codes == k
            if inside.any():
                yield label, inside

    def rests_on(self) -> str:
        """Say in words which roll calls a number computed from this rests on.

        Examples
        --------
        >>> RollCalls.from_votes([[1, 2]], states=["A"]).rests_on()
        '2 roll calls of the General Assembly, 2000-01-01 to 2000-01-02'
        """
        if not self.n_calls:
            return "no roll calls"
        bodies = sorted(self._calls["body"].unique())
        names = {"GA": "the General Assembly", "SC": "the Security Council"}
        which = " and ".join(names.get(b, b) for b in bodies)
        plural = "" if self.n_calls == 1 else "s"
        if not self.is_dated:
            return f"{self.n_calls:,} roll call{plural} of {which}, not dated"
        span = f"{self.first:%Y-%m-%d}"
        if self.last != self.first:
            span += f" to {self.last:%Y-%m-%d}"
        return f"{self.n_calls:,} roll call{plural} of {which}, {span}"
