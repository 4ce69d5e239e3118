"""The cache answers with the record that the files would give, or not at all."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import fields
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis import paths
from analysis.errors import RecordError, UsageError
from analysis.record.readers.discover import discover
from analysis.rollcalls import RollCalls, cache, load
from analysis.rollcalls.accounts.check import status
from analysis.rollcalls.load import load_rollcalls

from .test_load import MATRIX

TIDY = {
    "unvotes.csv": "rcid,country,country_code,vote\n1,United States,US,yes\n2,Namibia,NA,no\n",
    "roll_calls.csv": "rcid,session,date,unres,amend,para,short,descr\n"
    '1,74,2019-12-01,A/RES/74/1,0,1,"Peace, at last",x\n2,75,2020-12-01,NA,NA,0,Ünïcode ☃,x\n',
    "Matches.csv": "v1,rcid1,rcid2\n1,1,2\n",
}


@pytest.fixture
def folder(tmp_path) -> Path:
    """A small set of files: everything a table of roll calls can hold, NA included."""
    made = tmp_path / "files"
    made.mkdir()
    (made / "m.csv").write_text(MATRIX)
    for name, text in TIDY.items():
        (made / name).write_text(text)
    return made


@pytest.fixture
def kept(tmp_path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def reads(monkeypatch) -> list[int]:
    """Count how often the record is built from files."""
    done: list[int] = []
    whole = load._from_files

    def counted(found):
        done.append(len(found))
        return whole(found)

    monkeypatch.setattr(load, "_from_files", counted)
    return done


def assert_equal(one: RollCalls, other: RollCalls) -> None:
    assert [f.name for f in fields(RollCalls)] == [
        "votes",
        "_calls",
        "_states",
        "sources",
        "scope",
        "notes",
    ]
    assert one.votes.dtype == other.votes.dtype == np.int8
    np.testing.assert_array_equal(one.votes, other.votes)
    assert one.votes.flags.writeable is other.votes.flags.writeable is False
    assert one.votes.flags.c_contiguous
    exactly = {"check_exact": True, "check_freq": True, "check_flags": True}
    for mine, theirs in ((one.calls, other.calls), (one.states, other.states)):
        pd.testing.assert_frame_equal(mine, theirs, **exactly)
        assert type(mine.index) is type(theirs.index)
        for column in theirs:
            assert mine[column].dtype == theirs[column].dtype
            assert type(mine[column].array) is type(theirs[column].array)
    assert one.sources == other.sources
    assert [type(s.path) for s in one.sources] == [type(s.path) for s in other.sources]
    assert (one.scope, one.notes) == (other.scope, other.notes)


def record(kept: Path) -> Path:
    (one,) = kept.glob("record-*")
    return one


class TestEqual:
    def test_embedded(self, kept, reads, embedded):
        load_rollcalls("embedded", cache=kept)
        assert_equal(load_rollcalls("embedded", cache=kept), embedded)
        assert len(reads) == 1

    def test_a_small_history(self, folder, kept, reads):
        built = load_rollcalls(search=[folder], cache=False)
        assert built.calls["paragraph"].isna().any()
        assert built.calls["stated_yes"].isna().any()
        assert (built.calls["recurring_text"] != "").any()
        assert_equal(load_rollcalls(search=[folder], cache=kept), built)
        assert_equal(load_rollcalls(search=[folder], cache=kept), built)
        assert len(reads) == 2

    @pytest.mark.slow
    @pytest.mark.slow
    def test_the_history(self, history, kept, reads):
        folders = [f for f in paths.data_search_path() if history.sources[0].path.is_relative_to(f)]
        built = load_rollcalls("history", search=folders, cache=kept)
        assert_equal(load_rollcalls("history", search=folders, cache=kept), built)
        assert len(reads) == 1
        assert_equal(history, built)

    def test_a_record_that_would_not_come_back_as_it_is_is_not_kept(self, kept, embedded):
        odd = embedded.calls.astype({"title": object})
        odd.loc[0, "title"] = 7
        record = RollCalls(embedded.votes, odd, embedded.states)
        for _ in range(2):
            assert cache.recall([], lambda: {"record": record}, kept) is record
        assert not kept.exists()


class TestKey:
    @pytest.mark.parametrize("name", ["m.csv", *TIDY])
    def test_a_changed_input(self, folder, kept, reads, name):
        load_rollcalls(search=[folder], cache=kept)
        path, stat = folder / name, (folder / name).stat()
        text = path.read_text()
        path.write_text(text.replace("1", "2", 1) if name == "m.csv" else text + "\n")
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
        with suppress(RecordError):  # the change may be one that the readers refuse
            load_rollcalls(search=[folder], cache=kept)
        assert len(reads) == 2

    def test_a_further_file(self, folder, kept, reads):
        before = load_rollcalls(search=[folder], cache=kept)
        (folder / "broken.csv").write_text("<html>")
        after = load_rollcalls(search=[folder], cache=kept)
        assert len(after.notes) == len(before.notes) + 1
        assert len(reads) == 2

    def test_a_moved_folder_names_its_own_files(self, folder, kept, tmp_path):
        load_rollcalls(search=[folder], cache=kept)
        moved = folder.rename(tmp_path / "moved")
        found = load_rollcalls(search=[moved], cache=kept)
        assert found.sources[0].path == moved / "m.csv"

    @pytest.mark.parametrize("part", ["analysis/record/new.py", "analysis/rollcalls/a/b.py"])
    def test_changed_code(self, folder, tmp_path, monkeypatch, part):
        root = tmp_path / "checkout"
        for name in cache.CODE:
            source, target = paths.ROOT / name, root / name
            if source.is_dir():
                shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "raw"))
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(source.read_bytes())
        found = discover([folder])
        here = cache.fingerprint(found)
        for module in (cache, paths):
            monkeypatch.setattr(module, "ROOT", root)
            monkeypatch.setattr(module, "SITE", root)
        assert cache.fingerprint(found) == here
        (root / "data" / "raw" / "download.csv").parent.mkdir()
        (root / "data" / "raw" / "download.csv").write_text("an input, not code")
        compiled = root / "analysis" / "record" / "__pycache__"
        compiled.mkdir()
        (compiled / "x.pyc").write_bytes(b"x")
        assert cache.fingerprint(found) == here
        (root / part).parent.mkdir(exist_ok=True)
        (root / part).write_text("")
        assert cache.fingerprint(found) != here

    def test_changed_packages(self, monkeypatch):
        before = cache.fingerprint([])
        monkeypatch.setattr(cache, "versions", lambda names: ["0" for _ in names])
        assert cache.fingerprint([]) != before

    def test_an_input_that_changes_while_it_is_read_is_not_kept(self, folder, kept, monkeypatch):
        whole = load._from_files

        def meanwhile(found):
            built = whole(found)
            (folder / "m.csv").write_text(MATRIX.replace("3,1\n", "1,1\n"))
            return built

        monkeypatch.setattr(load, "_from_files", meanwhile)
        load_rollcalls(search=[folder], cache=kept)
        assert not kept.exists()

    def test_what_cannot_be_read_is_said_each_time(self, folder, kept, reads):
        (folder / "m.csv").write_text(MATRIX.replace(",3,1\n", ",7,1\n"))
        for _ in range(2):
            with pytest.raises(RecordError) as error:
                load_rollcalls(search=[folder], cache=kept)
            assert error.value.where.endswith("row 2, column USA")
        assert len(reads) == 2

    def test_the_embedded_record_in_the_cache_is_no_history(self, kept):
        load_rollcalls("embedded", cache=kept)
        with pytest.raises(UsageError) as error:
            load_rollcalls("history", search=[], cache=kept)
        assert error.value.where == "data search path"
        assert "votes" in error.value.what


def damages() -> dict[str, object]:
    def flip(path: Path, at: float) -> None:
        data = bytearray(path.read_bytes())
        data[int(at * (len(data) - 1))] ^= 1
        path.write_bytes(data)

    return {
        "empty": lambda p: p.write_bytes(b""),
        "cut short": lambda p: p.write_bytes(p.read_bytes()[:-100]),
        "longer": lambda p: p.write_bytes(p.read_bytes() + b"x"),
        "another format": lambda p: p.write_text("votes"),
        "a bit at the start": lambda p: flip(p, 0),
        "a bit in the middle": lambda p: flip(p, 0.5),
        "a bit near the end": lambda p: flip(p, 0.99),
    }


class TestDamage:
    @pytest.mark.parametrize("how", damages())
    def test_is_noticed_and_mended(self, kept, reads, embedded, how):
        load_rollcalls("embedded", cache=kept)
        damages()[how](record(kept))
        mended = load_rollcalls("embedded", cache=kept)
        assert mended.notes == (*embedded.notes, cache.DAMAGED)
        assert_equal(load_rollcalls("embedded", cache=kept), embedded)
        assert len(reads) == 2

    def test_a_whole_file_that_holds_something_else(self, kept, embedded):
        """The hash of the bytes is right, and still it is no record."""
        load_rollcalls("embedded", cache=kept)
        path = record(kept)
        data = b"not Parquet"
        digest = cache.hashlib.sha256(data).hexdigest()[:32]
        path.rename(path.with_name(f"{path.stem.rpartition('-')[0]}-{digest}.parquet"))
        record(kept).write_bytes(data)
        assert load_rollcalls("embedded", cache=kept).notes[-1] == cache.DAMAGED
        assert_equal(load_rollcalls("embedded", cache=kept), embedded)

    def test_a_folder_of_that_name(self, kept, embedded):
        load_rollcalls("embedded", cache=kept)
        path = record(kept)
        path.unlink()
        path.mkdir()
        assert load_rollcalls("embedded", cache=kept).notes == (*embedded.notes, cache.DAMAGED)

    def test_one_that_another_process_threw_away_is_not_damaged(self, kept, embedded, monkeypatch):
        monkeypatch.setattr(
            cache, "entries", lambda folder, key, part: [kept / "record-gone.parquet"]
        )
        assert_equal(load_rollcalls("embedded", cache=kept), embedded)


class TestStatus:
    def test_says_what_the_cache_holds(self, folder, kept, monkeypatch):
        def said() -> dict[str, str]:
            return status([folder])["cache"]

        assert said() == {"folder": "", "holds": "off"}
        monkeypatch.setenv("UNSHIFT_CACHE", str(kept))
        assert said() == {"folder": str(kept), "holds": "empty"}
        assert not kept.exists()
        load_rollcalls(search=[folder])
        assert said()["holds"] == "valid"
        record(kept).write_bytes(b"")
        assert said()["holds"] == "damaged"
        path = record(kept)
        path.unlink()
        path.mkdir()
        assert said()["holds"] == "damaged"
        (folder / "m.csv").write_text(MATRIX + "3,2020-12-02,,,,,,,1,1\n")
        assert said()["holds"] == "empty"


class TestFolder:
    def test_a_file_in_its_place(self, kept, embedded):
        kept.write_text("")
        assert_equal(load_rollcalls("embedded", cache=kept), embedded)
        assert kept.read_text() == ""

    def test_not_writable(self, kept, embedded, monkeypatch):
        # Not by the folder's mode: root may write anywhere.
        def refused(*args, **kwargs):
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(cache.tempfile, "mkstemp", refused)
        assert_equal(load_rollcalls("embedded", cache=kept), embedded)

    def test_a_full_disk_leaves_nothing(self, kept, embedded, monkeypatch):
        def full(handle):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(cache.os, "fsync", full)
        assert_equal(load_rollcalls("embedded", cache=kept), embedded)
        assert list(kept.iterdir()) == []

    def test_off(self, tmp_path, monkeypatch, reads):
        monkeypatch.setenv("UNSHIFT_CACHE", "off")
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
        load_rollcalls("embedded")
        load_rollcalls("embedded")
        assert len(reads) == 2
        assert list(tmp_path.iterdir()) == []

    def test_named(self, kept, monkeypatch, reads):
        monkeypatch.setenv("UNSHIFT_CACHE", str(kept))
        load_rollcalls("embedded")
        load_rollcalls("embedded")
        assert len(reads) == 1
        assert record(kept).is_file()

    def test_old_records_and_halves_go(self, kept, folder):
        kept.mkdir()
        old = [kept / f"record-{i}-0.parquet" for i in range(12)]
        halves = [kept / "half-old.tmp", kept / "half-new.tmp"]
        for i, path in enumerate(old + halves):
            path.write_text("")
            os.utime(path, (1000 + i, 1000 + i))
        os.utime(halves[1], (time.time(), time.time()))
        (kept / "README").write_text("somebody's own")
        load_rollcalls(search=[folder], cache=kept)
        left = {p.name for p in kept.iterdir()}
        assert {p.name for p in old} & left == {f"record-{i}-0.parquet" for i in range(5, 12)}
        assert len([n for n in left if n.startswith("record-")]) == cache.KEPT
        assert {"half-new.tmp", "README"} <= left
        assert "half-old.tmp" not in left


def python(code: str, *arguments: Path) -> subprocess.Popen:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, cwd=paths.ROOT, text=True, stdout=subprocess.PIPE)


LOAD = "import sys; from pathlib import Path; from analysis.rollcalls.load import load_rollcalls; "


@pytest.mark.slow
class TestProcesses:
    def test_two_build_at_once(self, kept, folder):
        code = LOAD + (
            "rc = load_rollcalls(search=[Path(sys.argv[1])], cache=Path(sys.argv[2])); "
            "print(rc.votes.sum(), len(rc.notes))"
        )
        work = [python(code, folder, kept) for _ in range(3)]
        said = {w.communicate(timeout=120)[0] for w in work}
        assert [w.returncode for w in work] == [0, 0, 0]
        built = load_rollcalls(search=[folder], cache=False)
        assert said == {f"{built.votes.sum()} {len(built.notes)}\n"}
        assert_equal(load_rollcalls(search=[folder], cache=kept), built)
        assert not list(kept.glob("half-*"))

    @pytest.mark.parametrize("moment", ["fsync", "replace"])
    def test_a_build_that_is_killed_leaves_no_record(self, kept, moment, embedded, reads):
        code = LOAD + (
            "import os, signal; "
            f"os.{moment} = lambda *a: os.kill(os.getpid(), signal.SIGKILL); "
            "load_rollcalls('embedded', cache=Path(sys.argv[1]))"
        )
        work = python(code, kept)
        work.communicate(timeout=120)
        assert work.returncode == -9
        assert [p.name[:5] for p in kept.iterdir()] == ["half-"]
        assert_equal(load_rollcalls("embedded", cache=kept), embedded)
        assert_equal(load_rollcalls("embedded", cache=kept), embedded)
        assert len(reads) == 1

    def test_an_interrupted_build_cleans_up(self, kept, monkeypatch):
        def interrupt(*args):
            raise KeyboardInterrupt

        monkeypatch.setattr(cache.os, "replace", interrupt)
        with pytest.raises(KeyboardInterrupt):
            load_rollcalls("embedded", cache=kept)
        assert list(kept.iterdir()) == []
