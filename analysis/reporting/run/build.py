"""From studies to reports: check all, plan, run the graph, and say what could not be made."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis import errors
from analysis.chapters.fit import left_out
from analysis.errors import UnshiftError, UsageError
from analysis.files import throw_away
from analysis.paths import MADE, NOTEBOOKS, shown
from analysis.record.planned import reading
from analysis.reporting.run.graph import held, run_graph
from analysis.reporting.run.jobs import Progress
from analysis.reporting.run.place import not_ours
from analysis.reporting.run.plan import (
    KINDS,
    WORK,
    Plan,
    PlannedRecord,
    PlannedReport,
    make_plan,
    plan_record,
)
from analysis.rollcalls import RollCalls
from analysis.rollcalls.load import load_rollcalls
from analysis.study import Study, load_study

__all__ = [
    "Failure",
    "Report",
    "build_report",
    "build_reports",
    "plan_of_checkout",
    "plan_reports",
    "report_folder",
    "report_notebooks",
]

#: Seconds that executed copies are kept after the last run that asked for them.
KEPT = 60 * 24 * 3600


@dataclass(frozen=True)
class Report:
    """A finished report.

    Attributes
    ----------
    folder : Path
        Holds the PDF, the executed notebooks and ``manifest.json``.
    pdf : Path
    manifest : dict
    fresh : bool
        Whether anything was made; False if an earlier report was up to date.
    """

    folder: Path
    pdf: Path
    manifest: dict[str, Any]
    fresh: bool = True


@dataclass(frozen=True)
class Failure:
    """A report that could not be made.

    Attributes
    ----------
    folder : Path
        Where the report would be.
    errors : list of UnshiftError
        Each names the notebook and the cell.
    logs : list of Path
    """

    folder: Path
    errors: list[UnshiftError]
    logs: list[Path]


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


def report_folder(study: Study, scope: str, place: Path = MADE) -> Path:
    """Name the folder of a report after its study.

    Examples
    --------
    >>> report_folder(Study(), "embedded").name
    'usa-rus-2025-01-20-embedded'
    """
    name = f"{study.country}-{study.rival}-{study.event.isoformat()}-{scope}"
    return place / name.lower()


def plan_reports(
    studies: Sequence[Study],
    place: Path = MADE,
    out: Path | None = None,
    notebooks: Sequence[Path] | None = None,
    where: Callable[[int], str] = "study {}".format,
) -> Plan:
    """Check every study against the record, and work out what has to be made.

    Parameters
    ----------
    studies : sequence of Study
    place : Path
        Receives the folders of the reports.
    out : Path, optional
        Folder of the one report, instead of one in `place` named after the study.
    notebooks : sequence of Path, optional
        Default `report_notebooks`.
    where : callable
        Names a study in errors, by its position; default "study 0".

    Raises
    ------
    UsageError
        If the record cannot answer a study, two studies would have the same folder, or a
        folder cannot take a report.
    UnshiftError
        If a notebook cannot take the study.
    """
    books = report_notebooks() if notebooks is None else list(notebooks)
    records: dict[str, PlannedRecord] = {}
    loaded: dict[str, RollCalls] = {}
    without: dict[Path, Collection[str]] = {}
    planned: list[tuple[Study, Path]] = []
    taken: dict[Path, int] = {}
    for i, study in enumerate(studies):
        if out is not None:
            _check_target(Path(os.path.realpath(out)))
        rollcalls = loaded.get(study.record)
        if rollcalls is None:
            record = records[study.record] = plan_record(study.record)
            with reading(record.files):
                rollcalls = load_rollcalls(study.record, partial=True)
                loaded[study.record] = rollcalls
        try:
            if not study.allies:  # sections 3 and 5 set the country beside them
                raise UsageError("allies is empty", "study", "name an alliance, such as NATO")
            if study.friend == study.country:
                raise UsageError(
                    f"country and friend are both {study.country}", "study", "choose another friend"
                )
            fits_not = left_out(study, rollcalls)
        except UsageError as error:
            if len(studies) == 1:
                raise
            raise UsageError(error.what, where(i), error.todo) from None
        target = report_folder(study, rollcalls.scope, Path(os.path.realpath(place)))
        target = target if out is None else Path(os.path.realpath(out))
        if target in taken:
            raise UsageError(
                f"{where(i)} has the same country, rival and event as {where(taken[target])}",
                target.name,
                "leave one of them out; a folder holds one report",
            )
        taken[target] = i
        without[target] = fits_not
        _check_target(target)
        planned.append((study, target))
    return make_plan(planned, books, planned[0][1].parent / WORK, records, without)


def plan_of_checkout() -> Plan:
    """Plan the report of ``study.yml``, as the Snakefile does when it is given no plan."""
    return plan_reports([load_study()])


def build_reports(
    plan: Plan,
    jobs: int = 2,
    progress: Progress | None = None,
    profile: Path | None = None,
) -> tuple[list[Report], list[Failure]]:
    """Make the reports of a plan.

    A report takes its place when it is complete. Of one that fails, the executed notebooks are
    left in ``<folder>-failed``; the others are made all the same.

    Parameters
    ----------
    plan : Plan
    jobs, progress
        See `analysis.reporting.run.graph.run_graph`.
    profile : Path, optional
        Run on a cluster; see `analysis.reporting.run.cluster.run_on_cluster`.

    Returns
    -------
    made : list of Report
    failed : list of Failure
    """
    due = {name for name, report in plan.reports.items() if not report.is_made()}
    if due:
        with held(plan) as keep:
            for name in plan.jobs():
                plan.file("failure", name).unlink(missing_ok=True)
            if profile is None:
                run_graph(plan, jobs, progress or _silent)
            else:
                from analysis.reporting.run.cluster import run_on_cluster

                run_on_cluster(plan, progress or _silent, profile, keep)
        _prune(plan)
    made, failed = [], []
    for name, report in plan.reports.items():
        if report.is_made():
            made.append(_read(report, name in due))
        else:
            failed.append(_failure(plan, name))
    return made, failed


def build_report(
    study: Study,
    out: Path | None = None,
    jobs: int = 2,
    listener: Progress | None = None,
    notebooks: Sequence[Path] | None = None,
) -> Report:
    """Make the report of one study; see `plan_reports` and `build_reports`.

    Raises
    ------
    UsageError
        If the record cannot answer the study, or `out` cannot take a report.
    UnshiftError
        If a notebook fails or the PDF cannot be made.
    """
    made, failed = build_reports(
        plan_reports([study], out=out, notebooks=notebooks), jobs, listener
    )
    if failed:
        raise failed[0].errors[0]
    return made[0]


def _prune(plan: Plan) -> None:
    """Throw away what no run has asked for in some weeks."""
    wanted = {plan.file(kind, name) for kind in KINDS for name in (*plan.runs, *plan.reports)}
    wanted |= {plan.file(kind, key) for key in plan.records for kind in ("record", "files")}
    now = time.time()
    for folder in {path.parent for path in wanted}:
        for path in folder.iterdir() if folder.is_dir() else ():
            with suppress(OSError):
                if path in wanted:
                    os.utime(path)
                elif path.is_file() and path.stat().st_mtime < now - KEPT:
                    path.unlink()


def _silent(name: str, done: int, total: int) -> None:
    """Say nothing."""


def _read(report: PlannedReport, fresh: bool) -> Report:
    folder = Path(report.target)
    about = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return Report(folder, folder / f"{folder.name}.pdf", about, fresh)


def _failure(plan: Plan, name: str) -> Failure:
    """Gather what went wrong with a report, and leave its notebooks for the reader."""
    report = plan.reports[name]
    target = Path(report.target)
    found, logs = [], []
    for job in (report.record, *report.runs, name):
        try:
            about = json.loads(plan.file("failure", job).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        kind = getattr(errors, about.pop("kind"), UnshiftError)
        found.append(kind(**about))
        logs.append(plan.file("log", job))
    if not found:
        log = plan.file("log", "graph")
        found = [UnshiftError("a job ended without a word", target.name, f"read {shown(log)}")]
        logs = [log]
    _keep_failed(plan, report)
    return Failure(target, found, logs)


def _keep_failed(plan: Plan, report: PlannedReport) -> None:
    """Put the executed notebooks under a name that says what they are."""
    target = Path(report.target)
    failed = target.with_name(target.name + "-failed")
    copies = {}
    for run in report.runs:
        for kind in ("partial", "run"):
            if plan.file(kind, run).is_file():
                copies[plan.runs[run].stem] = plan.file(kind, run)
    if not copies:
        return
    with suppress(OSError), throw_away(Path(plan.work)) as place:
        work = Path(place) / failed.name
        work.mkdir()
        for stem, path in copies.items():
            shutil.copyfile(path, work / f"{stem}.ipynb")
        shutil.rmtree(failed, ignore_errors=True)
        work.rename(failed)


def _check_target(target: Path) -> None:
    """Refuse a target that is no folder of ours, or that cannot be written."""
    if target.exists():
        if not target.is_dir():
            raise UsageError("this is a file", str(target), "name a folder with --out")
        if strange := not_ours(target):
            raise UsageError(
                f"the folder holds files that are not a report's, such as {strange[0]}",
                str(target),
                "name a new or empty folder with --out",
            )
    parent = next(p for p in target.absolute().parents if p.exists())
    if not parent.is_dir() or not os.access(parent, os.W_OK | os.X_OK):
        raise UsageError("cannot write here", str(parent), "name another folder with --out")
