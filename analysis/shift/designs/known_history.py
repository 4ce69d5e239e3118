"""The blind scan against known history: what it finds, what it misses, what it makes up.

The list is short and ours: changes of government or regime with firm dates, from general
knowledge. It is not complete, so a peak that it does not name is "not in the list", which is
more than a false alarm can be called; it counts as one all the same. Nor need a change of
government change votes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import RecordError, UsageError
from analysis.estimate import Estimate, Quantity
from analysis.paths import ROOT, shown
from analysis.record.readers.formats.tabular import read_table
from analysis.record.states import is_state
from analysis.rollcalls import RollCalls
from analysis.shift.design import Design, gathered
from analysis.shift.methods.blind_scan import (
    agreement_by_year,
    blind_scan,
    country_in_scan,
    peaks,
    year_after,
)
from analysis.study import Study

__all__ = ["DESIGN", "KNOWN_CHANGES", "compare_with_history", "history_design", "known_changes"]

KNOWN_CHANGES = ROOT / "data" / "known_changes.csv"


def known_changes(path: Path = KNOWN_CHANGES) -> pd.DataFrame:
    """Read the list of known changes of government or regime.

    Returns
    -------
    DataFrame
        Columns ``state``, ``date`` (datetime64), ``what``, ``source`` (in words), and
        ``year``: the first in which most votes came after (`blind_scan.year_after`).

    Raises
    ------
    RecordError
        If the file is missing, or a state or date in it is unknown.

    Examples
    --------
    >>> table = known_changes().set_index(["state", "what"])
    >>> int(table.loc[("RUS", "Russia takes over the seat of the Soviet Union"), "year"])
    1992
    """
    table = read_table(path, ("state", "date", "what", "source"))
    days = pd.to_datetime(table["date"], format="%Y-%m-%d", errors="coerce")
    for bad, column, what in (
        (~table["state"].map(is_state).to_numpy(dtype=bool), "state", "is not a state"),
        (days.isna().to_numpy(), "date", "is not a date"),
        (table.duplicated(["state", "date"]).to_numpy(), "date", "repeats a row"),
    ):
        if bad.any():
            raise RecordError(
                f"column {column!r} {what}", f"{shown(path)}, row {int(np.argmax(bad)) + 2}"
            )
    out = table[["state", "what", "source"]].copy()
    out.insert(1, "date", days)
    out["year"] = [year_after(day.date()) for day in days]
    return out


def compare_with_history(
    scan: pd.DataFrame,
    known: pd.DataFrame,
    *,
    threshold: float = 2.5,
    tolerance: int = 1,
    draws: int = Study.draws,
    seed: int = Study.seed,
) -> Estimate:
    """Compare the peaks of a blind scan with the list of known changes.

    Parameters
    ----------
    scan : DataFrame
        From `analysis.shift.methods.blind_scan.blind_scan`.
    known : DataFrame
        From `known_changes`.
    threshold : float
        Size of z from which a change is a peak.
    tolerance : int
        Years that a peak may lie from the year of the change.
    draws, seed
        Of the randomisation.

    Returns
    -------
    Estimate
        `estimate` is the share of known changes found, of those whose state has a z in the
        year, or within the tolerance; `n` counts these. `p_value`: share of draws, in which
        every known change is moved to a year drawn from the years of its state, that find as
        many. The table lists everything: ``kind`` (``hit``, ``miss``, ``false alarm``, and
        ``not in the record`` for known changes without votes on both sides), ``state, date,
        what, year`` and ``z`` (of the peak; for a miss, of the largest change within the
        tolerance, which may be above the threshold beside a larger one further off), ``rank``
        (of that z among all years of the state). False alarms are peaks of states on the list;
        peaks of other states are counted in `method`.

    Raises
    ------
    UsageError
        If no known change can be tested.

    Examples
    --------
    >>> scan = pd.DataFrame({"state": "A", "year": range(1990, 2000), "z": 0.0})
    >>> scan.loc[4, "z"] = 5.0
    >>> known = pd.DataFrame({"state": ["A"], "date": pd.to_datetime(["1994-03-01"]),
    ...                       "what": ["change"], "year": [1994]})
    >>> e = compare_with_history(scan, known, draws=99)
    >>> e.estimate, e.n, e.table["kind"].tolist()
    (1.0, 1, ['hit'])
    """
    # A peak may not hide another that the tolerance would tell from it.
    found = peaks(scan, threshold, width=max(1, tolerance))
    peak_years = {s: g["year"].to_numpy() for s, g in found.groupby("state")}
    years = {
        s: np.sort(g["year"].to_numpy()) for s, g in scan.dropna(subset=["z"]).groupby("state")
    }
    z_of = scan.set_index(["state", "year"])["z"]
    rank_of = scan["z"].abs().groupby(scan["state"]).rank(ascending=False, method="max")
    rank_of.index = pd.MultiIndex.from_frame(scan[["state", "year"]])
    rows: list[tuple[Any, ...]] = []
    used, tested = set(), []
    for change in known.itertuples():
        held = years.get(change.state, np.array([], dtype=int))
        near = held[np.abs(held - change.year) <= tolerance]
        if not len(near):
            rows.append(("not in the record", change.state, change.date, change.what, None))
            continue
        tested.append((change.state, change.year))
        at = peak_years.get(change.state, np.array([], dtype=int))
        at = at[np.abs(at - change.year) <= tolerance]
        candidates = at if len(at) else near
        best = candidates[np.argmax([abs(z_of[(change.state, y)]) for y in candidates])]
        used |= {(change.state, int(y)) for y in at}
        kind = "hit" if len(at) else "miss"
        rows.append((kind, change.state, change.date, change.what, int(best)))
    if not tested:
        raise UsageError(
            "no known change lies within the record", "known history", "use the whole history"
        )
    listed = {s for s, _ in tested}
    alarms = [
        (state, int(year))
        for state, year in zip(found["state"], found["year"], strict=True)
        if state in listed and (state, int(year)) not in used
    ]
    rows += [("false alarm", s, pd.NaT, "not in the list", y) for s, y in alarms]
    table = pd.DataFrame(rows, columns=["kind", "state", "date", "what", "year"])
    key = [(s, y) for s, y in zip(table["state"], table["year"], strict=True)]
    table["z"] = [z_of.get(k, np.nan) if k[1] is not None else np.nan for k in key]
    table["rank"] = [rank_of.get(k, np.nan) if k[1] is not None else np.nan for k in key]
    for column in ("year", "rank"):
        table[column] = table[column].astype("Int64")
    order = {"hit": 0, "miss": 1, "false alarm": 2, "not in the record": 3}
    table = table.assign(order=table["kind"].map(order), size=-table["z"].abs())
    table = table.sort_values(["order", "size", "state"], kind="stable", ignore_index=True)
    hits = int((table["kind"] == "hit").sum())
    by_chance = _hits_by_chance(tested, years, peak_years, tolerance, draws, seed)
    elsewhere = int((~found["state"].isin(listed)).sum())
    return Estimate(
        "known-history",
        "share of known changes of government or regime that the blind scan finds",
        hits / len(tested),
        p_value=float((1 + (by_chance >= hits).sum()) / (1 + draws)),
        n=len(tested),
        unit="known changes",
        method=f"{hits} hits and {len(tested) - hits} misses with |z| of at least {threshold:g} "
        f"within {tolerance} year of the change; {len(alarms)} peaks of the {len(listed)} states "
        f"on the list and {elsewhere} of other states are not in it; at random years of the same "
        f"states {by_chance.mean():.1f} hits; known changes "
        f"not in the record: {len(known) - len(tested)}",
        rests_on=f"{len(scan):,} changes of {scan['state'].nunique()} states, "
        f"{scan['year'].min()} to {scan['year'].max()}",
        comparison=f"{draws:,} draws of random years",
        assumptions=(
            "the list is short and from general knowledge: a peak that it does not name may "
            "be a change all the same",
            "a change of government need not change votes",
        ),
        table=table.drop(columns=["order", "size"]),
        quantity=Quantity("share", part="known history"),
        p_floor=1 / (1 + draws),
    )


def _hits_by_chance(
    tested: list[tuple[str, int]],
    years: dict[str, np.ndarray],
    peak_years: dict[str, np.ndarray],
    tolerance: int,
    draws: int,
    seed: int,
) -> np.ndarray:
    """Count hits in each draw in which every change falls in a random year of its state."""
    rng = np.random.default_rng(seed)
    hits = np.zeros(draws, dtype=int)
    for state, _ in tested:
        when = rng.choice(years[state], size=draws)
        at = peak_years.get(state, np.array([], dtype=int))
        hits += (np.abs(when[:, None] - at[None, :]) <= tolerance).any(axis=1)
    return hits


def main() -> None:  # pragma: no cover
    """Write every hit, miss and peak not in the list, from the history at hand."""
    from analysis.files import whole_file
    from analysis.paths import DERIVED
    from analysis.rollcalls.load import load_rollcalls
    from analysis.shift.methods.blind_scan import agreement_by_year, blind_scan

    scanned = blind_scan(agreement_by_year(load_rollcalls("history")))
    found = compare_with_history(scanned, known_changes())
    with whole_file(DERIVED / "known_history.csv") as part:
        found.table.to_csv(part, index=False, float_format="%.2f", lineterminator="\n")


if __name__ == "__main__":  # pragma: no cover
    main()


#: Years below which a state has no ordinary change to set others against.
LEAST_YEARS = 10


def history_design(rollcalls: RollCalls, study: Study) -> list[Estimate]:
    """Rank the country in the blind scan, and compare the scan with known history.

    The scan is of agreement with the United States (of theirs, with all others).
    """
    values = agreement_by_year(rollcalls)
    n_years = int(values.notna().any(axis=1).sum())
    if n_years < LEAST_YEARS:
        raise UsageError(
            f"{n_years} years of the record have roll calls enough, and {LEAST_YEARS} are needed",
            "known history",
            "use the whole history",
        )
    found = blind_scan(values)
    return gathered(
        (
            lambda: country_in_scan(found, study.country, study.event),
            lambda: compare_with_history(
                found, known_changes(), draws=study.draws, seed=study.seed
            ),
        )
    )


DESIGN = Design("history", history_design)
