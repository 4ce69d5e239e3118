"""``unshift outputs``: every figure and table, with the notebook and functions that make it."""

from __future__ import annotations

from pathlib import Path

from analysis.commands.shared import options as opt
from analysis.commands.shared.output import emit, say

__all__ = ["outputs"]


def outputs(
    write: opt.WriteOutputs = False,
    report: opt.FinishedReports = None,
    json: opt.Json = False,
) -> None:
    """List every figure and table, as finished reports have them; exit 1 if the list is old."""
    from analysis.errors import UnshiftError
    from analysis.paths import checkout
    from analysis.reporting.findings import list_outputs
    from analysis.reporting.outputs import read_outputs, updated, write_outputs

    if write:
        checkout()
    listed = read_outputs()
    found = updated(listed, _finished(report, needed=write))
    changed = write_outputs(found) if write else listed != found
    if write:
        changed = list_outputs(found) or changed
    if json:
        emit({"outputs": [vars(o) for o in found], "changed": changed, "written": write})
    elif write:
        say("outputs: " + ("written" if changed else "up to date"))
    else:
        for output in found:
            say(f"{output.notebook}  {output.label}  {output.made}  {output.program}".rstrip())
    if changed and not write:
        raise UnshiftError(
            "the list differs from the finished reports",
            "reports/outputs.csv",
            "run `unshift outputs --write`",
        )


def _finished(folders: list[Path] | None, needed: bool) -> list[dict]:
    """Read the manifests of reports; with none given, of those of the study that are there."""
    from analysis.reporting.run.build import report_folder
    from analysis.reporting.run.manifest import read_manifest
    from analysis.study import load_study

    usual = [report_folder(load_study(), scope) for scope in ("history", "embedded")]
    there = [folder for folder in usual if (folder / "manifest.json").is_file()]
    if not folders and not there and needed:
        there = usual[-1:]  # which says what to do
    return [read_manifest(folder) for folder in folders or there]
