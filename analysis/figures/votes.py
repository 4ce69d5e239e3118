"""Votes as dots: one dot per state, grouped by how it voted."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.errors import UsageError
from analysis.figures.dress.data import with_data
from analysis.figures.style import INK, TYPE, VOTE_COLOURS, new_figure, styled
from analysis.record.codes import VOTE_NAMES, Vote
from analysis.rollcalls import RollCalls

__all__ = ["tally_dots"]

#: Columns that a ringed dot takes with its code, and that a heading takes.
BESIDE, HEADING = 3.5, 5.8
ORDER = (Vote.YES, Vote.ABSTAIN, Vote.NO, Vote.ABSENT)


@styled
def tally_dots(
    rollcalls: RollCalls,
    ids: Sequence[str],
    titles: Sequence[str],
    named: Collection[str] = (),
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
    named : collection of str
        States whose dot is ringed, with their code beside it, at the left of their group.
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
    for call in ids:
        if call not in known:
            raise UsageError(f"unknown roll call {call!r}", "tally_dots")
    figure, axes = new_figure(1.45 * len(ids), len(ids), 1, squeeze=False)
    states = list(rollcalls.states.index)
    widths = []
    for ax, call, title in zip(axes[:, 0], ids, titles, strict=True):
        votes = rollcalls.votes[:, known.index(call)]
        widths.append(_panel(ax, votes, states, named, rows))
        ax.set_title(title, color=INK)
    for ax in axes[:, 0]:
        # The same scale in every panel, so that the same area is the same number of states.
        ax.set_xlim(-0.8, max(*widths, 34))
        ax.set_ylim(-rows + 0.3, 1.9)
        ax.set_aspect("equal", adjustable="box", anchor="W")
        ax.axis("off")
    drawn = [
        {"roll_call": title, "state": state, "vote": VOTE_NAMES[Vote(vote)]}
        for call, title in zip(ids, titles, strict=True)
        for state, vote in zip(states, rollcalls.votes[:, known.index(call)], strict=True)
        if vote in ORDER
    ]
    return with_data(figure, pd.DataFrame(drawn))


def _panel(
    ax: Axes,
    votes: npt.NDArray[np.int8],
    states: Sequence[str],
    named: Collection[str],
    rows: int,
) -> float:
    """Draw one roll call; return how far to the right it reaches."""
    x0 = 0.0
    for vote in ORDER:
        group = sorted(s for s, v in zip(states, votes, strict=True) if v == vote)
        if not group:
            continue
        name = VOTE_NAMES[vote]
        ringed = [s for s in group if s in named]
        columns = -(-len(ringed) // rows)
        k, rest = np.arange(len(ringed)), np.arange(len(group) - len(ringed))
        x = np.concatenate([x0 + k // rows * BESIDE, x0 + columns * BESIDE + rest // rows])
        y = np.concatenate([-(k % rows), -(rest % rows)])
        ax.scatter(x, y, s=30, color=VOTE_COLOURS[name], lw=0, zorder=2)
        if ringed:
            ax.scatter(
                x[k], y[k], s=38, facecolor="none", edgecolor=INK, lw=0.9, zorder=3, label="ringed"
            )
        for i, state in enumerate(ringed):
            ax.text(x[i] + 0.65, y[i], state, fontsize=TYPE, va="center", color=INK)
        ax.text(x0 - 0.4, 1.0, f"{name.capitalize()} {len(group)}", fontsize=TYPE, color=INK)
        # The heading needs room of its own where a group has few columns.
        x0 += max(columns * BESIDE + -(-len(rest) // rows), HEADING) + 1.2
    return x0
