"""`unshift report`: flags over the study, and refusals before anything runs."""

from __future__ import annotations

import json
import os
from datetime import date, timedelta
from pathlib import Path

import pytest

from analysis.commands.shared.output import near
from analysis.errors import UnshiftError
from analysis.reporting.run import build
from analysis.reporting.run.build import Failure, Report
from analysis.reporting.run.plan import read_plan
from analysis.shift.shipped.tables import run_of_counts
from analysis.study import Study, load_study

#: The first day of which nothing is counted: what votes do not answer, the shipped counts may.
AFTER_ALL = (date.fromisoformat(run_of_counts()["last"]) + timedelta(days=1)).isoformat()


class Asked:
    """Notes what is to be made, and pretends that it was; studies of FAIL are not."""

    def __init__(self) -> None:
        self.studies: list[Study] = []
        self.targets: list[Path] = []
        self.jobs = 0
        self.profile: Path | None = None

    def __call__(self, plan, jobs=2, progress=None, profile=None):
        self.jobs, self.profile = jobs, profile
        made, failed = [], []
        for one in plan.reports.values():
            study, target = Study(**one.study), Path(one.target)
            self.studies.append(study)
            self.targets.append(target)
            if study.country == "FRA":
                error = UnshiftError("ZeroDivisionError: by zero", "notebook 05-shift, cell 7")
                failed.append(Failure(target, [error], [target.parent / "x.log"]))
                continue
            about = {
                "study": one.study,
                "seconds": 1.5,
                "record": {"scope": "embedded", "rests_on": "33 roll calls"},
            }
            made.append(Report(target, target / f"{target.name}.pdf", about, study.seed != 1))
        for done in range(3):
            progress(next(iter(plan.runs)), done, 2)
        return made, failed


@pytest.fixture
def asked(monkeypatch, data) -> Asked:
    """Note what report is asked for instead of making it, on the embedded record."""
    noted = Asked()
    monkeypatch.setattr(build, "build_reports", noted)
    return noted


@pytest.fixture
def never(monkeypatch):
    """Let a test fail if the graph is started."""

    def run(*arguments):
        raise AssertionError("the graph was started")

    monkeypatch.setattr(build, "run_graph", run)


def test_without_flags_the_study_of_the_checkout(run, asked):
    code, out, err = run("report")
    assert code == 0
    assert asked.studies == [load_study()]
    assert asked.jobs == 2
    assert "Record: embedded; 33 roll calls." in out
    pdf = asked.targets[0] / "usa-rus-2025-01-20-embedded.pdf"
    assert f"Report: {near(pdf)} (2 s for the notebooks)" in out
    assert err == "00-answer: done\n"


def test_what_is_up_to_date_is_said_to_be(run, asked):
    assert "(up to date)" in run("report", "--seed", 1)[1]


def test_flags_override_the_study(run, asked, tmp_path):
    (tmp_path / "s.yml").write_text("country: FRA\ndraws: 300\nevent: 2022-02-24\n")
    words = ["--study", tmp_path / "s.yml", "--country", "hun", "--rival", "CHN", "--level", "0.8"]
    words += ["--ally", "EU", "--ally", "NATO", "--seed", "5", "--jobs", "1"]
    assert run("report", *words, "--out", tmp_path / "r", "--record", "embedded")[0] == 0
    (study,) = asked.studies
    assert (study.country, study.rival, study.allies) == ("HUN", "CHN", ("EU", "NATO"))
    assert (study.draws, study.seed, study.level) == (300, 5, 0.8)
    assert (study.event.isoformat(), study.record) == ("2022-02-24", "embedded")
    assert (asked.targets, asked.jobs) == ([tmp_path / "r"], 1)


def test_several_countries_and_one_that_fails(run, asked, tmp_path):
    words = ["--country", "HUN", "--country", "FRA", "--country", "BRA", "--out", tmp_path / "r"]
    code, out, err = run("report", *words)
    assert code == 1
    # Rivals are those of the rule, each its own.
    pairs = ("hun-chn", "fra-chn", "bra-usa")
    names = [f"{pair}-2025-01-20-embedded" for pair in pairs]
    assert asked.targets == [tmp_path / "r" / name for name in names]
    lines = out.splitlines()
    assert [line.partition(":")[0] for line in lines[:4]] == [
        "Record",
        "Report",
        "Report",
        "Failed",
    ]
    assert lines[3].endswith(names[1])
    assert lines[4].startswith("  ZeroDivisionError: by zero (notebook 05-shift, cell 7); log ")
    assert lines[5:] == ["1 of 3 reports failed."]
    code, out, err = run("report", "--json", *words)
    said = json.loads(out)
    assert (code, len(said["reports"])) == (1, 2)
    assert said["failed"][0]["errors"] == ["ZeroDivisionError: by zero (notebook 05-shift, cell 7)"]


def test_one_that_fails_is_an_error_in_one_line(run, asked):
    code, out, err = run("report", "--country", "FRA")
    assert (code, out) == (1, "")
    assert err.splitlines()[-1] == (
        "unshift: ZeroDivisionError: by zero (notebook 05-shift, cell 7)"
    )


def test_a_table_of_studies(run, asked, tmp_path):
    (tmp_path / "s.csv").write_text("country,event\nHUN,2022-02-24\nBRA,\n")
    words = ["--studies", tmp_path / "s.csv", "--draws", 60, "--out", tmp_path / "r"]
    assert run("report", *words)[0] == 0
    assert [(s.country, str(s.event), s.draws) for s in asked.studies] == [
        ("HUN", "2022-02-24", 60),
        ("BRA", "2025-01-20", 60),
    ]
    assert [t.parent for t in asked.targets] == [tmp_path / "r"] * 2


