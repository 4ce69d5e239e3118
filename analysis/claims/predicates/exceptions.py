"""The members of alliances that did not vote as the others did."""

from __future__ import annotations

from analysis.claims.arguments import Groups, Text
from analysis.claims.ballot import Book, states_in_words, voted
from analysis.claims.ledger import Finding
from analysis.claims.predicates.missing import missing
from analysis.record.codes import Vote
from analysis.record.reference import members
from analysis.record.states import state_name
from analysis.words import list_of, none_or

__all__ = ["only_these_did_not"]

_TITLES = {"EU": "the European Union"}


def only_these_did_not(book: Book, *, text: Text, groups: Groups) -> Finding:
    """Check which members of alliances did not vote for a text.

    Parameters
    ----------
    book : Book
    text : Text
    groups : Groups
        The members of each alliance that did not vote yes, and no other member did not.
    """
    ballot = book.find(text.symbol)
    if ballot is None:
        return missing(text)
    parts: list[bool | None] = []
    sentences: list[str] = []
    numbers: dict[str, object] = {}
    for alliance, named in groups.items():
        claimed = set(named)
        by_name = sorted(members(alliance, ballot.day), key=state_name)
        rest = {s: ballot.of(s) for s in by_name if ballot.of(s) != Vote.YES}
        unknown = {s for s, v in rest.items() if v == Vote.NOT_RECORDED}
        # Missing votes decide only where what is known agrees with the claim.
        agrees = set(rest) - unknown <= claimed and claimed <= set(rest)
        parts.append(None if agrees and unknown else set(rest) == claimed)
        n, yes = len(by_name), len(by_name) - len(rest)
        how = list_of([f"{states_in_words([s])} ({voted(v)})" for s, v in rest.items()])
        title = _TITLES.get(alliance, alliance)
        said = f"Of the {n} members of {title}, {none_or(yes)} voted yes"
        sentences.append(f"{said}; the others: {how}." if rest else f"{said}.")
        numbers |= {f"{alliance}_members": n, f"{alliance}_yes": yes, f"{alliance}_rest": [*rest]}
    return Finding(tuple(parts), " ".join(sentences), numbers, book.rests_on([ballot]))
