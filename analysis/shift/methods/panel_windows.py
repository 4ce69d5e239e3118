"""Windows of a panel: the periods around an event, and as many around every earlier one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import UsageError
from analysis.shift.methods.series import check_sides, middle_of
from analysis.study import Study

__all__ = ["PanelWindows", "read_panel", "within"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class PanelWindows:
    """A panel in order of time that ends with the window after the event.

    Attributes
    ----------
    wide : DataFrame, shape (n_periods, n_states)
        NaN where a state has no value.
    before, after : int
        Periods of the window on each side of the event.
    """

    wide: pd.DataFrame
    before: int
    after: int

    @property
    def length(self) -> int:
        """Periods of a window."""
        return self.before + self.after

    @property
    def event(self) -> slice:
        """Rows of the window around the event."""
        return slice(len(self.wide) - self.length, len(self.wide))

    @property
    def earlier(self) -> list[slice]:
        """Rows of every window, as long, that ends before the event."""
        last = len(self.wide) - self.after - self.length
        return [slice(k, k + self.length) for k in range(last + 1)]

    @property
    def late(self) -> npt.NDArray[np.bool_]:
        """Which periods of a window are after its event, shape (length,)."""
        return np.arange(self.length) >= self.before


def read_panel(outcome: pd.DataFrame, study: Study, name: str) -> PanelWindows:
    """Lay a study's windows on a tidy panel.

    Parameters
    ----------
    outcome : DataFrame
        Columns ``state, period, value``, in any order.
    study : Study
        A period belongs to a side by its middle. The country itself is left out.
    name : str
        Of the design, for messages.

    Raises
    ------
    UsageError
        If a column is missing, a state occurs twice in a period, or a side has no period.

    Examples
    --------
    >>> tidy = pd.DataFrame({"state": "FRA", "period": [2022, 2024, 2025], "value": 1.0})
    >>> panel = read_panel(tidy, Study(), "x")
    >>> panel.before, panel.after, panel.event
    (2, 1, slice(0, 3, None))
    """
    for column in ("state", "period", "value"):
        if column not in outcome:
            raise UsageError(f"no column {column!r}", name, "give state, period and value")
    plain = pd.DataFrame(
        {
            "state": outcome["state"].astype(str).to_numpy(),
            "period": outcome["period"].tolist(),
            "value": outcome["value"].astype(float).to_numpy(),
        }
    ).dropna()
    if plain.duplicated(["state", "period"]).any():
        raise UsageError("a state occurs twice in a period", name, "give one index at a time")
    wide = plain[plain["state"] != study.country].pivot(
        index="period", columns="state", values="value"
    )
    if wide.empty:
        raise UsageError("no state has a value", name, "is the country in the record?")
    middles = pd.DatetimeIndex([middle_of(p) for p in wide.index])
    order = np.argsort(middles.to_numpy())
    wide, middles = wide.iloc[order], middles[order]
    kept = np.asarray(middles <= pd.Timestamp(study.until), dtype=bool)
    wide, middles = wide[kept], middles[kept]
    if wide.empty:
        raise UsageError(f"no period is before {study.until}", name, "set a later until")
    late = check_sides(middles, list(wide.index), study.event.isoformat(), 1)
    before = int((np.asarray(middles >= pd.Timestamp(study.before)) & ~late).sum())
    if not before:
        raise UsageError(
            f"no period has a value from {study.before} to {study.event}",
            name,
            "set an earlier before",
        )
    return PanelWindows(wide, before, int(late.sum()))


def within(values: Floats, terms: Sequence[Floats]) -> Floats:
    """Regress a panel on terms, with effects of row and column, by taking means away in turn.

    Parameters
    ----------
    values : ndarray, shape (n_periods, n_states)
        NaN where there is no value; a cell without one of the terms is left out too.
    terms : sequence of ndarray, same shape

    Returns
    -------
    ndarray, shape (n_terms,)
        NaN where the effects leave nothing of a term.

    Examples
    --------
    >>> values = np.array([[0.0, 1.0, 2.0], [5.0, 6.0, 10.0]])
    >>> within(values, [np.array([[0.0, 0, 0], [0, 0, 1]])]).round(6).tolist()
    [3.0]
    """
    stack = np.stack([values, *terms])
    known = np.isfinite(stack).all(axis=0)
    stack = np.where(known, stack, 0.0)
    scale = np.abs(stack).max(axis=(1, 2))
    rows, columns = np.maximum(known.sum(axis=1), 1), np.maximum(known.sum(axis=0), 1)
    for _ in range(10_000):
        across = stack.sum(axis=2) / rows
        stack = np.where(known, stack - across[:, :, None], 0.0)
        down = stack.sum(axis=1) / columns
        stack = np.where(known, stack - down[:, None, :], 0.0)
        if (np.abs(down).max(axis=1) <= 1e-11 * scale).all():
            break
    y, x = stack[0][known], stack[1:][:, known].T
    size = np.sqrt((x**2).sum(axis=0))
    if not len(y) or (size <= 1e-8 * np.maximum(scale[1:], 1e-300)).any():
        return np.full(len(terms), np.nan)
    return np.asarray(np.linalg.lstsq(x, y, rcond=None)[0])
