from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import t as student

from analysis.inference.reference import reference
from analysis.inference.working import Gram


@pytest.mark.parametrize("dof", [1, 2, 5, 40])
@pytest.mark.parametrize("ratio", [0.1, 1.0, 3.0, 30.0])
def test_equal_days_make_it_students(dof, ratio):
    held = reference(Gram(np.diag([float(dof), *[1.0] * dof])))
    assert held.dof == pytest.approx(dof)
    assert held.p_value(ratio) == pytest.approx(2 * student.sf(ratio, dof), abs=1e-7)
    assert held.critical(0.9) == pytest.approx(student.ppf(0.95, dof), abs=1e-4)


def test_it_is_how_often_a_ratio_is_exceeded():
    rng = np.random.default_rng(3)
    half = rng.normal(size=(5, 4)) * np.array([1.0, 3.0, 0.5, 2.0])
    gram = half @ half.T  # estimate and error hang together
    scale = gram[0, 0] / np.trace(gram[1:, 1:])
    root = np.append(1.0, np.full(4, np.sqrt(scale)))
    gram *= np.outer(root, root)
    z = (half * root[:, None]) @ rng.normal(size=(4, 400_000))
    ratio = np.abs(z[0]) / np.sqrt((z[1:] ** 2).sum(axis=0))
    held = reference(Gram(gram))
    for point in (0.3, 1.0, 2.0, 4.0):
        # Four binomial errors of 400,000 draws.
        assert held.p_value(point) == pytest.approx((ratio > point).mean(), abs=0.0032)
    assert held.p_value(held.critical(0.8)) == pytest.approx(0.2, abs=1e-5)


def test_without_a_ratio_there_is_no_p():
    assert np.isnan(reference(Gram(np.eye(3))).p_value(float("nan")))
