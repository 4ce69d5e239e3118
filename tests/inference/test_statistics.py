from __future__ import annotations

import numpy as np

from analysis.inference import last, ratio


def test_a_ratio_of_nothing_is_not_a_number():
    assert np.isnan(ratio(0)(np.array([0.0, 0.0])))
    assert ratio(1, 0)(np.array([4.0, 2.0])) == 0.5


def test_many_sums_at_once():
    totals = np.array([[1.0, 2.0, 4.0], [3.0, 3.0, 0.0]])
    np.testing.assert_array_equal(ratio(0)(totals), [0.25, np.nan])
    np.testing.assert_array_equal(ratio(0, 1)(totals), [0.5, 1.0])
    assert last(totals).tolist() == [4.0, 0.0]
