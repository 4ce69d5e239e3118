"""Figures of one state: its votes by year, its neighbours, its agreement issue by issue."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from analysis.errors import UsageError
from analysis.figures.dress.axes import in_percent, mark_of, presidency_bands, whole_years
from analysis.figures.dress.data import with_data
from analysis.figures.dress.heading import keyed
from analysis.figures.style import (
    COLOURS,
    GREY,
    INK,
    SMALL,
    TYPE,
    VOTE_COLOURS,
    label_line,
    new_figure,
    pieces,
    spread,
    styled,
)
from analysis.words import upper_first

__all__ = ["issues_figure", "neighbours_figure", "participation_figure"]

KINDS = ("yes", "abstain", "no", "absent")


@styled
def participation_figure(years: pd.DataFrame, presidencies: pd.DataFrame | None = None) -> Figure:
    """Draw how a state appears on the roll calls of each year.

    Parameters
    ----------
    years : DataFrame
        From `analysis.profile.participation.participation`.
    presidencies : DataFrame, optional
        Drawn as bands above.

    Returns
    -------
    Figure
        Above, the number of roll calls held while it was a member; below, the shares of yes,
        abstention, no and absence, one on the other, named at the right in the last year.

    Raises
    ------
    UsageError
        If it was a member in no year.
    """
    held = years[years["roll_calls"] > 0]
    if held.empty:
        raise UsageError("a member in no year of the record", "participation_figure")
    figure, (top, bottom) = new_figure(3.8, 2, 1, sharex=True, height_ratios=[1, 2.4])
    year = held["year"].to_numpy()
    top.bar(year, held["roll_calls"], width=0.8, color=GREY, lw=0)
    base = np.zeros(len(held))
    middles = []
    for kind in KINDS:
        share = (held[kind] / held["roll_calls"]).to_numpy()
        bottom.bar(year, share, bottom=base, width=1.0, color=VOTE_COLOURS[kind], lw=0)
        middles.append((base[-1] + share[-1] / 2, kind, f"{kind} {share[-1]:.0%}"))
        base = base + share
    in_percent(bottom, (0, 0.5, 1))
    bottom.set_ylim(0, 1)
    bottom.set_title("How it voted")
    bottom.set_xlim(year.min() - 0.6, year.max() + 0.6)
    whole_years(bottom)
    top.yaxis.get_major_locator().set_params(integer=True, nbins=3)
    end = year.max() + 0.6
    places = spread([m for m, _, _ in middles], 0.1, 0.97)
    for (_, kind, text), y in zip(middles, places, strict=True):
        label_line(bottom, end, y, "■", VOTE_COLOURS[kind], fontsize=TYPE)
        label_line(bottom, end, y, text, INK, dx=14, fontsize=TYPE)
    label_line(bottom, end, 1.1, f"in {year.max()}", INK, fontsize=TYPE)
    names = 0
    if presidencies is not None:
        names = presidency_bands(top, presidencies, shift=0.5)
    top.set_title("Roll calls a year while it was a member", pad=6 + (SMALL + 1.5) * names)
    return with_data(figure, held[["year", "roll_calls", *KINDS]])


@styled
def neighbours_figure(near: pd.DataFrame, far: pd.DataFrame, names: Mapping[str, str]) -> Figure:
    """Draw the states that vote most and least like one, with intervals.

    Parameters
    ----------
    near, far : DataFrame
        From `analysis.profile.neighbours.ends`: ``state, value, low, high``.
    names : mapping of state code to name

    Returns
    -------
    Figure
        Two panels with one scale.

    Raises
    ------
    UsageError
        If there is no other state.
    """
    if near.empty or far.empty:
        raise UsageError("no two other states to set beside each other", "neighbours_figure")
    rows = max(len(near), len(far))
    figure, axes = new_figure(0.65 + 0.21 * rows, 1, 2, sharex=True)
    heads = ("Most alike", "Least alike")
    colours = (COLOURS["country"], COLOURS["rival"])
    for ax, part, head, colour in zip(axes, (near, far), heads, colours, strict=True):
        y = np.arange(len(part))
        known = part["low"].notna().to_numpy()
        ax.hlines(y[known], part["low"][known], part["high"][known], color=colour, lw=1.2)
        ax.plot(part["value"], y, "o", ms=3.5, color=colour)
        ax.set_yticks(y, [names.get(s, s) for s in part["state"]], fontsize=TYPE)
        ax.set_ylim(rows - 0.4, -0.6)
        ax.tick_params(axis="y", length=0)
        ax.grid(visible=False, axis="y")
        ax.grid(visible=True, axis="x")
        ax.set_title(head, color=colour)
        ax.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    low = min(float(t[["low", "value"]].min().min()) for t in (near, far))
    axes[0].set_xlim(max(low - 0.05, -0.02), 1.02)
    axes[0].xaxis.get_major_locator().set_params(nbins=4)
    drawn = pd.concat([near.assign(side="most alike"), far.assign(side="least alike")])
    kept = [c for c in ("side", "state", "value", "low", "high", "n") if c in drawn]
    return with_data(figure, drawn[kept])


@styled
def issues_figure(
    table: pd.DataFrame, labels: Mapping[str, tuple[str, str]], issues: Mapping[str, str]
) -> Figure:
    """Draw agreement with a few states issue by issue, a small panel each.

    Parameters
    ----------
    table : DataFrame
        From `analysis.profile.issues.agreement_by_issue`.
    labels : mapping of partner to (name, colour)
    issues : mapping of issue code to name
        In the order of the panels; an issue without a row is left out.

    Returns
    -------
    Figure
        Bars are intervals; a point without one rests on fewer than five days of voting.

    Raises
    ------
    UsageError
        If no issue has a row.
    """
    shown = [i for i in issues if (table["issue"] == i).any()]
    if not shown:
        raise UsageError("no issue with a vote of the state", "issues_figure")
    columns = 3 if len(shown) > 2 else len(shown)
    rows = -(-len(shown) // columns)
    figure, axes = new_figure(0.4 + 1.35 * rows, rows, columns, sharey=True, squeeze=False)
    for ax in axes.ravel()[len(shown) :]:
        ax.axis("off")
    for ax, issue in zip(axes.ravel(), shown, strict=False):
        part = table[table["issue"] == issue]
        step = float((part["last"] - part["first"]).max()) + 1
        part = part.assign(middle=part["period"], period=part["first"] // step)
        for partner, (_, colour) in labels.items():
            mine = part[part["partner"] == partner].sort_values("period")
            for piece in pieces(mine):
                x = piece["middle"]
                mark = mark_of(colour)
                ax.plot(x, piece["value"], color=colour, lw=1.3, marker=mark, ms=2.8, zorder=3)
                ax.vlines(x, piece["low"], piece["high"], color=colour, lw=1.6, alpha=0.35)
        ax.set_title(_in_lines(issues[issue]))
        low, high = part["middle"].min() - step, part["middle"].max() + step
        ax.set_xlim(low, high)
        in_percent(ax, (0, 0.5, 1))
        ticks = _two_years(part["first"].min(), part["last"].max())
        ax.set_xticks([t + 0.5 for t in ticks], [str(t) for t in ticks])
    kept = ["issue", "partner", "first", "last", "value", "low", "high", "n"]
    drawn = table[table["issue"].isin(shown)]
    with_data(figure, drawn[[c for c in kept if c in drawn]])
    here = [labels[p] for p in labels if (table["partner"] == p).any()]
    return keyed(figure, [(mark_of(colour), name, colour) for name, colour in here])


def _two_years(first: int, last: int) -> list[int]:
    """Choose the years to write below a small panel: its ends, or one."""
    last = min(int(last), pd.Timestamp.max.year)
    return [int(first), last] if last - int(first) > 3 else [(int(first) + last) // 2]


def _in_lines(text: str, width: int = 19) -> str:
    r"""Break a heading into two lines at a blank, so that panels of one row stand level.

    Examples
    --------
    >>> _in_lines("human rights")
    'Human rights'
    >>> _in_lines("Palestine and the Middle East")
    'Palestine and\nthe Middle East'
    """
    text = upper_first(text)
    if len(text) <= width:
        return text
    blanks = [k for k, c in enumerate(text) if c == " "]
    if not blanks:
        return text
    at = min(blanks, key=lambda k: (abs(k - len(text) / 2), k))
    return text[:at] + "\n" + text[at + 1 :]
