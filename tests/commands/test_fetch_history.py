"""From an empty folder to the history by one command, from a server on this machine."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

import pytest
import yaml

from analysis.paths import ROOT, data_search_path
from analysis.record.readers.formats.tabular import open_file
from analysis.record.sources import registry
from analysis.rollcalls.load import load_rollcalls

from ..record.conftest import ISSUES, ROLL_CALLS, VOTES
from ..record.sources.resolutions import resolutions
from ..record.sources.server import Shelved

SMALL = {
    "unvotes.csv": VOTES.encode(),
    "roll_calls.csv": ROLL_CALLS.encode(),
    "issues.csv": ISSUES.encode(),
    **{f"{s}.json": resolutions(s) for s in ("79", "80", "ES-11")},
}
SESSIONS = tuple(name.removesuffix(".json") for name in SMALL if name.endswith(".json"))


@pytest.fixture
def server(download_server, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    download_server.hits.clear()
    download_server.shelf.clear()
    return download_server


@pytest.fixture
def offered(server, data, tmp_path, monkeypatch):
    """Put files on the server's shelf, and the house's registry in front of it."""

    def offer(files: dict[str, bytes]) -> Path:
        for name, body in files.items():
            server.shelf[name] = Shelved(body)
        entries = {}
        for entry in registry.read_registry():
            fields = {k: v for k, v in asdict(entry).items() if v and k != "name"}
            if entry.get == "fetch" and (name := entry.address.rsplit("/", 1)[1]) in files:
                entries[entry.name] = fields | {"address": server.address(f"shelf/{name}")}
                if "about" in fields:  # a file much smaller than is known is refused
                    entries[entry.name]["about"] = len(files[name])
            elif entry.members:
                members = [m for m in entry.members if f"{m}.json" in files]
                address = server.address("shelf/{}.json")
                entries[entry.name] = fields | {"address": address, "members": members}
            elif entry.get == "hand":
                entries[entry.name] = fields
        for fields in entries.values():
            fields |= {k: list(v) for k, v in fields.items() if isinstance(v, tuple)}
        path = tmp_path / "registry.yml"
        path.write_text(yaml.safe_dump(entries, sort_keys=False))
        monkeypatch.setattr(registry, "REGISTRY", path)
        monkeypatch.setattr(registry, "RAW", data)
        return data

    return offer


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir() if p.name != "provenance")


def statuses(out: str) -> dict[str, str]:
    return {f["name"]: f["status"] for f in json.loads(out)["fetched"]}


ALL = ["data", "fetch", "--all", "--json"]


class TestSmall:
    def test_by_one_command_from_nothing_to_the_history(self, run, offered, server):
        folder = offered(SMALL)
        assert load_rollcalls().scope == "embedded"
        code, out, err = run(*ALL)
        assert (code, err) == (0, "")
        assert set(statuses(out).values()) == {"new"}
        assert len(json.loads(out)["by_hand"]) == 3
        assert names(folder) == sorted(
            ["unvotes.csv", "roll_calls.csv", "issues.csv"]
            + [f"ga-resolutions-{s}.json" for s in SESSIONS]
        )
        found = json.loads(run("data", "status", "--json")[1])
        assert (found["scope"], found["error"]) == ("history", "")
        kinds = {f["name"] for f in found["files"]}
        assert kinds == {"votes", "roll_calls", "issues", "conference"}
        assert len(found["files"]) == len(SMALL)  # not the notes, which are JSON as well
        assembly = found["reach"][0]
        assert (assembly["first"], assembly["session"]) == ("1990-11-03", 80)

    def test_a_damaged_note_is_no_damaged_record(self, run, offered):
        folder = offered(SMALL)
        run(*ALL)
        (folder / "provenance" / "ga-resolutions-80.json.json").write_text("")
        found = json.loads(run("data", "status", "--json")[1])
        assert "unreadable" not in {f["name"] for f in found["files"]}

    def test_later_only_the_new_session_comes(self, run, offered, server):
        offered(SMALL)
        run(*ALL)
        server.shelf["80.json"].body = resolutions("80", 7)
        server.shelf["81.json"] = Shelved(resolutions("81"))
        code, out, err = run(*ALL)
        assert (code, err) == (0, "")
        came = {k: v for k, v in statuses(out).items() if v != "here"}
        assert came == {"ga-resolutions-80": "replaced", "ga-resolutions-81": "new"}
        assert server.shelf["79.json"].answers == [200, 304, 304]
        assert server.shelf["unvotes.csv"].answers == [200]
        found = json.loads(run("data", "status", "--json")[1])
        assert (found["reach"][0]["session"], found["reach"][0]["last"]) == (81, "2026-12-05")

    def test_what_was_replaced_is_said(self, run, offered, server):
        offered(SMALL)
        code, out, _ = run("data", "fetch", "ga-resolutions")
        assert (code, out.count("acknowledged")) == (0, 1)  # the terms once, not of each file
        old = server.shelf["80.json"].headers()["ETag"][3:-1]
        server.shelf["80.json"].body = resolutions("80", 7)
        code, out, err = run("data", "fetch", "ga-resolutions-80")
        assert (code, err) == (0, "")
        assert f"before: {old}" in out
        assert "replaced" in out

    def test_a_session_that_vanished_stays(self, run, offered, server):
        folder = offered(SMALL)
        run(*ALL)
        del server.shelf["79.json"]
        code, out, err = run(*ALL)
        assert (code, statuses(out)["ga-resolutions-79"]) == (0, "kept")
        assert len(err.splitlines()) == 1
        assert "404" in err
        assert (folder / "ga-resolutions-79.json").read_bytes() == resolutions("79")

    def test_a_session_that_fails_leaves_the_rest_and_the_old_one(self, run, offered, server):
        folder = offered(SMALL)
        run(*ALL)
        server.shelf["79.json"].body = resolutions("80")
        server.shelf["80.json"].body = resolutions("80", 4)
        code, out, err = run(*ALL)
        assert code == 1
        (failed,) = json.loads(out)["failed"]
        assert (failed["name"], failed["here"]) == ("ga-resolutions-79", True)
        assert statuses(out)["ga-resolutions-80"] == "replaced"
        assert len(err.splitlines()) == 1
        assert (folder / "ga-resolutions-79.json").read_bytes() == resolutions("79")
        assert load_rollcalls().scope == "history"

    def test_the_sessions_alone_are_a_history(self, run, offered):
        offered({k: v for k, v in SMALL.items() if k.endswith(".json")})
        assert run(*ALL)[0] == 0
        assert json.loads(run("data", "status", "--json")[1])["scope"] == "history"

    @pytest.mark.skipif(os.name == "nt", reason="no signals of this kind")
    def test_ctrl_c_half_way(self, offered, server, data):
        """In a process of its own, stopped while the second session stalls."""
        offered(SMALL)
        server.shelf["80.json"].turns = ["stall"]
        code = (
            "import sys; from pathlib import Path; from analysis.record.sources import registry;"
            "from analysis.commands import main;"
            "registry.REGISTRY, registry.RAW = Path(sys.argv[1]), Path(sys.argv[2]);"
            "main(['data', 'fetch', '--all'])"
        )
        process = subprocess.Popen(
            [sys.executable, "-c", code, str(registry.REGISTRY), str(data)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        end = time.monotonic() + 60
        while not server.shelf["80.json"].asked and time.monotonic() < end:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
        assert server.shelf["80.json"].asked
        assert process.returncode not in (0, 1, 2)
        assert len(err.splitlines()) == 1
        assert names(data) == sorted(
            ["unvotes.csv", "roll_calls.csv", "issues.csv", "ga-resolutions-79.json"]
        )
        assert len(list((data / "provenance").iterdir())) == 4


def public() -> dict[str, bytes]:
    """Unpack the public files as their servers hold them; empty where they are not here."""
    for folder in data_search_path():
        tidy = [folder / "unvotes" / f"{n}.csv.gz" for n in ("unvotes", "roll_calls", "issues")]
        sessions = sorted((folder / "un_ga").glob("*.json.gz"))
        if all(p.is_file() for p in tidy) and sessions:
            files = {}
            for path in (*tidy, *sessions):
                with open_file(path) as stream:
                    files[path.name.removesuffix(".gz")] = stream.read()
            return files
    return {}


@pytest.mark.slow
def test_the_public_files_are_the_history_to_the_newest_session(request, server):
    """The very files, from a server that cuts one short, fails once, and has one that grows."""
    files = public()
    if not files:
        pytest.skip("no folder of the data search path holds the files of un_ga and unvotes")
    offered, run = request.getfixturevalue("offered"), request.getfixturevalue("run")
    folder = offered(files)
    whole = files["80.json"]
    lines = whole.splitlines(keepends=True)
    server.shelf["75.json"].turns = ["cut"]
    server.shelf["76.json"].turns = ["503"]
    server.shelf["80.json"].body = b"".join(lines[:100])
    code, out, err = run(*ALL)
    assert (code, err) == (0, "")
    assert len(statuses(out)) == len(files)
    first = json.loads(run("data", "status", "--json")[1])
    server.shelf["80.json"].body = whole
    code, out, err = run(*ALL)
    assert (code, err) == (0, "")
    assert [k for k, v in statuses(out).items() if v == "replaced"] == ["ga-resolutions-80"]
    for name, body in files.items():
        filed = name if name.endswith(".csv") else f"ga-resolutions-{name}"
        assert (folder / filed).read_bytes() == body
    found = json.loads(run("data", "status", "--json")[1])
    assembly, before = found["reach"][0], first["reach"][0]
    assert found["scope"] == first["scope"] == "history"
    assert (assembly["first"], assembly["last"], assembly["session"]) == (
        "1946-01-01",
        "2026-06-04",
        80,
    )
    assert before["last"] < assembly["last"]
    assert assembly["roll_calls"] > before["roll_calls"] > 6_203 + 500
