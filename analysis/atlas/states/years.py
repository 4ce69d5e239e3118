"""What a state did year by year on whole texts, counted here or taken from the shipped sums."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

from analysis.atlas.material import Material
from analysis.errors import UsageError
from analysis.profile.participation import participation
from analysis.record.codes import is_cast
from analysis.record.reference import PERMANENT
from analysis.rollcalls import RollCalls
from analysis.shift.counted.divided_texts import SIDES, divided_flags
from analysis.shift.counted.frame import TREATMENTS
from analysis.shift.counted.levels import vote_flags
from analysis.shift.shipped import read_counts
from analysis.study import Study

__all__ = [
    "DIVIDED",
    "TREATED",
    "divided_by_year",
    "same_votes",
    "shipped_divided",
    "shipped_same",
    "shipped_years",
    "yearly",
    "years_table",
]

#: Columns of `yearly` for how texts were treated the time before, and of the state's Noes there.
TREATED = {sort: sort.replace(" ", "_") for sort in TREATMENTS}
#: Columns of `divided_by_year`, and the flags that they sum.
DIVIDED = {"divided": "voted"} | {side: side for side in SIDES}
_VOTES = ["yes", "abstain", "no", "absent"]


def yearly(texts: RollCalls, state: str) -> pd.DataFrame:
    """Count a state's votes by year.

    Parameters
    ----------
    texts : RollCalls
        Of the Assembly, whole ones alone (`analysis.atlas.material.whole_texts`).
    state : str

    Returns
    -------
    DataFrame
        ``year, texts, yes, abstain, no, absent``; ``alone`` and ``alone_no``
        (`analysis.shift.counted.levels`); and by treatment of the text the time before
        (`TREATED`) the votes cast, and the Noes (``..._no``). Years in which it was no member are
        left out.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[3, 1, 8], [1, 1, 1]], states=["USA", "RUS"],
    ...                           treated_last=["without a vote", "vote", ""])
    >>> yearly(rc, "USA")[["no", "absent", "without_a_vote", "without_a_vote_no"]].values.tolist()
    [[1, 1, 1, 1]]
    """
    table = participation(texts, state).drop(columns=["attended", "abstained"])
    flags = vote_flags(texts, state)
    found = {name: flags[name] for name in ("alone", "alone_no")}
    for sort, name in TREATED.items():
        of_sort = (texts.calls["treated_last"] == sort).to_numpy() & flags["cast"]
        found |= {name: of_sort, f"{name}_no": of_sort & flags["no"]}
    sums = pd.DataFrame(found).groupby(texts.calls["date"].dt.year.to_numpy()).sum()
    table = table.merge(sums, left_on="year", right_index=True)
    table = table.rename(columns={"roll_calls": "texts"})
    return table[table["texts"] > 0].astype(int).reset_index(drop=True)


def shipped_years(state: str, folder: Path) -> pd.DataFrame:
    """Return what `yearly` does of the whole record, from the sums by day in ``data/derived``.

    Examples
    --------
    >>> from analysis.paths import DERIVED
    >>> int(shipped_years("SSD", DERIVED)["year"].min()) >= 2011
    True
    """
    own = _shipped("counts_votes", state, folder)
    own = own.assign(year=own["date"].dt.year, cast=own[["yes", "abstain", "no"]].sum(axis=1))
    table = own.groupby("year")[[*_VOTES, "alone", "alone_no"]].sum()
    table.insert(0, "texts", table[_VOTES].sum(axis=1))
    for sort, name in TREATED.items():
        sums = own[own["treated"] == sort].groupby("year")[["cast", "no"]].sum()
        sums = sums.reindex(table.index, fill_value=0)
        table[name], table[f"{name}_no"] = sums["cast"], sums["no"]
    return table[table["texts"] > 0].astype(int).reset_index()


def divided_by_year(texts: RollCalls, study: Study) -> pd.DataFrame:
    """Count how a state voted on divided texts (`analysis.shift.counted.divided_texts`).

    Returns
    -------
    DataFrame
        ``year`` and `DIVIDED`: texts on which it voted, and of these as whom. Empty where allies
        or rival are not in the record.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 3, 2], [1, 1, 1], [3, 3, 3]], states=["USA", "GBR", "RUS"])
    >>> divided_by_year(rc, Study()).values.tolist()
    [[2000, 3, 1, 1, 1]]
    """
    try:
        flags = divided_flags(texts, study)
    except UsageError:
        return pd.DataFrame(columns=["year", *DIVIDED])
    held = pd.DataFrame({name: flags[key] for name, key in DIVIDED.items()})
    return held.groupby(texts.calls["date"].dt.year.rename("year")).sum().reset_index()


def shipped_divided(study: Study, folder: Path) -> pd.DataFrame:
    """Return what `divided_by_year` does, from the sums by day in ``data/derived``.

    Examples
    --------
    >>> from analysis.paths import DERIVED
    >>> int(shipped_divided(Study(), DERIVED)["divided"].sum()) > 1000
    True
    """
    table = _shipped("counts_divided", study.country, folder)
    held = (table["group"] == " ".join(study.allies)) & (table["rival_code"] == study.rival)
    table = table[held]
    table = table.rename(columns={key: name for name, key in DIVIDED.items()})
    return table.groupby(table["date"].dt.year.rename("year"))[[*DIVIDED]].sum().reset_index()


def same_votes(texts: RollCalls, state: str) -> pd.DataFrame:
    """Count on how many whole texts a state voted as each permanent member of the Council did.

    Returns
    -------
    DataFrame
        ``partner, year, calls`` (on which both voted) and ``same``, as the shipped counts.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 3, 8], [1, 1, 1]], states=["HUN", "RUS"])
    >>> same_votes(rc, "HUN").values.tolist()
    [['RUS', 2000, 2, 1]]
    """
    own = texts.of(state)
    years = texts.calls["date"].dt.year.to_numpy()
    columns = ["partner", "year", "calls", "same"]
    parts = []
    for other in PERMANENT:
        if other == state or other not in texts.states.index:
            continue
        both = is_cast(own) & is_cast(texts.of(other))
        held = pd.DataFrame({"year": years, "calls": both, "same": both & (own == texts.of(other))})
        sums = held.groupby("year").sum().reset_index()
        parts.append(sums[sums["calls"] > 0].assign(partner=other)[columns])
    found = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    return found.astype(dict.fromkeys(columns[1:], int))


def shipped_same(state: str, folder: Path) -> pd.DataFrame:
    """Return what `same_votes` does, from the sums by year in ``data/derived``.

    Examples
    --------
    >>> from analysis.paths import DERIVED
    >>> sorted(shipped_same("HUN", DERIVED)["partner"].unique())
    ['CHN', 'FRA', 'GBR', 'RUS', 'USA']
    """
    table = _shipped("counts_pairs", state, folder)
    held = table["partner"].isin(PERMANENT) & (table["calls"] > 0)
    columns = ["partner", "year", "calls", "same"]
    return table.loc[held, columns].astype(dict.fromkeys(columns[1:], int)).reset_index(drop=True)


def _shipped(name: str, state: str, folder: Path) -> pd.DataFrame:
    found = _by_state(name, folder)
    return found[state] if state in found else read_counts(name, folder).head(0)


@cache
def _by_state(name: str, folder: Path) -> dict[str, pd.DataFrame]:
    """Part a shipped table by state once: all states are asked for, one after the other."""
    return {str(s): part for s, part in read_counts(name, folder).groupby("state", sort=False)}


def years_table(material: Material, state: str, years: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each year of a state: its ideal point, and counts of its votes.

    Parameters
    ----------
    material : Material
    state : str
    years : DataFrame
        As `yearly` and `divided_by_year`.
    """
    own = material.points[material.points["state"] == state]
    columns = ["year", "mean", "q05", "q95", "n_votes", "r_hat", "ess"]
    digits = dict.fromkeys(("mean", "q05", "q95", "r_hat"), 4)
    # As shipped: as floats of half the size they have digits that mean nothing.
    own = own[columns].astype(dict.fromkeys(digits, "float64")).round(digits)
    found = own.merge(years, on="year", how="outer")
    return found.sort_values("year", ignore_index=True)
