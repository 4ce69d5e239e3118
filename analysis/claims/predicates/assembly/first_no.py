"""Whether a state had never voted against a recurring text before."""

from __future__ import annotations

from analysis.claims.arguments import State, Text
from analysis.claims.ballot import Book, voted
from analysis.claims.ledger import Finding, silent
from analysis.claims.predicates.missing import missing
from analysis.record.codes import Vote
from analysis.words import list_of, none_or, out_of

__all__ = ["first_no_on_text"]


def first_no_on_text(book: Book, *, text: Text, state: State, since: int) -> Finding:
    """Check that a state voted no on a text of which it had never done so.

    Earlier times are those that the record ties to the text. A No among them refutes the claim;
    without one it is confirmed only if the record holds the state's vote every time, and the
    evidence says in which years since the first of them it holds none.

    Parameters
    ----------
    book : Book
    text : Text
    state : State
    since : int
        The year in which the text was first put to the Assembly.
    """
    ballot = book.find(text.symbol)
    if ballot is None:
        return missing(text)
    earlier = book.earlier_times(ballot)
    if not earlier:
        return silent(f"This record has no earlier vote on the text of {text}.")
    noes = [b for b in earlier if b.did(state, Vote.NO)]
    unknown = [b for b in earlier if not b.records(state)]
    voted_in = {b.day.year for b in earlier}
    without = [y for y in range(since, ballot.day.year) if y not in voted_in]
    whole = not unknown and not without
    never = False if noes else True if whole else None
    now = ballot.did(state, Vote.NO)
    evidence = (
        f"On {text} {state} {voted(ballot.of(state))}. It had voted no on "
        f"{out_of(len(noes), len(earlier), 'earlier roll call')} on this text that the record ties "
        f"to it, from {min(voted_in)} to {max(voted_in)}"
    )
    if noes:
        evidence += f": in {list_of([str(y) for y in sorted({b.day.year for b in noes})])}"
    evidence += "."
    if without:
        evidence += (
            f" To say never, the record would have to say what became of the text in "
            f"{list_of([str(y) for y in without])}, of which it has no vote on it."
        )
    if unknown:
        evidence += f" Of {none_or(len(unknown))} of them it does not say how {state} voted."
    numbers = {
        "earlier": len(earlier),
        "earlier_noes": len(noes),
        "years_of_noes": sorted({b.day.year for b in noes}),
        "years_without_a_vote": without,
    }
    core = False if never is False or now is False else None if now is None else never
    return Finding((core,), evidence, numbers, book.rests_on([*earlier, ballot]))
