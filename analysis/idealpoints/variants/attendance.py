"""Attendance laid out beside the votes, so that absence can say something of a state."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import RecordError
from analysis.idealpoints.votes.ballots import Ballots, lay_out
from analysis.record.codes import Vote, is_cast

__all__ = ["PREFIX", "with_attendance"]

#: How items of attendance are named; the rest is the roll call.
PREFIX = "attendance at "
#: Codes by which attendance enters: low and high of an item with two kinds of vote.
AWAY, HERE = Vote.YES, Vote.NO


def with_attendance(
    votes: npt.NDArray[np.int8],
    labels: pd.Series,
    calls: pd.Series,
    period: npt.NDArray[np.int64],
    times: npt.NDArray[np.float64],
    states: tuple[str, ...],
    ballots: Ballots,
) -> tuple[Ballots, npt.NDArray[np.bool_]]:
    """Lay out votes, and after them attendance at each roll call whose item is fitted.

    A state attends if it votes or abstains, and is away if it is a member coded as absent.
    Where it is not a member, or the source does not say, it does neither. So it does in a
    period in which it casts no vote that counts, where it has no ideal point.

    Parameters
    ----------
    votes : ndarray of int8, shape (n_states, n_calls)
        Codes of `analysis.record.codes.Vote`.
    labels, calls : Series of str, shape (n_calls,)
        Item and name of each roll call.
    period : ndarray of int64, shape (n_calls,)
    times : ndarray of float64, shape (n_periods,)
    states : tuple of str
    ballots : Ballots
        The votes alone.

    Returns
    -------
    Ballots
        With the same points; the items of `ballots` come first.
    attendance : ndarray of bool, shape (n_items,)

    Raises
    ------
    RecordError
        If nobody is coded as absent, or all who are stay away from everything.

    Examples
    --------
    >>> votes = np.array([[1, 3], [3, 8], [3, 1]], dtype=np.int8)
    >>> names, zero = pd.Series(["a", "b"]), np.zeros(2, dtype=np.int64)
    >>> alone = lay_out(votes, names, zero, np.zeros(1), ("X", "Y", "Z"), (2000,))
    >>> both, attendance = with_attendance(votes, names, names, zero, np.zeros(1),
    ...                                    ("X", "Y", "Z"), alone)
    >>> both.items, attendance.tolist()
    (('a', 'b', 'attendance at b'), [False, False, True])
    """
    fitted = labels.isin(ballots.items).to_numpy()
    codes = votes[:, fitted]
    row_of = {state: k for k, state in enumerate(states)}
    row = np.array([row_of[s] for s in ballots.states])
    has_point = np.zeros((len(states), times.size), dtype=bool)
    has_point[row[ballots.point_state], ballots.point_period] = True
    known = has_point[:, period[fitted]]
    seen = np.where(is_cast(codes), HERE, np.where(codes == Vote.ABSENT, AWAY, 0))
    seen = np.where(known, seen, 0).astype(np.int8)
    if not (seen == AWAY).any():
        raise RecordError(
            "nobody is coded as absent", "attendance", 'use absence="ignored" for this record'
        )
    both = lay_out(
        np.hstack([codes, seen]),
        pd.concat([labels[fitted], PREFIX + calls[fitted]], ignore_index=True),
        np.tile(period[fitted], 2),
        times,
        states,
        ballots.periods,
    )
    attendance = np.arange(len(both.items)) >= len(ballots.items)
    return both, attendance
