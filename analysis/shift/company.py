"""Whom a state is compared with where nobody says: allies, rival and friend by a fixed rule.

The rule, and why it is so, stands in `docs/decisions/company.md`. It asks alliances and the shipped
agreement of all pairs by year, so that it answers alike with a record and without one.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

import pandas as pd

from analysis.errors import RecordError, UsageError
from analysis.record.reference import PERMANENT, alliances, members
from analysis.record.states import in_sentence
from analysis.study import Study

__all__ = ["TREATIES", "Company", "company", "likeness", "with_company"]

#: Alliances whose members are allies.
TREATIES = ("NATO", "EU", "G7", "FIVE_EYES", "CSTO")
#: Years looked at, before the one in which the window before begins; votes together at least.
YEARS, LEAST = 8, 20
#: States that stand for allies where there are none.
CLOSEST = 10
#: The first year of the record; years that are read at a time.
FIRST, BLOCK = 1946, 5
#: Of the most votes that the state cast together with any other, as many at least.
SHARE = 0.5


@dataclass(frozen=True)
class Company:
    """Whom a state is compared with.

    Attributes
    ----------
    allies : tuple of str
        Names of alliances, or of a regional group; or codes of states.
    rival, friend : str
        Codes.
    """

    allies: tuple[str, ...]
    rival: str
    friend: str


def company(country: str, event: date, before: date) -> Company:
    """Choose whom a state is compared with.

    Parameters
    ----------
    country : str
    event, before : date
        First day after, and of the window before.

    Raises
    ------
    UsageError
        If the state cast no vote.

    Examples
    --------
    >>> company("HUN", date(2010, 5, 29), date(2006, 5, 29)).allies
    ('NATO', 'EU')
    """
    like = _judged_by(country, event, before)
    if like.empty:
        raise UsageError(
            f"{in_sentence(country)} cast no vote before {event.year} or soon after",
            "study",
            "name --rival, --ally and --friend",
        )
    lately = set(likeness(country, event.year - 2, event.year - 1).index)
    often = like[like["n"] >= SHARE * like["n"].max()].index
    order = [s for s in often if s in lately] or list(often)
    own = _groups(country, event)
    friends = {s for name in own for s in members(name, event)}
    powers = [s for s in order if s in PERMANENT and s not in friends]
    if not powers:
        powers = [s for s in like.index if s in PERMANENT] or [s for s in PERMANENT if s != country]
    rival = powers[-1]
    closest = [s for s in order if s != rival]
    friend = next((s for s in closest if s not in PERMANENT), closest[0] if closest else rival)
    # Among names of alliances NAM is the movement: Namibia cannot stand by its code.
    states = tuple(s for s in closest if s != "NAM")[:CLOSEST]
    return Company(own or states, rival, friend)


def _judged_by(country: str, event: date, before: date) -> pd.DataFrame:
    """Return the likeness that a choice rests on: of the years before, or of what there is."""
    like = likeness(country, before.year - YEARS, before.year - 1)
    if not like.empty and like["n"].max() >= LEAST:
        return like
    if not likeness(country, before.year - YEARS, event.year - 1).empty:
        return likeness(country, 0, event.year - 1)
    # No change can be told of it: it is set beside those of its time, and not of another age.
    since = likeness(country, event.year, event.year + YEARS - 1)
    return likeness(country, 0, event.year - 1) if since.empty else since


def with_company(study: Study, given: Collection[str] = ()) -> Study:
    """Return a study with whom nobody named chosen by the rule.

    Parameters
    ----------
    study : Study
    given : collection of str
        Those of ``rival``, ``allies`` and ``friend`` that are to stay as they are.

    Examples
    --------
    >>> study = Study(country="RUS", rival="USA", event="2014-03-18", before="2010-03-18")
    >>> with_company(study, ["rival"]).allies
    ('CSTO',)
    """
    asked = [name for name in ("rival", "allies", "friend") if name not in given]
    if not asked:
        return study
    found = company(study.country, study.event, study.before)
    chosen = {name: getattr(found, name) for name in asked}
    if chosen.get("rival") == study.friend and "friend" in given:
        del chosen["rival"]
    return study.changed(**chosen)


def likeness(country: str, first: int, last: int) -> pd.DataFrame:
    """Return how much alike a state and every other voted in some years, most alike first.

    Parameters
    ----------
    country : str
    first, last : int
        Years, both included.

    Returns
    -------
    DataFrame
        Indexed by state: ``n`` (roll calls on which both voted) and ``ordinal``. Empty if the
        state cast no vote.

    Examples
    --------
    >>> likeness("USA", 2017, 2020).index[0]
    'ISR'
    """
    return _likeness(country, first, last).copy()


@lru_cache(maxsize=512)
def _likeness(country: str, first: int, last: int) -> pd.DataFrame:
    years = range(max(first, FIRST) // BLOCK * BLOCK, last + 1, BLOCK)
    parts = [_dyads_of(country, begin) for begin in years]
    table = pd.concat(parts) if parts else _dyads_of(country, FIRST // BLOCK * BLOCK)
    sums = table[table["year"].between(first, last)].groupby("other")[["n", "agreed"]].sum()
    # Digits beyond those of the files would decide ties by the order of sums.
    sums["ordinal"] = (sums["agreed"] / sums["n"]).round(6)
    ordered = sums.reset_index().sort_values(["ordinal", "other"], ascending=[False, True])
    return ordered.set_index("other")[["n", "ordinal"]]


def _groups(country: str, day: date) -> tuple[str, ...]:
    """Name the alliances of a state on a day; without one, its regional group."""
    own = tuple(name for name in TREATIES if country in members(name, day))
    regions = [str(a) for a in alliances()["alliance"].unique() if str(a).startswith("UN_")]
    return own or tuple(name for name in regions if country in members(name, day))


@lru_cache(maxsize=64)
def _dyads_of(country: str, begin: int) -> pd.DataFrame:
    """Votes together with every other state, and agreement times these, in a few years."""
    table = _dyads(begin)
    one, two = table[table["state"] == country], table[table["other"] == country]
    both = pd.concat([one, two.assign(other=two["state"])])
    both = both.astype({"n": float, "ordinal": float})
    return both.assign(agreed=both["ordinal"] * both["n"])[["other", "year", "n", "agreed"]]


@cache
def _dyads(begin: int) -> pd.DataFrame:
    columns = ["state", "other", "year", "n", "ordinal"]
    try:
        # All of the models come with it: half a second, for states without a company yet.
        from analysis.idealpoints.derived import read_dyads

        return read_dyads(begin, begin + BLOCK - 1)[columns]
    except RecordError:  # none of these years
        return pd.DataFrame(columns=columns)
