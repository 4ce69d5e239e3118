"""A layout of one's own: its object and one line in the list, and nothing else is told of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.record.readers import layouts
from analysis.record.readers.discover import discover
from analysis.record.readers.layout import Layout, each
from analysis.record.sheet import Sheet, Source, call_table
from analysis.record.sources.importing import import_files
from analysis.rollcalls.accounts.check import status
from analysis.rollcalls.load import load_rollcalls


def read_ballots(path: Path) -> Sheet:
    """Read a toy layout: day, state, vote."""
    table = pd.read_csv(path)
    days, states = sorted(table["day"].unique()), sorted(table["who"].unique())
    votes = np.zeros((len(states), len(days)), dtype=np.int8)
    for row in table.itertuples():
        votes[states.index(row.who), days.index(row.day)] = row.how
    calls = call_table({"id": [f"toy-{d}" for d in days], "date": days, "source": "toy"}, len(days))
    return Sheet(votes, tuple(states), calls, Source("toy", "A toy", path, ""))


TOY = Layout("ballots", "ballots of a toy", lambda c: set(c) == {"day", "who", "how"},
             each("ballots", read_ballots))  # fmt: skip


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.setattr(layouts, "LAYOUTS", (*layouts.LAYOUTS, TOY))
    path = tmp_path / "in" / "toy.csv"
    path.parent.mkdir()
    path.write_text("day,who,how\n1999-05-01,USA,3\n1999-05-01,RUS,1\n")
    return path


def test_it_is_recognised_and_in_the_record(file):
    assert [f.kind for f in discover([file.parent])] == ["ballots"]
    record = load_rollcalls("history", [file.parent], cache=False)
    part = record.select(end="2000-01-01")
    assert part.calls["id"].tolist() == ["toy-1999-05-01"]
    assert (part.of("USA")[0], part.of("RUS")[0]) == (3, 1)
    assert "toy" in {s.name for s in record.sources}


def test_its_status_and_its_import(file, tmp_path):
    found = status([file.parent])
    assert found["scope"] == "history"
    assert [item["name"] for item in found["files"]] == ["ballots"]
    taken = import_files([file], tmp_path / "raw")[0]
    assert (taken.kind, taken.title, taken.roll_calls) == ("ballots", "ballots of a toy", 1)


def test_without_its_line_it_is_left_alone(tmp_path):
    (tmp_path / "toy.csv").write_text("day,who,how\n1999-05-01,USA,3\n")
    assert discover([tmp_path]) == []


def test_kinds_are_told_apart_and_have_words():
    kinds = [layout.kind for layout in layouts.LAYOUTS]
    assert len(set(kinds)) == len(kinds)
    assert all(layout.title for layout in layouts.LAYOUTS)
