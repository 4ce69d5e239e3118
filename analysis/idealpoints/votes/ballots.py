"""Votes laid out for fitting: once by item, once by state and period."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import RecordError
from analysis.idealpoints.votes.sorting import count_votes, group_by_item, group_by_point, joined
from analysis.rollcalls import RollCalls
from analysis.rollcalls.periods import Grouping

__all__ = ["Grouped", "MONTHS", "Ballots", "ballots_of", "item_labels", "lay_out", "period_times"]

#: Months in a year.
MONTHS = 12
#: Which kind of vote does not occur in an item: none is missing, or yes, abstain, no.
ALL_OCCUR, NO_YES, NO_ABSTAIN, NO_NO = 0, 1, 2, 3
#: Rows: what is missing; columns: yes, abstain, no. 0 is low, 1 between, 2 high.
KINDS = np.array([[0, 1, 2], [0, 0, 2], [0, 0, 2], [0, 2, 2]], dtype=np.int8)


class Grouped(NamedTuple):
    """Votes of items, or of points, as compiled passes take them.

    Those of unit i stand from ``ptr[i]`` to ``ptr[i + 1]``: ``of``, the point that cast each or
    the item it is on, and ``kind``, 0 below both cutpoints, 1 between them, 2 above both.
    """

    ptr: npt.NDArray[np.int64]
    of: npt.NDArray[np.int32]
    kind: npt.NDArray[np.int8]


@dataclass(frozen=True, eq=False)
class Ballots:
    """Votes cast on items that are not unanimous.

    A *point* is a state in a period in which it cast such a vote. Points are ordered by
    state, then period; votes are held twice, ordered by point and by item.

    Attributes
    ----------
    states, items : tuple of str
    periods : tuple
        Labels, in order of time.
    point_state, point_period : ndarray of int64, shape (n_points,)
    elapsed : ndarray of float64, shape (n_points,)
        Periods since the state's point before; 0 at its first.
    state_ptr : ndarray of int64, shape (n_states + 1,)
    point_ptr : ndarray of int64, shape (n_points + 1,)
    by_point_item, by_point_kind : ndarray, shape (n_votes,)
        Kind 0 is below both cutpoints, 1 between them, 2 above both. Within a point, and
        within an item, votes are ordered by kind, so that compiled loops branch seldom.
    item_ptr : ndarray of int64, shape (n_items + 1,)
    by_item_point, by_item_kind : ndarray, shape (n_votes,)
    missing : ndarray of int8, shape (n_items,)
        0, or the code of the vote (1 yes, 2 abstain, 3 no) that the item lacks.
    n_calls : ndarray of int64, shape (n_items,)
        Roll calls on the item.
    n_unanimous : int
        Items left out because everybody voted alike.
    by : Grouping
        What the periods are; a sequence of dates as a tuple.
    linked : bool
        Whether roll calls on the same recurring text are one item.
    about : DataFrame or None
        Of each item, ``date, symbol, title`` of the last roll call on it; no date where roll
        calls are not dated.
    """

    states: tuple[str, ...]
    periods: tuple[object, ...]
    items: tuple[str, ...]
    point_state: npt.NDArray[np.int64]
    point_period: npt.NDArray[np.int64]
    elapsed: npt.NDArray[np.float64]
    state_ptr: npt.NDArray[np.int64]
    point_ptr: npt.NDArray[np.int64]
    by_point_item: npt.NDArray[np.int32]
    by_point_kind: npt.NDArray[np.int8]
    item_ptr: npt.NDArray[np.int64]
    by_item_point: npt.NDArray[np.int32]
    by_item_kind: npt.NDArray[np.int8]
    missing: npt.NDArray[np.int8]
    n_calls: npt.NDArray[np.int64]
    n_unanimous: int
    by: Grouping = "year"
    linked: bool = True
    about: pd.DataFrame | None = None

    @property
    def n_votes(self) -> int:
        """Number of votes fitted."""
        return int(self.by_item_kind.size)

    @property
    def by_item(self) -> Grouped:
        """The votes of each item."""
        return Grouped(self.item_ptr, self.by_item_point, self.by_item_kind)

    @property
    def by_point(self) -> Grouped:
        """The votes of each state-period."""
        return Grouped(self.point_ptr, self.by_point_item, self.by_point_kind)

    @property
    def n_points(self) -> int:
        """Number of state-periods."""
        return int(self.point_state.size)

    def points_at(self, states: Iterable[str], periods: Iterable[object]) -> npt.NDArray[np.int64]:
        """Find points by state and period, row by row; −1 where there is none.

        Examples
        --------
        >>> rc = RollCalls.from_votes([[1, 3], [3, 3], [3, 1]], states=["A", "B", "C"])
        >>> ballots_of(rc, "year", True).points_at(["C", "D"], [2000, 2000]).tolist()
        [2, -1]
        """
        row, column = self.numbers(states, periods)
        return self.point_of(row, column)

    def numbers(
        self, states: Iterable[str], periods: Iterable[object]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return the numbers of states and of periods; −1 for those without a vote fitted."""
        known = {name: i for i, name in enumerate(self.states)}
        labels = {label: p for p, label in enumerate(self.periods)}
        return (
            np.array([known.get(name, -1) for name in states], dtype=np.int64),
            np.array([labels.get(label, -1) for label in periods], dtype=np.int64),
        )

    def point_of(
        self, state: npt.NDArray[np.int64], period: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.int64]:
        """Find points by the numbers of state and period, of which −1 has none."""
        place = np.full((len(self.states) + 1, len(self.periods) + 1), -1)
        place[self.point_state, self.point_period] = np.arange(self.n_points)
        found: npt.NDArray[np.int64] = place[state, period]  # −1: the last row or column
        return found

    def labels(self, rollcalls: RollCalls) -> tuple[pd.Series, pd.Series]:
        """Return the period and the item of any roll calls, by the rules of these ballots.

        Examples
        --------
        >>> rc = RollCalls.from_votes([[1, 3], [3, 3], [3, 1]], states=["A", "B", "C"])
        >>> ballots_of(rc, "session", False).labels(rc)[1].tolist() == rc.calls["id"].tolist()
        True
        """
        return rollcalls.periods(self.by), item_labels(rollcalls.calls, self.linked)

    def digest(self) -> str:
        """Return the SHA-256 of the votes fitted: who voted what, on what, in which period.

        Examples
        --------
        >>> rc = RollCalls.from_votes([[1, 3], [3, 3], [3, 1]], states=["A", "B", "C"])
        >>> len(ballots_of(rc, "year", True).digest())
        64
        """
        parts = (
            repr((self.states, self.periods, self.items)).encode(),
            self.point_state.astype("<i4").tobytes(),
            self.point_period.astype("<i4").tobytes(),
            self.elapsed.astype("<f8").tobytes(),
            np.diff(self.point_ptr).astype("<i4").tobytes(),
            self.by_point_item.astype("<i4").tobytes(),
            self.by_point_kind.astype("<i1").tobytes(),
            self.missing.astype("<i1").tobytes(),  # without it yes and no are as yes and abstain
        )
        digest = hashlib.sha256()
        for part in parts:
            digest.update(part)
        return digest.hexdigest()


