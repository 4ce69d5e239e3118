"""The small tables that let the lessons show the real case on a machine without the history.

Counts and estimates of ours, from the public record; who voted how on which text is not in them.
`analysis.course.lessons.real` reads them, and ``data/derived/README.md`` is their codebook::

    python -m analysis.workshop.shipped.lessons
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.course.lessons.assemblies import agenda_series
from analysis.course.lessons.real import AGENDA_FROM, CASE, NOES, TABLES, noes_class
from analysis.paths import DERIVED
from analysis.record.codes import Vote, is_cast
from analysis.replications import alignment, coincidence, consensus
from analysis.resolutions.structure import Resolutions
from analysis.rollcalls import RollCalls
from analysis.shift.counted.frame import counted
from analysis.shift.counted.sponsorship import sponsored
from analysis.shift.quantities import allies, contested, dyadic_shifts

__all__ = ["agreement_by_kind", "calls_by_kind", "lesson_tables", "texts_by_year"]

#: First year of the counts: that of the earliest of the administrations compared.
FIRST, LAST = 2017, 2025
#: First whole year in which the record holds adoptions without a vote and sponsors.
TEXTS_FROM = 2020


def calls_by_kind(rollcalls: RollCalls) -> pd.DataFrame:
    """Count roll calls by year, number of Noes, and how the text was treated the time before.

    Parameters
    ----------
    rollcalls : RollCalls
        Of the Assembly.

    Returns
    -------
    DataFrame
        ``year, noes`` (of `NOES`)``, treated`` ("vote", "without a vote", "never seen"; "part" for
        votes on paragraphs and amendments)``, n, yes, abstain, no, absent`` (votes of the United
        States) and ``alone`` (roll calls on which nobody else voted No).
    """
    frame = counted(rollcalls, CASE)
    held, calls = frame.rollcalls, frame.calls
    own, noes = held.of("USA"), held.tally()["no"].to_numpy()
    table = pd.DataFrame(
        {
            "year": calls["year"].to_numpy(),
            "noes": noes_class(noes),
            # Paragraphs and amendments have no history of their own.
            "treated": np.where(calls["kind"] == "part", "part", calls["treated"].astype("str")),
            "n": 1,
            **{v.name.lower(): own == v for v in (Vote.YES, Vote.ABSTAIN, Vote.NO, Vote.ABSENT)},
            "alone": (own == Vote.NO) & (noes == 1),
        }
    )
    keys = ["year", "noes", "treated"]
    found = table.groupby(keys, sort=False).sum().astype(int).reset_index()
    order = found["noes"].map(list(NOES).index)
    return found.iloc[np.lexsort((found["treated"], order, found["year"]))].reset_index(drop=True)


def agreement_by_kind(rollcalls: RollCalls) -> pd.DataFrame:
    """Sum the agreement of the United States with Russia and with its allies, by year and Noes.

    Returns
    -------
    DataFrame
        ``year, noes, other`` ("RUS" or "allies")``, n`` (pairs of votes) and ``sum`` of ordinal
        agreement over them.
    """
    own = rollcalls.of("USA").astype(int)
    voted = is_cast(rollcalls.of("USA"))
    year = rollcalls.calls["date"].dt.year.to_numpy()
    noes = noes_class(rollcalls.tally()["no"].to_numpy())
    friends = allies(CASE)
    rows = []
    for y in sorted(set(year)):
        members = [s for s in friends(f"{y}-12-31") if s in rollcalls.states.index]
        for other, states in (("RUS", ["RUS"]), ("allies", members)):
            for kind in NOES:
                here = (year == y) & (noes == kind) & voted
                pairs = [_agreement(own[here], rollcalls.of(s)[here]) for s in states]
                values = np.concatenate(pairs) if pairs else np.zeros(0)
                rows.append([int(y), kind, other, len(values), float(values.sum())])
    return pd.DataFrame(rows, columns=["year", "noes", "other", "n", "sum"])


def _agreement(own: npt.NDArray[np.int_], other: npt.NDArray[np.int8]) -> npt.NDArray[np.float64]:
    both = is_cast(other)
    return np.asarray(1 - np.abs(own[both] - other[both].astype(int)) / 2, dtype=np.float64)


def texts_by_year(resolutions: Resolutions) -> pd.DataFrame:
    """Count the Assembly's resolutions by year: adopted by vote or without one, and sponsored.

    Returns
    -------
    DataFrame
        ``year, by_vote, without_vote, named`` (texts whose sponsors are recorded) and ``sponsored``
        (those with the United States among them).
    """
    table = resolutions.to_frame()
    mine = table[(table["body"] == "GA") & table["symbol"].str.contains("/RES/")]
    years = mine["date"].dt.year
    how = pd.crosstab(years, mine["adopted"])
    names = sponsored(resolutions, ["USA"])
    of = names.texts["date"].dt.year
    found = pd.DataFrame(
        {
            "by_vote": how.get("vote", 0),
            "without_vote": how.get("without a vote", 0),
            "named": of.value_counts(),
            "sponsored": of[names.any[0]].value_counts(),
        }
    )
    whole = found.loc[TEXTS_FROM:LAST].fillna(0).astype(int)
    return whole.rename_axis("year").reset_index()


def lesson_tables(rollcalls: RollCalls, resolutions: Resolutions) -> dict[str, pd.DataFrame]:
    """Make every table of `TABLES` from the history, by name."""
    assembly = rollcalls.select(body="GA")
    recent = assembly.select(start=f"{FIRST}-01-01", end=f"{LAST}-12-31")
    series = agenda_series(
        assembly.select(start=f"{AGENDA_FROM}-01-01", end=f"{LAST}-12-31"),
        CASE.country,
        ["nothing", "texts with at most 3 Noes"],
    )
    parts = {"all": assembly, "four Noes or more": contested(assembly)}
    changes = [
        {"texts": words, "name": e.name, "estimate": e.estimate, "low": e.low, "high": e.high}
        | {"n": e.n}
        for words, part in parts.items()
        for e in dyadic_shifts(part, CASE, [CASE.rival])
    ]
    decades = consensus.compare_decades(consensus.replicate(rollcalls, resolutions))
    made = {
        "calls": calls_by_kind(recent),
        "agreement": agreement_by_kind(recent),
        "texts": texts_by_year(resolutions),
        "agenda": series,
        "changes": pd.DataFrame(changes),
        "coincidence": coincidence.replicate(rollcalls),
        "alignment": alignment.replicate(rollcalls),
        "consensus": decades,
    }
    return {name: made[name] for name in TABLES}


def main(folder: Path = DERIVED) -> None:
    """Write the tables into `data/derived`."""
    from analysis.rollcalls.load import load_resolutions, load_rollcalls

    made = lesson_tables(load_rollcalls("history"), load_resolutions("history"))
    for name, table in made.items():
        path = folder / TABLES[name]
        table.to_csv(path, index=False, float_format="%.4f", lineterminator="\n")
        print(f"{path.name}: {len(table)} rows")


if __name__ == "__main__":
    main()
