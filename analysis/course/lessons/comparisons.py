"""Figures that set a fit beside the truth from which its votes were simulated."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from analysis.errors import UsageError
from analysis.figures.style import COLOURS, GREY, INK, label_line, new_figure, spread, styled

__all__ = ["beside_truth", "level_figure", "recovery_figure"]


def beside_truth(params: pd.DataFrame, truth: pd.DataFrame) -> pd.DataFrame:
    """Put estimates and true ideal points into one table.

    Parameters
    ----------
    params : DataFrame
        Columns ``state, period`` and others, as `IdealPointResults.params`.
    truth : DataFrame
        Columns ``state, period, truth``, as `analysis.course.lessons.assemblies.truth_table`.

    Returns
    -------
    DataFrame
        The rows of `params` that have a truth, with a column ``truth``.

    Raises
    ------
    UsageError
        If no state and period is in both.

    Examples
    --------
    >>> both = beside_truth(pd.DataFrame({"state": ["A"], "period": ["2024"], "theta": [0.1]}),
    ...                     pd.DataFrame({"state": ["A"], "period": [2024], "truth": [0.2]}))
    >>> both[["theta", "truth"]].values.tolist()
    [[0.1, 0.2]]
    """
    # A period is a number in one table and a label in the other.
    both = params.astype({"period": int}).merge(
        truth.astype({"period": int}), on=["state", "period"], validate="one_to_one"
    )
    if both.empty:
        raise UsageError("no state and period in both tables", "beside_truth")
    return both


@styled
def recovery_figure(both: pd.DataFrame, shown: Mapping[str, tuple[str, str]]) -> Figure:
    """Draw estimates against the truth, one mark per state and period.

    Parameters
    ----------
    both : DataFrame
        Columns ``state, truth, theta, low, high``.
    shown : mapping of state code to (label, colour)

    Returns
    -------
    Figure
        Marks on the dashed line are right.
    """
    figure, ax = new_figure(3.2)
    for state, part in both.groupby(both["state"].where(both["state"].isin(list(shown)), "")):
        label, colour = shown.get(str(state), ("all other states", "#BBBBBB"))
        front = 3 if state else 2
        ax.vlines(part["truth"], part["low"], part["high"], color=colour, lw=0.6, alpha=0.7)
        ax.plot(part["truth"], part["theta"], "o", ms=2.5, color=colour, label=label, zorder=front)
    ends = [both[["truth", "low"]].min().min(), both[["truth", "high"]].max().max()]
    ax.plot(ends, ends, color=INK, lw=0.8, ls=(0, (4, 2)), zorder=1)
    ax.legend(loc="upper left")
    ax.set_xlabel("true ideal point (sd of all state-years)")
    ax.set_ylabel("estimate, 90% interval")
    return figure


@styled
def level_figure(levels: pd.DataFrame) -> Figure:
    """Draw the mean ideal point of all states by year, as several fits see it.

    Parameters
    ----------
    levels : DataFrame
        Indexed by year, one column for each line; "truth" is dashed.

    Returns
    -------
    Figure
    """
    figure, ax = new_figure(2.5)
    colours = iter((COLOURS["country"], COLOURS["rival"], COLOURS["allies"], GREY))
    ends = []
    for name in levels.columns:
        true = name == "truth"
        colour = INK if true else next(colours, GREY)
        style = {"ls": "", "marker": "D", "ms": 3.5} if true else {"marker": "o", "ms": 3}
        ax.plot(levels.index, levels[name], color=colour, **style)
        ends.append((float(levels[name].iloc[-1]), str(name), colour))
    ends.sort()
    low, high = ax.get_ylim()
    places = spread([e[0] for e in ends], 0.09 * (high - low), high)
    for (_, name, colour), y in zip(ends, places, strict=True):
        label_line(ax, levels.index[-1], y, name, colour, dx=8)
    ax.axhline(0, color=GREY, lw=0.6, zorder=0)
    ax.set_xlabel("year")
    ax.set_ylabel("mean ideal point of all states")
    return figure
