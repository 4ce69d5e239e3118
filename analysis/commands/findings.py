"""``unshift findings``: put a report's main figure and table into the README."""

from __future__ import annotations

from pathlib import Path

import typer

from analysis.commands.output import emit, say

__all__ = ["findings"]


def findings(
    folder: Path | None = typer.Argument(
        None, help="A finished report; default the one that study.yml names."
    ),
    json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """Write the figure and the table of a finished report into README.md."""
    from analysis.reporting.findings import update_readme
    from analysis.reporting.run.build import report_folder
    from analysis.study import load_study

    chosen = report_folder(load_study(), "history") if folder is None else folder
    changed = update_readme(chosen)
    if json:
        emit({"folder": str(chosen), "changed": changed})
    else:
        say("README.md: " + ("findings written" if changed else "findings are up to date"))
