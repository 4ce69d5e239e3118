"""Models compared by votes that none of them has seen; the one list of them is `CASES`.

The tables in the room's README are made by ``python -m analysis.workshop.variants FOLDER`` on the
Assembly's history. A model of another kind is a line in `CASES`.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.idealpoints.model import IdealPoints
from analysis.idealpoints.prediction.compare import against_constant, of_targets, random_bits
from analysis.idealpoints.prediction.gate import paired
from analysis.idealpoints.prediction.hidden import FOLDS, Target
from analysis.idealpoints.prediction.holdout import HeldOut, hold_out
from analysis.idealpoints.results.points import IdealPointResults
from analysis.idealpoints.results.scores import difference
from analysis.rollcalls import RollCalls
from analysis.rollcalls.load import load_rollcalls
from analysis.rollcalls.periods import Grouping
from analysis.rollcalls.window import Window

__all__ = [
    "CASES",
    "TARGETS",
    "Case",
    "compare_variants",
    "differences",
    "predict_at_random",
    "predict_targets",
]


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
YEAR_2025 = Window(date(2025, 1, 1), date(2025, 12, 31))
#: First day of the record that votes of states in windows are hidden from.
FROM = "2014-01-01"
#: States in windows of which all votes are hidden, fold by fold.
TARGETS = (
    Target("USA", YEAR_2025),
    Target("RUS", YEAR_2025),
    Target("HUN", YEAR_2025),
    Target("ARG", YEAR_2025),
    Target("ISR", YEAR_2025),
    Target("USA", Window(date(2017, 1, 1), date(2020, 12, 31))),
)


def compare_variants(
    rollcalls: RollCalls,
    cases: dict[str, Case],
    share: float = 0.1,
    seed: int = 1,
    by: Grouping = "year",
    anchor: str = "USA",
) -> pd.DataFrame:
    """Fit each variant to the same votes and score it on the same hidden ones.

    Votes that a fit has no text or point for are left out; `predict_at_random` scores all.

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


def predict_at_random(
    rollcalls: RollCalls, case: Case, share: float = 0.1, seed: int = 1, **model: Any
) -> pd.DataFrame:
    """Score one model on votes hidden at random; see `compare.random_bits`.

    Parameters
    ----------
    rollcalls : RollCalls
    case : Case
    share : float
    seed : int
    **model
        Arguments of `IdealPoints` for every case, such as ``by`` and ``anchor``.
    """
    whole = IdealPoints(rollcalls, **(model | case.model))
    held = hold_out(rollcalls, share, seed)
    return random_bits(whole.on(held.training).fit(**case.fit), held, whole.ballots)


def predict_targets(
    rollcalls: RollCalls,
    case: Case,
    targets: Sequence[Target] = TARGETS,
    folds: int = FOLDS,
    **model: Any,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Score one model on all votes of states in windows; see `compare.of_targets`.

    Parameters
    ----------
    rollcalls : RollCalls
    case : Case
    targets : sequence of Target
    folds : int
    **model
        As of `predict_at_random`.
    """
    whole = IdealPoints(rollcalls, **(model | case.model))

    def refit(training: RollCalls) -> IdealPointResults:
        return whole.on(training).fit(**case.fit)

    return of_targets(refit, rollcalls, whole.ballots, targets, folds)


def differences(bits: Mapping[str, pd.DataFrame], by: str) -> pd.DataFrame:
    """Set models beside the first of them, group by group.

    Parameters
    ----------
    bits : mapping of str to DataFrame
        Of each model, all of the same hidden votes: columns ``call, state, model`` and `by`.
    by : str
        Column of the groups.

    Returns
    -------
    DataFrame
        ``case``, the group, and the ``less`` bits of the model than of the first, with ``se``.
    """
    keys = [by, "call", "state"]
    first = next(iter(bits.values())).set_index(keys)["model"]
    rows = []
    for name, table in bits.items():
        own = table.set_index(keys)["model"].reindex(first.index)
        for group, part in first.groupby(level=0):
            gap, se = paired(own[part.index], part, part.index.get_level_values("call"))
            rows.append({"case": name, by: group, "less": gap, "se_less": se})
    return pd.DataFrame(rows)


def main(folder: str, *names: str) -> None:
    """Compare all models; tables go to a folder, as CSV, after each model.

    A tenth of the votes of the Assembly's history is hidden at random; votes of states in windows
    are hidden from fits of the record from 2014 on, which hold as good as all that is known of
    these windows and take a tenth of the time.
    """
    rollcalls = load_rollcalls("history").select(body="GA")
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    whole: dict[str, pd.DataFrame] = {}
    part: dict[str, pd.DataFrame] = {}
    tables = []
    for name in names or CASES:
        table, part[name] = predict_targets(rollcalls.select(start=FROM), CASES[name])
        tables.append(table.assign(case=name))
        pd.concat(tables).to_csv(out / "targets.csv", index=False)
        differences(part, "target").to_csv(out / "targets-less.csv", index=False)
    for name in names or CASES:
        whole[name] = predict_at_random(rollcalls, CASES[name]).assign(all="all")
        for by in ("all", "year"):
            found = [against_constant(b, [by]).assign(case=n) for n, b in whole.items()]
            less = differences(whole, by)
            both = pd.concat(found).merge(less, on=["case", by])
            both.to_csv(out / f"by-{by}.csv", index=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
