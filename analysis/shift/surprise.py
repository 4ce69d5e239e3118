"""Predictive surprise: how unexpected each vote of a state was, given only what came before.

A vote is predicted from two things known of the same roll call, how the allies voted (their
most common vote) and how the rival voted, and from how the state voted before in the same
constellation. The prediction is the Dirichlet-multinomial mean with older votes discounted;
the surprise is its logarithmic loss in bits. A coin toss has one bit. Each vote is scored
before it is counted, so no vote helps to predict itself or an earlier one. Only the rate of
discounting looks further: one number, chosen on all votes before the event, so that nothing
after the event bears on the score of any vote before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import UsageError
from analysis.record.codes import Vote, is_cast
from analysis.rollcalls import RollCalls

__all__ = ["HALF_LIVES", "choose_half_life", "modal_vote", "score_votes", "surprise"]

#: Half-lives, in roll calls, among which `choose_half_life` chooses.
HALF_LIVES: tuple[float, ...] = (50.0, 100.0, 200.0, 400.0, 800.0, float("inf"))

#: Weight of the prior: one vote in all, a third for each of yes, abstain and no. With fewer
#: the first vote in a new constellation would have unbounded surprise.
PRIOR = 1.0 / 3.0


def modal_vote(votes: npt.NDArray[np.int8]) -> npt.NDArray[np.int8]:
    """Find the most common vote of a group on each roll call.

    Parameters
    ----------
    votes : ndarray of int8, shape (n_members, n_calls)

    Returns
    -------
    ndarray of int8, shape (n_calls,)
        1 yes, 2 abstain, 3 no; 0 where nobody cast a vote. A tie goes to abstain if abstain is
        tied, else to no: the group then did not support the text.

    Examples
    --------
    >>> modal_vote(np.array([[1, 1, 8], [1, 3, 9], [2, 3, 8]], dtype=np.int8)).tolist()
    [1, 3, 0]
    """
    counts = np.stack([(votes == v).sum(axis=0) for v in (Vote.ABSTAIN, Vote.NO, Vote.YES)])
    best = np.array([Vote.ABSTAIN, Vote.NO, Vote.YES], dtype=np.int8)[counts.argmax(axis=0)]
    return np.where(counts.sum(axis=0) > 0, best, np.int8(0)).astype(np.int8)


def score_votes(
    vote: npt.NDArray[np.int8], cell: npt.NDArray[np.int64], n_cells: int, half_life: float
) -> npt.NDArray[np.float64]:
    """Score each vote by its surprise given the earlier votes in the same cell.

    Parameters
    ----------
    vote : ndarray of int8, shape (n,)
        1, 2 or 3, in order of time.
    cell : ndarray of int64, shape (n,)
        The constellation of each roll call, from 0.
    n_cells : int
    half_life : float
        Number of roll calls after which an earlier vote counts half; ``inf`` for never.

    Returns
    -------
    ndarray of float64, shape (n, 3)
        Predicted probabilities of yes, abstain and no, made before the vote is counted.

    Examples
    --------
    >>> p = score_votes(np.array([1, 1], dtype=np.int8), np.zeros(2, dtype=int), 1, np.inf)
    >>> p.round(3).tolist()
    [[0.333, 0.333, 0.333], [0.667, 0.167, 0.167]]
    """
    counts = np.zeros((n_cells, 3))
    decay = 0.5 ** (1.0 / half_life)
    out = np.empty((len(vote), 3))
    for i, (v, c) in enumerate(zip(vote, cell, strict=True)):
        prior = counts[c] + PRIOR
        out[i] = prior / prior.sum()
        counts *= decay
        counts[c, v - 1] += 1.0
    return out


def choose_half_life(
    vote: npt.NDArray[np.int8], cell: npt.NDArray[np.int64], n_cells: int
) -> float:
    """Choose the half-life with the smallest mean surprise over the votes given.

    Give it only votes from before the event that is studied.
    """
    losses = []
    for half_life in HALF_LIVES:
        p = score_votes(vote, cell, n_cells, half_life)
        losses.append(-np.log2(p[np.arange(len(vote)), vote - 1]).mean())
    return HALF_LIVES[int(np.argmin(losses))]


def surprise(
    rollcalls: RollCalls,
    country: str,
    rival: str,
    members: Mapping[object, Sequence[str]],
    event: str,
    burn_in: int = 50,
) -> pd.DataFrame:
    """Score every vote of a state by its surprise in bits.

    Parameters
    ----------
    rollcalls : RollCalls
        General Assembly roll calls.
    country, rival : str
    members : mapping from year to state codes
        The allies in each year; `country` and `rival` are left out if they are among them.
    event : date
        The half-life is chosen on votes before it.
    burn_in : int
        The first votes, which have no past to be predicted from, are scored but not ranked.

    Returns
    -------
    DataFrame, one row per vote cast by `country`, in order of time
        Columns ``id, date, symbol, title, issues, vote, allies, rival, p_yes, p_abstain, p_no,
        p`` (of the vote cast), ``bits``, ``rank`` (1 is the most surprising; tied votes share
        the worst rank among them; NA in the burn-in), ``half_life``.

    Raises
    ------
    UsageError
        If the country casts too few votes before the event to be predicted.
    """
    order = np.argsort(rollcalls.calls["date"].to_numpy(), kind="stable")
    ordered = rollcalls.take(order)
    calls = ordered.calls
    mine, theirs = ordered.of(country), ordered.of(rival)
    years = calls["date"].dt.year.to_numpy()
    allies = np.zeros(len(calls), dtype=np.int8)
    for year in np.unique(years):
        rows = [
            ordered.row(s)
            for s in members.get(int(year), ())
            if s in ordered.states.index and s not in (country, rival)
        ]
        here = years == year
        if rows:
            allies[here] = modal_vote(ordered.votes[rows][:, here])
    rival_cast = np.where(is_cast(theirs), theirs, 0)
    cell = allies.astype(np.int64) * 4 + rival_cast
    voted = is_cast(mine)
    past = (calls["date"] < pd.Timestamp(event)).to_numpy() & voted
    if past.sum() < max(1, min(burn_in, 5)):
        raise UsageError(
            f"{country} cast {int(past.sum())} votes before {event}",
            "surprise",
            "choose a later event or a longer record",
        )
    half_life = choose_half_life(mine[past], cell[past], 16)
    p = score_votes(mine[voted], cell[voted], 16, half_life)
    out = calls.loc[voted, ["id", "date", "symbol", "title", "issues"]].reset_index(drop=True)
    out["vote"], out["allies"], out["rival"] = mine[voted], allies[voted], rival_cast[voted]
    out[["p_yes", "p_abstain", "p_no"]] = p
    out["p"] = p[np.arange(len(p)), mine[voted] - 1]
    out["bits"] = -np.log2(out["p"])
    ranked = out["bits"].iloc[burn_in:].round(9)
    out["rank"] = ranked.rank(ascending=False, method="max").reindex(out.index).astype("Int64")
    out["half_life"] = half_life
    return out
