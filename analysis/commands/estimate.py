"""``unshift estimate``: ideal points of states, with intervals, by the fast fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from analysis.commands.shared import options as opt
from analysis.commands.shared.output import waiting
from analysis.commands.shared.points import Asked
from analysis.errors import UnshiftError, UsageError

if TYPE_CHECKING:
    from analysis.idealpoints.results.points import IdealPointResults
    from analysis.rollcalls import RollCalls

__all__ = ["described", "estimate"]


def estimate(
    state: opt.States = None,
    by: opt.Groupings = opt.Grouping.YEAR,
    start: opt.Start = None,
    end: opt.End = None,
    issue: opt.Issue = None,
    paragraphs: opt.Paragraphs = True,
    anchor: opt.Anchor = "USA",
    sweeps: Annotated[
        int, typer.Option("--sweeps", min=1, max=1_000_000, help="Sweeps of the fit at most.")
    ] = 500,
    absence: opt.Absences = opt.Absence.IGNORED,
    dimensions: opt.Dimensions = 1,
    second_anchor: Annotated[
        str | None,
        typer.Option(
            "--second-anchor", help="With two dimensions: the state positive on the second."
        ),
    ] = None,
    prior: opt.Priors = opt.Prior.NONE,
    prior_sd: Annotated[
        float | None,
        typer.Option(
            "--prior-sd",
            help="With a prior: standard deviation round it. Default: chosen by hidden votes.",
        ),
    ] = None,
    record: opt.Record = opt.Scope.AUTO,
    out: opt.Csv = None,
    json: opt.Json = False,
    method: Annotated[str | None, typer.Option("--method", hidden=True)] = None,
) -> None:
    """Fit ideal points to votes of the General Assembly, with 90% intervals; in seconds."""
    from analysis.idealpoints import IdealPoints
    from analysis.record.states import as_code

    if method is not None:
        raise UsageError(
            "this command is the fast fit alone",
            "--method",
            "leave it out; `unshift posterior` draws from the posterior",
        )
    asked = Asked.read(state, by.value, start, end, issue, paragraphs, anchor, record.value, out)
    _check_prior(prior, prior_sd, issue)
    with waiting("reading the record and fitting ideal points"):
        rollcalls, part = asked.votes()
        model = IdealPoints(
            part,
            by=asked.by,
            anchor=asked.anchor,
            absence="hurdle" if absence is opt.Absence.HURDLE else "ignored",
            dimensions=dimensions,
            second_anchor=None if second_anchor is None else as_code(second_anchor),
            prior=_other_texts(rollcalls, part, asked, sweeps)
            if prior is opt.Prior.GLOBAL
            else None,
            prior_sd=prior_sd,
        )
        asked.check_states(model)
        results = model.fit(max_iter=sweeps)
    more = described(results, list(asked.state))
    asked.tell(rollcalls, results, json, "fast", results.n_iter, more)
    if not results.converged:
        raise UnshiftError(
            f"the fit did not converge in {results.n_iter} sweeps",
            "ideal points",
            "do not use these numbers (no file was written); try more --sweeps",
        )


def _check_prior(prior: opt.Prior, prior_sd: float | None, issue: str | None) -> None:
    """Refuse what does not go together."""
    if prior is opt.Prior.GLOBAL and issue is None:
        raise UsageError("all texts are no prior of themselves", "--prior", "add --issue")
    if prior is opt.Prior.NONE and prior_sd is not None:
        raise UsageError("there is no prior", "--prior-sd", "add --prior global")


def _other_texts(
    rollcalls: RollCalls, part: RollCalls, asked: Asked, sweeps: int
) -> IdealPointResults:
    """Fit the roll calls of the same days that are not in a part, so that no vote counts twice."""
    from analysis.idealpoints import IdealPoints

    whole = rollcalls.select(start=asked.first, end=asked.last, body="GA")
    rest = whole.take((~whole.calls["id"].isin(part.calls["id"])).to_numpy())
    if not rest.n_calls:
        raise UsageError(
            "there are no roll calls on other texts",
            "--prior global",
            "leave it out, or use a record that has some",
        )
    results = IdealPoints(rest, by=asked.by, anchor=asked.anchor).fit(max_iter=sweeps)
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
