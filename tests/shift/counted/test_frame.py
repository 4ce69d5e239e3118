"""Windows, kinds and sums of days."""

from __future__ import annotations

import numpy as np

from analysis.errors import UsageError
from analysis.shift.counted.frame import by_day, counted

from ...helpers import raises


def test_each_roll_call_is_in_one_window_or_none(record, study):
    frame = counted(record, study)
    assert frame.calls["window"].tolist() == ["earlier"] * 2 + ["before"] * 2 + ["after"] * 3
    assert frame.mask("after").sum() == 2
    assert frame.mask("after", "part").sum() == 1


def test_the_council_and_what_comes_later_are_left_out(record, study):
    frame = counted(record, study.changed(until="2025-06-01"))
    assert frame.rollcalls.n_calls == 5


def test_the_table_counts_each_roll_call_once_in_each_grouping(record, study):
    table = counted(record, study).table({"x": np.ones(7)})
    by = table.groupby(["by", "kind"])["calls"].sum()
    assert by["window", "whole"] == by["year", "whole"] == by["treatment", "whole"] == 6
    assert by["window", "part"] == by["year", "part"] == 1


def test_no_roll_call_after_is_refused(record, study):
    with raises(UsageError, "study", "after"):
        counted(record, study.changed(event="2026-06-01"))


def test_sums_of_days_do_not_depend_on_order():
    rng = np.random.default_rng(3)
    values, day = rng.random((20, 2)), rng.integers(0, 6, 20)
    slow = [values[day == d].sum(axis=0) for d in np.unique(day)]
    assert np.allclose(by_day(values, day), slow)
    assert by_day(values[:0], day[:0]).shape == (0, 2)
