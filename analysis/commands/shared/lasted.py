"""How long a piece of work took last time on this machine, so that a wait has an end in sight.

The seconds lie in the cache folder, are read and written on a terminal alone, and enter no result.
"""

from __future__ import annotations

import json
import math
from contextlib import suppress
from pathlib import Path

from analysis.errors import UnshiftError
from analysis.files import read_json, whole_file
from analysis.paths import cache_folder

__all__ = ["last_time", "remember"]

#: Works that are remembered at most, and the bytes that they take at most.
MOST, LIMIT = 200, 1 << 16


def last_time(what: str) -> float | None:
    """Return the seconds that a piece of work took last time; None if that is not known."""
    return _known().get(what)


def remember(what: str, seconds: float) -> None:
    """Keep how long a piece of work took; where that cannot be kept, nothing is lost.

    Parameters
    ----------
    what : str
        As the person is told.
    seconds : float
    """
    path = _path()
    if path is None:
        return
    known = _known()
    known.pop(what, None)
    known = dict([*known.items(), (what, round(seconds, 1))][-MOST:])
    with suppress(OSError, UnshiftError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path) as part:
            part.write_text(json.dumps(known), encoding="utf-8")


def _path() -> Path | None:
    folder = cache_folder()
    return None if folder is None else folder / "waits.json"


def _known() -> dict[str, float]:
    path = _path()
    if path is None:
        return {}
    try:
        held = read_json(path, LIMIT)
        known = {str(k): float(v) for k, v in held.items()}
    except (OSError, UnshiftError, ValueError, TypeError, AttributeError, OverflowError):
        return {}
    return {k: v for k, v in known.items() if math.isfinite(v) and v > 0}
