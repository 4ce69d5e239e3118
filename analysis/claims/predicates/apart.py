"""Two states that vote alike, and the allies of one that do not."""

from __future__ import annotations

from analysis.claims.arguments import State, Text
from analysis.claims.ballot import Book, states_in_words
from analysis.claims.ledger import Finding
from analysis.claims.predicates.allies import european_allies
from analysis.claims.predicates.missing import missing
from analysis.record.codes import Vote
from analysis.record.states import state_name
from analysis.words import none_or, out_of, upper_first

__all__ = ["apart_from_allies"]


def apart_from_allies(book: Book, *, text: Text, state: State, other: State) -> Finding:
    """Check that two states voted alike in the Council, and no European ally with them.

    Parameters
    ----------
    book : Book
    text : Text
        A resolution of the Council.
    state, other : State
    """
    ballot = book.find(text.symbol)
    if ballot is None:
        return missing(text)
    away = (Vote.NOT_MEMBER, Vote.NOT_RECORDED)
    seated = sorted(
        (s for s in european_allies(ballot.day) if ballot.of(s) not in away), key=state_name
    )
    joined = [s for s in seated if ballot.of(s) == ballot.of(state)]
    earlier = book.ukraine("SC", before=ballot.day)
    same = sum(bool(b.alike(state, other)) for b in earlier)
    pair = ballot.pair_in_words(state, other)
    evidence = f"{upper_first(pair)}."
    if seated:
        evidence += (
            f" Of the European allies, {states_in_words(seated)} sat on the Council; "
            f"{none_or(len(joined))} of them voted as {state} did."
        )
    if earlier:
        evidence += (
            f" The two had cast the same vote on {out_of(same, len(earlier), 'earlier vote')} of "
            "the Council on Ukraine in this record."
        )
    numbers = {
        "allies_on_council": seated,
        "allies_voting_alike": joined,
        "earlier": len(earlier),
        "earlier_alike": same,
    }
    parts = (ballot.alike(state, other), None if not seated else not joined)
    return Finding(parts, evidence, numbers, book.rests_on([*earlier, ballot]))
