"""Voting coincidence with the United States, as the Department of State counts it.

*Voting Practices in the United Nations*, reports to Congress for 2017, 2018 and 2019. Since the
report for 2017 a vote counts 1 where both states vote alike, 0 where one votes yes and the other
no, and one half where one of them abstains; votes that the other state misses are left out. Before
that, votes counted only where both said yes or no. Votes on whole texts.

The numbers are those that the Jewish Virtual Library prints from the reports ("United Nations:
Voting Coincidence with the United States"); the rule is told by the blog Viable Opposition
(3 May 2018) from the report for 2017. The reports themselves were not read.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from analysis.errors import UsageError
from analysis.idealpoints.published.selection import final_passage
from analysis.record.codes import is_cast
from analysis.rollcalls import RollCalls

__all__ = ["PUBLISHED", "PUBLISHED_COUNTS", "coincidence", "replicate"]

#: Per cent, by year and state.
PUBLISHED: dict[int, dict[str, int]] = {
    2017: {"AND": 46, "AUS": 60, "AUT": 44, "BEL": 51, "CAN": 69, "DNK": 52, "FIN": 48},
    2018: {"AND": 44, "AUS": 64, "AUT": 45, "BEL": 50, "CAN": 65, "DNK": 51, "FIN": 47},
    2019: {
        **{"AND": 47, "AUS": 66, "AUT": 49, "BEL": 55, "CAN": 66, "DNK": 56, "FIN": 51},
        **{"ISR": 96, "MHL": 65},
    },
}
#: Votes alike and opposite in 2019; the other rows of that table name no state.
PUBLISHED_COUNTS: dict[str, tuple[int, int]] = {"ISR": (90, 2), "MHL": (44, 20)}


def coincidence(
    rollcalls: RollCalls,
    state: str,
    other: str = "USA",
    rule: Literal["half", "yes or no"] = "half",
) -> dict[str, float]:
    """Count how often a state votes as another does.

    Parameters
    ----------
    rollcalls : RollCalls
    state, other : str
        Codes or names.
    rule : {"half", "yes or no"}
        That of the reports since 2017, in which an abstention by one of the two counts half; or
        the one before, in which votes count where both said yes or no.

    Returns
    -------
    dict
        ``same, opposite, partial, absent`` and ``percent`` (NaN without a vote that counts).
        ``absent``: votes that `other` cast and the state did not.

    Raises
    ------
    UsageError
        If a state or the rule is unknown.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 3, 3, 2, 1], [1, 1, 2, 2, 8]], states=["USA", "FRA"])
    >>> coincidence(rc, "FRA")
    {'same': 2, 'opposite': 1, 'partial': 1, 'absent': 1, 'percent': 62.5}
    >>> coincidence(rc, "FRA", rule="yes or no")["percent"]
    50.0
    """
    if rule not in ("half", "yes or no"):
        raise UsageError(f"unknown rule {rule!r}", "coincidence", "half, or yes or no")
    a, b = rollcalls.of(other), rollcalls.of(state)
    both = is_cast(a) & is_cast(b)
    apart = np.abs(a[both].astype(int) - b[both].astype(int))
    same, opposite, partial = (int((apart == k).sum()) for k in (0, 2, 1))
    if rule == "half":
        above, below = same + partial / 2, same + opposite + partial
    else:
        abstained = int(((a[both] == 2) & (b[both] == 2)).sum())
        above, below = same - abstained, same - abstained + opposite
    return {
        "same": same,
        "opposite": opposite,
        "partial": partial,
        "absent": int((is_cast(a) & ~is_cast(b)).sum()),
        "percent": 100 * above / below if below else float("nan"),
    }


def replicate(rollcalls: RollCalls) -> pd.DataFrame:
    """Set the published per cents beside those of the record.

    Parameters
    ----------
    rollcalls : RollCalls
        The history.

    Returns
    -------
    DataFrame
        A row per year and state: ``year, state, published, here, difference`` (per cent, and
        percentage points), ``yes_or_no`` (by the rule before 2017), ``same, opposite, partial,
        absent, n_calls``. Years that the record does not have are left out.
    """
    rows = []
    assembly = final_passage(rollcalls.select(body="GA").whole())
    for year, published in PUBLISHED.items():
        part = assembly.select(start=f"{year}-01-01", end=f"{year}-12-31")
        for state, percent in published.items():
            if not part.n_calls or not {state, "USA"} <= set(part.states.index):
                continue
            found = coincidence(part, state)
            rows.append(
                {
                    "year": year,
                    "state": state,
                    "published": percent,
                    "here": found.pop("percent"),
                    "yes_or_no": coincidence(part, state, rule="yes or no")["percent"],
                    **found,
                    "n_calls": part.n_calls,
                }
            )
    table = pd.DataFrame(rows)
    if len(table):
        table.insert(4, "difference", table["here"] - table["published"])
    return table
