"""``unshift data derive``: the estimates in ``data/derived``, made anew from the record."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from analysis.commands.shared import options as opt
from analysis.commands.shared.output import counting, emit, say, waiting
from analysis.errors import Interrupted
from analysis.files import check_place
from analysis.paths import DERIVED, checkout

__all__ = ["derive"]

#: Named like a scope: what is counted and not drawn.
COUNTS = "counts"
#: Where scopes are saved while they are drawn, beside what is made of them.
CHECKPOINT = "run_{scope}.npz"


def derive(
    scopes: Annotated[
        list[str] | None,
        typer.Argument(help="Which scopes, or counts; none for all that are shipped."),
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option("--folder", help="Where the files go; default data/derived of the checkout."),
    ] = None,
    checkpoints: Annotated[
        Path | None,
        typer.Option(
            "--checkpoints", help="A folder where runs are saved, and from which they go on."
        ),
    ] = None,
    start: opt.Start = None,
    chains: opt.Chains = 4,
    draws: opt.KeptDraws = 1000,
    warmup: opt.Warmup = 500,
    thin: opt.Thin = 6,
    seed: opt.Seed = 1,
    record: opt.Record = opt.Scope.HISTORY,
    json: opt.Json = False,
) -> None:
    """Draw every scope of data/derived from its posterior, and write its tables; in minutes each.

    The counts by day are no scope and are not drawn; they take minutes, too.

    A scope that is interrupted goes on from its checkpoint; one that is done is read from there.
    """
    from analysis.commands.shared.dates import day
    from analysis.idealpoints import IdealPoints
    from analysis.idealpoints.derived import SCOPES, scope_named, write_derived
    from analysis.idealpoints.results.posterior import LEAST_ESS, MOST_R_HAT
    from analysis.idealpoints.sampler.draws import Plan
    from analysis.rollcalls.load import load_rollcalls

    names = list(scopes or [*SCOPES, COUNTS])
    chosen = [scope_named(name) for name in names if name != COUNTS]
    if folder is None:
        checkout()
        folder = DERIVED
    check_place(folder, "--folder", folder=True)
    if checkpoints is not None:
        check_place(checkpoints, "--checkpoints", folder=True)
        checkpoints.mkdir(exist_ok=True)
    first = day(start, "--start")
    plan = Plan(chains=chains, draws=draws, warmup=warmup, thin=thin, seed=seed)
    with waiting("reading the record"):
        rollcalls = load_rollcalls(record.value).select(start=first)
        models = {}
        for scope in chosen:
            votes = scope.votes(rollcalls)
            models[scope.name] = IdealPoints(
                votes, by=scope.periods(votes), dimensions=scope.dimensions
            )
    done: list[dict[str, Any]] = []
    if COUNTS in names:
        done.append(_counts(record.value, folder))
        if not json:
            say(f"{COUNTS}: {len(done[0]['files'])} files.")
    for name, model in models.items():
        saved = checkpoints / CHECKPOINT.format(scope=name) if checkpoints is not None else None
        with counting(f"sampling {name}", "sweeps") as progress:
            results = model.sample(plan, progress=progress, checkpoint=saved)
        if not results.draws.complete:
            raise Interrupted("interrupted", name, "go on with the same --checkpoints")
        written = write_derived(results, model.rollcalls, name, folder)
        quality = results.quality
        poor = int(((quality["r_hat"] > MOST_R_HAT) | (quality["ess"] < LEAST_ESS)).sum())
        done.append({"scope": name, "converged": results.converged, "seconds":
                     results.draws.seconds, "n": len(quality), "not_mixed": poor,
                     "r_hat": float(quality["r_hat"].max()), "ess": float(quality["ess"].min()),
                     "files": [path.name for path in written]})  # fmt: skip
        if not json:
            say(
                f"{name}: {len(written)} files; {poor:,} of {len(quality):,} points with R-hat "
                f"above {MOST_R_HAT} or ESS below {LEAST_ESS:.0f}; R-hat up to "
                f"{done[-1]['r_hat']:.3f}, ESS from {done[-1]['ess']:,.0f}; "
                f"{results.draws.seconds:,.0f} seconds."
            )
    if json:
        emit({"record": rollcalls.scope, "scopes": done})


def _counts(record: str, folder: Path) -> dict[str, Any]:
    """Count the record by day, and write the tables."""
    from analysis.rollcalls.load import load_resolutions, load_rollcalls
    from analysis.shift.shipped import counts_of, write_counts

    with waiting("counting the record by day"):
        rollcalls, resolutions = load_rollcalls(record), load_resolutions(record)
        tables = counts_of(rollcalls, resolutions)
        written = write_counts(tables, rollcalls, resolutions, folder)
    return {"scope": COUNTS, "files": [path.name for path in written]}
