"""Texts voted on from the event on besides the usual: newly called, and opposed at both ends."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtri

from analysis.errors import UsageError
from analysis.record.codes import Vote
from analysis.simulate.votes import draw_votes

__all__ = ["draw_called", "draw_ends"]

#: Shares of states in support of a text that passes without a vote until one is called.
CONSENSUS = (0.93, 0.99)
#: Texts drawn for each on which a vote is called. A state that stands among others opposes few.
DRAWN = 60
#: How far from the middle between country and rival a text is opposed, as a share of half the
#: distance between the two, and how sharply: β.
HALF_WAY, SHARP = (0.7, 0.95), (2.0, 4.0)


def draw_called(
    theta: pd.DataFrame,
    country: str,
    first: int,
    per_year: int,
    absent: float,
    rng: np.random.Generator,
) -> tuple[pd.DataFrame, pd.DataFrame, npt.NDArray[np.int8]]:
    """Draw texts that nearly all support, and keep those that the country votes against.

    They divide states along the line as other texts do, β ~ |N(0, 1)| towards the country's
    side. That a vote is called where the country opposes selects by chance as well as by place.

    Returns
    -------
    items, agenda : DataFrame
        As `analysis.simulate.agenda.draw_agenda` returns them, `per_year` texts for each year
        from `first` on.
    votes : ndarray of int8, shape (n_states, n_calls)

    Raises
    ------
    UsageError
        If the country opposes too few such texts.
    """
    parts = []
    for year in [y for y in theta.columns if y >= first]:
        here = theta[year].dropna()
        n = DRAWN * per_year
        side = 1.0 if here[country] > here.mean() else -1.0
        beta = side * abs(rng.normal(size=n))
        # Supported by the share of states, if places are about normal.
        spread = np.sqrt(1.0 + (beta * here.std()) ** 2)
        gamma1 = beta * here.mean() + spread * ndtri(rng.uniform(*CONSENSUS, n))
        items = pd.DataFrame(
            {
                "beta": beta,
                "gamma1": gamma1,
                "gamma2": gamma1 + 0.1 + rng.exponential(0.2, n),
                "centre": np.nan,
                "issue": "sdg",
                "recurring": False,
                "flood": True,
            },
            index=pd.Index([f"called-{year}-{j:05d}" for j in range(n)], name="item"),
        )
        agenda = pd.DataFrame({"item": items.index.to_numpy(), "year": year})
        votes = draw_votes(theta, items, agenda, absent, rng)
        kept = np.flatnonzero(votes[theta.index.get_loc(country)] == Vote.NO)[:per_year]
        if len(kept) < per_year:
            raise UsageError(
                f"{country} opposes {len(kept)} of {n} texts that nearly all support",
                "newly called",
                "use a smaller jump, or fewer further roll calls",
            )
        parts.append((items.iloc[kept], agenda.iloc[kept], votes[:, kept]))
    items, agendas, all_votes = zip(*parts, strict=True)
    return pd.concat(items), pd.concat(agendas, ignore_index=True), np.hstack(all_votes)


def draw_ends(
    theta: pd.DataFrame,
    ends: tuple[str, str],
    first: int,
    per_year: int,
    rng: np.random.Generator,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make texts that states far from the middle oppose, on the country's side and the rival's.

    The middle is that between the two ends in the year before `first`.

    Returns
    -------
    items, agenda : DataFrame
        As `analysis.simulate.agenda.draw_agenda` returns them, `per_year` texts for each year
        from `first` on.
    """
    a, b = theta.loc[list(ends), [y for y in theta.columns if y < first][-1]]
    items, rows = [], []
    for year in [y for y in theta.columns if y >= first]:
        beta = rng.uniform(*SHARP, per_year)
        gamma1 = beta * abs(a - b) / 2 * rng.uniform(*HALF_WAY, per_year)
        names = [f"ends-{year}-{j:03d}" for j in range(per_year)]
        items.append(
            pd.DataFrame(
                {
                    "beta": beta,
                    "gamma1": gamma1,
                    "gamma2": gamma1 + rng.uniform(0.1, 0.4, per_year),
                    "centre": (a + b) / 2 + rng.normal(0.0, 0.1, per_year),
                    "issue": "sdg",
                    "recurring": False,
                    "flood": True,
                },
                index=pd.Index(names, name="item"),
            )
        )
        rows.append(pd.DataFrame({"item": names, "year": year}))
    return pd.concat(items), pd.concat(rows, ignore_index=True)
