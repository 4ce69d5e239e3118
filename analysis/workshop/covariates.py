"""How often intervals for a slope on ideal points cover: the table of docs/decisions/covariates.md.

``python -m analysis.workshop.covariates`` prints it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.stats import t as student

from analysis.idealpoints import IdealPoints, Plan
from analysis.idealpoints.covariates.methods import METHODS
from analysis.rollcalls import RollCalls

__all__ = ["CELLS", "coverage_of_slopes", "one_record"]

#: Roll calls, and the true slope.
CELLS = tuple((calls, slope) for calls in (10, 20, 50, 200) for slope in (0.0, 0.5))
VOTERS, LEVEL = 100, 0.90


def one_record(
    n_calls: int, slope: float, rng: np.random.Generator
) -> tuple[RollCalls, np.ndarray]:
    """Draw a record of the model, and the covariate of its voters.

    Parameters
    ----------
    n_calls : int
    slope : float
        θ = slope x + e has variance 1.
    rng : Generator

    Returns
    -------
    rollcalls : RollCalls
    x : ndarray of float64, shape (100,)
    """
    x = rng.normal(size=VOTERS)
    theta = slope * x + np.sqrt(1 - slope**2) * rng.normal(size=VOTERS)
    beta = rng.normal(size=n_calls)
    low = rng.normal(0.0, 0.7, n_calls)
    high = low + rng.exponential(0.5, n_calls)
    z = np.outer(theta, beta) + rng.normal(size=(VOTERS, n_calls))
    votes = np.where(z < low, 1, np.where(z > high, 3, 2))
    names = [f"V{i:03d}" for i in range(VOTERS)]
    return RollCalls.from_votes(votes, states=names), x


def coverage_of_slopes(
    cells: Sequence[tuple[int, float]] = CELLS, records: int = 200, seed: int = 1
) -> pd.DataFrame:
    """Run every method on simulated records.

    Returns
    -------
    DataFrame
        A row per cell and method: ``calls, slope, method, mean, sd, se, covered``; and
        ``reliability``, one minus the mean posterior variance. The side of the line is set by the
        truth's correlation, which no method is asked for.
    """
    rows = []
    for calls, slope in cells:
        found: dict[str, list[tuple[float, float, float]]] = {m: [] for m in METHODS}
        reliable = []
        for k in range(records):
            rng = np.random.default_rng([seed, calls, int(10 * slope), k])
            rc, x = one_record(calls, slope, rng)
            draws = _draws(rc, k)
            reliable.append(1 - draws.var(axis=0).mean())
            design = np.column_stack([np.ones(VOTERS), x])
            for name, method in METHODS.items():
                c = method(draws, design)
                reach = student.ppf((1 + LEVEL) / 2, c.dof) * np.sqrt(c.covariance[1, 1])
                value = float(c.values[1])
                found[name].append((value, float(np.sqrt(c.covariance[1, 1])), reach))
        for name, values in found.items():
            v = np.array(values)
            # The line has no side of its own: the anchor's is taken for the slope's.
            centre = np.where(np.full(len(v), slope > 0), np.abs(v[:, 0]), v[:, 0])
            rows.append(
                {
                    "calls": calls,
                    "slope": slope,
                    "method": name,
                    "mean": centre.mean(),
                    "sd": centre.std(ddof=1),
                    "se": v[:, 1].mean(),
                    "covered": float((np.abs(centre - slope) <= v[:, 2]).mean()),
                    "reliability": float(np.mean(reliable)),
                }
            )
    return pd.DataFrame(rows)


def _draws(rc: RollCalls, seed: int) -> np.ndarray:
    votes = rc.votes
    differing = (votes != votes[:, :1]).any(axis=0)
    model = IdealPoints(rc.take(differing), by="all", anchor=str(rc.states.index[0]))
    results = model.sample(Plan(chains=2, draws=200, warmup=200, thin=1, seed=seed))
    theta = results.draws.theta
    return np.asarray(theta, dtype=np.float64).reshape(-1, theta.shape[2])


def main() -> None:
    """Print the table."""
    import sys

    records = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    print(coverage_of_slopes(records=records).round(3).to_string(index=False))


if __name__ == "__main__":
    main()