def item_labels(calls: pd.DataFrame, link: bool) -> pd.Series:
    """Name the item of each roll call: its recurring text if it has one, else itself.

    Examples
    --------
    >>> calls = pd.DataFrame({"id": ["a", "b", "c"], "recurring_text": ["t", "", "t"]})
    >>> item_labels(calls, True).tolist(), item_labels(calls, False).tolist()
    (['t', 'b', 't'], ['a', 'b', 'c'])
    """
    if not link:
        return calls["id"]
    # Plain lists: this is asked for every refit.
    texts, ids = calls["recurring_text"].tolist(), calls["id"].tolist()
    linked = set(texts) - {""}
    names = [t or (f"{i} (alone)" if i in linked else i) for t, i in zip(texts, ids, strict=True)]
    return pd.Series(names, index=calls.index, name="id", dtype=calls["id"].dtype)


def period_times(by: Grouping, periods: tuple[object, ...]) -> npt.NDArray[np.float64]:
    """Say when each period is, counted in periods: years and months of the calendar, else in order.

    Examples
    --------
    >>> period_times("year", (2020, 2023)).tolist(), period_times("session", ("1", "5")).tolist()
    ([2020.0, 2023.0], [0.0, 1.0])
    """
    if by == "year":
        return np.array([float(str(p)) for p in periods])
    if by == "month":
        parts = [str(p).split("-") for p in periods]
        return np.array([MONTHS * float(y) + float(m) for y, m in parts])
    return np.arange(len(periods), dtype=np.float64)


def ballots_of(rollcalls: RollCalls, by: Grouping, link: bool) -> Ballots:
    """Lay out roll calls for fitting.

    Parameters
    ----------
    rollcalls : RollCalls
    by, link
        As for `analysis.idealpoints.IdealPoints`.

    Returns
    -------
    Ballots

    Raises
    ------
    UsageError
        If the grouping is unknown.
    RecordError
        See `lay_out`.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 3], [3, 3], [3, 1]], states=["A", "B", "C"])
    >>> ballots_of(rc, "year", True).n_votes
    6
    """
    rollcalls = rollcalls.whole()
    by = by if isinstance(by, str) else tuple(by)
    labels = rollcalls.periods(by)
    periods = tuple(labels.cat.categories.tolist())
    items = item_labels(rollcalls.calls, link)
    laid = lay_out(
        np.asarray(rollcalls.votes),
        items,
        labels.cat.codes.to_numpy().astype(np.int64),
        period_times(by, periods),
        tuple(rollcalls.states.index),
        periods,
    )
    return replace(laid, by=by, linked=link, about=_about(rollcalls, items, laid.items))