def test_a_plan_is_written_and_nothing_made(run, asked, tmp_path):
    words = ["--country", "HUN", "--country", "BRA", "--out", tmp_path / "r"]
    code, out, _ = run("report", *words, "--plan", tmp_path / "p.json")
    assert (code, asked.studies) == (0, [])
    plan = read_plan(tmp_path / "p.json")
    assert len(plan.reports) == 2
    assert f"2 reports of {len(plan.runs)} notebooks" in out
    assert len(plan.shared()) == 2  # what the record alone decides


@pytest.mark.parametrize(
    ("event", "before"),
    [("2022-02-24", "2018-02-24"), ("2024-02-29", "2020-02-29")],
)
def test_an_event_alone_moves_the_time_before(run, asked, event, before):
    assert run("report", "--event", event)[0] == 0
    assert asked.studies[0].before.isoformat() == before


def test_both_may_be_given(run, asked):
    run("report", "--event", "2022-02-24", "--before", "2014-01-01")
    assert asked.studies[0].before.isoformat() == "2014-01-01"


def test_the_friend_is_not_shown_beside_itself(run, asked):
    friend = load_study().friend
    run("report", "--country", friend)
    (study,) = asked.studies
    assert study.country == friend
    assert study.friend not in (study.country, study.rival)


def test_the_rival_of_the_checkout_is_studied_against_another(run, asked):
    assert run("report", "--country", "USSR")[0] == 0
    (study,) = asked.studies
    assert study.country == "RUS"
    assert study.rival not in ("RUS", study.friend)


def test_json_is_one_object(run, asked, tmp_path):
    code, out, err = run("report", "--json", "--out", tmp_path / "r")
    said = json.loads(out)
    assert code == 0
    assert said["pdf"] == str(tmp_path / "r" / "r.pdf")
    assert said["manifest"]["study"] == load_study().to_dict()
    assert err == "00-answer: done\n"


@pytest.mark.usefixtures("never")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--country", "XXX"], "unknown state 'XXX'"),
        (["--country", "USSR", "--rival", "RUS"], "country and rival are both RUS"),
        (["--country", ""], "country is ''"),
        (["--country", "RUS", "--rival", "RUS"], "country and rival are both RUS (study): choose"),
        (["--rival", "USA"], "country and rival are both USA"),
        (["--friend", "XXX"], "unknown state 'XXX'"),
        (["--country", "FRA", "--friend", "FRA"], "FRA would be shown beside itself (--friend)"),
        (["--rival", "RUS", "--friend", "RUS"], "RUS would be shown beside itself (--friend)"),
        (["--rival", "XXX"], "unknown state 'XXX'"),
        (["--event", "yesterday"], "event is 'yesterday' (study): give a date"),
        (["--event", "2025-02-30"], "event is '2025-02-30'"),
        (["--event", "1945-06-26"], "the record runs from 1946-01-01 to "),
        (["--event", "2031-01-01"], "the record runs from 1946-01-01 to "),
        (["--event", "1946-01-01"], "no roll calls before the event 1946-01-01"),
        (["--event", AFTER_ALL], f"no roll calls after the event {AFTER_ALL}"),
        (["--before", "2026-01-01"], "before (2026-01-01) is not earlier than event"),
        (["--before", "then"], "before is 'then'"),
        (["--issue", "ukrain"], "unknown issue 'ukrain' (study): use budget, climate"),
        (["--ally", "NATTO"], "unknown alliance 'NATTO' (members): use BRICS, CSTO"),
        (["--record", "all"], "--record"),
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
        ("country\nHUN\nXXX\n", "unknown state 'XXX' (s.csv, row 3)"),
        ("country,event\n\nSSD,1960-01-01\n", "the record runs from"),
        (
            "country\nHUN\nHUN\n",
            "s.csv, row 3 has the same country, rival and event as s.csv, row 2",
        ),
        ("country,colour\nHUN,red\n", "unknown column 'colour' (s.csv, row 1)"),
    ],
)
def test_a_table_is_checked_before_anything_runs(refused, data, tmp_path, text, words):
    (tmp_path / "s.csv").write_text(text)
    said = refused(2, "report", "--studies", tmp_path / "s.csv", "--out", tmp_path / "r")
    assert words in said
    assert not (tmp_path / "r").exists()


@pytest.mark.usefixtures("never")
def test_wrong_usage_of_many(refused, data, tmp_path):
    (tmp_path / "s.csv").write_text("country\nHUN\n")
    said = refused(2, "report", "--studies", tmp_path / "s.csv", "--country", "FRA")
    assert "leave these flags out" in said
    assert "no config.yaml" in refused(2, "report", "--profile", tmp_path)
    said = refused(2, "report", "--country", "HUN", "--country", "XXX", "--out", tmp_path / "r")
    assert "unknown state 'XXX' (XXX, RUS, 2025-01-20)" in said


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
        (b"record: all\n", "record is 'all'"),
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


def test_what_is_due_is_what_has_not_been_made(asked, tmp_path):
    from analysis.commands.report import _due
    from analysis.reporting.run.build import plan_reports

    plan = plan_reports([load_study()], place=tmp_path)
    assert _due(plan) == set(plan.jobs())
    made = next(iter(plan.runs))
    plan.file("run", made).parent.mkdir(parents=True)
    plan.file("run", made).write_text("{}")
    assert _due(plan) == set(plan.jobs()) - {made}
