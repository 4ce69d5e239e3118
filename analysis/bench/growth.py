"""How the fast fit grows with the record: parts of it, the whole, and a simulated one."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from analysis.bench.clock import one_pass, peak_memory
from analysis.errors import UnshiftError, UsageError
from analysis.idealpoints import IdealPoints
from analysis.paths import SITE
from analysis.rollcalls import RollCalls
from analysis.rollcalls.load import load_rollcalls
from analysis.simulate import large_record, simulate

__all__ = ["SHARES", "VOTES", "measure_growth", "measure_one"]

#: Shares of the roll calls that are fitted, and votes of the simulated record.
SHARES = (0.10, 0.25, 0.50, 1.00)
VOTES = 10_000_000
CHILD = "import sys; from analysis.bench.growth import main; main(*sys.argv[1:])"


def measure_growth(
    record: str = "auto", votes: int = VOTES, progress: Callable[[int, int], None] | None = None
) -> list[dict[str, Any]]:
    """Fit growing parts of a record, and a simulated one, each in a process of its own.

    Parameters
    ----------
    record : {"auto", "history", "embedded"}
    votes : int
        Votes of the simulated record (`analysis.simulate.large_record`).
    progress : callable, optional
        Called with the records fitted and the records in all.

    Returns
    -------
    list of dict
        As `measure_one` returns them, with ``record``; or ``record, error`` where a part
        cannot be fitted.

    Raises
    ------
    UsageError
        If `votes` is not positive, or the record is unknown or not here.
    """
    if votes < 1:
        raise UsageError(f"cannot simulate {votes} votes", "--votes", "give a number above 0")
    load_rollcalls(record)  # said here, in one line, rather than by each process
    asked = [(f"{share:.0%} of the roll calls", record, str(share)) for share in SHARES]
    asked.append(("simulated", "simulated", str(votes)))
    rows = []
    for number, (name, *of) in enumerate(asked):
        if progress is not None:
            progress(number, len(asked))
        rows.append({"record": name} | _child(*of))
    return rows


def measure_one(rollcalls: RollCalls) -> dict[str, Any]:
    """Time one fit of the fast estimator, compiled code loaded before.

    Returns
    -------
    dict
        ``votes, roll_calls, state_periods``; ``lay_out_seconds, seconds, sweeps, converged``;
        ``pass_seconds``, of one compiled pass over the votes; ``ratio``, the seconds as a
        multiple of sweeps times that; ``before_mb``, the peak of memory before the votes are
        laid out, and ``peak_memory_mb`` after the fit (None where the system does not tell).

    Examples
    --------
    >>> found = measure_one(simulate("null", 0, n_states=20, years=3).rollcalls)
    >>> found["converged"], found["roll_calls"]
    (True, 180)
    """
    small = simulate("null", 0, n_states=10, years=2, calls_per_year=10).rollcalls
    IdealPoints(small).fit()
    before = peak_memory()
    begin = time.perf_counter()
    model = IdealPoints(rollcalls)
    laid_out = time.perf_counter()
    results = model.fit()
    seconds = time.perf_counter() - laid_out
    after = peak_memory()
    if before is not None and after is not None:
        # Linux adds up a count of pages for each processor, and may tell a little less than before.
        after = max(before, after)
    one = one_pass(results)
    return {
        "votes": results.ballots.n_votes,
        "roll_calls": rollcalls.n_calls,
        "state_periods": results.ballots.n_points,
        "lay_out_seconds": laid_out - begin,
        "seconds": seconds,
        "sweeps": results.n_iter,
        "converged": results.converged,
        "pass_seconds": one,
        "ratio": seconds / (results.n_iter * one),
        "before_mb": before,
        "peak_memory_mb": after,
    }


def main(record: str, size: str) -> None:
    """Measure in this process and write the result as JSON to its stdout.

    Parameters
    ----------
    record : str
        A record of `load_rollcalls`, or ``"simulated"``.
    size : str
        Share of its roll calls, or number of votes.
    """
    try:
        found = measure_one(_record(record, size))
    except UnshiftError as error:
        found = {"error": str(error)}
    sys.stdout.write(json.dumps(found))


def _record(record: str, size: str) -> RollCalls:
    if record == "simulated":
        return large_record(int(size))
    whole = load_rollcalls(record).select(body="GA")
    n = max(1, round(float(size) * whole.n_calls))
    rng = np.random.default_rng(n)
    return whole.take(np.sort(rng.choice(whole.n_calls, n, replace=False)))


def _child(*arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-c", CHILD, *arguments]
    child = subprocess.run(command, cwd=SITE, capture_output=True, text=True)
    if child.returncode:
        last = (child.stderr.strip().splitlines() or ["no message"])[-1]
        raise UnshiftError(f"a fit of {' '.join(arguments)} failed: {last}", "bench")
    found: dict[str, Any] = json.loads(child.stdout)
    return found
