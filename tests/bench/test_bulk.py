"""The file that readers are timed on is one of the real layout; how long it takes is no test."""

from __future__ import annotations

import json
import sys

import numpy as np
import pandas as pd
import pytest

from analysis.bench import bulk
from analysis.bench.bulk import measure_bulk, write_bulk
from analysis.commands import main
from analysis.errors import UnshiftError, UsageError
from analysis.record.readers.discover import discover
from analysis.record.readers.formats.tabular import header
from analysis.record.readers.library.digital_library import read_bulk
from analysis.rollcalls.accounts.check import tally_differences
from analysis.rollcalls.load import load_rollcalls

from ..helpers import raises


def test_is_a_bulk_file_whose_totals_come_out(tmp_path):
    path = tmp_path / "bulk.csv"
    assert write_bulk(path, 1000) == 6 * 193
    assert [f.kind for f in discover([tmp_path])] == ["bulk"]
    sheet = read_bulk(path)
    assert sheet.votes.shape == (193, 6)
    assert set(np.unique(sheet.votes)) == {1, 2, 3, 8}
    record = load_rollcalls("history", search=[tmp_path], cache=False)
    made = record.take((record.calls["source"] == "undl").to_numpy())
    assert made.n_calls == 6
    assert tally_differences(made) == []


def test_rows_are_as_long_as_in_the_real_file(tmp_path):
    rows = write_bulk(tmp_path / "bulk.csv", 20_000)
    assert 330 < (tmp_path / "bulk.csv").stat().st_size / rows < 430


def test_seed(tmp_path):
    texts = []
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        write_bulk(tmp_path / name, 200, seed)
        texts.append((tmp_path / name).read_text())
    assert texts[0] == texts[1] != texts[2]


def test_layout_is_that_of_the_held_file():
    held = [f.path for f in discover() if "ga_voting_2025" in f.path.name]
    if not held:
        pytest.skip("no folder of the data search path holds ga_voting_2025")
    assert header(held[0]) == tuple(bulk.LAYOUT.split(","))


@pytest.mark.slow
def test_readers_are_compared(capsys):
    with pytest.raises(SystemExit) as end:
        main(["bench", "--record", "embedded", "--bulk", "300", "--json"])
    assert not end.value.code
    found = json.loads(capsys.readouterr().out)["bulk"]
    assert found["rows"] == 2 * 193
    ours, *others = found["readers"]
    assert ours["reader"] == "read_bulk"
    assert ours["times_ours"] == 1
    assert [o["reader"].split("(")[0] for o in others] == ["pandas.read_csv"] * 2
    for row in found["readers"]:
        assert row["times_ours"] == pytest.approx(row["seconds"] / ours["seconds"])
        assert row["peak_memory_mb"] > 10


@pytest.mark.slow
def test_text_names_the_readers(capsys):
    with pytest.raises(SystemExit):
        main(["bench", "--record", "embedded", "--bulk", "1"])
    out = capsys.readouterr().out
    assert "A bulk file of 193 rows" in out
    assert "read_bulk" in out


def test_refused(monkeypatch):
    with raises(UsageError, "--bulk", "-1 rows"):
        measure_bulk(-1)
    monkeypatch.setattr(sys, "platform", "win32")
    with raises(UsageError, "--bulk", "Windows"):
        measure_bulk(1)


def test_a_reader_that_fails_is_told_in_one_line(monkeypatch):
    broken = ("broken", "import pandas", "pandas.read_csv(path, nothing=1)", "")
    monkeypatch.setattr(bulk, "READERS", (broken,))
    with raises(UnshiftError, "bench", "broken", "TypeError") as error:
        measure_bulk(1)
    assert len(str(error.value).splitlines()) == 1


def test_large_and_small_blocks_give_the_same(tmp_path, monkeypatch):
    """Texts are numbered block by block; a row's text must not depend on its block."""
    from analysis.record.readers.formats import tabular

    path = tmp_path / "bulk.csv"
    write_bulk(path, 3000)
    whole = read_bulk(path)
    monkeypatch.setattr(tabular, "PARSED", 1 << 12)
    monkeypatch.setattr(tabular, "DECODED", 7)
    parts = read_bulk(path)
    assert parts.states == whole.states
    np.testing.assert_array_equal(parts.votes, whole.votes)
    pd.testing.assert_frame_equal(parts.calls, whole.calls)


@pytest.mark.slow
def test_memory_is_the_childs_own():
    """A parent of half a gigabyte adds nothing to what its child is said to hold."""
    ballast = np.ones(1 << 26)
    (ours, *_) = measure_bulk(1)["readers"]
    assert ours["peak_memory_mb"] < ballast.nbytes / 1e6
