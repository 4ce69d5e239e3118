"""``unshift report``: run the notebooks of a study and print the PDF."""

from __future__ import annotations

from pathlib import Path

import typer

from analysis.commands.dates import study_by_flags
from analysis.commands.output import emit, near, notebook_bars, say

__all__ = ["report"]


def report(
    country: str | None = typer.Option(None, "--country", help="The state studied (ISO3 code)."),
    rival: str | None = typer.Option(None, "--rival", help="The state it is compared with."),
    friend: str | None = typer.Option(None, "--friend", help="A further state shown beside them."),
    ally: list[str] = typer.Option(
        [], "--ally", help="An alliance, such as NATO or FIVE_EYES; repeat for several."
    ),
    event: str | None = typer.Option(None, "--event", help='First day of "after".'),
    before: str | None = typer.Option(
        None,
        "--before",
        help='First day of "before"; with --event alone, four years before the event.',
    ),
    until: str | None = typer.Option(
        None,
        "--until",
        help='Last day of "after"; with --event alone, four years after the event.',
    ),
    issue: str | None = typer.Option(None, "--issue", help="The issue of the issue shift."),
    record: str | None = typer.Option(None, "--record", help="auto, history or embedded."),
    level: float | None = typer.Option(None, "--level", help="Coverage of intervals."),
    draws: int | None = typer.Option(None, "--draws", help="Bootstrap draws."),
    seed: int | None = typer.Option(None, "--seed", help="Seed of the draws."),
    study: Path | None = typer.Option(
        None, "--study", help="A file of parameters; default study.yml. Flags override it."
    ),
    out: Path | None = typer.Option(None, "--out", help="Folder of the report."),
    jobs: int = typer.Option(2, "--jobs", min=1, max=64, help="Notebooks run at once."),
    json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """Run the notebooks with the study's parameters and print one PDF report."""
    from analysis.reporting.build import build_report
    from analysis.study import load_study

    chosen = load_study(study)
    if friend is None and country is not None and country.upper() == chosen.friend:
        friend = chosen.country  # the state studied is not shown beside itself
    chosen = study_by_flags(
        chosen,
        country=country,
        rival=rival,
        friend=friend,
        ally=ally,
        event=event,
        before=before,
        until=until,
        issue=issue,
        record=record,
        level=level,
        draws=draws,
        seed=seed,
    )
    with notebook_bars() as listener:
        made = build_report(chosen, out, jobs, listener)
    if json:
        emit({"pdf": str(made.pdf), "folder": str(made.folder), "manifest": made.manifest})
        return
    held = made.manifest["record"]
    say(f"Record: {held['scope']}; {held['rests_on']}.")
    say(f"Report: {near(made.pdf)} ({made.manifest['seconds']:.0f} s for the notebooks)")
