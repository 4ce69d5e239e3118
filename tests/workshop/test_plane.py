"""The table of distances by year: allies of the year, and the worst mixing."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.idealpoints import IdealPoints, Plan, PlanePosterior
from analysis.rollcalls import RollCalls
from analysis.study import Study
from analysis.workshop.plane import distance_table, in_markdown, mixing


def test_allies_are_those_of_the_year():
    names = ["USA", "RUS", "ISR", "SWE", "FIN", "GBR", "FRA", "BRA"]
    votes = np.random.default_rng(3).choice([1, 2, 3], size=(8, 40))
    dates = [f"{2020 + 5 * (k // 20)}-10-{k % 20 + 1:02d}" for k in range(40)]
    rc = RollCalls.from_votes(votes, states=names, dates=dates)
    results = IdealPoints(rc, dimensions=2).sample(Plan(2, 10, 5, 1))
    assert isinstance(results, PlanePosterior)
    table = distance_table(results, rc, Study(allies=("NATO",), friend="ISR"))
    own = table.set_index(["pair", "period"])
    # Sweden and Finland are members in 2025 and not in 2020
    assert own.loc[("USA–allies", 2020), "others"] == 2
    assert own.loc[("USA–allies", 2025), "others"] == 4
    right = results.distances("USA", ["GBR", "FRA"]).set_index("period").loc[2020, "estimate"]
    assert own.loc[("USA–allies", 2020), "estimate"] == right
    assert len(in_markdown(table, 2025).splitlines()) == 3
    assert isinstance(mixing(table, 2020), pd.DataFrame)
