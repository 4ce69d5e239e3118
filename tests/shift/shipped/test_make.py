"""The record is counted by hand in small, and the shipped counts are made again in part."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.record.texts import text_table
from analysis.resolutions import Resolutions
from analysis.rollcalls import RollCalls
from analysis.shift.shipped.make import asked_of, counts_of, write_counts
from analysis.shift.shipped.tables import NAMES, read_counts, run_of_counts

Y, A, N, X = 1, 2, 3, 8
TEXTS = Resolutions.of(text_table({"symbol": [], "date": [], "adopted": []}, 0))


@pytest.fixture
def record() -> RollCalls:
    return RollCalls.from_votes(
        [[Y, N, N, Y], [Y, Y, Y, N], [N, A, X, N], [Y, Y, N, Y]],
        states=["USA", "GBR", "RUS", "ISR"],
        dates=["2024-12-01", "2025-02-24", "2025-02-24", "2025-12-01"],
        paragraph=[False, False, False, True],
        treated_last=["vote", "vote", "without a vote", ""],
    )


def test_counted_by_hand(record):
    tables = counts_of(record, TEXTS, ["USA"])
    assert set(tables) == set(NAMES)
    votes = tables["counts_votes"]
    assert votes["date"].astype(str).tolist() == ["2024-12-01", "2025-02-24", "2025-02-24"]
    assert votes["no"].tolist() == [0, 1, 1]
    # On the second text only it votes No; on the third Israel does, too.
    assert votes["alone_no"].tolist() == [0, 1, 0]
    divided = tables["counts_divided"]
    own = divided[(divided["rival_code"] == "RUS") & divided["group"].str.contains("EU")]
    assert own[["allies", "rival", "neither", "absent"]].values.tolist() == [
        [1, 0, 0, 0],
        [0, 0, 1, 0],
    ]
    pairs = tables["counts_pairs"].set_index(["partner", "year"])
    assert pairs.loc[("RUS", 2025), ["calls", "same"]].tolist() == [1, 0]
    assert pairs.loc[("GBR", 2024), ["calls", "same"]].tolist() == [1, 1]
    days = tables["counts_days"]
    assert days["calls"].sum() == 4
    assert (days["kind"] == "part").sum() == 1


def test_written_and_read_again(record, tmp_path):
    tables = counts_of(record, TEXTS, ["USA"])
    written = write_counts(tables, record, TEXTS, tmp_path)
    assert {path.stem for path in written} == {*NAMES, "run_counts"}
    again = read_counts("counts_votes", tmp_path)
    pd.testing.assert_frame_equal(
        again, tables["counts_votes"], check_dtype=False, check_categorical=False
    )
    assert run_of_counts(tmp_path)["last"] == "2025-12-01"
    first = [path.read_bytes() for path in written]
    assert [p.read_bytes() for p in write_counts(tables, record, TEXTS, tmp_path)] == first


def test_whom_a_state_is_compared_with_follows_the_rule():
    asked, friends = asked_of("USA", 1955)
    assert next(iter(asked)) == ("NATO", "EU", "G7", "FIVE_EYES")
    assert all("USA" not in rivals for rivals in asked.values())
    assert "ISR" in friends


@pytest.mark.slow  # 20 s of processor time: the whole record is counted for one state
def test_shipped_counts_are_those_of_the_record(history, history_texts):
    made = counts_of(history, history_texts, ["HUN"])
    for name, table in made.items():
        held = read_counts(name)
        if "state" in held:
            held = held[held["state"] == "HUN"].reset_index(drop=True)
        text = held.select_dtypes("object").columns
        pd.testing.assert_frame_equal(
            held.astype(dict.fromkeys(text, "str")),
            table.astype(dict.fromkeys(text, "str")),
            check_dtype=False,
            check_exact=True,
        )
