"""``unshift doctor``: one page on what is installed, what is in use, and what is missing."""

from __future__ import annotations

import typer

from analysis.commands.shared import options as opt
from analysis.commands.shared.output import emit, say, waiting

__all__ = ["doctor"]

MARKS = {"good": " ", "missing": "-", "broken": "!"}


def doctor(json: opt.Json = False) -> None:
    """Tell what is installed, which record is in use, what is missing, and how to get it.

    Exit 1 if something keeps commands from working; what can be got besides is no failure.
    """
    from analysis.reporting.doctor import BROKEN, MISSING, as_json, examine

    with waiting("looking"):
        findings = examine()
    broken = [f for f in findings if f.state == BROKEN]
    if json:
        emit(as_json(findings))
    else:
        part = ""
        for finding in findings:
            if finding.part != part:
                say(("\n" if part else "") + finding.part.capitalize())
                part = finding.part
            say(f"{MARKS[finding.state]} {finding.name:<20} {finding.said}")
            if finding.todo:
                say(f"{'':<22} -> {finding.todo}")
        missing = sum(f.state == MISSING for f in findings)
        say(f"\n{len(broken)} broken (!), {missing} not here (-).")
    if broken:
        raise typer.Exit(1)
