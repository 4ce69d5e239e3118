"""A report takes its place when it is complete, and not before."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from analysis.errors import RecordError, UnshiftError, UsageError
from analysis.paths import ROOT
from analysis.reporting import build
from analysis.reporting.build import build_report, report_folder, report_notebooks
from analysis.study import Study

STUDY = Study(record="embedded", draws=200)
SAYS = "from analysis.reporting.display import hand_up, show_prose\n"


@pytest.fixture
def small(book):
    """Write a notebook that says which country it was given."""
    path = book(
        "# Small",
        SAYS + "show_prose(f'Of {country}.')\nhand_up(abstract='All of it.')",
        parameters="country = 'USA'",
    )
    return [path]


@pytest.fixture
def failing(book):
    return [book("# Broken", "1 / 0", parameters="seed = 1", name="02-broken")]


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def nothing_runs(monkeypatch):
    """Let a test fail if a notebook is executed."""

    def run(*arguments):
        raise AssertionError("a notebook was executed")

    monkeypatch.setattr(build, "run_notebooks", run)


def lives(process: int) -> bool:
    """Say whether a process runs; one that ended and was not waited for does not."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{process}/stat")
    return not (state.is_file() and ") Z " in state.read_text())


def test_a_report_is_a_folder_of_notebooks_prints_and_a_manifest(small, home):
    out = home / "hun"
    made = build_report(Study(country="HUN", record="embedded"), out, notebooks=small)
    assert sorted(os.listdir(out)) == ["01-small.ipynb", "hun.html", "hun.pdf", "manifest.json"]
    assert os.listdir(home) == ["hun"]
    assert (made.folder, made.pdf) == (out, out / "hun.pdf")
    assert json.loads((out / "manifest.json").read_text(encoding="utf-8")) == made.manifest
    assert made.manifest["study"]["country"] == "HUN"
    text = "".join(page.extract_text() for page in PdfReader(made.pdf).pages)
    for words in ("Of HUN.", "All of it.", "Hungary"):
        assert words in text
    assert out.stat().st_mode & 0o777 == 0o755


def test_a_second_report_replaces_the_first(small, home):
    out = home / "r"
    build_report(STUDY, out, notebooks=small)
    (out / "left.txt").write_text("from before")
    (home / "r-failed").mkdir()
    made = build_report(Study(country="FRA", record="embedded"), out, notebooks=small)
    assert sorted(os.listdir(out)) == ["01-small.ipynb", "manifest.json", "r.html", "r.pdf"]
    assert os.listdir(home) == ["r"]
    assert made.manifest["study"]["country"] == "FRA"


def test_what_fails_leaves_its_copies_and_the_earlier_report(small, failing, home):
    out = home / "r"
    build_report(STUDY, out, notebooks=small)
    before = {name: (out / name).read_bytes() for name in os.listdir(out)}
    with pytest.raises(UnshiftError, match="division by zero .notebook 02-broken, cell 3"):
        build_report(STUDY, out, notebooks=failing)
    assert sorted(os.listdir(home)) == ["r", "r-failed"]
    assert os.listdir(home / "r-failed") == ["02-broken.ipynb"]
    assert {name: (out / name).read_bytes() for name in os.listdir(out)} == before


def test_a_text_that_cannot_be_set_leaves_no_report(book, home):
    books = [book("# Cited [@nobody1999]", parameters="seed = 1")]
    with pytest.raises(UnshiftError, match="pandoc: .*nobody1999"):
        build_report(STUDY, home / "r", notebooks=books)
    assert os.listdir(home) == ["r-failed"]
    assert os.listdir(home / "r-failed") == ["01-small.ipynb"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError])
def test_what_is_broken_off_leaves_nothing(small, home, monkeypatch, error):
    def stop(*given):
        raise error

    monkeypatch.setattr(build, "print_report", stop)
    with pytest.raises(error):
        build_report(STUDY, home / "r", notebooks=small)
    assert os.listdir(home) == []


@pytest.mark.slow
def test_ctrl_c_ends_the_kernels_and_leaves_nothing(book, home, tmp_path):
    begun = tmp_path / "begun"
    path = book(
        "# Long",
        f"import os, pathlib, time\npathlib.Path({str(begun)!r}).write_text(str(os.getpid()))\n"
        "time.sleep(300)",
        parameters="seed = 1",
    )
    code = (
        "from pathlib import Path\nfrom analysis.reporting import build\n"
        f"build.report_notebooks = lambda: [Path({str(path)!r})]\n"
        "from analysis.commands import main\n"
        f"main(['report', '--record', 'embedded', '--out', {str(home / 'r')!r}])"
    )
    # In a session of its own, so that the signal reaches nobody else.
    running = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        until = time.monotonic() + 60
        while not (begun.exists() and begun.read_text()) and time.monotonic() < until:
            time.sleep(0.1)
        kernel = int(begun.read_text())
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=30)
    finally:
        running.kill()
    assert (running.returncode, out) == (130, "")
    assert err.splitlines() == ["unshift: interrupted; nothing half-written was kept"]
    assert os.listdir(home) == []
    assert not lives(kernel)


