"""The most common vote of the allies, ties, and three ways to vote on a divided text."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.agreement import common_vote
from analysis.shift.counted.divided_texts import divided_flags, divided_texts


@pytest.mark.parametrize(
    ("votes", "common"),
    [
        ([1, 1, 3], 1),
        ([1, 2], 2),  # a tie goes to the abstention,
        ([2, 3], 2),
        ([1, 3], 3),  # then to the No
        ([1, 2, 3], 2),
        ([1, 8, 9], 1),
        ([8, 9, 0], 0),
    ],
)
def test_the_common_vote(votes, common):
    assert common_vote(np.array(votes, dtype=np.int8)[:, None]).tolist() == [common]


def test_three_ways(record, study):
    flags = divided_flags(record, study)
    # Allies are the United Kingdom and Canada: yes, abstain, yes, yes, abstain (tie), yes, yes.
    assert flags["divided"].tolist() == [True, True, True, False, True, False, True]
    assert flags["allies"].tolist() == [True, False, True, False, False, False, True]
    assert flags["rival"].tolist() == [False, True, False, False, True, False, False]
    assert not flags["neither"].any()
    found = {e.name: e for e in divided_texts(record, study)}
    assert found["divided.rival.after"].details["count"] == 1
    assert found["divided.rival.after"].estimate == 1.0
    assert found["divided.allies.before"].estimate == 1.0
    assert found["divided.allies.earlier"].estimate == 0.5


def test_the_three_add_up(random_record, study):
    found = {e.name: e.estimate for e in divided_texts(random_record(2), study)}
    for key in ("after", "before", "earlier"):
        total = sum(found[f"divided.{side}.{key}"] for side in ("allies", "rival", "neither"))
        assert total == pytest.approx(1)
