"""The course of nbgrader: its source, and what the released package makes of it, where it is."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from analysis.course.editions.make import find_lessons, read_lesson
from analysis.course.editions.marks import role, stem, unmarked
from analysis.course.editions.nbgrader import CONFIG, nbgrader_source, write_nbgrader
from analysis.errors import UsageError
from analysis.paths import ROOT

LESSONS = find_lessons()
#: Where its program is: ``$NBGRADER``, or on the path. It has an environment of its own.
PROGRAM = os.environ.get("NBGRADER") or shutil.which("nbgrader")


@pytest.mark.parametrize("n", LESSONS)
def test_a_source_holds_no_notes_and_repeats_each_check_out_of_sight(n):
    made = nbgrader_source(read_lesson(LESSONS[n]))
    nbformat.validate(made)
    assert not [c for c in made.cells if "instructor" in c.metadata.get("tags", [])]
    checks = [c for c in made.cells if role(c) == "check"]
    assert checks
    for cell in checks:
        shown, _, hidden = cell.source.partition("### BEGIN HIDDEN TESTS")
        assert f"assert {shown.strip()}.passed" in hidden
        compile(cell.source, "check", "exec")
    for cell in made.cells:
        if role(cell) == "solution":
            compile(unmarked(cell.source), "solution", "exec")


def test_a_folder_for_nbgrader(tmp_path):
    written = write_nbgrader(tmp_path / "course", [1])
    assert written == [tmp_path / "course" / "source" / LESSONS[1].stem / LESSONS[1].name]
    assert sorted(p.name for p in (tmp_path / "course").iterdir()) == [CONFIG, "source"]
    compile((tmp_path / "course" / CONFIG).read_text("utf-8"), CONFIG, "exec")
    with pytest.raises(UsageError) as refused:
        write_nbgrader(tmp_path, [99])
    assert refused.value.where == "--lesson"


@pytest.mark.slow
@pytest.mark.skipif(not PROGRAM, reason="no nbgrader (set NBGRADER to its program)")
class TestReleased:
    """What the package itself does: release, autograde, feedback."""

    @pytest.fixture(scope="class")
    @classmethod
    def course(cls, tmp_path_factory):
        """A course of lesson 1, released; handed in good, half, empty, and patched."""
        out = tmp_path_factory.mktemp("nbgrader")
        write_nbgrader(out, [1])
        cls.run(out, "generate_assignment", LESSONS[1].stem)
        released = out / "release" / LESSONS[1].stem / LESSONS[1].name
        for student, solved in (("good", 5), ("half", 2), ("empty", 0), ("patched", 0)):
            book = nbformat.read(released, as_version=4)
            answers(book, solved, student == "patched")
            target = out / "submitted" / student / LESSONS[1].stem / LESSONS[1].name
            target.parent.mkdir(parents=True)
            nbformat.write(book, target)
        cls.run(out, "autograde", LESSONS[1].stem)
        cls.run(out, "generate_feedback", LESSONS[1].stem)
        return out

    @staticmethod
    def run(out: Path, *words: str) -> None:
        kernel = out / "jupyter" / "kernels" / "python3"
        if not kernel.exists():
            kernel.mkdir(parents=True)
            argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
            about = {"argv": argv, "display_name": "python3", "language": "python"}
            (kernel / "kernel.json").write_text(json.dumps(about))
        environment = os.environ | {
            "JUPYTER_PATH": str(out / "jupyter"),
            "PYTHONPATH": str(ROOT),
            "HOME": str(out),
            "PATH": f"{Path(str(PROGRAM)).parent}{os.pathsep}{os.environ['PATH']}",
        }
        assert PROGRAM
        done = subprocess.run(
            [PROGRAM, *words], cwd=out, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-2000:]

    def test_what_is_released_holds_no_solution_and_no_note(self, course):
        text = (course / "release" / LESSONS[1].stem / LESSONS[1].name).read_text("utf-8")
        source = read_lesson(LESSONS[1])
        notes = [c.source for c in source.cells if "instructor" in c.metadata.get("tags", [])]
        assert notes
        for secret in ("SOLUTION", "HIDDEN", "keep_default_na=False", "Marking:", notes[0][:40]):
            assert secret not in text

    def test_points(self, course):
        found = {}
        for student in ("good", "half", "empty", "patched"):
            path = course / "autograded" / student / LESSONS[1].stem / LESSONS[1].name
            book = nbformat.read(path, as_version=4)
            found[student] = sum(
                not any(o.output_type == "error" for o in c.outputs)
                for c in book.cells
                if role(c) == "check"
            )
        assert found == {"good": 5, "half": 2, "empty": 0, "patched": 0}

    def test_feedback_has_the_hint(self, course):
        page = course / "feedback" / "half" / LESSONS[1].stem / f"{LESSONS[1].stem}.html"
        assert "Not answered yet" in page.read_text("utf-8")


def answers(book, solved: int, patched: bool) -> None:
    """Put the first solutions into a released notebook."""
    source = {
        stem(c): unmarked(c.source) for c in read_lesson(LESSONS[1]).cells if role(c) == "solution"
    }
    cells = [c for c in book.cells if role(c) == "solution"]
    for cell in cells[:solved]:
        cell.source = source[stem(cell)]
    if patched:
        cells[0].source += (
            "\nimport analysis.course as c, analysis.course.exercise as e\n"
            "def check(*a): return e.passed()\n"
            "c.check = e.check = e.verdict = check\n"
            "import os; os.environ.pop('NBGRADER_EXECUTION', None)"
        )
