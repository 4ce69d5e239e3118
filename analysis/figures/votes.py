"""Votes as dots: one dot per state, grouped by how it voted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from analysis.errors import UsageError
from analysis.figures.style import GREY, INK, VOTE_COLOURS, new_figure
from analysis.record.codes import VOTE_NAMES, Vote
from analysis.rollcalls import RollCalls

__all__ = ["tally_dots"]

ORDER = (Vote.YES, Vote.ABSTAIN, Vote.NO, Vote.ABSENT)


def tally_dots(
    rollcalls: RollCalls,
    ids: Sequence[str],
    titles: Sequence[str],
    named: Mapping[str, str] | None = None,
    rows: int = 8,
) -> Figure:
    """Draw each roll call as a matrix of dots, one dot per state.

    Parameters
    ----------
    rollcalls : RollCalls
    ids : sequence of str
        Roll calls to draw, one panel each, from top to bottom.
    titles : sequence of str
        A heading for each panel.
    named : mapping of state code to colour, optional
        States whose dot is ringed and labelled with its code.
    rows : int
        Dots in a column.

    Returns
    -------
    Figure

    Raises
    ------
    UsageError
        If an id is not among the roll calls.
    """
    known = rollcalls.calls["id"].tolist()
    figure, axes = new_figure(1.45 * len(ids) + 0.1, len(ids), 1, squeeze=False)
    for ax, call, title in zip(axes[:, 0], ids, titles, strict=True):
        if call not in known:
            raise UsageError(f"unknown roll call {call!r}", "tally_dots")
        votes = rollcalls.votes[:, known.index(call)]
        _panel(ax, votes, list(rollcalls.states.index), named or {}, rows)
        ax.set_title(title)
    return figure


def _panel(ax, votes, states, named, rows) -> None:  # type: ignore[no-untyped-def]
    x0 = 0.0
    for vote in ORDER:
        # Named states come first in their group, so that their rings stand side by side.
        group = [s for s, v in zip(states, votes, strict=True) if v == vote]
        group.sort(key=lambda s: (s not in named, s))
        if not group:
            continue
        k = np.arange(len(group))
        x, y = x0 + k // rows, -(k % rows)
        ax.scatter(x, y, s=26, color=VOTE_COLOURS[VOTE_NAMES[vote]], lw=0, zorder=2)
        for i, state in enumerate(group):
            if state in named:
                ax.scatter(x[i], y[i], s=40, facecolor="none", edgecolor=INK, lw=0.9, zorder=3)
                ax.text(
                    x[i],
                    y[i],
                    state,
                    fontsize=3.6,
                    ha="center",
                    va="center",
                    color="white" if vote == Vote.NO else INK,
                    zorder=4,
                )
        word = {"yes": "Yes", "no": "No", "abstain": "Abstain", "absent": "Absent"}
        ax.text(x0 - 0.4, 1.0, f"{word[VOTE_NAMES[vote]]} {len(group)}", fontsize=7.5, color=INK)
        x0 += np.ceil(len(group) / rows) + 1.6
    ax.set_xlim(-0.8, max(x0, 34))
    ax.set_ylim(-rows + 0.3, 1.9)
    ax.set_aspect("equal", adjustable="datalim", anchor="W")
    ax.axis("off")
    ax.title.set_color(INK if votes.size else GREY)
