"""The world map's source: topologies of Natural Earth turned into outlines and points of states.

TopoJSON keeps every border once, as an arc of whole-number steps; a polygon is a list of arcs,
reversed where their number is negative. Here arcs become rings, rings are cut at one meridian
that crosses no land but Antarctica's and the Bering Strait's, and what does not vote is left
without a state.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pycountry

from analysis.errors import RecordError
from analysis.record.worldmap import WEST

__all__ = ["area", "outlines_and_points", "rings_of", "split_at"]

Ring = npt.NDArray[np.float64]

#: Outlines of less than this many square degrees get a point as well.
SMALL_AREA = 2.5
#: Parts of states that the source draws by themselves.
PART_OF = {"ATF": "FRA", "GRL": "DNK", "NCL": "FRA", "PRI": "USA"}
#: Outlines without a code in the source: as the General Assembly has them, or of no member.
UNCODED = {"Somaliland": "SOM", "N. Cyprus": "CYP", "Kosovo": ""}
#: A place within Crimea. The source gives the peninsula to Russia; General Assembly resolution
#: 68/262 does not, and the map of its votes follows the Assembly.
CRIMEA = (34.4, 45.2)


def rings_of(topology: Mapping[str, Any]) -> Iterator[tuple[str, str, list[Ring]]]:
    """Go through the outlines of a topology.

    Parameters
    ----------
    topology : mapping
        TopoJSON with an object ``countries``, quantised.

    Yields
    ------
    code : str
        ISO 3166 alpha-3; empty where the source gives no number or one that is no state's.
    name : str
    rings : list of ndarray, shape (n_points, 2)
        Outer rings, in degrees east and north; holes are left out.

    Examples
    --------
    >>> square = {"transform": {"scale": [1, 1], "translate": [0, 0]},
    ...           "arcs": [[[0, 0], [2, 0], [0, 2]], [[0, 0], [0, 2], [2, 0]]],
    ...           "objects": {"countries": {"geometries": [
    ...               {"type": "Polygon", "id": "250", "properties": {"name": "France"},
    ...                "arcs": [[0, -2]]}]}}}
    >>> code, name, rings = next(rings_of(square))
    >>> code, rings[0].tolist()
    ('FRA', [[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 2.0], [0.0, 0.0]])
    """
    scale = np.asarray(topology["transform"]["scale"], dtype=float)
    shift = np.asarray(topology["transform"]["translate"], dtype=float)
    arcs = [np.cumsum(np.asarray(a), axis=0) * scale + shift for a in topology["arcs"]]
    for shape in topology["objects"]["countries"]["geometries"]:
        polygons = shape.get("arcs", [])
        if shape["type"] == "Polygon":
            polygons = [polygons]
        country = pycountry.countries.get(numeric=shape.get("id", ""))
        code = country.alpha_3 if country else ""
        rings = [_joined(polygon[0], arcs) for polygon in polygons]
        yield code, shape["properties"]["name"], rings


def _joined(numbers: Sequence[int], arcs: Sequence[Ring]) -> Ring:
    """Join arcs end to end; -1 is the first arc backwards."""
    parts = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers]
    return np.concatenate([parts[0], *(p[1:] for p in parts[1:])])


def split_at(ring: Ring, west: float = WEST) -> list[Ring]:
    """Cut a ring at a meridian, so that it can be drawn on a map that begins there.

    Parameters
    ----------
    ring : ndarray, shape (n, 2)
        It may cross the meridian of 180 degrees.
    west : float
        Degrees east.

    Returns
    -------
    list of ndarray
        With longitudes from `west` to `west` + 360; more than one where the ring was cut.

    Examples
    --------
    >>> square = np.array([[179.0, 0], [-179, 0], [-179, 2], [179, 2], [179, 0]])
    >>> [float(r[:, 0].max()) for r in split_at(square, -169.0)]
    [181.0]
    >>> sorted(float(r[:, 0].min()) for r in split_at(square, 180.0 - 360))
    [-180.0, 179.0]
    """
    lon = np.degrees(np.unwrap(np.radians(ring[:, 0])))
    lon -= 360 * np.floor((lon.min() - west) / 360)
    whole = np.column_stack([lon, ring[:, 1]])
    east = west + 360
    if lon.max() <= east:
        return [whole]
    beyond = _half(whole, east, keep_west=False)
    beyond[:, 0] -= 360
    return [_half(whole, east, keep_west=True), beyond]


def _half(ring: Ring, at: float, keep_west: bool) -> Ring:
    """Keep what lies on one side of a meridian (Sutherland and Hodgman's clipping)."""
    out: list[tuple[float, float]] = []
    for (x0, y0), (x1, y1) in zip(ring[:-1], ring[1:], strict=True):
        inside = (x0 <= at) if keep_west else (x0 >= at)
        if inside:
            out.append((x0, y0))
        if (x0 - at) * (x1 - at) < 0:
            out.append((at, y0 + (at - x0) / (x1 - x0) * (y1 - y0)))
    return np.array([*out, out[0]])


def area(ring: Ring) -> float:
    """Return the area of a ring in square degrees of the equator (shoelace).

    Examples
    --------
    >>> round(area(np.array([[0.0, 59], [2, 59], [2, 61], [0, 61], [0, 59]])), 1)
    2.0
    """
    x, y = ring[:, 0] * np.cos(np.radians(ring[:, 1].mean())), ring[:, 1]
    return float(abs(x[:-1] @ y[1:] - x[1:] @ y[:-1]) / 2)


def outlines_and_points(
    coarse: Path, fine: Sequence[Path], members: Collection[str], digits: int = 1
) -> dict[str, Any]:
    """Make the map: outlines from a coarse topology, points of small states from finer ones.

    Parameters
    ----------
    coarse : Path
        Topology of the outlines.
    fine : sequence of Path
        Topologies in which a state that the coarse one lacks, or draws very small, is looked
        up, the first that has it.
    members : collection of str
        States that get a point if they are small; nobody else does.
    digits : int
        Decimals of a degree.

    Returns
    -------
    dict
        ``outlines``: code to rings, each a flat list of longitudes and latitudes; what has no
        code stands under "". ``points``: code to longitude and latitude.

    Raises
    ------
    RecordError
        If a file is not a topology of countries.
    """
    outlines: dict[str, list[Ring]] = {}
    for code, name, rings in _read(coarse):
        code = PART_OF.get(code, code) or UNCODED.get(name, "")
        if code == "ATA":
            continue
        for ring in rings:
            x, y = ring[:, 0], ring[:, 1]
            here = x.min() < CRIMEA[0] < x.max() and y.min() < CRIMEA[1] < y.max()
            crimea = here and code == "RUS" and len(ring) < 50
            outlines.setdefault("UKR" if crimea else code, []).extend(split_at(ring))
    points: dict[str, list[float]] = {}
    for path in fine:
        for code, _, rings in _read(path):
            drawn = sum(area(r) for r in outlines.get(code, []))
            if code not in members or not rings or code in points or drawn > SMALL_AREA:
                continue
            largest = max((r for ring in rings for r in split_at(ring)), key=area)
            lon, lat = (largest.min(axis=0) + largest.max(axis=0)) / 2
            points[code] = [round(float(lon), 2), round(float(lat), 2)]
    return {
        "outlines": {c: _flat(outlines[c], digits) for c in sorted(outlines)},
        "points": {c: points[c] for c in sorted(points)},
    }


def _read(path: Path) -> list[tuple[str, str, list[Ring]]]:
    try:
        return list(rings_of(json.loads(Path(path).read_text(encoding="utf-8"))))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RecordError(
            f"not a topology of countries: {error!r}", str(path), "unpack world-atlas 2.0.2"
        ) from None


def _flat(rings: Sequence[Ring], digits: int) -> list[list[float]]:
    """Round rings, drop points that then repeat the one before, and rings without an area."""
    found = []
    for ring in rings:
        rounded = ring.round(digits)
        moved = np.r_[True, (np.diff(rounded, axis=0) != 0).any(axis=1)]
        if moved.sum() >= 4:
            found.append([float(v) for v in rounded[moved].ravel()])
    return found
