"""From a study to a report: check, execute, compose, typeset, and put in place at the end."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from analysis.errors import UnshiftError, UsageError
from analysis.paths import NOTEBOOKS, REPORTS, shown
from analysis.reporting.execute import Listener, run_notebooks
from analysis.reporting.manifest import manifest
from analysis.reporting.parameters import fill
from analysis.reporting.printing import print_report
from analysis.rollcalls.load import load_rollcalls
from analysis.shift.quantities import check_study
from analysis.study import Study

__all__ = ["Report", "build_report", "report_folder", "report_notebooks"]


@dataclass(frozen=True)
class Report:
    """A finished report.

    Attributes
    ----------
    folder : Path
        Holds the PDF, the executed notebooks and ``manifest.json``.
    pdf : Path
    manifest : dict
    """

    folder: Path
    pdf: Path
    manifest: dict[str, Any]


def report_notebooks(folder: Path = NOTEBOOKS) -> list[Path]:
    """List the notebooks of the report, in its order.

    Raises
    ------
    UnshiftError
        If there are none.
    """
    found = sorted(Path(folder).glob("[0-9][0-9]-*.ipynb"))
    if not found:
        raise UnshiftError("no notebooks", shown(folder), "restore the folder from git")
    return found


def report_folder(study: Study, scope: str) -> Path:
    """Name the folder of a report after its study.

    Examples
    --------
    >>> report_folder(Study(), "embedded").name
    'usa-rus-2025-01-20-embedded'
    """
    name = f"{study.country}-{study.rival}-{study.event.isoformat()}-{scope}"
    return REPORTS / name.lower()


def build_report(
    study: Study,
    out: Path | None = None,
    jobs: int = 2,
    listener: Listener | None = None,
    notebooks: Sequence[Path] | None = None,
) -> Report:
    """Execute the notebooks of a study and print the report.

    Everything is made in a folder beside the target and takes its place when it is complete.
    If a notebook fails, the executed copies are left in ``<target>-failed``.

    Parameters
    ----------
    study : Study
    out : Path, optional
        Folder of the report; default a folder in ``reports/`` named after the study. What an
        earlier report left there is replaced; any other folder that is not empty is refused.
    jobs : int
        Notebooks executed at once.
    listener : callable, optional
        See `analysis.reporting.execute.run_notebooks`.
    notebooks : sequence of Path, optional
        Default `report_notebooks`.

    Returns
    -------
    Report

    Raises
    ------
    UsageError
        If the record cannot answer the study, or `out` cannot take a report.
    UnshiftError
        If a notebook fails or the PDF cannot be made.
    """
    begun = time.perf_counter()
    books = report_notebooks() if notebooks is None else list(notebooks)
    parameters = {path.stem: fill(path, study) for path in books}
    if out is not None:
        out = Path(out).resolve()
        _check_target(out)
    rollcalls = load_rollcalls(study.record)
    check_study(rollcalls, study)
    target = report_folder(study, rollcalls.scope) if out is None else out
    _check_target(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        work.chmod(0o755)
        runs = run_notebooks(books, parameters, work, jobs, listener)
        about = manifest(study, rollcalls, runs, books, time.perf_counter() - begun)
        written = print_report(
            study, about, [run.path for run in runs], work, target.name, _today()
        )
        about = json.loads(written[-1].read_text(encoding="utf-8"))
    except BaseException as error:
        _keep_failed(work, target, isinstance(error, UnshiftError))
        raise
    _put_in_place(work, target)
    return Report(target, target / f"{target.name}.pdf", about)


def _today() -> datetime:
    """Return midnight of the day, or of ``SOURCE_DATE_EPOCH`` for builds to be repeated."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    now = datetime.fromtimestamp(int(given), UTC) if given else datetime.now(UTC)
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def _check_target(target: Path) -> None:
    """Refuse a target that is no folder of ours, or that cannot be written."""
    if target.exists():
        if not target.is_dir():
            raise UsageError("this is a file", str(target), "name a folder with --out")
        if any(target.iterdir()) and not (target / "manifest.json").is_file():
            raise UsageError(
                "the folder holds files that are not a report's",
                str(target),
                "name a new or empty folder with --out",
            )
    parent = next(p for p in target.absolute().parents if p.exists())
    if not parent.is_dir() or not os.access(parent, os.W_OK | os.X_OK):
        raise UsageError("cannot write here", str(parent), "name another folder with --out")


def _keep_failed(work: Path, target: Path, keep: bool) -> None:
    """Leave the executed notebooks for the reader to look at, under a name that says so."""
    failed = target.with_name(target.name + "-failed")
    if keep and any(work.iterdir()):
        shutil.rmtree(failed, ignore_errors=True)
        try:
            work.rename(failed)
            return
        except OSError:
            pass
    shutil.rmtree(work, ignore_errors=True)


def _put_in_place(work: Path, target: Path) -> None:
    """Let the finished folder take the place of an earlier report."""
    shutil.rmtree(target.with_name(target.name + "-failed"), ignore_errors=True)
    if target.exists():
        old = Path(tempfile.mkdtemp(prefix=f".{target.name}-old-", dir=target.parent))
        target.rename(old / "report")
        work.rename(target)
        shutil.rmtree(old, ignore_errors=True)
    else:
        work.rename(target)
