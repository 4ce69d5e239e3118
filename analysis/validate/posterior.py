"""The posterior estimates that are shipped beside the fast fit, and beside published ones."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from analysis.errors import UnshiftError
from analysis.idealpoints import IdealPoints, compare, read_published
from analysis.idealpoints.derived import derived_scopes, read_derived, run_of
from analysis.paths import DERIVED, shown
from analysis.record.readers.discover import Found
from analysis.record.sources.registry import read_registry
from analysis.rollcalls import RollCalls

__all__ = ["beside_posterior", "release_of", "shipped_beside_published"]

#: Years have four digits, sessions two.
FIRST_YEAR = 1000


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


def release_of(path: Path) -> str:
    """Return which release a file of published ideal points is, by its name in the registry.

    Returns
    -------
    str
        Empty where the registry knows no file of that name.

    Examples
    --------
    >>> release_of(Path("IdealpointestimatesFP_2026FP.csv")).split(",")[0]
    'version 39'
    """
    return next((e.version for e in read_registry() if e.file == path.name), "")


def shipped_beside_published(
    found: Sequence[Found], folder: Path = DERIVED
) -> list[dict[str, Any]]:
    """Compare the shipped posterior means by year with each published series by year.

    Nothing is fitted, so that no record is needed. Files are those found on the data search
    path by their columns, whatever they are called: version 39 as `unshift data fetch
    ideal-points` puts it there, or as it is downloaded.

    Parameters
    ----------
    found : sequence of Found
        As `analysis.record.readers.discover.discover` returns it.
    folder : path
        Of the shipped estimates.

    Returns
    -------
    list of dict
        ``file, release`` and what `analysis.idealpoints.compare` returns; series by session,
        and files that cannot be read, are left out.
    """
    if "all" not in derived_scopes(folder):
        return []
    shipped = read_derived(folder=folder).rename(columns={"mean": "theta"})
    rows: list[dict[str, Any]] = []
    for item in found:
        if item.kind != "published":
            continue
        try:
            published = read_published(item.path)
            if published["period"].max() < FIRST_YEAR:
                continue
            close = compare(shipped, published.drop_duplicates(["state", "period"]))
        except UnshiftError:
            continue
        rows.append({"file": shown(item.path), "release": release_of(item.path), **close})
    return rows
