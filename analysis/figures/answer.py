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

__all__ = ["HEIGHT", "LEAST_HEIGHT", "Line", "agreement_levels", "height_beside"]

#: Inches of the drawing, where the text above it leaves room for the table below it, and at least.
HEIGHT, LEAST_HEIGHT = 2.75, 1.6
#: Letters to a line of the text, bold and plain; inches to a line, and between paragraphs.
BOLD, PLAIN, LINE, GAP = 86, 96, 0.19, 0.06
#: Inches of text above the drawing beside which it has its whole height.
ROOM = 1.4
#: Letters to a line of captions, inches to a line, and lines of both beside which it has it.
SMALL, SMALL_LINE, CAPTIONS = 118, 0.15, 7


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


def height_beside(
    bold: str, plain: Sequence[str], headline_lines: int = 1, captions: Sequence[str] = ()
) -> float:
    """Return how high page one draws its figure, so that the table below it stays on the page.

    Parameters
    ----------
    bold : str
        The lead sentence.
    plain : sequence of str
        The paragraphs between it and the figure.
    headline_lines : int
        Lines of the headline of the figure.
    captions : sequence of str
        Of figure and table.

    Returns
    -------
    float
        Inches: what the text takes beyond `ROOM`, and captions beyond `CAPTIONS`, is taken from the
        drawing, down to `LEAST_HEIGHT`.

    Examples
    --------
    >>> height_beside("A short lead.", ["Sure."]), height_beside("x" * 2000, [])
    (2.75, 1.6)
    """
    lines = -(-len(bold) // BOLD) + sum(-(-len(text) // PLAIN) for text in plain)
    taken = LINE * (lines + headline_lines - 1) + GAP * len(plain)
    below = SMALL_LINE * (sum(-(-len(text) // SMALL) for text in captions) - CAPTIONS)
    return max(LEAST_HEIGHT, HEIGHT - max(0.0, taken - ROOM) - max(0.0, below))


@styled
def agreement_levels(lines: Sequence[Line], event: date, height: float = HEIGHT) -> Figure:
    """Draw shares by year, each line labelled at its end with its last value.

    Parameters
    ----------
    lines : sequence of Line
    event : date
    height : float
        Inches.

    Returns
    -------
    Figure
        A broken line stands where the year of the event begins.
    """
    figure, ax = new_figure(height)
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
