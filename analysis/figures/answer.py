"""The figure of page one: levels in percent, by year, with a headline and labelled ends."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from analysis.figures.style import GREY, INK, WIDTH, decimal_year, new_figure, spread, styled

__all__ = ["Line", "agreement_levels"]

HEIGHT = 3.2
#: Letters of the headline in a line.
LETTERS = 78


@dataclass(frozen=True, eq=False)
class Line:
    """One line of the figure.

    Attributes
    ----------
    label : str
    years, shares : Series
        Of one length, in order of time; shares from 0 to 1.
    colour : str
    """

    label: str
    years: pd.Series
    shares: pd.Series
    colour: str


@styled
def agreement_levels(lines: Sequence[Line], title: str, subtitle: str, event: date) -> Figure:
    """Draw shares by year, each line labelled at its end with its last value.

    Parameters
    ----------
    lines : sequence of Line
    title, subtitle : str
        What the figure says, and what is drawn.
    event : date

    Returns
    -------
    Figure
    """
    figure, ax = new_figure(HEIGHT, width=WIDTH)
    for line in lines:
        ax.plot(line.years, line.shares, color=line.colour, lw=1.6, marker="o", ms=2.6)
    lines = sorted(lines, key=lambda line: float(line.shares.iloc[-1]))
    ends = [float(line.shares.iloc[-1]) for line in lines]
    last = max(float(line.years.max()) for line in lines)
    for line, place in zip(lines, spread(ends, 0.055), strict=True):
        ax.annotate(
            f"{line.label} {line.shares.iloc[-1]:.0%}",
            (last, place),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            color=line.colour,
            annotation_clip=False,
        )
    ax.axvline(decimal_year(event) - 0.5, color=GREY, lw=0.7, ls=(0, (3, 2)), zorder=1)
    ax.set_ylim(0, 1)
    ax.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    ax.set_xlim(min(float(line.years.min()) for line in lines) - 0.4, last + 0.2)
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.yaxis.grid(visible=True, color="#DDDDDD", lw=0.5)
    ax.set_axisbelow(True)
    title = textwrap.fill(title, LETTERS)
    figure.suptitle(title, x=0.01, ha="left", fontsize=10, fontweight="bold", color=INK)
    ax.set_title(subtitle, loc="left", fontsize=8, fontweight="normal", color=GREY)
    return figure
