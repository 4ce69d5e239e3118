from __future__ import annotations

import numpy as np

from analysis.rollcalls.accounts.check import check_record
from analysis.rollcalls.joining.join import join_sheets
from analysis.rollcalls.load import list_conflicts

STATES = [f"S{k:02d}" for k in range(30)]


def two(sheet, first: np.ndarray, second: np.ndarray):
    """Two sources with one roll call, the same by its symbol."""
    about = {"symbol": ["A/RES/1/1"], "date": ["2025-02-24"]}
    return [
        sheet(first[:, None], STATES, "one", id=["a"], **about),
        sheet(second[:, None], STATES, "two", id=["b"], **about),
    ]


def test_each_differing_vote_is_listed_with_the_source_that_stands(sheet):
    first = np.ones(30, dtype=np.int8)
    second = first.copy()
    first[[2, 3, 4]] = 8, 0, 3  # absent, not recorded, no
    second[[2, 3, 5]] = 3, 2, 8  # no, abstain, absent
    rows: list[dict[str, str]] = []
    joined = join_sheets(two(sheet, first, second), "part", rows)
    assert joined.n_calls == 1
    found = {r["state"]: (r["says"], r["says_else"], r["stands"]) for r in rows}
    assert found == {
        "S02": ("absent", "no", "two"),  # a vote outweighs an absence
        "S04": ("no", "yes", "one"),  # else the earlier source stands
        "S05": ("yes", "absent", "one"),
    }
    assert joined.of("S02")[0] == 3
    assert joined.of("S03")[0] == 2  # filled, and no conflict
    assert joined.of("S04")[0] == 3
    assert {r["earlier"] for r in rows} == {"one"}
    assert rows[0]["date"] == "2025-02-24"


def test_sources_that_agree_have_none(sheet):
    votes = np.array([1, 2, 3] * 10, dtype=np.int8)
    rows: list[dict[str, str]] = []
    join_sheets(two(sheet, votes, votes), "part", rows)
    assert rows == []


def test_the_list_has_as_many_rows_as_the_notes_count(history):
    folder = history.sources[0].path.parents[1]
    found = list_conflicts("history", [folder])
    by = found.groupby(["earlier", "later", "state"]).size().to_dict()
    assert by.pop(("matrix", "unvotes", "SRB")) == 110
    # What the matrix lacks of the autumn of 2023 and later.
    assert {state for _, _, state in by} == {"NLD", "NZL", "YEM", "ZMB", "ZWE"}
    # Of votes that both have, the totals of the resolutions decide.
    assert set(found["stands"]) == {"unvotes", "conference"}
    assert any("(SRB 110)" in note for note in check_record(history)["notes"])
