"""``unshift agreement``: how often two states vote alike, raw and corrected for chance."""

from __future__ import annotations

from typing import Annotated

import typer

from analysis.commands.shared import options as opt
from analysis.commands.shared.dates import day
from analysis.commands.shared.output import emit, say, waiting
from analysis.errors import UsageError
from analysis.estimate import number

__all__ = ["agreement"]


def agreement(
    pair: Annotated[
        tuple[str, str],
        typer.Option("--pair", help="Two states by ISO3 code or name, such as: --pair USA RUS"),
    ],
    by: opt.Groupings = opt.Grouping.YEAR,
    index: Annotated[
        list[str] | None,
        typer.Option(
            "--index",
            help="ordinal, identical, s, kappa, pi or alpha; repeat for several. "
            "Default: ordinal and kappa.",
        ),
    ] = None,
    start: opt.Start = None,
    end: opt.End = None,
    issue: opt.Issue = None,
    body: opt.Bodies = opt.Body.GA,
    record: opt.Record = opt.Scope.AUTO,
    json: opt.Json = False,
) -> None:
    """Print the agreement of two states by period, with intervals."""
    from analysis.agreement import pair_series
    from analysis.record.states import as_code
    from analysis.rollcalls.load import load_rollcalls

    a, b = (as_code(name) for name in pair)
    if a == b:
        raise UsageError(f"both states are {a}", "--pair", "name two states")
    first, last = day(start, "--start"), day(end, "--end")
    with waiting("reading the record and leaving out its days"):
        rollcalls = load_rollcalls(record.value)
        for code in (a, b):
            rollcalls.row(code)
        part = rollcalls.select(start=first, end=last, issue=issue, body=body.value)
        if not part.n_calls:
            raise UsageError(
                "no roll calls match",
                f"body {body.value}, issue {issue or 'any'}, {start or 'first'} to {end or 'last'}",
                f"the record runs from {rollcalls.first:%Y-%m-%d} to {rollcalls.last:%Y-%m-%d}",
            )
        series = pair_series(
            part,
            a,
            b,
            by=by.value,
            indices=tuple(index or ("ordinal", "kappa")),
        )
    if json:
        emit(
            {
                "pair": [a, b],
                "record": rollcalls.scope,
                "rests_on": part.rests_on(),
                "level": 0.90,
                "interval": "jackknife by day",
                "notes": rollcalls.notes,
                "series": series,
            }
        )
        return
    say(f"{rollcalls.name(a)} and {rollcalls.name(b)}: {part.rests_on()} ({rollcalls.scope}).")
    say(f"{'period':<12} {'index':<10} {'value':>7} {'90% interval':>17} {'roll calls':>11}")
    for row in series.itertuples():
        value = number(row.value) if row.value == row.value else "-"
        held = row.low == row.low
        span = f"[{number(row.low)}, {number(row.high)}]" if held else "-"
        say(f"{row.period!s:<12} {row.index:<10} {value:>7} {span:>17} {row.n:>11}")
