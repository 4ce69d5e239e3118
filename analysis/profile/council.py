"""Votes of the Security Council one by one: who voted how, and what became of the draft."""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np
import pandas as pd

from analysis.errors import UsageError
from analysis.record.codes import VOTE_NAMES, Vote, is_cast
from analysis.record.reference import PERMANENT
from analysis.rollcalls import RollCalls
from analysis.rollcalls.days import Day, as_day

__all__ = ["MAJORITY", "council_members", "council_votes", "exact_share", "same_votes"]

#: Votes in favour that a draft needs (Charter of the United Nations, article 27): since the
#: Council has fifteen members, and before, of eleven.
MAJORITY, MAJORITY_OF_ELEVEN = 9, 7
SINCE = pd.Timestamp("1966-01-01")
TAIPEI_UNTIL = "1971-10-25"


def council_votes(rollcalls: RollCalls) -> pd.DataFrame:
    """List roll calls of the Council with their tallies and outcomes.

    Parameters
    ----------
    rollcalls : RollCalls

    Returns
    -------
    DataFrame
        In order of time: ``id, date, symbol, title, partial, yes, no, abstain, outcome``, a
        column of votes in words for each permanent member, and ``others_no, others_abstain``
        (elected members, codes joined by blanks). ``outcome`` is "adopted" for a resolution,
        "vetoed" for a draft with the votes it needed, at least one No of a permanent member, and
        no symbol of a resolution, else "failed". Where only some votes are known (``partial``),
        the source is a list of vetoes: its drafts are vetoed, and their tallies count the votes
        that are known.

    Examples
    --------
    >>> rc = RollCalls.from_votes(
    ...     np.array([[3, *[1] * 9], [1] * 10]).T, states=["RUS", *"ABCDEFGHI"], body="SC",
    ...     symbol=["S/1", "S/RES/2"])
    >>> council_votes(rc)[["yes", "no", "outcome", "RUS"]].values.tolist()
    [[9, 1, 'vetoed', 'no'], [10, 0, 'adopted', 'yes']]
    """
    part = rollcalls.select(body="SC")
    part = part.take(np.argsort(part.calls["date"].to_numpy(), kind="stable"))
    states = part.states.index
    here = [s for s in PERMANENT if s in states]
    elected = ~states.isin(PERMANENT)
    table = part.calls[["id", "date", "symbol", "title", "partial"]].copy()
    table[["yes", "no", "abstain"]] = part.tally()[["yes", "no", "abstain"]]
    permanent_no = (part.votes[[part.row(s) for s in here]] == Vote.NO).any(axis=0)
    adopted = table["symbol"].str.startswith("S/RES/").to_numpy()
    needed = np.where(table["date"] < SINCE, MAJORITY_OF_ELEVEN, MAJORITY)
    listed = table["partial"].to_numpy() & (part.calls["outcome"] == "failed").to_numpy()
    vetoed = permanent_no & ((table["yes"] >= needed).to_numpy() | listed)
    table["outcome"] = np.select([adopted, vetoed], ["adopted", "vetoed"], "failed")
    for state in here:
        table[state] = [VOTE_NAMES[int(v)] for v in part.of(state)]
    for name, vote in (("others_no", Vote.NO), ("others_abstain", Vote.ABSTAIN)):
        table[name] = [
            " ".join(sorted(states[elected & (part.votes[:, j] == vote)]))
            for j in range(part.n_calls)
        ]
    return table.reset_index(drop=True)


def council_members(rollcalls: RollCalls, day: Day) -> tuple[str, ...]:
    """Say who sat on the Council on a day, as far as the record shows it.

    Permanent members always, China's seat from Taipei until 25 October 1971. Elected members
    serve for calendar years: those that a roll call of the year, of which every vote is known,
    has as members. Where a seat passed on within a year (as when two states became one), it is
    the member of the roll call nearest in time.

    Parameters
    ----------
    rollcalls : RollCalls
    day : date

    Returns
    -------
    tuple of str
        Sorted codes; the permanent members alone in a year without a roll call.

    Raises
    ------
    UsageError
        If the day is not a date.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 1], [2, 9], [9, 8]], states=["USA", "NOR", "DNK"],
    ...                           dates=["2022-02-25", "2025-02-24"], body="SC")
    >>> council_members(rc, "2022-07-01")
    ('CHN', 'FRA', 'GBR', 'NOR', 'RUS', 'USA')
    """
    on = as_day(day, "day")
    seat = {"CHN": "TWN"} if on < pd.Timestamp(TAIPEI_UNTIL) else {}
    permanent = {seat.get(s, s) for s in PERMANENT}
    part = rollcalls.select(start=f"{on.year}-01-01", end=f"{on.year}-12-31", body="SC").whole()
    if not part.n_calls:
        return tuple(sorted(permanent))
    seated = ~np.isin(part.votes, [Vote.NOT_MEMBER, Vote.NOT_RECORDED])
    away = np.abs(part.calls["date"].to_numpy() - np.datetime64(on))
    # On one roll call all members stand: the nearest has the year's, whoever did not vote.
    nearest = seated[:, int(away.argmin())]
    elected = set(part.states.index[nearest]) - {*PERMANENT, "TWN"}
    return tuple(sorted(permanent | elected))


def same_votes(rollcalls: RollCalls, a: str, b: str) -> pd.Series:
    """Say on which roll calls two states voted the same; NaN where one of them cast no vote.

    Returns
    -------
    Series of float, length n_calls
        1.0 or 0.0, in the order of the roll calls.
    """
    one, two = rollcalls.of(a), rollcalls.of(b)
    both = is_cast(one) & is_cast(two)
    return pd.Series(np.where(both, (one == two).astype(float), np.nan))


def exact_share(before: pd.Series, after: pd.Series, most: int = 50_000) -> tuple[float, float]:
    """Deal roll calls to before and after in every way, and count those as far apart.

    Parameters
    ----------
    before, after : Series of float
        Scores; NaN is passed over.
    most : int
        Ways above which the deal is refused.

    Returns
    -------
    p : float
        Share of all deals whose difference of means, after less before, is at least as large in
        size as the one observed, which is one of them.
    least : float
        The smallest share that any outcome could have had: with few roll calls it is large.

    Raises
    ------
    UsageError
        If a side is empty or there are too many ways.

    Examples
    --------
    >>> exact_share(pd.Series([0.0, 0, 0, 0]), pd.Series([1.0]))
    (0.2, 0.2)
    """
    first, second = (s.dropna().to_numpy() for s in (before, after))
    if not len(first) or not len(second):
        raise UsageError("no roll call before or none after", "exact_share")
    scores, k = np.concatenate([first, second]), len(second)
    ways = comb(len(scores), k)
    if ways > most:
        raise UsageError(f"{ways:,} ways to deal", "exact_share", "use draws instead")
    sums = np.array([scores[list(c)].sum() for c in combinations(range(len(scores)), k)])
    gaps = np.abs(sums / k - (scores.sum() - sums) / (len(scores) - k)).round(12)
    observed = round(abs(second.mean() - first.mean()), 12)
    return float((gaps >= observed).mean()), 1 / ways
