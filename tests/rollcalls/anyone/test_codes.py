"""What is written for a vote, and what it means."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.errors import RecordError, UsageError
from analysis.record.codes import Vote
from analysis.rollcalls.anyone.codes import CODES, coded, meanings


@pytest.mark.parametrize("name", CODES)
def test_no_way_of_writing_has_two_meanings(name):
    means = meanings(name, "codes")
    assert sum(map(len, CODES[name].values())) == len(means)
    assert Vote.YES in means.values()


def test_cast_codes_of_voteview():
    cast = np.arange(10)
    assert coded(cast, "voteview", "x").tolist() == [9, 1, 1, 1, 3, 3, 3, 2, 2, 8]
    assert coded(cast, "pscl", "x").tolist() == [9, 1, 1, 1, 3, 3, 3, 8, 8, 8]


@pytest.mark.parametrize("written", [1, 1.0, "1", " 1 ", "1.0", np.int8(1), True])
def test_one_is_one_however_written(written):
    assert coded(pd.Series([written], dtype=object), {"yes": 1}, "x").tolist() == [1]


def test_what_is_missing_is_said():
    empty = pd.Series(["yes", None, "", "nan", float("nan")], dtype=object)
    assert coded(empty, "words", "x").tolist() == [1, 0, 0, 0, 0]
    assert coded(empty, "words", "x", "absent").tolist() == [1, 8, 8, 8, 8]


def test_an_unknown_vote_is_an_error():
    with pytest.raises(RecordError) as error:
        coded(pd.Series(["yes", "maybe"]), "words", "here")
    assert error.value.where == "here"


def test_numbers_are_never_guessed():
    """0 is no, or not recorded, or not a member: words are the only default."""
    with pytest.raises(RecordError):
        coded(pd.Series([1, 0]), "words", "here")


@pytest.mark.parametrize(
    "codes", ["nothing", 7, {"yea": 1}, {"yes": 1, "no": 1}, {"yes": "a", "no": "A "}]
)
def test_codes_that_are_none(codes):
    with pytest.raises(UsageError) as error:
        meanings(codes, "here")
    assert error.value.where == "here"


def test_missing_must_be_a_kind():
    with pytest.raises(UsageError):
        coded(pd.Series(["yes"]), "words", "x", "gone")
