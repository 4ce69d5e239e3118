"""An account of the record: what is in it, what is missing, and what does not add up."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.paths import cache_folder, data_search_path, missing_folders, raw_named, shown
from analysis.record.codes import VOTE_NAMES
from analysis.record.readers.discover import discover
from analysis.record.readers.formats.tabular import sha256
from analysis.record.readers.layouts import readable
from analysis.rollcalls.cache import holds
from analysis.rollcalls.structure import RollCalls

__all__ = [
    "check_record",
    "coverage",
    "gaps",
    "partial_calls",
    "status",
    "tally_differences",
    "vote_counts",
]

#: The Assembly votes every autumn; a year without a roll call between two of its dates, or
#: with fewer than this share of the median of the five years around it, is reported.
THIN = 0.33
TALLIES = ("yes", "no", "abstain", "absent")


def check_record(rollcalls: RollCalls) -> dict[str, Any]:
    """Check a record and describe it.

    Returns
    -------
    dict
        ``scope, roll_calls, votes, states, first, last, by_body, by_source, cells, coverage``
        (by year and source), ``gaps, tally_checked, tally_differences, untitled,
        without_symbol, on_recurring_texts``, all of whole roll calls; ``partial``: those of which
        only some votes are known (see `partial_calls`); ``sources`` (each with the number of
        ``roll_calls`` that it gave the record), ``notes``; JSON can hold all of it.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1], [3]], states=["A", "B"], stated_yes=[2])
    >>> check_record(rc)["tally_differences"][0]["text"]
    'counted 1 yes, stated 2 yes'
    """
    partial = partial_calls(rollcalls)
    rollcalls = rollcalls.whole()
    calls = rollcalls.calls
    return {
        "scope": rollcalls.scope,
        "roll_calls": rollcalls.n_calls,
        "votes": rollcalls.n_votes,
        "states": rollcalls.n_states,
        "first": f"{rollcalls.first:%Y-%m-%d}" if rollcalls.n_calls else "",
        "last": f"{rollcalls.last:%Y-%m-%d}" if rollcalls.n_calls else "",
        "by_body": {str(k): int(v) for k, v in calls["body"].value_counts().items()},
        "by_source": {str(k): int(v) for k, v in calls["source"].value_counts().items()},
        "cells": vote_counts(rollcalls),
        "coverage": coverage(rollcalls).to_dict("records"),
        "gaps": gaps(rollcalls),
        "tally_checked": int(calls["stated_yes"].notna().sum()),
        "tally_differences": tally_differences(rollcalls),
        "untitled": int((calls["title"] == "").sum()),
        "without_symbol": int((calls["symbol"] == "").sum()),
        "on_recurring_texts": int((calls["recurring_text"] != "").sum()),
        "partial": partial,
        "sources": [
            {
                "name": s.name,
                "title": s.title,
                "path": shown(s.path),
                "sha256": s.sha256,
                "licence": s.licence,
                "roll_calls": s.gave,
            }
            for s in rollcalls.sources
        ],
        "notes": list(rollcalls.notes),
    }


def partial_calls(rollcalls: RollCalls) -> dict[str, Any]:
    """Count the roll calls of which only some votes are known.

    Returns
    -------
    dict
        ``roll_calls``, ``votes`` (those that are known), ``by_body`` and ``by_source``.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 3], [1, 0]], states=["A", "B"], partial=[False, True])
    >>> partial_calls(rc)
    {'roll_calls': 1, 'votes': 1, 'by_body': {'GA': 1}, 'by_source': {'': 1}}
    """
    part = rollcalls.take(rollcalls.calls["partial"].to_numpy(dtype=bool))
    return {
        "roll_calls": part.n_calls,
        "votes": part.n_votes,
        "by_body": {str(k): int(v) for k, v in part.calls["body"].value_counts().items()},
        "by_source": {str(k): int(v) for k, v in part.calls["source"].value_counts().items()},
    }


def vote_counts(rollcalls: RollCalls) -> dict[str, int]:
    """Count the cells of each code, by name.

    Examples
    --------
    >>> vote_counts(RollCalls.from_votes([[1, 8], [3, 1]], states=["A", "B"]))
    {'yes': 2, 'no': 1, 'absent': 1}
    """
    codes, counts = np.unique(rollcalls.votes, return_counts=True)
    return {VOTE_NAMES[int(c)]: int(n) for c, n in zip(codes, counts, strict=True)}


def tally_differences(rollcalls: RollCalls) -> list[dict[str, Any]]:
    """List every roll call whose counted tally differs from the totals its source states.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1], [3]], states=["A", "B"], stated_yes=[2])
    >>> tally_differences(rc)[0]["counted"], tally_differences(rc)[0]["stated"]
    ({'yes': 1}, {'yes': 2})
    """
    calls, counted = rollcalls.calls, rollcalls.tally()
    rows = []
    for name in TALLIES:
        stated = calls[f"stated_{name}"]
        differ = (stated.notna() & (stated.fillna(-1).astype(int) != counted[name])).to_numpy()
        rows += [(int(j), name) for j in np.flatnonzero(differ)]
    out: list[dict[str, Any]] = []
    for j in sorted({j for j, _ in rows}):
        which = [name for k, name in rows if k == j]
        stated_here = {name: int(calls[f"stated_{name}"].iloc[j]) for name in which}
        counted_here = {name: int(counted[name].iloc[j]) for name in which}
        out.append(
            {
                "id": calls["id"].iloc[j],
                "symbol": calls["symbol"].iloc[j],
                "date": f"{calls['date'].iloc[j]:%Y-%m-%d}",
                "stated": stated_here,
                "counted": counted_here,
                "text": "counted "
                + ", ".join(f"{n} {w}" for w, n in counted_here.items())
                + ", stated "
                + ", ".join(f"{n} {w}" for w, n in stated_here.items()),
            }
        )
    return out


def gaps(rollcalls: RollCalls) -> list[dict[str, Any]]:
    """List years with no or unusually few roll calls of the Assembly.

    Returns
    -------
    list of dict
        ``year, roll_calls, usual`` (median of the two years before and after that have any)
        and ``text``.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 3]], states=["A"], dates=["2000-05-01", "2002-05-01"])
    >>> [gap["text"] for gap in gaps(rc)]
    ['2001: no roll calls in the record, 1 around it']
    """
    dates = rollcalls.calls["date"][(rollcalls.calls["body"] == "GA").to_numpy()]
    if dates.empty:
        return []
    years = range(dates.dt.year.min(), dates.dt.year.max() + 1)
    counts = dates.dt.year.value_counts().reindex(years, fill_value=0)
    out = []
    for year in years:
        # The last year is not over where the record ends before its December.
        if year == dates.dt.year.max() and dates.max().month < 12:
            continue
        around = [counts.get(y, 0) for y in range(year - 2, year + 3) if y != year]
        usual = float(np.median([c for c in around if c] or [0]))
        if counts[year] < THIN * usual:
            n = int(counts[year])
            plural = "" if n == 1 else "s"
            text = f"{year}: {n or 'no'} roll call{plural} in the record, {usual:.0f} around it"
            out.append({"year": int(year), "roll_calls": n, "usual": usual, "text": text})
    return out


def coverage(rollcalls: RollCalls) -> pd.DataFrame:
    """Count roll calls, votes cast and absences by year and source.

    Returns
    -------
    DataFrame
        ``year, source, roll_calls, cast, absent, titled``.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 8], [3, 1]], states=["A", "B"], source="matrix")
    >>> coverage(rc)[["year", "roll_calls", "cast", "absent"]].values.tolist()
    [[2000, 2, 3, 1]]
    """
    calls, tally = rollcalls.calls, rollcalls.tally()
    frame = pd.DataFrame(
        {
            "year": calls["date"].dt.year,
            "source": calls["source"],
            "roll_calls": 1,
            "cast": tally[["yes", "no", "abstain"]].sum(axis=1),
            "absent": tally["absent"],
            "titled": (calls["title"] != "").astype(int),
        }
    )
    return frame.groupby(["year", "source"], as_index=False).sum()


def status(search: Sequence[Path] | None = None) -> dict[str, Any]:
    """Say which folders are searched and which files of votes they hold.

    Returns
    -------
    dict
        ``searched``, ``missing`` (named in ``$UNSHIFT_DATA``, but no folder), ``files``
        (``name`` is the kind), ``scope``: the record in use, and
        ``cache``: its ``folder`` ("" for none) and what it ``holds`` of that record (see
        `analysis.rollcalls.cache.holds`).
    """
    folders = data_search_path() if search is None else list(search)
    found = discover(folders)
    return {
        "searched": [shown(f) for f in folders] or [f"{raw_named()} (empty)"],
        "missing": [] if search is not None else [str(f) for f in missing_folders()],
        "files": [
            {
                "name": f.kind,
                "path": shown(f.path),
                "used": f.used,
                "bytes": f.path.stat().st_size,
                "sha256": sha256(f.path),
            }
            for f in found
        ],
        "scope": "history" if readable({f.kind for f in found}) else "embedded",
        "cache": {
            "folder": "" if (folder := cache_folder()) is None else str(folder),
            "holds": holds(found, folder),
        },
    }
