"""Checks of several models in one table, and leave-one-out by state."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.idealpoints import IdealPoints, Plan
from analysis.simulate import simulate
from analysis.workshop.predictive import checked, loo_by_state


def test_models_stand_in_one_table_and_states_add_up():
    rc = simulate("null", 5, n_states=20, years=2, calls_per_year=25).rollcalls
    drawn = IdealPoints(rc).sample(Plan(chains=2, draws=40, warmup=40, thin=1))
    table = checked(rc, {"one": drawn, "two": drawn})
    one, two = (table[table["case"] == n].drop(columns="case") for n in ("one", "two"))
    assert one.to_numpy().tolist() == two.to_numpy().tolist()
    loo, states = loo_by_state(drawn, 2025)
    assert states["n"].sum() == loo.n
    assert np.average(states["bits"], weights=states["n"]) == pytest.approx(loo.bits)
    assert states["bad"].sum() == loo.where.set_index("votes").loc["all", "bad"]
