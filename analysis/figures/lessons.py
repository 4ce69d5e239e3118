"""Figures of the lessons on shifts: a step in a series, false alarms, scenarios side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from analysis.errors import UsageError
from analysis.estimate import Estimate
from analysis.figures.style import (
    COLOURS,
    GREY,
    INK,
    decimal_year,
    label_line,
    new_figure,
    styled,
)
from analysis.tables import minus

__all__ = ["false_alarms_figure", "panels_figure", "step_figure"]

#: Colours and marks of the kinds of errors, in the order in which they are given.
KINDS = (("other", "s"), ("rival", "^"), ("country", "o"))


@styled
def step_figure(series: Sequence[pd.Series], event: object, titles: Sequence[str]) -> Figure:
    """Draw series by year with the straight line of the years before an event, carried on.

    Parameters
    ----------
    series : sequence of Series
        Indexed by year; one panel each.
    event : date
    titles : sequence of str

    Returns
    -------
    Figure
        The years before are hollow, those after filled; a bar joins the last year with the
        line carried on, which is where it would have been without a step.

    Raises
    ------
    UsageError
        If a series has fewer than two years before the event or none after it.
    """
    figure, axes = new_figure(2.5, 1, len(series), squeeze=False, sharey=True)
    at = decimal_year(event)
    for ax, values, title in zip(axes[0], series, titles, strict=True):
        year = values.index.to_numpy(dtype=np.float64)
        value = values.to_numpy(dtype=np.float64)
        late = year + 0.5 > at
        if (~late).sum() < 2 or not late.any():
            raise UsageError(
                "a line needs two years before the event and one after", "step_figure", title
            )
        line = np.polyfit(year[~late], value[~late], 1)
        ax.plot(year[~late], np.polyval(line, year[~late]), color=INK, lw=1.1)
        carried = np.array([year[~late][-1], year[-1]])
        ax.plot(carried, np.polyval(line, carried), color=INK, lw=1.1, ls=(0, (2, 1.5)))
        ax.plot(year[~late], value[~late], "o", ms=3, mfc="white", mec=GREY, mew=0.8)
        ax.vlines(year[-1], np.polyval(line, year[-1]), value[-1], color=COLOURS["country"], lw=1.6)
        ax.plot(year[late], value[late], "o", ms=4.5, color=COLOURS["country"])
        ax.axhline(0, color=GREY, lw=0.5, zorder=0)
        ax.set_title(title)
        ax.set_xlabel("year")
    axes[0, 0].set_ylabel(str(series[0].name or "value"))
    return figure


@styled
def false_alarms_figure(found: pd.DataFrame, names: Mapping[str, str]) -> Figure:
    """Draw the share of series called changed although nothing happened in them.

    Parameters
    ----------
    found : DataFrame
        Columns ``rho, errors, share, n``, as from
        `analysis.course.lessons.false_alarms.false_alarms`.
    names : mapping of errors to their name

    Returns
    -------
    Figure
        A line for each kind of errors; the dashed line is the share that the test promises.
    """
    figure, ax = new_figure(2.5)
    for (key, name), (colour, mark) in zip(names.items(), KINDS, strict=True):
        one = found[found["errors"] == key].sort_values("rho")
        ax.plot(one["rho"], one["share"], f"{mark}-", ms=4, color=COLOURS[colour])
        last = one.iloc[-1]
        label_line(ax, last["rho"], last["share"], name, COLOURS[colour], dx=6)
    low, high = found["rho"].min(), found["rho"].max()
    ax.plot([low, high], [0.05, 0.05], color=GREY, lw=0.8, ls=(0, (3, 2)), zorder=0)
    ax.set_xlim(low - 0.02, high + 0.62 * (high - low))  # room for the names on the right
    ax.set_xticks(sorted(found["rho"].unique()))
    ax.set_ylim(0, None)
    ax.set_xlabel("autocorrelation of the series", loc="left")
    ax.set_ylabel("share of false alarms")
    return figure


@styled
def panels_figure(groups: Mapping[str, Sequence[Estimate]], labels: Sequence[str]) -> Figure:
    """Draw the same estimates for several records, one panel a record.

    Parameters
    ----------
    groups : mapping of title to sequence of Estimate
        As many estimates in each as there are labels.
    labels : sequence of str

    Returns
    -------
    Figure
        A filled dot where the interval excludes zero, a hollow one where it does not. The
        first estimate, in a unit of its own, has a scale of its own.
    """
    rest = len(labels) - 1
    figure, axes = new_figure(
        0.3 * len(labels) + 1.2,
        2,
        len(groups),
        squeeze=False,
        sharex="row",
        sharey="row",
        height_ratios=[1.2, rest],
    )
    for column, (title, estimates) in zip(axes.T, groups.items(), strict=True):
        for i, (estimate, _) in enumerate(zip(estimates, labels, strict=True)):
            ax, y = (column[0], 0) if i == 0 else (column[1], 1 - i)
            sure = bool(estimate.excludes_zero)
            colour = COLOURS["country"] if sure else GREY
            if estimate.low is not None and estimate.high is not None:
                ax.hlines(y, estimate.low, estimate.high, color=colour, lw=1.5)
            ax.plot(estimate.estimate, y, "o", ms=4.5, mfc=colour if sure else "white", mec=colour)
        column[0].set_title(minus(title))
        for ax in column:
            ax.axvline(0, color=GREY, lw=0.7, zorder=0)
            ax.tick_params(axis="y", length=0)
            ax.spines["left"].set_visible(False)
    axes[0, 0].set_ylim(-0.6, 0.6)
    axes[1, 0].set_ylim(-rest + 0.4, 0.6)
    axes[0, 0].set_yticks([0], labels[:1])
    axes[1, 0].set_yticks([-i for i in range(rest)], labels[1:])
    axes[1, len(groups) // 2].set_xlabel("change, after minus before")
    return figure
