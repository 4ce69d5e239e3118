"""Variants of the fast fit compared by votes that none of them has seen.

The table in the room's README is `compare_variants` of `CASES` on the Assembly's history.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from analysis.idealpoints.model import IdealPoints
from analysis.idealpoints.results.holdout import HeldOut, hold_out
from analysis.idealpoints.results.scores import difference
from analysis.rollcalls import RollCalls
from analysis.rollcalls.periods import Grouping

__all__ = ["CASES", "Case", "compare_variants"]


@dataclass(frozen=True)
class Case:
    """A variant: arguments of `IdealPoints` and of its `fit`."""

    model: dict[str, Any] = field(default_factory=dict)
    fit: dict[str, Any] = field(default_factory=dict)


#: The first is what the others are compared with.
CASES: dict[str, Case] = {
    "normal steps, variance 0.25": Case(),
    "normal steps, variance estimated": Case(fit={"estimate_walk": True}),
    "Student's t, 4 degrees, scale 0.25": Case(fit={"tails": 4.0}),
    "Student's t, 4 degrees, scale estimated": Case(fit={"tails": 4.0, "estimate_walk": True}),
    "Student's t, 2 degrees, scale estimated": Case(fit={"tails": 2.0, "estimate_walk": True}),
    "absence as a hurdle": Case(model={"absence": "hurdle"}),
    "two dimensions": Case(model={"dimensions": 2}),
    "unfolding": Case(model={"response": "unfolding"}),
}


def compare_variants(
    rollcalls: RollCalls,
    cases: dict[str, Case],
    share: float = 0.1,
    seed: int = 1,
    by: Grouping = "year",
    anchor: str = "USA",
) -> pd.DataFrame:
    """Fit each variant to the same votes and score it on the same hidden ones.

    Parameters
    ----------
    rollcalls : RollCalls
    cases : dict of str to Case
        The first is the one that the others are compared with.
    share : float
        Of the votes, to be hidden.
    seed : int
        Which are.
    by, anchor
        As for `IdealPoints`.

    Returns
    -------
    DataFrame, one row per case
        ``case, bits, less, se, correct, n, converged, sweeps, walk_variance``; ``less`` is the
        difference from the first in bits per vote, with its standard error over roll calls.
    """
    held: HeldOut = hold_out(rollcalls, share, seed)
    rows, base = [], None
    for name, case in cases.items():
        results = IdealPoints(held.training, by, anchor, **case.model).fit(**case.fit)
        scores = held.score(results)
        base = scores if base is None else base
        less, se = difference(scores, base)
        rows.append(
            {
                "case": name,
                "bits": scores.log_loss.estimate,
                "less": less,
                "se": se,
                "correct": scores.correct.estimate,
                "n": scores.n,
                "converged": results.converged,
                "sweeps": results.n_iter,
                "walk_variance": results.walk_variance,
            }
        )
    return pd.DataFrame(rows)
