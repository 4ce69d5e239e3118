"""The figure of page one: levels in percent, by year, with labelled ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
from matplotlib.figure import Figure

from analysis.figures.dress.axes import end_labels, event_line, in_percent, mark_of, whole_years
from analysis.figures.dress.data import with_data
from analysis.figures.style import decimal_year, new_figure, pieces, styled
from analysis.words import upper_first

__all__ = ["Line", "agreement_levels"]

HEIGHT = 2.75


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
def agreement_levels(lines: Sequence[Line], event: date) -> Figure:
    """Draw shares by year, each line labelled at its end with its last value.

    Parameters
    ----------
    lines : sequence of Line
    event : date

    Returns
    -------
    Figure
        A broken line stands where the year of the event begins.
    """
    figure, ax = new_figure(HEIGHT)
    last = max(float(line.years.max()) for line in lines)
    first = min(float(line.years.min()) for line in lines)
    for line in lines:
        for piece in pieces(pd.DataFrame({"period": line.years, "share": line.shares})):
            ax.plot(
                piece["period"],
                piece["share"],
                color=line.colour,
                lw=1.8,
                marker=mark_of(line.colour),
                ms=3.2,
                zorder=3,
            )
    in_percent(ax)
    ax.set_xlim(first - 0.4, last + 0.5)
    ends = [
        (
            float(line.shares.iloc[-1]),
            f"{upper_first(line.label)} {line.shares.iloc[-1]:.0%}",
            line.colour,
        )
        for line in lines
    ]
    end_labels(ax, ends, last)
    event_line(ax, decimal_year(event))
    whole_years(ax)
    drawn = [
        pd.DataFrame({"with": line.label, "year": line.years, "share": line.shares})
        for line in lines
    ]
    return with_data(figure, pd.concat(drawn))
