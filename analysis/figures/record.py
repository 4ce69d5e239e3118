"""Figures of the record: how many roll calls, from which source, and how many states voted."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from analysis.figures.dress.axes import in_percent, whole_years
from analysis.figures.dress.data import with_data
from analysis.figures.dress.heading import keyed
from analysis.figures.style import GREY, new_figure, pieces, styled

__all__ = ["coverage_figure"]

#: One hue per source; the order is the order of stacking.
SOURCE_COLOURS = {
    "matrix": "#0B5FA5",
    "unvotes": "#56B4E9",
    "undl": "#C2410C",
    "facts": "#00785A",
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
    figure, (top, bottom) = new_figure(3.6, 2, 1, sharex=True, height_ratios=[2, 1])
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
        )
        base = base + counts[source]
    top.set_title("Recorded votes a year")
    top.yaxis.get_major_locator().set_params(integer=True, nbins=4)
    top.set_ylim(0, base.max() * 1.05)
    top.set_xlim(min(counts.index) - 0.7, max(counts.index) + 0.7)
    cast = coverage.groupby("year")[["cast", "absent"]].sum()
    cast = cast[cast["absent"] > 0]
    share = cast["cast"] / (cast["cast"] + cast["absent"])
    for piece in pieces(share.rename("share").reset_index(), "year"):
        bottom.plot(piece["year"], piece["share"], marker="o", ms=2, lw=0.8, color="#444444")
    low = min(0.5, float(share.min()) - 0.05) if len(share) else 0.5
    in_percent(bottom, [tick for tick in (0, 0.25, 0.5, 0.75, 1) if tick >= low])
    bottom.set_ylim(low, 1.03)
    whole_years(bottom, 9)
    bottom.set_title("Share of members that cast a vote")
    key = [
        ("s", NAMES.get(str(source), str(source)), SOURCE_COLOURS.get(str(source), GREY))
        for source in counts.columns
    ]
    return keyed(with_data(figure, coverage), key)
