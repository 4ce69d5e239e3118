"""One style for every figure: colours, type, sizes, presidencies as bands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import matplotlib as mpl
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

__all__ = [
    "COLOURS",
    "GREY",
    "VOTE_COLOURS",
    "WIDTH",
    "decimal_year",
    "label_line",
    "new_figure",
    "presidency_bands",
    "style",
]

#: Width of the text column of the report, in inches; figures are drawn at the size they are
#: printed, so that their type has the size set here.
WIDTH = 6.3

#: Okabe and Ito's palette: distinguishable with any of the common colour-vision deficiencies.
COLOURS: dict[str, str] = {
    "country": "#0072B2",
    "rival": "#D55E00",
    "allies": "#009E73",
    "friend": "#CC79A7",
    "other": "#E69F00",
}
GREY = "#767676"
INK = "#222222"

#: Yes, abstain, no, absent: from light to dark in grey print too.
VOTE_COLOURS: dict[str, str] = {
    "yes": "#56B4E9",
    "abstain": "#F0E442",
    "no": "#882255",
    "absent": "#DDDDDD",
}


def style() -> Any:
    """Return the matplotlib settings of the house, a dict for `matplotlib.rc_context`."""
    base = sns.axes_style("ticks")
    return {
        **base,
        "svg.fonttype": "none",
        "svg.hashsalt": "unshift",
        "font.family": "DejaVu Sans",
        "font.size": 8,
        "axes.titlesize": 9,
        "axes.titleweight": "bold",
        "axes.titlelocation": "left",
        "axes.labelsize": 8,
        "axes.labelcolor": INK,
        "axes.edgecolor": GREY,
        "axes.linewidth": 0.6,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "xtick.labelsize": 7.5,
        "ytick.labelsize": 7.5,
        "xtick.color": INK,
        "ytick.color": INK,
        "xtick.major.width": 0.6,
        "ytick.major.width": 0.6,
        "xtick.major.size": 3,
        "ytick.major.size": 3,
        "lines.linewidth": 1.3,
        "lines.solid_capstyle": "round",
        "legend.frameon": False,
        "legend.fontsize": 7.5,
        "figure.dpi": 110,
        "figure.constrained_layout.use": True,
    }


def new_figure(
    height: float = 2.8, rows: int = 1, columns: int = 1, **options: Any
) -> tuple[Figure, Any]:
    """Make a figure as wide as the text column.

    Parameters
    ----------
    height : float
        Inches.
    rows, columns : int
        Panels.
    **options
        Passed to ``Figure.subplots``.

    Returns
    -------
    Figure
    Axes, or an array of Axes
    """
    with mpl.rc_context(style()):
        figure = Figure(figsize=(WIDTH, height), layout="constrained")
        axes = figure.subplots(rows, columns, **options)
    return figure, axes


def label_line(
    ax: Axes, x: Any, y: float, text: str, colour: str, dx: float = 4, dy: float = 0, **options: Any
) -> None:
    """Write a label beside a line, in the line's colour, instead of a legend."""
    ax.annotate(
        text,
        (x, y),
        xytext=(dx, dy),
        textcoords="offset points",
        color=colour,
        fontsize=7.5,
        va=options.pop("va", "center"),
        ha=options.pop("ha", "left"),
        annotation_clip=False,
        **options,
    )


def decimal_year(day: Any) -> float:
    """Place a date on an axis of years.

    Examples
    --------
    >>> round(decimal_year("2025-01-20"), 3)
    2025.052
    """
    stamp = pd.Timestamp(day)
    return stamp.year + (stamp.day_of_year - 1) / (366 if stamp.is_leap_year else 365)


def presidency_bands(
    ax: Axes,
    presidencies: pd.DataFrame,
    short: Mapping[str, str] | None = None,
    names: bool = True,
) -> None:
    """Shade every other United States presidency, on an axis of years (dates as decimals).

    Parameters
    ----------
    ax : Axes
        Its limits must be set; they are kept.
    presidencies : DataFrame
        Columns ``president``, ``start``, ``end`` (NaT for the present one).
    short : mapping, optional
        Names to print instead of the full ones.
    names : bool
        Whether to print the names along the top.
    """
    low, high = ax.get_xlim()
    for k, row in enumerate(presidencies.itertuples()):
        a = max(decimal_year(row.start), low)
        b = min(decimal_year(row.end) if pd.notna(row.end) else high, high)
        if b <= a:
            continue
        if k % 2 == 0:
            ax.axvspan(a, b, color="#F1F1F1", lw=0, zorder=0)
        if names and (b - a) / (high - low) > 0.03:
            last = str(row.president).split()[-1]
            text = (short or {}).get(str(row.president), last)
            ax.annotate(
                text,
                ((a + b) / 2, 1),
                xycoords=("data", "axes fraction"),
                xytext=(0, 2),
                textcoords="offset points",
                ha="center",
                va="bottom",
                fontsize=6,
                color=GREY,
                rotation=0 if (b - a) / (high - low) > 0.05 else 60,
            )
    ax.set_xlim(low, high)
