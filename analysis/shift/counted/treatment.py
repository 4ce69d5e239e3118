"""How the texts voted on were treated the time before, and how a state votes on each sort."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.estimate import Estimate
from analysis.inference import last, ratio
from analysis.resolutions.structure import Resolutions
from analysis.rollcalls import RollCalls
from analysis.shift.counted.compare import Asked, compared
from analysis.shift.counted.frame import TREATMENTS, Counted, counted
from analysis.shift.counted.levels import vote_flags
from analysis.shift.design import Design
from analysis.study import WINDOWS, Study

__all__ = ["DESIGN", "treatment", "treatment_of_days"]

Floats = npt.NDArray[np.float64]
#: From a sort and a measure to the sums of each day in a window: how many are, of how many.
SumsOf = Callable[[str, str, str], Floats]

#: The words for each sort of text.
WORDS = {
    "vote": "texts that were voted on the time before",
    "without a vote": "texts that were adopted without a vote the time before",
    "never seen": "texts not seen before",
}
#: Measures of a state's votes, and their words.
MEASURES = {
    "no": "share of No{of}",
    "alone_no": "share of votes on which only {state} voted No",
}


def treatment(rollcalls: RollCalls, study: Study, resolutions: Resolutions) -> list[Estimate]:
    """Count roll calls by how their text was treated last, and the country's votes on each sort.

    Returns
    -------
    list of Estimate
        ``treatment.<sort>.calls.<window>`` and ``....change.<baseline>``: the share of roll calls
        on whole texts that are of a sort (``vote``, ``without-a-vote``, ``never-seen``);
        ``treatment.<sort>.<no or alone_no>.<window>`` and its changes: how the country votes on
        those. Details of all: ``adoptions_held_from``, the first day of an adoption without a vote
        in the record, and ``seen`` (whether the window of a level begins after it): before that
        day a text adopted without a vote passes for one voted on longer ago, or never seen, so
        that windows which begin earlier have no number for those sorts. The table counts by
        window, treatment and year.

    Raises
    ------
    UsageError
        If the country is unknown, or no roll call lies in the window after.

    Examples
    --------
    >>> from analysis.record.texts import text_table
    >>> rc = RollCalls.from_votes([[1, 3], [1, 1]], states=["USA", "RUS"],
    ...     dates=["2024-12-01", "2025-02-24"], treated_last=["vote", "without a vote"])
    >>> texts = text_table({"symbol": ["A/RES/74/1"], "date": ["2019-10-10"],
    ...                     "adopted": ["without a vote"]}, 1)
    >>> found = treatment(rc, Study(), Resolutions.of(texts))
    >>> [(e.name, e.estimate) for e in found if "without" in e.name][:2]
    [('treatment.without-a-vote.calls.after', 1.0), ('treatment.without-a-vote.calls.before', 0.0)]
    """
    frame = counted(rollcalls, study)
    flags = vote_flags(frame.rollcalls, study.country)
    treated = frame.calls["treated"].to_numpy()
    table = frame.table({**flags, **{_key(t): treated == t for t in TREATMENTS}})

    def sums(sort: str, measure: str, window: str) -> Floats:
        of_sort = treated == sort
        if measure == "calls":
            above, below = of_sort, treated != ""
        else:
            above, below = flags[measure] & of_sort, flags["cast"] & of_sort
        return frame.days(np.column_stack([above, below]).astype(np.float64), window)

    return treatment_of_days(frame, sums, table, resolutions.without_since)


def treatment_of_days(
    frame: Counted, sums: SumsOf, table: pd.DataFrame, since: str
) -> list[Estimate]:
    """Make the estimates of `treatment` from sums by day, however they were come by.

    Parameters
    ----------
    frame : Counted
    sums : callable
        From a sort of `TREATMENTS`, ``"calls"`` or a measure of `MEASURES`, and a window to
        sums by day, shape (n_days, 2): how many are of the sort, or so voted on; of how many.
    table : DataFrame
        Stands behind the estimates.
    since : str
        The first day of an adoption without a vote in the record; empty if it holds none.
    """
    seen = {key: bool(since) and str(frame.window(key).window.first) >= since for key in WINDOWS}
    out: list[Estimate] = []
    for sort in TREATMENTS:
        words = {"calls": f"share of roll calls on {WORDS[sort]}"} | {
            m: f"{MEASURES[m]} on {WORDS[sort]}" for m in MEASURES
        }
        for measure, said in words.items():
            every = {key: sums(sort, measure, key) for key in WINDOWS}
            days = {key: every[key] for key in WINDOWS if sort == "vote" or seen[key]}
            about: dict[str, dict[str, object]] = {
                key: {"count": int(every[key][:, 0].sum()), "seen": seen[key]} for key in WINDOWS
            }
            asked = Asked(
                f"treatment.{_key(sort)}.{measure}",
                said,
                measure,
                ratio(0),
                last,
                unit="roll calls" if measure == "calls" else "votes",
            )
            made = compared(asked, days, frame, table, about)
            more = {"treated": sort, "adoptions_held_from": since}
            out += [replace(e, details={**e.details, **more}) for e in made]
    return out


def _key(sort: str) -> str:
    return sort.replace(" ", "-")


DESIGN = Design("treatment", treatment, in_table=False, needs_texts=True)
