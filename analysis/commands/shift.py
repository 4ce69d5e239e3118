"""``unshift shift``: every design on one state and date, as a table of estimates."""

from __future__ import annotations

import textwrap

import typer

from analysis.commands.dates import study_by_flags
from analysis.commands.output import emit, say, waiting
from analysis.estimate import Estimate

__all__ = ["shift"]

NAME, VALUE = 46, 22


def shift(
    country: str | None = typer.Option(None, "--country", help="The state studied (ISO3 code)."),
    rival: str | None = typer.Option(None, "--rival", help="The state it is compared with."),
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
    ally: list[str] = typer.Option(
        [], "--ally", help="An alliance, such as NATO or FIVE_EYES; repeat for several."
    ),
    friend: str | None = typer.Option(None, "--friend", help="A further state shown beside them."),
    issue: str | None = typer.Option(None, "--issue", help="The issue of the issue shift."),
    design: list[str] = typer.Option(
        [], "--design", help="A design by name; repeat for several. Default: all."
    ),
    record: str | None = typer.Option(None, "--record", help="auto, history or embedded."),
    level: float | None = typer.Option(None, "--level", help="Coverage of intervals."),
    draws: int | None = typer.Option(None, "--draws", help="Bootstrap and permutation draws."),
    seed: int | None = typer.Option(None, "--seed", help="Seed of the draws."),
    json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """Estimate how far a state moved at a date, by every design."""
    from analysis.rollcalls.load import load_rollcalls
    from analysis.shift.run import run_designs
    from analysis.study import load_study

    chosen = load_study()
    if friend is None and chosen.friend in ((country or "").upper(), (rival or "").upper()):
        friend = chosen.country  # a state is not shown beside itself
    study = study_by_flags(
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
    with waiting("reading the record and running the designs"):
        rollcalls = load_rollcalls(study.record)
        results = list(run_designs(rollcalls, study, design))
    windows = rollcalls.select(body="GA", start=study.before, end=study.until)
    if json:
        emit(
            {
                "study": study.to_dict(),
                "record": rollcalls.scope,
                "rests_on": windows.rests_on(),
                "designs": [r.to_dict() for r in results],
                "notes": rollcalls.notes,
            }
        )
        return
    say(
        f"{rollcalls.name(study.country)} and {rollcalls.name(study.rival)}, {study.before} to the "
        f"day before {study.event}, and from then to {windows.last:%Y-%m-%d}."
    )
    say(f"Record: {rollcalls.scope}; {windows.rests_on()}.")
    say(f"Allies: members of {', '.join(study.allies)}." if study.allies else "Allies: none.")
    say(f"Intervals aim at {study.level:.0%}; p is given where the design has one.")
    for result in results:
        say()
        say(f"{result.design:<{NAME}} {'estimate':<{VALUE}} {'p':>6} {'n':>7}")
        for estimate in result.estimates:
            say(_row(estimate))
        unsaid = [f"not run: {result.note}"] if result.note else []
        for words in [*unsaid, *(f"not all: {reason}" for reason in result.missing)]:
            say(textwrap.fill(words, 96, initial_indent="  ", subsequent_indent="  "))


def _row(e: Estimate) -> str:
    p = "-" if e.p_value is None else "<0.001" if e.p_value < 0.001 else f"{e.p_value:.3f}"
    value = e.interval() if e.is_defined else "-"
    row = f"  {e.name:<{NAME - 2}} {value:<{VALUE}} {p:>6} {e.n:>7,} {e.counted}"
    # A share of months means nothing without the word on whether they are enough.
    return f"{row} ({e.details['pattern']})" if "pattern" in e.details else row
