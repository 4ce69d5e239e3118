"""``unshift outputs``: every figure and table, with the notebook and functions that make it."""

from __future__ import annotations

from analysis.commands.shared import options as opt
from analysis.commands.shared.output import emit, say

__all__ = ["outputs"]


def outputs(
    write: opt.WriteOutputs = False,
    json: opt.Json = False,
) -> None:
    """List every figure and table, read from the notebooks' code; exit 1 if the list is old."""
    from analysis.errors import UnshiftError
    from analysis.paths import ROOT
    from analysis.reporting.build import report_notebooks
    from analysis.reporting.findings import BEGIN_OUTPUTS, list_outputs
    from analysis.reporting.outputs import list_notebooks, read_outputs, write_outputs

    found = list_notebooks(report_notebooks())
    changed = write_outputs(found) if write else read_outputs() != found
    readme = ROOT / "README.md"
    if write and BEGIN_OUTPUTS in readme.read_text(encoding="utf-8"):
        changed = list_outputs(found, readme) or changed
    if json:
        emit({"outputs": [vars(o) for o in found], "changed": changed, "written": write})
    elif write:
        say("outputs: " + ("written" if changed else "up to date"))
    else:
        for output in found:
            say(f"{output.notebook}  {output.label}  {output.made}  {output.program}".rstrip())
    if changed and not write:
        raise UnshiftError(
            "the list differs from the notebooks",
            "reports/outputs.csv",
            "run `unshift outputs --write`",
        )