def _about(rollcalls: RollCalls, items: pd.Series, kept: tuple[str, ...]) -> pd.DataFrame:
    """Return day, symbol and title of the last roll call on each item."""
    table = rollcalls.calls[["date", "symbol", "title"]].assign(item=items.to_numpy())
    if not rollcalls.is_dated:
        table["date"] = pd.NaT
    last = table.sort_values("date", kind="stable").drop_duplicates("item", keep="last")
    return last.set_index("item").reindex(list(kept)).reset_index(drop=True)


def lay_out(
    votes: npt.NDArray[np.int8],
    items: pd.Series,
    period: npt.NDArray[np.integer],
    times: npt.NDArray[np.float64],
    states: tuple[str, ...],
    periods: tuple[object, ...],
) -> Ballots:
    """Lay out a table of votes for fitting.

    Parameters
    ----------
    votes : ndarray of int8, shape (n_states, n_calls)
        Only 1, 2 and 3 count; absence and not being a member are missing.
    items : Series of str, shape (n_calls,)
    period : ndarray of int, shape (n_calls,)
        Position in `periods`.
    times : ndarray of float64, shape (n_periods,)
        When each period is, in periods.
    states, periods : tuple

    Returns
    -------
    Ballots

    Raises
    ------
    RecordError
        If no vote was cast, all items are unanimous, or states fall into groups that share
        no item, so that their places cannot be compared.

    Examples
    --------
    >>> b = lay_out(np.array([[1, 3, 1], [3, 8, 1], [1, 1, 1]], dtype=np.int8),
    ...             pd.Series(["a", "b", "c"]), np.array([0, 1, 1]), np.array([0.0, 1.0]),
    ...             ("X", "Y", "Z"), (2000, 2001))
    >>> b.n_votes, b.n_points, b.items, b.n_unanimous
    (5, 5, ('a', 'b'), 1)
    """
    number, names = pd.factorize(items.to_numpy())
    item = number.astype(np.int32)
    votes = np.ascontiguousarray(votes)
    counts = count_votes(votes, item, len(names))
    if not counts.any():
        raise RecordError("no votes were cast", "roll calls", "give a record with votes")
    informative = (counts > 0).sum(axis=1) > 1
    if not informative.any():
        raise RecordError(
            "every roll call is unanimous", "roll calls", "ideal points need votes that differ"
        )
    kept = counts[informative]
    missing = np.where((kept > 0).all(axis=1), 0, np.argmin(kept, axis=1) + 1).astype(np.int8)
    item = np.where(informative, np.cumsum(informative) - 1, -1)[item].astype(np.int32)

    order = np.lexsort((np.arange(item.size), item, period))
    order = order[item[order] >= 0]
    starts = np.searchsorted(period[order], np.arange(len(periods) + 1))
    point_state, point_period, point_ptr, of_point, point_kind = group_by_point(
        votes, order, starts, item, KINDS[missing], int(kept.sum())
    )
    voting, compact = np.unique(point_state, return_inverse=True)
    state_ptr = np.concatenate([[0], np.cumsum(np.bincount(compact))]).astype(np.int64)
    elapsed = np.diff(times[point_period], prepend=0.0)
    elapsed[state_ptr[:-1]] = 0.0
    named = tuple(states[s] for s in voting)
    _check_connected(joined(compact, point_ptr, of_point, voting.size, missing.size), named)
    item_ptr, of_item, item_kind = group_by_item(point_ptr, of_point, point_kind, missing.size)
    calls_of = np.bincount(number, minlength=len(names))[informative]
    return Ballots(
        states=named,
        periods=periods,
        items=tuple(str(n) for n in names[informative]),
        point_state=compact.astype(np.int64),
        point_period=point_period.astype(np.int64),
        elapsed=elapsed,
        state_ptr=state_ptr,
        point_ptr=point_ptr,
        by_point_item=of_point,
        by_point_kind=point_kind,
        item_ptr=item_ptr,
        by_item_point=of_item,
        by_item_kind=item_kind,
        missing=missing,
        n_calls=calls_of.astype(np.int64),
        n_unanimous=int((~informative).sum()),
    )


def _check_connected(group: npt.NDArray[np.int32], names: tuple[str, ...]) -> None:
    parts = np.unique(group).size
    if parts > 1:
        apart = [names[s] for s in np.flatnonzero(group != group[0])[:3]]
        raise RecordError(
            f"the states fall into {parts} groups that share no roll call",
            f"{names[0]} and {', '.join(apart)}",
            "fit the groups apart, or link recurring texts",
        )
