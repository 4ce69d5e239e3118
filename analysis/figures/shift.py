"""Figures of the designs: placebo ranks, surprise, and the three quantities side by side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from analysis.estimate import Estimate
from analysis.figures.dress.axes import presidency_bands, whole_years
from analysis.figures.dress.data import with_data
from analysis.figures.dress.heading import in_width
from analysis.figures.style import COLOURS, GREY, INK, TYPE, decimal_year, new_figure, styled
from analysis.record.states import state_name
from analysis.tables import minus

__all__ = ["estimates_figure", "placebo_figure", "surprise_figure"]


@styled
def placebo_figure(placebos: Sequence[Estimate], titles: Sequence[str], country: str) -> Figure:
    """Draw the change of one state among the changes of all states.

    Parameters
    ----------
    placebos : sequence of Estimate
        From `analysis.shift.designs.placebo.placebo_rank`: tables with ``state, change, rank``.
    titles : sequence of str
    country : str

    Returns
    -------
    Figure
        One panel per quantity; a dot per state, stacked where they coincide. A line marks
        zero, a dashed one the median.
    """
    figure, axes = new_figure(2.4, 1, len(placebos), squeeze=False)
    for ax, placebo, title in zip(axes[0], placebos, titles, strict=True):
        # The state studied comes last, so that it stands on top of its stack.
        table = placebo.table.sort_values("state", key=lambda s: s == country, kind="stable")
        x = table["change"].to_numpy()
        bins = np.linspace(x.min(), x.max(), 34)
        slot = np.digitize(x, bins)
        height = pd.Series(slot).groupby(slot).cumcount().to_numpy()
        mine = (table["state"] == country).to_numpy()
        centre = bins[slot - 1]
        ax.scatter(centre[~mine], height[~mine], s=7, color="#B5B5B5", lw=0)
        ax.scatter(centre[mine], height[mine], s=26, color=COLOURS["country"], lw=0, zorder=3)
        rank = int(table.loc[mine, "rank"].iloc[0])
        ax.axvline(0, color=GREY, lw=0.6, zorder=0)
        ax.axvline(float(np.median(x)), color=GREY, lw=0.6, ls=(0, (3, 2)), zorder=0)
        top = height.max() * 1.25 + 2
        ax.set_ylim(-0.04 * top, top)
        at = float(centre[mine][0])
        low, high = ax.get_xlim()
        place = (at - low) / (high - low)
        # Above every stack, and within the panel.
        ax.annotate(
            f"{state_name(country)}: {rank} of {placebo.n}",
            (at, height[mine][0]),
            xytext=(at, top),
            ha="left" if place < 0.3 else "right" if place > 0.7 else "center",
            va="top",
            fontsize=TYPE,
            color=COLOURS["country"],
            bbox={"boxstyle": "square,pad=0.1", "fc": "white", "ec": "none"},
            arrowprops={
                "arrowstyle": "-",
                "color": COLOURS["country"],
                "lw": 0.6,
                "relpos": (0 if place < 0.3 else 1 if place > 0.7 else 0.5, 0),
            },
            annotation_clip=False,
        )
        ax.set_yticks([])
        ax.set_title("\n".join(in_width(title, 9, 400 / len(placebos), bold=True)))
        ax.set_xlabel("change, after minus before")
    axes[0, 0].set_ylabel("states, a dot each")
    tables = [p.table.assign(measure=t) for p, t in zip(placebos, titles, strict=True)]
    kept = ["measure", "state", "change", "rank"]
    return with_data(figure, pd.concat(tables)[kept])


@styled
def surprise_figure(
    scored: pd.DataFrame, named: pd.DataFrame, presidencies: pd.DataFrame | None = None
) -> Figure:
    """Draw the surprise of every vote over time, some votes named.

    Parameters
    ----------
    scored : DataFrame
        From `analysis.shift.surprise.surprise`: columns ``date, bits``.
    named : DataFrame
        Rows of `scored` to name, with a column ``label``.
    presidencies : DataFrame, optional

    Returns
    -------
    Figure
    """
    figure, ax = new_figure(3.0)
    x = scored["date"].map(decimal_year).to_numpy()
    ax.set_xlim(x.min() - 0.5, x.max() + max(0.6, 0.02 * (x.max() - x.min())))
    ax.scatter(
        x,
        scored["bits"],
        s=3 if len(x) > 200 else 12,
        color="#9A9A9A",
        lw=0,
        alpha=0.6,
        rasterized=len(x) > 3000,
    )
    high = float(scored["bits"].max())
    ax.set_ylim(-0.2, high * 1.12)
    places = sorted(named.itertuples(), key=lambda r: -r.bits)
    for k, row in enumerate(places):
        at = decimal_year(row.date)
        ax.scatter([at], [row.bits], s=22, color=COLOURS["rival"], lw=0, zorder=4)
        ax.annotate(
            row.label,
            (at, row.bits),
            xytext=(-10, 4 - 11 * (k % 2)),
            textcoords="offset points",
            ha="right",
            va="center",
            fontsize=TYPE,
            color=INK,
            zorder=5,
            bbox={"boxstyle": "square,pad=0.15", "fc": "white", "ec": "none", "alpha": 0.8},
        )
    # Six bits are as unexpected as one vote in 2 ** 6.
    ticks = range(0, int(high) + 1, 1 if high < 5 else 2)
    ax.set_yticks(list(ticks), [f"1 in {2**tick:,}" if tick else "certain" for tick in ticks])
    ax.set_ylabel("how likely it was")
    whole_years(ax)
    if presidencies is not None:
        presidency_bands(ax, presidencies)
    named_as = dict(zip(named.index, named["label"], strict=True))
    kept = [c for c in ("date", "symbol", "title", "bits") if c in scored]
    return with_data(figure, scored[kept].assign(named=[named_as.get(i) for i in scored.index]))


@styled
def estimates_figure(estimates: Sequence[Estimate], labels: Sequence[str]) -> Figure:
    """Draw estimates with their intervals, one row each, about zero.

    Parameters
    ----------
    estimates : sequence of Estimate
    labels : sequence of str

    Returns
    -------
    Figure
        A filled dot where the interval excludes zero, a hollow one where it does not.
    """
    figure, ax = new_figure(0.3 * len(estimates) + 0.55)
    for i, e in enumerate(estimates):
        y = -i
        sure = bool(e.excludes_zero)
        colour = COLOURS["country"] if sure else GREY
        if e.low is not None and e.high is not None:
            ax.hlines(y, e.low, e.high, color=colour, lw=2)
        ax.plot(e.estimate, y, "o", ms=5.5, mfc=colour if sure else "white", mec=colour, mew=1.1)
        ax.annotate(
            minus(e.interval()),
            (1.0, y),
            xycoords=("axes fraction", "data"),
            xytext=(8, 0),
            textcoords="offset points",
            va="center",
            fontsize=TYPE,
            color=INK if sure else GREY,
        )
    ax.axvline(0, color=GREY, lw=0.9, zorder=1)
    ax.grid(visible=False, axis="y")
    ax.grid(visible=True, axis="x")
    ax.set_yticks([-i for i in range(len(labels))], labels)
    ax.set_ylim(-len(estimates) + 0.4, 0.6)
    ax.set_xlabel("change, after minus before")
    table = pd.DataFrame(
        {
            "quantity": [str(label).replace("\n", " ").strip() for label in labels],
            "change": [e.estimate for e in estimates],
            "low": [e.low for e in estimates],
            "high": [e.high for e in estimates],
            "level": [e.level for e in estimates],
            "n": [e.n for e in estimates],
        }
    )
    return with_data(figure, table)
