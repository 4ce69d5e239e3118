"""How a state votes: shares of No, Yes and abstention, votes cast alone, and absences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.estimate import Estimate
from analysis.inference import last, ratio
from analysis.record.codes import Vote, is_cast
from analysis.rollcalls import RollCalls
from analysis.shift.counted.compare import Asked, compared
from analysis.shift.counted.frame import Counted, counted
from analysis.shift.design import Design
from analysis.study import Study

__all__ = ["DESIGN", "FLAGS", "SUMS", "levels", "levels_of_days", "vote_flags"]

Floats = npt.NDArray[np.float64]
Flags: TypeAlias = dict[str, npt.NDArray[np.bool_]]

#: What is counted of each roll call, and the words for its share of votes cast; the last is what
#: shares are of.
FLAGS = {
    "no": "share of No{of}",
    "yes": "share of Yes{of}",
    "abstain": "share of abstentions{of}",
    "alone_no": "share of votes on which only {state} voted No",
    "alone": "share of votes that no other state cast as {state} did",
    "cast": "votes cast{of}",
}
#: What is summed by day, in this order.
SUMS = (*list(FLAGS)[:-1], "absent", "cast")


def vote_flags(rollcalls: RollCalls, state: str) -> Flags:
    """Say of each roll call what a state did on it.

    Parameters
    ----------
    rollcalls : RollCalls
    state : str

    Returns
    -------
    dict of str to ndarray of bool, shape (n_calls,)
        Those of `FLAGS`, and ``absent``. A vote is alone only where another state voted.

    Raises
    ------
    UsageError
        If the state is unknown.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[3, 1, 8], [1, 1, 1], [2, 1, 3]], states=["USA", "RUS", "CHN"])
    >>> {k: v.tolist() for k, v in vote_flags(rc, "USA").items() if k in ("alone_no", "absent")}
    {'alone_no': [True, False, False], 'absent': [False, False, True]}
    """
    own = rollcalls.of(state)
    cast = is_cast(own)
    same = (rollcalls.votes == own).sum(axis=0)
    alone = cast & (same == 1) & (is_cast(rollcalls.votes).sum(axis=0) > 1)
    return {
        "no": own == Vote.NO,
        "yes": own == Vote.YES,
        "abstain": own == Vote.ABSTAIN,
        "alone_no": alone & (own == Vote.NO),
        "alone": alone,
        "absent": own == Vote.ABSENT,
        "cast": cast,
    }


def levels(rollcalls: RollCalls, study: Study) -> list[Estimate]:
    """Count how the country votes in each of the three windows, on whole texts.

    Returns
    -------
    list of Estimate
        ``levels.<flag>.<window>`` for the flags of `FLAGS`: shares of votes cast, with the
        ``count`` among their details, and ``levels.<flag>.change.<baseline>``. The table counts by
        window, by year, and by treatment of the text last time, whole texts and parts apart.

    Raises
    ------
    UsageError
        If the country is unknown, or no roll call lies in the window after.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 3], [1, 1]], states=["USA", "RUS"],
    ...                           dates=["2024-12-01", "2025-02-24"])
    >>> [(e.name, e.estimate) for e in levels(rc, Study())][:3]
    [('levels.no.after', 1.0), ('levels.no.before', 0.0), ('levels.no.change.before', 1.0)]
    """
    frame = counted(rollcalls, study)
    flags = vote_flags(frame.rollcalls, study.country)
    return levels_of_days(frame, frame.sums(flags, SUMS), frame.table(flags))


def levels_of_days(
    frame: Counted, days: Mapping[str, Floats], table: pd.DataFrame
) -> list[Estimate]:
    """Make the estimates of `levels` from sums by day, however they were come by.

    Parameters
    ----------
    frame : Counted
    days : mapping of window to ndarray of float, shape (n_days, n_sums)
        Sums of whole texts, in the order of `SUMS`.
    table : DataFrame
        Stands behind the estimates.
    """
    found: list[Estimate] = []
    for k, name in enumerate(list(FLAGS)[:-1]):
        about: dict[str, dict[str, object]] = {
            key: {
                "count": int(held[:, k].sum()),
                "absent": int(held[:, SUMS.index("absent")].sum()),
                "calls": int(frame.mask(key).sum()),
            }
            for key, held in days.items()
        }
        asked = Asked(f"levels.{name}", FLAGS[name], name, ratio(k), last)
        found += compared(asked, days, frame, table, about)
    return found


DESIGN = Design("levels", levels, in_table=False)
