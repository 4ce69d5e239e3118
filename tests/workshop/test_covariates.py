"""The simulation behind the choice of a regression: what it draws, and that it counts."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.idealpoints.covariates.methods import METHODS
from analysis.workshop.covariates import coverage_of_slopes, one_record


def test_a_record_follows_its_covariate():
    rng = np.random.default_rng(1)
    rc, x = one_record(400, 0.9, rng)
    assert rc.votes.shape == (100, 400)
    # The leading direction of the votes is the line; the covariate lies along it.
    centred = rc.votes - rc.votes.mean(axis=1, keepdims=True).mean()
    lead = np.linalg.svd(centred - centred.mean(axis=0), full_matrices=False)[0][:, 0]
    assert abs(np.corrcoef(lead, x)[0, 1]) > 0.75
    _, same = one_record(400, 0.9, np.random.default_rng(1))
    assert same.tolist() == x.tolist()


@pytest.mark.slow
@pytest.mark.long
def test_a_row_for_each_method():
    table = coverage_of_slopes(((20, 0.5),), records=4)
    assert table["method"].tolist() == list(METHODS)
    assert table["covered"].between(0, 1).all()
    by = table.set_index("method")["mean"]
    assert by["rubin"] < by["reweighted"]  # the prior draws slopes to zero
