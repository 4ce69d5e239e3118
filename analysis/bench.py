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
from analysis.errors import UnshiftError, UsageError
from analysis.idealpoints import IdealPointResults, IdealPoints, compare, read_published
from analysis.idealpoints.kernels import state_terms
from analysis.idealpoints.selection import final_passage, published_selection
from analysis.paths import shown
from analysis.record.discover import Found, discover
from analysis.rollcalls import RollCalls
from analysis.rollcalls.load import load_rollcalls
from analysis.rollcalls.recurring import read_matches

__all__ = ["closeness", "measure", "peak_memory"]

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
        does not tell); ``published``, as `closeness` returns it.

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
    one = _one_pass(results)
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


def closeness(rollcalls: RollCalls, found: list[Found]) -> list[dict[str, Any]]:
    """Compare the fast fit with each file of published ideal points.

    The series by year is compared with a fit by year of votes on whole texts; the series by
    session with a fit of the very votes it rests on, which takes the authors' file of
    matches.

    Parameters
    ----------
    rollcalls : RollCalls
        The history.
    found : list of Found
        As `analysis.record.discover.discover` returns it.

    Returns
    -------
    list of dict
        ``file, by, converged, n_votes, r, r_within, rmse, n`` (see
        `analysis.idealpoints.compare`), or ``file, error`` where they cannot be compared.
    """
    matches = [
        pair for f in found if f.kind == "matches" and f.used for pair in read_matches(f.path)
    ]
    out: list[dict[str, Any]] = []
    for item in (f for f in found if f.kind == "published"):
        row: dict[str, Any] = {"file": shown(item.path)}
        try:
            points = read_published(item.path)
            # Years have four digits, sessions two.
            by = row["by"] = "year" if points["period"].max() > 1000 else "session"
            if by == "year":
                part = final_passage(rollcalls.select(body="GA"))
            elif matches:
                part = published_selection(rollcalls, matches)
            else:
                raise UsageError("the authors' file of matches is not here", "Matches.csv")
            results = IdealPoints(part, by=by).fit()
            row |= {"converged": results.converged, "n_votes": results.ballots.n_votes}
            row |= compare(results.params, points)
        except UnshiftError as error:
            row["error"] = str(error)
        out.append(row)
    return out


def peak_memory() -> float | None:
    """Return the most memory this process has held so far, in MB; None where unknown."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)  # bytes there, kilobytes elsewhere


def _one_pass(results: IdealPointResults) -> float:
    """Time one compiled pass over the votes, at the estimates."""
    b, e = results.ballots, results.estimates
    votes = (b.point_ptr, b.by_point_item, b.by_point_kind)
    return median(
        _timed(lambda: state_terms(e.theta, e.beta, e.g1, e.g2, abs(e.beta), *votes))[0]
        for _ in range(REPEATS)
    )


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    begin = time.perf_counter()
    done = work()
    return time.perf_counter() - begin, done
