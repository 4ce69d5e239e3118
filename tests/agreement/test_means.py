from __future__ import annotations

import numpy as np

from analysis.agreement.means import mean_defined


def test_what_is_not_defined_is_left_out_of_the_mean():
    values = np.array([[1.0, np.nan, 0.0], [np.nan, np.nan, np.nan]])
    np.testing.assert_array_equal(mean_defined(values), [0.5, np.nan])
    assert mean_defined(np.array([0.25, np.nan])) == 0.25
