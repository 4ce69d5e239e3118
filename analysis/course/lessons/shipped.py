"""What every machine has of the whole history: the shipped estimates as series and changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

import pandas as pd

from analysis.errors import RecordError, UsageError
from analysis.files import read_parquet
from analysis.paths import DERIVED
from analysis.rollcalls.days import Day, as_day
from analysis.shift.methods.series import middle_of

__all__ = [
    "LEAST",
    "changes_of_years",
    "ideal_point_draws",
    "pair_by_year",
    "yearly_agreement",
    "years_within",
]

#: Roll calls in common without which a year's agreement is left out.
LEAST = 10
#: Of ``dyads_YEAR.parquet``.
YEARS_A_FILE = 5


@lru_cache(maxsize=1)  # three fifths of a million numbers, read again by every check
def _agreement() -> pd.DataFrame:
    path = DERIVED / "agreement.parquet"
    table = read_parquet(path)
    return table.astype({"state": "str", "other": "str"})


def yearly_agreement(
    state: str,
    other: str,
    index: str = "kappa",
    *,
    first: int = 1946,
    last: int | None = None,
    least: int = LEAST,
) -> pd.Series:
    """Return the agreement of two states by year: ``agreement.parquet``, or `pair_by_year`.

    Parameters
    ----------
    state, other : str
        ISO3 codes. With the United States or Russia the numbers have four digits, else three.
    index : {"kappa", "ordinal"}
    first : int
        First year.
    last : int, optional
        Last year, else all: the newest may not have ended.
    least : int
        Roll calls in common that a year needs; years with fewer are left out.

    Returns
    -------
    Series
        Indexed by year, named after the index.

    Raises
    ------
    UsageError
        If no agreement of the two is shipped, or the index is another.

    Examples
    --------
    >>> yearly_agreement("USA", "RUS", first=2022, last=2025).round(2).to_dict()
    {2022: -0.36, 2023: -0.44, 2024: -0.4, 2025: -0.09}
    """
    table = _with_index(index)
    here = table["state"].isin([state, other]) & table["other"].isin([state, other])
    one = table[here & (table["state"] == table.loc[here, "state"].min())]
    if one.empty:
        pair = pair_by_year(state, other, first=first, least=least)[index]
        return pair.dropna().loc[:last]
    kept = one[(one["n"] >= least) & (one["year"] >= first)].dropna(subset=[index])
    return kept.set_index("year")[index].astype("float64").loc[:last]


def pair_by_year(state: str, other: str, *, first: int = 2000, least: int = LEAST) -> pd.DataFrame:
    """Return the agreement of any two states by year, from ``data/derived/dyads_YEAR.parquet``.

    Parameters
    ----------
    state, other : str
        ISO3 codes, in any order.
    first : int
        First year.
    least : int
        As in `yearly_agreement`.

    Returns
    -------
    DataFrame
        Indexed by year: ``n, ordinal, kappa``, three digits.

    Raises
    ------
    UsageError
        If no agreement of the two is shipped.

    Examples
    --------
    >>> pair_by_year("IND", "CHN").loc[[2025]].round(2).to_dict("list")
    {'n': [192], 'ordinal': [0.93], 'kappa': [0.53]}
    """
    low, high = sorted((state, other))
    parts = []
    # Read here, and not with `read_dyads`: its room needs a compiler, which lesson 2 does not.
    # Named without their ending: Parquet files here, numpy's in the wheel of the course.
    for path in sorted({p.with_suffix(".parquet") for p in DERIVED.glob("dyads_*.*")}):
        if int(path.stem.removeprefix("dyads_")) + YEARS_A_FILE > first:
            part = read_parquet(path, columns=["state", "other", "year", "n", "ordinal", "kappa"])
            parts.append(part[(part["state"] == low) & (part["other"] == high)])
    if not parts:
        raise RecordError(
            "the shipped agreement of all pairs is missing", "dyads", "restore data/derived"
        )
    table = pd.concat(parts, ignore_index=True)
    table = table[(table["year"] >= first) & (table["n"] >= least)]
    if table.empty:
        raise UsageError(
            f"no agreement of {state} with {other}", "shipped estimates", "use two ISO3 codes"
        )
    found = table.set_index("year")[["n", "ordinal", "kappa"]]
    return found.astype({"n": int, "ordinal": "float64", "kappa": "float64"})


def changes_of_years(
    other: str,
    index: str,
    before: Sequence[int],
    after: Sequence[int],
    *,
    least: int = LEAST,
) -> pd.Series:
    """Return, for every state, how its agreement with another changed between years.

    Parameters
    ----------
    other : {"USA", "RUS"}
    index : {"kappa", "ordinal"}
    before, after : sequence of int
        Years, each counted alike.
    least : int
        As in `yearly_agreement`.

    Returns
    -------
    Series
        Mean of the years after less mean of those before, indexed by state; NaN for a state
        without a year on one side.

    Raises
    ------
    UsageError
        If the other state or the index is not shipped.

    Examples
    --------
    >>> round(float(changes_of_years("RUS", "ordinal", [2022, 2023], [2025])["HUN"]), 2)
    0.21
    """
    table = _with_index(index)
    part = table[(table["state"] == other) & (table["n"] >= least)]
    if part.empty:
        raise UsageError(f"no agreement with {other}", "shipped estimates", "take USA or RUS")
    wide = part.pivot(index="year", columns="other", values=index).astype("float64")
    change = wide.reindex(list(after)).mean() - wide.reindex(list(before)).mean()
    return change.rename_axis("state").rename("change")


def ideal_point_draws(state: str, every: int = 1) -> pd.DataFrame:
    """Return shipped draws of a state's ideal points: a row per draw, a column per year.

    Parameters
    ----------
    state : str
        ISO3 code.
    every : int
        Keep one draw in so many.

    Raises
    ------
    UsageError
        If no draws of the state are shipped.

    Examples
    --------
    >>> draws = ideal_point_draws("USA", every=10)
    >>> len(draws), bool(draws.columns.is_monotonic_increasing)
    (20, True)
    """
    from analysis.idealpoints.derived import read_derived

    draws = read_derived("draws")
    own = draws[draws["state"] == state]
    if own.empty:
        raise UsageError(f"no draws of {state}", "shipped estimates", "see data/derived/README.md")
    wide = own.pivot(index="draw", columns="period", values="theta").iloc[::every]
    wide.columns = wide.columns.astype(int)
    return wide


def years_within(first: Day, last: Day | date) -> list[int]:
    """Return the years whose middle lies between two days, both included.

    Examples
    --------
    >>> years_within("2022-02-24", "2025-01-19")
    [2022, 2023, 2024]
    """
    start, end = as_day(first, "first"), as_day(last, "last")
    return [y for y in range(start.year, end.year + 1) if start <= middle_of(y) <= end]


def _with_index(index: str) -> pd.DataFrame:
    if index not in ("kappa", "ordinal"):
        raise UsageError(f"no {index!r} by year", "shipped estimates", "use kappa or ordinal")
    return _agreement()
