"""Figures of the record: how many roll calls, from which source, and how many states voted."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from analysis.figures.style import GREY, new_figure, pieces, styled

__all__ = ["coverage_figure"]

#: One hue per source; the order is the order of stacking.
SOURCE_COLOURS = {
    "matrix": "#0072B2",
    "unvotes": "#56B4E9",
    "undl": "#D55E00",
    "facts": "#009E73",
}
NAMES = {
    "matrix": "roll-call matrix",
    "undl": "Digital Library",
    "conference": "resolutions by session",
    "facts": "embedded facts",
}


@styled
def coverage_figure(coverage: pd.DataFrame) -> Figure:
    """Draw the number of roll calls per year by source, and the share of votes cast.

    Parameters
    ----------
    coverage : DataFrame
        One row per year and source: ``year, source, roll_calls, cast, absent``.

    Returns
    -------
    Figure
        Above, stacked bars; below, the share of recorded members that cast a vote.
    """
    figure, (top, bottom) = new_figure(3.3, 2, 1, sharex=True, height_ratios=[2, 1])
    counts = coverage.pivot_table(
        index="year", columns="source", values="roll_calls", aggfunc="sum", fill_value=0
    )
    base = pd.Series(0, index=counts.index)
    for source in sorted(
        counts.columns, key=lambda s: list(SOURCE_COLOURS).index(s) if s in SOURCE_COLOURS else 99
    ):
        top.bar(
            counts.index,
            counts[source],
            bottom=base,
            width=0.85,
            lw=0,
            color=SOURCE_COLOURS.get(source, GREY),
            label=NAMES.get(source, source),
        )
        base = base + counts[source]
    top.set_ylabel("roll calls")
    top.yaxis.get_major_locator().set_params(integer=True)
    top.legend(ncols=2, loc="upper left", bbox_to_anchor=(0, 1.04), handlelength=1)
    top.set_ylim(0, base.max() * 1.35)
    cast = coverage.groupby("year")[["cast", "absent"]].sum()
    cast = cast[cast["absent"] > 0]
    share = cast["cast"] / (cast["cast"] + cast["absent"])
    for piece in pieces(share.rename("share").reset_index(), "year"):
        bottom.plot(piece["year"], piece["share"], marker="o", ms=2, lw=0.8, color="#444444")
    bottom.set_ylim(min(0.5, share.min() - 0.05) if len(share) else 0.5, 1.01)
    bottom.xaxis.get_major_locator().set_params(integer=True)
    bottom.set_xlabel("year")
    bottom.set_ylabel("share of\nmembers voting")
    return figure
