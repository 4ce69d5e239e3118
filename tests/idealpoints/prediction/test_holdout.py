"""Given votes are hidden, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.errors import UsageError
from analysis.idealpoints.prediction.holdout import hide
from analysis.rollcalls import RollCalls


def test_only_votes_cast_are_hidden():
    rc = RollCalls.from_votes([[1, 8, 3], [9, 2, 1]], states=["A", "B"])
    held = hide(rc, np.ones((2, 3), dtype=bool))
    assert held.training.votes.tolist() == [[0, 8, 0], [9, 0, 0]]
    assert held.hidden.sum() == 4
    assert held.whole is rc
    with pytest.raises(UsageError) as error:
        hide(rc, np.ones((3, 2), dtype=bool))
    assert error.value.where == "hide"
