"""Two series of ideal points side by side: shares in each other's bands, and where they differ."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.record.codes import Vote
from analysis.rollcalls import RollCalls

__all__ = ["beside", "coverage", "disagreements"]

#: Rows of the list of disagreements.
TOP = 10
#: Fewer votes are few; so many states at either end of a period are its end; so large a part
#: of a difference is the period's own.
FEW, END, OWN = 15, 3, 0.5


def beside(params: pd.DataFrame, published: pd.DataFrame) -> pd.DataFrame:
    """Set our ideal points beside published ones.

    Parameters
    ----------
    params : DataFrame
        As `IdealPointResults.params`.
    published : DataFrame
        As `read_published` returns it.

    Returns
    -------
    DataFrame, one row per state-period in both
        ``state, period`` (str)``, ours, low, high, n_votes, published, q05, q95,
        n_votes_published, iso3, difference``, in order of state and time.

    Examples
    --------
    >>> ours = pd.DataFrame({"state": ["A"], "period": [2020], "n_votes": [40], "theta": [1.0],
    ...                      "se": [0.1], "low": [0.8], "high": [1.2]})
    >>> theirs = pd.DataFrame({"state": ["A"], "period": [2020], "n_votes": [50], "theta": [0.5],
    ...                        "q05": [0.3], "q95": [0.7], "iso3": ["A"], "ccode": [1],
    ...                        "name": ["A"]})
    >>> beside(ours, theirs)[["period", "ours", "published", "difference"]].values.tolist()
    [['2020', 1.0, 0.5, 0.5]]
    """
    ours = params.rename(columns={"theta": "ours"}).astype({"period": str})
    theirs = published.rename(columns={"theta": "published", "n_votes": "n_votes_published"})
    theirs = theirs.astype({"period": str}).drop(columns=["ccode", "name"])
    both = ours.drop(columns="se").merge(theirs, on=["state", "period"]).dropna()
    order = both["period"].astype(int).argsort(kind="stable")
    both = both.iloc[order].sort_values("state", kind="stable", ignore_index=True)
    return both.assign(difference=both["ours"] - both["published"])


def coverage(both: pd.DataFrame) -> tuple[float, float]:
    """Return the shares of our points in published bands, and of published points in ours.

    Parameters
    ----------
    both : DataFrame
        As `beside` returns it.

    Examples
    --------
    >>> coverage(pd.DataFrame({"ours": [0.0, 1.0], "low": [-1.0, 0.5], "high": [1.0, 1.5],
    ...                        "published": [0.5, 2.0], "q05": [0.2, 0.0], "q95": [0.8, 3.0]}))
    (0.5, 0.5)
    """
    ours = both["ours"].between(both["q05"], both["q95"])
    theirs = both["published"].between(both["low"], both["high"])
    return float(ours.mean()), float(theirs.mean())


def disagreements(
    both: pd.DataFrame, rollcalls: RollCalls, by: str, top: int = TOP
) -> pd.DataFrame:
    """List the largest differences, each with what goes with it.

    What goes with a difference is computed and need not be its cause.

    Parameters
    ----------
    both : DataFrame
        As `beside` returns it.
    rollcalls : RollCalls
        Those fitted.
    by : {"year", "session"}
    top : int

    Returns
    -------
    DataFrame
        ``state, period, ours, published, difference, reasons``; the last a list of sentences,
        among them: few votes; other numbers of votes; absent or not recorded on half of the
        roll calls or more; another country code; the state's first or last period; one of the
        three states at an end of the scale; the whole period lies higher or lower.
    """
    rows = both.loc[both["difference"].abs().nlargest(top, keep="first").index]
    shift = both.groupby("period")["difference"].mean()
    label = rollcalls.periods(by).astype(str).to_numpy()
    reasons = [
        _reasons(row, both, float(shift[row["period"]]), rollcalls, label)
        for _, row in rows.iterrows()
    ]
    columns = ["state", "period", "ours", "published", "difference"]
    return rows[columns].assign(reasons=reasons).reset_index(drop=True)


def _reasons(
    row: pd.Series, both: pd.DataFrame, shift: float, rollcalls: RollCalls, label: np.ndarray
) -> list[str]:
    found = []
    ours, theirs = int(row["n_votes"]), int(row["n_votes_published"])
    if min(ours, theirs) < FEW:
        found.append(f"few votes: {ours} here, {theirs} there")
    elif abs(ours - theirs) > 0.1 * theirs:
        found.append(f"other votes: {ours} here, {theirs} there")
    votes = rollcalls.of(row["state"])[label == row["period"]]
    for code, words in ((Vote.ABSENT, "coded absent"), (Vote.NOT_RECORDED, "not recorded")):
        n = int((votes == code).sum())
        if n >= votes.size / 2:
            found.append(f"{words} on {n} of {votes.size} roll calls")
    if row["iso3"] != row["state"]:
        found.append(f"another country code: {row['iso3'] or 'none'} there")
    own = both.loc[both["state"] == row["state"], "period"].tolist()
    for which, end in (("first", own[0]), ("last", own[-1])):
        if row["period"] == end:
            found.append(f"{which} period of the state")
    period = both[both["period"] == row["period"]]
    for column in ("ours", "published"):
        rank = int((period[column] < row[column]).sum())
        if len(period) > 2 * END and (rank < END or rank >= len(period) - END):
            found.append(f"at the end of the scale ({'here' if column == 'ours' else 'there'})")
    if shift * row["difference"] > 0 and abs(shift) >= OWN * abs(row["difference"]):
        side = "higher" if shift > 0 else "lower"
        found.append(f"the whole period lies {abs(shift):.2f} {side} here")
    return found or ["nothing that is looked for"]
