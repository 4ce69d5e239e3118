from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from analysis.record.readers.voeten.matrix import read_matrix
from analysis.record.sheet import CALL_COLUMNS, call_table


def test_every_column_in_order_and_typed():
    table = call_table({"id": ["a", "b"], "date": ["2025-02-24", "2025-02-25"]}, 2)
    assert list(table) == list(CALL_COLUMNS)
    assert {c: str(t) for c, t in table.dtypes.items()} == {
        c: t for c, (t, _) in CALL_COLUMNS.items()
    }
    assert table.index.equals(pd.RangeIndex(2))


def test_what_a_source_does_not_say_is_not_made_up():
    row = call_table({"id": ["a"], "date": ["2025-02-24"]}, 1).iloc[0]
    assert row["paragraph"] is pd.NA
    assert row["stated_yes"] is pd.NA
    assert row["symbol"] == row["title"] == row["recurring_text"] == ""


def test_a_series_is_taken_by_position():
    late = pd.Series(["x", "y"], index=[7, 9])
    assert call_table({"id": late}, 2)["id"].tolist() == ["x", "y"]


def test_no_roll_calls():
    assert call_table({}, 0).shape == (0, len(CALL_COLUMNS))


def test_length_must_agree():
    with pytest.raises(ValueError, match="[Ll]ength"):
        call_table({"id": ["a"]}, 2)


def test_a_sheet_cannot_be_exchanged_in_parts(small):
    sheet = read_matrix(small("matrix"))
    with pytest.raises(dataclasses.FrozenInstanceError):
        sheet.states = ("USA",)
