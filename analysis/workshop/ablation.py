"""Which features of the authors' algorithm the published ideal points owe their values to.

One chain per case, each feature switched off by itself, compared with the published series.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import UsageError
from analysis.idealpoints.authors.kernel import AuthorsKernel
from analysis.idealpoints.published import compare
from analysis.idealpoints.results.points import IdealPointResults
from analysis.idealpoints.sampler.exact import ExactKernel
from analysis.idealpoints.sampler.kernel import Kernel

__all__ = ["CASES", "ablation_table", "chain_row"]

#: How many periods at either end of the record are averaged.
ENDS = 10
THEIRS = AuthorsKernel(start_from="authors")
#: Bounds and features are switched off from the authors' start.
CASES: dict[str, Kernel] = {
    "authors' kernel, authors' start": THEIRS,
    "authors' kernel, from the fast fit": AuthorsKernel(),
    "utilities not bounded": replace(THEIRS, utility_bound=None),
    "points not bounded": replace(THEIRS, point_bound=None),
    "cutpoints not bounded, missing ones dropped": replace(THEIRS, cutpoint_bound=None),
    "items follow the scale": replace(THEIRS, compensate=True),
    "first points N(0, 1)": replace(THEIRS, borrow_first=False),
    "paths drawn as wholes": replace(THEIRS, look_ahead=True),
    "walk variance 0.25 per period": replace(THEIRS, variance_by_votes=False),
    "all of these switched off": AuthorsKernel(
        None, None, None, True, False, True, False, "authors"
    ),
    "all but the scale switched off": AuthorsKernel(
        None, None, None, False, False, True, False, "authors"
    ),
    "exact sampler, from the fast fit": ExactKernel(),
}


def chain_row(
    fast: IdealPointResults,
    published: pd.DataFrame,
    kernel: Kernel,
    sweeps: int = 2000,
    seed: int = 1,
    every: int = 50,
) -> dict[str, Any]:
    """Run one chain, discard its first half, and compare its mean with the published points.

    Parameters
    ----------
    fast : IdealPointResults
        The fast fit of the record.
    published : DataFrame
        As `analysis.idealpoints.published.read_published` returns it, of the same periods.
    kernel : Kernel
    sweeps, seed : int
    every : int
        Sweeps between the values of `path`.

    Returns
    -------
    dict
        ``r, r_within, rmse, n`` as of `compare`; ``anchor``, its mean over the last 10 periods;
        ``early``, the mean of all points of the first 10 periods; ``path``, the pairs (anchor,
        early) of single draws, by which to judge whether the chain has settled.

    Raises
    ------
    UsageError
        If there are fewer than two sweeps, or the published points are of other periods.

    Examples
    --------
    >>> from analysis.idealpoints import IdealPoints
    >>> from analysis.rollcalls import RollCalls
    >>> rc = RollCalls.from_votes([[1, 1, 3, 1], [1, 1, 3, 2], [3, 2, 1, 3], [3, 3, 1, 3]],
    ...     states=["USA", "GBR", "RUS", "PRK"], session=["1", "1", "2", "2"])
    >>> fast = IdealPoints(rc, by="session").fit()
    >>> row = chain_row(fast, fast.params, AuthorsKernel(start_from="authors"), sweeps=20)
    >>> row["n"], row["r"] > 0.5
    (8, True)
    """
    if sweeps < 2:
        raise UsageError(f"{sweeps} sweeps are too few", "sweeps", "use 2,000, say")
    b, assumed = fast.ballots, fast.assumed
    layout = kernel.lay_out(b, assumed)
    last = b.point_period >= len(b.periods) - ENDS
    last &= b.point_state == b.states.index(fast.anchor)
    early = b.point_period < ENDS
    chain = kernel.start(layout, b, fast.estimates, assumed, seed, 0)
    total, kept, path = np.zeros(b.n_points), 0, []
    for k in range(sweeps):
        chain = kernel.sweep(layout, chain, assumed, adapt=k < sweeps // 2)
        theta = chain.standardised()[0]
        if k % every == 0:
            path.append((float(theta[last].mean()), float(theta[early].mean())))
        if k >= sweeps // 2:
            total += theta
            kept += 1
    mean = total / kept
    row: dict[str, Any] = dict(compare(fast.params.assign(theta=mean), published))
    return row | {
        "anchor": float(mean[last].mean()),
        "early": float(mean[early].mean()),
        "path": path,
    }


def ablation_table(rows: Mapping[str, Mapping[str, Any]]) -> str:
    """Write rows of `chain_row` as a Markdown table.

    Examples
    --------
    >>> print(ablation_table({"x": {"r": 0.99, "r_within": 0.98, "rmse": 0.1,
    ...                             "anchor": 2.6, "early": 0.5}}))
    | case | pooled r | r within periods | RMSE | anchor, last 10 | all, first 10 |
    |---|---|---|---|---|---|
    | x | 0.9900 | 0.9800 | 0.100 | 2.60 | +0.50 |
    """
    lines = [
        "| case | pooled r | r within periods | RMSE | anchor, last 10 | all, first 10 |",
        "|---|---|---|---|---|---|",
    ]
    for name, row in rows.items():
        lines.append(
            f"| {name} | {row['r']:.4f} | {row['r_within']:.4f} | {row['rmse']:.3f} "
            f"| {row['anchor']:.2f} | {row['early']:+.2f} |"
        )
    return "\n".join(lines)
