"""Which years a figure by year shows: those of the study, and enough before to see them against.

A last year that is cut, by the end of the record or of the window, may hold a few votes of one
spring: its line would leap to none or all. Where it holds fewer than `LEAST` roll calls, and the
year before as many or more, it is left out, and the caption says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.rollcalls import RollCalls
from analysis.study import Study
from analysis.words import number_of

__all__ = [
    "LEAST",
    "YEARS",
    "Span",
    "enough",
    "last_year",
    "left_out_note",
    "shown_span",
    "shown_years",
]

#: Years shown where a long history would crush the recent ones.
YEARS = 15
#: Roll calls that a last year holds, or it is left out.
LEAST = 20


@dataclass(frozen=True, eq=False)
class Span:
    """What a figure by year is drawn from.

    Attributes
    ----------
    rollcalls : RollCalls
        Those of the years drawn.
    first, last : int
        Years.
    note : str
        On a last year that is left out, with a blank before it; else empty.
    """

    rollcalls: RollCalls
    first: int
    last: int
    note: str


def shown_years(study: Study, last: int) -> tuple[int, int]:
    """Return the first and last year that figures of a study show.

    Parameters
    ----------
    study : Study
    last : int
        Last year of the record.

    Returns
    -------
    first, last : int
        The last is that of the window studied; the first leaves `YEARS`, and at least two before
        the window compared with.

    Examples
    --------
    >>> shown_years(Study(), 2025)
    (2011, 2025)
    """
    last = min(last, study.until.year)
    return min(last - YEARS + 1, study.before.year - 2), last


def last_year(counts: Mapping[int, int]) -> int:
    """Return the last year that a figure draws.

    Parameters
    ----------
    counts : mapping of year to int
        Roll calls, in the years up to the end of the window; at least one year.

    Examples
    --------
    >>> last_year({2012: 72, 2013: 60, 2014: 1}), last_year({2024: 3, 2025: 4})
    (2013, 2025)
    """
    last = max(counts)
    stub = counts[last] < LEAST <= counts.get(last - 1, 0)
    return last - 1 if stub else last


def left_out_note(counts: Mapping[int, int], noun: str = "roll call") -> str:
    """Say which year a figure leaves out, and why; empty if it leaves out none.

    Parameters
    ----------
    counts : mapping of year to int
    noun : str
        What is counted.

    Examples
    --------
    >>> left_out_note({2013: 60, 2014: 1})
    ' The year 2014 is left out, as only 1 roll call of it can be counted.'
    >>> left_out_note({2013: 60})
    ''
    """
    last = max(counts, default=0)
    if not counts or last_year(counts) == last:
        return ""
    held = number_of(counts[last], noun)
    return f" The year {last} is left out, as only {held} of it can be counted."


def enough(n: pd.Series) -> pd.Series:
    """Say which years of a pair of states are drawn: not one with a tenth or less of the most.

    A state that joined in December, or was away most of a year, shares a handful of votes: the
    line would leap to none or all and back. Where all years hold few votes, all are drawn.

    Parameters
    ----------
    n : Series of int
        Roll calls on which both voted, a year each.

    Examples
    --------
    >>> enough(pd.Series([4, 70, 90])).tolist(), enough(pd.Series([1, 2, 5])).tolist()
    ([False, True, True], [True, True, True])
    """
    return n > n.max() / 10


def shown_span(study: Study, assembly: RollCalls, first: int | None = None) -> Span:
    """Return the roll calls of the years that a figure draws.

    Parameters
    ----------
    study : Study
    assembly : RollCalls
    first : int, optional
        First year; without it as `shown_years` has it.

    Examples
    --------
    >>> days = ["2024-11-01"] * 20 + ["2025-03-01"]
    >>> rc = RollCalls.from_votes([[1] * 21], states=["USA"], dates=days)
    >>> span = shown_span(Study(), rc)
    >>> span.last, span.rollcalls.n_calls
    (2024, 20)
    """
    part = assembly.select(end=study.until)
    counts = _by_year(part)
    last = last_year(counts)
    if first is None:
        first, _ = shown_years(study, last)
    kept = part.select(start=f"{first}-01-01", end=f"{last}-12-31")
    return Span(kept, first, last, left_out_note(counts))


def _by_year(rollcalls: RollCalls) -> dict[int, int]:
    years = rollcalls.calls["date"].dt.year.value_counts()
    return {int(year): int(n) for year, n in years.items()}
