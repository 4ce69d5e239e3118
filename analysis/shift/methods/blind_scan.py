"""The blind scan: every state's change in every year, found without being told where to look."""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.agreement import pairwise
from analysis.errors import UsageError
from analysis.estimate import Estimate, Quantity
from analysis.record.states import in_sentence
from analysis.rollcalls import RollCalls

__all__ = [
    "agreement_by_year",
    "blind_scan",
    "country_in_scan",
    "peaks",
    "year_after",
]

Floats = npt.NDArray[np.float64]

#: Turns the median absolute deviation of a normal variable into its standard deviation.
MAD_TO_SD = 1.4826
#: Roll calls in common below which a year of a pair says nothing.
#: Also the years that a rank among years needs to be a p-value.
LEAST = 10
#: Month and day after which, in most years, less than half of the roll calls are left.
LAST_DAY = (12, 4)


def agreement_by_year(
    rollcalls: RollCalls, reference: str = "USA", least: int = LEAST
) -> pd.DataFrame:
    """Compute every state's raw agreement with a reference, by year.

    Parameters
    ----------
    rollcalls : RollCalls
    reference : str
        Its own column is its mean agreement with all others.
    least : int
        Roll calls in common that a year needs.

    Returns
    -------
    DataFrame, years by states
        NaN where there are too few.

    Raises
    ------
    UsageError
        If the reference is unknown.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 3], [1, 1]], states=["USA", "RUS"])
    >>> agreement_by_year(rc, least=2).loc[2000].tolist()
    [0.5, 0.5]
    """
    found = pairwise(rollcalls.select(body="GA"), "ordinal", "year")
    row = found.row(reference)
    values = np.where(found.n[:, row] >= least, found.values[:, row], np.nan)
    values[:, row] = np.nan
    known = ~np.isnan(values)
    mean = np.where(known, values, 0.0).sum(axis=1)
    values[:, row] = np.divide(
        mean, known.sum(axis=1), out=np.full(len(mean), np.nan), where=known.any(axis=1)
    )
    years = pd.Index([int(str(p)) for p in found.periods], name="year")
    return pd.DataFrame(values, index=years, columns=list(found.states))


def blind_scan(values: pd.DataFrame, width: int = 2, since: int = 3) -> pd.DataFrame:
    """Compute the standardised change of every state in every year.

    Parameters
    ----------
    values : DataFrame, years by states
        From `agreement_by_year`.
    width : int
        Years before and years from the year on that are averaged. One with a value is enough.
    since : int
        Changes that a state must have for a scale of its own.

    Returns
    -------
    DataFrame, one row a state and year with a change
        Columns ``state, year, change`` (mean from the year on less mean before), ``relative``
        (minus the median state's in that year, so that a change of the agenda or of the
        reference is nobody's) and ``z`` (in units of the state's own ordinary change: its
        median absolute deviation times 1.4826, or the median state's scale if that is larger,
        so that a state that hardly ever moves is not found for a trifle).

    Raises
    ------
    UsageError
        If `width` is below one, or no state has a change.

    Examples
    --------
    >>> years = pd.Index(range(2000, 2010))
    >>> steps = {s: [0.0] * 10 for s in "BCD"} | {"A": [0.0] * 5 + [1.0] * 5}
    >>> noise = np.random.default_rng(1).normal(0, 0.05, (10, 4))
    >>> found = blind_scan(pd.DataFrame(steps, index=years) + noise)
    >>> found.loc[[found["z"].abs().idxmax()], ["state", "year"]].values.tolist()
    [['A', 2005]]
    """
    if width < 1:
        raise UsageError(f"width is {width}", "width", "give at least one year")
    span = range(int(values.index.min()), int(values.index.max()) + 1)
    full = values.reindex(span).to_numpy(dtype=np.float64)
    changes = np.full(full.shape, np.nan)
    for k in range(1, len(full)):
        before, after = _mean(full[max(0, k - width) : k]), _mean(full[k : k + width])
        changes[k] = after - before
        changes[k, np.isnan(full[k])] = np.nan  # the year itself has to be there
    if np.isnan(changes).all():
        raise UsageError("no state has a change", "blind scan", "give at least two years")
    relative = changes - _median(changes, axis=1)[:, None]
    centre = _median(relative, axis=0)
    scale = MAD_TO_SD * _median(np.abs(relative - centre), axis=0)
    scale[(~np.isnan(relative)).sum(axis=0) < since] = np.nan
    ordinary = float(_median(scale[None], axis=1)[0])
    scale = np.fmax(scale, ordinary) if ordinary == ordinary else scale
    z = np.divide(relative, scale, out=np.full(full.shape, np.nan), where=scale > 0)
    year, state = np.nonzero(~np.isnan(relative))
    return pd.DataFrame(
        {
            "state": np.asarray(values.columns, dtype=object)[state],
            "year": np.asarray(span)[year],
            "change": changes[year, state],
            "relative": relative[year, state],
            "z": z[year, state],
        }
    )


