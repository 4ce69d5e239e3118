"""Figures of ideal points: trajectories with bands, and a window as a line of states."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from analysis.figures.dress.axes import (
    end_labels,
    event_line,
    leader,
    mark_of,
    presidency_bands,
    whole_years,
)
from analysis.figures.dress.data import with_data
from analysis.figures.style import GREY, TYPE, new_figure, pieces, spread, styled

__all__ = ["position_figure", "trajectory_figure"]

#: Rows of estimates below which years bear marks: some 20 years of 200 states.
SHORT = 4_000


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
    figure, ax = new_figure(3.1)
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
                lw=1.6,
                zorder=3,
                marker=mark_of(colour) if len(piece) == 1 or len(params) < SHORT else None,
                ms=3,
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
    end_labels(ax, ends, ax.get_xlim()[1])
    rows = 0 if presidencies is None else presidency_bands(ax, presidencies, shift=0.5)
    if event is not None:
        event_line(ax, event, rows=rows)
    whole_years(ax, 10)
    ax.set_ylabel("ideal point (sd of all state-periods)")
    drawn = params[params["state"].isin(list(shown))].rename(columns={"period": "year"})
    band = middle.rename(columns={0.1: "tenth_of_states", 0.9: "nine_tenths_of_states"})
    drawn = drawn[["state", "year", "theta", "low", "high"]]
    return with_data(figure, drawn.merge(band, left_on="year", right_index=True))


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
    figure, ax = new_figure(3.9)
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
    ax.grid(visible=True, axis="x")
    ax.set_ylabel(f"{len(ordered)} states, ordered")
    ax.set_xlabel("ideal point (sd of all state-periods)")
    return with_data(figure, ordered[["state", "theta", "low", "high"]])
