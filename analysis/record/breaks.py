"""Known slips of the roll calls collected by Voeten, in whichever layout they come."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.record.codes import Vote, is_cast
from analysis.record.states import FORMER

__all__ = ["open_breaks", "open_memberships"]

#: Stretches in which the file lacks votes of a state and codes it absent, Türkiye throughout
#: and Zimbabwe on two roll calls in three (it is absent from one in twenty around it): state,
#: first day, last day. Absences there cannot be told from missing votes: not recorded.
CODING_BREAKS = (("TUR", "2023-10-01", "2024-12-31"), ("ZWE", "2016-11-21", "2016-12-23"))

#: States that were no members for a time after their first vote: Yugoslavia from 1992 to 2000,
#: Taipei, which lost China's seat in 1971, and those that are no more. Of any other, the code is
#: a slip of the file.
LEFT = ("SRB", "TWN", *FORMER)


def open_breaks(votes: np.ndarray, states: list[str], dates: pd.Series, name: str) -> list[str]:
    """Take the absences within `CODING_BREAKS` as not recorded; say how many."""
    notes = []
    for state, first, last in CODING_BREAKS:
        if state not in states:
            continue
        row = votes[states.index(state)]
        within = ((dates >= first) & (dates <= last)).to_numpy()
        broken = within & np.isin(row, [Vote.ABSENT, Vote.NOT_MEMBER])
        row[broken] = Vote.NOT_RECORDED
        if broken.any():
            notes.append(
                f"{name}: {int(broken.sum())} cells of {state} from {first}, coded absent or not "
                "a member in a block, are taken as not recorded"
            )
    return notes


def open_memberships(votes: np.ndarray, states: list[str], name: str) -> list[str]:
    """Take a member coded as none after its first vote as not recorded; say how often."""
    cast = is_cast(votes)
    since = np.where(cast.any(axis=1), cast.argmax(axis=1), votes.shape[1])
    slip = (votes == Vote.NOT_MEMBER) & (np.arange(votes.shape[1]) > since[:, None])
    slip[[s in LEFT for s in states]] = False
    votes[slip] = Vote.NOT_RECORDED
    n = slip.sum(axis=1)
    if not n.any():
        return []
    who = ", ".join(f"{states[i]} {n[i]}" for i in np.flatnonzero(n))
    return [f"{name}: {n.sum()} cells of members coded as none ({who}) are taken as not recorded"]
