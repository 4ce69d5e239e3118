"""``unshift agreement``: how often two states vote alike, raw and corrected for chance."""

from __future__ import annotations

import typer

from analysis.commands.dates import day
from analysis.commands.output import emit, say, waiting
from analysis.errors import UsageError
from analysis.estimate import number

__all__ = ["agreement"]


def agreement(
    pair: tuple[str, str] = typer.Option(
        ..., "--pair", help="Two states by ISO3 code, such as: --pair USA RUS"
    ),
    by: str = typer.Option("year", "--by", help="year, month, session or all."),
    index: list[str] = typer.Option(
        ["ordinal", "kappa"],
        "--index",
        help="ordinal, identical, s, kappa, pi or alpha; repeat for several.",
    ),
    start: str | None = typer.Option(None, "--start", help="First day, such as 2019-01-01."),
    end: str | None = typer.Option(None, "--end", help="Last day."),
    issue: str | None = typer.Option(None, "--issue", help="An issue code, such as ukraine."),
    body: str = typer.Option("GA", "--body", help="GA or SC."),
    draws: int = typer.Option(1000, "--draws", min=20, max=1_000_000, help="Bootstrap draws."),
    seed: int = typer.Option(20250224, "--seed", min=0, help="Seed of the draws."),
    record: str = typer.Option("auto", "--record", help="auto, history or embedded."),
    json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """Print the agreement of two states by period, with bootstrap intervals."""
    from analysis.agreement import pair_series
    from analysis.record.issues import ISSUES
    from analysis.rollcalls.load import load_rollcalls

    a, b = (code.upper() for code in pair)
    if a == b:
        raise UsageError(f"both states are {a}", "--pair", "name two states")
    if issue is not None and issue not in ISSUES:
        raise UsageError(f"unknown issue {issue!r}", "--issue", f"use {', '.join(ISSUES)}")
    first, last = day(start, "--start"), day(end, "--end")
    with waiting("reading the record and resampling roll calls"):
        rollcalls = load_rollcalls(record)
        for code in (a, b):
            rollcalls.row(code)
        part = rollcalls.select(start=first, end=last, issue=issue, body=body.upper())
        if not part.n_calls:
            raise UsageError(
                "no roll calls match",
                f"body {body}, issue {issue or 'any'}, {start or 'first'} to {end or 'last'}",
                f"the record runs from {rollcalls.first:%Y-%m-%d} to {rollcalls.last:%Y-%m-%d}",
            )
        series = pair_series(part, a, b, by=by, indices=tuple(index), draws=draws, seed=seed)
    if json:
        emit(
            {
                "pair": [a, b],
                "record": rollcalls.scope,
                "rests_on": part.rests_on(),
                "level": 0.90,
                "draws": draws,
                "seed": seed,
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
