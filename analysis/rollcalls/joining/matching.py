"""Roll calls of one source matched with those of another: by number, symbol, or day and votes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.record.codes import Vote
from analysis.resolutions.gather import plain_symbol

__all__ = ["SAME_VOTES", "find_targets", "same_calls"]

#: Share of states with the same code above which two vote vectors of the same day are taken
#: for the same roll call. Different texts voted on one day agree on 0.6 to 0.9 of states in
#: the record; copies of one roll call agree on more than 0.98.
SAME_VOTES = 0.95
FEWEST_STATES = 15
#: A few early dates of the record are the first of the month: days that two dates of one
#: symbol may lie apart.
MONTH = 31


def same_calls(
    dates: npt.NDArray[np.datetime64],
    votes: npt.NDArray[np.int8],
    known_dates: npt.NDArray[np.datetime64],
    known_votes: npt.NDArray[np.int8],
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
    """Find which roll calls of one source are copies of those of another, by day and votes.

    Candidates are at most a day apart and agree on at least `SAME_VOTES` of the states that
    both record as voting or absent, of which there must be `FEWEST_STATES`. Each roll call has
    at most one copy: pairs are taken in order of agreement, so that of several nearly equal
    votes on one day each finds its own.

    Parameters
    ----------
    dates : ndarray of datetime64, shape (n,)
    votes : ndarray of int8, shape (n_states, n)
    known_dates : ndarray of datetime64, shape (m,)
    known_votes : ndarray of int8, shape (n_states, m)

    Returns
    -------
    match : ndarray of int, shape (n,)
        Position among the known roll calls; -1 for none.
    unique : ndarray of bool, shape (n,)
        Whether the match agrees better than any other candidate of either of the two. Where
        it does not, the votes are the same whichever is which, but a title may be another's.

    Examples
    --------
    >>> g = np.array([[1, 3]] * 20, dtype=np.int8)
    >>> d = np.array(["2020-12-07", "2020-12-07"], dtype="datetime64[D]")
    >>> same_calls(d + 1, g[:, ::-1], d, g)
    (array([1, 0]), array([ True,  True]))
    """
    match = np.full(len(dates), -1, dtype=np.intp)
    unique = np.zeros(len(dates), dtype=bool)
    here, there = _taking_part(votes), _taking_part(known_votes)
    pairs: list[tuple[float, int, int, int]] = []
    for j in range(len(dates)):
        away = np.abs(known_dates - dates[j]).astype("timedelta64[D]").astype(int)
        near = np.flatnonzero(away <= 1)
        both = here[:, [j]] & there[:, near]
        equal = ((known_votes[:, near] == votes[:, [j]]) & both).sum(axis=0)
        n = both.sum(axis=0)
        good = (n >= FEWEST_STATES) & (equal >= SAME_VOTES * n)
        pairs += [
            (-equal[k] / n[k], int(away[near[k]]), int(near[k]), j) for k in np.flatnonzero(good)
        ]
    best: dict[tuple[str, int], list[float]] = {}
    for disagreement, _, k, j in pairs:
        best.setdefault(("known", k), []).append(disagreement)
        best.setdefault(("new", j), []).append(disagreement)
    taken: set[int] = set()
    for disagreement, _, k, j in sorted(pairs):
        if match[j] < 0 and k not in taken:
            match[j] = k
            taken.add(k)
            rivals = best["known", k] + best["new", j]
            unique[j] = sum(r <= disagreement for r in rivals) == 2  # itself, from either side
    return match, unique


def _taking_part(votes: npt.NDArray[np.int8]) -> npt.NDArray[np.bool_]:
    return (votes != Vote.NOT_RECORDED) & (votes != Vote.NOT_MEMBER)


def find_targets(
    table: pd.DataFrame,
    votes: npt.NDArray[np.int8],
    calls: pd.DataFrame,
    grid: npt.NDArray[np.int8],
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
    """Find which roll call of the record each of another source's repeats.

    Numbers that two releases share tell at once. Then symbols that stand for one roll call in
    either source (an Assembly symbol may stand for several: a text and its paragraphs). Then,
    for the Assembly, day and votes.

    Parameters
    ----------
    table : DataFrame, m rows
        The roll calls known.
    votes : ndarray of int8, shape (n_states, m)
    calls : DataFrame, n rows
        The other source's.
    grid : ndarray of int8, shape (n_states, n)
        Their votes, in the same rows of states.

    Returns
    -------
    target : ndarray of int, shape (n,)
        Position in `table`; -1 for a roll call that is new.
    sure : ndarray of bool, shape (n,)
        False where the votes fit another roll call as well; see `same_calls`.
    """
    target = np.full(len(calls), -1, dtype=np.intp)
    sure = np.ones(len(calls), dtype=bool)
    if table.empty:
        return target, sure
    position = {name: i for i, name in enumerate(table["id"])}
    target[:] = [position.get(name, -1) for name in calls["id"]]
    if (calls["source"] == "unvotes").all():  # its numbers are the matrix's own: no guesses
        return target, sure
    ours, theirs = _single_symbols(table), _single_symbols(calls)
    taken = set(target[target >= 0].tolist())
    for symbol, j in theirs.items():
        i = ours.get(symbol, -1)
        if target[j] < 0 <= i and i not in taken and _near(table, i, calls, j):
            target[j] = i
            taken.add(i)
    known = np.setdiff1d(np.flatnonzero((table["body"] == "GA").to_numpy()), list(taken))
    left = np.flatnonzero((calls["body"] == "GA").to_numpy() & (target < 0))
    match, unique = same_calls(
        calls["date"].to_numpy()[left],
        grid[:, left],
        table["date"].to_numpy()[known],
        votes[:, known],
    )
    target[left[match >= 0]] = known[match[match >= 0]]
    sure[left] = unique | (match < 0)
    return target, sure


def _single_symbols(calls: pd.DataFrame) -> dict[tuple[str, str], int]:
    """Symbols that occur once, with the body, and where; the spelling of parts is levelled."""
    plain = plain_symbol(calls["symbol"])
    once = (plain != "") & ~plain.duplicated(keep=False)
    keys = zip(calls["body"][once], plain[once], strict=True)
    return dict(zip(keys, np.flatnonzero(once.to_numpy()).tolist(), strict=True))


def _near(table: pd.DataFrame, i: int, calls: pd.DataFrame, j: int) -> bool:
    """Say whether two dates are close enough for one symbol (early dates may be the month's)."""
    return abs((table["date"].iloc[i] - calls["date"].iloc[j]).days) <= MONTH
