"""Students' notebooks: right, wrong, changed, broken and hostile ones."""

from __future__ import annotations

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from analysis.course.editions import running
from analysis.course.editions.make import read_lesson, student_edition
from analysis.course.editions.marking import mark_folder, mark_notebook
from analysis.course.editions.marks import role
from analysis.course.editions.running import ENDED, KEPT, TIMEOUT, failure, run_cells
from analysis.errors import UsageError

from ..conftest import about, lesson


def answered(source, *answers, **more):
    """Return a student's edition with its solutions replaced."""
    made = student_edition(source)
    cells = [c for c in made.cells if role(c) == "solution"]
    for cell, answer in zip(cells, answers, strict=True):
        cell.source = answer
    return made


def points(marks):
    return {m.exercise: m.points for m in marks}


def said(marks):
    return {m.exercise: m.message for m in marks}


@pytest.mark.slow
class TestMarks:
    def test_right_and_wrong(self, small):
        marks = mark_notebook(answered(small, "share = 13 / 14", "changed = 40"), small)
        assert points(marks) == {"1.2": 1.0, "1.5": 0.0, "1.6": None}
        assert said(marks)["1.2"] == "passed"
        assert said(marks)["1.5"].startswith("You counted states that were absent once.")
        assert said(marks)["1.6"] == "nothing written"

    def test_the_instructors_edition_has_every_point(self, small):
        marks = mark_notebook(small, small)
        assert points(marks) == {"1.2": 1.0, "1.5": 1.0, "1.6": None}
        assert said(marks)["1.6"] == "to be marked by hand"

    def test_checks_that_were_changed_deleted_or_copied_are_put_back(self, small):
        book = answered(small, "share = 1", "changed = 20\ncheck = print")
        first, second = (c for c in book.cells if role(c) == "check")
        first.source = "print('passed')"
        book.cells.remove(second)
        book.cells.append(new_code_cell("pass", metadata=about("L1-E5-check")))
        book.cells[2].source = "def check(*anything):\n    return True"
        marks = mark_notebook(book, small)
        assert points(marks) == {"1.2": 0.0, "1.5": 1.0, "1.6": None}

    def test_a_check_that_is_skipped_or_may_fail_counts_all_the_same(self, small):
        book = answered(small, "share = 1", "changed = 1")
        for cell in book.cells:
            if role(cell) == "check":
                cell.metadata["tags"] = ["skip-execution", "raises-exception"]
        assert points(mark_notebook(book, small)) == {"1.2": 0.0, "1.5": 0.0, "1.6": None}

    def test_a_deleted_answer(self, small):
        book = answered(small, "del nothing", "changed = 20")
        marks = mark_notebook(book, small)
        assert points(marks)["1.5"] == 1.0
        assert "'share' is not defined; an earlier cell failed" in said(marks)["1.2"]

    def test_parameters_are_those_of_the_source(self, small):
        book = answered(small, "share = 13 / 14 if record == 'embedded' else 0", "changed = 0")
        book.cells[1].source = "record = 'nowhere'"
        assert points(mark_notebook(book, small))["1.2"] == 1.0

    def test_answers_in_other_cells(self, small):
        """Metadata that an editor dropped costs no points."""
        book = answered(small, "share = 13 / 14", "changed = 20")
        for cell in book.cells:
            cell.metadata.pop("nbgrader", None)
        assert points(mark_notebook(book, small)) == {"1.2": 1.0, "1.5": 1.0, "1.6": None}

    def test_the_students_notebook_stays_as_it_was(self, small):
        book = answered(small, "share = 1", "changed = 1")
        before = nbformat.writes(book)
        mark_notebook(book, small)
        assert nbformat.writes(book) == before


