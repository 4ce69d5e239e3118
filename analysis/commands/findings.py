"""``unshift findings``: put a report's main figure and table into the README."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from analysis.commands.shared import options as opt
from analysis.commands.shared.output import emit, say

__all__ = ["findings"]


def findings(
    folder: Annotated[
        Path | None,
        typer.Argument(help="A finished report; default the one that study.yml names."),
    ] = None,
    json: opt.Json = False,
) -> None:
    """Write page one of a finished report into README.md: sentence, figure, table."""
    from analysis.paths import checkout
    from analysis.reporting.findings import update_readme
    from analysis.reporting.run.build import report_folder
    from analysis.study import load_study

    checkout()
    chosen = report_folder(load_study(), "history") if folder is None else folder
    changed = update_readme(chosen)
    if json:
        emit({"folder": str(chosen), "changed": changed})
    else:
        say("README.md: " + ("findings written" if changed else "findings are up to date"))
