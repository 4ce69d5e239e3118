"""Whether a state's vote lasted."""

from __future__ import annotations

from analysis.claims.arguments import Day, State, Texts
from analysis.claims.ballot import Book, list_of, out_of, voted
from analysis.claims.ledger import Finding, silent
from analysis.record.codes import Vote

__all__ = ["kept_voting"]


def kept_voting(
    book: Book, *, state: State, beside: State, after: Day, one_source: Texts
) -> Finding:
    """Check that a state went on voting no on Ukraine in the Assembly for the rest of a year.

    Parameters
    ----------
    book : Book
    state : State
    beside : State
        Its votes are told beside those.
    after : Day
        The days after it, to the end of the year, are asked about.
    one_source : Texts
        Texts whose votes, state by state, come from one source only.
    """
    later = [b for b in book.ukraine("GA", after=after) if b.day.year == after.year]
    known = [b for b in later if b.of(state) != Vote.NOT_RECORDED]
    if not known:
        return silent(f"This record has no later roll calls on Ukraine in {after:%Y}.")
    noes = sum(b.of(state) == Vote.NO for b in known)
    how = [
        f"on {b.symbol.removeprefix('A/RES/')} of {b.day.isoformat()} it "
        f"{voted(b.of(state))}, and {beside} {voted(b.of(beside))}"
        for b in known
    ]
    evidence = (
        f"{state.first} voted no on {out_of(noes, len(known), 'later roll call')}: "
        f"{'; '.join(how)}."
    )
    held = {b.symbol for b in known}
    single = [f"{t}" for t in one_source if t.symbol in held]
    if single:
        evidence += f" The votes on {list_of(single)} rest on one source."
    numbers = {"later": len(known), "later_no": noes}
    parts = (noes > 0, noes == len(known))
    return Finding(parts, evidence, numbers, book.rests_on(known, (state, beside)))
