from __future__ import annotations

import numpy as np
import pytest

from analysis.record.sheet import Sheet, Source, call_table
from analysis.record.texts import text_table
from analysis.resolutions.gather import gather_texts


@pytest.fixture
def sheet(tmp_path):
    path = tmp_path / "x"
    path.write_text("")

    def make(name: str, **columns: object) -> Sheet:
        n = len(columns["symbol"])  # type: ignore[arg-type]
        none = call_table({}, 0)
        source = Source(name, name, path, "")
        texts = text_table({"source": name, "date": "2024-12-02"} | columns, n)
        return Sheet(np.zeros((0, 0), dtype=np.int8), (), none, source, (), texts)

    return make


NONE = call_table({}, 0)


def test_the_first_gives_a_text_and_later_ones_fill_it(sheet):
    one = sheet("one", symbol=["A/RES/79/1 A"], title=["First"], drafters=[()])
    two = sheet(
        "two", symbol=["A/RES/79/1[A]"], title=["Second"], drafters=[("FRA",)], draft=["A/79/L.1"]
    )
    got = gather_texts([one, two], NONE, {})
    assert len(got) == 1
    row = got.iloc[0]
    assert (row["symbol"], row["title"], row["source"]) == ("A/RES/79/1 A", "First", "one")
    assert (row["drafters"], row["draft"]) == (("FRA",), "A/79/L.1")


def test_roll_calls_with_a_symbol_are_texts_by_vote():
    calls = call_table(
        {
            "id": ["part", "whole", "draft", "council"],
            "date": ["2010-12-01"] * 4,
            "body": ["GA", "GA", "GA", "SC"],
            "symbol": ["A/RES/65/1", "A/RES/65/1", "A/65/L.9", "S/RES/1999(2011)"],
            "paragraph": [True, False, False, None],
        },
        4,
    )
    got = gather_texts([], calls, {i: i for i in calls["id"]})
    assert dict(zip(got["symbol"], got["roll_call"], strict=True)) == {
        "A/RES/65/1": "whole",
        "S/RES/1999(2011)": "council",
    }
    assert set(got["adopted"]) == {"vote"}


def test_roll_calls_that_the_record_has_under_another_name_or_not_at_all(sheet):
    one = sheet("one", symbol=["A/RES/79/1", "A/RES/79/2"], roll_call=["x", "y"], adopted="vote")
    got = gather_texts([one], NONE, {"x": "rcid-1"})
    assert got["roll_call"].tolist() == ["rcid-1", ""]
