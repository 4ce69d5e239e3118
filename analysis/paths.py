"""Where things are: the one place that knows folders.

The suite is used from its checkout; every folder is found from this file or from the
environment, never from the working directory.
"""

from __future__ import annotations

import os
from pathlib import Path

__all__ = [
    "DERIVED",
    "EMBEDDED",
    "NOTEBOOKS",
    "REPORTS",
    "ROOT",
    "at_home",
    "cache_folder",
    "data_search_path",
    "missing_folders",
    "shown",
]

ROOT = Path(__file__).resolve().parents[1]
EMBEDDED = ROOT / "data" / "embedded"
DERIVED = ROOT / "data" / "derived"
NOTEBOOKS = ROOT / "notebooks"
REPORTS = ROOT / "reports"


def data_search_path() -> list[Path]:
    """List the folders that are searched for files of votes, first match first.

    ``$UNSHIFT_DATA`` (one folder, or several separated as in ``$PATH``), then ``data/raw``,
    then ``shared/data`` beside the checkout, as on course machines and clusters. Set
    ``UNSHIFT_DATA`` to an empty folder and ``UNSHIFT_ONLY=1`` to search nowhere else.

    Returns
    -------
    list of Path
        Folders that exist, without repetition.
    """
    given = _named()
    if os.environ.get("UNSHIFT_ONLY") != "1":
        given += [ROOT / "data" / "raw", ROOT.parent / "shared" / "data"]
    found: list[Path] = []
    for folder in given:
        if folder.is_dir() and folder.resolve() not in found:
            found.append(folder.resolve())
    return found


def missing_folders() -> list[Path]:
    """List what ``$UNSHIFT_DATA`` names and is no folder, so that a slip is not passed over."""
    return [folder for folder in _named() if not folder.is_dir()]


def _named() -> list[Path]:
    named = os.environ.get("UNSHIFT_DATA", "").split(os.pathsep)
    return [at_home(p) for p in named if p]


def at_home(name: str) -> Path:
    """Put a home in the place of ``~`` where there is one; else the path names no folder."""
    try:
        return Path(name).expanduser()
    except RuntimeError:
        return Path(name)


def cache_folder() -> Path | None:
    """Say where what can be computed again is kept between runs.

    ``$UNSHIFT_CACHE``, else ``unshift`` in ``$XDG_CACHE_HOME``, else ``~/.cache/unshift``.
    ``UNSHIFT_CACHE=off`` keeps nothing.

    Returns
    -------
    Path or None
        The folder need not exist, or be one that can be written. None for no cache.
    """
    named = os.environ.get("UNSHIFT_CACHE", "")
    if named.lower() == "off":
        return None
    try:
        if named:
            return Path(os.path.realpath(Path(named).expanduser()))
        # By the XDG convention a path that is not absolute counts as none.
        xdg = Path(os.environ.get("XDG_CACHE_HOME", ""))
        return (xdg if xdg.is_absolute() else Path.home() / ".cache") / "unshift"
    except (RuntimeError, OSError):  # a user without a home
        return None


def shown(path: Path) -> str:
    """Write a path as a reader should see it: relative to the checkout where possible.

    Examples
    --------
    >>> shown(ROOT / "data" / "embedded")
    'data/embedded'
    """
    path = Path(os.path.realpath(path))  # a link to itself is no error here
    for base, prefix in ((ROOT, ""), (ROOT.parent, "../")):
        if path.is_relative_to(base):
            return prefix + path.relative_to(base).as_posix()
    return path.name
