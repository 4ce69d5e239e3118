"""What a run was made from: parameters, inputs with hashes, versions, commit, seconds."""

from __future__ import annotations

import hashlib
import platform
import subprocess
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from analysis import __version__
from analysis.paths import ROOT, shown
from analysis.reporting.execute import Executed
from analysis.rollcalls import RollCalls
from analysis.study import Study

__all__ = ["commit", "manifest", "versions"]

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


def commit(folder: Path = ROOT) -> str:
    """Return the git commit of the checkout, with ``-dirty`` if files differ from it.

    Returns
    -------
    str
        "unknown" outside a checkout or without git.
    """
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


def manifest(
    study: Study,
    rollcalls: RollCalls,
    runs: Sequence[Executed],
    notebooks: Sequence[Path],
    seconds: float,
) -> dict[str, Any]:
    """Describe a run, for JSON.

    Parameters
    ----------
    study : Study
    rollcalls : RollCalls
        The record that was used.
    runs : sequence of Executed
    notebooks : sequence of Path
        The sources that were executed.
    seconds : float
        Of the whole run so far.

    Returns
    -------
    dict
        ``study, record, inputs, notebooks, versions, commit, seconds``.
    """
    took = {run.name: round(run.seconds, 2) for run in runs}
    return {
        "study": study.to_dict(),
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
        "notebooks": [
            {
                "name": path.stem,
                "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
                "seconds": took.get(path.stem),
            }
            for path in notebooks
        ],
        "versions": versions(),
        "commit": commit(),
        "seconds": round(seconds, 2),
    }
