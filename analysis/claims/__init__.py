"""The claims ledger: statements of the news reports, checked against the record of votes.

The statements are those that reports on the votes of 24 February 2025 made, in our words. Each
verdict is computed from the votes, state by state; stated totals play no part.
"""

from __future__ import annotations

from analysis.claims import assembly, council, course
from analysis.claims.ballot import Book
from analysis.claims.ledger import VERDICTS, Claim, claims_table
from analysis.rollcalls import RollCalls

__all__ = ["VERDICTS", "Claim", "check_claims", "claims_table"]

#: In the order of the ledger.
CHECKS = (
    assembly.european_tally,
    assembly.american_no,
    assembly.abstentions,
    assembly.american_abstention,
    assembly.members_of_alliances,
    assembly.chinese_abstention,
    assembly.iranian_no,
    assembly.ukrainian_yes,
    assembly.fallen_support,
    course.departure,
    course.first_time_with_russia,
    course.rarely_both_no,
    course.against_the_allies,
    course.kept_voting_no,
    council.council_tally,
    council.with_russia_in_council,
    council.first_resolution,
    council.russian_vetoes,
    council.amendments_vetoed,
)


def check_claims(rollcalls: RollCalls) -> tuple[Claim, ...]:
    """Check every claim of the ledger against roll calls.

    Parameters
    ----------
    rollcalls : RollCalls
        Any record; a claim on roll calls that it lacks is not decidable from it.

    Returns
    -------
    tuple of Claim
        In the order of the ledger, with unique ids.

    Examples
    --------
    >>> from analysis.rollcalls.load import load_rollcalls
    >>> ledger = check_claims(load_rollcalls("embedded"))
    >>> ledger[0].id, ledger[0].verdict, ledger[0].numbers["yes"]
    ('european-text-tally', 'confirmed', 93)
    """
    book = Book(rollcalls)
    return tuple(check(book) for check in CHECKS)
