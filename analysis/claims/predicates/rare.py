"""How often two states both voted no, on all roll calls of the Assembly."""

from __future__ import annotations

from analysis.claims.arguments import State
from analysis.claims.ballot import Book
from analysis.claims.ledger import Finding, silent
from analysis.record.codes import Vote, is_cast
from analysis.words import none_or, out_of

__all__ = ["rarely_both"]


def rarely_both(
    book: Book, *, state: State, other: State, one_in: int, since: int, to: int, year: int
) -> Finding:
    """Check that two states both vote no on few roll calls of the Assembly.

    Parameters
    ----------
    book : Book
    state, other : State
    one_in : int
        Rare is what happens on fewer than one roll call in so many.
    since, to : int
        Years that a record must reach back and up to, to speak for all.
    year : int
        Of this year the share is told apart.
    """
    assembly = book.rollcalls.select(body="GA").whole()
    rest = assembly.take(~assembly.has_issue("ukraine"))
    if not {state, other} <= set(assembly.states.index) or not rest.n_calls:
        return silent("This record holds only the Assembly's roll calls on Ukraine.")
    if rest.first.year > since or rest.last.year < to:
        return silent(
            f"This record of the Assembly runs from {rest.first.year} to {rest.last.year} only."
        )
    one, two = assembly.of(state), assembly.of(other)
    cast = is_cast(one) & is_cast(two)
    both = cast & (one == Vote.NO) & (two == Vote.NO)
    then = (assembly.calls["date"].dt.year == year).to_numpy(dtype=bool)
    n, n_both, n_same = int(cast.sum()), int(both.sum()), int((cast & (one == two)).sum())
    n_no = int((cast & (one == Vote.NO)).sum())
    n_then, both_then = int((cast & then).sum()), int((both & then).sum())
    if not n:
        return silent("This record has no roll call on which both voted.")
    evidence = (
        f"Both voted no on {out_of(n_both, n, 'roll call')} on which both voted ({n_both / n:.1%})"
    )
    if n_both:
        evidence += f", which is {n_both / n_no:.1%} of the {n_no:,} on which {state} voted no"
    evidence += f"; they cast the same vote, of any kind, on {none_or(n_same)} ({n_same / n:.1%})."
    if n_then:
        evidence += (
            f" In {year} both voted no on {out_of(both_then, n_then, 'roll call')} "
            f"({both_then / n_then:.1%})."
        )
    numbers = {
        "roll_calls": n,
        "both_no": n_both,
        "share_both_no": round(n_both / n, 4),
        "same_vote": n_same,
        "american_noes": n_no,  # the first of the two states
        f"roll_calls_{year}": n_then,
        f"both_no_{year}": both_then,
    }
    return Finding((n_both * one_in < n,), evidence, numbers, assembly.rests_on())
