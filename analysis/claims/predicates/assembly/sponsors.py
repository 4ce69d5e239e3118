"""How many texts a state put its name to."""

from __future__ import annotations

from analysis.claims.arguments import State
from analysis.claims.ballot import Book
from analysis.claims.ledger import Finding, silent
from analysis.words import none_or, number_of

__all__ = ["sponsored_fewer"]


def sponsored_fewer(book: Book, *, state: State, year: int, before: int) -> Finding:
    """Check that a state sponsored fewer of the Assembly's texts in a year than in an earlier one.

    Texts that were adopted count, with or without a vote: drafts that were not are not on record.

    Parameters
    ----------
    book : Book
    state : State
    year, before : int
    """
    resolutions = book.resolutions
    if resolutions is None:
        return silent("This record does not say who sponsored texts.")
    table = resolutions.to_frame()
    assembly = (table["body"] == "GA").to_numpy(dtype=bool)
    years = table["date"].dt.year.to_numpy()
    named = table["drafters"].map(len).to_numpy() > 0
    first, ever = (resolutions.sponsored_by([state], later) for later in (False, True))
    counts = {
        y: tuple(int((which & assembly & (years == y)).sum()) for which in (named, ever, first))
        for y in (before, year)
    }
    if not all(n for n, _, _ in counts.values()):
        return silent("This record does not say who sponsored the texts of both years.")
    told = [
        f"in {y} {none_or(count[1])} of the {number_of(count[0], 'adopted text')} whose sponsors "
        f"are on record ({none_or(count[2])} from the start, {none_or(count[1] - count[2])} later)"
        for y, count in counts.items()
    ]
    evidence = f"{state.first} put its name to {told[0]}, and {told[1]}."
    numbers = {
        f"{what}_{y}": n
        for y, count in counts.items()
        for what, n in zip(("texts", "sponsored", "drafted"), count, strict=True)
    }
    total = sum(count[0] for count in counts.values())
    rests = f"{total:,} resolutions of the General Assembly of {before} and {year} with sponsors"
    return Finding((counts[year][1] < counts[before][1],), evidence, numbers, rests)
