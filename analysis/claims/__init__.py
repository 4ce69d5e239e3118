"""The claims ledger: statements of the news reports, checked against the record of votes.

The statements are those that reports on the votes of 24 February 2025 made, in our words. Each
verdict is computed from the votes, state by state; stated totals play no part.
"""

from __future__ import annotations

from analysis.claims.ballot import Book
from analysis.claims.ledger import VERDICTS, Claim, claims_table
from analysis.claims.statements import read_statements
from analysis.resolutions import Resolutions
from analysis.rollcalls import RollCalls

__all__ = ["VERDICTS", "Claim", "check_claims", "claims_table"]


def check_claims(rollcalls: RollCalls, resolutions: Resolutions | None = None) -> tuple[Claim, ...]:
    """Check every claim of the ledger against roll calls.

    Parameters
    ----------
    rollcalls : RollCalls
        Any record; a claim on roll calls that it lacks is not decidable from it.
    resolutions : Resolutions, optional
        The texts that belong to them; without, claims on adoptions without a vote and on
        sponsors are not decidable.

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
    book = Book(rollcalls, resolutions)
    return tuple(statement.check(book) for statement in read_statements())
