"""Figures of agreement: the same pairs by a raw and by a chance-corrected index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.agreement.indices import index_named
from analysis.errors import UsageError
from analysis.figures.dress.axes import (
    end_labels,
    event_line,
    in_percent,
    mark_of,
    presidency_bands,
    whole_years,
)
from analysis.figures.dress.data import with_data
from analysis.figures.style import COLOURS, GREY, SMALL, new_figure, pieces, styled
from analysis.tables import minus
from analysis.words import number

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
    figure, axes = new_figure(2.2 * len(indices), len(indices), 1, sharex=True, squeeze=False)
    years = np.concatenate([f["period"].astype(float).to_numpy() for f in series.values()])
    for k, (ax, index) in enumerate(zip(axes[:, 0], indices, strict=True)):
        ax.set_xlim(years.min() - 0.5, years.max() + 0.7)
        about, ends = index_named(index), []
        for label, frame in series.items():
            part = frame[frame["index"] == index].astype({"period": float})
            part = part.sort_values("period").dropna(subset=["value"])
            if part.empty:
                continue
            _band(ax, part, colours[label])
            value = float(part["value"].iloc[-1])
            told = f"{value:.0%}" if about.lowest == 0 else number(value)
            ends.append((value, minus(f"{label} {told}"), colours[label]))
        if about.lowest < 0:
            ax.axhline(0, color=GREY, lw=0.8, zorder=1)
            # No agreement lies beyond identical votes, whatever a symmetric interval says.
            low, high = ax.get_ylim()
            ax.set_ylim(max(low, -1.03), min(high, 1.03))
        else:
            in_percent(ax)
        end_labels(ax, ends, ax.get_xlim()[1], 0.8 / len(indices))
        names = 0
        if presidencies is not None:
            names = presidency_bands(ax, presidencies, names=k == 0, shift=0.5)
        if event is not None:
            names = event_line(ax, event, label=k == 0, rows=names)
        ax.set_title(about.title, pad=6 + (SMALL + 1.5) * names)
        whole_years(ax)
    tables = [frame.assign(**{"with": label}) for label, frame in series.items()]
    return with_data(figure, _drawn(pd.concat(tables)))


def _drawn(table: pd.DataFrame) -> pd.DataFrame:
    """Keep what is drawn of series of a pair, with the years under their own name."""
    kept = ("with", "year", "index", "value", "low", "high", "n")
    table = table.dropna(subset=["value"]).rename(columns={"period": "year"})
    return table[[c for c in kept if c in table]]


def _band(ax: Axes, part: pd.DataFrame, colour: str, *, ms: float = 2.6, lw: float = 1.6) -> None:
    for piece in pieces(part):
        ax.plot(
            piece["period"],
            piece["value"],
            color=colour,
            lw=lw,
            marker=mark_of(colour),
            ms=ms,
            zorder=3,
        )
    # A year without an interval parts the band, and one that stands alone has a bar instead.
    for piece in pieces(part.dropna(subset=["low", "high"])):
        at, low, high = (piece[c].astype(float) for c in ("period", "low", "high"))
        if len(piece) > 1:
            ax.fill_between(at, low, high, color=colour, alpha=0.18, lw=0, zorder=2)
        else:
            ax.vlines(at, low, high, color=colour, lw=1.6, alpha=0.35, zorder=2)


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
    named = False
    for ax, (label, frame) in zip(axes[0], frames.items(), strict=True):
        frame = frame.astype({"period": float}).dropna(subset=["observed"])
        colour, x = colours[label], frame["period"].to_numpy()
        for piece in pieces(frame):
            at = piece["period"]
            ax.plot(
                at, piece["observed"], color=colour, marker=mark_of(colour), ms=3, lw=1.6, zorder=3
            )
            alone = "_" if len(piece) == 1 else None
            ax.plot(
                at,
                piece["expected"],
                color=GREY,
                ls=(0, (4, 2)),
                lw=1.1,
                marker=alone,
                ms=7,
                zorder=2,
            )
        ax.vlines(x, frame["expected"], frame["observed"], color=colour, lw=2, alpha=0.2)
        ax.set_title(label, color=colour)
        in_percent(ax)
        if len(x):
            ax.set_xlim(x.min() - 0.5, x.max() + 0.5)
            if not named:
                named = True
                _named(ax, frame, colour)
        whole_years(ax, 4)
    tables = [frame.assign(**{"with": label}) for label, frame in frames.items()]
    table = pd.concat(tables).dropna(subset=["observed"]).rename(columns={"period": "year"})
    kept = ("with", "year", "observed", "expected", "kappa", "n")
    return with_data(figure, table[[c for c in kept if c in table]])


def _named(ax: Axes, frame: pd.DataFrame, colour: str) -> None:
    """Name the two lines of a panel, above or below them, where there is more room."""
    both = frame[["observed", "expected"]].mean()
    top = bool(both.mean() < 0.5)
    words = [("observed", colour), ("from shares alone (broken)", GREY)]
    if both["observed"] < both["expected"]:
        words.reverse()
    for k, (text, ink) in enumerate(words):
        y = (0.86 - 0.1 * k) if top else (0.24 - 0.1 * k)
        ax.text(
            0.02,
            y,
            text,
            transform=ax.transAxes,
            color=ink,
            va="center",
            fontsize=SMALL,
            zorder=5,
            bbox={"boxstyle": "square,pad=0.1", "fc": "white", "ec": "none", "alpha": 0.8},
        )


@styled
def partners_figure(
    series: Mapping[str, pd.DataFrame], event: float | None = None, colour: str = COLOURS["country"]
) -> Figure:
    """Draw a state's agreement with each of several others, a small panel each.

    Parameters
    ----------
    series : mapping of label to DataFrame
        Columns ``period`` (year), ``index`` (rows of "ordinal" are drawn), ``value, low, high``.
    event : float, optional
        In decimal years.
    colour : str

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
    raw = {
        label: frame[frame["index"] == "ordinal"].astype({"period": float}).sort_values("period")
        for label, frame in series.items()
    }
    years = np.concatenate([frame["period"].to_numpy() for frame in raw.values()])
    for ax in axes.ravel()[len(series) :]:
        ax.axis("off")
    for k, (ax, (label, frame)) in enumerate(zip(axes.ravel(), raw.items(), strict=False)):
        known = frame.dropna(subset=["value"])
        _band(ax, known, colour)
        end = known.iloc[-1:]
        told = "".join(f" {r.value:.0%} in {r.period:.0f}" for r in end.itertuples())
        ax.set_title(label + told)
        # A panel without another below it carries the axis of years.
        if k + columns >= len(series):
            ax.tick_params(labelbottom=True)
    axes[0, 0].set_xlim(years.min() - 0.5, years.max() + 0.7)
    in_percent(axes[0, 0], (0, 0.5, 1))
    whole_years(axes[0, 0], 5)
    if event is not None:
        for ax in axes.ravel()[: len(series)]:
            event_line(ax, event, label=False)
    tables = [frame.assign(**{"with": label}) for label, frame in raw.items()]
    return with_data(figure, _drawn(pd.concat(tables)))
