"""Figures of the Security Council: its votes one by one, and its permanent members in pairs."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke

from analysis.errors import UsageError
from analysis.figures.dress.axes import event_line, in_percent, whole_years
from analysis.figures.dress.data import with_data
from analysis.figures.style import (
    GREY,
    INK,
    TYPE,
    VOTE_COLOURS,
    new_figure,
    pieces,
    styled,
)
from analysis.record.codes import VOTE_NAMES, Vote
from analysis.record.reference import PERMANENT
from analysis.rollcalls import RollCalls

__all__ = ["CROWDED", "council_grid", "pairs_figure"]

#: Letters drawn on the squares, for print without colour.
LETTERS = {"yes": "Y", "abstain": "A", "no": "N"}
#: From left to right: the two whose votes the study sets beside each other stand at the ends.
SQUARE = 2.05
ORDER = ("USA", "GBR", "FRA", "CHN", "RUS")


#: Years of a pair above which dots are small and bear no numbers, which would hide each other.
CROWDED = 25


@styled
def council_grid(rollcalls: RollCalls, table: pd.DataFrame, marked: Collection[str] = ()) -> Figure:
    """Draw votes of the Council, one a row: permanent members as squares, others as dots.

    Parameters
    ----------
    rollcalls : RollCalls
    table : DataFrame
        From `analysis.profile.council.council_votes`, the rows to draw.
    marked : collection of str
        Elected members whose dot is ringed.

    Returns
    -------
    Figure

    Raises
    ------
    UsageError
        If there is no row.
    """
    if table.empty:
        raise UsageError("no roll call of the Security Council", "council_grid")
    n = len(table)
    figure, ax = new_figure(0.55 + 0.215 * n)
    states = list(rollcalls.states.index)
    column = {call: j for j, call in enumerate(rollcalls.calls["id"])}
    left, dots, right = 9.5, 20.1, 26.6
    for k, state in enumerate(ORDER):
        ax.text(left + SQUARE * (k + 0.5), -0.8, state, ha="center", va="center", fontsize=TYPE)
    ax.text(dots, -0.8, "elected", va="center", fontsize=TYPE, color=GREY)
    ax.text(right, -0.8, "yes–no–abst.", va="center", fontsize=TYPE, color=GREY)
    for y, row in enumerate(table.itertuples()):
        votes = dict(zip(states, rollcalls.votes[:, column[row.id]], strict=True))
        ax.text(0, y, f"{row.date:%b %Y}", va="center", fontsize=TYPE, color=INK)
        ax.text(4.3, y, _short(str(row.symbol)), va="center", fontsize=TYPE, color=INK)
        for k, state in enumerate(ORDER):
            vote = VOTE_NAMES[int(votes.get(state, Vote.NOT_RECORDED))]
            if vote not in LETTERS:
                continue
            box = Rectangle(
                (left + SQUARE * k + 0.1, y - 0.44), SQUARE - 0.2, 0.88, fc=VOTE_COLOURS[vote], lw=0
            )
            ax.add_patch(box)
            colour = "#FFFFFF" if vote == "no" else INK
            ax.text(
                left + SQUARE * (k + 0.5),
                y,
                LETTERS[vote],
                ha="center",
                va="center",
                fontsize=TYPE,
                color=colour,
            )
        elected = [
            (VOTE_NAMES[v], s)
            for v in (Vote.YES, Vote.ABSTAIN, Vote.NO)
            for s in sorted(states)
            if s not in PERMANENT and votes[s] == v
        ]
        ax.scatter(
            [dots + 0.3 + 0.6 * k for k in range(len(elected))],
            [y] * len(elected),
            s=26,
            color=[VOTE_COLOURS[v] for v, _ in elected],
            edgecolor=[INK if s in marked else "none" for _, s in elected],
            lw=1.1,
            zorder=3,
        )
        ax.text(
            right,
            y,
            f"{row.yes}–{row.no}–{row.abstain} {row.outcome}",
            va="center",
            fontsize=TYPE,
            color=INK,
        )
    ax.set_xlim(-0.1, 33.6)
    ax.set_ylim(n - 0.4, -1.5)
    ax.axis("off")
    handles = [
        Rectangle((0, 0), 1, 1, fc=VOTE_COLOURS[v], lw=0, label=f"{letter} {v}")
        for v, letter in LETTERS.items()
    ]
    ax.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(-0.005, 1.0),
        ncols=3,
        handlelength=0.9,
        borderpad=0,
    )
    kept = ["date", "symbol", "yes", "no", "abstain", "outcome"]
    drawn = table[kept].reset_index(drop=True)
    for state in ORDER:
        row = rollcalls.votes[states.index(state)] if state in states else None
        drawn[state] = [
            VOTE_NAMES[int(row[column[i]])] if row is not None else "" for i in table["id"]
        ]
    return with_data(figure, drawn)


def _short(symbol: str) -> str:
    """Write a symbol without the year that stands beside it.

    Examples
    --------
    >>> _short("S/RES/2774(2025)"), _short("S/2022/155")
    ('S/RES/2774', 'S/2022/155')
    """
    return symbol.split("(")[0]


@styled
def pairs_figure(
    council: Mapping[str, pd.DataFrame],
    assembly: Mapping[str, pd.DataFrame],
    colours: Mapping[str, str],
    event: float | None = None,
    since: float = 2013.5,
) -> Figure:
    """Draw pairs of states by year: the Council as dots, the Assembly as a line behind.

    Parameters
    ----------
    council, assembly : mapping of label to DataFrame
        Columns ``period`` (year)``, value, low, high, n``; the same labels.
    colours : mapping of label to colour
    event : float, optional
        In decimal years.
    since : float
        Where the axis begins.

    Returns
    -------
    Figure
        Open dots have no interval: they rest on fewer than five days of voting. Beside each dot
        stands the number of roll calls, unless there are more than `CROWDED` years.
    """
    figure, axes = new_figure(3.8, 2, 2, sharex=True, sharey=True)
    ax_of = dict(zip(council, axes.ravel(), strict=False))
    for label, ax in ax_of.items():
        colour = colours[label]
        # A year stands in its middle, so that the event lies on the right side of it.
        behind = assembly[label].astype({"period": float}).dropna(subset=["value"])
        behind = behind.assign(period=behind["period"] + 0.5)
        for piece in pieces(behind[behind["period"] > since]):
            ax.plot(piece["period"], piece["value"], color="#9A9A9A", lw=1.0, zorder=2)
            known = piece.dropna(subset=["low"])
            ax.fill_between(
                known["period"], known["low"], known["high"], color="#DDDDDD", lw=0, zorder=1
            )
        seen = council[label].astype({"period": float}).dropna(subset=["value"])
        seen = seen.assign(period=seen["period"] + 0.5)
        if len(seen) > CROWDED:
            _dense(ax, seen, colour)
            seen = seen.iloc[:0]
        for row in seen.itertuples():
            known = pd.notna(row.low)
            if known:
                ax.vlines(row.period, row.low, row.high, color=colour, lw=2, alpha=0.5, zorder=3)
            ax.plot(
                row.period,
                row.value,
                "o",
                ms=5,
                mfc=colour if known else "#FFFFFF",
                mec=colour,
                zorder=4,
            )
            below = row.value > 0.2
            ax.annotate(
                str(row.n),
                (row.period, (row.low if below else row.high) if known else row.value),
                xytext=(0, -5 if below else 5),
                textcoords="offset points",
                ha="center",
                va="top" if below else "bottom",
                fontsize=TYPE,
                color=colour,
                path_effects=[withStroke(linewidth=2, foreground="#FFFFFF")],
                zorder=5,
            )
        ax.set_title(label)
        in_percent(ax, (0, 0.5, 1))
        ax.set_ylim(-0.12, 1.08)
    for ax in axes.ravel()[len(ax_of) :]:
        ax.axis("off")
    years = [float(p) for f in council.values() for p in f["period"]]
    axes[0, 0].set_xlim(since, max([*years, since + 2]) + 1.4)
    whole_years(axes[0, 0], 6)
    if event is not None:
        for ax in ax_of.values():
            event_line(ax, event, label=False, shift=0)
    tables = [
        frame.assign(**{"pair": label, "body": body})
        for body, series in (("Security Council", council), ("General Assembly", assembly))
        for label, frame in series.items()
    ]
    drawn = pd.concat(tables).dropna(subset=["value"]).rename(columns={"period": "year"})
    kept = [c for c in ("body", "pair", "year", "value", "low", "high", "n") if c in drawn]
    return with_data(figure, drawn.loc[drawn["year"].astype(float) + 0.5 > since, kept])


def _dense(ax: Axes, seen: pd.DataFrame, colour: str) -> None:
    """Draw many years at once: intervals and small dots, open where there is no interval."""
    known = seen["low"].notna()
    full, bare = seen[known], seen[~known]
    ax.vlines(full["period"], full["low"], full["high"], color=colour, lw=1, alpha=0.5, zorder=3)
    for part, fill in ((full, colour), (bare, "#FFFFFF")):
        ax.plot(part["period"], part["value"], "o", ms=2.6, mfc=fill, mec=colour, mew=0.7, zorder=4)