@pytest.mark.slow
class TestHostile:
    def test_a_cell_without_end(self, small):
        book = answered(small, "share = 13 / 14", "while True:\n    pass")
        marks = mark_notebook(book, small, seconds=15)
        assert points(marks) == {"1.2": 1.0, "1.5": 0.0, "1.6": None}
        assert "'changed' is not defined" in said(marks)["1.5"]

    @pytest.mark.parametrize(("turned_away", "runs"), [(0, True), (3, True), (99, False)])
    def test_a_cell_that_the_kernel_turned_away_is_sent_again(self, monkeypatch, turned_away, runs):
        class Kernel:
            status, sent = "", 0

            def execute_cell(self, cell, number):
                self.sent += 1
                self.status = "aborted" if self.sent <= turned_away else "ok"

        monkeypatch.setattr(running, "PAUSE", 0)
        kernel = Kernel()
        assert running._run(kernel, new_code_cell("1"), 0) is runs
        assert kernel.sent == (turned_away + 1 if runs else running.TRIES)

    @pytest.mark.slow
    def test_a_cell_that_cannot_be_interrupted(self, small):
        stubborn = (
            "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True:\n    pass"
        )
        marks = mark_notebook(
            # A check of another cell loads what it needs within the same limit.
            answered(small, "share = 13 / 14", stubborn),
            small,
            seconds=15,
        )
        assert points(marks) == {"1.2": 1.0, "1.5": 0.0, "1.6": None}
        assert said(marks)["1.5"].startswith("not run: cell")

    def test_a_cell_that_ends_the_kernel(self, small):
        marks = mark_notebook(answered(small, "share = 13 / 14", "import os; os._exit(1)"), small)
        assert points(marks) == {"1.2": 1.0, "1.5": 0.0, "1.6": None}
        assert "the kernel ended in cell" in said(marks)["1.5"]

    def test_a_flood_of_output(self):
        book = lesson(new_code_cell("for _ in range(40000):\n    print('x' * 200)"))
        run_cells(book, seconds=60)
        assert failure(book.cells[3]) is None
        assert 900_000 < sum(len(o.text) for o in book.cells[3].outputs) <= KEPT

    def test_what_failed_where(self):
        book = lesson(new_code_cell("1 / 0"), new_code_cell("import time; time.sleep(30)"))
        run_cells(book, seconds=3)
        assert failure(book.cells[3]) == ("ZeroDivisionError", "division by zero")
        assert failure(book.cells[4])[0] in (TIMEOUT, ENDED)


class TestFolder:
    @pytest.fixture
    def sources(self, tmp_path, small):
        path = tmp_path / "source" / "01-small.ipynb"
        path.parent.mkdir()
        nbformat.write(small, path)
        read_lesson(path)
        return {1: path}

    def test_of_several_students(self, tmp_path, small, sources):
        folder = tmp_path / "class"
        for name in ("anna", "ben", ".hidden", "carla/.ipynb_checkpoints"):
            (folder / name).mkdir(parents=True)
        good = answered(small, "share = 13 / 14", "changed = 20")
        nbformat.write(good, folder / "anna" / "my work.ipynb")
        nbformat.write(good, folder / ".hidden" / "a.ipynb")
        nbformat.write(good, folder / "carla" / ".ipynb_checkpoints" / "a.ipynb")
        nbformat.write(lesson(), folder / "ben" / "holiday.ipynb")
        (folder / "ben" / "broken.ipynb").write_text("{")
        junk = lesson(new_code_cell("1", metadata={"nbgrader": "junk"}))
        nbformat.write(junk, folder / "ben" / "junk.ipynb")
        told = []
        marked = mark_folder(folder, sources, listener=lambda *a: told.append(a))
        assert [m.notebook for m in marked] == [
            "anna/my work.ipynb",
            "ben/broken.ipynb",
            "ben/holiday.ipynb",
            "ben/junk.ipynb",
        ]
        assert [(m.points, m.of) for m in marked] == [(2.0, 2.0), *[(0.0, 0.0)] * 3]
        assert marked[0].problem == ""
        assert "this is not a notebook" in marked[1].problem
        assert all("not a notebook of this course" in m.problem for m in marked[2:])
        assert told[-1][0] == "anna/my work.ipynb"
        assert told[-1][1] == told[-1][2]

    def test_no_folder_and_no_notebooks(self, tmp_path, sources):
        with pytest.raises(UsageError) as refused:
            mark_folder(tmp_path / "nosuch", sources)
        assert refused.value.where == str(tmp_path / "nosuch")
        (tmp_path / "empty").mkdir()
        with pytest.raises(UsageError) as refused:
            mark_folder(tmp_path / "empty", sources)
        assert refused.value.where == str(tmp_path / "empty")
