"""Reports are made by the graph: complete or not at all, and only what changed is made again."""

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
from analysis.reporting.run import build, jobs
from analysis.reporting.run.build import (
    build_report,
    build_reports,
    plan_reports,
    report_folder,
    report_notebooks,
)
from analysis.reporting.run.plan import Plan
from analysis.study import Study

from ...helpers import raises

STUDY = Study(record="embedded", draws=200)
SAYS = "from analysis.reporting.display import show_prose\n"


@pytest.fixture
def small(book):
    """Two notebooks, one of which says which country it was given."""
    first = book(
        "# Small",
        SAYS + "show_prose(f'Of {country}.')",
        parameters="country = 'USA'",
    )
    second = book("# All", SAYS + "show_prose('Of all.')", parameters="seed = 1", name="02-all")
    return [first, second]


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def nothing_runs(monkeypatch):
    """Let a test fail if the graph is started."""

    def run(*arguments):
        raise AssertionError("the graph was started")

    monkeypatch.setattr(build, "run_graph", run)


class Told:
    """Notes which jobs were done, by notebook or folder."""

    def __init__(self) -> None:
        self.done: list[str] = []

    def __call__(self, job: str, done: int, total: int) -> None:
        if done == total and "." in job:
            self.done.append(job.partition(".")[0])


