"""The tally of a roll call."""

from __future__ import annotations

from typing import Any

from analysis.claims.arguments import State, States, Text
from analysis.claims.ballot import NEEDED, PERMANENT, Ballot, Book, states_in_words, voted
from analysis.claims.ledger import Finding
from analysis.claims.predicates.missing import missing
from analysis.record.codes import Vote

__all__ = ["tally"]


def tally(
    book: Book,
    *,
    text: Text,
    in_favour: int,
    against: int,
    abstain: int,
    abstaining: States | None = None,
    state: State | None = None,
    vote: Vote = Vote.ABSTAIN,
    beside: State | None = None,
    note: str = "",
) -> Finding:
    """Check that a text was adopted with a tally.

    Parameters
    ----------
    book : Book
    text : Text
    in_favour, against, abstain : int
        The tally.
    abstaining : States, optional
        States that abstained, as details of the claim.
    state, vote, beside : State, Vote, State, optional
        A state whose vote is the core of the claim, and one whose vote is told beside it.
    note : str
        A sentence on what the votes do not show.
    """
    ballot = book.find(text.symbol)
    if ballot is None:
        return missing(text)
    parts: list[bool | None] = [ballot.tally_is(in_favour, against, abstain), _adopted(ballot)]
    parts += [ballot.did(s, Vote.ABSTAIN) for s in abstaining or ()]
    evidence = f"Counted state by state: {ballot.in_words()}"
    abstained = ballot.who(Vote.ABSTAIN)
    if abstaining is not None and abstained and not ballot.unknown:
        evidence += f" ({states_in_words(abstained)})"
    evidence += f". {note}" if note else "."
    if ballot.stated:
        yes, no, abstentions = ballot.stated
        evidence += f" The source states {yes} votes to {no}, with {abstentions} abstentions."
    numbers = _numbers(ballot)
    if state is not None:
        parts.insert(0, ballot.did(state, vote))
        also = f"; {beside} {voted(ballot.of(beside))}" if beside else ""
        evidence = f"{state.first} {voted(ballot.of(state))}{also}. {evidence}"
        numbers[state.key] = voted(ballot.of(state))
    return Finding(tuple(parts), evidence, numbers, book.rests_on([ballot]))


def _adopted(ballot: Ballot) -> bool:
    if ballot.partial:  # too few votes are known to count, and the source says what became of it
        return ballot.outcome == "adopted"
    if ballot.body == "GA":
        return ballot.two_thirds
    blocked = any(ballot.of(s) == Vote.NO for s in PERMANENT)
    return ballot.count(Vote.YES) >= NEEDED and not blocked


def _numbers(ballot: Ballot) -> dict[str, Any]:
    numbers: dict[str, Any] = {"yes": ballot.count(Vote.YES), "no": ballot.count(Vote.NO)}
    if ballot.body == "SC":  # few enough to be named
        return numbers | {"abstained": list(ballot.who(Vote.ABSTAIN))}
    return numbers | {
        "abstain": ballot.count(Vote.ABSTAIN),
        "absent": ballot.count(Vote.ABSENT),
        "unknown": ballot.unknown,
    }