def country_in_scan(scan: pd.DataFrame, country: str, event: date) -> Estimate:
    """Rank the country's change at an event among its own changes in all years.

    Parameters
    ----------
    scan : DataFrame
        From `blind_scan`.
    country : str
    event : date

    Returns
    -------
    Estimate
        `estimate` is z in the first year from `year_after` on that has one; `p_value` is its
        rank among the state's years, by size, over their number, and None below ten years.

    Raises
    ------
    UsageError
        If the country has no change from that year on, up to two years later.

    Examples
    --------
    >>> scan = pd.DataFrame({"state": "A", "year": range(2000, 2020), "z": 0.1})
    >>> scan.loc[12, "z"] = -3.0
    >>> e = country_in_scan(scan, "A", date(2011, 12, 10))
    >>> e.estimate, e.p_value
    (-3.0, 0.05)
    """
    own = scan[(scan["state"] == country) & scan["z"].notna()]
    first = year_after(event)
    here = own[own["year"].between(first, first + 2)].head(1)
    if here.empty:
        raise UsageError(
            f"{country} has no change from {first} on",
            "blind scan",
            f"the years of a state need {LEAST} roll calls on both sides",
        )
    size = own["z"].abs().round(9)
    rank, n = int((size >= size.loc[here.index[0]]).sum()), len(own)
    year = int(here["year"].iloc[0])
    quantity = Quantity(
        "statistic",
        state=country,
        form=f"change{{of}} in {year} minus the median state's, in units of ordinary change "
        "(`blind_scan`)",
        state_name=in_sentence(country),
    )
    return Estimate(
        f"blind.{country}",
        quantity.words(),
        float(here["z"].iloc[0]),
        p_value=rank / n if n >= LEAST else None,
        n=n,
        unit="years",
        method=f"rank {rank} of the state's own changes in {n} years, by size",
        rests_on=f"yearly values of {country}, {own['year'].min()} to {own['year'].max()}",
        comparison=f"its changes in the other {n - 1} years",
        assumptions=("without an event, any year was as likely to have the largest change",),
        table=own.reset_index(drop=True),
        quantity=quantity,
        rank=rank,
        p_floor=1 / n,
    )


def year_after(event: date) -> int:
    """Return the first year in which most votes come after an event.

    Four roll calls of the Assembly in five fall in December, and half of a year's, in most
    years, from the 5th of that month on.

    Examples
    --------
    >>> [year_after(date(*day)) for day in ((1979, 2, 11), (1989, 11, 10), (1991, 12, 25))]
    [1979, 1989, 1992]
    """
    return event.year + ((event.month, event.day) > LAST_DAY)


def peaks(scan: pd.DataFrame, threshold: float, width: int = 2) -> pd.DataFrame:
    """Keep the changes of at least a size that are the largest of their state nearby.

    Parameters
    ----------
    scan : DataFrame
        From `blind_scan`.
    threshold : float
        Least size of z.
    width : int
        Of two peaks of a state at most so many years apart the larger is kept (the earlier,
        if they are equal).

    Returns
    -------
    DataFrame
        Rows of `scan`, largest z first.

    Examples
    --------
    >>> scan = pd.DataFrame({"state": "A", "year": [2000, 2001, 2005], "z": [3.0, -4.0, 3.5]})
    >>> peaks(scan, 3.0)["year"].tolist()
    [2001, 2005]
    """
    large = scan[scan["z"].abs() >= threshold]
    order = large.assign(size=large["z"].abs()).sort_values(
        ["size", "state", "year"], ascending=[False, True, True], kind="stable"
    )
    taken: dict[str, list[int]] = {}
    kept = []
    for label, state, year in zip(order.index, order["state"], order["year"], strict=True):
        if all(abs(year - other) > width for other in taken.get(state, [])):
            taken.setdefault(state, []).append(year)
            kept.append(label)
    return scan.loc[kept].reset_index(drop=True)


def _mean(rows: Floats) -> Floats:
    known = ~np.isnan(rows)
    n = known.sum(axis=0)
    out = np.full(rows.shape[1], np.nan)
    np.divide(np.where(known, rows, 0.0).sum(axis=0), n, out=out, where=n > 0)
    return out


def _median(values: Floats, axis: int) -> Floats:
    """Median of what is known; NaN, without a warning, where nothing is."""
    empty = np.isnan(values).all(axis=axis)
    filled = np.where(np.expand_dims(empty, axis), 0.0, values)
    return np.where(empty, np.nan, np.nanmedian(filled, axis=axis))
