"""The graph on a cluster: jobs are processes of their own, and one of them may be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from pathlib import Path

import pytest
import yaml

from analysis.errors import UnshiftError, UsageError
from analysis.paths import ROOT
from analysis.reporting.run import cluster as on_cluster
from analysis.reporting.run.build import build_reports, plan_reports
from analysis.study import Study

from ...helpers import raises

PROFILES = ROOT / "profiles"
SAYS = "from analysis.reporting.display import show_prose\n"
#: A scheduler of three commands: what is submitted runs at once, in a session of its own.
SUBMIT = """#!/bin/bash
for script; do :; done
id=$(($(ls {place}/jobs | wc -l) + 1))
mkdir {place}/jobs/$id
setsid bash -c 'bash "$0" >"$1/out" 2>&1; echo $? >"$1/code"' "$script" {place}/jobs/$id \\
    </dev/null >/dev/null 2>&1 &
echo $! >{place}/jobs/$id/pid
echo $id
"""
STATUS = """#!/bin/bash
job={place}/jobs/$1
if [ -f $job/code ]; then [ "$(cat $job/code)" = 0 ] && echo success || echo failed
elif kill -0 $(cat $job/pid) 2>/dev/null; then echo running
else echo failed; fi
"""


@pytest.fixture
def cluster(tmp_path, monkeypatch) -> Path:
    """Give the commands of a scheduler; the shipped profile, with less patience, uses them."""
    place = tmp_path / "cluster"
    (place / "jobs").mkdir(parents=True)
    for name, text in (("submit", SUBMIT), ("status", STATUS)):
        (place / name).write_text(text.replace("{place}", str(place)))
        (place / name).chmod(0o755)
        monkeypatch.setenv(f"UNSHIFT_{name.upper()}", str(place / name))
    monkeypatch.setenv("UNSHIFT_CANCEL", "true")
    text = (PROFILES / "submit" / "config.yaml").read_text()
    text = text.replace("between-status-checks: 10", "between-status-checks: 1")
    (place / "config.yaml").write_text(text.replace("per-second: 5", "per-second: 50"))
    return place


@pytest.mark.slow
@pytest.mark.long  # Python starts some ten times, one after the other
def test_a_worker_that_is_killed_does_not_stop_the_run(cluster, book, tmp_path):
    begun = tmp_path / "begun"
    books = [
        book(
            "# Small",
            f"import os, pathlib, time\nbegun = pathlib.Path({str(begun)!r})\n"
            "if country == 'FRA' and not begun.exists():\n"
            "    begun.write_text(str(os.getpid()))\n    time.sleep(60)",
            SAYS + "show_prose(f'Of {country}.')",
            parameters="country = 'USA'",
        ),
        book("# All", SAYS + "show_prose('Of all.')", parameters="seed = 1", name="02-all"),
    ]
    studies = [Study(country=c, record="embedded") for c in ("FRA", "HUN")]
    home = tmp_path / "home"
    plan = plan_reports(studies, place=home, notebooks=books)
    killed = []

    def kill() -> None:
        until = time.monotonic() + 600  # several starts of Python go before
        while not (begun.exists() and begun.read_text()) and time.monotonic() < until:
            time.sleep(0.1)
        session = os.getsid(int(begun.read_text()))
        for job in (cluster / "jobs").iterdir():
            if (job / "pid").read_text().strip() == str(session):
                killed.append(session)
        os.killpg(session, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    made, failed = build_reports(plan, profile=cluster)
    killer.join()
    assert len(killed) == 1
    assert failed == []
    assert [one.pdf.is_file() for one in made] == [True, True]
    # The notebook that both share, a job for each study, and one of them again.
    assert len(list((cluster / "jobs").iterdir())) == 4


@pytest.mark.parametrize(
    ("state", "means"),
    [
        ("COMPLETED", "success"),
        ("PENDING", "running"),
        ("RUNNING", "running"),
        ("", "running"),  # submitted a moment ago, and not in the accounts yet
        ("FAILED", "failed"),
        ("NODE_FAIL", "failed"),
        ("TIMEOUT", "failed"),
        ("CANCELLED by 0", "failed"),
    ],
)
def test_the_states_of_slurm_are_understood(tmp_path, state, means):
    sacct = tmp_path / "sacct"
    sacct.write_text(f'#!/bin/sh\n[ "$2" = 7 ] && echo " {state}  "\n')
    sacct.chmod(0o755)
    profile = yaml.safe_load((PROFILES / "slurm" / "config.yaml").read_text())
    said = subprocess.run(
        f"{profile['cluster-generic-status-cmd']} '7'",
        shell=True,
        env=os.environ | {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.split() == [means]


def test_a_graph_that_cannot_begin_says_where_its_log_is(book, tmp_path, monkeypatch):
    books = [book("# A", parameters="seed = 1")]
    plan = plan_reports([Study(record="embedded")], place=tmp_path / "r", notebooks=books)
    monkeypatch.setattr(
        on_cluster, "_command", lambda *given: ["sh", "-c", "echo no scheduler; exit 3"]
    )
    with raises(
        UnshiftError, str(Path(plan.work) / "logs" / "graph.log"), "no scheduler", todo="log"
    ):
        build_reports(plan, profile=PROFILES / "submit")


def test_without_the_extra_a_profile_is_refused_with_what_to_do(book, tmp_path, monkeypatch):
    plan = plan_reports(
        [Study(record="embedded")],
        place=tmp_path / "r",
        notebooks=[book("# A", parameters="seed = 1")],
    )
    monkeypatch.setattr(on_cluster, "find_spec", lambda name: None)
    with pytest.raises(UsageError) as caught:
        build_reports(plan, profile=PROFILES / "submit")
    assert "cluster" in caught.value.todo


def test_words_of_progress_written_into_one_another_are_passed_over(tmp_path):
    events = tmp_path / "events"
    events.write_text('{"job": "a", "done": 1, "total": 2}\n{"job": "{"job"\n7\n{"job": "b"}\n')
    told = []

    class Ended:
        def poll(self):
            return 0

    on_cluster._follow(Ended(), events, lambda *words: told.append(words))
    assert told == [("a", 1, 2)]
