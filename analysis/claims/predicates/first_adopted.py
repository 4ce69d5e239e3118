"""Whether a resolution of the Council was the first on Ukraine."""

from __future__ import annotations

from analysis.claims.arguments import Day, Text
from analysis.claims.ballot import Book
from analysis.claims.ledger import Finding
from analysis.claims.predicates.missing import missing
from analysis.words import list_of, none_or

__all__ = ["first_adopted"]


def first_adopted(book: Book, *, text: Text, procedural: Text, since: Day) -> Finding:
    """Check that a resolution was the Council's first on Ukraine since a day.

    Parameters
    ----------
    book : Book
    text : Text
    procedural : Text
        An earlier resolution, which called the emergency special session. The claim is then true
        in part: of resolutions of substance.
    since : Day
    """
    ballot = book.find(text.symbol)
    if ballot is None:
        return missing(text)
    earlier = [
        b
        for b in book.ukraine("SC", before=ballot.day)
        if b.day >= since and b.symbol.startswith("S/RES/")
    ]
    substantive = [b for b in earlier if b.symbol != procedural.symbol]
    between = range(int(procedural.number) + 1, int(text.number))
    symbols = [s for s in book.rollcalls.calls["symbol"] if s.startswith("S/RES/")]
    seen = len({Text(s).number for s in symbols} & {str(n) for n in between})
    parts: tuple[bool | None, ...] = (None,)
    evidence = "This record shows no earlier one. "
    if substantive:
        parts = (False,)
        evidence = f"Adopted before it: {list_of([b.symbol for b in substantive])}. "
    elif earlier:
        parts = (True, False)
        evidence = (
            f"It was not the first: {procedural.symbol} of {earlier[0].day.isoformat()} called the "
            "emergency special session of the Assembly. That was procedural, and no other stands "
            "between them in this record. "
        )
    evidence += (
        f"Of the {len(between)} resolutions between {procedural} and {text} this record holds "
        + none_or(seen)
        + (", so it cannot rule out others." if seen < len(between) else ".")
    )
    numbers = {
        "earlier": [b.symbol for b in earlier],
        "between": len(between),
        "between_in_record": seen,
    }
    return Finding(parts, evidence, numbers, book.rests_on([*earlier, ballot]))
