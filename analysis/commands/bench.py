"""``unshift bench``: how long the work takes here, and how close the fit is to published points."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from analysis.commands.shared import options as opt
from analysis.commands.shared.output import counting, emit, say, waiting
from analysis.errors import UnshiftError, UsageError

__all__ = ["bench"]


def bench(
    record: opt.Record = opt.Scope.AUTO,
    bulk: Annotated[
        int,
        typer.Option(
            "--bulk",
            max=100_000_000,
            help="Also write a bulk file of so many rows, and time its reading.",
        ),
    ] = 0,
    growth: Annotated[
        bool,
        typer.Option("--growth", help="Also fit growing parts of the record, and a simulated one."),
    ] = False,
    votes: Annotated[
        int,
        typer.Option(
            "--votes", max=1_000_000_000, help="Votes of the simulated record, with --growth."
        ),
    ] = 10_000_000,
    sampler: Annotated[
        bool, typer.Option("--sampler", help="Also draw from the posterior for some seconds.")
    ] = False,
    reports: Annotated[
        bool, typer.Option("--reports", help="Also make reports, which takes minutes.")
    ] = False,
    json: opt.Json = False,
) -> None:
    """Time reading, agreement and the fast fit, and compare the fit with published points."""
    from analysis.bench.bulk import measure_bulk
    from analysis.bench.growth import VOTES, measure_growth
    from analysis.bench.reports import measure_reports
    from analysis.bench.sampler import measure_sampler
    from analysis.bench.work import measure

    if votes != VOTES and not growth:
        raise UsageError(
            "--votes is the size of a record that is not asked for", "bench", "give --growth too"
        )
    if growth:
        with counting("fitting parts of the record and a simulated one", "fits") as progress:
            grown = measure_growth(record.value, votes, progress)
    if bulk:
        with waiting("writing and reading a bulk file"):
            large = measure_bulk(bulk)
    with counting("reading, counting and fitting", "steps") as progress:
        found = measure(record.value, progress)
    if sampler:
        with waiting("sampling"):
            found["sampler"] = measure_sampler(record.value)
    if reports:
        with counting("making reports", "reports") as progress:
            made = measure_reports(record.value, progress)
        one = found["steps"][-1]["seconds"]
        found["steps"] += [row | {"passes": row["seconds"] / one} for row in made]
    if bulk:
        found["bulk"] = large
    if growth:
        found["growth"] = grown
    if json:
        emit(found)
    else:
        machine, fit = found["machine"], found["fit"]
        say(f"Record: {found['record']}; {found['rests_on']}.")
        say(
            f"Machine: {machine['system']}, Python {machine['python']}, numba {machine['numba']}, "
            f"{machine['threads']} threads."
        )
        say(f"{'step':<40} {'seconds':>8} {'passes':>9}  note")
        for row in found["steps"]:
            say(f"{row['step']:<40} {row['seconds']:>8.3f} {row['passes']:>9.1f}  {row['note']}")
        say(
            f"The fit took {fit['sweeps']} sweeps of {fit['passes_per_sweep']:.1f} passes over the "
            f"votes each; the first fit took {fit['cold_to_warm']:.1f} times as long as the second."
        )
        if found["peak_memory_mb"] is not None:
            say(f"Peak memory: {found['peak_memory_mb']:,.0f} MB.")
        if sampler:
            _say_sampler(found["sampler"])
        if bulk:
            _say_bulk(large)
        if growth:
            _say_growth(grown)
        for row in found["published"]:
            say(f"{row['file']}: {_close(row)}.")
        if not found["published"]:
            say("No published ideal points were found to compare with this record.")
    if not found["fit"]["converged"]:
        raise UnshiftError("the fit did not converge", "bench", "the times are of no use")
    apart = [row["record"] for row in found.get("growth", []) if row.get("converged") is False]
    if apart:
        raise UnshiftError("a fit did not converge", ", ".join(apart), "its times are of no use")


def _say_bulk(found: dict[str, Any]) -> None:
    say(f"A bulk file of {found['rows']:,} rows, {found['mb']:,.0f} MB:")
    for row in found["readers"]:
        say(
            f"  {row['reader']:<38} {row['seconds']:>8.3f} {row['times_ours']:>8.2f}x  "
            f"peak {row['peak_memory_mb']:,.0f} MB; {row['note']}"
        )


def _say_sampler(found: dict[str, Any]) -> None:
    say(
        f"The sampler: {found['sweeps']:,} sweeps over {found['votes']:,} votes in "
        f"{found['seconds']:.1f} s, {found['sweeps_per_second']:.0f} a second; a sweep costs "
        f"{found['passes_per_sweep']:.1f} passes over the votes."
    )
    for state, rate in found["ess_per_second"].items():
        say(
            f"  {state}: {rate['median']:.1f} independent draws a second in the median period, "
            f"{rate['least']:.1f} in the slowest."
        )


def _say_growth(rows: list[dict[str, Any]]) -> None:
    say("The fit as the record grows (seconds by sweeps times one pass in the column ratio):")
    say(
        f"  {'record':<24} {'votes':>10} {'seconds':>8} {'sweeps':>7} {'ratio':>6} "
        f"{'converged':>10} {'peak MB':>8}"
    )
    for row in rows:
        if "error" in row:
            say(f"  {row['record']:<24} not fitted, {row['error']}")
            continue
        peak = "" if row["peak_memory_mb"] is None else f"{row['peak_memory_mb']:,.0f}"
        say(
            f"  {row['record']:<24} {row['votes']:>10,} {row['seconds']:>8.2f} "
            f"{row['sweeps']:>7} {row['ratio']:>6.2f} {'yes' if row['converged'] else 'NO':>10} "
            f"{peak:>8}"
        )


def _close(row: dict[str, object]) -> str:
    if "error" in row:
        return f"not compared, {row['error']}"
    if not row["converged"]:
        return "not compared, the fit did not converge"
    return (
        f"by {row['by']}, r = {row['r']:.3f} over {row['n']:,} state-periods, "
        f"{row['r_within']:.3f} within periods; {row['n_votes']:,} votes"
    )
