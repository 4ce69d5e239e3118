"""The published series of single issues, and the roll calls each of them rests on.

The authors' programs (Data processing for U.N. project, April 2020) say which sessions and
states each series leaves out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.errors import RecordError, UsageError
from analysis.idealpoints.published.selection import final_passage, published_selection
from analysis.record.issues import ISSUES
from analysis.rollcalls import RollCalls

__all__ = ["SERIES", "Series", "series_named", "series_selection"]


@dataclass(frozen=True)
class Series:
    """A published series of ideal points.

    Attributes
    ----------
    name : str
        As it stands in the names of columns and files.
    words : str
    issue : str or None
        Code of the issue whose roll calls are kept.
    beside : str or None
        Code of the issue whose roll calls are dropped.
    since : int
        First session.
    without : tuple of str
        States left out.
    """

    name: str
    words: str
    issue: str | None = None
    beside: str | None = None
    since: int = 1
    without: tuple[str, ...] = ()


#: The program filters "Disarmament" on the flag of colonialism: what was published under that
#: name rests on other votes than its name says.
SERIES = (
    Series("All", "all votes"),
    Series("FP", "votes on whole texts"),
    Series("MiddleEast", ISSUES["me"], issue="me", since=29),
    Series("HumanRights", ISSUES["hr"], issue="hr", since=25, without=("TWN",)),
    Series("Nuclear", ISSUES["nu"], issue="nu", since=33, without=("SSD",)),
    Series("NoNukes", "all but nuclear weapons", beside="nu"),
    Series("Economic", ISSUES["ec"], issue="ec", since=26),
    Series("Colonial", ISSUES["co"], issue="co", since=14),
    Series("Disarmament", "colonialism, under the name of disarmament", issue="co", since=29),
)


def series_named(suffix: str, file: str) -> Series:
    """Tell which published series a file holds, from its columns or else from its name.

    Parameters
    ----------
    suffix : str
        What follows ``IdealPoint`` in the names of columns
        (`analysis.idealpoints.published.estimates.series_in`).
    file : str
        Name of the file.

    Raises
    ------
    UsageError
        If neither tells, or the record does not say which votes the series rests on.

    Examples
    --------
    >>> series_named("Nuclear", "points.csv").issue
    'nu'
    >>> series_named("", "IdealpointestimatesMiddleEast_Apr2020.csv").issue
    'me'
    >>> series_named("", "points.csv").name
    'All'
    """
    known = {series.name.lower(): series for series in SERIES}
    if "important" in f"{suffix} {file}".lower():
        raise UsageError(
            "the record does not say which votes were named important", file, "not compared"
        )
    if suffix:
        if suffix.lower() not in known:
            raise UsageError(
                f"cannot tell which votes the series {suffix!r} rests on",
                file,
                f"known are {', '.join(s.name for s in SERIES)}",
            )
        return known[suffix.lower()]
    named = [s for s in SERIES[2:] if s.name.lower() in file.lower().replace("_", "")]
    return named[0] if named else known["all"]


def series_selection(
    rollcalls: RollCalls, series: Series, by: str, matches: Sequence[tuple[str, str]]
) -> RollCalls:
    """Keep the roll calls that a published series rests on.

    By session, what the authors fitted (`published_selection`); by year, votes on whole texts
    of the General Assembly.

    Parameters
    ----------
    rollcalls : RollCalls
        The history.
    series : Series
    by : {"year", "session"}
    matches : sequence of (id, id)
        The authors' pairs; needed by session.

    Raises
    ------
    UsageError
        If the pairs are needed and there are none.
    RecordError
        If no roll call is left.
    """
    if by == "year":
        part = final_passage(rollcalls.select(body="GA"))
    elif not matches:
        raise UsageError("the authors' file of matches is not here", "Matches.csv")
    else:
        part = published_selection(rollcalls, matches)
        part = part.take((part.calls["session"].astype(int) >= series.since).to_numpy())
    if series.issue is not None:
        part = part.select(issue=series.issue)
    if series.beside is not None:
        part = part.take(~part.has_issue(series.beside))
    if not part.n_calls:
        raise RecordError(f"no roll calls on {series.words}", "record", "bring the history")
    return part.only(s for s in part.states.index if s not in series.without)
