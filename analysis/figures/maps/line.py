"""A window as one line, on which every state is a dot."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.errors import UsageError
from analysis.figures.dress.data import with_data
from analysis.figures.style import SMALL, new_figure, spread, styled

__all__ = ["map_figure", "stacked"]

Shown = Mapping[str, tuple[str, str]]
#: Dots side by side on the whole length of the line.
BINS = 90
#: Letters of the smallest type on the whole length of the line.
LETTERS = 105


@styled
def map_figure(window: pd.DataFrame, shown: Shown) -> Figure:
    """Draw one period as a line on which every state is a dot, stacked where they are many.

    Parameters
    ----------
    window : DataFrame
        Columns ``state, theta``; one period.
    shown : mapping of state code to (label, colour)
        States to name; of those that are not in the window nothing is drawn.

    Returns
    -------
    Figure

    Raises
    ------
    UsageError
        If the window holds no state.
    """
    figure, ax = new_figure(1.9)
    _line(ax, window, shown)
    ax.grid(visible=False)
    ax.set_xlabel("ideal point (sd of all state-periods)")
    return with_data(figure, window[["state", "theta"]])


def stacked(values: npt.ArrayLike, low: float, high: float) -> npt.NDArray[np.float64]:
    """Place dots on a line so that none covers another.

    Parameters
    ----------
    values : array-like of float, shape (n,)
    low, high : float
        Ends of the line, which is divided into equal bins.

    Returns
    -------
    ndarray of float64, shape (n, 2)
        Middle of the bin and height in it, from 0.

    Examples
    --------
    >>> stacked([0.0, 0.001, 1.0], 0.0, 1.0)[:, 1].tolist()
    [0.0, 1.0, 0.0]
    """
    width = (high - low) / BINS
    bins = np.clip(((np.asarray(values, dtype=float) - low) / width).astype(int), 0, BINS - 1)
    height = pd.Series(bins).groupby(bins).cumcount().to_numpy(dtype=float)
    return np.column_stack([low + (bins + 0.5) * width, height])


def _named(window: pd.DataFrame, shown: Shown) -> pd.DataFrame:
    return window[window["state"].isin(list(shown))].sort_values("theta")


def _line(ax: Axes, window: pd.DataFrame, shown: Shown) -> None:
    """Draw the states as stacked dots, and names above them with leaders."""
    ordered = window.dropna(subset=["theta"]).sort_values("theta", ignore_index=True)
    if ordered.empty:
        raise UsageError("no state has an ideal point in the window", "map_figure")
    low, high = float(ordered["theta"].min()), float(ordered["theta"].max())
    pad = 0.05 * (high - low) or 1.0
    low, high = low - pad, high + pad
    places = stacked(ordered["theta"], low, high)
    colours = [shown[s][1] if s in shown else "#BBBBBB" for s in ordered["state"]]
    top = max(float(places[:, 1].max()), 4.0)
    size = min(9.0, 260.0 / top)  # in square points: dots of the tallest stack do not touch
    ax.scatter(places[:, 0], places[:, 1], s=size, c=colours, lw=0, zorder=2)
    named = ordered["state"].isin(list(shown)).to_numpy()
    labels = [shown[s][0] for s in ordered.loc[named, "state"]]
    # As far apart as the longest two neighbours need, on one row.
    gap = (max(map(len, labels), default=0) + 2) / LETTERS * (high - low)
    at = spread(ordered.loc[named, "theta"].tolist(), gap, high - gap / 2)
    for (x, y), label, place, state in zip(
        places[named], labels, at, ordered.loc[named, "state"], strict=True
    ):
        ax.annotate(
            label,
            (x, y),
            xytext=(place, top * 1.35),
            ha="center",
            va="bottom",
            fontsize=SMALL,
            color=shown[state][1],
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": shown[state][1], "lw": 0.5, "shrinkA": 1},
        )
    ax.set_xlim(low, high)
    ax.set_ylim(-0.06 * top, top * 1.5)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.set_ylabel(f"{len(ordered)} states")
