"""What stands on the axes of many figures: labelled ends, percent, years, the event, terms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.figures.style import (
    COLOURS,
    GREY,
    MARKS,
    SMALL,
    TYPE,
    decimal_year,
    label_line,
    spread,
)
from analysis.words import day_in_words

__all__ = [
    "day_of",
    "end_labels",
    "event_line",
    "in_percent",
    "leader",
    "mark_of",
    "presidency_bands",
    "whole_years",
]


def end_labels(
    ax: Axes, ends: Sequence[tuple[float, str, str]], x: float, share: float = 0.8
) -> None:
    """Label the ends of lines in a column at the right, apart from each other.

    Parameters
    ----------
    ax : Axes
        Its limits must be set.
    ends : sequence of (float, str, str)
        Where a line ends, its label, its colour.
    x : float
        Where the lines end.
    share : float
        Of the height of the figure that the axes take.

    Examples
    --------
    >>> from analysis.figures.style import new_figure
    >>> figure, ax = new_figure(2.0)
    >>> end_labels(ax, [(0.5, "France", "black"), (0.5, "Italy", "black")], 1.0)
    >>> low, high = (text.xy[1] for text in ax.texts)
    >>> bool(high - low > 0.05)
    True
    """
    low, high = ax.get_ylim()
    height = 72 * share * ax.get_figure().get_figheight()  # type: ignore[union-attr]
    gap = 1.2 * TYPE * (high - low) / height
    ordered = sorted(ends)
    placed = spread([end[0] for end in ordered], gap, high)
    for (_, text, colour), y in zip(ordered, placed, strict=True):
        label_line(ax, x, y, text, colour, dx=6)


def leader(colour: str, **options: Any) -> dict[str, Any]:
    """Return the looks of the line that joins a label in the right-hand column with its point.

    Examples
    --------
    >>> leader("black", shrinkB=3)["shrinkB"]
    3
    """
    return {
        "arrowstyle": "-",
        "color": colour,
        "lw": 0.4,
        "alpha": 0.6,
        "shrinkA": 1,
        "relpos": (0, 0.5),
        **options,
    }


def mark_of(colour: str) -> str:
    """Return the mark that goes with a colour of the house, for print without colour.

    Examples
    --------
    >>> mark_of(COLOURS["rival"]), mark_of("#123456")
    ('s', 'o')
    """
    return {COLOURS[role]: mark for role, mark in MARKS.items()}.get(colour, "o")


def in_percent(ax: Axes, ticks: Sequence[float] = (0, 0.25, 0.5, 0.75, 1.0)) -> None:
    """Set an axis of shares from none to all, labelled in percent."""
    ax.set_ylim(-0.03, 1.03)
    ax.set_yticks(list(ticks), [f"{tick:.0%}" for tick in ticks])


def whole_years(ax: Axes, nbins: int = 8) -> None:
    """Let ticks of an axis of years stand at whole years."""
    ax.locator_params(axis="x", integer=True, nbins=nbins)


def event_line(ax: Axes, at: float, label: bool = True, shift: float = 0.5, rows: int = 0) -> int:
    """Mark the event by a broken line, with its day above the axes.

    Parameters
    ----------
    ax : Axes
    at : float
        In decimal years. Nothing is drawn where the axes do not reach.
    label : bool
    shift : float
        Taken from it: half a year where a year stands at its whole number.
    rows : int
        Rows of words above the axes already; see `presidency_bands`.

    Returns
    -------
    int
        Rows of words above the axes now.
    """
    low, high = ax.get_xlim()
    if not low <= at - shift <= high:
        return rows
    ax.axvline(at - shift, color=GREY, lw=0.8, ls=(0, (3, 2)), zorder=1)
    if not label:
        return rows
    left = at - shift > (low + high) / 2
    ax.annotate(
        day_in_words(day_of(at)),
        (at - shift, 1),
        xycoords=("data", "axes fraction"),
        xytext=(4 if left else -4, 2 + (SMALL + 1.5) * rows),
        textcoords="offset points",
        ha="right" if left else "left",
        va="bottom",
        fontsize=SMALL,
        color=GREY,
    )
    return rows + 1


def day_of(decimal: float) -> date:
    """Return the day that `decimal_year` places there.

    Examples
    --------
    >>> day_of(decimal_year("2025-01-20")), day_of(decimal_year("2024-12-31"))
    (datetime.date(2025, 1, 20), datetime.date(2024, 12, 31))
    """
    year = int(decimal)
    days = 366 if pd.Timestamp(year, 1, 1).is_leap_year else 365
    return date(year, 1, 1) + timedelta(days=round((decimal - year) * days))


def presidency_bands(
    ax: Axes,
    presidencies: pd.DataFrame,
    names: bool = True,
    size: float = SMALL,
    shift: float = 0.0,
) -> int:
    """Shade every other United States presidency, on an axis of years (dates as decimals).

    Parameters
    ----------
    ax : Axes
        Its limits must be set; they are kept.
    presidencies : DataFrame
        Columns ``president``, ``start``, ``end`` (NaT for the present one).
    names : bool
        Whether to print the last names along the top: in a second row where the first is
        taken, and not at all where both are.
    size : float
        Of the names, in points.
    shift : float
        Taken from the days: half a year where a year stands at its whole number.

    Returns
    -------
    int
        Rows of names printed.
    """
    low, high = ax.get_xlim()
    width = ax.get_figure().get_figwidth()  # type: ignore[union-attr]
    points = 0.85 * width * 72 / (high - low)  # of a year; the axes fill most of the width
    ends = [-np.inf] * 2
    for k, row in enumerate(presidencies.itertuples()):
        a = max(decimal_year(row.start) - shift, low)
        b = min(decimal_year(row.end) - shift if pd.notna(row.end) else high, high)
        if b <= a:
            continue
        if k % 2 == 0:
            ax.axvspan(a, b, color="#F1F1F1", lw=0, zorder=0)
        text = str(row.president).split()[-1]
        middle, half = (a + b) / 2 * points, 0.31 * size * len(text)
        free = [r for r, end in enumerate(ends) if middle - half > end]
        # A sliver of a presidency at the edge of the record needs no name.
        if names and free and (b - a) * points > 4:
            ends[free[0]] = middle + half + 0.5 * size
            ax.annotate(
                text,
                ((a + b) / 2, 1),
                xycoords=("data", "axes fraction"),
                xytext=(0, 2 + (size + 1.5) * free[0]),
                textcoords="offset points",
                ha="center",
                va="bottom",
                fontsize=size,
                color=GREY,
            )
    ax.set_xlim(low, high)
    return sum(np.isfinite(end) for end in ends)
