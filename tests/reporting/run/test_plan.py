"""One run, one record: what a plan fixes stays so until its reports are made."""

from __future__ import annotations

import json

import nbformat
import pytest

from analysis.errors import RecordError
from analysis.reporting.run import jobs
from analysis.reporting.run.build import build_reports, plan_reports
from analysis.reporting.run.plan import read_plan
from analysis.study import Study

MATRIX = """\
rcid,date,me,nu,di,hr,co,ec,USA,RUS,FRA,ISR,GBR
1,2022-12-01,TRUE,FALSE,FALSE,FALSE,FALSE,FALSE,3,1,1,3,1
2,2025-12-01,TRUE,FALSE,FALSE,FALSE,FALSE,FALSE,3,1,2,3,2
"""
LATER = MATRIX.replace("1,2022-12-01", "7,2023-12-01").replace("2,2025-12-01", "8,2025-12-02")
#: Says what the chapter reads, and what a check of the data says there.
READS = (
    "import json\n"
    "from analysis.rollcalls.accounts.check import check_record\n"
    "from analysis.rollcalls.load import load_rollcalls\n"
    "rollcalls = load_rollcalls(record)\n"
    "print(json.dumps([rollcalls.scope, rollcalls.n_calls, check_record(rollcalls)]))"
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Make an empty folder that is the whole of the search path."""
    data = tmp_path / "data"
    data.mkdir()
    monkeypatch.setenv("UNSHIFT_DATA", str(data))
    monkeypatch.setenv("UNSHIFT_ONLY", "1")
    return data


@pytest.fixture
def books(book):
    return [
        book("# One", READS, parameters="record = 'auto'", name="01-one"),
        book("# Two", READS, parameters="record = 'auto'", name="02-two"),
    ]


def said(plan, name: str) -> list:
    cells = nbformat.read(plan.file("run", name), as_version=4).cells
    return json.loads("".join(o["text"] for c in cells for o in c.get("outputs", [])))


@pytest.mark.slow
@pytest.mark.parametrize(("before", "scope"), [(None, "embedded"), (MATRIX, "history")])
def test_a_file_that_appears_between_two_chapters_reaches_neither(
    books, folder, tmp_path, before, scope
):
    if before is not None:
        (folder / "votes.csv").write_text(before)
    plan = plan_reports([Study(allies=("G7",))], place=tmp_path / "home", notebooks=books)
    (key,) = plan.records
    first, second = plan.runs
    jobs.execute(plan, first, lambda *words: None)
    (folder / "a-later.csv").write_text(LATER)
    jobs.describe_record(plan, key, lambda *words: None)
    jobs.execute(plan, second, lambda *words: None)
    assert said(plan, first) == said(plan, second)
    held, calls, account = said(plan, second)
    about = json.loads(plan.file("record", key).read_text())["record"]
    assert (held, calls) == (about["scope"], about["roll_calls"]) == (scope, account["roll_calls"])
    # The next report is planned with it, so nothing of the earlier one is taken for its own.
    again = plan_reports([Study(allies=("G7",))], place=tmp_path / "home", notebooks=books)
    assert not set(again.runs) & set(plan.runs)


@pytest.mark.slow
def test_a_file_that_changes_ends_the_report_in_one_line(books, folder, tmp_path):
    votes = folder / "votes.csv"
    votes.write_text(MATRIX)
    plan = plan_reports([Study(allies=("G7",))], place=tmp_path / "home", notebooks=books)
    jobs.execute(plan, next(iter(plan.runs)), lambda *words: None)
    votes.write_text(LATER)
    made, (failed,) = build_reports(plan)
    assert made == []
    assert {type(error) for error in failed.errors} == {RecordError}
    assert {error.where for error in failed.errors} == {"votes.csv"}
    assert all(error.todo and "\n" not in str(error) for error in failed.errors)


def test_a_plan_is_read_back_as_it_was_written(books, folder, tmp_path):
    (folder / "votes.csv").write_text(MATRIX)
    plan = plan_reports([Study(allies=("G7",))], place=tmp_path / "home", notebooks=books)
    plan.write(tmp_path / "plan.json")
    assert read_plan(tmp_path / "plan.json") == plan
    (record,) = plan.records.values()
    assert [file.kind for file in record.files if file.used][:1] == ["matrix"]
    assert all(len(file.sha256) == 64 for file in record.files)


def test_what_the_record_does_not_read_does_not_matter_to_it(books, folder, tmp_path):
    """A report on the embedded record is the same whatever files of votes there are."""
    study = Study(record="embedded", allies=("G7",))
    one = plan_reports([study], place=tmp_path / "home", notebooks=books)
    (folder / "votes.csv").write_text(MATRIX)
    assert plan_reports([study], place=tmp_path / "home", notebooks=books) == one
