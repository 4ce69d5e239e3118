"""``unshift claims``: the ledger of checkable statements, each with verdict and evidence."""

from __future__ import annotations

import textwrap

from analysis.commands.shared import options as opt
from analysis.commands.shared.output import counting, emit, say, waiting
from analysis.commands.shared.studies import study_by_flags

__all__ = ["claims"]


def claims(
    country: opt.Country = None,
    rival: opt.Rival = None,
    event: opt.Event = None,
    before: opt.Before = None,
    until: opt.Until = None,
    json: opt.Json = False,
    record: opt.Record = opt.Scope.AUTO,
) -> None:
    """Check statements of news reports on 24 February 2025 and the year since, or on any state.

    With a state or an event, the statements are those that can be made of any: whether it changed
    its vote more often than all others, and who else did.
    """
    from analysis.claims import check_claims, check_claims_of
    from analysis.rollcalls.load import load_resolutions, load_rollcalls
    from analysis.study import load_study

    with waiting("reading the record"):
        rollcalls = load_rollcalls(record.value, partial=True)
        texts = load_resolutions(record.value)
    with counting("counting votes", "statements") as progress:
        if any(flag is not None for flag in (country, rival, event, before, until)):
            study = study_by_flags(
                load_study(),
                country=country,
                rival=rival,
                ally=(),
                event=event,
                before=before,
                until=until,
            )
            ledger = check_claims_of(study, rollcalls, texts, progress)
        else:
            ledger = check_claims(rollcalls, texts, progress)
    if json:
        emit(
            {
                "record": rollcalls.scope,
                "rests_on": rollcalls.whole().rests_on(),
                "claims": [claim.to_dict() for claim in ledger],
                "notes": rollcalls.notes,
            }
        )
        return
    say(f"Record: {rollcalls.scope}; {rollcalls.whole().rests_on()}.")
    for claim in ledger:
        say()
        say(textwrap.fill(f"[{claim.verdict}] {claim.statement}", 96))
        say(textwrap.fill(claim.evidence, 96, initial_indent="    ", subsequent_indent="    "))
