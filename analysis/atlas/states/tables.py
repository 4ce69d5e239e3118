"""Tables of one state: its years, its partners, and the texts that its page lists."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.agreement.pairwise import Agreement
from analysis.atlas.material import Material
from analysis.atlas.states.company import PRESENT, present_of, study_of
from analysis.atlas.states.years import (
    DIVIDED,
    divided_by_year,
    same_votes,
    shipped_divided,
    shipped_same,
    shipped_years,
    yearly,
)
from analysis.profile.alone import most_alone
from analysis.profile.neighbours import LEAST_SHARE, ends, neighbours
from analysis.profile.participation import last_years, participation, seats
from analysis.record.codes import VOTE_NAMES, is_cast
from analysis.rollcalls import RollCalls
from analysis.shift.counted.sponsorship import Sponsored, together
from analysis.study import Study

__all__ = [
    "ENOUGH",
    "StateTables",
    "ends_by_year",
    "newly_called",
    "sponsored_by",
    "state_tables",
    "vote_words",
]

#: States named at either end of a year, and of the last years.
EACH_YEAR, AT_LAST = 3, 8
#: Votes that a year rests on, to be the one that is told.
ENOUGH = 20


@dataclass(frozen=True, eq=False)
class StateTables:
    """What the page of a state shows of the record.

    Attributes
    ----------
    state : str
    seats, attended : DataFrame
        As `analysis.profile.participation.seats` and ``participation``, of all roll calls.
    years : DataFrame
        As `analysis.atlas.states.years.yearly` and ``divided_by_year``, of whole texts.
    present : (int, int) or None
        First and last year of the state's present; None if it cast no vote.
    study : Study or None
        With whom it is compared on divided texts; None if it cast no vote.
    same : DataFrame
        As `analysis.atlas.states.years.same_votes`.
    near, far : DataFrame
        The ends of `analysis.profile.neighbours.neighbours` over the state's present.
    recent : str
        Which roll calls those rest on; "" for none.
    by_year : DataFrame
        As `ends_by_year`.
    alone, called, sponsored, with_others : DataFrame
        Whole texts on which no other state voted so; those adopted without a vote the time before;
        texts it put its name to, and who with it.
    """

    state: str
    seats: pd.DataFrame
    attended: pd.DataFrame
    years: pd.DataFrame
    present: tuple[int, int] | None
    study: Study | None
    same: pd.DataFrame
    near: pd.DataFrame
    far: pd.DataFrame
    recent: str
    by_year: pd.DataFrame
    alone: pd.DataFrame
    called: pd.DataFrame
    sponsored: pd.DataFrame
    with_others: pd.DataFrame

    @property
    def now(self) -> pd.Series:
        """The sums of `years` over the present."""
        first, last = self.present or (1, 0)
        return self.years[self.years["year"].between(first, last)].drop(columns="year").sum()

    @property
    def span(self) -> str:
        """The years of the present in words: those of them that the record has."""
        first, last = self.present or (1, 0)
        years = self.years.loc[self.years["year"].between(first, last), "year"]
        if not len(years):
            return ""
        return str(years.min()) if len(years) == 1 else f"{years.min()} to {years.max()}"

    def ends(self, own_pairs: bool) -> tuple[pd.DataFrame, pd.DataFrame, str]:
        """Name who votes most and least like the state, and in which years.

        Parameters
        ----------
        own_pairs : bool
            Whether the votes are here: else the last year of the shipped agreement with enough
            votes stands in for the state's present.

        Returns
        -------
        near, far : DataFrame
            ``state, value``; the nearest first, the farthest last.
        span : str
        """
        if own_pairs:
            return self.near, self.far, self.span
        enough = self.by_year[self.by_year["n"] >= ENOUGH]
        enough = enough if len(enough) else self.by_year
        last = enough[enough["year"] == enough["year"].max()]
        near, far = last[last["end"] == "most"], last[last["end"] == "least"].iloc[::-1]
        return near, far, str(last["year"].iloc[0]) if len(last) else ""


def state_tables(material: Material, state: str, sponsors: Sponsored | None) -> StateTables:
    """Make the tables of a state.

    Parameters
    ----------
    material : Material
    state : str
        It need not be in the record.
    sponsors : Sponsored, optional
        None where the record names none.
    """
    assembly = material.assembly
    known = state in assembly.states.index
    if not known:
        assembly = RollCalls.from_votes(np.zeros((1, 0)), states=[state])
    texts = material.texts if known else assembly
    folder = material.counts
    years = yearly(texts, state) if folder is None else shipped_years(state, folder)
    present = present_of(years)
    study = None if present is None else study_of(state, present)
    if study is not None and study.allies:
        divided = (
            divided_by_year(texts, study) if folder is None else shipped_divided(study, folder)
        )
        years = years.merge(divided, on="year", how="left")
    years = years.reindex(columns=dict.fromkeys([*years.columns, *DIVIDED])).fillna(0).astype(int)
    recent = last_years(assembly, state, PRESENT)
    near, far = _ends_now(recent, state) if recent.n_calls else (_NOBODY, _NOBODY)
    alone = most_alone(texts, state)
    named, others = sponsored_by(sponsors, state)
    return StateTables(
        state,
        seats(assembly, state),
        participation(assembly, state),
        years,
        present,
        study,
        same_votes(texts, state) if folder is None else shipped_same(state, folder),
        near,
        far,
        recent.rests_on() if recent.n_calls else "",
        ends_by_year(material.pairs, state),
        _latest(alone[alone["with"] == 0]),
        newly_called(texts, state),
        named,
        others,
    )


_NOBODY = pd.DataFrame(columns=["state", "n", "value", "low", "high"])


def _latest(table: pd.DataFrame) -> pd.DataFrame:
    return table.sort_values(["date", "id"], ascending=[False, True], ignore_index=True)


def _ends_now(present: RollCalls, state: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Order all others, and give intervals to the ends: each state's does not depend on others."""
    near, far = ends(neighbours(present, state, draws=0), AT_LAST)
    shown = [state, *near["state"], *far["state"]]
    table = neighbours(present.only(shown), state, draws=1).set_index("state")
    columns = ["n", "value", "low", "high"]
    parts = [table.loc[part["state"], columns].reset_index() for part in (near, far)]
    return parts[0], parts[1]


