"""How often a state votes as others do: levels with a handful of states, with its allies, the gap.

The gap is the agreement with the allies minus that with the rival. It cannot exceed the distance
between the two, which is printed beside it (`analysis.shift.counted.bound`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.agreement.group import member_votes
from analysis.agreement.indices import index_named
from analysis.agreement.means import mean_defined
from analysis.errors import UsageError
from analysis.estimate import Estimate
from analysis.record.codes import is_cast
from analysis.record.reference import PERMANENT
from analysis.record.states import in_sentence
from analysis.rollcalls import RollCalls
from analysis.shift.counted.compare import Asked, compared
from analysis.shift.counted.frame import Counted, counted
from analysis.shift.design import Design
from analysis.shift.quantities import allies, group_in_words
from analysis.study import WINDOWS, Study

__all__ = [
    "DESIGN",
    "MEASURES",
    "Partner",
    "agreement_with",
    "joint_votes",
    "partner_tables",
    "partners",
    "partners_of",
]

Floats = npt.NDArray[np.float64]
Votes = npt.NDArray[np.int8]

#: What is shown of agreement, and the words for it.
MEASURES = {
    "identical": "share of texts on which {state} voted as {partner} did",
    "ordinal": "agreement{of} with {partner}",
}


@dataclass(frozen=True, eq=False)
class Partner:
    """Whom a state is compared with.

    Attributes
    ----------
    code : str
        Of a state; ``allies``; ``allies-rival`` for the gap.
    words : str
        Its name in a sentence.
    votes : ndarray of int8, shape (n_members, n_calls)
        Of the state, or of each ally while it was one. Of the gap: the allies, then the rival.
    """

    code: str
    words: str
    votes: Votes


def partners_of(rollcalls: RollCalls, study: Study) -> list[Partner]:
    """Return whom a study's country is compared with, one by one.

    They are the rival, the allies (the mean over those that are members on the day), the gap
    between the two, the friend, and the permanent members of the Security Council.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1], [1], [3], [1]], states=["USA", "GBR", "RUS", "ISR"])
    >>> [p.code for p in partners_of(rc, Study())]
    ['RUS', 'allies', 'allies-rival', 'ISR', 'GBR']
    """
    here = set(rollcalls.states.index) - {study.country}
    rival = rollcalls.of(study.rival)[None]
    out = [Partner(study.rival, in_sentence(study.rival), rival)]
    try:
        group, _ = member_votes(rollcalls, study.country, allies(study))
    except UsageError:  # a study without allies, or none in the record
        pass
    else:
        words = group_in_words(study)
        out.append(Partner("allies", words, group))
        gap = f"{words} minus that with {in_sentence(study.rival)}"
        out.append(Partner("allies-rival", gap, np.concatenate([group, rival])))
    states = dict.fromkeys([study.friend, *PERMANENT])
    return out + [
        Partner(s, in_sentence(s), rollcalls.of(s)[None])
        for s in states
        if s in here and s != study.rival
    ]


def partner_tables(own: Votes, others: Votes) -> Floats:
    """Count the joint votes of a state with others on each roll call.

    Returns
    -------
    ndarray of float, shape (n_calls, n_others, 3, 3)
        A one where the two voted so; rows are the state's votes.

    Examples
    --------
    >>> v = np.array([[1, 3], [3, 8]], dtype=np.int8)
    >>> partner_tables(v[0], v[1:]).nonzero()
    (array([0]), array([0]), array([0]), array([2]))
    """
    out = np.zeros((others.shape[1], len(others), 3, 3))
    who, call = np.nonzero(is_cast(others) & is_cast(own))
    out[call, who, own[call] - 1, others[who, call] - 1] = 1.0
    return out


def partners(rollcalls: RollCalls, study: Study) -> list[Estimate]:
    """Count agreement on whole texts with each partner, in each of the three windows.

    Returns
    -------
    list of Estimate
        ``agreement.<measure>.<partner>.<window>`` and ``....change.<baseline>``, for the measures
        of `MEASURES` and the partners of `partners_of`. The table has a row for each partner,
        kind of roll call and window or year: ``by, window, name, year, kind, partner, calls``
        (on which both voted; the most of any ally) and a column for each measure.

    Raises
    ------
    UsageError
        If the country or the rival is unknown.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 3], [1, 1], [3, 3]], states=["USA", "GBR", "RUS"],
    ...                           dates=["2024-12-01", "2025-02-24"])
    >>> [(e.name, e.estimate) for e in partners(rc, Study())][:3]
    [('agreement.identical.RUS.after', 1.0), ('agreement.identical.RUS.before', 0.0),
     ('agreement.identical.RUS.change.before', 1.0)]
    """
    frame = counted(rollcalls, study)
    own = frame.rollcalls.of(study.country)
    made = [(p, partner_tables(own, p.votes)) for p in partners_of(frame.rollcalls, study)]
    table = pd.concat([_rows(frame, p, tables) for p, tables in made], ignore_index=True)
    found: list[Estimate] = []
    for measure, words in MEASURES.items():
        for partner, tables in made:
            days = {key: frame.days(tables, key) for key in WINDOWS}
            gap = partner.code == "allies-rival"
            asked = Asked(
                f"agreement.{measure}.{partner.code}",
                _gap_words(measure) if gap else words,
                measure,
                agreement_with(partner.code, measure),
                joint_votes,
                unit="roll calls",
                kind="level" if gap or measure != "identical" else "share",
                partner=partner.code,
                partner_name=partner.words,
                shares=agreements_of(partner.code, measure),
            )
            found += compared(asked, days, frame, table)
    return found


def _gap_words(measure: str) -> str:
    what = {"identical": "share of the same votes", "ordinal": "agreement"}[measure]
    return f"{what}{{of}} with {{partner}}"


def agreement_with(partner: str, measure: str) -> Callable[[Floats], Floats]:
    """Return the statistic that is a state's agreement with a partner.

    Parameters
    ----------
    partner : str
        As `Partner.code`.
    measure : str
        An index of agreement.

    Returns
    -------
    callable
        From tables of shape (..., n_members, 3, 3) to values of shape (...): the mean over
        members; of the gap, the mean over all but the last minus the last.
    """
    index = index_named(measure)

    def value(total: Floats) -> Floats:
        values = index(total)
        if partner != "allies-rival":
            return np.asarray(mean_defined(values))
        return np.asarray(mean_defined(values[..., :-1]) - values[..., -1])

    return value


def agreements_of(partner: str, measure: str) -> bool | Callable[[Floats], Floats]:
    """Return of which agreements `agreement_with` is the difference, for the error.

    Returns
    -------
    bool or callable
        As `share` of `analysis.inference.jackknife_change`: False for indices corrected for chance.
    """
    index = index_named(measure)
    if partner != "allies-rival" or not index.is_mean:
        return index.is_mean

    def both(total: Floats) -> Floats:
        values = index(total)
        return np.stack([np.asarray(mean_defined(values[..., :-1])), values[..., -1]], axis=-1)

    return both


def joint_votes(total: Floats) -> Floats:
    """Return the joint votes with the member that has most of them, shape (...)."""
    return np.asarray(total.sum(axis=(-2, -1)).max(axis=-1))


def _rows(frame: Counted, partner: Partner, tables: Floats) -> pd.DataFrame:
    """One row for each window and year with a vote of both, whole texts and parts apart."""
    names = {w.key: w.label(frame.last) for w in frame.windows}
    parts = []
    for by in ("window", "year"):
        groups = frame.calls[[by, "kind"]].assign(i=np.arange(len(tables)))
        groups = groups[groups[by] != ""]
        found = groups.groupby([by, "kind"], sort=True)["i"]
        sums = np.stack([tables[i.to_numpy()].sum(axis=0) for _, i in found])
        part = pd.DataFrame(list(found.groups), columns=[by, "kind"])
        part["by"], part["calls"] = by, joint_votes(sums).astype(int)
        for m in MEASURES:
            part[m] = agreement_with(partner.code, m)(sums)
        part["name"] = part[by].map(names) if by == "window" else part[by].astype(str)
        parts.append(part[part["calls"] > 0])
    table = pd.concat(parts, ignore_index=True).assign(partner=partner.code)
    table["window"] = table["window"].astype("object").where(table["window"].notna(), "")
    columns = ["by", "window", "name", "year", "kind", "partner", "calls", *MEASURES]
    return table.reindex(columns=columns).astype({"year": "Int64", "window": "str"})


DESIGN = Design("partners", partners, in_table=False)
