"""The specification curve: sorted estimates above, the choices behind each below."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from analysis.agreement.indices import index_names
from analysis.estimate import Estimate
from analysis.figures.dress.data import with_data
from analysis.figures.style import COLOURS, GREY, INK, SMALL, TYPE, WIDTH, styled

__all__ = ["specification_figure"]

#: Headings of the choices, in the order they are shown.
HEADS = {
    "index": "Index",
    "window": "Before",
    "agenda": "Roll calls",
    "texts": "Texts",
    "allies": "Allies",
    "adoptions": "Adoptions",
}
WORDS = {"FIVE_EYES": "Five Eyes"}
#: Inches of a row of marks: two curves fit a page, and the smallest type a row.
ROW = 0.125


@styled
def specification_figure(curve: Estimate, title: str = "") -> Figure:
    """Draw a specification curve.

    Parameters
    ----------
    curve : Estimate
        From `analysis.shift.designs.specification.specification_curve`.
    title : str
        Above the curve.

    Returns
    -------
    Figure
        Upper panel: the estimates in order, filled where they lie outside the band of curves
        from days dealt anew; the band is shaded. Lower panel: a mark for the choice that each
        estimate rests on. A choice that never varies is left out.
    """
    table = curve.table
    x = np.arange(len(table))
    blocks = [(head, _in_order(table[c], c)) for c, head in HEADS.items()]
    blocks = [(head, values) for head, values in blocks if len(values) > 1]
    columns = {head: c for c, head in HEADS.items()}
    n_rows = sum(len(values) + 0.7 for _, values in blocks)
    height = 1.65 + ROW * n_rows
    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    top, bottom = figure.subplots(
        2, 1, sharex=True, gridspec_kw={"height_ratios": [1.35, max(ROW * n_rows, 0.2)]}
    )
    low, high = table["band_low"].to_numpy(), table["band_high"].to_numpy()
    value = table["estimate"].to_numpy()
    top.fill_between(x, low, high, color="#E4E4E4", lw=0, zorder=0, step="mid")
    outside = (value < low) | (value > high)
    size = float(np.clip(500 / max(len(table), 1), 2.5, 14))
    top.scatter(x[~outside], value[~outside], s=size, color=GREY, lw=0)
    top.scatter(x[outside], value[outside], s=size, color=COLOURS["country"], lw=0, zorder=3)
    top.axhline(0, color=GREY, lw=0.7, zorder=1)
    top.set_ylabel("change")
    top.tick_params(axis="x", length=0)
    # The curve rises, so this corner is free.
    top.annotate(
        f"shaded: {curve.level:.0%} of curves with days of voting dealt anew",
        (0.01, 0.98),
        xycoords="axes fraction",
        va="top",
        fontsize=SMALL,
        color=GREY,
    )
    top.margins(y=0.12)
    if title:
        top.set_title(title)
    y, ticks, labels = 0.0, [], []
    for head, values in blocks:
        column = columns[head]
        start = y
        for choice in values:
            at = x[(table[column] == choice).to_numpy()]
            bottom.vlines(at, y - 0.36, y + 0.36, color=INK, lw=min(1.2, 260 / len(table)))
            ticks.append(y)
            labels.append(WORDS.get(choice, choice))
            y += 1.0
        bottom.annotate(
            head,
            (1.0, (start + y - 1.0) / 2),
            xycoords=("axes fraction", "data"),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            fontsize=TYPE,
            fontweight="bold",
            color=INK,
            annotation_clip=False,
        )
        y += 0.7
    bottom.set_yticks(ticks, labels, fontsize=SMALL)
    bottom.set_ylim(max(y, 1.0) - 0.9, -0.8)
    bottom.tick_params(axis="y", length=0)
    for side in ("left", "bottom"):
        bottom.spines[side].set_visible(False)
    bottom.set_xlim(-1, len(table))
    bottom.tick_params(axis="x", length=0, labelbottom=False)
    bottom.set_xlabel(f"{len(table)} specifications, in order of the estimate")
    bottom.set_ylabel("choices")
    bottom.grid(visible=False)
    return with_data(figure, table.reset_index(drop=True))


def _in_order(choices: pd.Series, column: str) -> list[str]:
    """Order the values of a choice: windows by length, "all" first, the rest by name."""
    values = [str(v) for v in choices.unique()]
    if column == "window":
        return sorted(values, key=lambda v: (not v[0].isdigit(), v))
    if column == "index":
        known = index_names()
        return sorted(values, key=lambda v: known.index(v) if v in known else len(known))
    return sorted(values, key=lambda v: (v != "all", v))
