"""``unshift claims``: the ledger of checkable statements, each with verdict and evidence."""

from __future__ import annotations

import textwrap

from analysis.commands.shared import options as opt
from analysis.commands.shared.output import emit, say, waiting

__all__ = ["claims"]


def claims(
    json: opt.Json = False,
    record: opt.Record = opt.Scope.AUTO,
) -> None:
    """Check the statements of news reports on the votes of 24 February 2025 and the year since."""
    from analysis.claims import check_claims
    from analysis.rollcalls.load import load_resolutions, load_rollcalls

    with waiting("counting votes"):
        rollcalls = load_rollcalls(record.value, partial=True)
        ledger = check_claims(rollcalls, load_resolutions(record.value))
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
