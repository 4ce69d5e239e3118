"""How long the suite's work takes on this machine, and how close its fit is to published points.

Every time is also given in *passes*: as a multiple of the time that one compiled pass over the
votes takes here. Passes compare machines and versions; seconds compare patience.
"""

from __future__ import annotations

import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import numba

from analysis.agreement import pairwise
from analysis.idealpoints import IdealPointResults, IdealPoints
from analysis.idealpoints.kernels import state_terms
from analysis.record.discover import discover
from analysis.rollcalls.load import load_rollcalls
from analysis.validate import closeness

__all__ = ["closeness", "measure", "one_pass", "peak_memory"]

#: Repetitions of what is short enough to be repeated; the median is reported.
REPEATS = 5


def measure(record: str = "auto") -> dict[str, Any]:
    """Time reading, agreement and the fast fit on a record.

    Parameters
    ----------
    record : {"auto", "history", "embedded"}

    Returns
    -------
    dict
        ``record, rests_on, machine``; ``steps``, a list of ``{step, seconds, passes, note}``;
        ``fit``, with sweeps and passes per sweep; ``peak_memory_mb`` (None where the system
        does not tell); ``published``, as `analysis.validate.closeness` returns it.

    Examples
    --------
    >>> found = measure("embedded")
    >>> [step["step"] for step in found["steps"]][:2], found["fit"]["converged"]
    (['read the record', 'open the record'], True)
    """
    read, rollcalls = _timed(lambda: load_rollcalls(record, cache=False))
    with TemporaryDirectory(prefix="unshift-bench-") as folder:
        load_rollcalls(record, cache=Path(folder))
        opened, _ = _timed(lambda: load_rollcalls(record, cache=Path(folder)))
    assembly = rollcalls.select(body="GA")
    ordinal, _ = _timed(lambda: pairwise(assembly, "ordinal"))
    kappa, counted = _timed(lambda: pairwise(assembly, "kappa"))
    lay_out, model = _timed(lambda: IdealPoints(assembly))
    cold, _ = _timed(model.fit)
    warm, results = _timed(model.fit)
    one = one_pass(results)
    memory = peak_memory()  # before the comparisons, which fit further models
    pairs = f"{rollcalls.n_states * (rollcalls.n_states - 1) // 2:,} pairs"
    where = f"{pairs}, {len(counted.periods)} years; aim: under 3 s"
    steps = [
        ("read the record", read, f"{rollcalls.n_votes:,} votes, from the files"),
        ("open the record", opened, "from the cache, its inputs hashed; aim: under 0.3 s"),
        ("ordinal agreement, all pairs and years", ordinal, where),
        ("kappa, all pairs and years", kappa, where),
        ("lay out the votes", lay_out, f"{model.ballots.n_votes:,} votes"),
        ("fit, first in this process", cold, "compiled code is loaded, or made"),
        ("fit, again", warm, f"{results.n_iter} sweeps"),
        ("one pass over the votes", one, "compiled, all threads"),
    ]
    return {
        "record": rollcalls.scope,
        "rests_on": assembly.rests_on(),
        "machine": {
            "system": f"{platform.system()} {platform.machine()}",
            "python": platform.python_version(),
            "numba": numba.__version__,
            "threads": numba.get_num_threads(),
        },
        "steps": [
            {"step": name, "seconds": seconds, "passes": seconds / one, "note": note}
            for name, seconds, note in steps
        ],
        "fit": {
            "converged": results.converged,
            "sweeps": results.n_iter,
            "passes_per_sweep": warm / results.n_iter / one,
            "cold_to_warm": cold / warm,
            "state_periods": results.ballots.n_points,
        },
        "peak_memory_mb": memory,
        "published": closeness(rollcalls, discover()) if rollcalls.scope == "history" else [],
    }


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
    votes = (b.point_ptr, b.by_point_item, b.by_point_kind)
    return median(
        _timed(lambda: state_terms(e.theta, e.beta, e.g1, e.g2, e.cov_beta, *votes))[0]
        for _ in range(REPEATS)
    )


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    begin = time.perf_counter()
    done = work()
    return time.perf_counter() - begin, done
