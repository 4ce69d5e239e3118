"""The Assembly as a whole: shares of its votes, absences, and how divided it is, over time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import UsageError
from analysis.estimate import Estimate
from analysis.inference import last, ratio
from analysis.record.codes import Vote
from analysis.rollcalls import RollCalls
from analysis.shift.counted.compare import Asked, compared
from analysis.shift.counted.frame import Counted, counted
from analysis.shift.design import Design
from analysis.study import WINDOWS, Study

__all__ = ["DESIGN", "MEASURES", "agreement_index", "assembly"]

Floats = npt.NDArray[np.float64]

#: What is counted of each roll call, and the words for its mean over roll calls.
MEASURES = {
    "yes": "share of Yes among votes cast, mean over texts",
    "no": "share of No among votes cast, mean over texts",
    "abstain": "share of abstentions among votes cast, mean over texts",
    "absent": "share of members that cast no vote, mean over texts",
    "agreement_index": "agreement index of the Assembly (Hix, Noury and Roland), mean over texts",
}


def agreement_index(yes: npt.ArrayLike, no: npt.ArrayLike, abstain: npt.ArrayLike) -> Floats:
    """Compute the agreement index of Hix, Noury and Roland (2005) of roll calls.

    Parameters
    ----------
    yes, no, abstain : array-like of int
        Numbers of votes.

    Returns
    -------
    ndarray of float
        ``(max - (all - max) / 2) / all``: 1 where all vote alike, 0 where yes, no and abstention
        are equally many; NaN where nobody voted.

    Examples
    --------
    >>> agreement_index([10, 4, 3], [0, 4, 1], [0, 4, 0]).tolist()
    [1.0, 0.0, 0.625]
    """
    counts = np.stack([np.asarray(c, dtype=np.float64) for c in (yes, no, abstain)])
    total, most = counts.sum(axis=0), counts.max(axis=0)
    out = np.full(total.shape, np.nan)
    np.divide(most - (total - most) / 2, total, out=out, where=total > 0)
    return out


def assembly(rollcalls: RollCalls, study: Study) -> list[Estimate]:
    """Count how the Assembly votes in each of the three windows, on the issue and on all texts.

    Returns
    -------
    list of Estimate
        ``assembly.<issue or all>.<measure>.<window>`` and ``....change.<baseline>``, means over
        roll calls on whole texts for the measures of `MEASURES`. The index has intervals, since
        roll calls of a day hang together. The table has windows and
        years: ``on`` (the issue, or all), ``by, window, name, year, kind, calls`` and the measures.
        An issue without a roll call since the event is left out.

    Raises
    ------
    UsageError
        If the issue is unknown, or no roll call lies in the window after.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 3], [1, 1]], states=["USA", "RUS"],
    ...                           dates=["2024-12-01", "2025-02-24"])
    >>> [(e.name, e.estimate) for e in assembly(rc, Study())][:2]
    [('assembly.all.yes.after', 0.5), ('assembly.all.yes.before', 1.0)]
    """
    frame = counted(rollcalls, study)
    whole = frame.mask("after")
    scopes = {study.issue: frame.rollcalls.has_issue(study.issue), "all": np.ones(len(whole), bool)}
    scopes = {on: held for on, held in scopes.items() if (held & whole).any()}
    if not scopes:
        raise UsageError("no whole text was voted on since the event", "study")
    values = _values(frame)
    table = pd.concat([_rows(frame, on, held, values) for on, held in scopes.items()])
    table = table.reset_index(drop=True).astype({"year": "Int64"})
    names = list(MEASURES)
    out: list[Estimate] = []
    for on, held in scopes.items():
        counts = np.where(held[:, None], values, 0.0)
        days = {key: frame.days(counts, key) for key in WINDOWS}
        for k, name in enumerate(names):
            where = f" on {on.replace('_', ' ')}" if on != "all" else ""
            asked = Asked(
                f"assembly.{on}.{name}",
                f"{MEASURES[name]}{where}",
                name,
                ratio(k),
                last,
                unit="roll calls",
                kind="level" if name == "agreement_index" else "share",
                intervals=name == "agreement_index",
            )
            made = compared(asked, days, frame, table)
            out += [replace(e, details={**e.details, "on": on}) for e in made]
    return out


def _values(frame: Counted) -> Floats:
    """Measures of each roll call, and 1 where somebody voted, shape (n_calls, 6)."""
    tally = frame.rollcalls.tally()
    cast = tally[["yes", "no", "abstain"]].sum(axis=1).to_numpy(dtype=np.float64)
    members = (frame.rollcalls.votes != Vote.NOT_MEMBER).sum(axis=0) - (
        frame.rollcalls.votes == Vote.NOT_RECORDED
    ).sum(axis=0)
    share = {name: tally[name] / np.maximum(cast, 1) for name in ("yes", "no", "abstain")}
    share["absent"] = tally["absent"] / np.maximum(members, 1)
    index = agreement_index(tally["yes"], tally["no"], tally["abstain"])
    parts = [np.asarray(share[name], dtype=np.float64) for name in list(MEASURES)[:-1]]
    found = np.column_stack([*parts, np.nan_to_num(index), np.ones(len(cast))])
    return np.where(cast[:, None] > 0, found, 0.0)


def _rows(frame: Counted, on: str, scope: npt.NDArray[np.bool_], values: Floats) -> pd.DataFrame:
    rows = []
    for who, held in frame.groups():
        total = values[held & scope].sum(axis=0)
        if total[-1]:
            rows.append([on, *who, int(total[-1]), *(total[:-1] / total[-1])])
    return pd.DataFrame(
        rows, columns=["on", "by", "window", "name", "year", "kind", "calls", *MEASURES]
    )


DESIGN = Design("assembly", assembly, in_table=False)
