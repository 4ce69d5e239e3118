"""Similarity of states with adoptions without a vote, and corrected for chance.

Häge, F. and Hug, S. (2016). Consensus decisions and similarity measures in international
organizations. International Interactions 42(3), 503-529: similarity computed from roll calls alone
"offer[s] a misleading picture", since the share of decisions taken by vote changes over time and
since states agree by chance.

Their decisions without a vote (sessions 1 to 65) are not in the record. Adoptions of resolutions
are counted from October 2019 on and bounded from 1977 on by the gaps in the numbers of those voted
on (`analysis.shift.counted.adoptions`); decisions, which they count too, are not. Their regressions
of aid are not repeated: what is set beside the article is its claim about the measures. Similarity
is the mean over all pairs of states, by calendar year.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.agreement.counts import joint_counts
from analysis.agreement.indices import kappa, pi, s
from analysis.idealpoints.published.selection import final_passage
from analysis.resolutions.structure import Resolutions
from analysis.rollcalls import RollCalls
from analysis.rollcalls.window import Window
from analysis.shift.counted.adoptions import adoptions_in
from analysis.shift.counted.consensus import with_adoptions

__all__ = ["FIRST", "INDICES", "compare_decades", "replicate"]

#: The first whole year in which the numbers of resolutions bound those without a vote.
FIRST = 1977
INDICES: dict[str, Callable[[npt.NDArray[np.float64]], npt.NDArray[np.float64]]] = {
    "s": s,
    "kappa": kappa,
    "pi": pi,
}


def replicate(
    rollcalls: RollCalls, resolutions: Resolutions, first: int = FIRST, last: int | None = None
) -> pd.DataFrame:
    """Compute mean similarity by year on votes alone and with adoptions without a vote.

    Parameters
    ----------
    rollcalls : RollCalls
        The history.
    resolutions : Resolutions
        Of the same record.
    first, last : int
        Years; by default to the last whole one.

    Returns
    -------
    DataFrame
        A row per year: ``year, n_calls, adoptions_low, adoptions_high, share_low, share_high`` (of
        texts without a vote), and for each index ``<index>_votes, <index>_low, <index>_high``: on
        votes alone, and the ends of what it is at either bound of the number of adoptions.
        Years in which that number has no upper bound are left out.
    """
    assembly = final_passage(rollcalls.select(body="GA").whole())
    last = last or int(assembly.last.year) - 1
    years = list(range(first, last + 1))
    spans = [Window(date(y, 1, 1), date(y, 12, 31)) for y in years]
    rows = []
    for year, n in zip(years, adoptions_in(resolutions, spans, assembly.last), strict=True):
        part = assembly.select(start=f"{year}-01-01", end=f"{year}-12-31")
        if n.low is None or n.high is None or not part.n_calls:
            continue
        tables = _pairs(part)
        row: dict[str, float] = {
            "year": year,
            "n_calls": part.n_calls,
            "adoptions_low": n.low,
            "adoptions_high": n.high,
            "share_low": n.low / (n.low + part.n_calls),
            "share_high": n.high / (n.high + part.n_calls),
        }
        for name, index in INDICES.items():
            row[f"{name}_votes"] = _mean(index(tables))
            ends = [_mean(index(with_adoptions(tables, float(k)))) for k in (n.low, n.high)]
            row[f"{name}_low"], row[f"{name}_high"] = min(ends), max(ends)
        rows.append(row)
    return pd.DataFrame(rows)


def compare_decades(
    table: pd.DataFrame,
    before: tuple[int, int] = (1977, 1986),
    after: tuple[int, int] = (2010, 2019),
) -> pd.DataFrame:
    """Compare the change of each index between two decades, on votes alone and with adoptions.

    Parameters
    ----------
    table : DataFrame
        As from `replicate`.
    before, after : tuple of int
        First and last years.

    Returns
    -------
    DataFrame
        A row per index: ``before, after, change`` on votes alone, ``change_low, change_high`` with
        adoptions: the bounds of the change, each end taken at the bounds that make it so.
    """
    means = [table[table["year"].between(*years)].mean() for years in (before, after)]
    rows = [
        {
            "index": name,
            "before": means[0][f"{name}_votes"],
            "after": means[1][f"{name}_votes"],
            "change": means[1][f"{name}_votes"] - means[0][f"{name}_votes"],
            "change_low": means[1][f"{name}_low"] - means[0][f"{name}_high"],
            "change_high": means[1][f"{name}_high"] - means[0][f"{name}_low"],
        }
        for name in INDICES
    ]
    return pd.DataFrame(rows)


def _pairs(part: RollCalls) -> npt.NDArray[np.float64]:
    """Return the joint votes of every pair that met on a roll call, shape (n_pairs, 3, 3)."""
    counts = joint_counts(np.asarray(part.votes)).astype(np.float64)
    tables = counts[np.triu_indices(part.n_states, 1)]
    return np.asarray(tables[tables.sum(axis=(1, 2)) > 0])


def _mean(values: npt.NDArray[np.float64]) -> float:
    """Average where an index is defined; NaN where it is for no pair."""
    known = values[np.isfinite(values)]
    return float(known.mean()) if known.size else float("nan")
