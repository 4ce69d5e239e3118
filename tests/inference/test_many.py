from __future__ import annotations

import numpy as np

from analysis.agreement.indices import kappa
from analysis.inference import errors_of_many, jackknife_change
from analysis.workshop.coverage import JOINT, tables_of_days


def test_each_is_what_it_is_alone():
    rng = np.random.default_rng(1)
    sizes = [7, 1, 2, 9, 4, 1]
    two = [
        np.stack([tables_of_days(sizes, JOINT["half"], 0.1, rng) for _ in range(3)], axis=1)
        for _ in range(2)
    ]
    two[1][:4, 2] = 0  # the third votes on two days after: no error
    two[0][0, 1] = 0
    weights = tuple(w.sum(axis=(2, 3)) for w in two)
    change, error = errors_of_many(*two, kappa, weights)
    for k in range(3):
        one = jackknife_change(two[0][:, k], two[1][:, k], kappa, vectorised=True)
        np.testing.assert_allclose([change[k], error[k]], [one.estimate, one.se])
    assert np.isnan(error).tolist() == [False, False, True]
