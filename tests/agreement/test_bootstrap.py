from __future__ import annotations

import numpy as np
import pytest

from analysis.agreement.bootstrap import MIN_BLOCKS, blocks_of, drawn_tables, interval
from analysis.agreement.indices import kappa, ordinal
from analysis.errors import UsageError

from ..helpers import raises

JOINT = np.array([[0.20, 0.05, 0.05], [0.10, 0.10, 0.05], [0.10, 0.05, 0.30]])


def coverage(compute, truth: float, tables: np.ndarray, level: float) -> float:
    """Share of simulated records whose interval holds the truth; tables (sims, blocks, 3, 3)."""
    hits = 0
    for k, blocks in enumerate(tables):
        drawn = drawn_tables(blocks[:, None], 300, np.random.default_rng(k))
        low, high = interval(compute(drawn)[:, 0], level)
        hits += low <= truth <= high
    return hits / len(tables)


@pytest.mark.parametrize("compute", [ordinal, kappa])
def test_interval_holds_the_truth_about_as_often_as_it_says(compute):
    rng = np.random.default_rng(11)
    tables = rng.multinomial(3, JOINT.ravel(), size=(400, 40)).reshape(400, 40, 3, 3)
    share = coverage(compute, float(compute(JOINT)), tables.astype(float), 0.90)
    # Binomial error of 400 simulations is 0.015; percentile intervals from 40 blocks run
    # a little short. Outside these bounds something is wrong.
    assert 0.84 < share < 0.95


def test_blocks_matter_where_votes_of_a_day_hang_together():
    rng = np.random.default_rng(5)
    cells = rng.choice(9, p=JOINT.ravel(), size=(300, 30))
    days = 4.0 * np.eye(9)[cells].reshape(300, 30, 3, 3)  # four roll calls a day, all alike
    calls = np.repeat(days / 4, 4, axis=1)
    truth = float(ordinal(JOINT))
    assert coverage(ordinal, truth, days, 0.90) > 0.83
    assert coverage(ordinal, truth, calls, 0.90) < 0.70


def test_draws_are_whole_blocks():
    tables = np.zeros((6, 1, 3, 3))
    tables[:, 0, 0, 0], tables[:, 0, 2, 2] = 2, 5
    drawn = drawn_tables(tables, 50, np.random.default_rng(0))
    assert drawn.shape == (50, 1, 3, 3)
    assert (drawn[:, 0, 0, 0] == 12).all()
    assert (drawn.sum(axis=(1, 2, 3)) == 42).all()


def test_too_few_blocks_with_votes():
    tables = np.zeros((20, 1, 3, 3))
    tables[: MIN_BLOCKS - 1, 0, 1, 1] = 1
    assert drawn_tables(tables, 100, np.random.default_rng(0)) is None
    assert np.isnan(interval(None, 0.9)).all()


def test_interval_is_withheld_where_draws_are_undefined():
    values = np.arange(100.0)
    values[:5] = np.nan
    assert interval(values, 0.9)[0] > 5
    values[5] = np.nan
    assert np.isnan(interval(values, 0.9)).all()


def test_blocks(rollcalls):
    calls = rollcalls.calls
    assert len(np.unique(blocks_of(calls, "call"))) == rollcalls.n_calls
    days = blocks_of(calls, "day")
    assert calls.groupby(days)["date"].nunique().eq(1).all()
    assert days.max() + 1 == calls["date"].nunique()
    assert blocks_of(calls, "month").max() + 1 == calls["date"].dt.strftime("%Y%m").nunique()
    with raises(UsageError, "block", "week", todo="day, month or call"):
        blocks_of(calls, "week")


def test_level():
    with raises(UsageError, "level", "90"):
        interval(np.arange(9.0), 90)
