"""How one state voted on one text after the other."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.claims.arguments import State, Texts
from analysis.claims.ballot import Ballot, Book, voted
from analysis.claims.ledger import Finding, silent
from analysis.claims.predicates.missing import missing
from analysis.record.codes import Vote
from analysis.words import list_of, none_or, number_of

__all__ = ["voted_throughout"]


def voted_throughout(
    book: Book,
    *,
    texts: Texts,
    state: State,
    vote: Vote,
    beside: Texts | None = None,
    against: State | None = None,
) -> Finding:
    """Check that a state voted one way on every one of some texts of the Assembly.

    Parameters
    ----------
    book : Book
    texts : Texts
        Where they are several and all on Ukraine, its earlier votes on it are told, too.
    state : State
    vote : Vote
    beside : Texts, optional
        Texts on which its vote is told but plays no part.
    against : State, optional
        A state that voted no on each of the texts, as a detail of the claim.
    """
    ballots = [b for t in texts if (b := book.find(t.symbol)) is not None]
    if len(ballots) < len(texts):
        if len(texts) == 1:
            return missing(texts[0])
        return silent("The roll calls on both texts are not in this record.")
    parts = tuple(b.did(state, vote) for b in ballots)
    told = [*ballots, *(b for t in beside or () if (b := book.find(t.symbol)) is not None)]
    evidence = f"{state.first} {_in_turn(state, told)}."
    if against is not None:
        parts += tuple(b.did(against, Vote.NO) for b in ballots)
        evidence += f" {against.first} {_in_turn(against, ballots)}."
    if len(texts) == 1 or not all(map(book.is_on_ukraine, ballots)):
        numbers: dict[str, object] = {state.key: [voted(b.of(state)) for b in ballots]}
        if len(texts) == 1:
            numbers = {state.key: voted(ballots[0].of(state))}
        return Finding(parts, evidence, numbers, book.rests_on(ballots))
    earlier = book.ukraine("GA", before=min(b.day for b in ballots))
    noes = sum(b.of(state) == Vote.NO for b in earlier)
    abstained = sum(b.of(state) == Vote.ABSTAIN for b in earlier)
    if earlier:
        evidence += (
            f" On the {number_of(len(earlier), 'earlier roll call')} of the Assembly on Ukraine in "
            f"this record it voted no on {none_or(noes)} and abstained on {none_or(abstained)}."
        )
    numbers = {"earlier": len(earlier), "earlier_no": noes, "earlier_abstain": abstained}
    return Finding(parts, evidence, numbers, book.rests_on([*earlier, *ballots]))


def _in_turn(state: str, ballots: Sequence[Ballot]) -> str:
    """Write how a state voted on one text after the other."""
    parts, before = [], None
    for ballot in ballots:
        on = f"on {ballot.symbol.removeprefix('A/RES/')}"
        vote = ballot.of(state)
        parts.append(on if vote == before else f"{voted(vote)} {on}")
        before = vote
    return list_of(parts)
