"""Where things are: the one place that knows folders.

The suite is used from its checkout, or installed from a wheel, which holds below
``analysis/shipped`` the files of the checkout that commands read. Of what is read, every folder
is found from this file or from the environment, never from the working directory; what a wheel's
commands write goes to ``reports`` there, and what they download to the user's data folder.
"""

from __future__ import annotations

import os
from pathlib import Path

from analysis.errors import UsageError

__all__ = [
    "CHECKOUT",
    "SITE",
    "DERIVED",
    "EMBEDDED",
    "MADE",
    "NOTEBOOKS",
    "REPORTS",
    "ROOT",
    "at_home",
    "cache_folder",
    "checkout",
    "data_search_path",
    "held",
    "missing_folders",
    "raw_folder",
    "raw_named",
    "shown",
]

#: The folder that holds the package: it is on the path of Python.
SITE = Path(__file__).resolve().parents[1]
_SHIPPED = SITE / "analysis" / "shipped"
#: The checkout; None where the suite was installed from a wheel.
CHECKOUT = None if _SHIPPED.is_dir() else SITE
#: What holds data, notebooks and templates: the checkout, or the wheel's copy of it.
ROOT = CHECKOUT or _SHIPPED
EMBEDDED = ROOT / "data" / "embedded"
DERIVED = ROOT / "data" / "derived"
NOTEBOOKS = ROOT / "notebooks"
#: Templates, references and the lists of what is expected.
REPORTS = ROOT / "reports"
#: Receives reports and courses. A path from the working directory where there is no checkout.
MADE = REPORTS if CHECKOUT else Path("reports")


def checkout() -> Path:
    """Return the checkout, for what writes into it or asks git.

    Raises
    ------
    UsageError
        If the suite was installed from a wheel.

    Examples
    --------
    >>> (checkout() / "pyproject.toml").is_file()
    True
    """
    if CHECKOUT is None:
        raise UsageError(
            "this works in a checkout alone, and here is an installed package",
            "installation",
            "clone the repository and run it there",
        )
    return CHECKOUT


def held(name: str) -> Path:
    """Return the place of a file or folder by its name in the checkout.

    Examples
    --------
    >>> held("analysis/paths.py").name, held("study.yml").is_file()
    ('paths.py', True)
    """
    return (SITE if Path(name).parts[:1] == ("analysis",) else ROOT) / name


def raw_folder() -> Path:
    """Say where files of votes are downloaded to: ``data/raw`` of the checkout.

    For an installed package it is ``unshift/raw`` in ``$XDG_DATA_HOME``, else in
    ``~/.local/share``.
    """
    if CHECKOUT is not None:
        return ROOT / "data" / "raw"
    xdg = Path(os.environ.get("XDG_DATA_HOME", ""))
    try:
        home = xdg if xdg.is_absolute() else Path.home() / ".local" / "share"
    except RuntimeError:  # a user without a home
        home = Path.cwd()
    return home / "unshift" / "raw"


def raw_named() -> str:
    """Name `raw_folder` in a message: a person's own folder is named by what it is for."""
    return "data/raw" if CHECKOUT is not None else "the folder of downloads"


def data_search_path() -> list[Path]:
    """List the folders that are searched for files of votes, first match first.

    ``$UNSHIFT_DATA`` (one folder, or several separated as in ``$PATH``), then `raw_folder`,
    then ``shared/data`` beside the checkout, as on course machines and clusters. Set
    ``UNSHIFT_DATA`` to an empty folder and ``UNSHIFT_ONLY=1`` to search nowhere else.

    Returns
    -------
    list of Path
        Folders that exist, without repetition.
    """
    given = _named()
    if os.environ.get("UNSHIFT_ONLY") != "1":
        given += [raw_folder()]
        given += [] if CHECKOUT is None else [ROOT.parent / "shared" / "data"]
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

    For an installed package, relative to what it ships or to the working directory.

    Examples
    --------
    >>> shown(ROOT / "data" / "embedded")
    'data/embedded'
    """
    path = Path(os.path.realpath(path))  # a link to itself is no error here
    around = ((ROOT.parent, "../"),) if CHECKOUT else ((Path.cwd(), ""),)
    for base, prefix in ((ROOT, ""), *around):
        if path.is_relative_to(base):
            return prefix + path.relative_to(base).as_posix()
    return path.name
