"""What a run was made from: parameters, inputs with hashes, versions, commit, seconds."""

from __future__ import annotations

import hashlib
import platform
import subprocess
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis import __version__
from analysis.errors import UnshiftError
from analysis.files import read_json
from analysis.paths import CHECKOUT, shown
from analysis.rollcalls import RollCalls
from analysis.study import Study

if TYPE_CHECKING:
    from analysis.reporting.run.execute import Executed

__all__ = ["commit", "described", "manifest", "read_manifest", "versions"]

PACKAGES = (
    "numpy",
    "scipy",
    "pandas",
    "pyarrow",
    "numba",
    "matplotlib",
    "papermill",
    "pypandoc_binary",
    "typst",
)


def versions() -> dict[str, str]:
    """Return the versions of Python, of this suite and of what its numbers depend on."""
    found = {"python": platform.python_version(), "unshift": __version__}
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found


def commit(folder: Path | None = CHECKOUT) -> str:
    """Return the git commit of the checkout, with ``-dirty`` if files differ from it.

    Returns
    -------
    str
        "unknown" outside a checkout or without git.
    """
    if folder is None:  # what git says of the folder of packages is of another project
        return "unknown"
    try:
        result = subprocess.run(
            ["git", "-C", str(folder), "describe", "--always", "--dirty", "--abbrev=12"],
            capture_output=True,
            text=True,
            timeout=20,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return "unknown"
    return result.stdout.strip() or "unknown"


def described(rollcalls: RollCalls) -> dict[str, Any]:
    """Describe a record, for JSON.

    Returns
    -------
    dict
        ``record`` (what it holds) and ``inputs`` (its files, with hashes).
    """
    return {
        "record": {
            "scope": rollcalls.scope,
            "rests_on": rollcalls.rests_on(),
            "roll_calls": rollcalls.n_calls,
            "votes": rollcalls.n_votes,
            "states": rollcalls.n_states,
            "notes": list(rollcalls.notes),
        },
        "inputs": [
            {
                "name": s.name,
                "title": s.title,
                "path": shown(s.path),
                "sha256": s.sha256,
                "licence": s.licence,
            }
            for s in rollcalls.sources
        ],
    }


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest of a finished report.

    Raises
    ------
    UnshiftError
        If there is none, it cannot be read, or a file that it names is missing.
    """
    path, again = folder / "manifest.json", "run `make report` first"
    if not path.is_file():
        raise UnshiftError("no finished report", shown(folder), again)
    try:
        about = read_json(path)
        _ = [book["name"] + book["sha256"] for book in about["notebooks"]]
        lost = [name for name in about.get("files", ()) if not (folder / name).is_file()]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UnshiftError("this is not the manifest of a report", shown(path), again) from None
    if lost:
        raise UnshiftError(f"the report lacks {lost[0]}", shown(folder), again)
    return dict(about)


def manifest(
    study: Study,
    record: Mapping[str, Any],
    runs: Sequence[Executed],
    notebooks: Sequence[Path],
) -> dict[str, Any]:
    """Describe a report, for JSON.

    Parameters
    ----------
    study : Study
    record : mapping
        From `described`.
    runs : sequence of Executed
    notebooks : sequence of Path
        The sources that were executed.

    Returns
    -------
    dict
        ``study, record, inputs, notebooks, versions, commit, seconds, startup``; the seconds are
        those of the notebooks added up, whenever each of them ran, and ``startup`` is what of them
        went by before the first cells.
    """
    took = {run.name: round(run.seconds, 2) for run in runs}
    waited = {run.name: round(run.startup, 2) for run in runs}
    return {
        "study": study.to_dict(),
        "record": record["record"],
        "inputs": record["inputs"],
        "notebooks": [
            {
                "name": path.stem,
                "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
                "seconds": took.get(path.stem),
                "startup": waited.get(path.stem),
            }
            for path in notebooks
        ],
        "versions": versions(),
        "commit": commit(),
        "seconds": round(sum(took.values()), 2),
        "startup": round(sum(waited.values()), 2),
    }
