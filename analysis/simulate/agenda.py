"""Texts that are voted on, and the days on which they are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.errors import UsageError
from analysis.record.issues import ISSUES

__all__ = ["draw_agenda", "draw_dates", "draw_flood"]

#: Shares of texts by issue, the rest of the issues sharing what is left.
ISSUE_SHARES = {"me": 0.25, "nu": 0.15, "hr": 0.15, "di": 0.15, "ec": 0.1, "ukraine": 0.08}
#: A flood of texts separates the country from the runner-up by so many sd of ε at most.
STEEPEST = 8.0


def draw_agenda(
    years: Sequence[int], per_year: int, recurring: float, rng: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Draw texts with β ~ N(0, 1), and say which is voted on in which year.

    Returns
    -------
    items : DataFrame
        Indexed by item: ``beta, gamma1, gamma2, centre, issue, recurring, flood``.
    agenda : DataFrame, one row per roll call
        Columns ``item, year``.

    Examples
    --------
    >>> items, agenda = draw_agenda([2024, 2025], 10, 0.4, np.random.default_rng(0))
    >>> len(items), len(agenda), bool((items["gamma1"] < items["gamma2"]).all())
    (16, 20, True)
    """
    linked = round(recurring * per_year)
    fresh = per_year - linked
    names = [f"text-{j:03d}" for j in range(linked)]
    names += [f"single-{y}-{j:03d}" for y in years for j in range(fresh)]
    n = len(names)
    gamma1 = rng.normal(0.7, 0.7, n)
    # The wide reading of Ukraine is no issue beside it.
    codes = sorted(set(ISSUES) - {"ukraine_wide"})
    left = (1 - sum(ISSUE_SHARES.values())) / (len(codes) - len(ISSUE_SHARES))
    items = pd.DataFrame(
        {
            "beta": rng.normal(size=n),
            "gamma1": gamma1,
            "gamma2": gamma1 + 0.2 + rng.exponential(0.4, n),
            "centre": np.nan,
            "issue": rng.choice(codes, n, p=[ISSUE_SHARES.get(c, left) for c in codes]),
            "recurring": np.arange(n) < linked,
            "flood": False,
        },
        index=pd.Index(names, name="item"),
    )
    order = [
        np.r_[np.arange(linked), linked + k * fresh + np.arange(fresh)] for k in range(len(years))
    ]
    agenda = pd.DataFrame(
        {
            "item": np.array(names, dtype=object)[np.concatenate(order)],
            "year": np.repeat(years, per_year),
        }
    )
    return items, agenda


def draw_flood(
    theta: pd.DataFrame, country: str, first: int, per_year: int, rng: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make texts whose cutpoints lie between the country and the state nearest to it.

    The nearer the two, the steeper the texts; β ~ N(0, 1), which a fit assumes, all but rules
    them out, and what a fit makes of them is what the scenario is for.

    Returns
    -------
    items, agenda : DataFrame
        As `draw_agenda` returns them, `per_year` texts for each year from `first` on.

    Raises
    ------
    UsageError
        If the country does not stand at an end of the scale.
    """
    items, rows = [], []
    for year in [y for y in theta.columns if y >= first]:
        own, others = theta.loc[country, year], theta[year].drop(country)
        side = 1.0 if own > others.mean() else -1.0
        nearest = side * (side * others).max()
        gap = side * (own - nearest)
        if gap <= 0:
            raise UsageError(
                f"{country} is not at the end of the scale in {year}",
                "agenda flood",
                "use a smaller walk_sd, or another seed",
            )
        # The country lies 2.5 sd of ε beyond γ2; the nearest other below γ1, if there is room.
        beta = side * np.minimum(rng.uniform(4.0, 6.0, per_year) / gap, STEEPEST)
        gamma2 = beta * own - 2.5
        names = [f"flood-{year}-{j:03d}" for j in range(per_year)]
        items.append(
            pd.DataFrame(
                {
                    "beta": beta,
                    "gamma1": gamma2 - rng.uniform(0.1, 0.4, per_year),
                    "gamma2": gamma2,
                    "centre": np.nan,
                    "issue": "sdg",
                    "recurring": False,
                    "flood": True,
                },
                index=pd.Index(names, name="item"),
            )
        )
        rows.append(pd.DataFrame({"item": names, "year": year}))
    return pd.concat(items), pd.concat(rows)


def draw_dates(agenda: pd.DataFrame, event: pd.Timestamp, rng: np.random.Generator) -> pd.DataFrame:
    """Spread each year's votes: seven in ten from October to 20 December, as at the Assembly.

    In the year of the event none is before it.

    Returns
    -------
    DataFrame
        The agenda with a column ``date``, in order of time.

    Examples
    --------
    >>> agenda = pd.DataFrame({"item": ["a", "b"], "year": [2024, 2025]})
    >>> dated = draw_dates(agenda, pd.Timestamp("2025-06-01"), np.random.default_rng(0))
    >>> bool(dated["date"].iloc[1] >= pd.Timestamp("2025-06-01"))
    True
    """
    year = agenda["year"].to_numpy().astype(str)
    spring, autumn = rng.random(len(agenda)), rng.random(len(agenda))
    late = rng.random(len(agenda)) < 0.7
    first = (year + np.full(len(year), "-02-01")).astype("datetime64[D]")
    opening = (year + np.full(len(year), "-10-01")).astype("datetime64[D]")
    last = (year + np.full(len(year), "-12-20")).astype("datetime64[D]")
    held = np.datetime64(event.date())
    of_event = agenda["year"].to_numpy() == event.year
    first = np.where(of_event, held, first)
    opening = np.where(of_event, np.maximum(held, opening), opening)
    end = np.maximum(first + 1, (year + np.full(len(year), "-07-31")).astype("datetime64[D]"))
    start, stop = np.where(late, opening, first), np.where(late, last, end)
    share = np.where(late, autumn, spring)
    days = (share * (stop - start).astype(int)).astype("timedelta64[D]")
    return agenda.assign(date=start + days).sort_values(["date", "item"], ignore_index=True)
