"""Which states voted as one did."""

from __future__ import annotations

from typing import Any

from analysis.claims.arguments import State, States, Text
from analysis.claims.ballot import Book, states_in_words, voted
from analysis.claims.ledger import Finding
from analysis.claims.predicates.missing import missing
from analysis.record.codes import Vote
from analysis.words import none_or, number_of, out_of

__all__ = ["voted_with"]


def voted_with(
    book: Book,
    *,
    text: Text,
    state: State,
    named: States | None = None,
    others: int = 0,
) -> Finding:
    """Check that a state voted no on a text, and with whom.

    Parameters
    ----------
    book : Book
    text : Text
    state : State
        Its No is the core of the claim.
    named : States, optional
        States that voted no, too; without them, it is told only how many did in all.
    others : int
        How many voted no beside those.
    """
    ballot = book.find(text.symbol)
    if ballot is None:
        return missing(text)
    noes = ballot.who(Vote.NO)
    core = ballot.did(state, Vote.NO)
    how = voted(ballot.of(state))
    if named is None:
        evidence = f"{state.first} {how}. In all, {none_or(len(noes))} voted no."
        found: dict[str, Any] = {state.key: how, "noes": len(noes)}
        return Finding((core,), evidence, found, book.rests_on([ballot]))
    joined = [s for s in named if s in noes]
    rest = [s for s in noes if s != state and s not in named]
    evidence = f"{state.first} {how}. "
    evidence += f"{out_of(len(joined), len(named), 'state').capitalize()} named voted no"
    if 0 < len(joined) < len(named):
        evidence += f" ({states_in_words(joined)})"
    if rest:
        evidence += f", and so did {number_of(len(rest), 'other')}: {states_in_words(rest)}."
    else:
        evidence += ", and no other state did."
    details = [ballot.did(s, Vote.NO) for s in named]
    counted = ballot.counts_are({Vote.NO: 1 + len(named) + others})
    numbers = {"noes": len(noes), "others": rest, state.key: how}
    return Finding(
        (core, *details, counted), evidence + ballot.gap, numbers, book.rests_on([ballot])
    )
