"""Western allies' agreement with the United States under Trump and before.

Mosler, M. and Potrafke, N. (2020). International political alignment during the Trump presidency:
voting at the UN General Assembly. International Interactions 46(3), 481-497. In 1949-2019 agreement
"was on average 7.2 percentage points lower under Donald Trump". Numbers by group and state are in
the press release of the ifo Institute of 22 January 2020.

Neither says how an abstention beside a yes or a no counts, whether votes on paragraphs are in, or
how years and members are averaged, and the article itself was not at hand: `replicate` shows all 24
readings of `READINGS`. One of them, `READING`, gives all six levels before 2017 within 0.2 points,
and no other does; it was recognised by that. Of the levels after, it gives all six within 0.1 if
the record ends with the 73rd session in September 2019, as it did when the article was written, and
is about a point higher with the votes of autumn 2019: the "2019" of the title holds few votes.
"""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd

from analysis.errors import UsageError
from analysis.idealpoints.published.selection import final_passage
from analysis.record.codes import is_cast
from analysis.record.reference import members
from analysis.rollcalls import RollCalls

__all__ = ["PUBLISHED", "READING", "READINGS", "UNTIL", "identified", "replicate", "yearly"]

#: Per cent before 2017, and from then to 2019. The change for the G7 is the 7.2 of the abstract.
PUBLISHED: dict[str, tuple[float, float]] = {
    "G7": (64.0, 56.8),
    "NATO": (61.3, 53.4),
    "OECD": (58.7, 52.0),
    "GBR": (74.1, 60.2),
    "DEU": (64.7, 53.6),
    "ISR": (81.0, 93.2),
}
FIRST, TURN, LAST = 1949, 2017, 2019
#: The last day of the 73rd session.
UNTIL = "2019-09-16"
#: What an abstention beside a yes or a no counts: half, nothing, or the vote is left out.
ABSTENTIONS = ("half", "nothing", "left out")
#: Abstentions; which texts; whether years or votes weigh alike; whether members are those of 2019
#: or those of each year.
READINGS = tuple(
    product(ABSTENTIONS, ("whole texts", "all votes"), ("years", "votes"), ("2019", "each year"))
)
#: The reading that the published levels before 2017 identify.
READING = ("half", "whole texts", "votes", "each year")
COLUMNS = ["abstention", "texts", "weights", "members"]


def yearly(rollcalls: RollCalls, state: str, abstention: str, other: str = "USA") -> pd.DataFrame:
    """Return agreement with the United States by year.

    Parameters
    ----------
    rollcalls : RollCalls
    state, other : str
    abstention : {"half", "nothing", "left out"}

    Returns
    -------
    DataFrame
        Indexed by year: ``sum`` of agreement and ``n`` of the votes that count.

    Raises
    ------
    UsageError
        If a state or the reading is unknown.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 3, 3], [1, 1, 2]], states=["USA", "FRA"])
    >>> [yearly(rc, "FRA", a).values.tolist()[0] for a in ABSTENTIONS]
    [[1.5, 3.0], [1.0, 3.0], [1.0, 2.0]]
    """
    if abstention not in ABSTENTIONS:
        raise UsageError(f"unknown reading {abstention!r}", "alignment", ", ".join(ABSTENTIONS))
    a, b = rollcalls.of(other).astype(int), rollcalls.of(state).astype(int)
    counts = is_cast(rollcalls.of(other)) & is_cast(rollcalls.of(state))
    if abstention == "left out":
        counts &= (a != 2) & (b != 2)
    apart = np.abs(a - b)[counts]
    value = 1 - apart / 2 if abstention == "half" else (apart == 0).astype(float)
    year = rollcalls.calls["date"].dt.year.to_numpy()[counts]
    found = pd.DataFrame({"year": year, "sum": value, "n": 1.0})
    return found.groupby("year")[["sum", "n"]].sum()


def replicate(rollcalls: RollCalls, until: str = UNTIL) -> pd.DataFrame:
    """Set the published per cents beside those of every reading.

    Parameters
    ----------
    rollcalls : RollCalls
        The history.
    until : date
        Last day; default that of the 73rd session.

    Returns
    -------
    DataFrame
        A row per reading and group or state: ``abstention, texts, weights, members, of``,
        ``published_before, here_before, published_after, here_after, published_change,
        here_change``, in per cent and percentage points.
    """
    assembly = rollcalls.select(body="GA", start=f"{FIRST}-01-01", end=until).whole()
    texts = {"whole texts": final_passage(assembly), "all votes": assembly}
    rows = []
    for abstention, which in product(ABSTENTIONS, texts):
        series = {
            state: yearly(texts[which], state, abstention)
            for state in _all_members(rollcalls)
            if state in rollcalls.states.index
        }
        for weights, when, (of, published) in product(
            ("years", "votes"), ("2019", "each year"), PUBLISHED.items()
        ):
            before, after = _averages(series, of, weights, when)
            rows.append(
                {
                    "abstention": abstention,
                    "texts": which,
                    "weights": weights,
                    "members": when,
                    "of": of,
                    "published_before": published[0],
                    "here_before": 100 * before,
                    "published_after": published[1],
                    "here_after": 100 * after,
                    "published_change": published[1] - published[0],
                    "here_change": 100 * (after - before),
                }
            )
    return pd.DataFrame(rows)


def identified(table: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows of the reading that the published levels before 2017 identify.

    Parameters
    ----------
    table : DataFrame
        As from `replicate`.
    """
    mine = (table[COLUMNS] == list(READING)).all(axis=1)
    return table[mine].drop(columns=COLUMNS).reset_index(drop=True)


def _is_group(of: str) -> bool:
    return of in ("G7", "NATO", "OECD")


def _in_year(group: str, year: int) -> set[str]:
    return set(members(group, f"{year}-12-31")) - {"USA"}


def _all_members(rollcalls: RollCalls) -> list[str]:
    found = {s for s in PUBLISHED if not _is_group(s)}
    for group in filter(_is_group, PUBLISHED):
        for year in range(FIRST, LAST + 1):
            found |= _in_year(group, year)
    return sorted(found & set(rollcalls.states.index))


def _averages(
    series: dict[str, pd.DataFrame], of: str, weights: str, when: str
) -> tuple[float, float]:
    """Average over states and years; a state in a year weighs 1, or as many as its votes."""
    parts = []
    for state, one in series.items():
        if _is_group(of):
            then = _in_year(of, LAST)
            inside = [
                state in (then if when == "2019" else _in_year(of, int(y))) for y in one.index
            ]
            one = one[inside]
        elif state != of:
            continue
        parts.append(one)
    whole = pd.concat(parts) if parts else pd.DataFrame({"sum": [], "n": []})
    if weights == "years":
        whole = pd.DataFrame({"sum": whole["sum"] / whole["n"], "n": 1.0}, index=whole.index)
    late = np.asarray(whole.index) >= TURN
    out = [whole[side].sum() for side in (~late, late)]
    return tuple(float(s["sum"] / s["n"]) if s["n"] else float("nan") for s in out)  # type: ignore[return-value]
