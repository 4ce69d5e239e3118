"""``unshift report``: run the notebooks of one study or many, and print a PDF for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import (
    BarColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from analysis.commands.shared import options as opt
from analysis.commands.shared.output import console, emit, near, say, waiting

if TYPE_CHECKING:
    from analysis.reporting.run.build import Failure, Report
    from analysis.reporting.run.plan import Plan
    from analysis.study import Study

__all__ = ["report"]


def report(
    country: opt.Countries = None,
    rival: opt.Rivals = None,
    friend: opt.Friend = None,
    ally: opt.Allies = None,
    event: opt.Events = None,
    before: opt.Before = None,
    until: opt.Until = None,
    issue: opt.Issue = None,
    record: opt.RecordOfStudy = None,
    level: opt.Level = None,
    draws: opt.DrawsOfStudy = None,
    seed: opt.SeedOfStudy = None,
    study: Annotated[
        Path | None,
        typer.Option("--study", help="A file of parameters; default study.yml. Flags override it."),
    ] = None,
    studies: Annotated[
        Path | None,
        typer.Option(
            "--studies",
            help="A CSV of studies, one a row; columns are the names in study.yml, which also "
            "says what an empty cell means.",
        ),
    ] = None,
    out: opt.ReportFolder = None,
    jobs: opt.Jobs = 2,
    profile: Annotated[
        Path | None,
        typer.Option("--profile", help="A folder with a snakemake profile, to run on a cluster."),
    ] = None,
    plan: Annotated[
        Path | None,
        typer.Option(
            "--plan", help="Write what is to be made to a file for snakemake, and make nothing."
        ),
    ] = None,
    json: opt.Json = False,
) -> None:
    """Run the notebooks with the parameters of a study and print a PDF report.

    Only what has changed is made: a notebook runs again if its text, its parameters, the record
    or the code it can reach differ. A run that was ended goes on from where it was. Several
    studies make a report each; one that fails leaves the others as they are.
    """
    flags = {
        "before": before,
        "until": until,
        "ally": ally or (),
        "issue": issue,
        "record": None if record is None else record.value,
        "level": level,
        "draws": draws,
        "seed": seed,
    }
    if profile is not None and not any((profile / f"config{x}").is_file() for x in _PROFILES):
        raise typer.BadParameter(f"no config.yaml in {profile}", param_hint="--profile")
    chosen, where = _chosen(study, studies, country or (), rival or (), event or (), friend, flags)
    from analysis.reporting.run.build import build_reports

    with waiting("reading the record"):
        made_of = _plan(chosen, out, studies is not None or len(chosen) > 1, where)
    if plan is not None:
        made_of.write(plan)
        count = len(made_of.reports)
        reports = f"{count} report{'s' if count > 1 else ''}"
        say(f"Plan: {near(plan)}, {reports} of {len(made_of.runs)} notebooks")
        return
    with _progress(made_of) as listener:
        made, failed = build_reports(made_of, jobs, listener, profile)
    if len(chosen) == 1 and failed:
        raise failed[0].errors[0]
    _tell(made, failed, json, single=len(chosen) == 1)
    if failed:
        raise typer.Exit(1)


_PROFILES = (".yaml", ".v9+.yaml", ".v8+.yaml")


def _chosen(
    study: Path | None,
    studies: Path | None,
    country: Sequence[str],
    rival: Sequence[str],
    event: Sequence[str],
    friend: str | None,
    flags: dict[str, Any],
) -> tuple[list[Study], Any]:
    """Return the studies, and what names each of them in an error."""
    from analysis.commands.shared.studies import (
        EVERY,
        check_friend,
        row_of,
        studies_by_flags,
        studies_in_table,
        studies_of_all,
    )
    from analysis.rollcalls.load import load_rollcalls
    from analysis.study import load_study

    base = load_study(study)
    check_friend(friend, [*country, *rival])
    if studies is not None:
        if country or rival or event:
            raise typer.BadParameter(
                "the table names countries, rivals and events; leave these flags out",
                param_hint="--studies",
            )
        changed = {k: v for k, v in flags.items() if k != "ally"}
        changed |= {"friend": friend, "allies": tuple(flags["ally"]) or None}
        chosen = studies_in_table(studies, base, lambda one: one.changed(**changed))
        return chosen, row_of(studies)
    if [state.upper() for state in country] == [EVERY]:
        rollcalls = load_rollcalls(flags["record"] or base.record)
        chosen, left_out = studies_of_all(
            rollcalls,
            lambda states: studies_by_flags(base, states, rival, event, friend, **flags),
        )
        for state, why in left_out.items():
            console.print(f"left out: {state}, {why}", markup=False, highlight=False)
    else:
        chosen = studies_by_flags(base, country, rival, event, friend, **flags)
    return chosen, lambda i: f"{chosen[i].country}, {chosen[i].rival}, {chosen[i].event}"


def _plan(chosen: list[Study], out: Path | None, many: bool, where: Any) -> Plan:
    from analysis.paths import MADE
    from analysis.reporting.run.build import plan_reports

    if many:
        return plan_reports(chosen, place=MADE if out is None else out, where=where)
    return plan_reports(chosen, out=out)


def _tell(made: Sequence[Report], failed: Sequence[Failure], json: bool, single: bool) -> None:
    """Say where the reports are, and which could not be made, with notebook, cell and error."""
    if json:
        found: list[dict[str, Any]] = [
            {"pdf": str(r.pdf), "folder": str(r.folder), "manifest": r.manifest} for r in made
        ]
        if single:
            emit(found[0])
        else:
            lost = [{"folder": str(f.folder), "errors": [str(e) for e in f.errors]} for f in failed]
            emit({"reports": found, "failed": lost})
        return
    if made:
        held = made[0].manifest["record"]
        say(f"Record: {held['scope']}; {held['rests_on']}.")
    for one in made:
        took = f"{one.manifest['seconds']:.0f} s for the notebooks" if one.fresh else "up to date"
        say(f"Report: {near(one.pdf)} ({took})")
    for one_lost in failed:
        say(f"Failed: {near(one_lost.folder)}")
        for error, log in zip(one_lost.errors, one_lost.logs, strict=True):
            say(f"  {error}; log {near(log)}")
    if failed:
        say(f"{len(failed)} of {len(failed) + len(made)} reports failed.")


def _due(plan: Plan) -> set[str]:
    """Name the jobs that have yet to be done: records, notebooks, reports."""
    reports = {name: one for name, one in plan.reports.items() if not one.is_made()}
    runs = {run for one in reports.values() for run in one.runs}
    records = {one.record for one in reports.values()}
    return {
        *reports,
        *(name for name in runs if not plan.file("run", name).is_file()),
        *(name for name in records if not plan.file("record", name).is_file()),
    }


@contextmanager
def _progress(plan: Plan) -> Iterator[Any]:
    """Show a bar per job on a terminal, and else a line when one is done."""
    names = {key: "record" for key in plan.records}
    names |= {name: run.stem for name, run in plan.runs.items()}
    names |= {name: Path(one.target).name for name, one in plan.reports.items()}
    if not console.is_terminal:

        def told(job: str, done: int, total: int) -> None:
            if done == total:
                console.print(f"{names.get(job, job)}: done", markup=False)

        yield told
        return
    columns = (
        TextColumn("{task.description:<34}", markup=False),
        BarColumn(24),
        TextColumn("{task.completed:.0f}/{task.total:.0f}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as progress:
        due = _due(plan)
        whole = progress.add_task("in all", total=len(due), visible=bool(due))
        tasks: dict[str, TaskID] = {}

        def shown(job: str, done: int, total: int) -> None:
            if job not in tasks:
                tasks[job] = progress.add_task(names.get(job, job), total=total)
            # Of many studies, only what is under way is shown.
            gone = done == total and len(plan.reports) > 1
            progress.update(tasks[job], completed=done, total=total, visible=not gone)
            if done == total and job in due:
                due.discard(job)
                progress.advance(whole)

        yield shown
