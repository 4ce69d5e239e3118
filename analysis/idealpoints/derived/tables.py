"""The tables of posterior estimates that are shipped: points, items, draws and agreement."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.agreement import pairwise
from analysis.idealpoints.results.posterior import PosteriorResults
from analysis.record.reference import PERMANENT, members
from analysis.rollcalls import RollCalls

__all__ = [
    "PANELS",
    "QUANTILES",
    "agreement_table",
    "draws_table",
    "items_table",
    "points_table",
]

#: Posterior quantiles in the files.
QUANTILES = (0.05, 0.10, 0.50, 0.90, 0.95)
#: Draws of each state and period in the files, over all chains.
DRAWS = 200
ALLIANCES = ("NATO", "EU", "G7", "FIVE_EYES")
#: States whose agreement with all others is shipped.
PANELS = ("USA", "RUS")


def points_table(results: PosteriorResults, scope: str) -> pd.DataFrame:
    """Return a row per state and period: posterior mean, sd, quantiles, R-hat and ESS.

    Returns
    -------
    DataFrame
        Columns ``scope, state, period, n_votes, mean, sd, q05, q10, q50, q90, q95, r_hat,
        ess``; float32, with as many digits as Monte Carlo error leaves.
    """
    table = results.params[["state", "period", "n_votes"]].copy()
    table.insert(0, "scope", scope)
    table["period"] = table["period"].astype(str)
    table["mean"] = results.estimates.theta
    table["sd"] = np.sqrt(results.estimates.variance)
    quantiles = results.quantiles(QUANTILES).reset_index(drop=True)
    for at in QUANTILES:
        table[f"q{at * 100:02.0f}"] = quantiles[at]
    table["r_hat"] = results.quality["r_hat"].to_numpy()
    table["ess"] = results.quality["ess"].to_numpy().round()
    numbers = table.columns[4:]
    table[numbers] = table[numbers].round(4).astype(np.float32)
    return table


def items_table(results: PosteriorResults, scope: str) -> pd.DataFrame:
    """Return a row per item: means and sds of β, γ1 and γ2, and the roll calls on it."""
    table = results.items[["item", "n_calls", "beta", "gamma1", "gamma2"]].copy()
    table.insert(0, "scope", scope)
    drawn = results.draws.items
    sd = drawn.reshape(-1, *drawn.shape[2:]).std(axis=0, ddof=1)
    for k, name in enumerate(("beta", "gamma1", "gamma2")):
        table[f"{name}_sd"] = np.where(np.isfinite(table[name]), sd[k], np.nan)
    numbers = table.columns[3:]
    table[numbers] = table[numbers].astype(np.float64).round(4).astype(np.float32)
    return table


def draws_table(results: PosteriorResults, scope: str, year: int) -> pd.DataFrame:
    """Return thinned draws of the permanent members of the Council and of US allies.

    Parameters
    ----------
    year : int
        In which an alliance's members are counted.

    Returns
    -------
    DataFrame
        Columns ``scope, state, period, draw, theta``; draws of different states with one
        number belong together.
    """
    chosen = set(PERMANENT)
    for group in ALLIANCES:
        chosen |= set(members(group, f"{year}-07-01"))
    chains, n = results.draws.theta.shape[:2]
    kept = np.unique(np.linspace(0, n - 1, max(1, DRAWS // chains)).round().astype(int))
    b = results.ballots
    where = np.flatnonzero([b.states[s] in chosen for s in b.point_state])
    theta = results.draws.theta[:, kept][:, :, where].reshape(-1, len(where))
    number = np.arange(len(theta), dtype=np.int16)
    table = pd.DataFrame(
        {
            "scope": scope,
            "state": np.repeat([b.states[s] for s in b.point_state[where]], len(theta)),
            "period": np.repeat([str(b.periods[p]) for p in b.point_period[where]], len(theta)),
            "draw": np.tile(number, len(where)),
            "theta": theta.T.ravel().round(3),
        }
    )
    return table


def agreement_table(rollcalls: RollCalls) -> pd.DataFrame:
    """Return yearly agreement of the United States and of Russia with every other state.

    Returns
    -------
    DataFrame
        Columns ``state, other, year, n, ordinal, kappa``; years in which the two cast no vote on
        one roll call are left out.
    """
    parts = []
    for index in ("ordinal", "kappa"):
        found = pairwise(rollcalls, index, "year")
        for state in PANELS:
            row = found.row(state)
            for k, year in enumerate(found.periods):
                parts.append(
                    pd.DataFrame(
                        {
                            "state": state,
                            "other": found.states,
                            "year": int(str(year)),
                            "n": found.n[k, row],
                            "index": index,
                            "value": found.values[k, row],
                        }
                    )
                )
    long = pd.concat(parts, ignore_index=True)
    long = long[(long["n"] > 0) & (long["other"] != long["state"])]
    keys = ["state", "other", "year", "n"]
    wide = long.pivot(index=keys, columns="index", values="value").reset_index()
    wide.columns.name = None
    wide[["ordinal", "kappa"]] = wide[["ordinal", "kappa"]].round(4).astype(np.float32)
    return wide[[*keys, "ordinal", "kappa"]]
