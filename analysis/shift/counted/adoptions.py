"""How many texts the Assembly adopted without a vote in a window: a number, or bounds.

Adoptions without a vote are held from a certain day only. Before, the numbers of resolutions tell
of them: a session numbers its resolutions without a gap, so that a number below the highest that
was voted on, and is not held, is a text adopted without a vote. The rule is on the page
`docs/decisions/counted.md`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.resolutions.structure import Resolutions
from analysis.rollcalls.window import Window

__all__ = ["Adoptions", "adoptions_in", "gap_numbers", "largest_ratio"]

#: Regular sessions since the thirty-first number their resolutions from 1.
NUMBER = re.compile(r"^A/RES/(\d+)/(\d+)")


@dataclass(frozen=True)
class Adoptions:
    """How many texts were adopted without a vote.

    Attributes
    ----------
    low, high : int or None
        The same where the number is known; ``high`` is None where nothing bounds it, both are
        where nothing is known.
    known : {"counted", "bounded", "unknown"}
    why : str
        How the bounds were come by.
    """

    low: int | None
    high: int | None
    known: str
    why: str


def adoptions_in(
    resolutions: Resolutions, windows: Sequence[Window], last: pd.Timestamp
) -> list[Adoptions]:
    """Count the texts adopted without a vote in windows, or bound their number.

    Parameters
    ----------
    resolutions : Resolutions
    windows : sequence of Window
        Between two days each.
    last : Timestamp
        The last day of the record.

    Returns
    -------
    list of Adoptions
        One a window: ``counted`` if the record holds adoptions from its first day; else the part
        before that is bounded, and the rest counted.

    Examples
    --------
    >>> from analysis.record.texts import text_table
    >>> from datetime import date
    >>> t = text_table({"symbol": ["A/RES/60/1", "A/RES/60/4"], "adopted": ["vote"] * 2,
    ...                 "date": ["2005-10-01", "2005-12-01"], "session": ["60"] * 2}, 2)
    >>> year = Window(date(2005, 1, 1), date(2005, 12, 31))
    >>> (found,) = adoptions_in(Resolutions.of(t), [year], pd.Timestamp("2006-01-01"))
    >>> found.low, found.high, found.known
    (2, None, 'bounded')
    """
    table = resolutions.to_frame()
    table = table[table["body"] == "GA"]
    without = table["adopted"] == "without a vote"
    gaps = gap_numbers(table[~without])
    sessions = _sessions(table, gaps)
    held = _numbers(table[without])
    keys = list(zip(gaps["session"], gaps["number"], strict=True))
    gaps = gaps[[key not in held for key in keys]]
    factor = largest_ratio(resolutions)
    since = pd.Timestamp(resolutions.without_since) if resolutions.without_since else None
    days = table.loc[without, "date"]
    return [_adoptions(window, last, days, since, gaps, sessions, factor) for window in windows]


def _adoptions(
    window: Window,
    last: pd.Timestamp,
    days: pd.Series,
    since: pd.Timestamp | None,
    gaps: pd.DataFrame,
    sessions: pd.DataFrame,
    factor: float | None,
) -> Adoptions:
    first, end = window.ends()
    end = min(end, last)
    held = int(((days >= first) & (days <= end)).sum())
    if since is not None and first >= since:
        why = f"adoptions without a vote are held from {since:%Y-%m-%d}"
        return Adoptions(held, held, "counted", why)
    until = end if since is None else min(end, since - pd.Timedelta(days=1))
    surely = int(((gaps["before"] >= first) & (gaps["after"] <= until)).sum())
    maybe = int(((gaps["after"] >= first) & (gaps["before"] <= until)).sum())
    over = sessions[(sessions["first"] <= until) & (sessions["end"] > first)]
    if not len(over):
        return Adoptions(None, None, "unknown", "no numbered resolution to bound them by")
    beyond = None if factor is None else int(np.ceil((factor - 1) * over["gaps"]).sum())
    high = None if beyond is None else held + maybe + beyond
    why = (
        f"numbers of resolutions that are not held: {surely} fall into the window for certain, "
        f"{maybe} may" + ("" if beyond is None else f"; {beyond} more beside them at most")
    )
    return Adoptions(held + surely, high, "bounded", why)


def gap_numbers(voted: pd.DataFrame) -> pd.DataFrame:
    """List the numbers below the highest of a session's voted texts that none of them bears.

    Parameters
    ----------
    voted : DataFrame
        Texts adopted by vote: ``symbol, date``.

    Returns
    -------
    DataFrame
        ``session, number, before, after``: the days of the nearest voted texts with a lower and a
        higher number. With none lower, ``before`` is the day of the session's first voted text.

    Examples
    --------
    >>> t = pd.DataFrame({"symbol": ["A/RES/60/1", "A/RES/60/3"],
    ...                   "date": pd.to_datetime(["2005-10-01", "2005-12-01"])})
    >>> gap_numbers(t)[["session", "number"]].values.tolist()
    [[60, 2]]
    """
    parts = voted["symbol"].str.extract(NUMBER)
    known = parts.notna().all(axis=1)
    numbers = parts[known].astype(int)
    found = pd.DataFrame(
        {"session": numbers[0], "number": numbers[1], "date": voted.loc[known, "date"]}
    )
    out = []
    for session, part in found.groupby("session"):
        days = part.groupby("number")["date"].min()
        whole = days.reindex(range(1, int(days.index.max()) + 1))
        # Numbers follow the order of adoption but for slips: later neighbours bound from above.
        lower = whole.ffill().cummax().fillna(days.min())
        upper = whole.bfill()
        gone = whole.index[whole.isna()]
        ends = pd.DataFrame({"one": lower[gone], "two": upper[gone]})
        out.append(
            pd.DataFrame(
                {
                    "session": session,
                    "number": gone,
                    "before": ends.min(axis=1),
                    "after": ends.max(axis=1),
                }
            )
        )
    columns = ["session", "number", "before", "after"]
    return pd.concat(out, ignore_index=True) if out else pd.DataFrame(columns=columns)


def _sessions(table: pd.DataFrame, gaps: pd.DataFrame) -> pd.DataFrame:
    """Say when each numbered session began and the next one did, and count its gaps."""
    number = table["symbol"].str.extract(NUMBER)[0]
    first = table.groupby(number)["date"].min()
    first.index = first.index.astype(int)
    first = first.sort_index()
    end = first.shift(-1).fillna(pd.Timestamp.max.floor("s"))
    counts = gaps.groupby("session").size().reindex(first.index, fill_value=0)
    return pd.DataFrame({"first": first, "end": end, "gaps": counts})


def _numbers(table: pd.DataFrame) -> set[tuple[int, int]]:
    parts = table["symbol"].str.extract(NUMBER).dropna().astype(int)
    return set(zip(parts[0], parts[1], strict=True))


def largest_ratio(resolutions: Resolutions) -> float | None:
    """Return the most adoptions without a vote for each such gap, of sessions that are held whole.

    Returns
    -------
    float or None
        Of sessions that began after adoptions are held, and are over; None without one.

    Examples
    --------
    >>> from analysis.record.texts import text_table
    >>> how = ["without a vote"] * 3 + ["vote", "without a vote", "vote"]
    >>> days = ["2019-10-10", *(f"2020-10-0{k}" for k in range(1, 5)), "2021-10-01"]
    >>> names = ["74/1", "75/1", "75/2", "75/3", "75/4", "76/1"]
    >>> t = text_table({"symbol": [f"A/RES/{n}" for n in names], "date": days,
    ...                 "session": [n[:2] for n in names], "adopted": how}, 6)
    >>> largest_ratio(Resolutions.of(t))
    1.5
    """
    table = resolutions.to_frame()
    table = table[table["body"] == "GA"]
    if not resolutions.without_since:
        return None
    numbers = table["symbol"].str.extract(NUMBER)[0]
    starts = table.groupby(numbers)["date"].min()
    # A session's first text may precede what is held; its year begins in September.
    whole = starts[starts > pd.Timestamp(resolutions.without_since)]
    whole = whole[whole < starts.max()]
    ratios = []
    for session in whole.index:
        own = table[numbers == session]
        gaps = len(gap_numbers(own[own["adopted"] != "without a vote"]))
        if gaps:
            ratios.append(float((own["adopted"] == "without a vote").sum() / gaps))
    return max([1.0, *ratios]) if ratios else None
