"""Models compared by votes that none of them has seen; the one list of them is `CASES`.

The tables in the room's README are made by ``python -m analysis.workshop.variants FOLDER`` on the
Assembly's history. A model of another kind is a line in `CASES`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
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

__all__ = ["CASES", "TARGETS", "Case", "compare_predictions", "compare_variants"]


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
}
YEAR_2025 = Window(date(2025, 1, 1), date(2025, 12, 31))
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

    Votes that a fit has no text or point for are left out; `compare_predictions` scores all.

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


def compare_predictions(
    rollcalls: RollCalls,
    case: Case,
    targets: Sequence[Target] = TARGETS,
    share: float = 0.1,
    folds: int = FOLDS,
    seed: int = 1,
    by: Grouping = "year",
    anchor: str = "USA",
) -> dict[str, pd.DataFrame]:
    """Score one model on votes hidden at random, over all and by year, and on those of targets.

    Parameters
    ----------
    rollcalls : RollCalls
    case : Case
    targets : sequence of Target
    share : float
        Hidden at random; 0 leaves that comparison out.
    folds, seed, by, anchor
        See `analysis.idealpoints.prediction.hidden.hidden_bits` and `IdealPoints`.

    Returns
    -------
    dict of str to DataFrame
        ``all, years, targets``: see `analysis.idealpoints.prediction.compare`; ``votes``: the bits
        of every hidden vote, ``target`` −1 where it was hidden at random.
    """
    model = IdealPoints(rollcalls, by, anchor, **case.model)

    def refit(training: RollCalls) -> IdealPointResults:
        return model.on(training).fit(**case.fit)

    table, votes = of_targets(refit, rollcalls, model.ballots, targets, folds, seed)
    found = {"targets": table, "votes": votes}
    if share:
        held = hold_out(rollcalls, share, seed)
        bits = random_bits(refit(held.training), held, model.ballots)
        found |= {"all": against_constant(bits), "years": against_constant(bits, ["year"])}
        found["votes"] = pd.concat([votes, bits.assign(target=-1)], ignore_index=True)
    return found


def differences(votes: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Set models beside the first, target by target; ``case, target, difference, se``.

    Parameters
    ----------
    votes : dict of str to DataFrame
        ``votes`` of `compare_predictions` for each case, all of the same hidden votes.
    """
    first = next(iter(votes.values())).set_index(["target", "call", "state"])["model"]
    rows = []
    for name, table in votes.items():
        bits = table.set_index(["target", "call", "state"])["model"].reindex(first.index)
        for target, part in first.groupby(level="target"):
            gap, se = paired(bits[part.index], part, part.index.get_level_values("call"))
            rows.append({"case": name, "target": target, "difference": gap, "se": se})
    return pd.DataFrame(rows)


def main(folder: str, *names: str) -> None:
    """Compare all models on the Assembly's history; tables go to a folder, as CSV."""
    rollcalls = load_rollcalls("history").select(body="GA")
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    tables: dict[str, list[pd.DataFrame]] = {"all": [], "years": [], "targets": []}
    votes = {}
    for name in names or CASES:
        found = compare_predictions(rollcalls, CASES[name])
        votes[name] = found["votes"]
        for kind, held in tables.items():
            held.append(found[kind].assign(case=name))
            pd.concat(held).to_csv(out / f"{kind}.csv", index=False)
    differences(votes).to_csv(out / "differences.csv", index=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
