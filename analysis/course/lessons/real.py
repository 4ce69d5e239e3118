"""The real case on every machine: small tables of counts, and what the lessons read off them.

`analysis.workshop.shipped.lessons` makes them from the history; the codebook is
``data/derived/README.md``.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import RecordError, UsageError
from analysis.paths import DERIVED
from analysis.study import Study

__all__ = [
    "AGENDA_FROM",
    "CASE",
    "NOES",
    "TABLES",
    "TERMS",
    "agreement_by_noes",
    "noes_class",
    "real_table",
    "term_of",
    "treated_by_term",
]

#: The case that the tables are about: two administrations compared, and one more before them.
CASE = Study(before=date(2021, 1, 20), event=date(2025, 1, 20), until=date(2025, 12, 31))
#: First year of the series on two agendas.
AGENDA_FROM = 2015
#: Classes of roll calls by the number of Noes, and the most Noes of each.
NOES: dict[str, int] = {"0": 0, "1": 1, "2–3": 3, "4–10": 10, "over 10": 10_000}
#: Years of three administrations; a year counts for the one that held office in its December,
#: when most texts are put to the vote.
TERMS: dict[str, tuple[int, int]] = {
    "2017–2020": (2017, 2020),
    "2021–2024": (2021, 2024),
    "2025": (2025, 2025),
}
#: Files of ``data/derived`` by the name of the table.
TABLES: dict[str, str] = {
    name: f"lessons_{name}.csv"
    for name in (
        *("calls", "agreement", "texts", "agenda", "changes"),
        *("coincidence", "alignment", "consensus"),
    )
}


def real_table(name: str) -> pd.DataFrame:
    """Read one of the small tables.

    Parameters
    ----------
    name : str
        A key of `TABLES`.

    Raises
    ------
    UsageError
        If there is no such table.
    RecordError
        If its file is missing.

    Examples
    --------
    >>> int(real_table("calls").query("year == 2025")["n"].sum())
    192
    """
    if name not in TABLES:
        raise UsageError(f"no table {name!r}", "shipped counts", f"use {', '.join(TABLES)}")
    try:
        return pd.read_csv(DERIVED / TABLES[name], keep_default_na=False, na_values=[""])
    except OSError:
        raise RecordError(
            "a table of the lessons is missing", TABLES[name], "restore data/derived"
        ) from None


def noes_class(noes: npt.ArrayLike) -> npt.NDArray[np.str_]:
    """Name the class of each number of Noes.

    Examples
    --------
    >>> noes_class([0, 3, 4, 120]).tolist()
    ['0', '2–3', '4–10', 'over 10']
    """
    place = np.searchsorted(list(NOES.values()), np.asarray(noes), side="left")
    return np.asarray(list(NOES))[place]


def term_of(years: pd.Series) -> pd.Series:
    """Name the administration of each year, or "" outside of them.

    Examples
    --------
    >>> term_of(pd.Series([2016, 2017, 2024, 2025])).tolist()
    ['', '2017–2020', '2021–2024', '2025']
    """
    named = {y: term for term, (a, b) in TERMS.items() for y in range(a, b + 1)}
    return years.map(named).fillna("")


def treated_by_term() -> pd.DataFrame:
    """Count whole texts by how they were treated the time before, in three administrations.

    Returns
    -------
    DataFrame
        Indexed by treatment; for each of `TERMS` the roll calls of a year on average, and the
        share of them on which the United States voted No. Before October 2019 the record holds no
        adoptions without a vote, so that "without a vote" is too low in the first term.

    Examples
    --------
    >>> table = treated_by_term()
    >>> int(table.loc["without a vote", ("roll calls a year", "2025")])
    89
    """
    calls = real_table("calls")
    calls = calls[calls["treated"] != "part"].assign(term=lambda t: term_of(t["year"]))
    sums = calls.groupby(["treated", "term"])[["n", "no"]].sum().unstack(fill_value=0)
    length = pd.Series({term: b - a + 1 for term, (a, b) in TERMS.items()})
    found = {
        "roll calls a year": sums["n"][list(TERMS)] / length,
        "share of No": sums["no"][list(TERMS)] / sums["n"][list(TERMS)],
    }
    return pd.concat(found, axis=1)


def agreement_by_noes(least: int = 0) -> pd.DataFrame:
    """Average the agreement of the United States with Russia and its allies in `TERMS`.

    Parameters
    ----------
    least : int
        Leave out roll calls with fewer Noes; 0, 1, 2, 4 or 11, where a class begins.

    Returns
    -------
    DataFrame
        Indexed by partner ("RUS", "allies"), a column for each term; ordinal agreement over all
        pairs of votes.

    Raises
    ------
    UsageError
        If no class begins with that number.

    Examples
    --------
    >>> bool((agreement_by_noes()["2025"] < agreement_by_noes(4)["2025"]).all())
    True
    """
    starts = dict(zip([0, *(n + 1 for n in NOES.values())], NOES, strict=False))
    if least not in starts:
        raise UsageError(f"{least} Noes", "shipped counts", f"use {', '.join(map(str, starts))}")
    kept = [kind for start, kind in starts.items() if start >= least]
    table = real_table("agreement")
    table = table[table["noes"].isin(kept)].assign(term=lambda t: term_of(t["year"]))
    sums = table.groupby(["other", "term"])[["sum", "n"]].sum()
    return (sums["sum"] / sums["n"]).unstack()[list(TERMS)].loc[["RUS", "allies"]]
