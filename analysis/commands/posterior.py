"""``unshift posterior``: ideal points of states by draws from the posterior, in minutes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from analysis.commands.shared import options as opt
from analysis.commands.shared.output import counting, say, waiting
from analysis.commands.shared.points import Asked
from analysis.errors import UnshiftError
from analysis.files import check_place

__all__ = ["posterior"]


def posterior(
    state: opt.States = None,
    by: opt.Groupings = opt.Grouping.YEAR,
    start: opt.Start = None,
    end: opt.End = None,
    issue: opt.Issue = None,
    paragraphs: opt.Paragraphs = True,
    anchor: opt.Anchor = "USA",
    chains: Annotated[int, typer.Option("--chains", max=64, help="Chains.")] = 4,
    draws: opt.KeptDraws = 1000,
    warmup: Annotated[
        int, typer.Option("--warmup", help="Sweeps per chain before the first draw is kept.")
    ] = 400,
    thin: Annotated[int, typer.Option("--thin", help="Sweeps per draw kept.")] = 4,
    seed: opt.Seed = 1,
    checkpoint: Annotated[
        Path | None,
        typer.Option(
            "--checkpoint", help="A file where the run is saved and from which it goes on."
        ),
    ] = None,
    derived: Annotated[
        Path | None,
        typer.Option("--derived", help="A folder to write the estimates to as a dataset."),
    ] = None,
    record: opt.Record = opt.Scope.AUTO,
    out: opt.Csv = None,
    json: opt.Json = False,
) -> None:
    """Draw ideal points from their posterior, with 90% intervals; in minutes, with progress."""
    from analysis.idealpoints import IdealPoints, PosteriorResults
    from analysis.idealpoints.derived import write_derived
    from analysis.idealpoints.sampler.draws import Plan

    asked = Asked.read(state, by.value, start, end, issue, paragraphs, anchor, record.value, out)
    if checkpoint is not None:
        check_place(checkpoint, "--checkpoint")
    if derived is not None:
        check_place(derived, "--derived", folder=True)
    plan = Plan(chains=chains, draws=draws, warmup=warmup, thin=thin, seed=seed)
    with waiting("reading the record"):
        rollcalls, part = asked.votes()
        model = IdealPoints(part, by=asked.by, anchor=asked.anchor)
        asked.check_states(model)
    with counting("sampling", "sweeps") as progress:
        results = model.sample(plan, progress=progress, checkpoint=checkpoint)
    assert isinstance(results, PosteriorResults)
    if derived is not None and results.draws.complete:
        for path in write_derived(results, part, issue or "all", derived):
            say(f"Wrote {path}.") if not json else None
    asked.tell(rollcalls, results, json, "gibbs", plan.sweeps * plan.chains, {})
    if results.converged:
        return
    if not results.draws.complete:
        raise UnshiftError(
            "interrupted",
            "sampling",
            "run it again to start anew, and give --checkpoint FILE to go on next time"
            if checkpoint is None
            else "go on with the same --checkpoint",
        )
    raise UnshiftError(
        f"the chains have not mixed enough for {results.anchor}",
        "sampling",
        "do not report these numbers (no CSV file was written); use more --draws",
    )
