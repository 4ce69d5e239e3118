"""`unshift data`: which files were found, and whether the record holds together."""

from __future__ import annotations

import gzip
import hashlib
import json

import pytest

from analysis.rollcalls.load import load_rollcalls

MATRIX = "rcid,date,me,nu,di,hr,co,ec,USA,RUS\n1,2020-01-01,,,,,,,1,3\n2,2020-01-02,,,,,,,2,8\n"
BULK = (
    "undl_id,ms_code,ms_name,ms_vote,date,session,resolution,draft,committee_report,meeting,"
    "title,agenda_title,subjects,vote_note,total_yes,total_no,total_abstentions,"
    "total_non_voting,total_ms,undl_link\n"
    "11,USA,UNITED STATES,N,2025-03-24,79,A/RES/79/1,,,,Oceans,,,,1,1,0,1,3,x\n"
    "11,TUR,TÜRKIYE,Y,2025-03-24,79,A/RES/79/1,,,,Oceans,,,,1,1,0,1,3,x\n"
)
PACKED = gzip.compress(MATRIX.encode() * 50)

#: Name, bytes and what must be said of a file that cannot be read.
DAMAGED = {
    "gz cut short": ("m.csv.gz", PACKED[: len(PACKED) - 20], "cut short (m.csv.gz): download"),
    "text cut short": ("m.csv", MATRIX.encode()[:-8], "not a table"),
    "Latin-1": ("ga.csv", BULK.encode("latin-1"), "byte 0xdc is not UTF-8 (ga.csv, row 3): save"),
    "UTF-16": ("ga.csv", BULK.encode("utf-16"), "not a table of text (ga.csv): download it again"),
    "HTML": ("ga.csv", b"<!DOCTYPE html><html>", "not a table of text (ga.csv): download"),
    "empty": ("ga.csv", b"", "not a table of text (ga.csv): download"),
    "zip": ("ga.csv", b"PK\x03\x04....", "not a table of text (ga.csv): download"),
    "header only": ("ga.csv", BULK.splitlines()[0].encode(), "no rows below the header (ga.csv)"),
    "semicolons": ("m.csv", MATRIX.replace(",", ";").encode(), "is the delimiter a comma?"),
    "unknown code": ("m.csv", MATRIX.replace(",1,3", ",1,7").encode(), "row 2, column RUS"),
    "unknown state": ("ga.csv", BULK.replace("TUR,TÜRKIYE", "QQQ,QUX").encode(), "QQQ"),
    "bad date": ("m.csv", MATRIX.replace("2020-01-02", "2020-13-02").encode(), "2020-13-02"),
}


@pytest.mark.parametrize("kind", DAMAGED)
@pytest.mark.parametrize(
    "command",
    [
        ["data", "check"],
        ["data", "check", "--json"],
        ["claims"],
        ["agreement", "--pair", "USA", "RUS", "--json"],
        ["report"],
    ],
    ids=" ".join,
)
def test_a_file_that_cannot_be_read(refused, data, kind, command, tmp_path):
    name, content, words = DAMAGED[kind]
    (data / name).write_bytes(content)
    target = ["--out", tmp_path / "r"] if command == ["report"] else []
    assert words in refused(1, *command, *target)
    assert not (tmp_path / "r").exists()


def test_status_of_nothing(run, data):
    code, out, _ = run("data", "status", "--json")
    assert code == 0
    found = json.loads(out)
    record = load_rollcalls("embedded")
    assert [(r["body"], r["last"]) for r in found.pop("reach")] == [
        (body, f"{record.select(body=body).last:%Y-%m-%d}") for body in ("GA", "SC")
    ]
    assert {e["name"] for e in found.pop("by_hand")} == {
        "dataverse-roll-calls",
        "general-assembly",
        "security-council",
    }
    assert found == {
        "error": "",
        "searched": ["data"],
        "missing": [],
        "files": [],
        "scope": "embedded",
        "cache": {"folder": "", "holds": "off"},  # as the tests have it
    }
    code, out, _ = run("data", "status")
    assert "The record in use is: embedded." in out
    assert "unshift data fetch --all" in out
    assert "https://digitallibrary.un.org/record/4055387" in out


def test_a_folder_that_is_not_there_is_named(run, data, monkeypatch):
    monkeypatch.setenv("UNSHIFT_DATA", str(data / "slip"))
    code, out, _ = run("data", "status")
    assert code == 0
    assert f"Named in UNSHIFT_DATA, but no folder: {data / 'slip'}." in out


