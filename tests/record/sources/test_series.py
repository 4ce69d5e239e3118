"""A series of files that grow, fetched from a server that holds them and behaves badly."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import replace

import pytest

from analysis.errors import UnshiftError
from analysis.record.sources import filing
from analysis.record.sources.collect import collect
from analysis.record.sources.content import sessions_in
from analysis.record.sources.download import Limits, Missing, Offline
from analysis.record.sources.fetch import Failing, fetch

from .resolutions import resolutions
from .server import Shelved

QUICK = Limits(connect=2, stall=0.4, total=10, tries=3, pause=0.05, largest=1_000_000)
MEMBERS = ("79", "80", "ES-11")


@pytest.fixture
def server(download_server, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    download_server.hits.clear()
    download_server.shelf.clear()
    for member in MEMBERS:
        download_server.shelf[f"{member}.json"] = Shelved(resolutions(member))
    return download_server


@pytest.fixture
def series(server):
    return server.series(MEMBERS)


def gathered(entry, to, **more):
    return list(collect([entry], to, limits=QUICK, **more))


def told(outcomes) -> dict[str, str]:
    """Say in a word what came of each member."""
    return {
        o.entry.member or o.entry.name: o.filed.status if o.filed else type(o.error).__name__
        for o in outcomes
    }


def left(folder) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def note(folder, member: str) -> dict[str, object]:
    text = (folder / "provenance" / f"ga-{member}.json.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


class TestOnlyWhatChanged:
    def test_all_come_and_then_none(self, server, series, tmp_path):
        assert told(gathered(series, tmp_path)) == dict.fromkeys(MEMBERS, "new")
        assert left(tmp_path) == [*(f"ga-{m}.json" for m in MEMBERS), "provenance"]
        before = {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*.json")}
        assert told(gathered(series, tmp_path)) == dict.fromkeys(MEMBERS, "here")
        # New once, and asked at the end whether it stood still; then not sent again.
        assert server.shelf["80.json"].answers == [200, 304, 304]
        assert {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*.json")} == before

    def test_one_that_grew_replaces_the_old_one(self, server, series, tmp_path):
        gathered(series, tmp_path)
        old = hashlib.sha256(server.shelf["80.json"].body).hexdigest()
        server.shelf["80.json"].body = resolutions("80", 5)
        outcomes = gathered(series, tmp_path)
        assert told(outcomes) == {"79": "here", "80": "replaced", "ES-11": "here"}
        filed = outcomes[1].filed
        assert (filed.before, filed.checked) == (old, "current")
        assert filed.path.read_bytes() == resolutions("80", 5)
        assert note(tmp_path, "80")["replaced"]["sha256"] == old
        assert note(tmp_path, "80")["sha256"] == filed.sha256
        assert told(gathered(series, tmp_path))["80"] == "here"

    def test_one_that_lost_many_does_not_replace_what_is_here(self, server, series, tmp_path):
        server.shelf["80.json"].body = resolutions("80", 20)
        gathered(series, tmp_path)
        server.shelf["80.json"].body = resolutions("80", 17)
        outcomes = gathered(series, tmp_path)
        assert told(outcomes)["80"] == "UnshiftError"
        assert "127.0.0.1" in outcomes[1].error.where
        assert (tmp_path / "ga-80.json").read_bytes() == resolutions("80", 20)
        server.shelf["80.json"].body = resolutions("80", 18)  # some were said twice
        assert told(gathered(series, tmp_path))["80"] == "replaced"
        server.shelf["80.json"].body = resolutions("80", 3)
        assert told(gathered(series, tmp_path, force=True))["80"] == "replaced"

    def test_by_date_where_there_is_no_tag(self, server, series, tmp_path):
        file = server.shelf["80.json"]
        file.tag, file.dated = False, True
        gathered(series, tmp_path)
        assert told(gathered(series, tmp_path))["80"] == "here"
        assert file.asked[-1][1].endswith("GMT")
        assert file.answers[-1] == 304

    def test_by_its_bytes_where_there_is_neither(self, server, series, tmp_path):
        file = server.shelf["80.json"]
        file.tag = False
        gathered(series, tmp_path)
        assert told(gathered(series, tmp_path))["80"] == "here"
        assert file.answers == [200, 200]
        file.body = resolutions("80", 5)
        assert told(gathered(series, tmp_path))["80"] == "replaced"

    def test_forced_it_comes_again(self, server, series, tmp_path):
        gathered(series, tmp_path)
        assert told(gathered(series, tmp_path, force=True)) == dict.fromkeys(MEMBERS, "here")
        assert server.shelf["80.json"].answers == [200, 304, 200, 304]

    def test_a_tag_is_not_told_to_another_address(self, server, series, tmp_path):
        gathered(series, tmp_path)
        server.shelf["new/80.json"] = Shelved(resolutions("80"))
        moved = replace(series, address=series.address.replace("shelf/", "shelf/new/"))
        assert fetch(moved.of("80"), tmp_path, limits=QUICK).status == "here"
        assert server.shelf["new/80.json"].asked[0] == ("", "")


class TestOnward:
    def test_the_next_session_when_it_is_there(self, server, series, tmp_path):
        gathered(series, tmp_path)
        assert server.hits["/shelf/81.json"] == server.hits["/shelf/ES-12.json"] == 1
        server.shelf["81.json"] = Shelved(resolutions("81"))
        server.shelf["82.json"] = Shelved(resolutions("82"))
        outcomes = gathered(series, tmp_path)
        assert told(outcomes) == {
            **{"79": "here", "80": "here", "81": "new"},
            **{"82": "new", "ES-11": "here"},
        }
        assert (tmp_path / "ga-82.json").read_bytes() == resolutions("82")
        assert server.hits["/shelf/83.json"] == 1

    def test_not_where_the_series_is_closed(self, server, series, tmp_path):
        gathered(replace(series, onward=False), tmp_path)
        assert server.hits["/shelf/81.json"] == 0

    def test_a_server_that_has_every_number_is_not_believed(self, server, series, tmp_path):
        for number in range(81, 200):  # always the newest it has, as some servers do
            server.shelf[f"{number}.json"] = Shelved(resolutions("80"))
        assert told(gathered(series, tmp_path))["81"] == "UnshiftError"
        assert server.hits["/shelf/82.json"] == 0
        assert not (tmp_path / "ga-81.json").exists()


class TestVanished:
    def test_what_was_there_stays_and_is_told(self, server, series, tmp_path):
        gathered(series, tmp_path)
        del server.shelf["80.json"]
        outcomes = gathered(series, tmp_path)
        assert told(outcomes) == {"79": "here", "80": "kept", "ES-11": "here"}
        assert isinstance(outcomes[1].error, Missing)
        assert (tmp_path / "ga-80.json").read_bytes() == resolutions("80")

    def test_a_later_one_that_vanished_does_not_hide_those_after(self, server, series, tmp_path):
        for number in ("81", "82"):
            server.shelf[f"{number}.json"] = Shelved(resolutions(number))
        gathered(series, tmp_path)
        del server.shelf["81.json"]
        assert told(gathered(series, tmp_path)) == {
            **{"79": "here", "80": "here", "81": "kept"},
            **{"82": "here", "ES-11": "here"},
        }

    def test_one_that_never_was_there_fails(self, server, series, tmp_path):
        del server.shelf["79.json"]
        assert told(gathered(series, tmp_path)) == {"79": "Missing", "80": "new", "ES-11": "new"}


class TestBadServers:
    @pytest.mark.parametrize("turns", [["cut"], ["stall"], ["500", "cut"]])
    def test_what_passes_is_tried_again(self, server, series, tmp_path, turns):
        server.shelf["80.json"].turns = list(turns)
        assert told(gathered(series, tmp_path)) == dict.fromkeys(MEMBERS, "new")
        assert (tmp_path / "ga-80.json").read_bytes() == resolutions("80")

    def test_it_changes_between_two_tries(self, server, series, tmp_path):
        """The second try begins anew: no half of the one with a half of the other."""
        file = server.shelf["80.json"]
        file.turns, file.later = ["cut"], resolutions("80", 9)
        fetch(series.of("79"), tmp_path, limits=QUICK)
        with pytest.raises(Failing):
            fetch(series.of("80"), tmp_path, limits=replace(QUICK, tries=1))
        file.body = file.later
        assert fetch(series.of("80"), tmp_path, limits=QUICK).path.read_bytes() == file.later

    def test_it_changes_while_it_comes(self, server, series, tmp_path):
        """Old half and new half have the right length, and every line may be whole."""
        file = server.shelf["80.json"]
        old = resolutions("80", 4)
        file.body, file.later = old, old.replace(b"Malta", b"MALTA").replace(b"sea", b"SEA")
        file.turns = ["grow"]
        filed = fetch(series.of("80"), tmp_path, limits=QUICK)
        assert filed.path.read_bytes() == file.later
        assert file.answers == [200, 200, 200, 304]

    def test_it_never_stands_still(self, server, series, tmp_path):
        file = server.shelf["80.json"]
        file.body = file.later = resolutions("80", 4)
        fetch(series.of("80"), tmp_path, limits=QUICK)
        file.body = resolutions("80", 5)
        file.later = resolutions("80", 6)

        class Moving(list):
            def pop(self, _: int = 0) -> str:
                file.body, file.later = file.later, resolutions("80", len(file.answers) + 6)
                return "grow"

            def __bool__(self) -> bool:
                return True

        file.turns = Moving()
        with pytest.raises(Failing):
            fetch(series.of("80"), tmp_path, limits=QUICK)
        assert (tmp_path / "ga-80.json").read_bytes() == resolutions("80", 4)

    CONTENTS = {
        "another session": resolutions("79"),
        "a page": b"<!DOCTYPE html><html><body>Sign in</body></html>",
        "an error": b'{"message": "Not Found", "status": "404"}\n',
        "another table": b"rcid1,rcid2\n1,2\n",
        "an empty file": b"",
        "half a line": resolutions("80")[:-40],
        "packed and cut": gzip.compress(resolutions("80", 50))[:-20],
        "symbols of nobody": resolutions("80").replace(b"A/RES/80/", b"A/80/"),
        "a state nobody knows": resolutions("80").replace(b"UNITED STATES", b"ATLANTIS"),
        "a day of another century": resolutions("80").replace(b"2025-12-05", b"2099-12-05"),
        "no text": bytes(range(256)) * 20,
    }

    @pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS)
    @pytest.mark.parametrize("before", [True, False], ids=["over a good one", "first"])
    def test_what_is_something_else_is_not_kept(self, server, series, tmp_path, content, before):
        if before:
            gathered(series, tmp_path)
        server.shelf["80.json"].body = content
        outcomes = gathered(series, tmp_path)
        assert {m: s for m, s in told(outcomes).items() if m != "80"} == dict.fromkeys(
            ("79", "ES-11"), "here" if before else "new"
        )
        assert outcomes[1].filed is None
        assert "ga-80, 127.0.0.1" in outcomes[1].error.where
        assert "\n" not in str(outcomes[1].error)
        if before:
            assert (tmp_path / "ga-80.json").read_bytes() == resolutions("80")
            assert left(tmp_path) == [*(f"ga-{m}.json" for m in MEMBERS), "provenance"]
        else:
            assert left(tmp_path) == ["ga-79.json", "ga-ES-11.json", "provenance"]

    def test_packed_is_as_good(self, server, series, tmp_path):
        server.shelf["80.json"].body = gzip.compress(resolutions("80"))
        assert told(gathered(series, tmp_path))["80"] == "new"

    def test_a_line_of_another_session_is_the_publishers_slip(self, server, series, tmp_path):
        server.shelf["80.json"].body = resolutions("80", 5) + resolutions("79", 1)
        assert told(gathered(series, tmp_path))["80"] == "new"

    def test_a_server_that_fails_twice_is_left_alone(self, server, tmp_path):
        for number in range(60, 79):
            server.shelf[f"{number}.json"] = Shelved(resolutions(str(number)), turns=["500"] * 9)
        entry = server.series([str(n) for n in range(60, 79)])
        outcomes = gathered(entry, tmp_path)
        assert told(outcomes) == {"60": "Failing", "61": "Failing", "ga": "UnshiftError"}
        assert [server.hits[f"/shelf/{n}.json"] for n in (60, 61, 62)] == [3, 1, 0]
        other = server.series(["79"])
        outcomes = list(collect([entry, other, server.entry("good")], tmp_path, limits=QUICK))
        assert len(outcomes) == 5
        assert not any(o.filed for o in outcomes)

    def test_offline_ends_it(self, server, series, tmp_path):
        gathered(series, tmp_path)
        gone = replace(series, address="http://127.0.0.1:1/{}.json")
        (outcome,) = gathered(gone, tmp_path)
        assert isinstance(outcome.error, Offline)
        assert (tmp_path / "ga-80.json").read_bytes() == resolutions("80")


class TestWhatLiesThere:
    def test_a_file_of_ones_own_is_not_replaced(self, server, series, tmp_path):
        (tmp_path / "ga-80.json").write_bytes(b"mine")
        outcomes = gathered(series, tmp_path)
        assert told(outcomes) == {"79": "new", "80": "UnshiftError", "ES-11": "new"}
        assert (tmp_path / "ga-80.json").read_bytes() == b"mine"
        assert told(gathered(series, tmp_path, force=True))["80"] == "replaced"

    def test_the_same_file_brought_by_hand_is_taken_over(self, server, series, tmp_path):
        (tmp_path / "ga-80.json").write_bytes(resolutions("80"))
        assert told(gathered(series, tmp_path))["80"] == "here"
        server.shelf["80.json"].body = resolutions("80", 5)
        assert told(gathered(series, tmp_path))["80"] == "replaced"

    def test_a_file_that_was_changed_here_is_not_replaced(self, server, series, tmp_path):
        gathered(series, tmp_path)
        (tmp_path / "ga-80.json").write_bytes(resolutions("80", 2))
        server.shelf["80.json"].body = resolutions("80", 5)
        with pytest.raises(UnshiftError) as error:
            fetch(series.of("80"), tmp_path, limits=QUICK)
        assert error.value.where.endswith("ga-80.json")
        assert "recorded" in error.value.what
        assert "--force" in error.value.todo
        assert (tmp_path / "ga-80.json").read_bytes() == resolutions("80", 2)

    def test_killed_between_note_and_file(self, server, series, tmp_path, monkeypatch):
        """The note is written first; the old file under it is still known as ours."""
        gathered(series, tmp_path)
        server.shelf["80.json"].body = resolutions("80", 5)

        def killed(source, target):
            if str(target).endswith("ga-80.json"):
                raise KeyboardInterrupt
            return real(source, target)

        real = filing.os.replace
        monkeypatch.setattr(filing.os, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            fetch(series.of("80"), tmp_path, limits=QUICK)
        monkeypatch.setattr(filing.os, "replace", real)
        assert (tmp_path / "ga-80.json").read_bytes() == resolutions("80")
        assert fetch(series.of("80"), tmp_path, limits=QUICK).status == "replaced"
        assert (tmp_path / "ga-80.json").read_bytes() == resolutions("80", 5)

    @pytest.mark.parametrize("text", ["", "[]", '{"etag": 7, "sha256": 3}', "{", "null"])
    def test_a_damaged_note(self, server, series, tmp_path, text):
        gathered(series, tmp_path)
        path = tmp_path / "provenance" / "ga-80.json.json"
        path.write_text(text)
        status = told(gathered(series, tmp_path))["80"]
        assert status == ("UnshiftError" if "sha256" in text else "here")

    def test_interrupted_half_way(self, server, series, tmp_path):
        """What had come is kept, and nothing of the one that was coming."""
        coming = collect([series], tmp_path, limits=QUICK)
        assert next(coming).entry.member == "79"

        def interrupt(came: int, total: int | None) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            fetch(series.of("80"), tmp_path, interrupt, limits=QUICK)
        assert left(tmp_path) == ["ga-79.json", "provenance"]
        assert left(tmp_path / "provenance") == ["ga-79.json.json"]
        assert told(gathered(series, tmp_path)) == {"79": "here", "80": "new", "ES-11": "new"}


def test_sessions_in_a_file(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(resolutions("80", 2) + b"\n[1]\nnot JSON\n" + resolutions("ES-11", 1))
    assert sessions_in(path) == ({"80": 2, "ES-11": 1}, True)
    path.write_bytes(b"\xef\xbb\xbf" + resolutions("80", 2)[:-3])
    assert sessions_in(path) == ({"80": 1}, False)
    path.write_bytes(gzip.compress(resolutions("80", 2)))
    assert sessions_in(path) == ({"80": 2}, True)
    assert sessions_in(tmp_path / "none") == ({}, False)
