"""Tables as numpy's files: each shipped one comes back as it was, and damaged ones are told."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.errors import RecordError
from analysis.files import read_parquet
from analysis.paths import DERIVED
from analysis.plain_tables import as_arrays, from_arrays, is_table


@pytest.mark.parametrize("name", ["agreement", "unnamed", "counts_allies", "ideal_points_me"])
def test_a_shipped_table_comes_back(name):
    table = read_parquet(DERIVED / f"{name}.parquet")
    data = as_arrays(table)
    pd.testing.assert_frame_equal(from_arrays(data), table)
    assert as_arrays(table) == data
    some = list(table.columns[[2, 0]])
    pd.testing.assert_frame_equal(from_arrays(data, some), table[some])


def test_it_is_read_in_the_place_of_a_parquet_file_that_is_not_there(tmp_path):
    day = pd.to_datetime(["2025-01-20"] * 2)
    table = pd.DataFrame({"state": ["Åland", ""], "x": [1.5, np.nan], "day": day})
    path = tmp_path / "a.parquet"
    assert not is_table(path)
    (tmp_path / "a.npz").write_bytes(as_arrays(table))
    assert is_table(path)
    pd.testing.assert_frame_equal(read_parquet(path), table)
    table.head(1).to_parquet(path)
    assert len(read_parquet(path)) == 1


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04", None])
def test_a_damaged_one_is_told(tmp_path, damage):
    data = as_arrays(pd.DataFrame({"a": np.arange(500)}))
    (tmp_path / "a.npz").write_bytes(data[: len(data) // 2] if damage is None else damage)
    with pytest.raises(RecordError) as told:
        read_parquet(tmp_path / "a.parquet")
    assert told.value.where.endswith("a.npz")


def test_a_column_that_is_not_there(tmp_path):
    (tmp_path / "a.npz").write_bytes(as_arrays(pd.DataFrame({"a": [1]})))
    with pytest.raises(RecordError):
        read_parquet(tmp_path / "a.parquet", ["b"])


def test_what_it_cannot_hold_is_refused():
    for column in ([None, "a"], [("a",), ("b",)], pd.array([1, None], dtype="Int16")):
        with pytest.raises(TypeError):
            as_arrays(pd.DataFrame({"a": column}))
