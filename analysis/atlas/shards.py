"""Data for the site's scripts, as scripts themselves: a page in a folder may not fetch files."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.atlas.material import Material
from analysis.atlas.text_page import titles
from analysis.figures.maps.world import DOT, apart, equal_earth
from analysis.harmless import json_in_script
from analysis.record.issues import ISSUES
from analysis.record.reference import alliances
from analysis.record.worldmap import WEST, WorldMap, world_map

__all__ = ["map_paths", "script_of", "shards"]

#: Width of the map in its own units, and its upper and lower edge in those of the projection.
MAP_WIDE, HALF, NORTH, SOUTH = 1000, 2.72, 1.33, -1.08
#: Letters of a title in the index.
CROPPED = 120


def script_of(name: str, value: object) -> str:
    r"""Write a value as a script that hands it to the site: ``atlas.put(name, value)``.

    What could end a script or a line of it is escaped.

    Examples
    --------
    >>> print(script_of("x", {"a": "</script>"}), end="")
    atlas.put("x",{"a":"\u003c/script\u003e"});
    """
    text = json_in_script(value, ascii_only=False)
    return f"atlas.put({json_in_script(name)},{text});\n"


def shards(material: Material) -> Iterator[tuple[str, str]]:
    """Write the data of the site's scripts.

    Yields
    ------
    address, text : str
        ``names``: codes and names of states. ``map``: outlines. ``index``: a line for each roll
        call, in order of time. ``calls``: which of them are whole roll calls of the Assembly,
        their issues, and which of these are on whole texts. ``blocs``: memberships. ``points``:
        ideal points. ``votes/XXX``: a digit for each of `calls`; or, where agreement is as
        shipped, ``pairs/XXX`` with it.
    """
    states = list(material.states)
    names = [material.name(s) for s in states]
    yield "data/names.js", script_of("names", {"codes": states, "names": names})
    yield "data/map.js", script_of("map", map_paths(world_map()))
    yield "data/index.js", script_of("index", _index(material))
    yield "data/calls.js", script_of("calls", _calls(material))
    yield "data/blocs.js", script_of("blocs", _blocs())
    yield "data/points.js", script_of("points", _points(material.points))
    votes = material.assembly
    for state in votes.states.index:
        digits = "".join(map(str, votes.of(state).tolist()))
        yield f"data/votes/{state}.js", script_of(f"votes/{state}", digits)
    if not material.own_pairs:
        for state in material.pairs.states:
            yield f"data/pairs/{state}.js", script_of(f"pairs/{state}", _pairs(material, state))


def _index(material: Material) -> list[list[str]]:
    calls = material.rollcalls.calls
    return [
        [page[len("text/") : -len(".html")], f"{day:%Y-%m-%d}", symbol, title[:CROPPED]]
        for page, day, symbol, title in zip(
            material.pages, calls["date"], calls["symbol"], titles(material), strict=True
        )
    ]


def _calls(material: Material) -> dict[str, object]:
    place = {i: k for k, i in enumerate(material.rollcalls.calls["id"])}
    calls, whole = material.assembly.calls, set(material.texts.calls["id"])
    codes = [code for code in ISSUES if any(code in i.split() for i in set(calls["issues"]))]
    masks = {
        i: sum(1 << k for k, code in enumerate(codes) if code in i.split())
        for i in set(calls["issues"])
    }
    return {
        "at": [place[i] for i in calls["id"]],
        "issues": [masks[i] for i in calls["issues"]],
        "whole": "".join("01"[one in whole] for one in calls["id"]),
        "codes": codes,
        "words": [ISSUES[code] for code in codes],
        "own": material.own_pairs,
    }


def _blocs() -> dict[str, list[list[str]]]:
    table = alliances()
    return {
        str(name): [
            [r.iso3, f"{r.start:%Y-%m-%d}", "" if pd.isna(r.end) else f"{r.end:%Y-%m-%d}"]
            for r in part.itertuples()
        ]
        for name, part in table.groupby("alliance", sort=False)
    }


def _points(points: pd.DataFrame) -> dict[str, list[object]]:
    """Return, for each state, its first year and then mean, 5% and 95% by year, in hundredths."""
    out: dict[str, list[object]] = {}
    for state, own in points.groupby("state"):
        first, last = int(own["year"].min()), int(own["year"].max())
        by_year = own.set_index("year")[["mean", "q05", "q95"]].reindex(range(first, last + 1))
        out[str(state)] = [first] + [
            [None if np.isnan(v) else round(100 * float(v)) for v in by_year[c]] for c in by_year
        ]
    return out


def _pairs(material: Material, state: str) -> dict[str, object]:
    """Return a state's agreement with others by year, in thousandths, and joint votes."""
    pairs = material.pairs
    i = pairs.states.index(state)
    out: dict[str, list[int]] = {}
    for j, other in enumerate(pairs.states):
        if j != i:
            held = np.flatnonzero(pairs.n[:, i, j] > 0)
            shares = (1000 * pairs.values[held, i, j]).round().astype(int)
            out[other] = np.column_stack([held, shares, pairs.n[held, i, j]]).ravel().tolist()
    return {"years": list(material.years), "with": {s: v for s, v in out.items() if v}}


def map_paths(world: WorldMap) -> dict[str, object]:
    """Project the map of the world, for drawing by a script.

    Returns
    -------
    dict
        ``wide, high``; ``paths``: for each state, "" for land of none, the ``d`` of an SVG path;
        ``dots``: the middle of the dot of each small state; ``dot``: its radius.

    Examples
    --------
    >>> found = map_paths(world_map())
    >>> found["wide"], "FRA" in found["paths"], "TUV" in found["dots"]
    (1000, True, True)
    """
    middle, scale = WEST + 180, MAP_WIDE / (2 * HALF)

    def flat(ring: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
        at = equal_earth(ring[:, 0] - middle, ring[:, 1])
        placed = np.column_stack([at[:, 0] + HALF, NORTH - at[:, 1]]) * scale
        tenths: npt.NDArray[np.int64] = np.rint(10 * placed).astype(np.int64)
        return tenths

    small = list(world.points)
    at = equal_earth(*np.array([world.points[s] for s in small]).T - [[middle], [0]])
    dots = (apart(at, DOT) * [1, -1] + [HALF, NORTH]) * scale
    return {
        "wide": MAP_WIDE,
        "high": round((NORTH - SOUTH) * scale),
        "dot": round(0.45 * DOT * scale, 1),
        "paths": {
            code: "".join(_path(flat(ring)) for ring in rings)
            for code, rings in world.outlines.items()
        },
        "dots": {
            s: [round(float(x), 1), round(float(y), 1)]
            for s, (x, y) in zip(small, dots, strict=True)
        },
    }


def _path(tenths: npt.NDArray[np.int64]) -> str:
    """Write a ring: where it begins, then steps; those of nothing are left out."""
    steps = np.diff(tenths, axis=0)
    steps = steps[steps.any(axis=1)]
    walked = " ".join(f"{x / 10:g},{y / 10:g}" for x, y in steps)
    x, y = tenths[0]
    return f"M{x / 10:g},{y / 10:g}l{walked}z"
