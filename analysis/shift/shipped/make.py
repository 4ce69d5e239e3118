"""Counting the whole record by state and day, for machines that have no record."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis import __version__
from analysis.agreement import common_vote
from analysis.agreement.group import member_votes
from analysis.agreement.means import mean_defined
from analysis.errors import UsageError
from analysis.files import whole_file
from analysis.record.codes import is_cast
from analysis.record.reference import PERMANENT, alliances
from analysis.resolutions.structure import Resolutions
from analysis.rollcalls import RollCalls
from analysis.shift.company import TREATIES, company
from analysis.shift.counted.divided_texts import SUMS, sides_of
from analysis.shift.counted.frame import Counted, counted
from analysis.shift.counted.levels import vote_flags
from analysis.shift.quantities import allies
from analysis.shift.shipped.tables import RUN
from analysis.study import Study

__all__ = ["asked_of", "counts_of", "write_counts"]

#: How a state votes, of the columns of ``counts_votes``.
VOTES = ("yes", "no", "abstain", "absent", "alone_no", "alone")
#: Events are thought of on the first and the last day of each of these years.
FIRST_EVENT = 1950


def counts_of(
    rollcalls: RollCalls, resolutions: Resolutions, states: Collection[str] | None = None
) -> dict[str, pd.DataFrame]:
    """Count the record by day, as `data/derived` ships it.

    Parameters
    ----------
    rollcalls : RollCalls
        The whole record.
    resolutions : Resolutions
        What belongs to it.
    states : collection of str, optional
        Those whose votes are counted; default is all.

    Returns
    -------
    dict of str to DataFrame
        By the names in `analysis.shift.shipped.tables.NAMES`.
    """
    chosen = [s for s in sorted(rollcalls.states.index) if states is None or s in states]
    frame = _frame(rollcalls)
    here = set(rollcalls.states.index)
    votes, divided, means, pairs = [], [], [], []
    for state in chosen:
        asked, friends = asked_of(state, frame.last.year)
        votes.append(_votes(frame, state))
        for group, rivals in asked.items():
            others = _group_votes(frame, state, group, rivals[0])
            if others is None:
                continue
            common = common_vote(others)
            divided += [
                _divided(frame, state, group, rival, common) for rival in rivals if rival in here
            ]
            # A rival is none of the allies, so that their mean is the same with each.
            means.append(_means(frame, state, group, others))
        pairs += [_pair(frame, state, s) for s in sorted({*PERMANENT, *friends} & here - {state})]
    return {
        "counts_days": _days(frame),
        "counts_votes": _together(votes),
        "counts_divided": _together(divided),
        "counts_allies": _together(means),
        "counts_pairs": _together(pairs),
    }


def write_counts(
    tables: dict[str, pd.DataFrame], rollcalls: RollCalls, resolutions: Resolutions, folder: Path
) -> list[Path]:
    """Write the counts to a folder, each file complete or not at all.

    Parameters
    ----------
    tables : dict of str to DataFrame
        From `counts_of`.
    rollcalls, resolutions
        What was counted.
    folder : path

    Returns
    -------
    list of Path
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, table in tables.items():
        text = table.select_dtypes(exclude=["number", "datetime"]).columns
        path = folder / f"{name}.parquet"
        with whole_file(path) as part:
            table.astype(dict.fromkeys(text, "category")).to_parquet(
                part, index=False, compression="zstd", compression_level=19
            )
        written.append(path)
    assembly = rollcalls.select(body="GA").whole()
    about = {
        "record": rollcalls.scope,
        "rests_on": assembly.rests_on(),
        "first": f"{assembly.first:%Y-%m-%d}",
        "last": f"{assembly.last:%Y-%m-%d}",
        "without_since": resolutions.without_since,
        "version": __version__,
    }
    with whole_file(folder / RUN) as part:
        part.write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
    return [*written, folder / RUN]


def asked_of(state: str, last: int) -> tuple[dict[tuple[str, ...], list[str]], set[str]]:
    """List with whom a state is compared by default, whatever the event.

    Parameters
    ----------
    state : str
    last : int
        Last year of an event.

    Returns
    -------
    dict of allies to rivals
        Groups of states that are no alliance and no regional group are left out: every event has
        its own.
    set of str
        The friends.

    Examples
    --------
    >>> asked, _ = asked_of("HUN", 2010)
    >>> asked["NATO", "EU"]
    ['CHN']
    """
    asked: dict[tuple[str, ...], list[str]] = {}
    friends = set()
    if state == Study.country:
        friends.add(Study.friend)
        asked[Study.allies] = [Study.rival]
    named = {*TREATIES, *alliances()["alliance"]}
    for event in _events(last):
        before = date(event.year - 4, event.month, event.day)
        try:
            found = company(state, event, before)
        except UsageError:  # it cast no vote before that year
            continue
        friends.add(found.friend)
        rivals = asked.setdefault(found.allies, []) if set(found.allies) <= named else []
        if found.rival not in rivals:
            rivals.append(found.rival)
    return asked, friends


