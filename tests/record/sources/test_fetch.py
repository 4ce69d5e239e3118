from __future__ import annotations

import hashlib
import json
import os
import socket
import stat
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from analysis import __version__
from analysis.errors import UnshiftError, UsageError
from analysis.record.sources import download
from analysis.record.sources.fetch import Limits, Offline, fetch

from .server import MATCHES

QUICK = Limits(connect=2, stall=0.4, total=10, tries=3, pause=0.05, largest=1_000_000)
MD5 = hashlib.md5(MATCHES).hexdigest()
SHA256 = hashlib.sha256(MATCHES).hexdigest()


@pytest.fixture
def server(download_server, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    download_server.hits.clear()
    return download_server


def left(folder) -> list[str]:
    """What lies in the folder, hidden files too."""
    return sorted(p.name for p in folder.rglob("*"))


def test_arrives_whole_with_a_note_of_where_from(server, tmp_path):
    seen: list[tuple[int, int | None]] = []
    filed = fetch(
        server.entry("good", md5=MD5, size=len(MATCHES)),
        tmp_path / "new",
        lambda *at: seen.append(at),
        limits=QUICK,
    )
    assert filed.path.read_bytes() == MATCHES
    assert (filed.status, filed.checked, filed.sha256) == ("new", "published", SHA256)
    assert seen[-1] == (len(MATCHES), len(MATCHES))
    assert seen == sorted(seen)
    assert left(tmp_path / "new") == ["pairs.csv", "pairs.csv.json", "provenance"]
    note = json.loads((tmp_path / "new" / "provenance" / "pairs.csv.json").read_text())
    assert note["from"] == server.address("good")
    assert (note["sha256"], note["bytes"], note["licence"]) == (SHA256, len(MATCHES), "CC0")
    assert server.agents[-1] == f"unshift/{__version__}"
    assert stat.S_IMODE(filed.path.stat().st_mode) == 0o644


@pytest.mark.parametrize("name", ["unsized", "moved", "evil-name"])
def test_unusual_but_right(server, tmp_path, name):
    folder = tmp_path / "a" / "b" / "c"
    filed = fetch(server.entry(name, sha256=SHA256), folder, limits=QUICK)
    assert filed.path == folder / "pairs.csv"
    assert not list(tmp_path.rglob("evil*"))


@pytest.mark.parametrize(("name", "asked"), [("twice", 3), ("cut-once", 2), ("wait", 2)])
def test_what_passes_is_tried_again(server, tmp_path, name, asked):
    started = time.monotonic()
    filed = fetch(server.entry(name), tmp_path, limits=QUICK)
    assert filed.path.read_bytes() == MATCHES
    assert server.hits[f"/{name}"] == asked
    if name == "wait":  # as long as the server asks
        assert time.monotonic() - started >= 1


FAILURES = {
    # name: times asked, the telling words, of which one is there
    "500": (3, "500, tried 3 times"),
    "cut": (3, "broke off"),
    "stall": (3, "in time", "broke off"),
    "silent": (3, "in time"),
    "empty": (3, "empty file"),
    "403": (1, "(403)"),
    "404": (1, "(404)"),
    "page": (1, "web page"),
    "page-as-csv": (1, "web page"),
    "error-as-csv": (1, "no matches file"),
    "endless": (1, "more than 1,000,000 bytes"),
    "huge": (1, "1,000,000,000,000 bytes"),
    "more-than-stated": (1, "more than the 5,000 bytes"),
    "more-than-stated-later": (1, "more than the 5,000 bytes"),
    "half-a-line": (1, "middle of a line"),
    "circle": (31, "circle"),
    "to-disk": (1, "cannot be used"),
}


@pytest.mark.parametrize(
    ("name", "asked", "words"), [(k, n, words) for k, (n, *words) in FAILURES.items()]
)
def test_what_fails_says_so_in_a_line_and_leaves_nothing(server, tmp_path, name, asked, words):
    with pytest.raises(UnshiftError) as failure:
        fetch(server.entry(name), tmp_path, limits=QUICK)
    assert any(word in failure.value.what for word in words)
    assert "\n" not in str(failure.value)
    assert "127.0.0.1" in failure.value.where
    assert server.hits[f"/{name}"] == asked
    assert left(tmp_path) == []


@pytest.mark.slow
def test_a_server_that_does_not_close_is_not_waited_for(server, tmp_path, monkeypatch):
    monkeypatch.setattr(download, "END", 0.1)
    filed = fetch(server.entry("left-open"), tmp_path, limits=replace(QUICK, stall=30))
    assert filed.path.read_bytes() == MATCHES


def test_much_less_than_the_registry_knows_is_not_kept(server, tmp_path):
    short = server.entry("half-the-lines", about=len(MATCHES))
    with pytest.raises(UnshiftError) as error:
        fetch(short, tmp_path, limits=QUICK)
    assert "127.0.0.1" in error.value.where
    assert left(tmp_path) == []
    mended = server.entry("good", about=int(len(MATCHES) * 1.1))  # some lines less
    assert fetch(mended, tmp_path, limits=QUICK).status == "new"


@pytest.mark.parametrize("fields", [{"md5": "0" * 32}, {"sha256": "0" * 64}])
def test_a_wrong_hash_is_not_kept_nor_asked_for_again(server, tmp_path, fields):
    algorithm = next(iter(fields)).upper()
    with pytest.raises(UnshiftError) as error:
        fetch(server.entry("good", **fields), tmp_path, limits=QUICK)
    assert "127.0.0.1" in error.value.where
    assert f"published {algorithm}" in error.value.what
    assert server.hits["/good"] == 1
    assert left(tmp_path) == []


def test_sizes_as_stated(server, tmp_path):
    with pytest.raises(UnshiftError) as error:
        fetch(server.entry("good", size=10), tmp_path, limits=QUICK)
    assert "127.0.0.1" in error.value.where
    assert "at most 10 " in error.value.what
    with pytest.raises(UnshiftError) as error:
        fetch(server.entry("unsized", size=10), tmp_path, limits=QUICK)
    assert "127.0.0.1" in error.value.where
    assert "more than 10 " in error.value.what
    with pytest.raises(UnshiftError) as error:
        fetch(server.entry("good", size=999_999), tmp_path, limits=QUICK)
    assert "127.0.0.1" in error.value.where
    assert f"{len(MATCHES):,} bytes" in error.value.what
    assert "999,999" in error.value.what
    assert left(tmp_path) == []


def test_a_server_that_drips_is_given_up(server, tmp_path):
    with pytest.raises(UnshiftError) as error:
        fetch(server.entry("drip"), tmp_path, limits=replace(QUICK, total=0.5))
    assert "127.0.0.1" in error.value.where
    assert "0.5 s" in error.value.what
    assert left(tmp_path) == []


def test_no_pause_beyond_the_time_given(server, tmp_path):
    """A pause of a minute would pass the five seconds in all, so there is none."""
    started = time.monotonic()
    with pytest.raises(UnshiftError) as error:
        fetch(server.entry("500"), tmp_path, limits=replace(QUICK, pause=60, total=5))
    assert "127.0.0.1" in error.value.where
    assert "tried once" in error.value.what
    assert time.monotonic() - started < 30


def test_offline(server, tmp_path):
    with socket.socket() as taken:  # bound and not listening: nobody answers there
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/pairs.csv"
        with pytest.raises(Offline) as error:
            fetch(server.entry("x", address=address), tmp_path, limits=QUICK)
        assert "127.0.0.1" in error.value.where
        assert "online" in error.value.todo
    assert left(tmp_path) == []


def test_a_file_that_is_there_is_not_asked_for(server, tmp_path):
    entry = server.entry("good", md5=MD5)
    fetch(entry, tmp_path, limits=QUICK)
    again = fetch(entry, tmp_path, limits=QUICK)
    assert (again.status, again.checked) == ("here", "published")
    assert server.hits["/good"] == 1
    forced = fetch(entry, tmp_path, force=True, limits=QUICK)
    assert (forced.status, server.hits["/good"]) == ("here", 2)


def test_without_a_published_hash_the_first_one_counts(server, tmp_path):
    entry = server.entry("good")
    first = fetch(entry, tmp_path, limits=QUICK)
    assert (first.checked, first.sha256) == ("", SHA256)
    assert fetch(entry, tmp_path, limits=QUICK).checked == "recorded"
    first.path.write_bytes(MATCHES[:-1])
    with pytest.raises(UnshiftError) as error:
        fetch(entry, tmp_path, limits=QUICK)
    assert error.value.where.endswith("pairs.csv")
    assert "recorded" in error.value.what
    assert "--force" in error.value.todo
    assert first.path.read_bytes() == MATCHES[:-1]
    assert fetch(entry, tmp_path, force=True, limits=QUICK).status == "replaced"
    assert first.path.read_bytes() == MATCHES


def test_another_file_of_the_name_is_not_replaced(server, tmp_path):
    (tmp_path / "pairs.csv").write_text("mine")
    with pytest.raises(UnshiftError) as error:
        fetch(server.entry("good", md5=MD5), tmp_path, limits=QUICK)
    assert error.value.where.endswith("pairs.csv")
    assert "published" in error.value.what
    with pytest.raises(UnshiftError) as error:  # nor when the new one is bad
        fetch(server.entry("good", md5="0" * 32), tmp_path, force=True, limits=QUICK)
    assert "127.0.0.1" in error.value.where
    assert "published MD5" in error.value.what
    assert (tmp_path / "pairs.csv").read_text() == "mine"
    assert server.hits["/good"] == 1


def test_what_a_killed_download_left_goes_when_it_is_old(server, tmp_path, monkeypatch):
    (tmp_path / ".fetch-abc").mkdir()
    (tmp_path / ".fetch-abc" / "tmp1").write_bytes(b"v1,")
    fetch(server.entry("good"), tmp_path, limits=QUICK)
    assert (tmp_path / ".fetch-abc").is_dir()  # it may belong to a download that has just begun
    os.utime(tmp_path / ".fetch-abc", (0, 0))
    fetch(server.entry("good"), tmp_path, force=True, limits=QUICK)
    assert left(tmp_path) == ["pairs.csv", "pairs.csv.json", "provenance"]


def test_interrupted_leaves_nothing(server, tmp_path):
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(server.entry("good"), tmp_path, interrupt, limits=QUICK)
    assert left(tmp_path) == []


def test_by_hand_is_by_hand(server, tmp_path):
    with pytest.raises(UsageError) as error:
        fetch(server.entry("good", get="hand", address=""), tmp_path)
    assert "example.org" in error.value.where
    assert "by hand" in error.value.what


def test_two_at_once(server, tmp_path):
    entry = server.entry("good", md5=MD5)
    with ThreadPoolExecutor(4) as pool:
        filed = list(pool.map(lambda _: fetch(entry, tmp_path, limits=QUICK), range(8)))
    assert {f.sha256 for f in filed} == {SHA256}
    assert left(tmp_path) == ["pairs.csv", "pairs.csv.json", "provenance"]
