"""``unshift posterior``: ideal points of states by draws from the posterior, in minutes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analysis.commands.shared import options as opt
from analysis.commands.shared.output import counting, emit, say, waiting
from analysis.commands.shared.points import Asked, write_csv
from analysis.errors import Interrupted, UnshiftError, UsageError
from analysis.estimate import number
from analysis.files import check_place

if TYPE_CHECKING:
    from analysis.idealpoints import PlanePosterior
    from analysis.rollcalls import RollCalls

__all__ = ["posterior"]


def posterior(
    state: opt.States = None,
    by: opt.Groupings = opt.Grouping.YEAR,
    start: opt.Start = None,
    end: opt.End = None,
    issue: opt.Issue = None,
    paragraphs: opt.Paragraphs = True,
    anchor: opt.Anchor = "USA",
    dimensions: opt.Dimensions = 1,
    chains: opt.Chains = 4,
    draws: opt.KeptDraws = 1000,
    warmup: opt.Warmup = 400,
    thin: opt.Thin = 4,
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
    from analysis.idealpoints import IdealPoints, PlanePosterior, PosteriorResults
    from analysis.idealpoints.derived import write_derived
    from analysis.idealpoints.sampler.draws import Plan

    asked = Asked.read(state, by.value, start, end, issue, paragraphs, anchor, record.value, out)
    if checkpoint is not None:
        check_place(checkpoint, "--checkpoint")
    if derived is not None:
        if dimensions == 2:
            raise UsageError("the dataset has one dimension", "--derived", "leave it out")
        check_place(derived, "--derived", folder=True)
    plan = Plan(chains=chains, draws=draws, warmup=warmup, thin=thin, seed=seed)
    with waiting("reading the record"):
        rollcalls, part = asked.votes()
        model = IdealPoints(part, by=asked.by, anchor=asked.anchor, dimensions=dimensions)
        asked.check_states(model)
    with counting("sampling", "sweeps") as progress:
        results = model.sample(plan, progress=progress, checkpoint=checkpoint)
    if isinstance(results, PlanePosterior):
        _tell_distances(asked, rollcalls, results, json)
    else:
        assert isinstance(results, PosteriorResults)
        if derived is not None and results.draws.complete:
            for path in write_derived(results, part, issue or "all", derived):
                say(f"Wrote {path}.") if not json else None
        asked.tell(rollcalls, results, json, "gibbs", plan.sweeps * plan.chains, {})
    if results.converged:
        return
    if not results.draws.complete:
        raise Interrupted(
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


def _tell_distances(
    asked: Asked, rollcalls: RollCalls, results: PlanePosterior, json: bool
) -> None:
    """Write distances from the anchor to a file and print them; without states, of all."""
    states = asked.state or results.ballots.states
    others = {s: s for s in states if s != results.anchor}
    table = results.distances_to(others).rename(columns={"estimate": "distance", "to": "state"})
    written = asked.out is not None and results.converged
    if asked.out is not None and written:
        write_csv(table, asked.out)
    if json:
        emit(
            {
                "record": rollcalls.scope,
                "rests_on": results.rests_on,
                "by": asked.by,
                "anchor": results.anchor,
                "second_anchor": results.second_anchor,
                "converged": results.converged,
                "distances": table,
            }
        )
        return
    say(results.summary())
    say(f"  record         {rollcalls.scope}")
    if not written or asked.state:
        say()
        head = f"{'state':<6} {'period':<12} {'distance':>9} {'90% interval':>15}"
        say(head + f" {'R-hat':>6} {'ESS':>6}")
        for row in table.itertuples():
            span = f"[{number(row.low)}, {number(row.high)}]"
            say(
                f"{row.state:<6} {row.period!s:<12} {number(row.distance):>9} {span:>15} "
                f"{row.r_hat:>6.3f} {row.ess:>6.0f}"
            )
    if written:
        say(f"Wrote {len(table):,} distances to {asked.out}.")
