"""One estimate as a figure, whichever design it comes from."""

from __future__ import annotations

import textwrap
from collections.abc import Callable

import numpy as np
from matplotlib.figure import Figure

from analysis.estimate import Estimate
from analysis.figures.dress.data import with_data
from analysis.figures.shift import estimates_figure, placebo_figure
from analysis.figures.specification import specification_figure
from analysis.figures.style import COLOURS, GREY, label_line, new_figure, spread, styled
from analysis.rollcalls.window import Window
from analysis.shift.methods.series import middle_of
from analysis.words import upper_first

__all__ = ["FIGURES", "estimate_figure", "synthetic_figure"]

#: Characters of a line of words beside one estimate, and above a panel.
BESIDE, ABOVE = 34, 90


def estimate_figure(estimate: Estimate) -> Figure:
    """Draw an estimate as its design is best seen.

    Parameters
    ----------
    estimate : Estimate

    Returns
    -------
    Figure
        The one of `FIGURES` that the estimate names: its interval about zero, the specification
        curve, the dots of a placebo rank, or the path beside the synthetic one.

    Examples
    --------
    >>> e = Estimate("x", "change in agreement", 0.31, low=-0.02, high=0.64)
    >>> estimate_figure(e).axes[0].get_yticklabels()[0].get_text()
    'change in agreement'
    """
    return FIGURES[estimate.figure](estimate)


@styled
def synthetic_figure(estimate: Estimate) -> Figure:
    """Draw a state beside its synthetic self, and the gap among those of the placebos.

    Parameters
    ----------
    estimate : Estimate
        From `analysis.shift.designs.synthetic.synthetic`.

    Returns
    -------
    Figure
        Left: both paths, by period; periods after the event are filled. Right: the ratio of
        root mean squared gaps, after over before, of each state, the largest on top.
    """
    figure, (left, right) = new_figure(2.5, 1, 2, gridspec_kw={"width_ratios": [1.7, 1]})
    path = estimate.table[estimate.table["kind"] == "path"].reset_index(drop=True)
    late = path["after"].to_numpy(dtype=bool)
    x = np.arange(len(path))
    ends = []
    for column, label, colour in (
        ("actual", str(path["unit"].iloc[0]), COLOURS["country"]),
        ("synthetic", "synthetic", GREY),
    ):
        value = path[column].to_numpy(dtype=np.float64)
        left.plot(x, value, color=colour, ls="-" if column == "actual" else (0, (3, 2)))
        left.plot(x[late], value[late], "o", ms=3.5, color=colour)
        ends.append((float(value[-1]), label, colour))
    low, high = left.get_ylim()
    ends.sort()
    heights = spread([e[0] for e in ends], (high - low) * 0.08, high)
    for (_, label, colour), y in zip(ends, heights, strict=True):
        label_line(left, x[-1], y, label, colour)
    ticks = np.unique(np.linspace(0, len(path) - 1, 5).astype(int))
    left.set_xticks(ticks, [_year(path["period"].iloc[t]) for t in ticks])
    left.set_title(_sentence_case(estimate.estimand, 52))
    space = estimate.table[estimate.table["kind"] == "placebo in space"].sort_values("ratio")
    mine = (space["unit"] == path["unit"].iloc[0]).to_numpy()
    ratio = space["ratio"].replace(np.inf, np.nan).to_numpy(dtype=np.float64)
    row = np.arange(len(space))
    right.scatter(ratio[~mine], row[~mine], s=8, color="#B5B5B5", lw=0)
    right.scatter(ratio[mine], row[mine], s=24, color=COLOURS["country"], lw=0, zorder=3)
    if np.isfinite(ratio[mine]).all():
        low_down = mine.argmax() < len(mine) * 0.7
        label_line(
            right,
            float(ratio[mine][0]),
            float(row[mine][0]),
            f"{path['unit'].iloc[0]}: {int((space['ratio'] >= ratio[mine][0]).sum())} "
            f"of {len(space)}",
            COLOURS["country"],
            dx=5 if low_down else -5,
            ha="left" if low_down else "right",
        )
    right.set_yticks([])
    right.spines["left"].set_visible(False)
    right.set_xlabel("gap after over gap before")
    right.set_title("Ratio, by state")
    right.grid(visible=False)
    return with_data(figure, estimate.table.reset_index(drop=True))


def _sentence_case(words: str, width: int) -> str:
    return textwrap.fill(upper_first(words), width)


def _year(period: object) -> str:
    """Return the year in which a period begins, as a tick says it."""
    if isinstance(period, (int, float)):  # years beside rows without one are floats
        return str(int(period))
    first = period.first if isinstance(period, Window) else None
    return str(first.year if first is not None else middle_of(period).year)


def _interval(estimate: Estimate) -> Figure:
    return estimates_figure([estimate], [textwrap.fill(estimate.estimand, BESIDE)])


def _curve(estimate: Estimate) -> Figure:
    return specification_figure(estimate, _sentence_case(estimate.estimand, ABOVE))


def _ranks(estimate: Estimate) -> Figure:
    title = _sentence_case(estimate.estimand, ABOVE)
    return placebo_figure([estimate], [title], estimate.quantity.state)


#: Ways to draw one estimate, by the name that `Estimate.figure` has.
FIGURES: dict[str, Callable[[Estimate], Figure]] = {
    "interval": _interval,
    "curve": _curve,
    "ranks": _ranks,
    "paths": synthetic_figure,
}
