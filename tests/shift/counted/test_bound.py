"""The gap cannot exceed the distance between allies and rival."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.shift.counted.bound import bound, gap_and_bound


def test_on_every_roll_call(random_record, study):
    parts = gap_and_bound(random_record(5), study)
    known = parts[..., 2] == 1
    assert (np.abs(parts[known][:, 0]) <= parts[known][:, 1] + 1e-12).all()
    assert not parts[~known].any()


def test_by_hand(record, study):
    found = {e.name: e.estimate for e in bound(record, study)}
    # After: with the United Kingdom -1 and -0.0; distance 1 and 0. With Canada -0.5, 0; 0.5, 0.
    assert found["bound.gap.after"] == pytest.approx((-0.5 - 0.25) / 2)
    assert found["bound.bound.after"] == pytest.approx((0.5 + 0.25) / 2)
    assert found["bound.used.after"] == pytest.approx(-1)
