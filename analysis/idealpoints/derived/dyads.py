"""All pairs of states by year: how often they agreed, and how far apart their ideal points are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.agreement import pairwise
from analysis.errors import RecordError
from analysis.files import read_parquet
from analysis.idealpoints.results.posterior import PosteriorResults
from analysis.paths import DERIVED
from analysis.rollcalls import RollCalls

__all__ = ["dyad_tables", "dyads_of", "read_dyads"]

#: Years in one file, which keeps each under a megabyte.
YEARS = 5
#: Draws that a distance is averaged over; its Monte Carlo error is a twentieth of its sd.
DRAWS = 400


def dyads_of(results: PosteriorResults, rollcalls: RollCalls) -> pd.DataFrame:
    """Return a row per pair of states and year in which both voted on a roll call.

    Parameters
    ----------
    results : PosteriorResults
        By year.
    rollcalls : RollCalls
        What was fitted.

    Returns
    -------
    DataFrame
        Columns ``state, other, year, n`` (roll calls on which both voted), ``ordinal, kappa,
        distance, distance_sd``, the last two posterior mean and sd of |θ_i − θ_j|, NaN where
        one of them cast no vote that counts. Each pair once, in the order of codes.
    """
    ordinal, kappa = (pairwise(rollcalls, index, "year") for index in ("ordinal", "kappa"))
    codes = np.array(ordinal.states)
    by_code = np.argsort(codes, kind="stable")
    i, j = (by_code[side] for side in np.triu_indices(len(codes), 1))
    parts = []
    for k, year in enumerate(ordinal.periods):
        met = ordinal.n[k, i, j] > 0
        a, b = i[met], j[met]
        mean, sd = _distances(results, year, ordinal.states)
        parts.append(
            pd.DataFrame(
                {
                    "state": pd.Categorical(codes[a], categories=np.sort(codes)),
                    "other": pd.Categorical(codes[b], categories=np.sort(codes)),
                    "year": np.int16(int(str(year))),
                    "n": ordinal.n[k, a, b].astype(np.int16),
                    "ordinal": ordinal.values[k, a, b],
                    "kappa": kappa.values[k, a, b],
                    "distance": mean[a, b],
                    "distance_sd": sd[a, b],
                }
            )
        )
    table = pd.concat(parts, ignore_index=True)
    # few distinct values are kept as a dictionary, and so take a byte or two each
    for name, digits in (("ordinal", 3), ("kappa", 3), ("distance", 3), ("distance_sd", 2)):
        table[name] = table[name].round(digits).astype(np.float32)
    return table.sort_values(["state", "other", "year"], ignore_index=True)


def _distances(
    results: PosteriorResults, period: object, states: tuple[str, ...]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return posterior mean and sd of distances in a period, states by states."""
    b = results.ballots
    mean, sd = np.full((2, len(states), len(states)), np.nan)
    if period not in b.periods:
        return mean, sd
    points = np.flatnonzero(b.point_period == b.periods.index(period))
    rows = np.array([states.index(b.states[s]) for s in b.point_state[points]])
    chains, n = results.draws.theta.shape[:2]
    kept = np.unique(np.linspace(0, n - 1, max(1, DRAWS // chains)).round().astype(int))
    theta = results.draws.theta[:, kept][:, :, points].reshape(-1, len(points))
    for p, row in enumerate(rows):
        apart = np.abs(theta - theta[:, [p]]).astype(np.float64)
        mean[row, rows], sd[row, rows] = apart.mean(axis=0), apart.std(axis=0, ddof=1)
    return mean, sd


def dyad_tables(results: PosteriorResults, rollcalls: RollCalls) -> dict[str, pd.DataFrame]:
    """Return `dyads_of` in pieces of `YEARS` years, by the names of their files."""
    table = dyads_of(results, rollcalls)
    begins = table["year"] // YEARS * YEARS
    return {f"dyads_{year}": part for year, part in table.groupby(begins)}


def read_dyads(first: int = 1946, last: int = 9999, folder: Path = DERIVED) -> pd.DataFrame:
    """Read agreement and distance of all pairs of states, as `dyads_of` returns them.

    Parameters
    ----------
    first, last : int
        Years, both included.
    folder : path

    Returns
    -------
    DataFrame
        Ordered by pair, then year.

    Raises
    ------
    RecordError
        If there are none of these years.
    """
    parts = []
    for path in sorted(folder.glob("dyads_*.parquet")):
        begins = int(path.stem.removeprefix("dyads_"))
        if begins <= last and first < begins + YEARS:
            part = read_parquet(path)
            parts.append(part[part["year"].between(first, last)])
    if not parts:
        raise RecordError(
            f"no pairs of states of {first} to {last}",
            "derived estimates",
            "`unshift data derive all` makes them",
        )
    table = pd.concat([p.astype({"state": "str", "other": "str"}) for p in parts])
    return table.sort_values(["state", "other", "year"], ignore_index=True)
