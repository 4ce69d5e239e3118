"""One style for every figure: colours, type, sizes, presidencies as bands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from typing import Any, ParamSpec

import matplotlib as mpl
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.figures.dress.typeface import registered
from analysis.stamp import maker

__all__ = [
    "COLOURS",
    "GREY",
    "INK",
    "MARKS",
    "SMALL",
    "TYPE",
    "VOTE_COLOURS",
    "WIDTH",
    "decimal_year",
    "label_line",
    "new_figure",
    "pieces",
    "spread",
    "style",
    "styled",
]

P = ParamSpec("P")

#: Width of the text column of the report, in inches; figures are drawn at the size they are
#: printed, so that their type has the size set here.
WIDTH = 6.3

#: Size of the type in a figure, in points.
TYPE = 8.5

#: Okabe and Ito's hues, which can be told apart with any of the common colour-vision deficiencies,
#: dark enough for words in them to be read on white (4.5 to 1).
COLOURS: dict[str, str] = {
    "country": "#0B5FA5",
    "rival": "#C2410C",
    "allies": "#00785A",
    "friend": "#9B4A89",
    "other": "#8A6200",
}
#: Marks of the same, for print without colour.
MARKS: dict[str, str] = {
    "country": "o", "rival": "s", "allies": "^", "friend": "D", "other": "v"
}  # fmt: skip
#: Size of the smallest type, in points.
SMALL = 7.5
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
        "font.family": registered(),
        "font.size": TYPE,
        "axes.titlesize": 9,
        "axes.titleweight": "bold",
        "axes.titlelocation": "left",
        "axes.labelsize": TYPE,
        "axes.labelcolor": INK,
        "axes.edgecolor": GREY,
        "axes.linewidth": 0.6,
        "axes.spines.left": False,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "xtick.labelsize": TYPE,
        "ytick.labelsize": TYPE,
        "xtick.color": INK,
        "ytick.color": INK,
        "xtick.major.width": 0.6,
        "ytick.major.width": 0.6,
        "xtick.major.size": 3,
        "ytick.major.size": 0,
        "axes.grid": True,
        "axes.grid.axis": "y",
        "axes.axisbelow": True,
        "grid.color": "#E3E3E3",
        "grid.linewidth": 0.6,
        "lines.linewidth": 1.3,
        "lines.solid_capstyle": "round",
        "legend.frameon": False,
        "legend.fontsize": TYPE,
        "figure.dpi": 110,
        "figure.constrained_layout.use": True,
    }


def styled(draw: Callable[P, Figure]) -> Callable[P, Figure]:
    """Make a function draw in the style of the house, and stamp what it draws.

    Titles, legends and lines take their looks from the settings in force when they are added,
    so the whole function has to run under them, not only the making of the figure.
    """

    @maker
    @wraps(draw)
    def inner(*args: P.args, **kwargs: P.kwargs) -> Figure:
        with mpl.rc_context(style()):
            return draw(*args, **kwargs)

    return inner


def new_figure(
    height: float = 2.8,
    rows: int = 1,
    columns: int = 1,
    *,
    width: float = WIDTH,
    **options: Any,
) -> tuple[Figure, Any]:
    """Make a figure as wide as the text.

    Parameters
    ----------
    height : float
        Inches.
    rows, columns : int
        Panels.
    width : float
        Inches.
    **options
        Passed to ``Figure.subplots``.

    Returns
    -------
    Figure
    Axes, or an array of Axes
    """
    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.subplots(rows, columns, **options)


def pieces(frame: pd.DataFrame, column: str = "period") -> Iterator[pd.DataFrame]:
    """Go through the runs of years that follow each other; a hole in the record stays a hole.

    Examples
    --------
    >>> [len(p) for p in pieces(pd.DataFrame({"period": [2014, 2016, 2017]}))]
    [1, 2]
    """
    for _, piece in frame.groupby((frame[column].diff() > 1).cumsum()):
        yield piece


def spread(values: Sequence[float], gap: float, high: float = np.inf) -> list[float]:
    """Move labels apart, as little as it takes, in the order they stand.

    Parameters
    ----------
    values : sequence of float
        Where labels belong, in ascending order.
    gap : float
        Least distance between two.
    high : float
        None is put above it, unless there is no room below.

    Examples
    --------
    >>> spread([0, 1, 5], 2), spread([0, 4, 5], 2, high=5)
    ([0, 2, 5], [0, 3, 5])
    """
    out: list[float] = []
    for value in values:
        out.append(max(value, out[-1] + gap) if out else value)
    for k in range(len(out) - 1, -1, -1):
        out[k] = min(out[k], high - (len(out) - 1 - k) * gap)
    return out


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
        fontsize=options.pop("fontsize", TYPE),
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
