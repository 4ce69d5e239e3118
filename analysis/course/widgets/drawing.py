"""Figures of the interactive pieces: drawn on paper once, and by the widgets at every move."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator

from analysis.course.lessons.assemblies import TightnessFits
from analysis.errors import UsageError
from analysis.figures.style import (
    COLOURS,
    GREY,
    INK,
    VOTE_COLOURS,
    label_line,
    new_figure,
    styled,
)
from analysis.idealpoints.results.predict import probabilities

__all__ = ["agenda_figure", "cutting_line", "tightness_figure", "vote_figure", "vote_table"]

Side = Literal["left", "right"]
KINDS = ("yes", "abstain", "no")
#: Ends of the line that is drawn, in standard deviations of all states.
REACH = 4.0
#: A share or a bar narrower than this holds no number.
NARROW = 0.06


def cutting_line(
    place: float, width: float, steepness: float, side: Side = "right"
) -> tuple[float, float, float]:
    """Turn a cutting line into the parameters of an item.

    Parameters
    ----------
    place : float
        Middle of the zone of abstention, on the scale of ideal points.
    width : float
        Of that zone; 0 where nobody abstains.
    steepness : float
        |β|, above 0.
    side : {"left", "right"}
        Side of the line that votes no.

    Returns
    -------
    beta, gamma1, gamma2 : float

    Raises
    ------
    UsageError
        If the steepness is not positive, the width negative, or the side unknown.

    Examples
    --------
    >>> cutting_line(1.0, 0.5, 2.0, "right"), cutting_line(1.0, 0.5, 2.0, "left")
    ((2.0, 1.5, 2.5), (-2.0, -2.5, -1.5))
    """
    if side not in ("left", "right"):
        raise UsageError(f"unknown side {side!r}", "cutting_line", "use left or right")
    if not (steepness > 0 and width >= 0):
        raise UsageError(
            f"steepness {steepness} and width {width}", "cutting_line", "use numbers above 0"
        )
    beta = steepness if side == "right" else -steepness
    middle, half = beta * place, steepness * width / 2
    return beta, middle - half, middle + half


def vote_table(
    theta: float, item: tuple[float, float, float], others: npt.ArrayLike
) -> pd.DataFrame:
    """Compute how a state would vote on an item, and the tally to be expected.

    Parameters
    ----------
    theta : float
        Ideal point of the state.
    item : (beta, gamma1, gamma2)
    others : array-like of float, shape (n,)
        Ideal points of the other states.

    Returns
    -------
    DataFrame, 3 rows
        Indexed by ``yes, abstain, no``: ``probability`` of the state, expected ``tally`` of all
        n + 1 states.

    Examples
    --------
    >>> vote_table(0.0, (1.0, 0.0, 0.0), [0.0, 0.0, 0.0])["tally"].tolist()
    [2.0, 0.0, 2.0]
    """
    own = probabilities(theta, *item)
    rest = probabilities(np.asarray(others, dtype=float), *item)
    index = pd.Index(KINDS, name="vote")
    return pd.DataFrame({"probability": own, "tally": own + rest.sum(axis=0)}, index)


@styled
def vote_figure(
    theta: float,
    item: tuple[float, float, float],
    others: npt.ArrayLike,
    label: str = "the state",
) -> Figure:
    """Draw one roll call: probabilities along the line of states, and the expected tally.

    Parameters
    ----------
    theta : float
    item : (beta, gamma1, gamma2)
    others : array-like of float, shape (n,)
    label : str
        Name of the state.

    Returns
    -------
    Figure
    """
    others = np.asarray(others, dtype=float)
    table = vote_table(theta, item, others)
    figure, (ax, bar) = new_figure(3.0, rows=2, height_ratios=[5, 1])
    grid = np.linspace(-REACH, REACH, 241)
    p = probabilities(grid, *item)
    ax.stackplot(grid, p.T, colors=[VOTE_COLOURS[k] for k in KINDS], lw=0)
    beta, gamma1, gamma2 = item
    thin = [withStroke(linewidth=1.8, foreground="white")]
    for cut in sorted({gamma1 / beta, gamma2 / beta}):
        if abs(cut) < REACH:
            ax.axvline(cut, color=INK, lw=0.9, ls=(0, (4, 2)), path_effects=thin)
    ax.plot(others, np.full(len(others), -0.05), "|", color=GREY, ms=6, mew=0.7, clip_on=False)
    # Edged in white, since it crosses dark and light.
    edge = [withStroke(linewidth=3, foreground="white")]
    ax.axvline(theta, color=INK, lw=1.4, path_effects=edge)
    ax.plot([theta], [-0.05], "v", color=INK, ms=6, clip_on=False)
    flip = theta > REACH - 1.2  # no room for the name on the right
    ax.annotate(
        label,
        (theta, 1.0),
        xytext=(-4 if flip else 4, 3),
        textcoords="offset points",
        ha="right" if flip else "left",
        fontsize=7.5,
        annotation_clip=False,
    )
    ax.set_xlim(-REACH, REACH)
    ax.set_ylim(-0.1, 1)
    ax.set_yticks([0, 0.5, 1])
    ax.set_ylabel("probability of each vote")
    ax.set_xlabel("ideal point; a mark below for each state; dashed: the cutting lines")
    _bar(bar, table["tally"].to_numpy(), len(others) + 1)
    handles = [ax.fill_between([], [], color=VOTE_COLOURS[k], label=k) for k in KINDS]
    figure.legend(handles=handles, loc="outside upper right", ncols=3)
    return figure


def _bar(ax: Axes, tally: npt.NDArray[np.float64], n: int) -> None:
    left = 0.0
    for kind, size in zip(KINDS, tally, strict=True):
        ax.barh(0, size, left=left, color=VOTE_COLOURS[kind], height=0.8, lw=0)
        if size > NARROW * n:
            colour = "white" if kind == "no" else INK
            ax.text(left + size / 2, 0, f"{size:.1f}", ha="center", va="center", color=colour)
        left += size
    ax.set_xlim(0, n)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.set_xlabel(f"expected tally of {n} states")


@styled
def tightness_figure(fits: TightnessFits, variance: float) -> Figure:
    """Draw one state's path as one variance of the walk makes it, beside the truth.

    Parameters
    ----------
    fits : TightnessFits
    variance : float
        One of those fitted.

    Returns
    -------
    Figure
        Left, the path; right, the jump for every variance fitted.

    Raises
    ------
    UsageError
        If the variance was not fitted.
    """
    if variance not in fits.jumps.index:
        raise UsageError(
            f"no fit with variance {variance}",
            "tightness_figure",
            f"use one of {', '.join(f'{v:g}' for v in fits.jumps.index)}",
        )
    figure, (ax, side) = new_figure(2.7, columns=2, width_ratios=[3, 2])
    for other, path in fits.points.groupby("variance"):
        if other != variance:
            ax.plot(path["period"], path["theta"], color="#CFCFCF", lw=0.7)
    own = fits.points[fits.points["variance"] == variance]
    colour = COLOURS["country"]
    ax.fill_between(own["period"], own["low"], own["high"], color=colour, alpha=0.2, lw=0)
    ax.plot(own["period"], own["theta"], color=colour, marker="o", ms=3)
    ax.plot(fits.truth.index, fits.truth, color=INK, ls="", marker="D", ms=3.5)
    ax.axvline(fits.event - 0.5, color=GREY, lw=0.7, ls=(0, (3, 2)))
    # Names stand where the paths leave room, above the frame.
    ax.set_title("truth: diamonds; fit: line and 90% band", fontweight="normal", fontsize=7.5)
    _years(ax)
    ax.set_ylabel(f"ideal point of {fits.country} (sd)")
    ax.set_ylim(*_limits(fits))
    side.axhline(fits.true_jump, color=INK, lw=0.8, ls=(0, (4, 2)))
    side.axhline(0, color=GREY, lw=0.6)
    side.plot(fits.jumps.index, fits.jumps, color="#AAAAAA", marker="o", ms=2.5, lw=0.9)
    side.plot([variance], [fits.jumps[variance]], "o", color=colour, ms=6)
    side.set_xscale("log")
    side.xaxis.set_major_locator(LogLocator(numticks=4))
    side.xaxis.set_minor_locator(NullLocator())
    side.set_xlabel("variance of the walk, per year")
    side.set_ylabel(f"change, {fits.event - 1} to {fits.event}")
    side.set_title("true change: dashed", fontweight="normal", fontsize=7.5)
    return figure


def _years(ax: Axes) -> None:
    ax.xaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    ax.set_xlabel("year")


def _limits(fits: TightnessFits) -> tuple[float, float]:
    """Keep the axis while the slider moves, so that it is the path that moves."""
    low = min(fits.points["low"].min(), fits.truth.min())
    high = max(fits.points["high"].max(), fits.truth.max())
    return float(low - 0.1), float(high + 0.1)


@styled
def agenda_figure(
    series: pd.DataFrame,
    left_out: str,
    country: str,
    event: int | None = None,
    truth: pd.Series | None = None,
) -> Figure:
    """Draw how far a state stands from the others on the whole agenda and on a part of it.

    Parameters
    ----------
    series : DataFrame
        As `analysis.course.lessons.assemblies.agenda_series` returns it, "nothing" left out
        included.
    left_out : str
        One of its choices.
    country : str
    event : int, optional
        First year of what is asked about.
    truth : Series, optional
        True ideal points by year, on the scale of a fit; drawn as diamonds.

    Returns
    -------
    Figure
        Left, mean agreement with all other states; right, the ideal point with its 90% intervals.

    Raises
    ------
    UsageError
        If the choice is not in the series.
    """
    known = series["left_out"].unique().tolist()
    if left_out not in known or "nothing" not in known:
        raise UsageError(f"no series without {left_out!r}", "agenda_figure", "see agenda_series")
    whole = series[series["left_out"] == "nothing"]
    part = series[series["left_out"] == left_out]
    figure, axes = new_figure(2.7, columns=2)
    for ax, column in zip(axes, ("agreement", "theta"), strict=True):
        ax.plot(whole["period"], whole[column], color=GREY, marker="o", ms=2.5, lw=1)
        if left_out != "nothing":
            ax.plot(part["period"], part[column], color=COLOURS["country"], marker="o", ms=3.5)
        if event is not None:
            ax.axvline(event - 0.5, color=GREY, lw=0.7, ls=(0, (3, 2)))
        _years(ax)
        first, newest = series["period"].min(), series["period"].max()
        room = 0.12 * (newest - first + 1) if ax is axes[0] else 0.3  # names stand at the ends
        ax.set_xlim(first - 0.3, newest + room)
    drawn = [(whole, GREY)]
    if left_out != "nothing":
        drawn.append((part, COLOURS["country"]))
    for table, colour in drawn:
        axes[1].fill_between(
            table["period"], table["low"], table["high"], color=colour, alpha=0.15, lw=0
        )
    ends = series[["low", "high"]].to_numpy()
    if truth is not None:
        axes[1].plot(truth.index, truth, color=INK, ls="", marker="D", ms=3)
        ends = np.append(ends, truth.to_numpy())
    axes[0].set_ylim(0, 1)
    axes[0].set_ylabel(f"mean agreement of {country} with all others")
    axes[1].set_ylim(float(ends.min()) - 0.1, float(ends.max()) + 0.1)
    axes[1].set_ylabel(f"ideal point of {country} (sd)")
    kept, n = int(part["n"].sum()), int(whole["n"].sum())
    axes[0].set_title(f"left out: {left_out}", fontsize=8)
    axes[1].set_title(f"{kept:,} of {n:,} roll calls kept", fontsize=8)
    if left_out == "nothing":
        names = [("all", whole, GREY, -9)]
    elif kept == n:  # one line covers the other
        names = [("all kept", part, COLOURS["country"], 9)]
    else:
        names = [("all", whole, GREY, -9), ("kept", part, COLOURS["country"], 9)]
    for text, table, colour, dy in names:
        last = table.iloc[-1]
        x, y = last["period"], last["agreement"]
        label_line(axes[0], x, y, text, colour, dx=4, dy=dy / 3, ha="left")
    return figure
