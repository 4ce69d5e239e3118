"""Which roll calls of a table are meant: by day, body and issue, by mask or by position."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import UsageError
from analysis.record.issues import ISSUES
from analysis.rollcalls.days import Day, as_day
from analysis.rollcalls.invariants import BODIES

__all__ = ["positions", "select_calls", "with_issue"]


def select_calls(
    calls: pd.DataFrame,
    start: Day | None = None,
    end: Day | None = None,
    body: str | None = None,
    issue: str | None = None,
) -> npt.NDArray[np.bool_]:
    """Say which roll calls meet every condition given, shape (n_calls,).

    Parameters
    ----------
    calls : DataFrame, n_calls rows
        Columns ``date, body, issues``.
    start, end : date, optional
        First and last day kept, both included.
    body : str, optional
        ``"GA"``, ``"SC"``, or one that occurs.
    issue : str, optional

    Raises
    ------
    UsageError
        If a day is not a date or roll calls have none, or the body or the issue is unknown.

    Examples
    --------
    >>> calls = pd.DataFrame({"date": pd.to_datetime(["2024-06-04", "2025-02-24"]),
    ...                       "body": ["GA", "SC"], "issues": ["me", "ukraine"]})
    >>> select_calls(calls, start="2025-01-01").tolist(), select_calls(calls, issue="me").tolist()
    ([False, True], [True, False])
    """
    if body is not None and body not in BODIES and not (calls["body"] == body).any():
        found = sorted(set(calls["body"]) | set(BODIES))
        raise UsageError(f"unknown body {body!r}", "body", f"use {' or '.join(found)}")
    if (start is not None or end is not None) and "dated" in calls and not calls["dated"].all():
        raise UsageError("roll calls without dates", "start, end", "select by position with take()")
    keep = np.ones(len(calls), dtype=bool)
    if start is not None:
        keep &= (calls["date"] >= as_day(start, "start")).to_numpy()
    if end is not None:
        keep &= (calls["date"] <= as_day(end, "end")).to_numpy()
    if body is not None:
        keep &= (calls["body"] == body).to_numpy()
    if issue is not None:
        carried = with_issue(calls, issue)
        if issue not in ISSUES and not carried.any():
            raise UsageError(f"unknown issue {issue!r}", "issue", f"use {', '.join(ISSUES)}")
        keep &= carried
    return keep


def with_issue(calls: pd.DataFrame, issue: str) -> npt.NDArray[np.bool_]:
    """Say which roll calls carry an issue code, shape (n_calls,).

    Examples
    --------
    >>> with_issue(pd.DataFrame({"issues": ["me nu", "", "nu"]}), "nu").tolist()
    [True, False, True]
    """
    return np.array([issue in codes for codes in calls["issues"].str.split()], dtype=bool)


def positions(which: npt.ArrayLike, n_calls: int) -> npt.NDArray[np.intp]:
    """Read a mask or a list of positions as positions.

    Raises
    ------
    UsageError
        If a mask has another length, or there is no roll call at a position.

    Examples
    --------
    >>> positions([True, False, True], 3).tolist(), positions([-1], 3).tolist()
    ([0, 2], [-1])
    """
    index = np.asarray(which)
    if index.dtype == bool:
        if index.shape != (n_calls,):
            raise UsageError(f"a mask of {index.size} for {n_calls} roll calls", "take")
        index = np.flatnonzero(index)
    index = index.astype(np.intp)  # an empty list is a list of floats to numpy
    if ((index < -n_calls) | (index >= n_calls)).any():
        raise UsageError(f"no such position among {n_calls} roll calls", "take")
    return index
