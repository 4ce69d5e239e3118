"""Indices in two windows of time, day by day; and the estimate of a change between them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.agreement.counts import block_tables
from analysis.agreement.indices import index_named
from analysis.errors import UsageError
from analysis.estimate import Estimate, Quantity
from analysis.inference import Jackknife, days_of, jackknife_change
from analysis.record.codes import is_cast
from analysis.rollcalls import RollCalls
from analysis.rollcalls.days import Day
from analysis.rollcalls.window import Window, as_window

__all__ = ["WindowLike", "WindowTables", "change_estimate", "window_masks", "window_tables"]

#: A window, or its first and last day, both included; None leaves that side open.
WindowLike = Window | tuple[Day | None, Day | None]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class WindowTables:
    """Joint votes of a state with others in one window, day by day.

    Attributes
    ----------
    tables : ndarray, shape (n_days, n_others, 3, 3)
        Joint counts, rows the state's votes.
    sizes : ndarray, shape (n_days,)
        Roll calls of each day on which the state and any of the others cast a vote.
    values : ndarray, shape (n_others,)
        The index with each of the others.
    first, last : Timestamp
        First and last roll call of the window.
    rests_on : str
    """

    tables: Floats
    sizes: Floats
    values: Floats
    first: pd.Timestamp
    last: pd.Timestamp
    rests_on: str

    @property
    def n(self) -> int:
        """Roll calls on which the state and any of the others cast a vote."""
        return int(self.sizes.sum())

    @property
    def total(self) -> Floats:
        """Joint counts of the window, shape (n_others, 3, 3)."""
        return np.asarray(self.tables.sum(axis=0))

    def describe(self, label: str) -> dict[str, object]:
        """Return what a row of a table says about the window, under a label."""
        return {
            "window": label,
            "first": self.first,
            "last": self.last,
            "n": self.n,
            "blocks": int((self.sizes > 0).sum()),
        }


def window_tables(
    part: RollCalls, state: str, others: npt.NDArray[np.int8], index: str, block: str = "day"
) -> WindowTables:
    """Count the joint votes of a state with others in one window.

    Parameters
    ----------
    part : RollCalls
        Those of the window.
    state : str
    others : ndarray of int8, shape (n_others, n_calls)
    index : str
    block : {"day", "month", "call"}
        What is left out at a time (`analysis.inference.days_of`).
    """
    days = days_of(part.calls, block)
    n_days = int(days.max()) + 1
    tables = block_tables(part.of(state), others, days, n_days)
    met = is_cast(part.of(state)) & is_cast(others).any(axis=0)
    return WindowTables(
        tables,
        np.bincount(days, weights=met, minlength=n_days).astype(np.float64),
        index_named(index)(tables.sum(axis=0)),
        part.first,
        part.last,
        part.rests_on(),
    )


def window_masks(
    rollcalls: RollCalls, before: WindowLike, after: WindowLike
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Say which roll calls fall in each window, two masks of shape (n_calls,).

    Raises
    ------
    UsageError
        If a window has no roll calls, or ends before it begins, or the windows have some in
        common.
    """
    dates = rollcalls.calls["date"]
    masks = []
    for label, given in (("before", before), ("after", after)):
        window = as_window(given)
        mask = window.mask(dates)
        if not mask.any():
            raise UsageError(
                f"no roll calls from {window.first or 'the beginning'} to "
                f"{window.last or 'the end'}",
                f"window {label}",
                f"the record has {rollcalls.rests_on()}",
            )
        masks.append(mask)
    if (masks[0] & masks[1]).any():
        raise UsageError(
            "the windows overlap", "before, after", "give windows without common roll calls"
        )
    return masks[0], masks[1]


def change_estimate(
    two: list[WindowTables],
    statistic: Callable[[Floats], Floats],
    level: float,
    block: str,
    *,
    name: str,
    quantity: Quantity,
    comparison: str,
    assumptions: tuple[str, ...],
    table: pd.DataFrame,
    share: bool | Callable[[Floats], Floats] = False,
) -> Estimate:
    """Put together the estimate of a change.

    Parameters
    ----------
    two : list of WindowTables
        Before and after.
    statistic : callable
        From tables of shape (..., n_others, 3, 3) to values of shape (...).
    level : float
    block : {"day", "month", "call"}
    name, quantity, comparison, assumptions, table
        As in `Estimate`.
    share : bool or callable
        Whether the number is a share or a mean of values from 0 to 1, or of which such numbers it
        is the difference; see `analysis.inference.jackknife_change`.

    Returns
    -------
    Estimate
        After less before, with what `analysis.inference.jackknife_change` says of its error.
    """
    found: Jackknife = jackknife_change(
        two[0].tables,
        two[1].tables,
        statistic,
        level,
        sizes=(two[0].sizes, two[1].sizes),
        vectorised=True,
        share=share,
    )
    return Estimate(
        name,
        quantity.words(),
        level=level,
        n=two[0].n + two[1].n,
        method=f"{quantity.measure} per window; {found.said(block)}",
        rests_on=f"{two[0].rests_on}, and {two[1].rests_on}",
        comparison=comparison,
        assumptions=assumptions,
        table=table,
        quantity=quantity,
        **found.fields(),
    )
