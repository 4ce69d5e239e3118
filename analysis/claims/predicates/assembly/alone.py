"""How often a state voted no in a year, and how often nobody else did."""

from __future__ import annotations

import numpy as np

from analysis.claims.arguments import Number, State
from analysis.claims.ballot import Book
from analysis.claims.ledger import Finding, silent
from analysis.record.codes import Vote, is_cast
from analysis.words import none_or, number_of, out_of, times

__all__ = ["voted_no_and_alone"]


def voted_no_and_alone(
    book: Book, *, state: State, year: int, noes: int, alone: int, before: int
) -> Finding:
    """Check how many texts of a year a state voted against, and against how many it alone did.

    Parameters
    ----------
    book : Book
    state : State
    year : int
    noes : int
        Texts that it voted against, at least: the core of the claim.
    alone : int
        Of these the texts that no other state voted against.
    before : int
        The year that the evidence tells beside it.
    """
    found = {y: _counted(book, state, y) for y in (before, year)}
    if found[year] is None or not book.holds_the_assembly:
        return silent(f"This record holds not all of the Assembly's roll calls of {year}.")
    n_cast, n_no, n_alone = found[year] or (0, 0, 0)
    evidence = (
        f"In {year} {state} voted no on {out_of(n_no, n_cast, 'text')} on which it voted "
        f"({n_no / n_cast:.0%}), and on {none_or(n_alone)} of them no other state did."
    )
    numbers = {"texts": n_cast, "noes": n_no, "alone": n_alone}
    then = found[before]
    if then is not None:
        evidence += (
            f" In {before} it voted no on {out_of(then[1], then[0], 'text')} "
            f"({then[1] / then[0]:.0%}), {times(then[2])} alone."
        )
        numbers |= {f"texts_{before}": then[0], f"noes_{before}": then[1]}
        numbers |= {f"alone_{before}": then[2]}
    rests = f"{number_of(n_cast, 'roll call')} of the General Assembly of {year}, paragraphs apart"
    return Finding((n_no >= noes, n_alone == alone), evidence, numbers, rests)


def _counted(book: Book, state: State, year: Number | int) -> tuple[int, int, int] | None:
    """Count the state's votes, its Noes and its lone Noes on whole texts; None without a vote."""
    calls = book.whole_texts("GA", year)
    if state not in calls.states.index or not calls.n_calls:
        return None
    own = calls.of(state)
    no = own == Vote.NO
    alone = no & (np.asarray(calls.votes == Vote.NO).sum(axis=0) == 1)
    cast = int(is_cast(own).sum())
    return (cast, int(no.sum()), int(alone.sum())) if cast else None
