"""Posterior estimates as files: written by `unshift estimate --derived`, read by notebooks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis import __version__
from analysis.agreement import pairwise
from analysis.errors import RecordError, UsageError
from analysis.estimate import Estimate
from analysis.files import whole_file
from analysis.idealpoints.posterior import PosteriorResults
from analysis.idealpoints.results import LEVEL
from analysis.paths import DERIVED
from analysis.record.reference import PERMANENT, members
from analysis.record.states import in_sentence
from analysis.rollcalls import RollCalls

__all__ = [
    "QUANTILES",
    "derived_scopes",
    "points_table",
    "read_derived",
    "run_of",
    "shift_in_draws",
    "write_derived",
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
    table = results.items.copy()
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


def write_derived(
    results: PosteriorResults, rollcalls: RollCalls, scope: str, folder: Path
) -> list[Path]:
    """Write the estimates of one scope to a folder, each file complete or not at all.

    Parameters
    ----------
    results : PosteriorResults
    rollcalls : RollCalls
        What was fitted.
    scope : str
        ``"all"`` or an issue code.
    folder : path
        Made if it is not there.

    Returns
    -------
    list of Path
        ``ideal_points_SCOPE.parquet``, ``items_SCOPE.parquet``, ``draws_SCOPE.parquet`` and
        ``run_SCOPE.json``, which says what they rest on; with ``"all"`` also
        ``agreement.parquet``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tables = {
        f"ideal_points_{scope}.parquet": points_table(results, scope),
        f"items_{scope}.parquet": items_table(results, scope),
    }
    if scope == "all":
        tables[f"draws_{scope}.parquet"] = draws_table(results, scope, rollcalls.last.year)
        tables["agreement.parquet"] = agreement_table(rollcalls)
    written = []
    for name, table in tables.items():
        text = table.select_dtypes(exclude="number").columns
        table = table.astype(dict.fromkeys(text, "category"))
        with whole_file(folder / name) as part:
            table.to_parquet(part, index=False, compression="zstd", compression_level=19)
        written.append(folder / name)
    with whole_file(folder / f"run_{scope}.json") as part:
        part.write_text(json.dumps(_run(results, rollcalls, scope), indent=2) + "\n")
    return [*written, folder / f"run_{scope}.json"]


def _run(results: PosteriorResults, rollcalls: RollCalls, scope: str) -> dict[str, Any]:
    d = results.draws
    return {
        "scope": scope,
        "record": rollcalls.scope,
        "rests_on": results.rests_on,
        "votes_sha256": results.ballots.digest(),
        "n_votes": results.ballots.n_votes,
        "n_items": len(results.ballots.items),
        "n_points": results.ballots.n_points,
        "anchor": results.anchor,
        "walk_variance": results.walk_variance,
        "plan": vars(d.plan),
        "accepted": {name: round(share, 3) for name, share in sorted(d.accepted.items())},
        "complete": d.complete,
        "converged": results.converged,
        "version": __version__,
    }


def derived_scopes(folder: Path = DERIVED) -> list[str]:
    """List the scopes of which estimates are shipped, "all" first."""
    found = sorted(p.stem.removeprefix("ideal_points_") for p in folder.glob("ideal_points_*"))
    return sorted(found, key=lambda scope: (scope != "all", scope))


def run_of(scope: str, folder: Path = DERIVED) -> dict[str, Any]:
    """Return what the shipped estimates of a scope rest on.

    Raises
    ------
    RecordError
        If there are none.
    """
    path = folder / f"run_{scope}.json"
    if not path.is_file():
        raise RecordError(f"no run of scope {scope!r}", "derived estimates", "see `read_derived`")
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def read_derived(
    table: str = "ideal_points", scopes: Sequence[str] = ("all",), folder: Path = DERIVED
) -> pd.DataFrame:
    """Read shipped estimates; the codebook is in ``data/derived/README.md``.

    Parameters
    ----------
    table : {"ideal_points", "items", "draws"}
    scopes : sequence of str
    folder : path

    Returns
    -------
    DataFrame

    Raises
    ------
    RecordError
        If there are no such estimates.
    """
    parts = []
    for scope in scopes:
        path = folder / f"{table}_{scope}.parquet"
        if not path.is_file():
            have = ", ".join(derived_scopes(folder)) or "none"
            raise RecordError(
                f"no {table} of scope {scope!r}",
                "derived estimates",
                f"there are: {have}; `unshift estimate --method gibbs --derived` makes them",
            )
        part = pd.read_parquet(path)
        parts.append(part.astype(dict.fromkeys(part.select_dtypes("category").columns, "str")))
    return pd.concat(parts, ignore_index=True)


def shift_in_draws(
    draws: pd.DataFrame,
    state: str,
    before: Sequence[int],
    after: Sequence[int],
    level: float = LEVEL,
) -> Estimate:
    """Estimate how far a state moved from shipped draws: mean of years after less before.

    Parameters
    ----------
    draws : DataFrame
        As ``read_derived("draws")`` returns it.
    state : str
    before, after : sequence of int
        Years; those without an ideal point of the state are left out.
    level : float

    Returns
    -------
    Estimate
        Its table holds the years used.

    Raises
    ------
    UsageError
        If there are no draws of the state, or none on one side.

    Examples
    --------
    >>> draws = pd.DataFrame({"state": "USA", "period": ["2024", "2025"] * 3,
    ...                       "draw": [0, 0, 1, 1, 2, 2], "theta": [2, 3, 2, 4, 2, 5.0]})
    >>> shift_in_draws(draws, "USA", [2024], [2025]).estimate
    2.0
    """
    own = draws[draws["state"] == state]
    if own.empty:
        raise UsageError(f"no draws of {state}", "derived estimates", "see data/derived/README.md")
    wide = own.pivot(index="draw", columns="period", values="theta")
    sides = [[str(y) for y in years if str(y) in wide.columns] for years in (before, after)]
    if not all(sides):
        raise UsageError(
            f"{state} has no ideal point {'after' if sides[0] else 'before'} the event",
            "derived estimates",
            f"the years run from {wide.columns.min()} to {wide.columns.max()}",
        )
    moved = wide[sides[1]].mean(axis=1) - wide[sides[0]].mean(axis=1)
    low, high = np.quantile(moved, [0.5 - level / 2, 0.5 + level / 2])
    return Estimate(
        name=f"global.posterior.{state}",
        estimand=f"change in the ideal point of {in_sentence(state)}, in sd of all state-years",
        estimate=float(moved.mean()),
        low=float(low),
        high=float(high),
        level=level,
        se=float(moved.std(ddof=1)),
        n=len(moved),
        unit="draws",
        method="posterior draws of the dynamic ordinal model, all uncertainty included",
        comparison=f"{', '.join(sides[1])} against {', '.join(sides[0])}",
        assumptions=(
            "one dimension, the same for all texts",
            "recurring texts mean the same in every period",
        ),
        table=pd.DataFrame({"period": sides[0] + sides[1]}),
    )
