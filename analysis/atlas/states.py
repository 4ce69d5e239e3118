"""Tables of one state: its years, its partners, and the texts that its page lists."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.agreement.pairwise import Agreement
from analysis.errors import UsageError
from analysis.profile.alone import most_alone
from analysis.profile.neighbours import LEAST_SHARE, ends, neighbours
from analysis.profile.participation import last_years, participation, seats
from analysis.record.codes import VOTE_NAMES, is_cast
from analysis.rollcalls import RollCalls
from analysis.shift.counted.divided_texts import SIDES, divided_flags
from analysis.shift.counted.frame import TREATMENTS
from analysis.shift.counted.levels import vote_flags
from analysis.shift.counted.sponsorship import Sponsored, together
from analysis.study import Study

__all__ = [
    "TREATED",
    "StateTables",
    "ends_by_year",
    "newly_called",
    "pair_of",
    "sponsored_by",
    "state_tables",
    "yearly",
]

#: Columns of `yearly` for how texts were treated the time before, and of the state's Noes there.
TREATED = {sort: sort.replace(" ", "_") for sort in TREATMENTS}
#: States named at either end of a year, and of the last years.
EACH_YEAR, AT_LAST = 3, 8
#: Years that are a state's present.
PRESENT = 3


@dataclass(frozen=True, eq=False)
class StateTables:
    """What the page of a state shows of the record.

    Attributes
    ----------
    state : str
    seats : DataFrame
        As `analysis.profile.participation.seats`.
    years : DataFrame
        As `yearly`.
    near, far : DataFrame
        The ends of `analysis.profile.neighbours.neighbours` over the state's last three years.
    present : str
        Which roll calls those rest on; "" for none.
    by_year : DataFrame
        As `ends_by_year`.
    alone, called, sponsored, with_others : DataFrame
        Votes that no other state cast; texts adopted without a vote the time before; texts it
        put its name to, and who with it.
    """

    state: str
    seats: pd.DataFrame
    years: pd.DataFrame
    near: pd.DataFrame
    far: pd.DataFrame
    present: str
    by_year: pd.DataFrame
    alone: pd.DataFrame
    called: pd.DataFrame
    sponsored: pd.DataFrame
    with_others: pd.DataFrame


def pair_of(state: str) -> Study:
    """Return the pair whose disagreements are counted: allies of the default study, and its rival.

    It is the same for all states, so that their pages compare; the rival's own page has the
    country of the default study in the rival's place.

    Examples
    --------
    >>> pair_of("HUN").rival, pair_of("RUS").rival
    ('RUS', 'USA')
    """
    study = Study()
    rival = study.country if state == study.rival else study.rival
    return Study(country=state, rival=rival)


def state_tables(
    assembly: RollCalls, state: str, pairs: Agreement, sponsors: Sponsored | None
) -> StateTables:
    """Make the tables of a state.

    Parameters
    ----------
    assembly : RollCalls
        Whole roll calls of the Assembly, in order of date.
    state : str
        It need not be in the record.
    pairs : Agreement
        By year.
    sponsors : Sponsored, optional
        None where the record names none.
    """
    known = state in assembly.states.index
    present = last_years(assembly, state, PRESENT) if known else assembly.take(np.array([], int))
    near, far = _ends_now(present, state) if present.n_calls else (_NOBODY, _NOBODY)
    alone = most_alone(assembly, state) if known else _NO_TEXTS
    named, others = sponsored_by(sponsors, state)
    return StateTables(
        state,
        seats(assembly, state) if known else pd.DataFrame(columns=["first", "last", "roll_calls"]),
        yearly(assembly, state) if known else pd.DataFrame(columns=["year"]),
        near,
        far,
        present.rests_on() if present.n_calls else "",
        ends_by_year(pairs, state),
        _latest(alone[alone["with"] == 0]),
        newly_called(assembly, state) if known else _NO_TEXTS,
        named,
        others,
    )


_NOBODY = pd.DataFrame(columns=["state", "n", "value", "low", "high"])
_NO_TEXTS = pd.DataFrame(columns=["id", "date", "symbol", "title", "vote", "with", "cast"])


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


def yearly(assembly: RollCalls, state: str) -> pd.DataFrame:
    """Count a state's votes by year.

    Returns
    -------
    DataFrame
        ``year, roll_calls, yes, abstain, no, absent`` as
        `analysis.profile.participation.participation` counts them; ``alone`` and ``alone_no``
        (`analysis.shift.counted.levels`); ``divided``, and of these ``allies, rival, neither``
        (`analysis.shift.counted.divided_texts`, the pair of `pair_of`; 0 without the pair); and
        of whole texts by treatment the time before (`TREATED`) the votes cast, and the Noes
        (``..._no``).        Years in which it was no member are left out.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[3, 1, 8], [1, 1, 1]], states=["USA", "RUS"],
    ...                           treated_last=["without a vote", "vote", ""])
    >>> yearly(rc, "USA")[["no", "absent", "without_a_vote", "without_a_vote_no"]].values.tolist()
    [[1, 1, 1, 1]]
    """
    table = participation(assembly, state).drop(columns=["attended", "abstained"])
    calls = assembly.calls
    flags = vote_flags(assembly, state)
    found = {name: flags[name] for name in ("alone", "alone_no")}
    try:
        divided = divided_flags(assembly, pair_of(state))
    except UsageError:  # the pair is not in the record
        divided = {}
    nothing = np.zeros(assembly.n_calls, dtype=bool)
    found |= {name: divided.get(key, nothing) for name, key in _DIVIDED.items()}
    part = (calls["paragraph"].fillna(False) | calls["amendment"].fillna(False)).to_numpy(bool)
    for sort, name in TREATED.items():
        of_sort = (calls["treated_last"] == sort).to_numpy() & ~part & flags["cast"]
        found |= {name: of_sort, f"{name}_no": of_sort & flags["no"]}
    sums = pd.DataFrame(found).groupby(calls["date"].dt.year.to_numpy()).sum()
    table = table.merge(sums, left_on="year", right_index=True)
    return table[table["roll_calls"] > 0].astype(int).reset_index(drop=True)


_DIVIDED = {"divided": "voted"} | {side: side for side in SIDES}


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


def newly_called(assembly: RollCalls, state: str) -> pd.DataFrame:
    """List the texts voted on that were adopted without a vote the time before, the latest first.

    Returns
    -------
    DataFrame
        ``id, date, symbol, title, treated_id`` and the state's ``vote`` (a code).
    """
    calls = assembly.calls
    held = (calls["treated_last"] == "without a vote").to_numpy() & is_cast(assembly.of(state))
    table = calls.loc[held, ["id", "date", "symbol", "title", "treated_id"]]
    return _latest(table.assign(vote=assembly.of(state)[held]))


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
