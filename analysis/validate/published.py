"""The fast fit beside each file of published ideal points."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import UnshiftError
from analysis.idealpoints import IdealPoints, compare, read_published
from analysis.idealpoints.published import series_in
from analysis.idealpoints.published.series import series_named, series_selection
from analysis.paths import shown
from analysis.record.readers.discover import Found
from analysis.record.readers.formats.tabular import header
from analysis.rollcalls import RollCalls
from analysis.rollcalls.recurring.links import read_matches
from analysis.validate.disagreements import beside, coverage, disagreements

__all__ = ["Validation", "closeness", "validate"]

#: Takes what is done and what is planned.
Progress = Callable[[int, int], None]
#: The states whose series are shown side by side.
SHOWN = ("USA", "RUS")


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
    rollcalls: RollCalls, found: Sequence[Found], progress: Progress | None = None
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
        As `analysis.record.readers.discover.discover` returns it.
    progress : callable, optional
        Called with the files compared and the files in all.

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
    published = [f for f in found if f.kind == "published"]
    for number, item in enumerate(published):
        if progress is not None:
            progress(number, len(published))
        try:
            done.append(_validate(rollcalls, item.path, matches))
        except UnshiftError as error:
            failed[shown(item.path)] = str(error)
    return done, failed


def closeness(
    rollcalls: RollCalls, found: Sequence[Found], progress: Progress | None = None
) -> list[dict[str, Any]]:
    """Say how close the fast fit is to each file of published ideal points, in a few numbers.

    Parameters
    ----------
    rollcalls, found, progress
        As for `validate`.

    Returns
    -------
    list of dict
        ``file, by, converged, n_votes, r, r_within, rmse, n`` (see
        `analysis.idealpoints.compare`), or ``file, error`` where they cannot be compared.
    """
    done, failed = validate(rollcalls, found, progress)
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
