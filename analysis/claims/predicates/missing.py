"""What is said where the record lacks what a claim asks about."""

from __future__ import annotations

from analysis.claims.arguments import Text, Texts
from analysis.claims.ballot import Book
from analysis.claims.ledger import Finding, silent
from analysis.words import list_of

__all__ = ["missing", "not_held"]


def missing(text: Text) -> Finding:
    """Return the finding of a record without the roll call.

    Examples
    --------
    >>> missing(Text("A/RES/ES-11/7")).evidence
    'The roll call on A/RES/ES-11/7 is not in this record.'
    """
    return silent(f"The roll call on {text.symbol} is not in this record.")


def not_held(book: Book, texts: Texts) -> str:
    """Name the texts that the record lacks, with a space before; or nothing.

    What had never been can be said only of the roll calls that are there.
    """
    lacking = [f"{t} of {t.month}" for t in texts if book.find(t.symbol) is None]
    if not lacking:
        return ""
    plural = "s" if len(lacking) > 1 else ""
    return f" Not in this record, and so not counted: resolution{plural} {list_of(lacking)}."
