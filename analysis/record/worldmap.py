"""The outlines of states and the places of small ones, for a map of votes.

Borders here decide nothing but where a vote is coloured in. The file and how it was made are
described in ``data/embedded/README.md``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from analysis.errors import RecordError
from analysis.paths import EMBEDDED, shown

__all__ = ["WEST", "WorldMap", "world_map"]

#: The map's western edge, in degrees east: through the Bering Strait.
WEST = -169.0


@dataclass(frozen=True, eq=False)
class WorldMap:
    """Where states lie, in degrees east (from -169 to 191) and north.

    Attributes
    ----------
    outlines : dict of state code to tuple of ndarray, shape (n_points, 2)
        Closed rings; land that is no state's stands under "".
    points : dict of state code to (float, float)
        Members too small to be seen by their outline; many of them have none.
    """

    outlines: dict[str, tuple[npt.NDArray[np.float64], ...]]
    points: dict[str, tuple[float, float]]


def world_map(folder: Path = EMBEDDED) -> WorldMap:
    """Read the map.

    Parameters
    ----------
    folder : Path
        Holds ``world_map.json``.

    Raises
    ------
    RecordError
        If the file is missing or is no such map.

    Examples
    --------
    >>> world = world_map()
    >>> len(world.points), "TUV" in world.outlines
    (58, False)
    """
    return _world_map(Path(folder))


@cache
def _world_map(folder: Path) -> WorldMap:
    path = folder / "world_map.json"
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        outlines = {
            code: tuple(np.asarray(r, dtype=float).reshape(-1, 2) for r in rings)
            for code, rings in held["outlines"].items()
        }
        points = {code: (float(x), float(y)) for code, (x, y) in held["points"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise RecordError(
            f"no map of the world: {error!r}", shown(path), "restore the file from git"
        ) from None
    return WorldMap(outlines, points)
