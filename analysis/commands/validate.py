"""``unshift validate``: the fast fit beside every file of published ideal points."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.commands.shared import options as opt
from analysis.commands.shared.output import counting, emit, say, waiting
from analysis.errors import UnshiftError
from analysis.estimate import number

if TYPE_CHECKING:
    from analysis.validate import Validation

__all__ = ["validate"]


def validate(json: opt.Json = False) -> None:
    """Fit what each published file of ideal points rests on, and say how close it comes."""
    from analysis.record.readers.discover import discover
    from analysis.rollcalls.load import load_rollcalls
    from analysis.validate import beside_posterior, shipped_beside_published
    from analysis.validate import validate as compared

    with waiting("reading the record"):
        rollcalls = load_rollcalls("history")
        found = discover()
    with counting("fitting what published files rest on", "files") as progress:
        done, failed = compared(rollcalls, found, progress)
    with waiting("comparing with the shipped posterior"):
        posterior = beside_posterior(rollcalls)
        shipped = shipped_beside_published(found)
    if not done and not failed:
        raise UnshiftError(
            "no published ideal points were found",
            "data search path",
            "see `unshift data fetch`, and data/README.md for where they come from",
        )
    if json:
        emit(
            {
                "record": rollcalls.scope,
                "files": [v.to_dict() for v in done],
                "posterior": posterior,
                "shipped": shipped,
                "not_compared": [{"file": f, "error": e} for f, e in failed.items()],
            }
        )
    else:
        for v in done:
            _say_one(v)
        if posterior is not None:
            say(
                f"Fast fit beside the shipped posterior: r = {posterior['r']:.4f} over "
                f"{posterior['n']:,} state-years, RMSE {posterior['rmse']:.3f}; Laplace errors are "
                f"{posterior['se_ratio']:.2f} of posterior sds at the median, and "
                f"{posterior['inside']:.1%} of the fast points lie in the posterior 90% intervals."
            )
        for row in shipped:
            release = f" ({row['release']})" if row["release"] else ""
            say(
                f"{row['file']}{release} beside the shipped posterior: r = {row['r']:.3f} over "
                f"{row['n']:,} state-years, {row['r_within']:.3f} on average within a year; RMSE "
                f"{row['rmse']:.3f}"
            )
        for file, error in failed.items():
            say(f"{file}: not compared, {error}.")
    apart = [v.file for v in done if not v.converged]
    if apart:
        raise UnshiftError("a fit did not converge", ", ".join(apart), "do not use its numbers")
    if not done:
        raise UnshiftError("no published file could be compared", "validate", "see above")


def _say_one(v: Validation) -> None:
    state = "converged" if v.converged else "NOT CONVERGED: do not use these numbers"
    say(f"{v.file}: {v.series}, by {v.by}")
    say(f"  fit        {state}; {v.n_votes:,} votes; {v.rests_on}")
    say(
        f"  closeness  r = {v.close['r']:.3f} over {v.close['n']:,} state-periods, "
        f"{v.close['r_within']:.3f} on average within a period; RMSE {v.close['rmse']:.3f}"
    )
    say(
        f"  coverage   {v.ours_in_theirs:.1%} of our points in the published 90% bands, "
        f"{v.theirs_in_ours:.1%} of theirs in our 90% intervals"
    )
    say(f"  unmatched  {v.only_ours:,} state-periods of ours, {v.only_theirs:,} of theirs")
    say("  largest disagreements, with what goes with them:")
    for row in v.disagreements.itertuples():
        say(
            f"    {row.state} {row.period:<5} {number(row.ours):>5} here, "
            f"{number(row.published):>5} there: {'; '.join(row.reasons)}"
        )
    say("  side by side (here with 90% interval; there):")
    for state, part in v.side_by_side.groupby("state", sort=False):
        for row in part.itertuples():
            ends = f"[{number(row.low)}, {number(row.high)}]"
            say(
                f"    {state} {row.period:<5} {number(row.ours):>5} {ends:<15} "
                f"{number(row.published):>5} [{number(row.q05)}, {number(row.q95)}]"
            )
    say()
