"""The published ideal points, read as they come, and how close an estimate is to them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.errors import RecordError, UsageError
from analysis.paths import shown
from analysis.record.readers.discover import discover
from analysis.record.readers.formats.tabular import EncodingError, header, read_table
from analysis.record.readers.voeten.cow import COW

__all__ = ["compare", "find_published", "read_published", "series_in"]

#: The series of the file by year, and of the file by session: what its columns end in.
USUAL = {"year": "FP", "session": ""}
#: Codes by country number, since the ISO3 code in the files is at times another state's.
#: Kosovo is no member and has no votes, but has a number.
STATE_OF = COW | {347: "XKX"}


def read_published(path: str | Path) -> pd.DataFrame:
    r"""Read a file of published ideal points (Bailey, Strezhnev and Voeten 2017).

    Parameters
    ----------
    path : path
        The file by year (final-passage votes, tab-separated), the one by session (all votes,
        comma-separated, written in Windows-1252), or one of an issue by session, in which the
        names of columns end in the issue's (``IdealPointMiddleEast``).

    Returns
    -------
    DataFrame
        Columns ``state, ccode, iso3, name, period, theta, n_votes, q05, q95``. ``iso3`` is
        what the file says, and repeats DEU (and, by session, YAR); ``state`` is the code used
        in this house. ``ccode`` and ``period`` together are unique; the Federal Republic
        (260) and Germany (255) share the code DEU, one after the other.

    Raises
    ------
    RecordError
        If the file is not there, is no whole table, lacks a column, has what is no number or no
        whole one, says two things of a state and period, or bounds the wrong way round.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "points.tab"
    >>> head = "ccode\tiso3c\tCountryname\tyear\tNVotesFP\tIdealPointFP\tQ5%FP\tQ95%FP"
    >>> _ = path.write_text(head + "\n2\tUSA\tUnited States\t1946\t25\t1.74\t0.99\t2.52\n")
    >>> read_published(path)[["state", "period", "theta"]].values.tolist()
    [['USA', 1946, 1.74]]
    """
    path = Path(path)
    try:
        table = read_table(path, ("ccode", "iso3c"), delimiters=",\t")
    except EncodingError:
        table = read_table(path, ("ccode", "iso3c"), encoding="windows-1252", delimiters=",\t")
    where = shown(path)
    series = series_in(table.columns)
    names = {
        "ccode": "ccode",
        "iso3c": "iso3",
        "Countryname": "name",
        "year" if "year" in table.columns else "session": "period",
        f"NVotes{series}": "n_votes",
        f"IdealPoint{series}": "theta",
        f"Q5%{series}": "q05",
        f"Q95%{series}": "q95",
    }
    for column in names:
        if column not in table.columns:
            raise RecordError(f"column {column!r} is missing", where, "see the codebook")
    table = table[list(names)].rename(columns=names)
    for column in ("ccode", "period", "n_votes"):
        table[column] = _whole(_numbers(table[column], where), where)
    for column in ("theta", "q05", "q95"):
        table[column] = _numbers(table[column], where, blank=True)
    _refuse(table.duplicated(["ccode", "period"]), where, "the state and period stand here again")
    _refuse(table["q05"] > table["q95"], where, "the lower bound is above the upper")
    table["state"] = table["ccode"].map(STATE_OF).fillna(table["iso3"])
    order = ["state", "ccode", "iso3", "name", "period", "theta", "n_votes", "q05", "q95"]
    return table[order]


def _numbers(texts: pd.Series, where: str, blank: bool = False) -> pd.Series:
    """Read numbers; a state-period without an estimate may leave its cell blank.

    Raises
    ------
    RecordError
        If one is no finite number.
    """
    plain = texts.str.strip()
    values = pd.to_numeric(plain, errors="coerce").replace([np.inf, -np.inf], np.nan)
    bad = values.isna() & ~(plain.isin(["", "NA", "."]) if blank else False)
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        raise RecordError(
            f"not a number: {texts.iloc[row][:40]!r}",
            f"{where}, row {row + 2}, column {texts.name}",
            "download it again",
        )
    return values


def _whole(values: pd.Series, where: str) -> pd.Series:
    _refuse(values % 1 != 0, where, f"no whole number in column {values.name}")
    return values.astype(int)


def _refuse(bad: pd.Series, where: str, what: str) -> None:
    """Refuse a table by the first row that is bad.

    Raises
    ------
    RecordError
    """
    if bad.any():
        row = int(np.flatnonzero(bad)[0]) + 2
        raise RecordError(what, f"{where}, row {row}", "download it again")


def series_in(columns: Iterable[str]) -> str:
    """Tell from the names of columns which series of ideal points a file holds.

    Returns
    -------
    str
        What follows ``IdealPoint``: ``"FP"`` (final passage) by year and ``""`` (all votes) by
        session where the file has them, else the first there is.

    Examples
    --------
    >>> series_in(["ccode", "session", "NVotesMiddleEast", "IdealPointMiddleEast"])
    'MiddleEast'
    >>> series_in(["ccode", "year", "IdealPointAll", "IdealPointFP"])
    'FP'
    """
    names = list(columns)
    found = [c.removeprefix("IdealPoint") for c in names if c.startswith("IdealPoint")]
    usual = USUAL["year" if "year" in names else "session"]
    return usual if usual in found or not found else found[0]


def compare(params: pd.DataFrame, published: pd.DataFrame, on: str = "state") -> dict[str, float]:
    """Say how close ideal points are to published ones.

    Parameters
    ----------
    params : DataFrame
        Columns ``theta``, ``period`` and the one named by `on`.
    published : DataFrame
        As `read_published` returns it. Periods are compared as text.
    on : str
        ``"state"`` or ``"ccode"``.

    Returns
    -------
    dict
        ``r`` pooled over state-periods, ``r_within`` the mean over periods of the correlation
        within the period, ``rmse`` of the difference, and ``n`` state-periods in both.

    Raises
    ------
    UsageError
        If fewer than three state-periods are in both, or one of them occurs twice.

    Examples
    --------
    >>> a = pd.DataFrame({"state": list("ABCABC"), "period": [1, 1, 1, 2, 2, 2],
    ...                   "theta": [0.0, 1.0, 2.0, 0.0, 1.0, 3.0]})
    >>> compare(a, a.assign(theta=a["theta"] + 1))
    {'r': 1.0, 'r_within': 1.0, 'rmse': 1.0, 'n': 6}
    """
    sides = []
    for table, name in ((params, "estimates"), (published, "published")):
        side = table[[on, "period", "theta"]].astype({"period": str})
        if side.duplicated([on, "period"]).any():
            twice = side[side.duplicated([on, "period"])].iloc[0]
            raise UsageError(f"{twice[on]} occurs twice in period {twice['period']}", name)
        sides.append(side.dropna())
    both = sides[0].merge(sides[1], on=[on, "period"], suffixes=("", "_published"))
    if len(both) < 3:
        raise UsageError(
            f"only {len(both)} state-periods are in both", "comparison", "use the same periods"
        )
    ours, theirs = both["theta"].to_numpy(), both["theta_published"].to_numpy()
    within = [
        _r(part["theta"].to_numpy(), part["theta_published"].to_numpy())
        for _, part in both.groupby("period")
        if len(part) > 2
    ]
    return {
        "r": _r(ours, theirs),
        "r_within": float(np.nanmean(within)) if within else float("nan"),
        "rmse": round(float(np.sqrt(np.mean((ours - theirs) ** 2))), 12),
        "n": len(both),
    }


def _r(x: np.ndarray, y: np.ndarray) -> float:
    if x.std() == 0 or y.std() == 0:
        return float("nan")
    return round(float(np.corrcoef(x, y)[0, 1]), 12)


def find_published(by: str = "year") -> pd.DataFrame | None:
    """Read the first file of published ideal points on the data search path.

    Parameters
    ----------
    by : {"year", "session"}
        What its periods are.

    Returns
    -------
    DataFrame or None
        As `read_published` returns it; None if there is no such file.
    """
    for found in discover():
        columns = header(found.path)
        # A file of one issue is no yardstick for all votes.
        if found.kind == "published" and by in columns and series_in(columns) == USUAL[by]:
            return read_published(found.path)
    return None
