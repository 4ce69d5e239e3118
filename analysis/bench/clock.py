"""Seconds, passes over the votes, and memory of this process."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from analysis.idealpoints import IdealPointResults
from analysis.idealpoints.fast.kernels import Items, state_terms

__all__ = ["one_pass", "peak_memory", "timed"]

#: Repetitions of what is short enough to be repeated; the median is reported.
REPEATS = 5


def peak_memory() -> float | None:
    """Return the most memory this process has held so far, in MB; None where unknown."""
    # Linux counts the memory of the parent at the fork into `ru_maxrss`.
    status = Path("/proc/self/status")
    if status.exists():
        own = [x for x in status.read_text().splitlines() if x.startswith("VmHWM")]
        if own:
            return int(own[0].split()[1]) / 1e3
    try:
        import resource
    except ImportError:  # Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)  # bytes there, kilobytes elsewhere


def one_pass(results: IdealPointResults) -> float:
    """Time one compiled pass over the votes, at the estimates: seconds, median of five."""
    b, e = results.ballots, results.estimates
    items = Items(e.beta, e.g1, e.g2)
    return median(
        timed(lambda: state_terms(e.theta, items, e.cov_beta, b.by_point))[0]
        for _ in range(REPEATS)
    )


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Do some work and return its seconds, and what it returned."""
    begin = time.perf_counter()
    done = work()
    return time.perf_counter() - begin, done
