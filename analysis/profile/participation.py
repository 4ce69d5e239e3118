"""When a state was a member, on how many roll calls it voted, abstained or stayed away."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.record.codes import Vote, is_cast
from analysis.rollcalls import RollCalls

__all__ = ["last_years", "participation", "seats"]


def participation(rollcalls: RollCalls, country: str) -> pd.DataFrame:
    """Count by year how a state appears on the roll calls.

    Parameters
    ----------
    rollcalls : RollCalls
    country : str

    Returns
    -------
    DataFrame
        One row per year with roll calls: ``year``, ``roll_calls`` held while the state was a
        member and of which the record says how it appears, ``yes, abstain, no, absent``,
        ``attended`` (share of them on which it cast a vote) and ``abstained`` (share of the
        votes cast). Years in which it was no member have NaN shares. These are counts of all
        there is and no sample.

    Raises
    ------
    UsageError
        If the state is unknown.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 2, 8, 9]], states=["USA"])
    >>> participation(rc, "USA").iloc[0].tolist()
    [2000.0, 3.0, 1.0, 1.0, 0.0, 1.0, 0.6666666666666666, 0.5]
    """
    votes = rollcalls.of(country)
    years = rollcalls.calls["date"].dt.year.rename("year")
    kinds = (Vote.YES, Vote.ABSTAIN, Vote.NO, Vote.ABSENT)
    counts = pd.DataFrame({v.name.lower(): votes == v for v in kinds}).groupby(years).sum()
    counts.insert(0, "roll_calls", counts.sum(axis=1))
    cast = counts[["yes", "abstain", "no"]].sum(axis=1)
    counts["attended"] = cast / counts["roll_calls"].where(counts["roll_calls"] > 0)
    counts["abstained"] = counts["abstain"] / cast.where(cast > 0)
    return counts.reset_index()


def seats(rollcalls: RollCalls, country: str) -> pd.DataFrame:
    """List the times in which the record has a state as a member.

    Parameters
    ----------
    rollcalls : RollCalls
        In order of time or not.
    country : str

    Returns
    -------
    DataFrame
        Columns ``first, last`` (days of roll calls) and ``roll_calls``; one row for each run
        of roll calls on which the state is not coded as no member. The record knows the days of
        roll calls and not those of admission.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[9, 1, 8, 9, 1]], states=["SSD"])
    >>> seats(rc, "SSD")["roll_calls"].tolist()
    [2, 1]
    """
    order = np.argsort(rollcalls.calls["date"].to_numpy(), kind="stable")
    votes = rollcalls.of(country)[order]
    days = rollcalls.calls["date"].iloc[order].reset_index(drop=True)
    known = votes != Vote.NOT_RECORDED
    votes, days = votes[known], days[known].reset_index(drop=True)
    member = votes != Vote.NOT_MEMBER
    run = np.cumsum(np.r_[True, member[1:] != member[:-1]]) if len(member) else np.array([], int)
    table = pd.DataFrame({"day": days, "run": run})[member]
    found = table.groupby("run")["day"].agg(first="min", last="max", roll_calls="size")
    return found.reset_index(drop=True)


def last_years(rollcalls: RollCalls, country: str, years: int = 3) -> RollCalls:
    """Keep the roll calls of the last years in which a state cast votes: its present.

    Parameters
    ----------
    rollcalls : RollCalls
    country : str
    years : int
        Calendar years, the last with a vote of the state included.

    Returns
    -------
    RollCalls
        Without roll calls if the state cast no vote.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 1, 9]], states=["DDR"],
    ...                           dates=["1980-12-01", "1989-12-06", "1991-12-01"])
    >>> last_years(rc, "DDR").calls["date"].dt.year.tolist()
    [1989]
    """
    voted = is_cast(rollcalls.of(country))
    if not voted.any():
        return rollcalls.take(np.zeros(rollcalls.n_calls, dtype=bool))
    day = rollcalls.calls["date"][voted].max()
    return rollcalls.select(start=f"{day.year - years + 1}-01-01", end=f"{day.year}-12-31")