def test_status_of_files(run, data):
    (data / "m.csv").write_text(MATRIX)
    (data / "ga.csv").write_bytes(b"<html>")
    code, out, _ = run("data", "status", "--json")
    found = json.loads(out)
    assert found["scope"] == "history"
    files = {f["path"]: f for f in found["files"]}
    assert files["m.csv"]["sha256"] == hashlib.sha256(MATRIX.encode()).hexdigest()
    assert files["m.csv"]["bytes"] == len(MATRIX)
    assert [files[p]["name"] for p in ("ga.csv", "m.csv")] == ["unreadable", "matrix"]
    code, out, _ = run("data", "status")
    assert code == 0
    assert "Not tables of text, to be downloaded again or removed: ga.csv." in out
    assert str(data) not in out


def test_status_of_a_file_that_cannot_be_read(run, data):
    (data / "m.csv").write_text(MATRIX.replace(",1,3", ",1,7"))
    code, out, _ = run("data", "status", "--json")
    found = json.loads(out)
    assert (code, found["reach"], found["by_hand"]) == (0, [], [])
    assert "row 2, column RUS" in found["error"]
    assert "row 2, column RUS" in run("data", "status")[1]


def test_what_the_record_has_need_not_be_downloaded(run, data):
    (data / "m.csv").write_text(MATRIX)
    (data / "ga.csv").write_text(BULK)
    found = json.loads(run("data", "status", "--json")[1])
    assert [e["name"] for e in found["by_hand"]] == ["security-council"]
    assembly = found["reach"][0]
    assert (assembly["body"], assembly["first"]) == ("GA", "2014-03-27")
    assert assembly["session"] == 80
    reach = json.loads(run("data", "check", "--json")[1])["reach"]
    assert reach == found["reach"]


def test_states_and_their_codes(run, data):
    code, out, _ = run("data", "status", "--states")
    lines = out.splitlines()
    assert code == 0
    assert "USA  United States" in lines
    assert len(lines) == 193
    states = json.loads(run("data", "status", "--states", "--json")[1])["states"]
    assert [f"{s['state']}  {s['name']}" for s in states] == lines


def test_check_of_the_embedded_record(run, data):
    code, out, _ = run("data", "check", "--json")
    account = json.loads(out)
    assert code == 0
    assert (account["roll_calls"], account["votes"], account["states"]) == (35, 4383, 193)
    assert (account["first"], account["last"]) == ("2014-03-15", "2025-12-18")
    assert account["tally_differences"] == []
    assert account["tally_checked"] == 25
    assert {g["year"] for g in account["gaps"]} == {2015}
    # A roll call known in part is told beside the others, and counted with none of them.
    assert account["partial"]["by_source"] == {"facts-part": 1}
    assert (account["partial"]["roll_calls"], account["partial"]["votes"]) == (1, 29)
    code, out, _ = run("data", "check")
    assert out.startswith("35 roll calls, 4,383 votes, 193 states, 2014-03-15 to 2025-12-18")


def test_a_tally_that_differs_is_told(run, data):
    (data / "ga.csv").write_text(BULK.replace(",1,1,0,1,3,", ",2,1,0,0,3,"))
    code, out, _ = run("data", "check", "--json")
    (differ,) = json.loads(out)["tally_differences"]
    assert code == 0
    assert (differ["symbol"], differ["date"]) == ("A/RES/79/1", "2025-03-24")
    assert (differ["counted"]["yes"], differ["stated"]["yes"]) == (1, 2)
    out = run("data", "check")[1]
    assert "1 roll calls whose counted tally" in out
    assert "2025-03-24  A/RES/79/1: counted 1 yes" in out


def test_a_file_left_out_beside_others_is_noted_in_results(run, data):
    (data / "m.csv").write_text(MATRIX)
    (data / "ga.csv").write_bytes(b"<html>")
    for command in (["data", "check"], ["claims"], ["agreement", "--pair", "USA", "RUS"]):
        code, out, _ = run(*command, "--json")
        assert code == 0
        assert json.loads(out)["notes"][0].startswith("ga.csv is not a table of text")


@pytest.mark.parametrize("command", [["data", "check"], ["claims"], ["bench"], ["estimate"]])
def test_the_history_that_is_not_there(refused, data, command):
    assert "no files of votes found" in refused(2, *command, "--record", "history")


@pytest.mark.slow
def test_check_of_the_history(run, history, record_cache, monkeypatch):
    monkeypatch.setenv("UNSHIFT_CACHE", str(record_cache))
    code, out, err = run("data", "check", "--json")
    account = json.loads(out)
    assert (code, err) == (0, "")
    assert account["scope"] == "history"
    assert account["roll_calls"] == history.n_calls
    assert account["votes"] == history.n_votes
    assert account["states"] == history.n_states
    assert account["first"].startswith("1946-")
    assert 1964 in {g["year"] for g in account["gaps"]}  # the session without votes
    assert account["tally_checked"] > 200
    assert isinstance(account["tally_differences"], list)
