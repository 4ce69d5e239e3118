"""What a state had never done before."""

from __future__ import annotations

from analysis.claims.arguments import States, Text, Texts
from analysis.claims.ballot import Book
from analysis.claims.ledger import Finding, silent
from analysis.claims.predicates.deeds import Deed, Scene, never
from analysis.claims.predicates.missing import not_held
from analysis.errors import UsageError

__all__ = ["first_time"]


def first_time(
    book: Book, *, text: Text, states: States, deed: Deed, maybe_missing: Texts
) -> Finding:
    """Check that a state did something on a text that it had never done on Ukraine before.

    Parameters
    ----------
    book : Book
    text : Text
        Of the Assembly.
    states : States
        Who did it, and the state that its vote is held against where the deed needs one.
    deed : Deed
        By its name in `analysis.claims.predicates.deeds.DEEDS`.
    maybe_missing : Texts
        Earlier texts that a record may lack: they are named where it does.

    Raises
    ------
    UsageError
        If the deed is one of more or fewer states.
    """
    if len(states) != deed.n_states:
        raise UsageError(
            f"{len(states)} states for a deed of {deed.n_states}", "first_time, states"
        )
    ballot = book.find(text.symbol)
    earlier = () if ballot is None else book.ukraine("GA", before=ballot.day)
    if ballot is None or not earlier:
        return silent("This record has no earlier roll calls to compare with.")
    before = never([deed.did(b, states) for b in earlier])
    now = deed.did(ballot, states)
    # One earlier case refutes a first time; a vote that is not on record leaves it open.
    core = False if before is False or now is False else before and now
    told = deed.tell(Scene(book, text, ballot, earlier, states))
    evidence = told.evidence + not_held(book, maybe_missing)
    rests_on = book.rests_on(told.counted)
    return Finding((core, *told.details), evidence, told.numbers, rests_on)
