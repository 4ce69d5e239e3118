"""The estimates of page one from shipped sums by day, made by the functions that count votes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import UsageError
from analysis.estimate import Estimate
from analysis.rollcalls import RollCalls
from analysis.shift.baselines import three_windows
from analysis.shift.counted.divided_texts import SUMS as SIDES
from analysis.shift.counted.divided_texts import divided_of_days
from analysis.shift.counted.frame import Counted
from analysis.shift.counted.levels import SUMS as VOTES
from analysis.shift.counted.levels import levels_of_days
from analysis.shift.counted.treatment import treatment_of_days
from analysis.shift.shipped.tables import read_counts, run_of_counts
from analysis.study import WINDOWS, Study

__all__ = ["Shipped", "shipped_answer"]

Floats = npt.NDArray[np.float64]
NOTHING = RollCalls.from_votes(np.zeros((0, 0)), states=[])


@dataclass(frozen=True, eq=False)
class Days(Counted):
    """The days of the whole record, without a single vote.

    Attributes
    ----------
    end : date
        The last day that is counted.
    """

    end: date = date.max

    @property
    def last(self) -> date:
        """The last day that is counted."""
        return self.end


@dataclass(frozen=True, eq=False)
class Shipped:
    """What page one can be made of without single votes.

    Attributes
    ----------
    found : dict of str to Estimate
        By name.
    years : DataFrame
        ``partner`` (a state, or ``allies``), ``year, calls, identical``: whole texts.
    missing : tuple of str
        What is not shipped for this study: ``divided`` where its allies and its rival are not
        those it has by default, ``allies`` where the mean with them is not there.
    last : date
        The last day of the record that was counted.
    rests_on : str
    """

    found: dict[str, Estimate]
    years: pd.DataFrame
    missing: tuple[str, ...]
    last: date
    rests_on: str


def shipped_answer(study: Study) -> Shipped:
    """Make the estimates of page one from what is shipped.

    Parameters
    ----------
    study : Study

    Raises
    ------
    UsageError
        If the state casts no vote in the counts, or a window holds no roll call.
    RecordError
        If no counts are shipped.

    Examples
    --------
    >>> answer = shipped_answer(Study())
    >>> answer.found["levels.no.before"].n > 200, answer.missing
    (True, ())
    """
    about = run_of_counts()
    frame = _frame(study)
    own = read_counts("counts_votes")
    own = own[own["state"] == study.country]
    if own.empty:
        raise UsageError(
            f"{study.country} casts no vote in the counts", "study", "see data/derived"
        )
    own = own.assign(cast=own["yes"] + own["no"] + own["abstain"])
    votes = {key: _sums(frame, own, VOTES, key) for key in WINDOWS}
    behind = _levels_table(own, frame)
    made = levels_of_days(frame, votes, behind)

    def treated(sort: str, measure: str, key: str) -> Floats:
        if measure == "calls":
            return _calls(frame, sort, key)
        of_sort = own[own["treated"] == sort]
        return _sums(frame, of_sort, [measure, "cast"], key)

    made += treatment_of_days(frame, treated, behind, str(about["without_since"]))
    missing = []
    sides = read_counts("counts_divided")
    names = " ".join(study.allies)
    sides = sides[(sides["state"] == study.country) & (sides["group"] == names)]
    sides = sides[sides["rival_code"] == study.rival]
    if len(sides):
        split = {key: _sums(frame, sides, SIDES, key) for key in WINDOWS}
        made += divided_of_days(frame, split, sides)
    else:
        missing.append("divided")
    years = _years(study, names)
    if not (years["partner"] == "allies").any():
        missing.append("allies")
    found = {e.name: e for e in made}
    last = date.fromisoformat(about["last"])
    return Shipped(found, years, tuple(missing), last, str(about["rests_on"]))


def _frame(study: Study) -> Days:
    days = read_counts("counts_days")
    days = days[days["date"] <= pd.Timestamp(study.until)]
    calls = days.loc[days.index.repeat(days["calls"]), ["date", "kind", "treated"]]
    calls = calls.reset_index(drop=True)
    windows = three_windows(study)
    key = np.full(len(calls), "", dtype=object)
    for w in windows:
        key[w.window.mask(calls["date"])] = w.key
    for side in ("before", "after"):
        if not (key == side).any():
            about = run_of_counts()
            raise UsageError(
                f"no roll calls {side} the event {study.event}",
                "study",
                f"the record runs from {about['first']} to {about['last']}",
            )
    calls["year"], calls["window"] = calls["date"].dt.year, key.astype(str)
    calls["day"] = np.unique(calls["date"].to_numpy(), return_inverse=True)[1]
    return Days(NOTHING, study, windows, calls, calls["date"].max().date())


def _sums(frame: Days, table: pd.DataFrame, columns: object, key: str) -> Floats:
    """Sum columns by day, a row for each day of a window with a whole text."""
    names = list(columns)  # type: ignore[call-overload]
    days = np.sort(frame.calls.loc[frame.mask(key), "date"].unique())
    found = table.groupby("date")[names].sum()
    return np.asarray(found.reindex(days, fill_value=0).to_numpy(dtype=np.float64))


def _calls(frame: Days, sort: str, key: str) -> Floats:
    held = frame.calls[frame.mask(key)]
    sums = pd.DataFrame({"date": held["date"], "a": held["treated"] == sort})
    sums["b"] = held["treated"] != ""
    return np.asarray(sums.groupby("date")[["a", "b"]].sum().to_numpy(dtype=np.float64))


def _levels_table(own: pd.DataFrame, frame: Days) -> pd.DataFrame:
    """Sum by window and by year; only windows have the number of roll calls."""
    columns = list(VOTES)
    sums = own.assign(year=own["date"].dt.year).groupby("year")[columns].sum()
    windows = [
        own.loc[frame.window(key).window.mask(own["date"]), columns].sum().to_dict()
        | {"by": "window", "window": key, "calls": int(frame.mask(key).sum())}
        for key in WINDOWS
    ]
    years = sums.reset_index().assign(by="year", window="")
    return pd.concat([pd.DataFrame(windows), years], ignore_index=True).assign(kind="whole")


def _years(study: Study, names: str) -> pd.DataFrame:
    """Share of identical votes on whole texts by partner and year."""
    pairs = read_counts("counts_pairs")
    pairs = pairs[(pairs["state"] == study.country) & (pairs["calls"] > 0)]
    pairs = pairs.assign(identical=pairs["same"] / pairs["calls"])
    mean = read_counts("counts_allies")
    mean = mean[(mean["state"] == study.country) & (mean["group"] == names)]
    columns = ["partner", "year", "calls", "identical"]
    both = pd.concat([pairs[columns], mean.assign(partner="allies")[columns]], ignore_index=True)
    return both[both["year"] <= study.until.year].astype({"identical": float, "year": int})
