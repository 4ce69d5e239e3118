"""Amendments in the Council that a permanent member vetoed."""

from __future__ import annotations

from analysis.claims.arguments import Day, State
from analysis.claims.ballot import NEEDED, Book, none_or, number_of
from analysis.claims.ledger import Finding, silent
from analysis.record.codes import Vote

__all__ = ["vetoed_amendments"]


def vetoed_amendments(book: Book, *, state: State, day: Day) -> Finding:
    """Check that a permanent member vetoed amendments in the Council on a day.

    Parameters
    ----------
    book : Book
    state : State
    day : Day
    """
    calls = book.rollcalls.calls
    mask = (
        (calls["body"] == "SC") & (calls["date"].dt.date == day) & calls["amendment"].fillna(False)
    ).to_numpy(dtype=bool)
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