class TestRefusedBeforeAnythingRuns:
    """Wrong usage exits 2, and no notebook is executed."""

    pytestmark = pytest.mark.usefixtures("nothing_runs")

    def refused(self, words: str, **options) -> None:
        with pytest.raises(UsageError, match=words) as caught:
            build_report(**{"study": STUDY} | options)
        assert caught.value.exit_code == 2
        assert caught.value.todo

    def test_out_is_a_file(self, small, home):
        (home / "r").write_text("mine")
        self.refused("this is a file", out=home / "r", notebooks=small)
        assert (home / "r").read_text() == "mine"

    def test_out_holds_other_files(self, small, home):
        (home / "thesis.tex").write_text("mine")
        self.refused("files that are not a report's", out=home, notebooks=small)
        assert (home / "thesis.tex").read_text() == "mine"

    def test_out_lies_below_a_file(self, small, home):
        (home / "r").write_text("mine")
        self.refused("cannot write here", out=home / "r" / "s", notebooks=small)

    def test_out_cannot_be_written(self, small, home, monkeypatch):
        home.chmod(0o555)
        if os.access(home, os.W_OK):  # root may write anywhere
            monkeypatch.setattr(build.os, "access", lambda path, mode: False)
        self.refused("cannot write here", out=home / "r", notebooks=small)
        home.chmod(0o755)
        assert os.listdir(home) == []

    def test_a_notebook_with_an_unknown_parameter(self, book, home):
        books = [book("# A", parameters="contry = 'USA'")]
        with pytest.raises(UnshiftError, match="no such parameter"):
            build_report(STUDY, home / "r", notebooks=books)

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"country": "XXX"}, "unknown state 'XXX'"),
            ({"friend": "XXX"}, "unknown state 'XXX'"),
            ({"issue": "whales"}, "unknown issue 'whales'"),
            ({"allies": ["NATTO"]}, "unknown alliance 'NATTO'"),
            ({"event": "1945-01-01", "before": "1941-01-01"}, "no roll calls before the event"),
            ({"event": "2025-12-30"}, "no roll calls after the event"),
        ],
    )
    def test_a_study_that_the_record_cannot_answer(self, small, home, changes, words):
        self.refused(words, study=STUDY.changed(**changes), out=home / "r", notebooks=small)
        assert os.listdir(home) == []

    def test_files_that_are_no_tables(self, small, home, tmp_path, monkeypatch):
        data = tmp_path / "data"
        data.mkdir()
        (data / "votes.csv").write_text("<html>Sign in</html>")
        monkeypatch.setenv("UNSHIFT_DATA", str(data))
        monkeypatch.setenv("UNSHIFT_ONLY", "1")
        with pytest.raises(RecordError, match="not a table of text .votes.csv.: download"):
            build_report(Study(), home / "r", notebooks=small)
        assert os.listdir(home) == []


def test_the_working_directory_may_be_the_target(small, home, monkeypatch):
    monkeypatch.chdir(home)
    made = build_report(STUDY, Path("."), notebooks=small)
    assert made.pdf == home.resolve() / "home.pdf"
    assert made.pdf.is_file()


def test_the_day_may_be_given_so_that_builds_repeat(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1735732800")  # noon of 1 January 2025
    assert build._today() == datetime(2025, 1, 1, tzinfo=UTC)
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    today = datetime.now(UTC)
    assert (today - build._today()).total_seconds() < 2 * 86400
    assert (build._today().hour, build._today().minute) == (0, 0)


def test_the_folder_is_named_after_the_study():
    study = Study(country="HUN", event="2022-02-24", before="2018-02-24")
    assert report_folder(study, "history").name == "hun-rus-2022-02-24-history"


def test_notebooks_are_taken_in_order_and_missing_ones_are_said(book, tmp_path):
    book("# B", name="02-b")
    book("# A", name="01-a")
    book("# Draft", name="draft")
    assert [p.stem for p in report_notebooks(tmp_path)] == ["01-a", "02-b"]
    with pytest.raises(UnshiftError, match="no notebooks .*: restore the folder"):
        report_notebooks(tmp_path / "none")
