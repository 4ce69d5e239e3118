"""Figures of agreement: the same pairs by a raw and by a chance-corrected index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from analysis.agreement.indices import index_named
from analysis.errors import UsageError
from analysis.figures.style import (
    COLOURS,
    GREY,
    TYPE,
    label_line,
    new_figure,
    pieces,
    presidency_bands,
    spread,
    styled,
)

__all__ = ["observed_expected_figure", "partners_figure", "two_indices_figure"]


@styled
def two_indices_figure(
    series: Mapping[str, pd.DataFrame],
    colours: Mapping[str, str],
    indices: Sequence[str] = ("ordinal", "kappa"),
    presidencies: pd.DataFrame | None = None,
    event: float | None = None,
) -> Figure:
    """Draw several pairs, one panel per index, with interval bands.

    Parameters
    ----------
    series : mapping of label to DataFrame
        Columns ``period`` (year), ``index``, ``value, low, high``.
    colours : mapping of label to colour
    indices : sequence of str
        One panel each, from top to bottom.
    presidencies : DataFrame, optional
        Drawn as bands.
    event : float, optional
        The event, in decimal years, drawn as a line.

    Returns
    -------
    Figure
    """
    figure, axes = new_figure(2.1 * len(indices), len(indices), 1, sharex=True, squeeze=False)
    years = np.concatenate([f["period"].astype(float).to_numpy() for f in series.values()])
    for k, (ax, index) in enumerate(zip(axes[:, 0], indices, strict=True)):
        ax.set_xlim(years.min() - 0.5, years.max() + 0.7)
        ends = []
        for label, frame in series.items():
            part = frame[frame["index"] == index].astype({"period": float})
            part = part.sort_values("period").dropna(subset=["value"])
            if part.empty:
                continue
            _band(ax, part, colours[label])
            ends.append((float(part["value"].iloc[-1]), float(part["period"].iloc[-1]), label))
        about = index_named(index)
        if about.lowest < 0:
            ax.axhline(0, color=GREY, lw=0.6, zorder=1)
        _labels(ax, ends, colours)
        names = 0
        if presidencies is not None:
            names = presidency_bands(ax, presidencies, names=k == 0)
        if event is not None:
            ax.axvline(event, color=GREY, lw=0.7, ls=(0, (3, 2)), zorder=1)
        ax.set_title(about.title, pad=6 + (TYPE + 1.5) * names)
        ax.set_ylabel("agreement")
    axes[-1, 0].set_xlabel("year")
    return figure


def _band(ax: Axes, part: pd.DataFrame, colour: str, *, ms: float = 2, lw: float = 1.2) -> None:
    for piece in pieces(part):
        ax.plot(piece["period"], piece["value"], color=colour, lw=lw, marker="o", ms=ms, zorder=3)
    # A year without an interval parts the band, and one that stands alone has a bar instead.
    for piece in pieces(part.dropna(subset=["low", "high"])):
        at, low, high = (piece[c].astype(float) for c in ("period", "low", "high"))
        if len(piece) > 1:
            ax.fill_between(at, low, high, color=colour, alpha=0.18, lw=0, zorder=2)
        else:
            ax.vlines(at, low, high, color=colour, lw=1.6, alpha=0.35, zorder=2)


def _labels(ax: Axes, ends: list[tuple[float, float, str]], colours: Mapping[str, str]) -> None:
    """Write line labels at the right, pushed apart where they would overlap."""
    if not ends:
        return
    low, high = ax.get_ylim()
    ordered = sorted(ends)
    placed = spread([e[0] for e in ordered], (high - low) * 0.095, high)
    x = ax.get_xlim()[1]
    for (_, _, label), y in zip(ordered, placed, strict=True):
        label_line(ax, x, y, label, colours[label])


@styled
def observed_expected_figure(
    frames: Mapping[str, pd.DataFrame], colours: Mapping[str, str]
) -> Figure:
    """Draw observed agreement beside what the two states' vote shares alone would give.

    Parameters
    ----------
    frames : mapping of pair label to DataFrame
        Columns ``period, observed, expected, kappa, n``.
    colours : mapping of label to colour

    Returns
    -------
    Figure
        One panel per pair. Above the dashed line of expected agreement kappa is positive.
    """
    figure, axes = new_figure(2.3, 1, len(frames), sharey=True, squeeze=False)
    for ax, (label, frame) in zip(axes[0], frames.items(), strict=True):
        frame = frame.astype({"period": float}).dropna(subset=["observed"])
        colour, x = colours[label], frame["period"].to_numpy()
        for piece in pieces(frame):
            at = piece["period"]
            ax.plot(at, piece["observed"], color=colour, marker="o", ms=2.5, zorder=3)
            alone = "_" if len(piece) == 1 else None
            ax.plot(
                at,
                piece["expected"],
                color=GREY,
                ls=(0, (4, 2)),
                lw=1,
                marker=alone,
                ms=7,
                zorder=2,
            )
        ax.vlines(x, frame["expected"], frame["observed"], color=colour, lw=2, alpha=0.25)
        ax.set_title(label)
        ax.set_ylim(-0.03, 1.03)
        if len(x):
            ax.set_xlim(x.min() - 0.5, x.max() + 0.5)
        ax.xaxis.get_major_locator().set_params(integer=True, nbins=3)
        ax.set_xlabel("year")
    axes[0, 0].set_ylabel("ordinal agreement")
    if any(len(frame) for frame in frames.values()):
        dashed = Line2D(
            [], [], color=GREY, ls=(0, (4, 2)), lw=1, label="from the vote shares alone"
        )
        figure.legend(
            handles=[dashed], loc="outside lower left", fontsize=TYPE, labelcolor="linecolor"
        )
    return figure


@styled
def partners_figure(
    series: Mapping[str, pd.DataFrame], event: float | None = None, colour: str = COLOURS["country"]
) -> Figure:
    """Draw a state's agreement with each of several others, a small panel each.

    Parameters
    ----------
    series : mapping of label to DataFrame
        Columns ``period`` (year), ``index`` ("ordinal" and "kappa"), ``value, low, high``.
    event : float, optional
        In decimal years.
    colour : str
        Of raw agreement; kappa is grey.

    Returns
    -------
    Figure

    Raises
    ------
    UsageError
        If there is no partner.
    """
    if not series:
        raise UsageError("no state to set beside", "partners_figure")
    columns = min(len(series), 3 if len(series) != 4 else 2)
    rows = -(-len(series) // columns)
    figure, axes = new_figure(
        0.35 + 1.35 * rows, rows, columns, sharex=True, sharey=True, squeeze=False
    )
    years = np.concatenate([f["period"].astype(float).to_numpy() for f in series.values()])
    for k, ax in enumerate(axes.ravel()):
        if k >= len(series):
            ax.axis("off")
            ax.text(0.1, 0.7, "raw agreement", color=colour, fontsize=TYPE, transform=ax.transAxes)
            ax.text(0.1, 0.5, "kappa", color=GREY, fontsize=TYPE, transform=ax.transAxes)
            continue
        label, frame = list(series.items())[k]
        for index, c in (("kappa", "#8C8C8C"), ("ordinal", colour)):
            part = frame[frame["index"] == index].astype({"period": float})
            _band(ax, part.sort_values("period").dropna(subset=["value"]), c, ms=1.2, lw=0.9)
        ax.axhline(0, color=GREY, lw=0.5, zorder=1)
        if event is not None:
            ax.axvline(event, color=GREY, lw=0.7, ls=(0, (3, 2)), zorder=1)
        ax.set_title(label, fontsize=TYPE)
        if k % columns == 0:
            ax.set_ylabel("agreement")
        # A panel without another below it carries the axis of years.
        if k + columns >= len(series):
            ax.set_xlabel("year")
            ax.tick_params(labelbottom=True)
    axes[0, 0].set_xlim(years.min() - 0.5, years.max() + 0.7)
    axes[0, 0].set_ylim(-0.75, 1.08)
    axes[0, 0].set_yticks([-0.5, 0, 0.5, 1])
    axes[0, 0].xaxis.get_major_locator().set_params(integer=True, nbins=3)
    if len(series) == rows * columns:
        ax = axes[0, 0]
        ax.annotate("raw", (0.02, 0.06), xycoords="axes fraction", color=colour, fontsize=TYPE)
        ax.annotate("kappa", (0.3, 0.06), xycoords="axes fraction", color=GREY, fontsize=TYPE)
    return figure
