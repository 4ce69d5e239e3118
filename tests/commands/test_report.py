"""`unshift report`: flags over the study, and refusals before anything runs."""

from __future__ import annotations

import json
import os

import pytest

from analysis.reporting import build
from analysis.reporting.build import Report
from analysis.study import Study, load_study


@pytest.fixture
def asked(monkeypatch, tmp_path) -> list[tuple]:
    """Note what report is asked for instead of making it."""
    calls: list[tuple] = []

    def make(study, out=None, jobs=2, listener=None, notebooks=None) -> Report:
        calls.append((study, out, jobs))
        about = {
            "study": study.to_dict(),
            "seconds": 1.5,
            "record": {"scope": "embedded", "rests_on": "33 roll calls"},
        }
        for done in range(3):
            listener("01-a", done, 2)
        return Report(tmp_path / "r", tmp_path / "r" / "r.pdf", about)

    monkeypatch.setattr(build, "build_report", make)
    return calls


@pytest.fixture
def never(monkeypatch):
    """Let a test fail if a notebook is executed."""

    def run(*arguments):
        raise AssertionError("a notebook was executed")

    monkeypatch.setattr(build, "run_notebooks", run)


def test_without_flags_the_study_of_the_checkout(run, asked, tmp_path):
    code, out, err = run("report")
    assert code == 0
    assert asked == [(load_study(), None, 2)]
    assert "Record: embedded; 33 roll calls." in out
    assert str(tmp_path / "r" / "r.pdf") in out
    assert err == "01-a: done\n"


def test_flags_override_the_study(run, asked, tmp_path):
    (tmp_path / "s.yml").write_text("country: FRA\ndraws: 300\nevent: 2022-02-24\n")
    words = ["--study", tmp_path / "s.yml", "--country", "hun", "--rival", "CHN", "--level", "0.8"]
    words += ["--ally", "EU", "--ally", "NATO", "--seed", "5", "--jobs", "1", "--out", tmp_path]
    assert run("report", *words, "--record", "embedded")[0] == 0
    ((study, out, jobs),) = asked
    assert (study.country, study.rival, study.allies) == ("HUN", "CHN", ("EU", "NATO"))
    assert (study.draws, study.seed, study.level) == (300, 5, 0.8)
    assert (study.event.isoformat(), study.record) == ("2022-02-24", "embedded")
    assert (out, jobs) == (tmp_path, 1)


@pytest.mark.parametrize(
    ("event", "before"),
    [("2022-02-24", "2018-02-24"), ("2024-02-29", "2020-02-29"), ("1904-02-29", "1900-02-28")],
)
def test_an_event_alone_moves_the_time_before(run, asked, event, before):
    assert run("report", "--event", event)[0] == 0
    assert asked[0][0].before.isoformat() == before


def test_both_may_be_given(run, asked):
    run("report", "--event", "2022-02-24", "--before", "2014-01-01")
    assert asked[0][0].before.isoformat() == "2014-01-01"


def test_the_friend_is_not_shown_beside_itself(run, asked):
    friend = load_study().friend
    run("report", "--country", friend)
    assert (asked[0][0].country, asked[0][0].friend) == (friend, load_study().country)


def test_json_is_one_object(run, asked, tmp_path):
    code, out, err = run("report", "--json")
    said = json.loads(out)
    assert code == 0
    assert said["pdf"] == str(tmp_path / "r" / "r.pdf")
    assert said["manifest"]["study"] == load_study().to_dict()
    assert err == "01-a: done\n"


@pytest.mark.usefixtures("never")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--country", "XXX"], "unknown state 'XXX'"),
        (["--country", "USSR"], "country is 'USSR'"),
        (["--country", ""], "country is ''"),
        (["--country", "RUS"], "country and rival are both RUS (study): choose"),
        (["--rival", "USA"], "country and rival are both USA"),
        (["--friend", "XXX"], "unknown state 'XXX'"),
        (["--event", "yesterday"], "event is 'yesterday' (study): give a date"),
        (["--event", "2025-02-30"], "event is '2025-02-30'"),
        (["--event", "1945-06-26"], "the record runs from 2014-03-27 to 2025-12-18"),
        (["--event", "2031-01-01"], "the record runs from 2014-03-27 to 2025-12-18"),
        (["--event", "2014-03-27"], "no roll calls before the event 2014-03-27"),
        (["--event", "2025-12-19"], "no roll calls after the event 2025-12-19"),
        (["--before", "2026-01-01"], "before (2026-01-01) is not earlier than event"),
        (["--before", "then"], "before is 'then'"),
        (["--issue", "ukrain"], "unknown issue 'ukrain' (study): use budget, climate"),
        (["--ally", "NATTO"], "unknown alliance 'NATTO' (members): use BRICS, CSTO"),
        (["--record", "all"], "record is 'all' (study): use auto, history, embedded"),
        (["--record", "history"], "no files of votes found"),
        (["--level", "90"], "level is 90"),
        (["--level", "high"], "--level"),
        (["--draws", "1"], "draws is 1"),
        (["--seed", "-1"], "seed is -1"),
        (["--jobs", "0"], "--jobs"),
        (["--study", "no.yml"], "no study: No such file or directory (no.yml): name"),
        (["--study", "."], "no study: Is a directory"),
    ],
)
def test_wrong_usage(refused, data, tmp_path, arguments, words):
    assert words in refused(2, "report", "--out", tmp_path / "r", *arguments)
    assert not (tmp_path / "r").exists()


@pytest.mark.usefixtures("never")
@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"country: USA\nrivall: RUS\n", "unknown parameter 'rivall' (s.yml): known: country, r"),
        (b"country: [USA\n", "the study is not YAML (s.yml)"),
        (b"\xff\xfe", "the study is not YAML (s.yml)"),
        (b"", "not a list of names and values (s.yml): write name"),
        (b"- USA\n", "not a list of names and values (s.yml)"),
        (b"country: NO\n", "country is False"),  # YAML reads NO as false
        (b"event: 2025-02-30\n", "the study is not YAML (s.yml)"),
        (b"draws: many\n", "draws is 'many'"),
        (b"allies: NATO\n", "allies is 'NATO' (study): give a list"),
        (b"method: exact\n", "method is 'exact'"),
    ],
)
def test_a_study_file_that_is_wrong(refused, data, tmp_path, text, words):
    (tmp_path / "s.yml").write_bytes(text)
    said = refused(2, "report", "--study", tmp_path / "s.yml", "--out", tmp_path / "r")
    assert words in said
    assert sorted(os.listdir(tmp_path)) == ["data", "s.yml"]


@pytest.mark.usefixtures("never")
def test_a_target_that_is_not_ours(refused, data, tmp_path):
    (tmp_path / "file").write_text("mine")
    assert "this is a file" in refused(2, "report", "--out", tmp_path / "file")
    assert "cannot write here" in refused(2, "report", "--out", tmp_path / "file" / "below")
    assert "not a report's" in refused(2, "report", "--out", tmp_path)
    assert (tmp_path / "file").read_text() == "mine"


def test_the_study_of_the_checkout_is_the_default_study():
    assert load_study() == Study()
