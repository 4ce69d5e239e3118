"""Predictive checks and PSIS-LOO of models on the Assembly's record since 2014.

The tables in the room's README are made by ``python -m analysis.workshop.predictive FOLDER``.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.idealpoints import IdealPoints, Plan
from analysis.idealpoints.prediction.checks import predictive_checks
from analysis.idealpoints.prediction.loo import Loo, psis_loo
from analysis.idealpoints.results.points import IdealPointResults
from analysis.idealpoints.results.posterior import PosteriorResults
from analysis.rollcalls import RollCalls
from analysis.rollcalls.load import load_rollcalls
from analysis.workshop.variants import CASES, FROM

__all__ = ["OTHERS", "PLAN", "checked", "loo_by_state"]

#: Those whose votes are set beside the state's.
OTHERS = ("RUS", "GBR", "FRA", "ISR", "HUN", "ARG")
#: 200 draws of which items are kept.
PLAN = Plan(chains=4, draws=200, warmup=200, thin=2)


def checked(
    rollcalls: RollCalls, models: dict[str, IdealPointResults], state: str = "USA"
) -> pd.DataFrame:
    """Return predictive checks of several models, with a column ``case``.

    Parameters
    ----------
    rollcalls : RollCalls
    models : dict of str to IdealPointResults
    state : str
    """
    found = [
        predictive_checks(results, rollcalls, state, OTHERS).assign(case=name)
        for name, results in models.items()
    ]
    return pd.concat(found, ignore_index=True)


def loo_by_state(results: PosteriorResults, period: object) -> tuple[Loo, pd.DataFrame]:
    """Leave out each vote of one period in turn, and say state by state what that gives.

    Returns
    -------
    loo : Loo
    table : DataFrame, one row per state
        ``state, n, bits``, and how many votes have a ``bad`` Pareto k.
    """
    loo = psis_loo(results, periods=[period])
    table = loo.table.assign(bits=-loo.table["elpd"] / np.log(2))
    by = table.groupby("state").agg(n=("bits", "size"), bits=("bits", "mean"), bad=("bad", "sum"))
    return loo, by.reset_index()


def main(folder: str) -> None:
    """Write the tables, as CSV: predictive checks, and leave-one-out of the year 2025."""
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    rollcalls = load_rollcalls("history").select(body="GA", start=FROM)
    line = IdealPoints(rollcalls).sample(PLAN)
    models: dict[str, IdealPointResults] = {"line, posterior": line}
    for name in ("two dimensions", "unfolding"):
        if name in CASES:
            models[f"{name}, fast fit"] = IdealPoints(rollcalls, **CASES[name].model).fit()
    checked(rollcalls, models).to_csv(out / "checks.csv", index=False)
    loo, by_state = loo_by_state(line, 2025)
    loo.where.assign(bits=loo.bits, se=loo.se, good_k=loo.good_k).to_csv(
        out / "loo.csv", index=False
    )
    by_state.to_csv(out / "loo-states.csv", index=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
