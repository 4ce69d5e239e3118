"""Indices in two windows of time, bootstrapped; and the estimate of a change between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.agreement.bootstrap import blocks_of, drawn_tables, interval
from analysis.agreement.counts import block_tables
from analysis.agreement.indices import index_named
from analysis.errors import UsageError
from analysis.estimate import Estimate, Quantity
from analysis.record.codes import is_cast
from analysis.rollcalls import RollCalls
from analysis.rollcalls.days import Day
from analysis.rollcalls.window import Window, as_window

__all__ = ["WindowBootstrap", "WindowLike", "WindowResult", "change_estimate", "window_masks"]

#: A window, or its first and last day, both included; None leaves that side open.
WindowLike = Window | tuple[Day | None, Day | None]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class WindowResult:
    """Agreement of a state with others in one window.

    Attributes
    ----------
    values : ndarray, shape (n_others,)
        The index with each of the others.
    draws : ndarray, shape (n_draws, n_others), or None
        The same in each bootstrap draw; None with too few blocks.
    total : ndarray, shape (n_others, 3, 3)
        Joint counts, rows the state's votes.
    n : int
        Roll calls on which the state and any of the others cast a vote.
    blocks : int
        Blocks among which these fall.
    first, last : Timestamp
        First and last roll call of the window.
    rests_on : str
    """

    values: Floats
    draws: Floats | None
    total: Floats
    n: int
    blocks: int
    first: pd.Timestamp
    last: pd.Timestamp
    rests_on: str

    def describe(self, label: str) -> dict[str, object]:
        """Return what a row of a table says about the window, under a label."""
        return {
            "window": label,
            "first": self.first,
            "last": self.last,
            "n": self.n,
            "blocks": self.blocks,
        }


@dataclass(frozen=True, eq=False)
class WindowBootstrap:
    """How windows are drawn: one generator for both, so that the draws are independent.

    Attributes
    ----------
    index : str
    draws : int
    block : {"day", "month", "call"}
    rng : Generator
    """

    index: str
    draws: int
    block: str
    rng: np.random.Generator

    def tables(self, part: RollCalls, state: str, others: npt.NDArray[np.int8]) -> Floats:
        """Count joint votes per block, shape (n_blocks, n_others, 3, 3)."""
        blocks = blocks_of(part.calls, self.block)
        return block_tables(part.of(state), others, blocks, int(blocks.max()) + 1)

    def point(self, part: RollCalls, state: str, others: npt.NDArray[np.int8]) -> Floats:
        """Compute the index with each of the others, shape (n_others,), without draws."""
        return index_named(self.index)(self.tables(part, state, others).sum(axis=0))

    def window(self, part: RollCalls, state: str, others: npt.NDArray[np.int8]) -> WindowResult:
        """Compute and draw the index with each of the others."""
        compute = index_named(self.index)
        tables = self.tables(part, state, others)
        drawn = drawn_tables(tables, self.draws, self.rng)
        met = is_cast(part.of(state)) & is_cast(others).any(axis=0)
        return WindowResult(
            compute(tables.sum(axis=0)),
            None if drawn is None else compute(drawn),
            tables.sum(axis=0),
            int(met.sum()),
            int(tables.any(axis=(1, 2, 3)).sum()),
            part.first,
            part.last,
            part.rests_on(),
        )

    def method(self) -> str:
        """Say how estimate and interval are computed."""
        return (
            f"{self.index} per window; percentile interval of {self.draws:,} bootstrap draws of "
            f"roll calls in blocks (one {self.block} each), drawn within each window"
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
    two: list[WindowResult],
    values: list[float],
    draws: list[Floats | None],
    level: float,
    *,
    name: str,
    quantity: Quantity,
    method: str,
    comparison: str,
    assumptions: tuple[str, ...],
    table: pd.DataFrame,
) -> Estimate:
    """Put together the estimate of a change.

    Parameters
    ----------
    two : list of WindowResult
        Before and after.
    values : list of float
        The quantity in each.
    draws : list of ndarray, shape (n_draws,), or None
        The same in each draw.
    level : float
    name, quantity, method, comparison, assumptions, table
        As in `Estimate`.

    Returns
    -------
    Estimate
        After less before; without interval and standard error where `interval` withholds it.
    """
    differences = None
    if draws[0] is not None and draws[1] is not None:
        differences = draws[1] - draws[0]
    low, high = interval(differences, level)
    has = differences is not None and not np.isnan(low)
    return Estimate(
        name,
        quantity.words(),
        float(values[1] - values[0]),
        low=low if has else None,
        high=high if has else None,
        level=level,
        se=float(np.nanstd(differences, ddof=1)) if has and differences is not None else None,
        n=two[0].n + two[1].n,
        method=method,
        rests_on=f"{two[0].rests_on}, and {two[1].rests_on}",
        comparison=comparison,
        assumptions=assumptions,
        table=table,
        quantity=quantity,
    )
