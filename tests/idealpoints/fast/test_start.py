from __future__ import annotations

import numpy as np
import pytest

from analysis.idealpoints import IdealPoints
from analysis.idealpoints.prediction.holdout import hide
from analysis.simulate import simulate


def test_a_fit_ends_where_it_ends_from_any_start():
    rollcalls = simulate(n_states=12, years=3, calls_per_year=30, seed=2).rollcalls
    whole = IdealPoints(rollcalls).fit()
    again = whole.model.fit(near=whole)
    assert again.estimates.n_iter < 3 < whole.estimates.n_iter
    hidden = np.zeros(rollcalls.votes.shape, dtype=bool)
    hidden[0, ::7] = True
    part = whole.model.on(hide(rollcalls, hidden).training)
    cold, warm = part.fit(tol=1e-6), part.fit(tol=1e-6, near=whole)
    assert warm.estimates.n_iter < cold.estimates.n_iter
    assert warm.estimates.theta == pytest.approx(cold.estimates.theta, abs=1e-3)
