"""The fast fit beside published ideal points: how close it is, and where it differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import UnshiftError
from analysis.idealpoints import IdealPoints, compare, read_published
from analysis.idealpoints.dataset import derived_scopes, read_derived, run_of
from analysis.idealpoints.published import series_in
from analysis.idealpoints.series import series_named, series_selection
from analysis.paths import shown
from analysis.record.codes import Vote
from analysis.record.discover import Found
from analysis.record.tabular import header
from analysis.rollcalls import RollCalls
from analysis.rollcalls.recurring import read_matches

__all__ = [
    "Validation",
    "beside",
    "beside_posterior",
    "closeness",
    "coverage",
    "disagreements",
    "validate",
]

#: Rows of the list of disagreements, and the states whose series are shown side by side.
TOP, SHOWN = 10, ("USA", "RUS")
#: Fewer votes are few; so many states at either end of a period are its end; so large a part
#: of a difference is the period's own.
FEW, END, OWN = 15, 3, 0.5


@dataclass(frozen=True, eq=False)
class Validation:
    """One file of published ideal points beside the fast fit.

    Attributes
    ----------
    file : str
    series, by, rests_on : str
        Which votes, which periods, and the roll calls fitted.
    converged : bool
    n_votes : int
        Votes fitted.
    close : dict
        ``r, r_within, rmse, n`` (`analysis.idealpoints.compare`).
    ours_in_theirs, theirs_in_ours : float
        Share of our ideal points within the published 90% bands, and the reverse.
    only_ours, only_theirs : int
        State-periods that the other lacks.
    disagreements : DataFrame
        As `disagreements` returns it.
    side_by_side : DataFrame
        As `beside` returns it, of the United States and Russia.
    """

    file: str
    series: str
    by: str
    rests_on: str
    converged: bool
    n_votes: int
    close: dict[str, float]
    ours_in_theirs: float
    theirs_in_ours: float
    only_ours: int
    only_theirs: int
    disagreements: pd.DataFrame
    side_by_side: pd.DataFrame

    def to_dict(self) -> dict[str, Any]:
        """Return everything as one flat mapping, for JSON."""
        return {
            "file": self.file,
            "series": self.series,
            "by": self.by,
            "rests_on": self.rests_on,
            "converged": self.converged,
            "n_votes": self.n_votes,
            **self.close,
            "ours_in_theirs": self.ours_in_theirs,
            "theirs_in_ours": self.theirs_in_ours,
            "only_ours": self.only_ours,
            "only_theirs": self.only_theirs,
            "disagreements": self.disagreements,
            "side_by_side": self.side_by_side,
        }


def validate(
    rollcalls: RollCalls, found: Sequence[Found]
) -> tuple[list[Validation], dict[str, str]]:
    """Compare the fast fit with each file of published ideal points.

    The series by year is compared with a fit by year of votes on whole texts; series by
    session with a fit of the very votes they rest on, which takes the authors' file of
    matches.

    Parameters
    ----------
    rollcalls : RollCalls
        The history.
    found : sequence of Found
        As `analysis.record.discover.discover` returns it.

    Returns
    -------
    list of Validation
    dict
        File to what is in the way, for those that cannot be compared.
    """
    matches = [
        pair for f in found if f.kind == "matches" and f.used for pair in read_matches(f.path)
    ]
    done, failed = [], {}
    for item in (f for f in found if f.kind == "published"):
        try:
            done.append(_validate(rollcalls, item.path, matches))
        except UnshiftError as error:
            failed[shown(item.path)] = str(error)
    return done, failed


def closeness(rollcalls: RollCalls, found: Sequence[Found]) -> list[dict[str, Any]]:
    """Say how close the fast fit is to each file of published ideal points, in a few numbers.

    Parameters
    ----------
    rollcalls, found
        As for `validate`.

    Returns
    -------
    list of dict
        ``file, by, converged, n_votes, r, r_within, rmse, n`` (see
        `analysis.idealpoints.compare`), or ``file, error`` where they cannot be compared.
    """
    done, failed = validate(rollcalls, found)
    rows: list[dict[str, Any]] = [
        {"file": v.file, "by": v.by, "converged": v.converged, "n_votes": v.n_votes, **v.close}
        for v in done
    ]
    return rows + [{"file": file, "error": error} for file, error in failed.items()]


def _validate(rollcalls: RollCalls, path: Path, matches: list[tuple[str, str]]) -> Validation:
    published = read_published(path)
    # Years have four digits, sessions two.
    by = "year" if published["period"].max() > 1000 else "session"
    series = series_named(series_in(header(path)), path.name)
    part = series_selection(rollcalls, series, by, matches)
    results = IdealPoints(part, by=by).fit()
    params = results.params
    both = beside(params, published)
    inside = coverage(both)
    return Validation(
        file=shown(path),
        series=series.words,
        by=by,
        rests_on=results.rests_on,
        converged=results.converged,
        n_votes=results.ballots.n_votes,
        close=compare(params, published),
        ours_in_theirs=inside[0],
        theirs_in_ours=inside[1],
        only_ours=len(params) - len(both),
        only_theirs=len(published) - len(both),
        disagreements=disagreements(both, part, by),
        side_by_side=both[both["state"].isin(SHOWN)].reset_index(drop=True),
    )


def beside_posterior(rollcalls: RollCalls) -> dict[str, float] | None:
    """Compare the fast fit by year with the posterior estimates that are shipped.

    Parameters
    ----------
    rollcalls : RollCalls
        The history.

    Returns
    -------
    dict or None
        ``r`` and ``rmse`` of the points, ``se_ratio``, the median of Laplace standard errors over
        posterior standard deviations, ``inside``, the share of fast points in the posterior 90%
        intervals, and ``n``. None where nothing is shipped, or what is shipped was made from
        other votes.
    """
    if "all" not in derived_scopes():
        return None
    model = IdealPoints(rollcalls.select(body="GA"))
    if run_of("all")["votes_sha256"] != model.ballots.digest():
        return None
    ours = model.fit().params.astype({"period": str})
    both = ours.merge(read_derived(), on=["state", "period"])
    difference = both["theta"] - both["mean"]
    return {
        "r": float(both["theta"].corr(both["mean"])),
        "rmse": float(np.sqrt((difference**2).mean())),
        "se_ratio": float((both["se"] / both["sd"]).median()),
        "inside": float(both["theta"].between(both["q05"], both["q95"]).mean()),
        "n": len(both),
    }


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
