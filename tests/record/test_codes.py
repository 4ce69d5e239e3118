from __future__ import annotations

import numpy as np
import pytest

from analysis.record.codes import VOTE_NAMES, Vote, is_cast, is_known


def test_numbers_are_those_of_the_field():
    assert (Vote.YES, Vote.ABSTAIN, Vote.NO, Vote.ABSENT, Vote.NOT_MEMBER) == (1, 2, 3, 8, 9)
    assert Vote.NOT_RECORDED == 0


def test_absence_is_no_abstention():
    cast = {v for v in Vote if is_cast(np.array([v], dtype=np.int8))[0]}
    assert cast == {Vote.YES, Vote.ABSTAIN, Vote.NO}


def test_every_code_has_a_name_of_its_own():
    assert set(VOTE_NAMES) == set(Vote)
    assert len(set(VOTE_NAMES.values())) == len(Vote)


@pytest.mark.parametrize("value", [4, 7, -1, 10, 1.5, np.nan])
def test_unknown(value):
    assert not is_known(np.array([value]))[0]


def test_any_shape():
    grid = np.zeros((2, 3, 4), dtype=np.int8)
    assert is_cast(grid).shape == is_known(grid).shape == (2, 3, 4)
