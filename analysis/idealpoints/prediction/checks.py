"""Posterior predictive checks: what a fit says of counts that anybody can make from the votes.

Votes are drawn anew from the model, on the same texts and of the same states that voted, and the
counts of these records are set beside those of the record that is (Gelman, Meng and Stern 1996).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import UsageError
from analysis.idealpoints.results.intervals import tails_of
from analysis.idealpoints.results.points import IdealPointResults
from analysis.rollcalls import RollCalls

__all__ = ["CHECKS", "Record", "predictive_checks"]

Codes = npt.NDArray[np.int8]
NO = 3


@dataclass(frozen=True, eq=False)
class Record:
    """Votes on texts on which states differed: those cast, or those of a draw.

    Attributes
    ----------
    votes : ndarray of int8, shape (n_states, n_calls)
        1 yes, 2 abstain, 3 no, 0 without a vote.
    row : dict of str to int
        Where a state stands.
    year : ndarray of int64, shape (n_calls,)
        Position in `years`.
    years : tuple of int
    """

    votes: Codes
    row: dict[str, int]
    year: npt.NDArray[np.int64]
    years: tuple[int, ...]


#: From a record, the state and others to (state, partner, year or "all") → number.
Check = Callable[[Record, str, Sequence[str]], dict[tuple[str, str, object], float]]


def lone_noes(record: Record, state: str, others: Sequence[str]) -> dict:
    """Count the roll calls of each year on which the state alone voted No."""
    no = record.votes == NO
    alone = no[record.row[state]] & (no.sum(axis=0) == 1)
    found = np.bincount(record.year, alone, len(record.years))
    return {(state, "", year): n for year, n in zip(record.years, found, strict=True)}


def share_of_no(record: Record, state: str, others: Sequence[str]) -> dict:
    """Return the share of No among the state's votes in each year."""
    own = record.votes[record.row[state]]
    cast = np.bincount(record.year, own > 0, len(record.years))
    no = np.bincount(record.year, own == NO, len(record.years))
    return {
        (state, "", year): a / n for year, a, n in zip(record.years, no, cast, strict=True) if n > 0
    }


def both_no(record: Record, state: str, others: Sequence[str]) -> dict:
    """Count the roll calls of each year on which the state and each other both voted No."""
    found = {}
    for other in others:
        both = (record.votes[[record.row[state], record.row[other]]] == NO).all(axis=0)
        counts = np.bincount(record.year, both, len(record.years))
        for year, n in zip(record.years, counts, strict=True):
            found[state, other, year] = n
    return found


def agreement(record: Record, state: str, others: Sequence[str]) -> dict:
    """Return the mean of 1 − |a − b|/2 over all common votes, for each pair of the states."""
    found: dict = {}
    for a, b in combinations([state, *others], 2):
        one, two = (record.votes[record.row[s]].astype(int) for s in (a, b))
        both = (one > 0) & (two > 0)
        if both.any():
            found[a, b, "all"] = 1 - np.abs(one - two)[both].mean() / 2
    return found


#: What is counted, by its name in the table.
CHECKS: dict[str, Check] = {
    "lone noes": lone_noes,
    "share of no": share_of_no,
    "both no": both_no,
    "agreement": agreement,
}


def predictive_checks(
    results: IdealPointResults,
    rollcalls: RollCalls,
    state: str,
    others: Sequence[str] = (),
    draws: int = 200,
    seed: int = 1,
    level: float = 0.90,
) -> pd.DataFrame:
    """Set counts of the record beside those of records drawn from the model.

    Parameters
    ----------
    results : IdealPointResults
        With draws, each record is drawn from one of them, in turn; without, from the estimates,
        whose uncertainty is then not in the intervals.
    rollcalls : RollCalls
        Of the time wanted; the votes that were fitted count.
    state : str
    others : sequence of str
        For what is counted of pairs. Those without a vote are passed over.
    draws : int
        Records drawn.
    seed : int
    level : float

    Returns
    -------
    DataFrame, one row per number
        ``check, state, partner, year`` (or "all"), ``observed``, the ``mean, low, high`` of
        draws, ``above``: the share of draws above the observed number, half of those equal to it
        included, and ``outside``: whether the observed number is outside the interval.

    Raises
    ------
    UsageError
        If the state casts no vote there that was fitted, or there are no draws.
    """
    if draws < 1:
        raise UsageError(f"{draws} draws", "predictive checks", "use 200, say")
    table = results.predict(rollcalls)
    labels = pd.MultiIndex.from_frame(results.params[["state", "period"]])
    point = labels.get_indexer(pd.MultiIndex.from_frame(table[["state", "period"]]))
    item = pd.Index(results.ballots.items).get_indexer(table["item"])
    held = (point >= 0) & (item >= 0)
    if not (held & (table["state"] == state)).any():
        raise UsageError(
            f"{state} casts no vote there that was fitted", "predictive checks", "name another time"
        )
    table, point, item = table[held], point[held], item[held]
    here = [s for s in dict.fromkeys(others) if (table["state"] == s).any() and s != state]
    rows = rollcalls.states.index
    at = rows.get_indexer(table["state"]), table["call"].to_numpy()
    year, years = pd.factorize(rollcalls.calls["date"].dt.year, sort=True)

    def count(codes: npt.NDArray[np.integer]) -> dict[tuple, float]:
        votes = np.zeros((len(rows), rollcalls.n_calls), dtype=np.int8)
        votes[at] = codes
        record = Record(
            votes, {s: rows.get_loc(s) for s in [state, *here]}, year, tuple(map(int, years))
        )
        return {
            (name, *key): float(value)
            for name, check in CHECKS.items()
            for key, value in check(record, state, here).items()
        }

    observed = pd.Series(count(table["vote"].to_numpy()))
    rng = np.random.default_rng(seed)
    kept = results.kept or (None,)
    step = max(1, len(kept) // draws)
    chances = results.chances(point, item) if kept == (None,) else None
    drawn = []
    for k in range(draws):
        p = chances
        if p is None:
            p = results.chances(point, item, kept[(k * step) % len(kept)])
        u = rng.random(len(p))
        codes = 1 + (u >= p[:, 0]).astype(np.int8) + (u >= p[:, 0] + p[:, 1])
        drawn.append(count(codes))
    records = pd.DataFrame(drawn)[list(observed.index)].to_numpy()
    value = observed.to_numpy()
    low, high = np.quantile(records, tails_of(level), axis=0)
    found = pd.DataFrame(list(observed.index), columns=["check", "state", "partner", "year"])
    return found.assign(
        observed=value,
        mean=records.mean(axis=0),
        low=low,
        high=high,
        above=((records > value) + 0.5 * (records == value)).mean(axis=0),
        outside=(value < low) | (value > high),
    )
