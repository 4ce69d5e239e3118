"""What must hold of a set of roll calls; each failure names table, row and column."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import RecordError
from analysis.record.codes import is_known
from analysis.record.sheet import CALL_COLUMNS

__all__ = ["check_rollcalls"]

#: Bodies of the United Nations; others go by names of their own.
BODIES = ("GA", "SC")
OUTCOMES = ("adopted", "failed", "")


def check_rollcalls(votes: npt.NDArray[np.int8], calls: pd.DataFrame, states: pd.DataFrame) -> None:
    """Check votes, roll calls and states against each other.

    Parameters
    ----------
    votes : ndarray of int8, shape (n_states, n_calls)
    calls : DataFrame, n_calls rows
    states : DataFrame, n_states rows, indexed by state code

    Raises
    ------
    RecordError
        If shapes disagree, a column is missing, a code, date or body is unknown, or an id or
        a state occurs twice.

    Examples
    --------
    >>> from analysis.record.sheet import call_table
    >>> calls = call_table({"id": ["a"], "date": ["2025-02-24"]}, 1)
    >>> states = pd.DataFrame({"name": ["A"]}, ["AAA"])
    >>> try:
    ...     check_rollcalls(np.array([[5]], dtype=np.int8), calls, states)
    ... except RecordError as error:
    ...     error.where
    'votes, state AAA, roll call a'
    """
    _check_shapes(votes, calls, states)
    _check_votes(votes, calls, states)
    _check_calls(calls)
    repeated = states.index[states.index.duplicated()]
    if len(repeated):
        raise RecordError(
            f"state {repeated[0]} occurs twice",
            f"table of states, row {int(np.flatnonzero(states.index == repeated[0])[1])}",
            "give each state one row",
        )


def _check_shapes(votes: npt.NDArray[np.int8], calls: pd.DataFrame, states: pd.DataFrame) -> None:
    if votes.ndim != 2 or votes.dtype != np.int8:
        raise RecordError(
            f"votes have {votes.ndim} dimensions and type {votes.dtype}",
            "votes",
            "expected int8, states x roll calls",
        )
    if votes.shape != (len(states), len(calls)):
        raise RecordError(
            f"votes have shape {votes.shape[0]} x {votes.shape[1]}",
            "votes",
            f"expected {len(states)} states x {len(calls)} roll calls",
        )
    for column in CALL_COLUMNS:
        if column not in calls.columns:
            raise RecordError(f"column {column!r} is missing", "table of roll calls")
    if "name" not in states.columns:
        raise RecordError("column 'name' is missing", "table of states")


def _check_votes(votes: npt.NDArray[np.int8], calls: pd.DataFrame, states: pd.DataFrame) -> None:
    unknown = np.argwhere(~is_known(votes))
    if len(unknown):
        i, j = unknown[0]
        raise RecordError(
            f"unknown vote code {votes[i, j]}",
            f"votes, state {states.index[i]}, roll call {calls['id'].iloc[j]}",
            "expected 1 yes, 2 abstain, 3 no, 8 absent, 9 not a member or 0 not recorded",
        )


def _check_calls(calls: pd.DataFrame) -> None:
    def fail(mask: npt.NDArray[np.bool_], column: str, what: str, todo: str = "") -> None:
        rows = np.flatnonzero(mask)
        if len(rows):
            value = calls[column].iloc[rows[0]]
            raise RecordError(
                f"{what} {value!r}", f"table of roll calls, row {rows[0]}, column {column}", todo
            )

    ids = calls["id"]
    fail((ids == "").to_numpy(), "id", "empty id")
    fail(ids.duplicated().to_numpy(), "id", "repeated id", "give each roll call one id")
    fail(
        (calls["body"].str.strip() == "").to_numpy(),
        "body",
        "no body",
        "say what votes, such as GA",
    )
    fail(~calls["outcome"].isin(OUTCOMES).to_numpy(), "outcome", "unknown outcome")
    if calls["date"].dtype.kind != "M":
        raise RecordError(
            f"dates have type {calls['date'].dtype}",
            "table of roll calls, column date",
            "expected datetime64",
        )
    fail(calls["date"].isna().to_numpy(), "date", "missing date", "every roll call has a date")
