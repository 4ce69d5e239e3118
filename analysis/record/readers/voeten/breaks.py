"""Known slips of the roll calls collected by Voeten, in whichever layout they come."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.record.codes import Vote, is_cast
from analysis.record.states import FORMER

__all__ = ["COPIED_CODES", "COPIED_YEARS", "drop_copied_codes", "open_breaks", "open_memberships"]

#: Stretches in which the file lacks votes of a state and codes it absent, Türkiye throughout
#: and Zimbabwe on two roll calls in three (it is absent from one in twenty around it): state,
#: first day, last day. Absences there cannot be told from missing votes: not recorded.
CODING_BREAKS = (("TUR", "2023-10-01", "2024-12-31"), ("ZWE", "2016-11-21", "2016-12-23"))

#: Issue codes that repeat another one, roll call by roll call, in these years: they are a slip of
#: the file and say nothing of colonialism or economic development.
COPIED_CODES, COPIED, COPIED_YEARS = ("co", "ec"), "di", range(2019, 2024)

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


def drop_copied_codes(
    issues: Sequence[str], dates: pd.Series, name: str
) -> tuple[list[str], list[str]]:
    """Take out the codes ``co`` and ``ec`` of the years in which they only repeat ``di``.

    Parameters
    ----------
    issues : sequence of str
        Issue codes by roll call, separated by spaces.
    dates : Series of datetime
    name : str
        Of the source, for the note.

    Returns
    -------
    issues : list of str
        A year from 2019 to 2023 loses both codes if each stands on the very roll calls that
        ``di`` stands on, and keeps them if any roll call of the year says otherwise.
    notes : list of str
        How many roll calls lost them; empty if none did.

    Examples
    --------
    >>> days = pd.Series(pd.to_datetime(["2018-12-05", "2019-12-12", "2019-12-13"]))
    >>> drop_copied_codes(["co di ec", "co di ec nu", "me"], days, "matrix")[0]
    ['co di ec', 'di nu', 'me']
    """
    table = pd.DataFrame({"codes": [set(text.split()) for text in issues]})
    table["year"] = dates.dt.year.to_numpy()
    repeats = table["codes"].map(
        lambda codes: all((copy in codes) == (COPIED in codes) for copy in COPIED_CODES)
    )
    slip = table["year"].isin(COPIED_YEARS) & repeats.groupby(table["year"]).transform("all")
    slip &= table["codes"].map(lambda codes: COPIED in codes)
    kept = [
        " ".join(c for c in text.split() if not (lost and c in COPIED_CODES))
        for text, lost in zip(issues, slip, strict=True)
    ]
    if not slip.any():
        return kept, []
    years = table["year"][slip]
    span = " to ".join(sorted({str(years.min()), str(years.max())}))
    return kept, [
        f"{name}: the codes {' and '.join(COPIED_CODES)} of {int(slip.sum())} roll calls of {span} "
        f"repeat {COPIED} throughout and are left out"
    ]
