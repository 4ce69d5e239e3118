"""Times of reading, agreement and the fast fit on a record."""

from __future__ import annotations

import platform
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numba

from analysis.agreement import pairwise
from analysis.bench.clock import one_pass, peak_memory, timed
from analysis.files import throw_away
from analysis.idealpoints import IdealPoints
from analysis.record.readers.discover import discover
from analysis.rollcalls.load import load_resolutions, load_rollcalls
from analysis.validate import closeness

__all__ = ["measure"]

T = TypeVar("T")
#: Takes what is done and what is planned.
Progress = Callable[[int, int], None]
#: What `measure` does one after another.
STEPS = 10


def measure(record: str = "auto", progress: Progress | None = None) -> dict[str, Any]:
    """Time reading, agreement and the fast fit on a record.

    Parameters
    ----------
    record : {"auto", "history", "embedded"}
    progress : callable, optional
        Called with the steps done and the steps in all.

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
    done = 0

    def step(work: Callable[[], T]) -> tuple[float, T]:
        nonlocal done
        if progress is not None:
            progress(done, STEPS)
        done += 1
        return timed(work)

    read, rollcalls = step(lambda: load_rollcalls(record, cache=False))
    with throw_away() as folder:
        load_rollcalls(record, cache=Path(folder))
        opened, _ = step(lambda: load_rollcalls(record, cache=Path(folder)))
        texts_opened, texts = step(lambda: load_resolutions(record, cache=Path(folder)))
    assembly = rollcalls.select(body="GA")
    ordinal, _ = step(lambda: pairwise(assembly, "ordinal"))
    kappa, counted = step(lambda: pairwise(assembly, "kappa"))
    lay_out, model = step(lambda: IdealPoints(assembly))
    cold, _ = step(model.fit)
    warm, results = step(model.fit)
    _, one = step(lambda: one_pass(results))
    memory = peak_memory()  # before the comparisons, which fit further models
    _, published = step(
        lambda: closeness(rollcalls, discover()) if rollcalls.scope == "history" else []
    )
    pairs = f"{rollcalls.n_states * (rollcalls.n_states - 1) // 2:,} pairs"
    where = f"{pairs}, {len(counted.periods)} years; aim: under 3 s"
    steps = [
        ("read the record", read, f"{rollcalls.n_votes:,} votes, from the files"),
        ("open the record", opened, "from the cache, its inputs hashed; aim: under 0.1 s"),
        ("open the resolutions", texts_opened, f"{len(texts):,} texts, from the cache"),
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
        "published": published,
    }
