"""Places that can be written to, and files that are whole or as they were."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pandas as pd
import pytest

from analysis.errors import RecordError, UsageError
from analysis.files import check_place, read_notes, read_parquet, throw_away, whole_file
from analysis.paths import ROOT


@pytest.fixture
def pipe(tmp_path):
    path = tmp_path / "pipe"
    if not hasattr(os, "mkfifo"):
        pytest.skip("no pipes here")
    os.mkfifo(path)
    return path


def test_a_pipe_or_a_device_is_not_replaced(pipe):
    for path in (pipe, type(pipe)("/dev/null")):
        before = os.stat(path)
        with pytest.raises(UsageError) as error, whole_file(path) as part:
            part.write_text("never")
        assert error.value.where == ""
        assert "plain file" in error.value.what
        with pytest.raises(UsageError) as error:
            check_place(path, "--out")
        assert error.value.where == "--out"
        assert "plain file" in error.value.what
        assert (os.stat(path).st_mode, os.stat(path).st_ino) == (before.st_mode, before.st_ino)
    assert os.listdir(pipe.parent) == ["pipe"]


def test_a_link_stays_and_what_it_leads_to_is_written(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    held, link = tmp_path / "elsewhere" / "points.csv", tmp_path / "points.csv"
    held.write_text("old")
    link.symlink_to(held)
    with whole_file(link) as part:
        part.write_text("new")
    assert link.is_symlink()
    assert held.read_text() == "new"
    assert os.listdir(tmp_path / "elsewhere") == ["points.csv"]


def test_places_for_files(tmp_path):
    check_place(tmp_path / "new.csv", "--out")
    for path, word in [
        (tmp_path, "is a folder"),
        (tmp_path / "no" / "new.csv", f"no folder {tmp_path / 'no'}"),
        (tmp_path / ("x" * 300), "too long"),
    ]:
        with pytest.raises(UsageError) as error:
            check_place(path, "--out")
        assert error.value.where == "--out"
        assert word in error.value.what
    assert os.listdir(tmp_path) == []


def test_places_for_folders(tmp_path):
    check_place(tmp_path / "a" / "b", "--derived", folder=True)
    check_place(tmp_path, "--derived", folder=True)
    (tmp_path / "file").write_text("mine")
    for below in ("file", "file/a", "file/a/b"):
        with pytest.raises(UsageError) as error:
            check_place(tmp_path / below, "--derived", folder=True)
        assert error.value.where == "--derived"
        assert f"{tmp_path / 'file'} is not a folder" in error.value.what
    assert os.listdir(tmp_path) == ["file"]


def test_a_place_that_takes_nothing_is_found_by_trying(tmp_path, monkeypatch):
    def full(*arguments, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.TemporaryFile", full)
    with pytest.raises(UsageError) as error:
        check_place(tmp_path / "new.csv", "--out")
    assert error.value.where == "--out"
    assert "No space left on device" in error.value.what


KILLED = """
import os, signal, sys
from pathlib import Path
from analysis.files import throw_away
with throw_away(Path(sys.argv[1])) as folder:
    (folder / "a").write_text("a")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_parquet_file_that_cannot_be_read_is_an_error_of_ours(tmp_path):
    path = tmp_path / "t.parquet"
    pd.DataFrame({"a": [1, 2], "b": ["x", "y"]}).to_parquet(path)
    assert read_parquet(path, ["b"])["b"].tolist() == ["x", "y"]
    whole = path.read_bytes()
    for data in (b"", whole[:-9], whole[: len(whole) // 2], b"\0" * 900, b"PAR1PAR1"):
        path.write_bytes(data)
        with pytest.raises(RecordError) as error:
            read_parquet(path)
        assert error.value.where == "t.parquet"
    path.write_bytes(whole)
    with pytest.raises(RecordError) as error:
        read_parquet(path, ["nosuch"])
    assert "nosuch" in error.value.what


def test_a_few_bytes_of_parquet_do_not_unfold_to_more_than_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.files.MOST_CELLS", 1000)
    path = tmp_path / "t.parquet"
    for rows, fine in ((1000, True), (1001, False)):
        pd.DataFrame({"a": [0] * rows}).to_parquet(path)
        if fine:
            assert len(read_parquet(path)) == rows
        else:
            with pytest.raises(RecordError) as error:
                read_parquet(path)
            assert error.value.where == "t.parquet"


@pytest.mark.parametrize("text", ["", "[]", "1", "{", "[" * 200_000])
def test_notes_that_are_none(tmp_path, text):
    (tmp_path / "run.json").write_text(text)
    with pytest.raises(RecordError) as error:
        read_notes(tmp_path / "run.json")
    assert error.value.where == "run.json"


LEFT_IN_A_THREAD = """
import sys, threading
from pathlib import Path
from analysis.files import throw_away
made = threading.Event()
def work():
    with throw_away(Path(sys.argv[1])) as folder:
        (folder / "a").write_text("a")
        made.set()
        threading.Event().wait()
threading.Thread(target=work, daemon=True).start()
made.wait()
"""


def test_a_folder_of_a_thread_that_is_not_waited_for_goes_with_the_process(tmp_path):
    words = [sys.executable, "-c", LEFT_IN_A_THREAD, str(tmp_path)]
    assert subprocess.run(words, cwd=ROOT, check=False, timeout=120).returncode == 0
    assert list(tmp_path.iterdir()) == []


HALF = """
import os, signal, sys
from pathlib import Path
from analysis.files import whole_file
with whole_file(Path(sys.argv[1])) as part:
    part.write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="processes of Unix")
def test_a_part_that_a_killed_run_left_is_removed_by_the_next_that_writes_the_file(tmp_path):
    path = tmp_path / "a[1].txt"
    others = {f".b.txt.{'0' * 8}-1-1.part", f".{path.name}.{'0' * 8}-999999999-1.part"}
    for name in others:  # of another file, and of another machine
        (tmp_path / name).write_text("another's")
    subprocess.run([sys.executable, "-c", HALF, str(path)], cwd=ROOT, check=False)
    (left,) = {p.name for p in tmp_path.iterdir()} - others
    under_way = left.replace(left.split("-")[1], str(os.getppid()))
    (tmp_path / under_way).write_text("of one that is at work")
    with whole_file(path) as part:
        part.write_text("whole")
    assert {p.name for p in tmp_path.iterdir()} == {path.name, under_way, *others}


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="no locks that end with a process here")
def test_a_folder_that_a_killed_run_left_is_cleared_at_the_next_start(tmp_path):
    (tmp_path / "unshift-file").write_text("no folder")
    (tmp_path / "another").mkdir()
    (tmp_path / "unshift-link").symlink_to(tmp_path / "another")
    subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], cwd=ROOT, check=False)
    kept = {"unshift-file", "another", "unshift-link"}
    (left,) = [p for p in tmp_path.iterdir() if p.name not in kept]
    with throw_away(tmp_path):  # too new to be known for left
        assert left.is_dir()
    long_ago = time.time() - 3600
    os.utime(left, (long_ago, long_ago))
    with throw_away(tmp_path) as held:
        os.utime(held, (long_ago, long_ago))
        with throw_away(tmp_path) as other:  # one that is held stays, however old
            assert held.is_dir()
            assert other != held
        assert {p.name for p in tmp_path.iterdir()} == {*kept, held.name}
    assert {p.name for p in tmp_path.iterdir()} == kept


def test_a_folder_that_is_thrown_away_goes_after_an_error_too(tmp_path):
    with pytest.raises(OSError), throw_away(tmp_path) as folder:  # noqa: PT011
        (folder / "a" / "b").mkdir()  # there is no a
    assert list(tmp_path.iterdir()) == []
