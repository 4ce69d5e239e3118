"""What is installed, which record is in use, what is missing, and the command that gets it."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib import metadata, util
from pathlib import Path
from typing import Any

from analysis import __version__
from analysis.errors import UnshiftError
from analysis.paths import CHECKOUT, DERIVED, MADE, cache_folder, raw_folder, shown
from analysis.reporting.run.manifest import commit

__all__ = ["BROKEN", "GOOD", "MISSING", "Finding", "as_json", "examine", "needed"]

#: Works; is not here and can be got; keeps commands from working.
GOOD, MISSING, BROKEN = "good", "missing", "broken"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Attributes
    ----------
    part : str
        What it belongs to: installation, record, derived, folders.
    name : str
    state : {"good", "missing", "broken"}
    said : str
        What was found.
    todo : str
        The command that mends it; "" where nothing is to be done.
    """

    part: str
    name: str
    state: str
    said: str
    todo: str = ""


def examine(reinstall: str = "make distclean, then make report") -> list[Finding]:
    """Look at everything that commands need.

    Parameters
    ----------
    reinstall : str
        What to do where a package is missing.

    Returns
    -------
    list of Finding
        In the order in which they are told.

    Examples
    --------
    >>> {finding.part for finding in examine()} >= {"installation", "record", "folders"}
    True
    """
    return [
        *_installation(reinstall),
        *_record(),
        *_derived(),
        *_folders(),
    ]


def needed(distribution: str = "unshift") -> list[str]:
    """List the packages that the suite declares, without those of its extras.

    Returns
    -------
    list of str
        Empty where the suite is run without having been installed.
    """
    try:
        declared = metadata.requires(distribution) or []
    except metadata.PackageNotFoundError:
        return []
    names = [re.match(r"[A-Za-z0-9._-]+", line) for line in declared if "extra ==" not in line]
    return sorted(found[0] for found in names if found)


def _installation(reinstall: str) -> Iterator[Finding]:
    part = "installation"
    where = f"checkout, commit {commit()}" if CHECKOUT else "installed package"
    yield Finding(part, "unshift", GOOD, f"{__version__}, {where}")
    yield Finding(part, "Python", GOOD, platform.python_version())
    absent = [name for name in needed() if not _installed(name)]
    if absent:
        yield Finding(part, "packages", BROKEN, f"not installed: {', '.join(absent)}", reinstall)
    else:
        yield Finding(part, "packages", GOOD, f"{len(needed())} that are needed are here")
    for name, program in (("pandoc", _pandoc), ("typst", _typst)):
        yield _tried(part, name, program, reinstall)
    if util.find_spec("snakemake") is None:
        said = "not installed; it is needed on a cluster alone"
        yield Finding(part, "snakemake", MISSING, said, "pip install 'unshift[cluster]'")


def _installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def _tried(part: str, name: str, program: Callable[[], str], todo: str) -> Finding:
    try:
        return Finding(part, name, GOOD, program())
    except Exception as error:  # whatever a broken installation raises
        what = " ".join(str(error).split())[:120]
        return Finding(part, name, BROKEN, f"{type(error).__name__}: {what}", todo)


def _pandoc() -> str:
    import pypandoc

    return str(pypandoc.get_pandoc_version())


def _typst() -> str:
    import typst

    typst.compile(b"*x*", format="pdf")
    return metadata.version("typst")


def _record() -> Iterator[Finding]:
    from analysis.record.sources.registry import read_registry
    from analysis.rollcalls.accounts.check import status
    from analysis.rollcalls.accounts.reach import by_hand, reach
    from analysis.rollcalls.load import load_rollcalls

    part, found = "record", status()
    lost = ", ".join(found["missing"])
    if lost:
        todo = "make the folder, or unset UNSHIFT_DATA"
        yield Finding(part, "UNSHIFT_DATA", BROKEN, f"no folder: {lost}", todo)
    searched = f"{len(found['files'])} in {', '.join(found['searched'])}"
    yield Finding(part, "files of votes", GOOD, searched)
    try:
        record = load_rollcalls()
    except UnshiftError as error:
        yield Finding(part, "in use", BROKEN, str(error), "unshift data fetch --all --force")
        return
    bodies = {"GA": "General Assembly", "SC": "Security Council"}
    reaches = "; ".join(
        f"{bodies.get(r['body'], r['body'])} {r['first']} to {r['last']}, "
        f"{r['roll_calls']:,} roll calls"
        for r in reach(record)
    )
    yield Finding(part, "in use", GOOD, f"{record.scope}: {reaches}")
    if record.scope == "embedded":
        said = "only the roll calls on Ukraine are here"
        yield Finding(part, "history", MISSING, said, "unshift data fetch --all")
    for entry in by_hand(record, read_registry()):
        said = f"would add {entry['adds']}; from {entry['page']}"
        yield Finding(part, entry["name"], MISSING, said, "unshift data import FILE")


def _derived() -> Iterator[Finding]:
    from analysis.idealpoints.derived import SCOPES
    from analysis.idealpoints.derived.dataset import run_of

    for name, scope in SCOPES.items():
        todo = f"unshift data derive {name}"
        if not (DERIVED / f"run_{name}.json").is_file():
            yield Finding("derived", name, MISSING, f"no draws of {scope.words}", todo)
            continue
        try:
            said = f"{scope.words}; {run_of(name)['rests_on']}"
            yield Finding("derived", name, GOOD, said)
        except (UnshiftError, OSError, ValueError, KeyError, TypeError) as error:
            said = f"cannot be read ({type(error).__name__})"
            yield Finding("derived", name, BROKEN, said, todo)


def _folders() -> Iterator[Finding]:
    part, cache = "folders", cache_folder()
    places = [
        ("reports", MADE.resolve(), "--out FOLDER"),
        ("downloads", raw_folder(), "--to FOLDER"),
    ]
    if cache is not None:
        places.append(("cache", cache, "UNSHIFT_CACHE=FOLDER"))
    else:
        yield Finding(part, "cache", GOOD, "off: nothing is kept between runs")
    for name, place, way in places:
        if _can_be_written(place):
            yield Finding(part, name, GOOD, _place(place))
        else:
            said = f"{_place(place)} cannot be written"
            yield Finding(part, name, BROKEN, said, f"name another with {way}")


def _can_be_written(place: Path) -> bool:
    there = next((p for p in (place, *place.parents) if p.exists()), None)
    return there is not None and there.is_dir() and os.access(there, os.W_OK)


def _place(place: Path) -> str:
    """Write a folder from the checkout where it lies in it, and in full where not."""
    inside = CHECKOUT is not None and place.is_relative_to(CHECKOUT)
    return shown(place) if inside else str(place)


def as_json(findings: list[Finding]) -> dict[str, Any]:
    """Put findings into what JSON can hold: ``well`` and ``findings``."""
    well = all(finding.state != BROKEN for finding in findings)
    return {"well": well, "findings": [asdict(finding) for finding in findings]}
