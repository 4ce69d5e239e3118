"""Lesson 4: slips that have to be computed get their hint, too."""

from __future__ import annotations

from analysis.course.lessons.assemblies import with_drift
from analysis.idealpoints import IdealPoints
from analysis.idealpoints.derived import read_derived, shift_in_draws
from analysis.simulate import simulate

from ..conftest import hint


def test_slips_that_have_to_be_computed_get_their_hint() -> None:
    sim = simulate("realignment", seed=7, n_states=60, years=8, after=3, calls_per_year=100)
    means = []
    for variance in (0.25, 0.01):
        params = IdealPoints(sim.rollcalls, walk_variance=variance).fit().params
        own = params[params["state"] == "USA"].astype({"period": int})
        late = own["period"] >= 2025
        means.append(own.loc[late, "theta"].mean() - own.loc[~late, "theta"].mean())
    assert "means of all years" in hint("4.2", *means)
    drifting = with_drift(
        simulate("null", seed=7, n_states=40, years=8, calls_per_year=60), -0.2, seed=7
    )
    one = []
    for link in (True, False):
        params = IdealPoints(drifting.rollcalls, link=link).fit().params
        own = params.loc[params["state"] == "USA", "theta"]
        one.append(own.iloc[-1] - own.iloc[0])
    assert "This is one state" in hint("4.3", *one)
    found = shift_in_draws(read_derived("draws"), "USA", [2024], [2025])
    assert "starts from 2024" in hint("4.5", found.estimate, found.low, found.high)
