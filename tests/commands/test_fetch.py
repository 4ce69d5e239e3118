"""`unshift data list`, `fetch` and `import`, from the words typed to the files on disk."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
from dataclasses import asdict

import pandas as pd
import pytest
import yaml
from rich.console import Console

from analysis.commands import main
from analysis.commands.data import sources
from analysis.record.sources import registry

from ..record.conftest import BULK, ISSUES, ROLL_CALLS, VOTES
from ..record.conftest import MATCHES as PAIRS
from ..record.conftest import MATRIX as GRID
from ..record.sources.server import MATCHES


def run(capsys, *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as end:
        main([str(a) for a in arguments])
    out, err = capsys.readouterr()
    return int(end.value.code or 0), out, err


@pytest.fixture
def raw(download_server, tmp_path, monkeypatch):
    """An empty data/raw, which is also all that is searched, and a registry of this machine."""
    folder = tmp_path / "raw"
    folder.mkdir()
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("UNSHIFT_DATA", str(folder))
    monkeypatch.setenv("UNSHIFT_ONLY", "1")
    entries = [
        download_server.entry("good", file="pairs.csv", md5=hashlib.md5(MATCHES).hexdigest()),
        download_server.entry("moved", file="more.csv"),
        download_server.entry("403", file="refused.csv"),
        download_server.entry(
            "hand", file="bulk.csv", get="hand", address="", reason="its terms ask so"
        ),
    ]
    path = tmp_path / "registry.yml"
    fields = ({k: v for k, v in asdict(e).items() if v and k != "name"} for e in entries)
    listed = {e.name: f for e, f in zip(entries, fields, strict=True)}
    path.write_text(yaml.safe_dump(listed, sort_keys=False))
    monkeypatch.setattr(registry, "REGISTRY", path)
    monkeypatch.setattr(registry, "RAW", folder)
    return folder


@pytest.fixture
def mine(tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    return folder


def names(folder) -> list[str]:
    return sorted(p.name for p in folder.iterdir() if p.name != "provenance")


def test_list(capsys, raw):
    code, out, err = run(capsys, "data", "list")
    assert (code, err) == (0, "")
    for words in ("good", "md5", "none published", "by hand", "https://example.org/pairs"):
        assert words in out
    code, out, _ = run(capsys, "data", "list", "--json")
    assert [e["name"] for e in json.loads(out)["sources"]] == ["good", "moved", "403", "hand"]


def test_the_list_of_the_house(capsys):
    code, out, _ = run(capsys, "data", "list")
    assert code == 0
    assert "1,419,867" in out
    assert max(len(line) for line in out.splitlines()) < 200


def test_fetch_by_name(capsys, raw):
    code, out, err = run(capsys, "data", "fetch", "good", "moved")
    assert (code, err) == (0, "")
    assert names(raw) == ["more.csv", "pairs.csv"]
    assert "agrees with the published hash" in out
    assert "no hash is published; this one is recorded" in out
    assert hashlib.sha256(MATCHES).hexdigest() in out
    assert "cite: Nobody (2026)" in out
    code, out, _ = run(capsys, "data", "fetch", "good", "--json")
    (found,) = json.loads(out)["fetched"]
    assert (found["status"], found["checked"]) == ("here", "published")


def test_fetch_all_goes_on_after_a_refusal(capsys, raw):
    code, out, err = run(capsys, "data", "fetch", "--all", "--json")
    assert code == 1
    found = json.loads(out)
    assert [f["name"] for f in found["fetched"]] == ["good", "moved"]
    assert [f["name"] for f in found["failed"]] == ["403"]
    assert [f["page"] for f in found["by_hand"]] == ["https://example.org/pairs"]
    assert len(err.splitlines()) == 1
    assert "refuses (403)" in err
    assert names(raw) == ["more.csv", "pairs.csv"]


def test_by_hand_says_what_to_do(capsys, raw):
    code, out, err = run(capsys, "data", "fetch", "hand")
    assert (code, err) == (0, "")
    assert "to be downloaded by hand; its terms ask so" in out
    assert "https://example.org/pairs" in out
    assert str(raw.resolve()) in out
    assert names(raw) == []


def test_offline_takes_one_line_and_ends(capsys, raw, monkeypatch):
    text = registry.REGISTRY.read_text()
    port = text.split("127.0.0.1:")[1].split("/")[0]
    registry.REGISTRY.write_text(text.replace(f"127.0.0.1:{port}", "127.0.0.1:1"))
    code, out, err = run(capsys, "data", "fetch", "--all")
    assert (code, out) == (1, "")
    assert len(err.splitlines()) == 1
    assert "is this machine online?" in err
    assert names(raw) == []


@pytest.mark.parametrize("words", [(), ("good", "--all"), ("unknown",), ("good", "--timeout", "0")])
def test_wrong_words(capsys, raw, words):
    code, out, err = run(capsys, "data", "fetch", *words)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1


def test_elsewhere_it_is_not_searched(capsys, raw, tmp_path):
    code, out, _ = run(capsys, "data", "fetch", "good", "--to", tmp_path / "other")
    assert code == 0
    assert names(tmp_path / "other") == ["pairs.csv"]
    assert f"{tmp_path / 'other'} is not searched: set UNSHIFT_DATA" in out


def test_import_says_what_it_is_and_adds(capsys, raw, mine):
    (mine / "2025 voting.csv").write_text(BULK)
    code, out, err = run(capsys, "data", "import", mine / "2025 voting.csv")
    assert (code, err) == (0, "")
    assert names(raw) == ["2025 voting.csv"]
    assert (raw / "2025 voting.csv").read_text() == BULK
    assert "voting data of the UN Digital Library: filed as" in out
    assert "2 roll calls, 4 votes, 2025-02-24 to 2025-02-25" in out
    assert "roll calls now (+1)" in out  # ES-11/7 is among the embedded votes already
    code, out, _ = run(capsys, "data", "import", mine / "2025 voting.csv", "--json")
    found = json.loads(out)
    assert found["imported"][0]["status"] == "here"
    assert found["imported"][0]["sha256"] == hashlib.sha256(BULK.encode()).hexdigest()
    assert found["record"]["before"] == found["record"]["after"]


def test_import_gives_a_name_that_is_safe_and_found(capsys, raw, mine):
    (mine / "download").write_bytes(gzip.compress(GRID.encode()))
    (mine / "..pairs;rm.txt").write_text(PAIRS)
    code, out, _ = run(
        capsys, "data", "import", mine / "download", mine / "..pairs;rm.txt", "--json"
    )
    assert code == 0
    assert [i["kind"] for i in json.loads(out)["imported"]] == ["matrix", "matches"]
    assert names(raw) == ["download.csv.gz", "pairs_rm.txt.csv"]
    code, out, _ = run(capsys, "data", "status", "--json")
    assert {f["name"] for f in json.loads(out)["files"]} == {"matrix", "matches"}


def test_parts_of_a_whole(capsys, raw, mine):
    for name, text in (("v.csv", VOTES), ("r.csv", ROLL_CALLS), ("i.csv", ISSUES)):
        (mine / name).write_text(text)
    code, out, _ = run(capsys, "data", "import", mine / "v.csv", mine / "i.csv")
    assert code == 0
    assert out.count("not used until roll_calls.csv is there too") == 2
    code, out, _ = run(capsys, "data", "import", mine / "r.csv")
    assert code == 0
    assert "2 roll calls, 5 votes, 1990-11-03 to 1991-01-02" in out
    assert "roll calls now (+2)" in out


def test_another_file_is_not_replaced_unless_told(capsys, raw, mine):
    (raw / "x.csv").write_text(PAIRS)
    (mine / "x.csv").write_text(PAIRS + "3,5,6\n")
    code, out, err = run(capsys, "data", "import", mine / "x.csv")
    assert (code, out) == (1, "")
    assert "another file of this name is there" in err
    assert "--force" in err
    assert (raw / "x.csv").read_text() == PAIRS
    assert names(raw) == ["x.csv"]
    code, out, _ = run(capsys, "data", "import", mine / "x.csv", "--force")
    assert (code, "replaced" in out) == (0, True)
    assert (raw / "x.csv").read_text().endswith("3,5,6\n")
    code, out, _ = run(capsys, "data", "import", raw / "x.csv")  # a file in its place stays
    assert (code, "already there" in out) == (0, True)


BAD = {
    "page": (b"<!DOCTYPE html><html>", "not a table of text"),
    "empty": (b"", "not a table of text"),
    "zip": (b"PK\x03\x04abc", "unpack it first"),
    "cut gz": (gzip.compress(GRID.encode() * 99)[:60], "not a table|cut short|damaged"),
    "other": (b"\x1b[31ma,b\n1,2\n", "not a known file of votes"),
    "bad vote": (BULK.replace(",Y,", ",Q,").encode(), "unknown vote 'Q'"),
    "bad number": (b"v1,rcid1,rcid2\n1,x,2\n", "not a roll-call number"),
    "bad points": (b"ccode,IdealPoint\n2,x\n", "unshift: "),
}


@pytest.mark.parametrize(("content", "words"), BAD.values(), ids=BAD)
def test_a_bad_file_is_refused_with_all_that_came_with_it(capsys, raw, mine, content, words):
    (mine / "bad.csv").write_bytes(content)
    (mine / "pairs.csv").write_text(PAIRS)
    code, out, err = run(capsys, "data", "import", mine / "pairs.csv", mine / "bad.csv")
    assert (code, out) == (1, "")
    assert len(err.splitlines()) == 1
    assert "not foreseen" not in err
    assert "\x1b" not in err
    assert re.search(words, err)
    assert list(raw.iterdir()) == []


def test_what_is_no_file(capsys, raw, mine):
    for path in (mine / "none.csv", mine):
        code, out, err = run(capsys, "data", "import", path)
        assert (code, out) == (2, "")
        assert len(err.splitlines()) == 1
    (mine / "a").mkdir()
    for path in (mine / "x.csv", mine / "a" / "x.csv"):
        path.write_text(PAIRS)
    code, _, err = run(capsys, "data", "import", mine / "x.csv", mine / "a" / "x.csv")
    assert (code, "two files would be filed as 'x.csv'" in err) == (2, True)
    assert names(raw) == []


def test_a_bar_on_a_terminal_only(capsys, raw, monkeypatch):
    screen = io.StringIO()
    terminal = Console(file=screen, force_terminal=True, width=120)
    monkeypatch.setattr(sources, "console", terminal)
    code, out, err = run(capsys, "data", "fetch", "good")
    assert (code, err) == (0, "")
    assert "pairs.csv" in out
    assert "good" in screen.getvalue()
    assert "kB" in screen.getvalue()


MARC = (
    '<record xmlns="http://www.loc.gov/MARC21/slim"><controlfield tag="001">11</controlfield>'
    + "".join(
        f'<datafield tag="{tag}" ind1=" " ind2=" ">'
        + "".join(f'<subfield code="{c}">{t}</subfield>' for c, t in parts.items())
        + "</datafield>"
        for tag, parts in (
            ("245", {"a": "A just peace"}),
            ("269", {"a": "2025-02-24"}),
            ("791", {"a": "A/RES/ES-11/7", "c": "11emsp"}),
            ("967", {"a": "1", "c": "USA", "d": "N", "e": "UNITED STATES"}),
            ("967", {"a": "2", "c": "FRA", "d": "Y", "e": "FRANCE"}),
        )
    )
    + "</record>"
)


def test_import_takes_every_layout_that_is_read(capsys, raw, mine):
    """Also those that are no tables: a record in XML, and R data, whatever they are called."""
    pyreadr = pytest.importorskip("pyreadr")
    (mine / "record").write_text(MARC)
    votes = pd.read_csv(io.StringIO(VOTES), dtype=str, keep_default_na=False)
    pyreadr.write_rdata(str(mine / "votes.rda"), votes, df_name="un_votes")
    (mine / "votes.rda").rename(mine / "votes")
    for name, kind, filed in (
        ("record", "marc", "record.xml"),
        ("votes", "votes", "votes.RData"),
    ):
        code, out, err = run(capsys, "data", "import", mine / name, "--json")
        assert (code, err) == (0, "")
        assert [i["kind"] for i in json.loads(out)["imported"]] == [kind]
        assert filed in names(raw)
