"""Days of voting: what is left out at a time, and sums over each of them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import UsageError

__all__ = ["MIN_DAYS", "day_sums", "days_of"]

Floats = npt.NDArray[np.float64]

#: A window with votes on fewer days than this has no interval. Six very unequal days were
#: tried (`analysis.workshop.coverage`); fewer than five leave nothing to learn an error from.
MIN_DAYS = 5


def days_of(calls: pd.DataFrame, block: str = "day") -> npt.NDArray[np.intp]:
    """Give each roll call the number of its day, or of another block.

    Parameters
    ----------
    calls : DataFrame
        Columns ``id`` and ``date``.
    block : {"day", "month", "call"}
        ``"day"`` keeps the roll calls of a date together, ``"month"`` those of a calendar
        month; ``"call"`` takes every roll call for independent of the others.

    Returns
    -------
    ndarray of int, shape (n_calls,)
        From 0, in the order of dates (of ids for ``"call"``), so that nothing depends on the
        order in which the roll calls are stored.

    Raises
    ------
    UsageError
        If the block is unknown.

    Examples
    --------
    >>> calls = pd.DataFrame({"id": ["b", "a", "c"],
    ...                       "date": pd.to_datetime(["2025-02-24", "2025-02-24", "2025-03-04"])})
    >>> days_of(calls).tolist(), days_of(calls, "call").tolist()
    ([0, 0, 1], [1, 0, 2])
    """
    if block == "day":
        key = calls["date"].to_numpy().astype("datetime64[D]")
    elif block == "month":
        key = calls["date"].to_numpy().astype("datetime64[M]")
    elif block == "call":
        key = calls["id"].to_numpy(dtype=object).astype(str)
    else:
        raise UsageError(f"unknown block {block!r}", "block", "use day, month or call")
    return np.unique(key, return_inverse=True)[1].astype(np.intp)


def day_sums(
    values: npt.ArrayLike, days: npt.NDArray[np.intp], n_days: int | None = None
) -> Floats:
    """Add up rows of values day by day.

    Parameters
    ----------
    values : array-like, shape (n_calls, ...)
    days : ndarray of int, shape (n_calls,)
        Day of each roll call, from 0.
    n_days : int, optional
        Default: one more than the largest.

    Returns
    -------
    ndarray, shape (n_days, ...)

    Examples
    --------
    >>> day_sums([[1, 0], [0, 1], [1, 1]], np.array([0, 0, 1])).tolist()
    [[1.0, 1.0], [1.0, 1.0]]
    """
    rows = np.asarray(values, dtype=np.float64)
    count = int(days.max(initial=-1)) + 1 if n_days is None else n_days
    out = np.zeros((count, *rows.shape[1:]))
    np.add.at(out, days, rows)
    return out
