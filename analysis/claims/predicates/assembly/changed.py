"""On how many recurring texts a state changed its vote, and which other states changed as many."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from analysis.claims.arguments import Day, State
from analysis.claims.ballot import Book, states_in_words
from analysis.claims.ledger import Finding, silent
from analysis.record.codes import is_cast
from analysis.shift.recurring import pair_texts
from analysis.study import Study
from analysis.words import none_or, number_of, out_of

__all__ = ["changed_most", "moved_to"]

#: States named at most; the others are counted.
NAMED = 8


def changed_most(book: Book, *, state: State, before: Day, since: Day) -> Finding:
    """Check that a state changed its vote on a larger share of recurring texts than any other did.

    A text counts that was voted on as a whole in both windows; the last vote before the day is set
    beside the first one since. Of each state the texts count on which it voted both times; states
    with fewer than half as many as the state asked about are left out.

    Parameters
    ----------
    book : Book
    state : State
    before, since : Day
        The window before runs from the one to the eve of the other.
    """
    votes = _both(book, state, before, since)
    if votes is None:
        return silent("This record has no text that was voted on in both windows.")
    codes, one, two = votes
    cast = is_cast(one) & is_cast(two)
    n, moved = cast.sum(axis=1), (cast & (one != two)).sum(axis=1)
    own = codes.index(str(state))
    if not n[own]:
        return silent(f"{state.first} voted on no text in both windows.")
    share = np.divide(moved, n, out=np.full(len(n), -1.0), where=n * 2 >= n[own])
    ahead = [codes[k] for k in np.argsort(-share, kind="stable") if share[k] >= share[own]]
    ahead.remove(str(state))
    texts = out_of(int(moved[own]), int(n[own]), "text")
    evidence = (
        f"{state.first} voted otherwise than before on {texts} on which it voted both before "
        f"{since} and since ({moved[own] / n[own]:.0%}). "
    )
    compared = int((share >= 0).sum()) - 1
    if ahead:
        named = states_in_words(ahead[:NAMED])
        more = f" and {number_of(len(ahead) - NAMED, 'other')}" if len(ahead) > NAMED else ""
        evidence += f"At least as large a share changed for {named}{more}, of {compared} others."
    else:
        evidence += f"For none of {number_of(compared, 'other state')} did as large a share change."
    numbers = {
        "texts": int(n[own]),
        "changed": int(moved[own]),
        "share": round(float(share[own]), 4),
        "as_many_or_more": ahead,
        "compared": compared,
    }
    return Finding((moved[own] > 0 and not ahead,), evidence, numbers, _rests(one, since))


def moved_to(book: Book, *, state: State, other: State, before: Day, since: Day) -> Finding:
    """Check that a state came to another's vote on more recurring texts than it left it on.

    Parameters
    ----------
    book : Book
    state, other : State
    before, since : Day
        As in `changed_most`.
    """
    votes = _both(book, state, before, since)
    if votes is None or str(other) not in votes[0]:
        return silent("This record has no text that both voted on in both windows.")
    codes, one, two = votes
    a, b = codes.index(str(state)), codes.index(str(other))
    cast = np.all([is_cast(v[k]) for v in (one, two) for k in (a, b)], axis=0)
    if not cast.any():
        return silent("This record has no text that both voted on in both windows.")
    then, now = (one[a] == one[b])[cast], (two[a] == two[b])[cast]
    came, left, n = int((~then & now).sum()), int((then & ~now).sum()), int(cast.sum())
    evidence = (
        f"Of {number_of(n, 'text')} on which both voted before {since} and since, {state} and "
        f"{other} cast the same vote on {none_or(int(then.sum()))} before and on "
        f"{none_or(int(now.sum()))} since: they came to the same vote on {none_or(came)} and "
        f"parted on {none_or(left)}."
    )
    numbers = {"texts": n, "came": came, "left": left, "same_before": int(then.sum())}
    return Finding((came > left,), evidence, numbers, _rests(one, since))


def _rests(one: npt.NDArray[np.int8], since: Day) -> str:
    return f"{one.shape[1]} texts of the General Assembly voted on before and since {since}"


def _both(
    book: Book, state: State, before: Day, since: Day
) -> tuple[list[str], npt.NDArray[np.int8], npt.NDArray[np.int8]] | None:
    """Return states, and their votes on the texts of both windows, shape (n_states, n_texts)."""
    calls = book.whole_texts("GA")
    if str(state) not in calls.states.index or not calls.n_calls:
        return None
    default = Study()
    rival = default.rival if state != default.rival else default.country
    until = max(calls.calls["date"].max().date(), since)
    study = replace(
        default, country=str(state), rival=rival, before=before, event=since, until=until
    )
    pairs = pair_texts(calls, study)
    if pairs.empty:
        return None
    votes = np.asarray(calls.votes)
    one, two = (votes[:, pairs[f"call_{w}"].to_numpy(np.intp)] for w in ("before", "after"))
    return [str(s) for s in calls.states.index], one, two
