"""``unshift shift``: every design on one state and date, as a table of estimates."""

from __future__ import annotations

import textwrap
from typing import Annotated

import typer

from analysis.commands.shared import options as opt
from analysis.commands.shared.dates import study_by_flags
from analysis.commands.shared.output import counting, emit, say, waiting
from analysis.commands.shared.studies import check_friend
from analysis.estimate import Estimate

__all__ = ["shift"]

NAME, VALUE = 46, 22


def shift(
    country: opt.Country = None,
    rival: opt.Rival = None,
    event: opt.Event = None,
    before: opt.Before = None,
    until: opt.Until = None,
    ally: opt.Allies = None,
    friend: opt.Friend = None,
    issue: opt.Issue = None,
    design: Annotated[
        list[str] | None,
        typer.Option("--design", help="A design by name; repeat for several. Default: all."),
    ] = None,
    record: opt.RecordOfStudy = None,
    level: opt.Level = None,
    draws: opt.DrawsOfStudy = None,
    seed: opt.SeedOfStudy = None,
    json: opt.Json = False,
) -> None:
    """Estimate how far a state moved at a date, by every design."""
    from analysis.record.states import as_code
    from analysis.rollcalls.load import load_resolutions, load_rollcalls
    from analysis.shift.run import DESIGNS, DesignResult, run_designs
    from analysis.study import load_study

    chosen = load_study()
    check_friend(friend, [country or chosen.country, rival])
    if friend is None and chosen.friend in (as_code(country or ""), as_code(rival or "")):
        friend = chosen.country  # a state is not shown beside itself
    study = study_by_flags(
        chosen,
        country=country,
        rival=rival,
        friend=friend,
        ally=ally or (),
        event=event,
        before=before,
        until=until,
        issue=issue,
        record=None if record is None else record.value,
        level=level,
        draws=draws,
        seed=seed,
    )
    with waiting("reading the record"):
        rollcalls = load_rollcalls(study.record)
        texts = load_resolutions(study.record)
    results: list[DesignResult] = []
    planned = len(design or DESIGNS)
    with counting("running", "designs") as progress:
        progress(0, planned)
        for result in run_designs(rollcalls, study, design or (), texts):
            results.append(result)
            progress(len(results), planned)
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
    value = "-" if not e.is_defined else e.interval() if e.is_finding else "not a finding"
    row = f"  {e.name:<{NAME - 2}} {value:<{VALUE}} {p:>6} {e.n:>7,} {e.counted}"
    # A share of months means nothing without the word on whether they are enough.
    return f"{row} ({e.details['pattern']})" if "pattern" in e.details else row
