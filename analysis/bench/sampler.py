"""How fast the posterior sampler is here: sweeps, and independent draws, per second."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from analysis.bench.clock import one_pass
from analysis.idealpoints import IdealPoints, Plan
from analysis.rollcalls.load import load_rollcalls

__all__ = ["measure_sampler"]

#: Enough sweeps to tell the rate within a few percent, and ESS within a third.
PLAN = Plan(chains=4, draws=100, warmup=100, thin=2)


def measure_sampler(record: str = "auto", plan: Plan = PLAN) -> dict[str, Any]:
    """Time a short run of the sampler on the votes of a record.

    Parameters
    ----------
    record : {"auto", "history", "embedded"}
    plan : Plan

    Returns
    -------
    dict
        ``sweeps`` over all chains, ``seconds``, ``sweeps_per_second``, ``passes_per_sweep``
        (a sweep as a multiple of one pass over the votes), ``accepted``; and for the United
        States and Russia the least and the median ESS over their periods, per second after
        the warm-up.

    Examples
    --------
    >>> found = measure_sampler("embedded", Plan(chains=2, draws=10, warmup=5, thin=1))
    >>> found["sweeps"], sorted(found["ess_per_second"])
    (30, ['RUS', 'USA'])
    """
    rollcalls = load_rollcalls(record).select(body="GA")
    model = IdealPoints(rollcalls)
    fitted = model.fit()
    once = one_pass(fitted)
    model.sample(Plan(chains=2, draws=4, warmup=0, thin=1))  # compiled code is loaded, or made
    begin = time.perf_counter()
    results = model.sample(plan)
    whole = time.perf_counter() - begin
    seconds = results.draws.seconds
    sweeps = plan.sweeps * plan.chains
    after = seconds * plan.draws * plan.thin / plan.sweeps
    ess = results.quality["ess"]
    rates = {
        state: {
            "least": float(ess[state].min() / after),
            "median": float(ess[state].median() / after),
        }
        for state in ("USA", "RUS")
    }
    return {
        "record": rollcalls.scope,
        "votes": results.ballots.n_votes,
        "sweeps": sweeps,
        "seconds": seconds,
        "seconds_with_summary": whole,
        "sweeps_per_second": sweeps / seconds,
        "passes_per_sweep": seconds / sweeps / once,
        "accepted": results.draws.accepted,
        "ess_per_second": rates,
        "r_hat_largest": float(np.nanmax(results.quality["r_hat"])),
    }
