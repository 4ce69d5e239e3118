"""A text that nobody had voted against, and then one state alone."""

from __future__ import annotations

from analysis.claims.arguments import State, Text
from analysis.claims.ballot import Ballot, Book, voted
from analysis.claims.ledger import Finding
from analysis.claims.predicates.missing import missing
from analysis.record.codes import Vote
from analysis.words import none_or

__all__ = ["lone_no_after_none"]


def lone_no_after_none(book: Book, *, text: Text, earlier: Text, state: State) -> Finding:
    """Check that a state cast the only No on a text, and that the one before it had none.

    Parameters
    ----------
    book : Book
    text, earlier : Text
        The second with its month.
    state : State
    """
    ballot, before = book.find(text.symbol), book.find(earlier.symbol)
    if ballot is None:
        return missing(text)
    core = _only(ballot, 1)
    core = core and ballot.did(state, Vote.NO)
    evidence = f"On {text} {state} {voted(ballot.of(state))}; in all {_counts(ballot)}.{ballot.gap}"
    numbers = {"noes": ballot.count(Vote.NO), "yes": ballot.count(Vote.YES)}
    counted, then = [ballot], None
    if before is not None:
        counted.insert(0, before)
        then = _only(before, 0)
        numbers |= {f"noes_{before.day.year}": before.count(Vote.NO)}
        evidence += (
            f" On {earlier} of {earlier.month} {_counts(before)}, and {state} "
            f"{voted(before.of(state))}.{before.gap}"
        )
    return Finding((core, then), evidence, numbers, book.rests_on(counted))


def _only(ballot: Ballot, noes: int) -> bool | None:
    """Say whether so many voted no and no more; None if missing votes could be Noes."""
    if ballot.count(Vote.NO) > noes:
        return False
    known = ballot.counts_are({Vote.NO: noes})
    return None if known and ballot.unknown else known


def _counts(ballot: Ballot) -> str:
    yes, no, abstain = (none_or(ballot.count(v)) for v in (Vote.YES, Vote.NO, Vote.ABSTAIN))
    return f"{yes} voted yes, {no} voted no and {abstain} abstained"
