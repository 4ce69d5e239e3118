"""Figures of ideal points: trajectories with bands, and a window as a line of states."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from analysis.figures.style import (
    GREY,
    TYPE,
    label_line,
    leader,
    new_figure,
    pieces,
    presidency_bands,
    spread,
    styled,
)

__all__ = ["position_figure", "trajectory_figure"]


@styled
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
    figure, ax = new_figure(2.9)
    params = params.astype({"period": float})
    middle = params.groupby("period")["theta"].quantile([0.1, 0.9]).unstack()
    ax.set_xlim(params["period"].min() - 0.5, params["period"].max() + 0.7)
    for piece in pieces(middle.reset_index()):
        # A year by itself has no width: give it half of one.
        at = piece["period"] if len(piece) > 1 else piece["period"].repeat(2) + [-0.25, 0.25]
        piece = piece.loc[at.index]
        ax.fill_between(at, piece[0.1], piece[0.9], color="#D9D9D9", lw=0, zorder=1)
    ends = []
    for state, (label, colour) in shown.items():
        part = params[params["state"] == state].sort_values("period")
        if part.empty:
            continue
        for piece in pieces(part):
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
            if len(piece) == 1:
                ax.vlines(
                    piece["period"], piece["low"], piece["high"], color=colour, lw=1, alpha=0.5
                )
        ends.append((float(part["theta"].iloc[-1]), label, colour))
    low, high = ax.get_ylim()
    ordered = sorted(ends)
    placed = spread([e[0] for e in ordered], (high - low) * 0.075, high)
    for (_, label, colour), y in zip(ordered, placed, strict=True):
        label_line(ax, ax.get_xlim()[1], y, label, colour)
    if presidencies is not None:
        presidency_bands(ax, presidencies)
    if event is not None:
        ax.axvline(event, color=GREY, lw=0.7, ls=(0, (3, 2)), zorder=1)
    ax.set_xlabel("year")
    ax.set_ylabel("ideal point (sd of all state-periods)")
    return figure


@styled
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
    figure, ax = new_figure(3.4)
    ordered = window.sort_values("theta", ignore_index=True)
    ax.hlines(ordered.index, ordered["low"], ordered["high"], color="#CFCFCF", lw=0.8)
    ax.plot(ordered["theta"], ordered.index, "o", ms=1.6, color=GREY)
    top = max(len(ordered) - 1, 1)
    named = ordered[ordered["state"].isin(list(shown))]
    # Labels stand in a column at the right, where none can cover another.
    places = spread([float(i) for i in named.index], 0.06 * top, 1.01 * top)
    for row, y in zip(named.itertuples(), places, strict=True):
        label, colour = shown[str(row.state)]
        ax.hlines(row.Index, row.low, row.high, color=colour, lw=1.4)
        ax.plot(row.theta, row.Index, "o", ms=4, color=colour)
        ax.annotate(
            label,
            (row.high, row.Index),
            xytext=(1.02, y),
            textcoords=("axes fraction", "data"),
            va="center",
            fontsize=TYPE,
            color=colour,
            annotation_clip=False,
            arrowprops=leader(colour),
        )
    ax.set_ylim(-0.03 * top, 1.03 * top)
    ax.set_yticks([])
    ax.set_ylabel(f"{len(ordered)} states, ordered")
    ax.set_xlabel("ideal point (sd of all state-periods)")
    return figure
