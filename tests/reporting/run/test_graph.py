"""The graph on one machine: jobs in threads, each begun when what it needs is there."""

from __future__ import annotations

import threading
import time

import pytest

from analysis.errors import UnshiftError, UsageError
from analysis.reporting.run import graph
from analysis.reporting.run.build import build_reports, plan_reports
from analysis.reporting.run.plan import Plan, PlannedRecord, PlannedReport, Run
from analysis.study import Study

from ...helpers import raises


@pytest.fixture
def plan(tmp_path) -> Plan:
    """Two studies of two notebooks each, one of which they share; no job does anything."""
    runs = {f"{stem}.k": Run(f"{stem}.ipynb", {}, "r", "k") for stem in ("both", "one", "two")}
    reports = {
        f"{name}.k": PlannedReport({}, str(tmp_path / name), "r", ("both.k", f"{name}.k"), "k")
        for name in ("one", "two")
    }
    # The name of a report and of a run differ in a real plan.
    reports = {f"report-{name}": report for name, report in reports.items()}
    return Plan(str(tmp_path / "work"), {"r": PlannedRecord("embedded", ())}, runs, reports)


@pytest.fixture
def done(monkeypatch) -> list[str]:
    """Let every job write its file and note its name; ``two.k`` fails."""
    names: list[str] = []

    def job(kind):
        def run(plan, name, tell):
            tell(name, 0, 1)
            if name == "two.k":
                failure = plan.file("failure", name)
                failure.parent.mkdir(parents=True, exist_ok=True)
                failure.write_text("{}")
                raise ValueError("two")
            path = plan.file(kind, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
            names.append(name)
            tell(name, 1, 1)

        return run

    monkeypatch.setattr(graph.work, "describe_record", job("record"))
    monkeypatch.setattr(graph.work, "execute", job("run"))
    monkeypatch.setattr(graph.work, "print_study", job("report"))
    return names


@pytest.mark.parametrize("jobs", [1, 2, 8])
def test_a_job_begins_when_what_it_needs_is_there_and_is_done_once(plan, done, jobs):
    told = []
    graph.run_graph(plan, jobs, lambda *words: told.append(words))
    assert done[0] == "r"
    assert sorted(done) == ["both.k", "one.k", "r", "report-one.k"]
    assert done.index("report-one.k") > max(done.index("both.k"), done.index("one.k"))
    assert [job for job, finished, _ in told if finished] == done or jobs > 1
    assert ("two.k", 0, 1) in told
    assert "ValueError: two" in plan.file("log", "graph").read_text()


def test_what_has_been_made_is_not_made_again(plan, done):
    for kind, name in (("record", "r"), ("run", "both.k")):
        path = plan.file(kind, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    graph.run_graph(plan, 2, lambda *words: None)
    assert sorted(done) == ["one.k", "report-one.k"]


def test_as_many_jobs_run_at_once_as_asked(plan, done, monkeypatch):
    at_once, most = set(), []
    lock = threading.Lock()

    def slow(plan, name, tell):
        with lock:
            at_once.add(name)
            most.append(len(at_once))
        time.sleep(0.2)
        with lock:
            at_once.remove(name)

    monkeypatch.setattr(graph.work, "execute", slow)
    graph.run_graph(plan, 2, lambda *words: None)
    assert max(most) == 2


def test_a_job_that_cannot_say_why_it_failed_is_not_passed_over(plan, done, monkeypatch):
    def full(plan, name, tell):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(graph.work, "describe_record", full)
    with pytest.raises(UnshiftError) as caught:
        graph.run_graph(plan, 2, lambda *words: None)
    assert "No space left" in caught.value.what
    assert done == []


def test_what_ends_the_run_ends_the_jobs_and_leaves_no_halves(plan, done, monkeypatch):
    ended = []

    def endless(plan, name, tell):
        half = plan.file("run", name).with_suffix(".part")
        half.parent.mkdir(parents=True, exist_ok=True)
        half.touch()
        try:
            while True:
                tell(name, 0, 2)
                time.sleep(0.01)
        except BaseException:
            ended.append(name)
            raise

    def interrupted(job: str, finished: int, total: int) -> None:
        if total == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(graph.work, "execute", endless)
    with pytest.raises(KeyboardInterrupt):
        graph.run_graph(plan, 2, interrupted)
    assert len(ended) == 2
    assert list(plan.file("run", "x").parent.iterdir()) == []
    assert not any(plan.file("failure", name).exists() for name in plan.jobs())


def test_a_second_run_in_the_same_folder_is_told_to_wait(book, tmp_path):
    books = [book("# A", parameters="seed = 1")]
    one = plan_reports([Study(record="embedded")], place=tmp_path / "r", notebooks=books)
    with graph.held(one):
        with raises(
            UsageError, next(iter(one.reports.values())).target, "another run", todo="wait"
        ):
            build_reports(one)
        other = Study(country="FRA", record="embedded")
        with graph.held(plan_reports([other], place=tmp_path / "r", notebooks=books)) as held:
            assert len(held) == 1
    with graph.held(one) as held:
        assert len(held) == 1