def ends_by_year(pairs: Agreement, state: str, top: int = EACH_YEAR) -> pd.DataFrame:
    """Name those who voted most and least like a state in each year.

    Parameters
    ----------
    pairs : Agreement
        By year.
    state : str
    top : int
        How many of each.

    Returns
    -------
    DataFrame
        ``year, end`` ("most" or "least"), ``place`` (1 is the outermost), ``state, n, value``.
        Those rank that cast a vote on half of the state's roll calls of the year or more; of
        equals the first by code.

    Examples
    --------
    >>> from analysis.agreement import pairwise
    >>> rc = RollCalls.from_votes([[1, 3], [1, 3], [1, 1], [3, 1]], states=list("ABCD"))
    >>> ends_by_year(pairwise(rc, "ordinal"), "A", 1)[["end", "state", "value"]].values.tolist()
    [['most', 'B', 1.0], ['least', 'D', 0.0]]
    """
    rows: list[tuple[object, ...]] = []
    i = pairs.states.index(state) if state in pairs.states else -1
    for k, year in enumerate(pairs.periods if i >= 0 else ()):
        n, values = pairs.n[k, i], pairs.values[k, i]
        held = (n > 0) & (n >= LEAST_SHARE * n[i]) & ~np.isnan(values)
        held[i] = False
        who = np.flatnonzero(held)
        size = min(top, len(who) // 2)
        order = who[np.lexsort((who, -values[who]))]
        for end, chosen in (("most", order[:size]), ("least", order[::-1][:size])):
            rows += [
                (int(str(year)), end, place, pairs.states[j], int(n[j]), float(values[j]))
                for place, j in enumerate(chosen, 1)
            ]
    return pd.DataFrame(rows, columns=["year", "end", "place", "state", "n", "value"])


def newly_called(texts: RollCalls, state: str) -> pd.DataFrame:
    """List the texts voted on that were adopted without a vote the time before, the latest first.

    Returns
    -------
    DataFrame
        ``id, date, symbol, title, treated_id`` and the state's ``vote`` (a code).
    """
    calls = texts.calls
    held = (calls["treated_last"] == "without a vote").to_numpy() & is_cast(texts.of(state))
    table = calls.loc[held, ["id", "date", "symbol", "title", "treated_id"]]
    return _latest(table.assign(vote=texts.of(state)[held]))


def sponsored_by(sponsors: Sponsored | None, state: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """List the texts that a state put its name to, the latest first, and who did so with it.

    Returns
    -------
    texts : DataFrame
        ``symbol, date, title, adopted, how`` ("submitted", "joined later" or "by its group").
    others : DataFrame
        As `analysis.shift.counted.sponsorship.together`; those with a text in common.
    """
    columns = ["symbol", "date", "title", "adopted", "how"]
    if sponsors is None or state not in sponsors.states:
        return pd.DataFrame(columns=columns), pd.DataFrame(columns=["state", "both", "share"])
    i = sponsors.states.index(state)
    how = np.select(
        [sponsors.drafted[i], sponsors.joined[i], sponsors.grouped[i]],
        ["submitted", "joined later", "by its group"],
        "",
    )
    table = sponsors.texts.assign(how=how)[how != ""][columns]
    table = table.sort_values(["date", "symbol"], ascending=[False, True], ignore_index=True)
    others = together(sponsors, state, np.ones(len(sponsors.texts), dtype=bool))
    return table, others[others["both"] > 0].reset_index(drop=True)


def vote_words(code: int) -> str:
    """Write a vote as a table has it."""
    return {1: "Yes", 2: "abstained", 3: "No"}.get(int(code), VOTE_NAMES[int(code)])
