"""Figures of lessons 1 and 2."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.figure import Figure

from analysis.agreement.chance import attainable
from analysis.agreement.indices import ordinal
from analysis.course.lessons.lesson_2 import chance_table
from analysis.figures.style import COLOURS, GREY, INK, SMALL, VOTE_COLOURS, new_figure, styled
from analysis.record.codes import VOTE_NAMES, Vote
from analysis.rollcalls import RollCalls

__all__ = ["base_rate_figure", "cells_figure", "changes_figure"]

ORDER = (Vote.YES, Vote.ABSTAIN, Vote.NO, Vote.ABSENT)


@styled
def cells_figure(rollcalls: RollCalls, states: Sequence[str]) -> Figure:
    """Draw how often each of some states voted yes, abstained, voted no and was absent.

    Parameters
    ----------
    rollcalls : RollCalls
    states : sequence of str
        One bar each, from top to bottom.

    Returns
    -------
    Figure
    """
    figure, ax = new_figure(0.55 + 0.24 * len(states))
    votes = rollcalls.only(states).votes
    names = [rollcalls.name(s) for s in states]
    left = np.zeros(len(states))
    for code in ORDER:
        counts = (votes == code).sum(axis=1)
        name = VOTE_NAMES[code]
        ax.barh(names, counts, left=left, color=VOTE_COLOURS[name], label=name, height=0.72)
        dark = code == Vote.NO
        for y, (x, n) in enumerate(zip(left, counts, strict=True)):
            if n:
                colour = "white" if dark else INK
                ax.text(x + n / 2, y, str(n), ha="center", va="center", fontsize=7, color=colour)
        left += counts
    ax.invert_yaxis()
    ax.set_xlim(0, left.max())
    ax.set_xlabel("roll calls")
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    figure.legend(loc="outside upper center", ncols=len(ORDER), handlelength=1.1)
    return figure


@styled
def base_rate_figure(
    tables: Mapping[str, npt.ArrayLike], state: str = "the United States"
) -> Figure:
    """Draw what vote shares alone make of raw agreement, one panel per partner.

    Parameters
    ----------
    tables : mapping of partner to array-like, shape (3, 3)
        Joint votes, rows the state's; the dot is the agreement observed. The curves keep the
        partner's shares and the state's ratio of yes to abstention, and vary its share of noes.
    state : str
        For the label of the axis.

    Returns
    -------
    Figure
        The band lies between the bounds of `analysis.agreement.chance.attainable`.
    """
    figure, axes = new_figure(2.5, 1, len(tables), sharey=True, squeeze=False)
    noes = np.linspace(0, 1, 101)
    for ax, (partner, counts) in zip(axes[0], tables.items(), strict=True):
        t = np.asarray(counts, dtype=float)
        rows, columns = t.sum(axis=1), t.sum(axis=0)
        rest = rows[:2] / rows[:2].sum()
        margins = [np.array([*(rest * (1 - x)), x]) for x in noes]
        chance = [chance_table(m, columns) for m in margins]
        # Any table with these margins has the same bounds, the one of chance among them.
        low, high = np.array([attainable(c) for c in chance]).T
        ax.fill_between(noes, low, high, color=COLOURS["country"], alpha=0.15, lw=0)
        ax.plot(noes, [float(ordinal(c)) for c in chance], color=GREY, ls=(0, (4, 2)))
        ax.plot(rows[2] / rows.sum(), float(ordinal(t)), "o", color=COLOURS["country"], ms=4.5)
        ax.set_title(partner)
        ax.set_xlim(0, 1)
        ax.set_ylim(0, 1.02)
        ax.set_xlabel(f"share of noes of {state}")
    axes[0, 0].set_ylabel("ordinal agreement")
    axes[0, 0].annotate(
        "dashed: by chance\nband: what the shares allow\ndot: observed",
        (0.04, 0.05),
        xycoords="axes fraction",
        fontsize=SMALL,
        color=GREY,
        va="bottom",
    )
    return figure


@styled
def changes_figure(changes: pd.DataFrame, named: Mapping[str, str]) -> Figure:
    """Draw the change of a raw and of a chance-corrected index, a dot for each partner.

    Parameters
    ----------
    changes : DataFrame
        Indexed by partner; columns ``ordinal`` and ``kappa``.
    named : mapping of partner to label
        Partners written out.

    Returns
    -------
    Figure
    """
    figure, ax = new_figure(3.2)
    shown = changes.dropna()
    ax.axhline(0, color=GREY, lw=0.6)
    ax.axvline(0, color=GREY, lw=0.6)
    ax.scatter(shown["ordinal"], shown["kappa"], s=9, color=GREY, alpha=0.5, lw=0)
    some = shown.loc[[p for p in named if p in shown.index]]
    ax.scatter(some["ordinal"], some["kappa"], s=22, color=COLOURS["country"], lw=0, zorder=3)
    for partner, x, y in some[["ordinal", "kappa"]].itertuples():
        ax.annotate(
            named[str(partner)], (x, y), (4, 3), textcoords="offset points", fontsize=7, color=INK
        )
    ax.set_xlabel("change in ordinal agreement")
    ax.set_ylabel("change in kappa")
    return figure
