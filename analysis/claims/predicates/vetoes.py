"""Drafts of the Council, and amendments to them, that a permanent member vetoed."""

from __future__ import annotations

from analysis.claims.arguments import Day, State
from analysis.claims.ballot import NEEDED, Book
from analysis.claims.ledger import Finding, silent
from analysis.record.codes import Vote
from analysis.words import list_of, none_or, number_of

__all__ = ["vetoed_amendments", "vetoed_drafts"]


def vetoed_drafts(book: Book, *, state: State, since: Day) -> Finding:
    """Check that a permanent member vetoed drafts on Ukraine since a day.

    Parameters
    ----------
    book : Book
    state : State
    since : Day
    """
    council = book.ukraine("SC", naming=state)
    vetoed = [b for b in council if b.vetoed and b.of(state) == Vote.NO]
    recent = [b for b in vetoed if b.day >= since]
    failed = [b for b in council if b.day >= since and not b.symbol.startswith("S/RES/")]
    if not failed:
        return silent(
            "This record holds no draft on Ukraine that failed; files of adopted resolutions "
            "never show a veto."
        )
    names = f" ({list_of([b.symbol for b in recent])})" if recent else ""
    evidence = (
        f"In this record {none_or(len(recent))} of {number_of(len(failed), 'draft')} on Ukraine "
        f"that failed since {since} had the {NEEDED} votes needed and {state}'s No{names}; "
        f"{none_or(len(vetoed) - len(recent))} did before that day. "
    )
    listed = [b.symbol for b in recent if b.partial]
    if listed:
        evidence += f"Of {list_of(listed)} a list of vetoes says so, and not how the others voted."
    else:
        evidence += (
            "These are lower bounds: bulk files hold adopted resolutions only, and votes on "
            "amendments are not held."
        )
    numbers = {
        "vetoed_since_invasion": len(recent),
        "vetoed_before": len(vetoed) - len(recent),
        "symbols": [b.symbol for b in vetoed],
    }
    # Drafts that failed are known only in part: none among them refutes nothing.
    return Finding((True if recent else None,), evidence, numbers, book.rests_on(council))


def vetoed_amendments(book: Book, *, state: State, day: Day) -> Finding:
    """Check that a permanent member vetoed amendments in the Council on a day.

    Parameters
    ----------
    book : Book
    state : State
    day : Day
    """
    calls = book.rollcalls.calls
    that_day = (calls["body"] == "SC") & (calls["date"].dt.date == day)
    mask = (that_day & calls["amendment"].fillna(False)).to_numpy(dtype=bool)
    listed = [
        b.symbol
        for b in book.ukraine("SC", naming=state)
        if b.day == day and b.partial and b.vetoed and b.of(state) == Vote.NO
    ]
    if listed and not mask.any():
        return Finding(
            (None,),
            f"A list of vetoes has {list_of(listed)}, which {state} vetoed that day on Ukraine. It "
            "does not say whether they were amendments, nor how the others voted.",
            {"vetoed": len(listed), "symbols": listed},
            f"{list_of(listed)} of {day.isoformat()}, with the vote of {state} only",
        )
    part = book.rollcalls.take(mask)
    if not part.n_calls or state not in part.states.index:
        return silent(
            "The record holds no vote of the Council on amendments: how each member voted on them "
            "could not be established."
        )
    enough = (part.votes == Vote.YES).sum(axis=0) >= NEEDED
    votes = part.of(state)
    vetoed = int((enough & (votes == Vote.NO)).sum())
    known = bool((votes != Vote.NOT_RECORDED).all())
    evidence = (
        f"Of the {number_of(part.n_calls, 'vote')} on amendments in this record, "
        f"{none_or(vetoed)} had the {NEEDED} votes needed and {state}'s No."
    )
    numbers = {"amendments": part.n_calls, "vetoed": vetoed}
    return Finding(
        (True if vetoed else False if known else None,), evidence, numbers, part.rests_on()
    )
