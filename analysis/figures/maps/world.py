"""A roll call on the map of the world: outlines by vote, small states as dots."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from analysis.errors import UsageError
from analysis.figures.dress.data import with_data
from analysis.figures.style import (
    GREY,
    INK,
    VOTE_COLOURS,
    WIDTH,
    new_figure,
    styled,
)
from analysis.record.codes import VOTE_NAMES, Vote
from analysis.record.worldmap import WEST, WorldMap, world_map
from analysis.rollcalls import RollCalls

__all__ = ["apart", "equal_earth", "vote_map"]

#: Land that casts no vote.
LAND = "#FFFFFF"
SHOWN = (Vote.YES, Vote.ABSTAIN, Vote.NO, Vote.ABSENT)
#: Diameter of a dot, in units of the projection (the equator is 5.4 long).
DOT = 0.062


def equal_earth(lon: npt.ArrayLike, lat: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Project degrees to the plane by Equal Earth, which keeps areas.

    Parameters
    ----------
    lon, lat : array-like of float, shape (n,)
        Degrees east of the middle of the map, and degrees north.

    Returns
    -------
    ndarray of float64, shape (n, 2)
        On a sphere of radius 1.

    Notes
    -----
    Šavrič, Patterson and Jenny (2019), The Equal Earth map projection, equations 7 to 9.

    Examples
    --------
    >>> equal_earth([180], [0]).round(4).tolist(), equal_earth([0], [90]).round(4).tolist()
    ([[2.7066, 0.0]], [[0.0, 1.3174]])
    """
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    t = np.arcsin(np.sqrt(3) / 2 * np.sin(np.radians(np.asarray(lat, dtype=float))))
    slope = 9 * a4 * t**8 + 7 * a3 * t**6 + 3 * a2 * t**2 + a1
    x = 2 * np.sqrt(3) * np.radians(np.asarray(lon, dtype=float)) * np.cos(t) / (3 * slope)
    return np.column_stack([x, a4 * t**9 + a3 * t**7 + a2 * t**3 + a1 * t])


def apart(points: npt.ArrayLike, gap: float, rounds: int = 200) -> npt.NDArray[np.float64]:
    """Move points that are too close away from each other, as little as it takes.

    Parameters
    ----------
    points : array-like of float, shape (n, 2)
    gap : float
        Least distance between two.
    rounds : int
        Times that all pairs are looked at.

    Returns
    -------
    ndarray of float64, shape (n, 2)

    Examples
    --------
    >>> apart([[0, 0], [1, 0], [9, 9]], 2.0).tolist()
    [[-0.5, 0.0], [1.5, 0.0], [9.0, 9.0]]
    """
    place = np.array(points, dtype=float)
    first, second = np.triu_indices(len(place), 1)
    for _ in range(rounds):
        step = place[second] - place[first]
        distance = np.hypot(*step.T)
        close = np.flatnonzero(distance < gap - 1e-9)
        if not len(close):
            break
        for k in close:
            away = step[k] / distance[k] if distance[k] else np.array([1.0, 0.0])
            push = away * (gap - distance[k]) / 2
            place[first[k]] -= push
            place[second[k]] += push
    return place


@styled
def vote_map(
    rollcalls: RollCalls, call: str, marked: Sequence[str] = (), world: WorldMap | None = None
) -> Figure:
    """Draw how every member voted on one roll call.

    Parameters
    ----------
    rollcalls : RollCalls
    call : str
        Id of the roll call.
    marked : sequence of str
        States whose outline or dot is drawn in ink.
    world : WorldMap, optional
        Default the one that comes with the suite.

    Returns
    -------
    Figure
        Equal Earth, so that areas compare. A member that the outlines do not show at this size
        is a dot; dots that would touch are moved apart. The numbers of the key are members.

    Raises
    ------
    UsageError
        If the roll call is unknown.
    """
    known = rollcalls.calls["id"].tolist()
    if call not in known:
        raise UsageError(f"unknown roll call {call!r}", "vote_map")
    world = world_map() if world is None else world
    column = rollcalls.votes[:, known.index(call)]
    votes = {s: Vote(v) for s, v in zip(rollcalls.states.index, column, strict=True)}
    figure, ax = new_figure(2.95)
    middle = WEST + 180
    shapes = {
        code: [equal_earth(r[:, 0] - middle, r[:, 1]) for r in rings]
        for code, rings in world.outlines.items()
    }
    for vote in (None, *SHOWN):
        rings = [
            r
            for code, outline in shapes.items()
            for r in outline
            if (votes.get(code) if votes.get(code) in SHOWN else None) == vote
        ]
        name = "" if vote is None else VOTE_NAMES[vote]
        ax.add_collection(
            PolyCollection(
                rings,
                facecolor=VOTE_COLOURS.get(name, LAND),
                edgecolor="#FFFFFF" if vote is not None else "#B5B5B5",
                lw=0.25,
                zorder=1,
                label=name or "not a member",
            )
        )
    small = [s for s in world.points if votes.get(s) in SHOWN]
    if small:
        at = apart(
            equal_earth(*np.array([world.points[s] for s in small]).T - [[middle], [0]]), DOT
        )
        for vote in SHOWN:
            here = np.array([votes[s] == vote for s in small])
            size = (DOT * 72 * WIDTH * 0.98 / 5.42) ** 2
            ax.scatter(
                *at[here].T,
                s=0.8 * size,
                color=VOTE_COLOURS[VOTE_NAMES[vote]],
                edgecolor=[INK if s in marked else GREY for s in np.array(small)[here]],
                lw=[1.0 if s in marked else 0.35 for s in np.array(small)[here]],
                zorder=3,
            )
    for code in marked:
        rings = [r for r in shapes.get(code, []) if code not in world.points]
        ax.add_collection(
            PolyCollection(rings, facecolor="none", edgecolor=INK, lw=0.8, zorder=2, label="marked")
        )
    handles = []
    for vote in SHOWN:
        name, n = VOTE_NAMES[vote], int((column == vote).sum())
        if n:
            handles.append(_key(f"{name} {n}", VOTE_COLOURS[name]))
    handles.append(_key("not a member", LAND))
    ax.set_xlim(-2.72, 2.72)
    ax.set_ylim(-1.08, 1.3)
    ax.set_aspect("equal")
    ax.axis("off")
    ax.legend(
        handles=handles,
        ncols=len(handles),
        loc="lower left",
        bbox_to_anchor=(0.0, 1.0),
        handletextpad=0.1,
        columnspacing=1.2,
        borderpad=0,
    )
    drawn = pd.DataFrame(
        {"state": list(votes), "vote": [VOTE_NAMES[vote] for vote in votes.values()]}
    )
    return with_data(figure, drawn[[vote in SHOWN for vote in votes.values()]])


def _key(text: str, colour: str) -> Line2D:
    return Line2D(
        [], [], ls="", marker="o", ms=6, mfc=colour, mec=GREY, mew=0.35, label=text, color=INK
    )
