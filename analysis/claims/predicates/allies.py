"""The European allies of the United States, and how it voted beside them."""

from __future__ import annotations

from datetime import date

from analysis.claims.ballot import Ballot
from analysis.record.codes import Vote
from analysis.record.reference import members

__all__ = ["AGAINST", "APART", "UNKNOWN", "WITH", "european_allies", "stance"]

WITH, AGAINST, APART, UNKNOWN = "with", "against", "apart", "unknown"
_OPPOSITE = {Vote.YES: Vote.NO, Vote.NO: Vote.YES}


def european_allies(day: date) -> tuple[str, ...]:
    """Return the members of NATO and the EU on a day, without the United States and Canada."""
    both = set(members("NATO", day)) | set(members("EU", day))
    return tuple(sorted(both - {"USA", "CAN"}))


def stance(ballot: Ballot, state: str) -> str:
    """Say how a state voted beside most European allies that cast a vote.

    Returns
    -------
    {"with", "against", "apart", "unknown"}
        "against" if most cast the opposite vote; an abstention is not the opposite of anything,
        so it stands "apart", as does an absence. "unknown" if the record lacks the vote of the
        state or those of all allies.
    """
    mine = ballot.of(state)
    allies = european_allies(ballot.day)
    if mine == Vote.NOT_RECORDED or not any(ballot.records(s) for s in allies):
        return UNKNOWN
    cast = [v for s in allies if Vote.YES <= (v := ballot.of(s)) <= Vote.NO]
    if Vote.YES <= mine <= Vote.NO and 2 * cast.count(mine) > len(cast):
        return WITH
    if mine in _OPPOSITE and 2 * cast.count(_OPPOSITE[mine]) > len(cast):
        return AGAINST
    return APART