def _events(last: int) -> Iterator[date]:
    for year in range(FIRST_EVENT, last + 1):
        yield from (date(year, 1, 1), date(year, 12, 31))


def _frame(rollcalls: RollCalls) -> Counted:
    """Sort the roll calls as a study does; which one does not matter, as windows are not asked."""
    first, last = rollcalls.first.date(), rollcalls.last.date()
    event = first + (last - first) / 2
    return counted(rollcalls, Study(event=event, before=first, until=last))


def _days(frame: Counted) -> pd.DataFrame:
    keys = ["date", "kind", "treated"]
    found = frame.calls.groupby(keys, sort=True).size().rename("calls").reset_index()
    return found.astype({"calls": "int16"})


def _whole(frame: Counted) -> npt.NDArray[np.bool_]:
    return (frame.calls["kind"] == "whole").to_numpy()


def _votes(frame: Counted, state: str) -> pd.DataFrame:
    flags = vote_flags(frame.rollcalls, state)
    held = frame.calls[["date", "treated"]].assign(**{name: flags[name] for name in VOTES})
    return _summed(held[_whole(frame)], {"state": state}, VOTES, ["date", "treated"])


def _group_votes(
    frame: Counted, state: str, group: tuple[str, ...], rival: str
) -> npt.NDArray[np.int8] | None:
    """Votes of the allies of each day, (n_members, n_calls); None if none is in the record."""
    study = Study(country=state, rival=rival, allies=group)
    try:
        return member_votes(frame.rollcalls, state, allies(study))[0]
    except UsageError:
        return None


def _divided(
    frame: Counted, state: str, group: tuple[str, ...], rival: str, common: npt.NDArray[np.int8]
) -> pd.DataFrame:
    flags = sides_of(frame.rollcalls.of(state), frame.rollcalls.of(rival), common)
    held = frame.calls[["date"]].assign(**{name: flags[name] for name in SUMS})
    who = {"state": state, "group": " ".join(group), "rival_code": rival}
    return _summed(held[_whole(frame)], who, SUMS, ["date"])


def _means(
    frame: Counted, state: str, group: tuple[str, ...], others: npt.NDArray[np.int8]
) -> pd.DataFrame:
    """Average the share of identical votes over the allies of each day, by year."""
    own = frame.rollcalls.of(state)
    both = is_cast(others) & is_cast(own) & _whole(frame)
    same = both & (others == own)
    years = frame.calls["year"].to_numpy()
    rows = []
    for year in np.unique(years):
        held = years == year
        n, alike = both[:, held].sum(axis=1), same[:, held].sum(axis=1)
        if n.any():
            shares = np.divide(alike, n, out=np.full(len(n), np.nan), where=n > 0)
            rows.append([state, " ".join(group), int(year), int(n.max()), mean_defined(shares)])
    found = pd.DataFrame(rows, columns=["state", "group", "year", "calls", "identical"])
    return found.astype({"year": "int16", "calls": "int16", "identical": "float32"})


def _pair(frame: Counted, state: str, other: str) -> pd.DataFrame:
    one, two = frame.rollcalls.of(state), frame.rollcalls.of(other)
    both = is_cast(one) & is_cast(two)
    held = frame.calls[["year"]].assign(calls=both, same=both & (one == two))
    names = {"state": state, "partner": other}
    found = _summed(held[_whole(frame)], names, ["calls", "same"], ["year"])
    return found.astype({"year": "int16"})


def _summed(
    held: pd.DataFrame, who: dict[str, str], sums: Sequence[str], keys: list[str]
) -> pd.DataFrame:
    """Sum by keys, without rows of zeros."""
    found = held.groupby(keys, sort=True)[list(sums)].sum().astype("int16")
    found = found[(found != 0).any(axis=1)].reset_index()
    for k, (name, value) in enumerate(who.items()):
        found.insert(k, name, value)
    return found


def _together(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat([part for part in parts if len(part)], ignore_index=True)