def lives(process: int) -> bool:
    """Say whether a process runs; one that ended and was not waited for does not."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{process}/stat")
    return not (state.is_file() and ") Z " in state.read_text())


@pytest.mark.slow
def test_only_what_changed_is_made_again(small, home, book):
    """One folder through its life: made, left alone, a text changed, thrown away."""
    out = home / "hun"
    study = Study(country="HUN", record="embedded")

    def make() -> tuple[build.Report, list[str]]:
        told = Told()
        made = build_report(study, out, listener=told, notebooks=small)
        return made, sorted(told.done)

    made, done = make()
    assert done == ["01-small", "02-all", "hun"]
    assert made.fresh
    files = ["01-small.ipynb", "02-all.ipynb", "hun.html", "hun.pdf", "manifest.json"]
    assert set(files) <= set(os.listdir(out))
    assert sorted(os.listdir(home)) == [".unshift", "hun"]
    assert (made.folder, made.pdf) == (out, out / "hun.pdf")
    assert json.loads((out / "manifest.json").read_text(encoding="utf-8")) == made.manifest
    assert made.manifest["study"]["country"] == "HUN"
    text = "".join(page.extract_text() for page in PdfReader(made.pdf).pages)
    for words in ("Of HUN.", "Of all.", "Hungary"):
        assert words in text
    assert out.stat().st_mode & 0o777 == 0o755

    again, done = make()
    assert (done, again.fresh) == ([], False)
    assert again.manifest == made.manifest

    book("# All", SAYS + "show_prose('Of both.')", parameters="seed = 1", name="02-all")
    (out / "notes.txt").write_text("the reader's own")
    with raises(UsageError, str(out), "not a report's", "notes.txt"):
        make()
    (out / "notes.txt").unlink()
    (home / "hun-failed").mkdir()
    changed, done = make()
    assert done == ["02-all", "hun"]
    assert sorted(os.listdir(home)) == [".unshift", "hun"]
    text = "".join(page.extract_text() for page in PdfReader(changed.pdf).pages)
    assert "Of HUN." in text
    assert "Of both." in text

    (out / "hun.pdf").unlink()
    mended, done = make()
    assert done == ["hun"]
    assert mended.pdf.is_file()
    work = home / ".unshift"
    assert os.listdir(work / "failed") == []


@pytest.mark.slow
def test_one_study_that_fails_leaves_the_others_whole(small, home, book):
    picky = book(
        "# Picky",
        "1 / (country != 'FRA')",
        parameters="country = 'USA'",
        name="03-picky",
    )
    earlier = home / "fra-rus-2025-01-20-embedded"
    earlier.mkdir()
    (earlier / "manifest.json").write_text('{"key": "", "files": {}}')
    studies = [STUDY.changed(country=c) for c in ("FRA", "HUN", "BRA")]
    told = Told()
    plan = plan_reports(studies, place=home, notebooks=[*small, picky])
    assert len(plan.runs) == 3 + 3 + 1  # 02-all asks the same of each
    made, failed = build_reports(plan, 2, told)
    names = [one.folder.name for one in made]
    assert names == ["hun-rus-2025-01-20-embedded", "bra-rus-2025-01-20-embedded"]
    assert all(one.pdf.is_file() for one in made)
    (lost,) = failed
    assert [str(e) for e in lost.errors] == [
        "ZeroDivisionError: division by zero (notebook 03-picky, cell 3)"
    ]
    assert "ZeroDivisionError" in lost.logs[0].read_text()
    assert told.done.count("02-all") == 1
    # The earlier report is as it was, and the notebooks that ran are there to be looked at.
    assert os.listdir(earlier) == ["manifest.json"]
    assert sorted(os.listdir(home / f"{earlier.name}-failed")) == [
        "01-small.ipynb",
        "02-all.ipynb",
        "03-picky.ipynb",
    ]


@pytest.mark.slow
def test_a_text_that_cannot_be_set_leaves_no_report(book, home):
    books = [book("# Cited", SAYS + "show_prose('So [@nobody1999].')", parameters="seed = 1")]
    with raises(UnshiftError, "report", "pandoc", "nobody1999"):
        build_report(STUDY, home / "r", notebooks=books)
    assert sorted(os.listdir(home)) == [".unshift", "r-failed"]
    assert os.listdir(home / "r-failed") == ["01-small.ipynb"]


def _finished(home: Path) -> bool:
    return any((home / ".unshift").glob("notebooks/01-first*.ipynb"))


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_run_that_is_ended_leaves_nothing_and_is_taken_up(book, home, tmp_path, number):
    begun = tmp_path / "begun"
    count = tmp_path / "count"
    books = [
        book(
            "# First",
            f"with open({str(count)!r}, 'a') as f: f.write('x')",
            parameters="seed = 1",
            name="01-first",
        ),
        book(
            "# Long",
            f"import os, pathlib, time\nif not pathlib.Path({str(begun)!r}).exists():\n"
            f"    pathlib.Path({str(begun)!r}).write_text(str(os.getpid()))\n"
            "    time.sleep(300)",
            parameters="seed = 1",
            name="02-long",
        ),
    ]
    code = (
        "from pathlib import Path\nfrom analysis.reporting.run import build\n"
        f"build.report_notebooks = lambda: [Path(p) for p in {[str(b) for b in books]!r}]\n"
        "from analysis.commands import main\n"
        f"main(['report', '--record', 'embedded', '--jobs', '2', '--out', {str(home / 'r')!r}])"
    )
    # In a session of its own, so that the signal reaches nobody else; and heeding Ctrl-C even if
    # these tests run in the background, where a shell has it ignored.
    running = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    try:
        until = time.monotonic() + 120
        while not (begun.exists() and begun.read_text()) and time.monotonic() < until:
            time.sleep(0.1)
        kernel = int(begun.read_text())
        # The other notebook's job is over when its copy is in place and its word has been heard.
        while not _finished(home) and time.monotonic() < until:
            time.sleep(0.1)
        time.sleep(1)
        with raises(UsageError, str(home / "r"), "another run", todo="wait"):
            build_report(STUDY.changed(draws=1000), home / "r", notebooks=books)
        if number == signal.SIGKILL:  # the whole machine goes
            graph = os.getpgid(int(_parent(_parent(kernel))))
            os.killpg(graph, signal.SIGKILL)
            running.kill()
        else:
            running.send_signal(number)
        out, err = running.communicate(timeout=120)
    finally:
        running.kill()
    until = time.monotonic() + 10
    while lives(kernel) and time.monotonic() < until:
        time.sleep(0.1)
    assert not lives(kernel)
    assert os.listdir(home) == [".unshift"]
    assert out == ""
    if number == signal.SIGINT:
        assert running.returncode == 130
        said = [line for line in err.splitlines() if not line.endswith(": done")]
        assert said == ["unshift: interrupted; nothing half-written was kept"]
        work = home / ".unshift"
        assert not any(p.suffix == ".part" for p in work.rglob("*"))
        assert not any((work / "failed").glob("*.json"))
    # What was done is not done again.
    first = count.read_text()
    made = build_report(STUDY.changed(draws=1000), home / "r", jobs=1, notebooks=books)
    assert made.pdf.is_file()
    assert count.read_text() == (first or "x")


def _parent(process: int) -> str:
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1]


class TestRefusedBeforeAnythingRuns:
    """Wrong usage exits 2, and no notebook is executed."""

    pytestmark = pytest.mark.usefixtures("nothing_runs")

    def refused(self, where: object, *words: str, todo: str = "", **options) -> None:
        with raises(UsageError, str(where), *words, todo=todo) as caught:
            build_report(**{"study": STUDY} | options)
        assert caught.value.exit_code == 2
        assert caught.value.todo

    def test_out_is_a_file(self, small, home):
        (home / "r").write_text("mine")
        self.refused(home / "r", "this is a file", out=home / "r", notebooks=small)
        assert (home / "r").read_text() == "mine"

    def test_out_holds_other_files(self, small, home):
        (home / "thesis.tex").write_text("mine")
        self.refused(home, "not a report's", out=home, notebooks=small)
        assert (home / "thesis.tex").read_text() == "mine"

    @pytest.mark.parametrize(
        "about", ['{"manifest_version": 3}', "not JSON", "[]", '{"files": ["background.js"]}']
    )
    def test_out_holds_the_manifest_of_something_else(self, small, home, about):
        (home / "manifest.json").write_text(about)
        (home / "background.js").write_text("mine")
        self.refused(home, "not a report's", "background.js", out=home, notebooks=small)
        assert sorted(os.listdir(home)) == ["background.js", "manifest.json"]

    def test_out_is_a_report_with_notes_of_the_reader(self, small, home):
        (home / "manifest.json").write_text('{"key": "x", "files": ["r.pdf", "01-a.ipynb"]}')
        for name in (".DS_Store", "r.pdf"):  # a report that lacks something may be made again
            (home / name).write_text("")
        build._check_target(home)
        (home / "notes.txt").write_text("mine")
        self.refused(home, "not a report's", "notes.txt", out=home, notebooks=small)

    def test_out_lies_below_a_file(self, small, home):
        (home / "r").write_text("mine")
        self.refused(home / "r", "cannot write", out=home / "r" / "s", notebooks=small)

    def test_out_cannot_be_written(self, small, home, monkeypatch):
        home.chmod(0o555)
        if os.access(home, os.W_OK):  # root may write anywhere
            monkeypatch.setattr(build.os, "access", lambda path, mode: False)
        self.refused(home, "cannot write", out=home / "r", notebooks=small)
        home.chmod(0o755)
        assert os.listdir(home) == []

    def test_a_notebook_with_an_unknown_parameter(self, book, home):
        books = [book("# A", parameters="contry = 'USA'")]
        with raises(UnshiftError, "notebook 01-small, parameter contry"):
            build_report(STUDY, home / "r", notebooks=books)

    @pytest.mark.parametrize(
        ("changes", "where", "words"),
        [
            ({"country": "XXX"}, "table of states", ["XXX"]),
            ({"friend": "XXX"}, "table of states", ["XXX"]),
            ({"issue": "whales"}, "study", ["whales"]),
            ({"allies": ["NATTO"]}, "members", ["NATTO"]),
            ({"friend": "USA"}, "study", ["friend", "USA"]),
            ({"allies": []}, "study", ["allies"]),
            ({"event": "1945-01-01", "before": "1941-01-01"}, "study", ["roll calls", "before"]),
            ({"event": "2031-01-01", "until": "2034-12-31"}, "study", ["roll calls", "after"]),
        ],
    )
    def test_a_study_that_the_record_cannot_answer(self, small, home, changes, where, words):
        self.refused(where, *words, study=STUDY.changed(**changes), out=home / "r", notebooks=small)
        assert os.listdir(home) == []

    def test_two_studies_with_one_folder(self, small, home):
        studies = [STUDY, STUDY.changed(country="FRA"), STUDY.changed(seed=3)]
        with raises(UsageError, report_folder(STUDY, "embedded", home).name, "study 2", "study 0"):
            plan_reports(studies, place=home, notebooks=small)
        assert os.listdir(home) == []

    def test_the_study_among_many_is_named(self, small, home):
        studies = [STUDY, STUDY.changed(country="XXX")]
        with raises(UsageError, "row 1", "XXX"):
            plan_reports(studies, place=home, notebooks=small, where="row {}".format)
        assert os.listdir(home) == []

    def test_files_that_are_no_tables(self, small, home, tmp_path, monkeypatch):
        data = tmp_path / "data"
        data.mkdir()
        (data / "votes.csv").write_text("<html>Sign in</html>")
        monkeypatch.setenv("UNSHIFT_DATA", str(data))
        monkeypatch.setenv("UNSHIFT_ONLY", "1")
        with raises(RecordError, "votes.csv", "table of text", todo="download"):
            build_report(Study(), home / "r", notebooks=small)
        assert os.listdir(home) == []


@pytest.mark.slow
def test_the_working_directory_may_be_the_target(small, home, monkeypatch):
    monkeypatch.chdir(home)
    made = build_report(STUDY, Path("."), notebooks=small)
    assert made.pdf == home.resolve() / "home.pdf"
    assert made.pdf.is_file()


def test_the_day_may_be_given_so_that_builds_repeat(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1735732800")  # noon of 1 January 2025
    assert jobs._today() == datetime(2025, 1, 1, tzinfo=UTC)
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    today = datetime.now(UTC)
    assert (today - jobs._today()).total_seconds() < 2 * 86400
    assert (jobs._today().hour, jobs._today().minute) == (0, 0)


def test_the_folder_is_named_after_the_study():
    study = Study(country="HUN", event="2022-02-24", before="2018-02-24")
    assert report_folder(study, "history").name == "hun-rus-2022-02-24-history"


def test_notebooks_are_taken_in_order_and_missing_ones_are_said(book, tmp_path):
    book("# B", name="02-b")
    book("# A", name="01-a")
    book("# Draft", name="draft")
    assert [p.stem for p in report_notebooks(tmp_path)] == ["01-a", "02-b"]
    with raises(UnshiftError, "none", "no notebooks", todo="restore"):
        report_notebooks(tmp_path / "none")


@pytest.mark.parametrize(("filename", "where"), [(None, "usa.key"), ("/x/usa.pdf", "/x/usa.pdf")])
def test_a_full_disk_is_said_with_what_to_do(tmp_path, filename, where):
    plan = Plan(str(tmp_path), {}, {}, {})
    full = OSError(28, "No space left on device", filename)
    with pytest.raises(OSError) as caught, jobs._job(plan, "usa.key"):  # noqa: PT011
        raise full
    assert caught.value is full
    about = json.loads(plan.file("failure", "usa.key").read_text())
    assert about.pop("kind") == "UnshiftError"
    assert str(UnshiftError(**about)) == (
        f"No space left on device ({where}): see that there is room and leave to write, or name "
        "another folder with --out"
    )
