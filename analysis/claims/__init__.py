"""The claims ledger: statements of the news reports, checked against the record of votes.

The statements are those that reports on the votes of 24 February 2025 made, in our words. Each
verdict is computed from the votes, state by state; stated totals play no part.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from analysis.claims.ballot import Book
from analysis.claims.ledger import VERDICTS, Claim, claims_table
from analysis.claims.statements import ANY, Statement, read_statements
from analysis.resolutions import Resolutions
from analysis.rollcalls import RollCalls
from analysis.study import Study

#: Takes what is done and what is planned.
Progress = Callable[[int, int], None]

__all__ = ["VERDICTS", "Claim", "check_claims", "check_claims_of", "claims_table"]


def check_claims(
    rollcalls: RollCalls, resolutions: Resolutions | None = None, progress: Progress | None = None
) -> tuple[Claim, ...]:
    """Check every claim of the ledger against roll calls.

    Parameters
    ----------
    rollcalls : RollCalls
        Any record; a claim on roll calls that it lacks is not decidable from it.
    resolutions : Resolutions, optional
        The texts that belong to them; without, claims on adoptions without a vote and on
        sponsors are not decidable.
    progress : callable, optional
        Called with the statements checked and the statements in all.

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
    return _checked(read_statements(), Book(rollcalls, resolutions), progress)


def check_claims_of(
    study: Study,
    rollcalls: RollCalls,
    resolutions: Resolutions | None = None,
    progress: Progress | None = None,
) -> tuple[Claim, ...]:
    """Check what can be claimed of any state and event, such as that no other changed as often.

    Parameters
    ----------
    study : Study
    rollcalls, resolutions, progress
        As in `check_claims`.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 3], [3, 3], [1, 1]], states=["USA", "RUS", "FRA"],
    ...     recurring_text=["a", "a"], dates=["2024-12-01", "2025-02-24"])
    >>> [(c.id, c.verdict) for c in check_claims_of(Study(), rc)]
    [('changed-most', 'confirmed'), ('moved-to-the-rival', 'confirmed')]
    """
    return _checked(read_statements(ANY, study), Book(rollcalls, resolutions), progress)


def _checked(
    statements: Sequence[Statement], book: Book, progress: Progress | None
) -> tuple[Claim, ...]:
    claims = []
    for number, statement in enumerate(statements):
        if progress is not None:
            progress(number, len(statements))
        claims.append(statement.check(book))
    return tuple(claims)
