"""What readers hand over: sizes, names, days."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import RecordError, UsageError
from analysis.rollcalls.anyone.parts import (
    MOST_CELLS,
    call_parts,
    check_size,
    made_unique,
    voter_table,
)


@pytest.mark.parametrize("size", [(0, 3), (3, 0), (MOST_CELLS, 2)])
def test_sizes_that_are_refused(size):
    with pytest.raises(RecordError) as error:
        check_size(*size, "here")
    assert error.value.where == "here"
    check_size(1, 1, "here")


@given(st.lists(st.sampled_from(["A", "B", "A (1)", "A (2)", "A (A)"]), max_size=8))
def test_names_made_unique_stay_apart(names):
    out = made_unique(names, [n[:1] for n in names])
    assert len(set(out)) == len(names)
    assert all(o.startswith(n) for o, n in zip(out, names, strict=True))


def test_days_are_kept_or_nobody_has_one():
    calls, notes = call_parts(["a", "b"], "here", "X", ["2021-05-01", "2021-06-01 10:00"])
    assert calls["dated"].all()
    assert not notes
    assert calls["date"].dt.strftime("%m-%d").tolist() == ["05-01", "06-01"]
    calls, notes = call_parts(["a", "b"], "here", "X", ["2021-05-01", None])
    assert not calls["dated"].any()
    assert len(notes) == 1


@pytest.mark.parametrize(
    "dates", [["x", "y"], [2021, 2022], ["1066-10-14", "2021-01-01"], ["2021-01-01T00:00Z"] * 2]
)
def test_days_that_are_none(dates):
    with pytest.raises(RecordError) as error:
        call_parts(["a", "b"], "here", dates=dates)
    assert error.value.where == "here"


def test_another_number_of_days():
    with pytest.raises(UsageError):
        call_parts(["a", "b"], "here", dates=["2021-01-01"])


def test_what_else_is_said_of_voters_stays():
    table = voter_table(["a", "b"], None, pd.DataFrame({"party": [1, 2], "name": ["x", "y"]}))
    assert table["name"].tolist() == ["a", "b"]
    assert table["party"].tolist() == [1, 2]
    assert np.array_equal(table.index, ["a", "b"])
