"""``unshift estimate``: ideal points of states, with intervals, by fast fit or by draws."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import typer

from analysis.commands.dates import day
from analysis.commands.output import counting, emit, say, waiting
from analysis.errors import UnshiftError, UsageError
from analysis.estimate import number
from analysis.files import check_place, whole_file

if TYPE_CHECKING:
    from analysis.idealpoints.results.points import IdealPointResults
    from analysis.idealpoints.sampler.draws import Plan
    from analysis.rollcalls import RollCalls

__all__ = ["estimate", "write_csv"]


def estimate(
    state: list[str] = typer.Option(
        [], "--state", help="A state by ISO3 code; repeat for several. Default: all."
    ),
    by: str = typer.Option("year", "--by", help="year, month, session or all."),
    start: str | None = typer.Option(None, "--start", help="First day, such as 2019-01-01."),
    end: str | None = typer.Option(None, "--end", help="Last day."),
    issue: str | None = typer.Option(None, "--issue", help="An issue code, such as ukraine."),
    paragraphs: bool = typer.Option(
        True,
        "--paragraphs/--no-paragraphs",
        help="Whether votes on paragraphs and amendments count, or only those on whole texts, "
        "as in the published series by year.",
    ),
    anchor: str = typer.Option("USA", "--anchor", help="The state whose side is positive."),
    sweeps: int = typer.Option(500, "--sweeps", min=1, help="Sweeps of the fit at most."),
    method: str = typer.Option(
        "fast",
        "--method",
        help="fast, a fit in seconds; or gibbs, draws from the posterior in minutes.",
    ),
    chains: int = typer.Option(4, "--chains", max=64, help="With gibbs: chains."),
    draws: int = typer.Option(
        1000, "--draws", max=1_000_000, help="With gibbs: draws kept per chain."
    ),
    warmup: int = typer.Option(400, "--warmup", help="With gibbs: sweeps per chain before that."),
    thin: int = typer.Option(4, "--thin", help="With gibbs: sweeps per draw."),
    seed: int = typer.Option(1, "--seed", min=0, max=2**63 - 1, help="With gibbs: the seed."),
    checkpoint: Path | None = typer.Option(
        None,
        "--checkpoint",
        help="With gibbs: a file where the run is saved and from which it goes on.",
    ),
    derived: Path | None = typer.Option(
        None, "--derived", help="With gibbs: a folder to write the estimates to as a dataset."
    ),
    absence: str = typer.Option(
        "ignored",
        "--absence",
        help="ignored; or hurdle, where whether a state attends may depend on its ideal point.",
    ),
    dimensions: int = typer.Option(1, "--dimensions", help="1 or 2."),
    second_anchor: str | None = typer.Option(
        None, "--second-anchor", help="With two dimensions: the state positive on the second."
    ),
    prior: str = typer.Option(
        "none",
        "--prior",
        help="none; or global: an issue's points are drawn towards those of all other texts.",
    ),
    prior_sd: float | None = typer.Option(
        None,
        "--prior-sd",
        help="With a prior: standard deviation round it. Default: chosen by hidden votes.",
    ),
    record: str = typer.Option("auto", "--record", help="auto, history or embedded."),
    out: Path | None = typer.Option(None, "--out", help="Write the ideal points to a CSV file."),
    json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """Estimate ideal points from votes of the General Assembly, with 90% intervals."""
    from analysis.idealpoints import IdealPoints, PosteriorResults
    from analysis.idealpoints.derived import write_derived
    from analysis.idealpoints.published.selection import final_passage
    from analysis.idealpoints.results.intervals import LEVEL
    from analysis.rollcalls.load import load_rollcalls

    first, last = day(start, "--start"), day(end, "--end")
    if out is not None:
        check_place(out, "--out")
    if absence not in ("ignored", "hurdle"):
        raise UsageError(f"unknown absence {absence!r}", "--absence", "use ignored or hurdle")
    plan = _plan(method, chains, draws, warmup, thin, seed, checkpoint, derived)
    _check_prior(prior, prior_sd, issue)
    if plan is not None and (absence != "ignored" or dimensions != 1 or prior != "none"):
        raise UsageError(
            "draws are made in one dimension, absence ignored and without --prior",
            "--method",
            "use --method fast",
        )
    chosen = list(dict.fromkeys(code.upper() for code in state))
    with waiting("reading the record and fitting ideal points"):
        rollcalls = load_rollcalls(record)
        for code in chosen:
            rollcalls.row(code)
        part = rollcalls.select(start=first, end=last, issue=issue, body="GA")
        if not paragraphs:
            part = final_passage(part)
        if not part.n_calls:
            days = f"{first or rollcalls.first:%Y-%m-%d} to {last or rollcalls.last:%Y-%m-%d}"
            raise UsageError(
                "no roll calls match",
                f"issue {issue or 'any'}, {days}",
                f"the record runs from {rollcalls.first:%Y-%m-%d} to {rollcalls.last:%Y-%m-%d}",
            )
        model = IdealPoints(
            part,
            by=by,
            anchor=anchor.upper(),
            absence="hurdle" if absence == "hurdle" else "ignored",
            dimensions=dimensions,
            second_anchor=None if second_anchor is None else second_anchor.upper(),
            prior=_other_texts(rollcalls, part, by, anchor.upper(), first, last, sweeps)
            if prior == "global"
            else None,
            prior_sd=prior_sd,
        )
        for code in chosen:
            if code not in model.ballots.states:
                raise UsageError(f"no ideal point for {code}", "--state", "it cast no such vote")
        results = model.fit(max_iter=sweeps) if plan is None else None
    if plan is not None:
        with counting("sampling", "sweeps") as progress:
            results = model.sample(plan, progress=progress, checkpoint=checkpoint)
    assert results is not None
    points = results.params
    if isinstance(results, PosteriorResults) and derived is not None and results.draws.complete:
        for path in write_derived(results, part, issue or "all", derived):
            say(f"Wrote {path}.") if not json else None
    if chosen:
        points = points[points["state"].isin(chosen)].reset_index(drop=True)
    if out is not None and results.converged:
        write_csv(points, out)
    if json:
        emit(
            {
                "record": rollcalls.scope,
                "rests_on": results.rests_on,
                "by": by,
                "method": method,
                "issue": issue,
                "paragraphs": paragraphs,
                "anchor": results.anchor,
                "walk_variance": results.walk_variance,
                "converged": results.converged,
                "sweeps": results.n_iter if plan is None else plan.sweeps * plan.chains,
                "loglik": results.loglik,
                "n_votes": results.ballots.n_votes,
                "n_items": len(results.ballots.items),
                "level": LEVEL,
                **described(results, chosen),
                "ideal_points": points,
            }
        )
    else:
        say(results.summary())
        say(f"  record         {rollcalls.scope}")
        if out is None or chosen or not results.converged:
            say()
            _print_points(points)
        if out is not None and results.converged:
            say(f"Wrote {len(points):,} ideal points to {out}.")
    if isinstance(results, PosteriorResults) and not results.converged:
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
    if not results.converged:
        raise UnshiftError(
            f"the fit did not converge in {results.n_iter} sweeps",
            "ideal points",
            "do not use these numbers (no file was written); try more --sweeps",
        )


def _plan(
    method: str,
    chains: int,
    draws: int,
    warmup: int,
    thin: int,
    seed: int,
    checkpoint: Path | None,
    derived: Path | None,
) -> Plan | None:
    """Return how to sample, or None for the fast fit."""
    from analysis.idealpoints.sampler.draws import Plan

    if method not in ("fast", "gibbs"):
        raise UsageError(f"unknown method {method!r}", "--method", "use fast or gibbs")
    if method == "gibbs":
        if checkpoint is not None:
            check_place(checkpoint, "--checkpoint")
        if derived is not None:
            check_place(derived, "--derived", folder=True)
        return Plan(chains=chains, draws=draws, warmup=warmup, thin=thin, seed=seed)
    for given, option in ((checkpoint, "--checkpoint"), (derived, "--derived")):
        if given is not None:
            raise UsageError("the fast fit has none", option, "add --method gibbs")
    return None


def _check_prior(prior: str, prior_sd: float | None, issue: str | None) -> None:
    if prior not in ("none", "global"):
        raise UsageError(f"unknown prior {prior!r}", "--prior", "use none or global")
    if prior == "global" and issue is None:
        raise UsageError("all texts are no prior of themselves", "--prior", "add --issue")
    if prior == "none" and prior_sd is not None:
        raise UsageError("there is no prior", "--prior-sd", "add --prior global")


def _other_texts(
    rollcalls: RollCalls,
    part: RollCalls,
    by: str,
    anchor: str,
    start: date | None,
    end: date | None,
    sweeps: int,
) -> IdealPointResults:
    """Fit the roll calls of the same days that are not in a part, so that no vote counts twice."""
    from analysis.idealpoints import IdealPoints

    whole = rollcalls.select(start=start, end=end, body="GA")
    rest = whole.take((~whole.calls["id"].isin(part.calls["id"])).to_numpy())
    if not rest.n_calls:
        raise UsageError(
            "there are no roll calls on other texts",
            "--prior global",
            "leave it out, or use a record that has some",
        )
    results = IdealPoints(rest, by=by, anchor=anchor).fit(max_iter=sweeps)
    if not results.converged:
        raise UnshiftError(
            f"the fit of other texts did not converge in {results.n_iter} sweeps",
            "--prior global",
            "try more --sweeps",
        )
    return results


def described(results: IdealPointResults, states: list[str]) -> dict[str, Any]:
    """Return what a variant of the model adds, for JSON: nothing if it is none.

    Parameters
    ----------
    results : IdealPointResults
    states : list of str
        Those asked for; empty for all.
    """
    from analysis.idealpoints.variants.issue_prior import ShrunkResults
    from analysis.idealpoints.variants.joint_results import HurdleResults, PlaneResults

    if isinstance(results, PlaneResults):
        return {"dimensions": 2, "second_anchor": results.second_anchor}
    if isinstance(results, HurdleResults):
        table = results.attendance
        if states:
            table = table[table["state"].isin(states)].reset_index(drop=True)
        return {"absence": "hurdle", "loading_sd": results.spread, "attendance": table}
    if isinstance(results, ShrunkResults):
        return {
            "prior": "global",
            "prior_sd": results.prior_sd,
            "prior_tried": results.chosen_by,
            "n_lacking": int(results.lacking.sum()),
            "n_items_shared": results.n_shared,
        }
    return {}


def _print_points(points: pd.DataFrame) -> None:
    plane = "theta2" in points
    head = f"{'state':<6} {'period':<12} {'ideal point':>11} {'90% interval':>17} "
    say(head + (f"{'second':>11} {'90% interval':>17} " if plane else "") + f"{'votes':>7}")
    for row in points.itertuples():
        span = f"[{number(row.low)}, {number(row.high)}]"
        line = f"{row.state:<6} {row.period!s:<12} {number(row.theta):>11} {span:>17} "
        if plane:
            span = f"[{number(row.low2)}, {number(row.high2)}]"
            line += f"{number(row.theta2):>11} {span:>17} "
        say(line + f"{row.n_votes:>7}")


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """Write a table to a file that is either complete or, if writing fails, as it was.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> write_csv(pd.DataFrame({"a": [1]}), folder / "a.csv")
    >>> (folder / "a.csv").read_text().split(), len(list(folder.iterdir()))
    (['a', '1'], 1)
    """
    with whole_file(path) as part:
        table.to_csv(part, index=False, lineterminator="\n")
