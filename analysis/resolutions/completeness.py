"""How complete the resolutions are: by year, by session, and by the numbers that texts bear."""

from __future__ import annotations

import re

import pandas as pd

from analysis.resolutions.structure import Resolutions

__all__ = ["by_session", "by_year", "numbered"]

_NUMBER = re.compile(r"^A/RES/(\d+)/(\d+)")


def numbered(resolutions: Resolutions) -> pd.DataFrame:
    """Hold the numbers of a session's resolutions against those up to the highest.

    Resolutions of a regular session are numbered from 1 without a gap, so that a number that is
    not here is a text that is not: adopted without a vote before the record holds such texts, or
    missing from its files.

    Returns
    -------
    DataFrame
        One row per regular session since the thirty-first, when numbers began to start anew:
        ``session`` (int), ``highest``, ``held``, ``missing`` (the first twenty numbers, as text).

    Examples
    --------
    >>> from analysis.record.texts import text_table
    >>> t = text_table({"symbol": ["A/RES/80/1", "A/RES/80/3"], "date": ["2025-10-01"] * 2}, 2)
    >>> numbered(Resolutions.of(t)).values.tolist()
    [[80, 3, 2, '2']]
    """
    held: dict[int, set[int]] = {}
    for symbol in resolutions.to_frame()["symbol"]:
        if match := _NUMBER.match(symbol):
            held.setdefault(int(match[1]), set()).add(int(match[2]))
    rows = []
    for session, numbers in sorted(held.items()):
        gone = sorted(set(range(1, max(numbers) + 1)) - numbers)
        shown = ", ".join(map(str, gone[:20])) + (" ..." if len(gone) > 20 else "")
        rows.append((session, max(numbers), len(numbers), shown))
    return pd.DataFrame(rows, columns=["session", "highest", "held", "missing"])


def by_session(resolutions: Resolutions) -> pd.DataFrame:
    """Count the Assembly's texts by session and way of adoption.

    Returns
    -------
    DataFrame
        ``session, vote, without_a_vote, not_said``, in order of the first text, and of a regular
        session ``highest`` and ``held`` (see `numbered`; NA elsewhere).
    """
    table = _counted(resolutions, "session")
    numbers = numbered(resolutions).astype({"session": "str"})
    numbers = numbers[["session", "highest", "held"]]
    return table.merge(numbers, "left", on="session").astype({"highest": "Int64", "held": "Int64"})


def by_year(resolutions: Resolutions) -> pd.DataFrame:
    """Count the Assembly's texts by year and way of adoption, and say how complete a year is.

    Returns
    -------
    DataFrame
        ``year, vote, without_a_vote, not_said`` and ``complete``: ``both`` where adoptions
        without a vote are held for the whole year, ``part`` where for part of it, ``votes only``
        before.

    Examples
    --------
    >>> from analysis.record.texts import text_table
    >>> t = text_table({"symbol": ["A/RES/74/1", "A/RES/75/1"],
    ...     "date": ["2019-10-10", "2020-12-21"], "adopted": ["without a vote"] * 2}, 2)
    >>> by_year(Resolutions.of(t))[["year", "without_a_vote", "complete"]].values.tolist()
    [[2019, 1, 'part'], [2020, 1, 'both']]
    """
    table = _counted(resolutions, "year")
    since, last = resolutions.without_since, resolutions.to_frame()["date"].max()

    def complete(year: int) -> str:
        if not since or year < int(since[:4]):
            return "votes only"
        begun = f"{year}-01-01" < since
        return "part" if begun or (year == last.year and last.month < 12) else "both"

    return table.assign(complete=[complete(int(y)) for y in table["year"]])


def _counted(resolutions: Resolutions, by: str) -> pd.DataFrame:
    table = resolutions.to_frame()
    table = table[table["body"] == "GA"]
    table = table.assign(year=table["date"].dt.year)
    names = {"vote": "vote", "without a vote": "without_a_vote", "": "not_said"}
    counts = pd.crosstab(table[by], table["adopted"]).rename(columns=names)
    counts = counts.reindex(columns=list(names.values()), fill_value=0)
    first = table.groupby(by)["date"].min().sort_values(kind="stable").index
    out = counts.loc[first].rename_axis(columns=None).reset_index()
    return out
