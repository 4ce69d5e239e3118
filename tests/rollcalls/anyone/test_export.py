"""Out again: the same votes, in files that others read."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.errors import UsageError
from analysis.rollcalls import RollCalls


@pytest.fixture
def rc():
    return RollCalls.from_votes(
        [[1, 3, 8], [2, 0, 9], [3, 1, 1]],
        states=["USA", "TÜR", "C"],
        dates=["2024-01-01", "2024-01-01", "2024-02-01"],
        title=["A", "é" * 3000, ""],
    )


def test_long_and_back(rc):
    frame = rc.to_frame()
    assert len(frame) == 8
    back = RollCalls.from_frame(
        frame, voter="state", call="id", vote="vote", codes="unshift", date="date", title="title"
    )
    assert back.votes.tolist() == rc.votes.tolist()
    assert back.calls["title"].tolist() == rc.calls["title"].tolist()
    words = RollCalls.from_frame(frame, voter="state", call="id", vote="vote_name")
    assert words.votes.tolist() == rc.votes.tolist()
    assert rc.to_frame(cast_only=True)["vote"].tolist() == [1, 2, 3, 3, 1, 1]


def test_wide_and_back(rc, tmp_path):
    rc.to_csv(tmp_path / "w.csv", wide=True)
    table = pd.read_csv(tmp_path / "w.csv").set_index("id")
    back = RollCalls.from_wide(table[["USA", "TÜR", "C"]], codes="unshift", voters="columns")
    assert back.votes.tolist() == rc.votes.tolist()
    assert table["date"].tolist() == ["2024-01-01", "2024-01-01", "2024-02-01"]
    with pytest.raises(UsageError):
        RollCalls.from_votes([[1]], states=["date"]).to_frame(wide=True)


def test_csv_is_the_frame(rc, tmp_path):
    rc.to_csv(tmp_path / "l.csv")
    assert pd.read_csv(tmp_path / "l.csv")["vote"].tolist() == rc.to_frame()["vote"].tolist()
    with pytest.raises(UsageError):
        rc.to_csv(tmp_path / "no" / "l.csv")


def test_stata(rc, tmp_path):
    rc.to_stata(tmp_path / "v.dta")
    with pd.read_stata(tmp_path / "v.dta", iterator=True) as reader:
        labels, values = reader.variable_labels(), reader.value_labels()
        frame = reader.read()
    assert frame["vote"].tolist() == rc.to_frame()["vote_name"].tolist()
    assert frame["state"].tolist() == rc.to_frame()["state"].tolist()
    assert (
        frame["date"].dt.strftime("%m").tolist() == rc.to_frame()["date"].dt.strftime("%m").tolist()
    )
    assert max(len(t.encode()) for t in frame["title"]) <= 2045
    assert all(0 < len(label) <= 80 for label in labels.values())
    assert values["vote"][2] == "abstain"


def test_no_days_are_made_up(tmp_path):
    table = pd.DataFrame([[1, 0]], index=["Ann"])
    rc = RollCalls.from_wide(table, codes="binary", body="Club")
    assert rc.to_frame()["date"].isna().all()
    rc.to_stata(tmp_path / "v.dta")
    assert pd.read_stata(tmp_path / "v.dta")["date"].isna().all()
    rc.to_csv(tmp_path / "v.csv")
    assert "2000" not in (tmp_path / "v.csv").read_text("utf-8")
