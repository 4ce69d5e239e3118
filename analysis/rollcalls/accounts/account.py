"""The record in four tables: by year, by session, by treatment of texts, by conflict of sources."""

from __future__ import annotations

import pandas as pd

from analysis.record.codes import Vote
from analysis.resolutions.completeness import by_session
from analysis.resolutions.structure import Resolutions
from analysis.rollcalls.structure import RollCalls

__all__ = [
    "account_tables",
    "account_text",
    "conflicts_by_pair",
    "treatment_by_year",
    "votes_by_year",
]

#: The years and sessions of which the tables are.
FIRST_YEAR, FIRST_SESSION = 2015, 74


def votes_by_year(rollcalls: RollCalls, state: str, first: int = FIRST_YEAR) -> pd.DataFrame:
    """Count the Assembly's roll calls and votes, and one state's, by year.

    Returns
    -------
    DataFrame
        ``year, roll_calls, votes`` and, of the state, ``yes, no, abstain, absent,
        not_recorded``; the last five add up to ``roll_calls``.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 3], [3, 8]], states=["USA", "RUS"],
    ...                           dates=["2024-12-01", "2025-02-24"])
    >>> votes_by_year(rc, "USA").values.tolist()
    [[2024, 1, 2, 1, 0, 0, 0, 0], [2025, 1, 1, 0, 1, 0, 0, 0]]
    """
    part = rollcalls.select(body="GA", start=f"{first}-01-01")
    mine = part.of(state)
    tally = part.tally()
    table = pd.DataFrame(
        {
            "year": part.calls["date"].dt.year,
            "roll_calls": 1,
            "votes": tally[["yes", "no", "abstain"]].sum(axis=1),
            "yes": mine == Vote.YES,
            "no": mine == Vote.NO,
            "abstain": mine == Vote.ABSTAIN,
            "absent": mine == Vote.ABSENT,
            "not_recorded": (mine == Vote.NOT_RECORDED) | (mine == Vote.NOT_MEMBER),
        }
    )
    return table.groupby("year", as_index=False).sum().astype(int)


def treatment_by_year(rollcalls: RollCalls, first: int = FIRST_YEAR) -> pd.DataFrame:
    """Count the Assembly's roll calls by year and by how their text was treated last.

    Returns
    -------
    DataFrame
        ``year, vote, without_a_vote, never_seen, not_asked``.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1]], states=["USA"], dates=["2025-12-01"],
    ...                           treated_last=["vote"])
    >>> treatment_by_year(rc).values.tolist()
    [[2025, 1, 0, 0, 0]]
    """
    calls = rollcalls.select(body="GA", start=f"{first}-01-01").calls
    names = {"vote": "vote", "without a vote": "without_a_vote", "never seen": "never_seen"}
    names[""] = "not_asked"
    counts = pd.crosstab(calls["date"].dt.year.rename("year"), calls["treated_last"])
    counts = counts.rename(columns=names).reindex(columns=list(names.values()), fill_value=0)
    return counts.rename_axis(columns=None).reset_index().astype(int)


def conflicts_by_pair(conflicts: pd.DataFrame) -> pd.DataFrame:
    """Count the votes on which two sources differ, by pair of sources and by whose word stands.

    Parameters
    ----------
    conflicts : DataFrame
        As `analysis.rollcalls.load.list_conflicts` returns it.

    Returns
    -------
    DataFrame
        ``earlier, later, stands, cells``.
    """
    by = ["earlier", "later", "stands"]
    return conflicts.groupby(by).size().rename("cells").reset_index()


def account_tables(
    rollcalls: RollCalls, resolutions: Resolutions, conflicts: pd.DataFrame, state: str = "USA"
) -> dict[str, pd.DataFrame]:
    """Return the four tables by name: votes, adoptions, treatment, conflicts."""
    sessions = by_session(resolutions)
    regular = pd.to_numeric(sessions["session"], errors="coerce")
    return {
        "votes_by_year": votes_by_year(rollcalls, state),
        "adoptions_by_session": sessions[regular >= FIRST_SESSION].reset_index(drop=True),
        "treatment_by_year": treatment_by_year(rollcalls),
        "conflicts_by_pair": conflicts_by_pair(conflicts),
    }


def account_text(tables: dict[str, pd.DataFrame], state: str) -> str:
    """Write the tables in Markdown, each under a line that says what it counts.

    Parameters
    ----------
    tables : dict
        From `account_tables`.
    state : str
        The name of the state, as it stands in a sentence.
    """
    said = {
        "votes_by_year": f"Roll calls and votes of the Assembly, and the votes of {state}:",
        "adoptions_by_session": "Texts that the Assembly adopted, by session; `highest` is the "
        "highest number of a resolution, `held` how many of the numbers up to it are here:",
        "treatment_by_year": "Roll calls of the Assembly by how the text was treated the time "
        "before; `not asked` are paragraphs, amendments and roll calls without a title:",
        "conflicts_by_pair": "Votes of which two sources say different things:",
    }
    parts = []
    for name, table in tables.items():
        head = [str(c).replace("_", " ") for c in table]
        lines = ["| " + " | ".join(head) + " |", "|" + " ---: |" * len(head)]
        lines += [
            "| " + " | ".join("" if pd.isna(v) else _cell(v) for v in row) + " |"
            for row in table.itertuples(index=False)
        ]
        parts.append("\n".join([said[name], "", *lines]))
    return "\n\n".join(parts)


def _cell(value: object) -> str:
    """Write a count with its thousands apart; a year is none."""
    if isinstance(value, str):
        return value
    number = int(value)  # type: ignore[call-overload]
    return f"{number:,}" if number >= 10_000 or number < 1_900 else str(number)
