"""Agreement of a state with a group whose membership changes with dates."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.agreement.means import mean_defined
from analysis.agreement.pairwise import Agreement
from analysis.agreement.series import series_rows
from analysis.errors import UsageError
from analysis.record.codes import Vote
from analysis.rollcalls import RollCalls
from analysis.rollcalls.periods import Grouping
from analysis.study import Study

__all__ = ["Members", "common_vote", "mean_with", "member_votes", "with_group"]

#: The members of a group: always the same ones, or a function from a date to those of that day.
Members = Collection[str] | Callable[[pd.Timestamp], Collection[str]]


def member_votes(
    rollcalls: RollCalls, state: str, members: Members
) -> tuple[npt.NDArray[np.int8], tuple[str, ...]]:
    """Return the votes that states cast as members of a group.

    Parameters
    ----------
    rollcalls : RollCalls
    state : str
        Left out of the group: agreement with oneself is not agreement with allies.
    members : collection of str, or function from a date to one
        Members that the roll calls do not know cast no vote in them and are passed over.

    Returns
    -------
    votes : ndarray of int8, shape (n_members, n_calls)
        Roll calls held while a state was not a member are coded as not a member.
    states : tuple of str, length n_members
        In the order of the roll calls' states.

    Raises
    ------
    UsageError
        If no member besides the state is among the states of the roll calls.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 1], [1, 3], [2, 2]], states=["USA", "GBR", "FIN"],
    ...                           dates=["2022-12-01", "2023-12-01"])
    >>> nato = lambda day: ["USA", "GBR"] + (["FIN"] if day >= pd.Timestamp("2023-04-04") else [])
    >>> votes, states = member_votes(rc, "USA", nato)
    >>> states, votes.tolist()
    (('GBR', 'FIN'), [[1, 3], [9, 2]])
    """
    names = rollcalls.states.index
    days, day = np.unique(rollcalls.calls["date"].to_numpy(), return_inverse=True)
    if callable(members):
        lists = [frozenset(members(pd.Timestamp(d))) for d in days]
    else:
        lists = [frozenset(members)] * len(days)
    # Members are looked up once for each of the few lists that there are, not for every day.
    held = {one: names.isin(list(one)) for one in dict.fromkeys(lists)}
    is_member = np.array([held[one] for one in lists]).reshape(len(days), len(names)).T
    is_member[rollcalls.row(state)] = False
    rows = np.flatnonzero(is_member.any(axis=1))
    if not len(rows):
        raise UsageError(
            f"no member of the group besides {state} is in the record",
            "members",
            "give state codes as in the table of states",
        )
    votes = np.where(is_member[rows][:, day], rollcalls.votes[rows], np.int8(Vote.NOT_MEMBER))
    return votes, tuple(names[rows])


def with_group(
    rollcalls: RollCalls,
    state: str,
    members: Members,
    by: Grouping = "year",
    indices: Sequence[str] = ("ordinal", "kappa"),
    *,
    level: float = Study.level,
    intervals: bool = True,
    block: str = "day",
) -> pd.DataFrame:
    """Compute a state's mean agreement with the members of a group per period.

    The index is computed for each member on the roll calls held while it was one, then
    averaged with equal weights; the same day is left out for all members. A member whose index
    is undefined, in the period or without a day, is left out of that mean.

    Parameters
    ----------
    rollcalls : RollCalls
    state : str
    members : collection of str, or function from a date to one
        See `member_votes`.
    by, indices, level, intervals, block
        As in `analysis.agreement.pair_series`.

    Returns
    -------
    DataFrame
        Columns ``period, index, value, low, high, n, members``: ``n`` counts roll calls on
        which the state and at least one member cast a vote, ``members`` the members whose
        index is defined, and averaged.

    Raises
    ------
    UsageError
        If a state, index, grouping or block is unknown, or no member is in the record.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 3], [1, 3], [1, 1]], states=["USA", "GBR", "FRA"])
    >>> with_group(rc, "USA", ["GBR", "FRA"], indices=["ordinal"], intervals=False)
       period    index  value  low  high  n  members
    0    2000  ordinal   0.75  NaN   NaN  2        2
    """
    rollcalls = rollcalls.whole()
    votes, _ = member_votes(rollcalls, state, members)
    labels = rollcalls.periods(by).cat.codes.to_numpy()
    codes = sorted(set(labels))
    rows = [
        row
        for code, (label, part) in zip(codes, rollcalls.groups(by), strict=True)
        for row in series_rows(
            label, part, state, votes[:, labels == code], indices, level, intervals, block
        )
    ]
    columns = ["period", "index", "value", "low", "high", "n", "members"]
    return pd.DataFrame(rows, columns=columns)


def mean_with(
    agreement: Agreement, state: str, members: Mapping[object, Sequence[str]]
) -> pd.DataFrame:
    """Average agreement already computed over the members of each period.

    Parameters
    ----------
    agreement : Agreement
    state : str
    members : mapping of period to sequence of str
        A period that is not a key has no members.

    Returns
    -------
    DataFrame
        Columns ``period, value, members``; ``members`` counts those averaged: other than the
        state itself, known to the agreement, and with a defined index. Membership is that of
        the whole period; `with_group` follows dates within it.

    Raises
    ------
    UsageError
        If the state is unknown.

    Examples
    --------
    >>> from analysis.agreement.pairwise import pairwise
    >>> rc = RollCalls.from_votes([[1, 3], [1, 3], [1, 1]], states=["USA", "GBR", "FRA"])
    >>> mean_with(pairwise(rc, "ordinal"), "USA", {2000: ["USA", "GBR", "FRA"]})
       period  value  members
    0    2000   0.75        2
    """
    i = agreement.row(state)
    rows = []
    for k, period in enumerate(agreement.periods):
        group = set(members.get(period, ())) - {state}
        columns = [j for j, s in enumerate(agreement.states) if s in group]
        values = agreement.values[k, i, columns]
        rows.append(
            {
                "period": period,
                "value": float(mean_defined(values)),
                "members": int((~np.isnan(values)).sum()),
            }
        )
    return pd.DataFrame(rows, columns=["period", "value", "members"])


def common_vote(votes: npt.NDArray[np.int8]) -> npt.NDArray[np.int8]:
    """Return the most common vote of a group on each roll call.

    Parameters
    ----------
    votes : ndarray of int8, shape (n_members, n_calls)
        See `member_votes`.

    Returns
    -------
    ndarray of int8, shape (n_calls,)
        Of votes that are equally common, the abstention if it is among them, else the No; not
        recorded (0) where no member cast a vote.

    Examples
    --------
    >>> common_vote(np.array([[1, 1, 1, 8], [1, 2, 3, 9], [3, 8, 8, 8]], dtype=np.int8)).tolist()
    [1, 2, 3, 0]
    """
    order = (Vote.ABSTAIN, Vote.NO, Vote.YES)
    counts = np.stack([(votes == v).sum(axis=0) for v in order])
    # The first of the largest: the order is that in which ties are decided.
    found = np.array(order, dtype=np.int8)[counts.argmax(axis=0)]
    return np.where(counts.sum(axis=0) > 0, found, np.int8(Vote.NOT_RECORDED))
