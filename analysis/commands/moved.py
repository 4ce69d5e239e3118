"""``unshift moved``: what differs between two finished reports."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from analysis.commands.shared import options as opt
from analysis.commands.shared.output import emit, say, waiting

__all__ = ["moved"]

#: Cells that are printed, unless all are asked for.
SHOWN = 40
#: Letters of a cell that are printed.
WIDTH = 34


def moved(
    before: Annotated[Path, typer.Argument(help="The folder of a finished report.")],
    after: Annotated[Path, typer.Argument(help="Another, such as one made by another rule.")],
    every: Annotated[
        bool, typer.Option("--every", help="Print every cell that moved, not the first 40.")
    ] = False,
    json: opt.Json = False,
) -> None:
    """Say what moved between two finished reports: parameters, page one, cells of tables."""
    from analysis.reporting.moved import compare_reports

    with waiting("reading two reports"):
        found = compare_reports(before, after)
    if json:
        emit(
            {
                "before": str(before),
                "after": str(after),
                "study": found.study,
                "record": found.record,
                "commit": found.commit,
                "answer": found.answer,
                "tables": found.tables,
                "cells": [vars(cell) for cell in found.cells],
            }
        )
        return
    for name, (one, two) in found.study.items():
        say(f"{name}: {_value(one)} before, {_value(two)} after")
    if found.record[0] != found.record[1]:
        say(f"record: {found.record[0]}; after: {found.record[1]}")
    if not found.study:
        say("The parameters of the studies are the same.")
    for one, two in found.answer:
        say()
        say(textwrap.fill(f"Page one, before: {one or 'nothing'}", 96))
        say(textwrap.fill(f"Page one, after: {two or 'nothing'}", 96))
    total = sum(n for _, n in found.tables.values())
    still = sum(not count for count, _ in found.tables.values())
    say()
    say(
        f"{len(found.cells):,} of {total:,} cells moved, in {len(found.tables) - still} of "
        f"{len(found.tables)} tables."
    )
    if not found.cells:
        return
    counts = [(label, f"{n:,}", f"{of:,}") for label, (n, of) in found.tables.items() if n]
    say()
    _table([("table", "moved", "of"), *counts], right=(1, 2))
    shown = found.cells if every else found.cells[:SHOWN]
    say()
    _table(
        [
            ("table", "row", "column", "before", "after"),
            *(
                (c.table, c.row, c.column, _text(c.before), _text(c.after))
                for c in shown
            ),
        ]
    )  # fmt: skip
    if len(shown) < len(found.cells):
        say(f"and {len(found.cells) - len(shown):,} more: --every prints them, --json too")


def _value(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value) or "by rule"


def _text(text: str | None) -> str:
    return "–" if text is None else text


def _table(rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> None:
    """Print rows in columns, texts cut where they are long."""
    cut = [[textwrap.shorten(cell, WIDTH, placeholder="…") for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in cut) for i in range(len(cut[0]))]
    for row in cut:
        cells = [
            text.rjust(width) if i in right else text.ljust(width)
            for i, (text, width) in enumerate(zip(row, widths, strict=True))
        ]
        say("  ".join(cells).rstrip())
