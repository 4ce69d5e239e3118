"""Figures of ideal points: trajectories with bands, and a window as a line of states."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from analysis.figures.style import GREY, label_line, new_figure, presidency_bands

__all__ = ["position_figure", "trajectory_figure"]


def trajectory_figure(
    params: pd.DataFrame,
    shown: Mapping[str, tuple[str, str]],
    presidencies: pd.DataFrame | None = None,
    event: float | None = None,
) -> Figure:
    """Draw ideal points over time with interval bands, and the spread of all states behind.

    Parameters
    ----------
    params : DataFrame
        Columns ``state, period`` (year)``, theta, low, high``.
    shown : mapping of state code to (label, colour)
    presidencies : DataFrame, optional
    event : float, optional
        In decimal years.

    Returns
    -------
    Figure
        The grey band holds the middle 80% of states in each period.
    """
    figure, ax = new_figure(3.1)
    params = params.astype({"period": float})
    middle = params.groupby("period")["theta"].quantile([0.1, 0.9]).unstack()
    span = params["period"].max() - params["period"].min()
    ax.set_xlim(params["period"].min() - 0.5, params["period"].max() + max(1.5, 0.14 * span))
    ax.fill_between(middle.index, middle[0.1], middle[0.9], color="#D9D9D9", lw=0, zorder=1)
    ends = []
    for state, (label, colour) in shown.items():
        part = params[params["state"] == state].sort_values("period")
        if part.empty:
            continue
        run = (part["period"].diff() > 1).cumsum()
        for _, piece in part.groupby(run):
            ax.plot(
                piece["period"],
                piece["theta"],
                color=colour,
                zorder=3,
                marker="o" if len(piece) == 1 else None,
                ms=2.5,
            )
            ax.fill_between(
                piece["period"],
                piece["low"],
                piece["high"],
                color=colour,
                alpha=0.2,
                lw=0,
                zorder=2,
            )
        ends.append((float(part["theta"].iloc[-1]), label, colour))
    low, high = ax.get_ylim()
    placed = -np.inf
    for value, label, colour in sorted(ends):
        placed = max(value, placed + (high - low) * 0.06)
        label_line(ax, params["period"].max(), placed, label, colour, dx=6)
    if presidencies is not None:
        presidency_bands(ax, presidencies)
    if event is not None:
        ax.axvline(event, color=GREY, lw=0.7, ls=(0, (3, 2)), zorder=1)
    ax.set_ylabel("ideal point (sd of all state-periods)")
    return figure


def position_figure(window: pd.DataFrame, shown: Mapping[str, tuple[str, str]]) -> Figure:
    """Draw where every state stands in one period, some of them named.

    Parameters
    ----------
    window : DataFrame
        Columns ``state, theta, low, high``; one period.
    shown : mapping of state code to (label, colour)

    Returns
    -------
    Figure
    """
    figure, ax = new_figure(2.9)
    ordered = window.sort_values("theta", ignore_index=True)
    ax.hlines(ordered.index, ordered["low"], ordered["high"], color="#CFCFCF", lw=0.8)
    ax.plot(ordered["theta"], ordered.index, "o", ms=1.6, color=GREY)
    for i, row in enumerate(ordered.itertuples()):
        if row.state in shown:
            label, colour = shown[str(row.state)]
            ax.hlines(i, row.low, row.high, color=colour, lw=1.4)
            ax.plot(row.theta, i, "o", ms=4, color=colour)
            left = i > len(ordered) * 0.55
            ax.annotate(
                label,
                (row.low if left else row.high, i),
                xytext=(-5 if left else 5, 0),
                textcoords="offset points",
                ha="right" if left else "left",
                va="center",
                fontsize=7,
                color=colour,
            )
    ax.set_yticks([])
    ax.set_ylabel(f"{len(ordered)} states, ordered")
    ax.set_xlabel("ideal point (sd of all state-periods)")
    return figure
