from __future__ import annotations

import json
from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from analysis.estimate import Estimate, number


def made(**values) -> Estimate:
    return Estimate(**({"name": "x", "estimand": "change in agreement", "estimate": 0.3} | values))


@pytest.mark.parametrize(
    ("low", "high", "excludes"),
    [
        (0.1, 0.5, True),
        (-0.5, -0.1, True),
        (-0.1, 0.5, False),
        (0.0, 0.5, False),  # zero is in the interval if it is an end of it
        (-0.5, 0.0, False),
        (1e-9, 0.5, True),
        (None, None, None),
        (0.1, None, None),
        (None, 0.5, None),
    ],
)
def test_excludes_zero(low, high, excludes):
    e = made(low=low, high=high)
    assert e.excludes_zero is excludes
    assert ("not established" in e.sentence()) is (excludes is False)


def test_sentence_with_an_interval():
    e = made(low=0.1, high=0.5, level=0.95, p_value=0.0321, rests_on="12 roll calls")
    assert e.sentence() == (
        "Change in agreement: 0.30 [0.10, 0.50] (95% interval); p = 0.032. "
        "It rests on 12 roll calls."
    )


def test_sentence_when_the_interval_includes_zero():
    assert made(low=-0.1, high=0.5).sentence() == (
        "Change in agreement: 0.30 [-0.10, 0.50] (90% interval); the interval includes zero, so "
        "the direction is not established."
    )


@pytest.mark.parametrize(
    ("low", "high", "written"),
    [
        (-0.031, -0.002, "-0.017 [-0.031, -0.002]"),
        (-0.031, -0.00001, "-0.0170 [-0.0310, 0.0000]"),
        (-0.031, 0.002, "-0.02 [-0.03, 0.00]"),
        (-0.031, -0.01, "-0.02 [-0.03, -0.01]"),
    ],
)
def test_an_interval_that_excludes_zero_is_not_written_as_if_it_held_it(low, high, written):
    assert Estimate("x", "y", -0.017, low=low, high=high).interval() == written


def test_sentence_without_an_interval():
    assert made().sentence() == "Change in agreement: 0.30."
    assert made(low=0.1).sentence() == "Change in agreement: 0.30."


@pytest.mark.parametrize(
    ("p", "text"), [(0.001, "p = 0.001"), (0.00099, "p < 0.001"), (0.0, "p < 0.001"), (1, "p = 1")]
)
def test_p_values(p, text):
    assert text in made(p_value=p).sentence()


def test_json_has_neither_nan_nor_infinity():
    nan, inf = float("nan"), float("inf")
    e = made(estimate=nan, low=-inf, high=inf, se=np.float64("nan"), p_value=nan, n=3)
    plain = json.loads(json.dumps(e.to_dict(), allow_nan=False))
    assert [plain[k] for k in ("estimate", "low", "high", "se", "p_value")] == [None] * 5
    assert plain["n"] == 3


def test_json_holds_everything_but_the_table():
    e = made(low=np.float64(0.1), high=0.5, assumptions=("one", "two"))
    plain = e.to_dict()
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    assert plain["assumptions"] == ["one", "two"]
    for_programs = {"table", "quantity", "figure", "details"}
    assert set(plain) == set(Estimate.__dataclass_fields__) - for_programs


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.005001, "0.01"), (-0.004, "0.00"), (-0.006, "-0.01"), (0.0, "0.00"), (12.3, "12.30")],
)
def test_number(value, text):
    assert number(value) == text


def test_interval_digits():
    assert made(low=0.1, high=0.5).interval(1) == "0.3 [0.1, 0.5]"


def test_frozen():
    with pytest.raises(FrozenInstanceError):
        made().estimate = 1.0
