"""Agreement of a state with others on one issue at a time."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.agreement.series import series_rows
from analysis.record.issues import HAND_CODED
from analysis.rollcalls import RollCalls
from analysis.study import Study

__all__ = ["SHOWN_ISSUES", "agreement_by_issue"]

#: The issues coded by hand, and the one of the embedded facts.
SHOWN_ISSUES = (*HAND_CODED, "ukraine")
#: A record that covers more years than this is cut into spans of five.
FEW_YEARS = 20
SPAN = 5


def agreement_by_issue(
    rollcalls: RollCalls,
    country: str,
    partners: Sequence[str],
    issues: Sequence[str] = SHOWN_ISSUES,
    index: str = "ordinal",
    *,
    level: float = Study.level,
    intervals: bool = True,
) -> pd.DataFrame:
    """Compute agreement with several states, issue by issue, over spans of years.

    Parameters
    ----------
    rollcalls : RollCalls
    country : str
    partners : sequence of str
        The country itself and states that the record does not know are passed over.
    issues : sequence of str
        Codes of `analysis.record.issues.ISSUES`.
    index : str
    level : float
        Of the intervals.
    intervals : bool
        Whether to compute them.

    Returns
    -------
    DataFrame
        Columns ``issue, partner, period`` (middle of the span, in years)``, first, last, n,
        value, low, high``. Spans are five years, beginning with those that 5 divides; single
        years for an issue whose roll calls cover at most twenty. Without an interval below five
        days of voting; spans without a joint vote are left out.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 3], [1, 1]], states=["HUN", "USA"], issues=["me", ""],
    ...                           dates=["2024-12-01", "2025-02-24"])
    >>> found = agreement_by_issue(rc, "HUN", ["USA", "HUN"], intervals=False)
    >>> found[["issue", "partner", "period", "n", "value"]].values.tolist()
    [['me', 'USA', 2024.5, 1, 1.0]]
    """
    rows: list[dict[str, object]] = []
    others = [p for p in partners if p != country and p in rollcalls.states.index]
    for issue in issues:
        part = rollcalls.select(issue=issue)
        if not part.n_calls:
            continue
        first, last = part.first.year, part.last.year
        step = 1 if last - first < FEW_YEARS else SPAN
        for start in range(first - first % step, last + 1, step):
            end = min(start + step - 1, last)
            span = part.select(start=f"{start}-01-01", end=f"{end}-12-31")
            for partner in others if span.n_calls else []:
                other = span.votes[[span.row(partner)]]
                (row,) = series_rows(
                    (start + end + 1) / 2, span, country, other, [index], level, intervals, "day"
                )
                if row["n"]:
                    rows.append(
                        {"issue": issue, "partner": partner, "first": start, "last": end} | row
                    )
    columns = ["issue", "partner", "period", "first", "last", "n", "value", "low", "high"]
    return pd.DataFrame(rows, columns=columns)
