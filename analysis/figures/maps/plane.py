"""A figure of a fit in two dimensions: the states of one window in the plane."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from analysis.errors import UsageError
from analysis.figures.dress.axes import leader
from analysis.figures.dress.data import with_data
from analysis.figures.style import GREY, TYPE, new_figure, spread, styled

__all__ = ["plane_figure"]

#: What a window of a plane has, beside ``state``.
COLUMNS = ("theta", "low", "high", "theta2", "low2", "high2")


@styled
def plane_figure(
    window: pd.DataFrame,
    shown: Mapping[str, tuple[str, str]],
    anchors: tuple[str, str] | None = None,
) -> Figure:
    """Draw where every state of one period stands in the plane, some of them named.

    Parameters
    ----------
    window : DataFrame
        Rows of one period of the ``params`` of a fit with ``dimensions=2``: ``state``, ``theta,
        low, high`` along the first dimension and ``theta2, low2, high2`` along the second.
    shown : mapping of state code to (label, colour)
        Named, with their intervals as bars; states without a point are passed over.
    anchors : tuple of str, optional
        Names of the states that are positive on the first and on the second dimension; written
        at the axes, since the sign of a dimension is a choice.

    Returns
    -------
    Figure
        The axes have one scale, so that distances compare. The bars are the intervals along each
        dimension; what the two have in common is not drawn.

    Raises
    ------
    UsageError
        If the window lacks a column or has no row.

    Examples
    --------
    >>> window = pd.DataFrame({"state": ["USA", "CHN", "BRA"], "theta": [2.0, -1.0, 0.0],
    ...                        "low": [1.8, -1.2, -0.1], "high": [2.2, -0.8, 0.1],
    ...                        "theta2": [0.5, 1.0, -1.0], "low2": [0.2, 0.8, -1.3],
    ...                        "high2": [0.8, 1.2, -0.7]})
    >>> figure = plane_figure(window, {"USA": ("United States", "#0072B2")}, ("USA", "CHN"))
    >>> figure.axes[0].get_xlabel()
    'first dimension (sd of all state-periods; USA positive)'
    """
    missing = [column for column in ("state", *COLUMNS) if column not in window]
    if missing:
        raise UsageError(
            f"no column {missing[0]!r}", "plane_figure", "give the params of a fit in a plane"
        )
    if window.empty:
        raise UsageError("no state-period to draw", "plane_figure", "choose another window")
    figure, ax = new_figure(3.5)
    ax.axhline(0, color="#DDDDDD", lw=0.6, zorder=0)
    ax.axvline(0, color="#DDDDDD", lw=0.6, zorder=0)
    named = window[window["state"].isin(list(shown))].sort_values("theta2", ignore_index=True)
    others = window[~window["state"].isin(list(shown))]
    ax.plot(others["theta"], others["theta2"], "o", ms=1.8, color="#A6A6A6", zorder=1)
    for row in named.itertuples():
        colour = shown[str(row.state)][1]
        ax.hlines(row.theta2, row.low, row.high, color=colour, lw=1, alpha=0.7, zorder=2)
        ax.vlines(row.theta, row.low2, row.high2, color=colour, lw=1, alpha=0.7, zorder=2)
        ax.plot(row.theta, row.theta2, "o", ms=4, color=colour, zorder=3)
    # One scale for both axes, as wide as the wider of the two needs.
    spans = [ax.get_xlim(), ax.get_ylim()]
    half = max(b - a for a, b in spans) / 2
    (left, right), (low, high) = (((a + b) / 2 - half, (a + b) / 2 + half) for a, b in spans)
    ax.set_xlim(left, right)
    ax.set_ylim(low, high)
    ax.set_aspect("equal")
    places = spread(named["theta2"].tolist(), 0.1 * half, high)
    for row, y in zip(named.itertuples(), places, strict=True):
        label, colour = shown[str(row.state)]
        ax.annotate(
            label,
            (row.theta, row.theta2),
            xytext=(right + 0.04 * half, y),
            va="center",
            ha="left",
            fontsize=TYPE,
            color=colour,
            annotation_clip=False,
            arrowprops=leader(colour, shrinkB=3),
        )
    signs = ("", "") if anchors is None else tuple(f"; {name} positive" for name in anchors)
    ax.set_xlabel(f"first dimension (sd of all state-periods{signs[0]})")
    ax.set_ylabel(f"second dimension (sd{signs[1]})")
    ax.spines[["left", "bottom"]].set_color(GREY)
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.yaxis.get_major_locator().set_params(integer=True)
    return with_data(figure, window[["state", *COLUMNS]])
