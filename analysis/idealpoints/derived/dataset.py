"""Posterior estimates as files: written by `unshift data derive`, read by notebooks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis import __version__
from analysis.errors import RecordError, UsageError
from analysis.estimate import Estimate
from analysis.files import read_notes, read_parquet, whole_file
from analysis.idealpoints.derived.scopes import SCOPES, Scope
from analysis.idealpoints.derived.tables import PANELS
from analysis.idealpoints.results.contrast import (
    check_sides,
    contrast_in_draws,
    window_weights,
)
from analysis.idealpoints.results.intervals import LEVEL
from analysis.paths import DERIVED
from analysis.plain_tables import is_table
from analysis.record.states import in_sentence
from analysis.rollcalls import RollCalls

__all__ = [
    "PANELS",
    "derived_scopes",
    "read_derived",
    "run_of",
    "scopes_of_issues",
    "shift_in_draws",
    "write_derived",
]


def write_derived(results: Any, rollcalls: RollCalls, scope: str, folder: Path) -> list[Path]:
    """Write the estimates of one scope to a folder, each file complete or not at all.

    Parameters
    ----------
    results : PosteriorResults or PlanePosterior
    rollcalls : RollCalls
        What was fitted.
    scope : str
        A name in `analysis.idealpoints.derived.scopes.SCOPES`, or the code of another issue.
    folder : path
        Made if it is not there.

    Returns
    -------
    list of Path
        The tables of the scope, and ``run_SCOPE.json``, which says what they rest on.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    known = SCOPES.get(scope) or Scope(scope, f"roll calls on {scope}", issue=scope)
    for name, table in known.tables(results, rollcalls, scope).items():
        text = table.select_dtypes(exclude="number").columns
        table = table.astype(dict.fromkeys(text, "category"))
        with whole_file(folder / f"{name}.parquet") as part:
            table.to_parquet(part, index=False, compression="zstd", compression_level=19)
        written.append(folder / f"{name}.parquet")
    with whole_file(folder / f"run_{scope}.json") as part:
        part.write_text(json.dumps(_run(results, rollcalls, scope), indent=2) + "\n")
    return [*written, folder / f"run_{scope}.json"]


def _run(results: Any, rollcalls: RollCalls, scope: str) -> dict[str, Any]:
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
    """List the scopes of which estimates are shipped, "all" first.

    Examples
    --------
    >>> derived_scopes()[0]
    'all'
    """
    found = sorted(p.stem.removeprefix("ideal_points_") for p in folder.glob("ideal_points_*"))
    return sorted(found, key=lambda scope: (scope != "all", scope))


def scopes_of_issues(folder: Path = DERIVED) -> list[str]:
    """List the scopes shipped that are of one issue each.

    Examples
    --------
    >>> scopes_of_issues()[:2]
    ['co', 'di']
    """
    found = derived_scopes(folder)
    return [scope for scope in found if scope in SCOPES and SCOPES[scope].issue is not None]


def run_of(scope: str, folder: Path = DERIVED) -> dict[str, Any]:
    """Return what the shipped estimates of a scope rest on.

    Raises
    ------
    RecordError
        If there are none.

    Examples
    --------
    >>> run_of("all")["anchor"]
    'USA'
    """
    path = folder / f"run_{scope}.json"
    if not path.is_file():
        raise RecordError(f"no run of scope {scope!r}", "derived estimates", "see `read_derived`")
    return read_notes(path)


def read_derived(
    table: str = "ideal_points", scopes: Sequence[str] = ("all",), folder: Path = DERIVED
) -> pd.DataFrame:
    """Read shipped estimates; the codebook is in ``data/derived/README.md``.

    Parameters
    ----------
    table : {"ideal_points", "items", "draws", "distances"}
    scopes : sequence of str
    folder : path

    Returns
    -------
    DataFrame

    Raises
    ------
    RecordError
        If there are no such estimates.

    Examples
    --------
    >>> read_derived(scopes=["all", "me"]).groupby("scope")["period"].min().to_dict()
    {'all': '1946', 'me': '1947'}
    """
    parts = []
    for scope in scopes:
        path = folder / f"{table}_{scope}.parquet"
        if not is_table(path):
            have = ", ".join(derived_scopes(folder)) or "none"
            raise RecordError(
                f"no {table} of scope {scope!r}",
                "derived estimates",
                f"there are: {have}; `unshift data derive` makes them",
            )
        part = read_parquet(path)
        parts.append(part.astype(dict.fromkeys(part.select_dtypes("category").columns, "str")))
    return pd.concat(parts, ignore_index=True)


def shift_in_draws(
    draws: pd.DataFrame,
    state: str,
    before: Sequence[int],
    after: Sequence[int],
    level: float = LEVEL,
    points: pd.DataFrame | None = None,
) -> Estimate:
    """Estimate how far a state moved from shipped draws: level of years after less before.

    These are whole calendar years. A change between windows cut at an event is that of a fit by
    those windows, `analysis.shift.global_shift.global_shift`, and another number.

    Parameters
    ----------
    draws : DataFrame
        As ``read_derived("draws")`` returns it.
    state : str
    before, after : sequence of int
        Years; those without an ideal point of the state are left out.
    level : float
    points : DataFrame, optional
        As ``read_derived()`` returns it, for the votes by which years are weighted. Needed
        where a side has several years.

    Returns
    -------
    Estimate
        Its table holds the years used, with their weights; ``details["periods"]`` is
        ``"calendar years"``.

    Raises
    ------
    UsageError
        If there are no draws of the state, none on one side, or no votes to weigh years by.

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
    wide.columns = wide.columns.astype(str)  # years as text, as shipped, or made numbers
    sides = [[str(y) for y in years if str(y) in wide.columns] for years in (before, after)]
    if not all(sides):
        raise UsageError(
            f"{state} has no ideal point {'after' if sides[0] else 'before'} the event",
            "derived estimates",
            f"the years run from {wide.columns.min()} to {wide.columns.max()}",
        )
    check_sides(*sides)
    used = sides[0] + sides[1]
    if points is not None:
        counted = points[points["state"] == state].astype({"period": str})
        votes = counted.set_index("period")["n_votes"].reindex(used).to_numpy()
    elif len(used) > 2:
        raise UsageError(
            "several years on a side, and no votes to weigh them by",
            "derived estimates",
            "give points=read_derived()",
        )
    else:
        votes = np.ones(len(used))
    late = np.arange(len(used)) >= len(sides[0])
    weight = window_weights(votes, ~late, late)
    moved = wide[used].to_numpy(dtype=np.float64) @ weight
    return Estimate(
        name=f"global.posterior.{state}",
        estimand=f"change in the ideal point of {in_sentence(state)}, in sd of all state-years",
        level=level,
        n=len(moved),
        unit="draws",
        method="posterior draws of the dynamic ordinal model, all uncertainty included; calendar "
        "years weighted by votes",
        comparison=f"{', '.join(sides[1])} against {', '.join(sides[0])}",
        assumptions=(
            "one dimension, the same for all texts",
            "recurring texts mean the same in every period",
        ),
        table=pd.DataFrame({"period": used, "weight": weight}),
        details={"periods": "calendar years"},
        **vars(contrast_in_draws(moved, level)),
    )
