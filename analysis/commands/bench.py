"""``unshift bench``: how long the work takes here, and how close the fit is to published points."""

from __future__ import annotations

import typer

from analysis.commands.output import emit, say, waiting

__all__ = ["bench"]


def bench(
    record: str = typer.Option("auto", "--record", help="auto, history or embedded."),
    json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """Time reading, agreement and the fast fit, and compare the fit with published points."""
    from analysis.bench import measure

    with waiting("reading, counting and fitting, several times"):
        found = measure(record)
    if json:
        emit(found)
        return
    for name, value in found.items():
        say(f"{name}: {value}")
