"""Students' notebooks: right, wrong, changed, broken and hostile, and why each has its points."""

from __future__ import annotations

import sys
import time
from multiprocessing import get_all_start_methods

import pytest
from nbformat.v4 import new_code_cell

from analysis.course.editions.make import student_edition
from analysis.course.editions.marks import role
from analysis.course.exercise import seed_of
from analysis.course.marking.classroom import ANSWERS
from analysis.course.marking.confinement import Limits
from analysis.course.marking.marks import CAUSES, lesson_of, mark_notebook
from analysis.errors import UnshiftError
from analysis.paths import ROOT

from ..conftest import about, check_cell, lesson, marked, solution
from .cheats import CHEATS, COSTLY

QUICK = Limits(seconds=5)


def answered(source, *answers):
    """Return a student's edition with its solutions replaced."""
    made = student_edition(source)
    cells = [c for c in made.cells if role(c) == "solution"]
    for cell, answer in zip(cells, answers, strict=True):
        cell.source = answer
    return made


def marks_of(book, source, limits=QUICK, **more):
    marks, _ = mark_notebook(book.cells, source, limits, **more)
    assert {m.cause for m in marks} <= set(CAUSES)
    return {m.exercise: m for m in marks}


def points(marks):
    return {key: m.points for key, m in marks.items()}


pytestmark = pytest.mark.slow  # a server loads the suite once


class TestMarks:
    def test_right_and_wrong(self, small):
        marks = marks_of(answered(small, "share = 13 / 14", "changed = 40"), small)
        assert points(marks) == {"1.2": 1.0, "1.5": 0.0, "1.6": None}
        assert [m.cause for m in marks.values()] == ["right", "wrong", "unanswered"]
        assert marks["1.5"].message.startswith("You counted states that were absent once.")
        assert marks["1.5"].answer == "changed = 40"

    def test_the_instructors_edition_has_every_point(self, small):
        marks = marks_of(small, small)
        assert points(marks) == {"1.2": 1.0, "1.5": 1.0, "1.6": None}
        assert marks["1.6"].cause == "hand"
        assert "A secret view." in marks["1.6"].answer

    def test_an_untouched_notebook(self, small):
        marks = marks_of(student_edition(small), small)
        assert {m.cause for m in marks.values()} == {"unanswered"}

    def test_what_is_done_to_checks_earns_nothing(self, small):
        """Checks that were changed, deleted or copied; the suite patched in every way."""
        patched = (
            "import sys, analysis.course as c, analysis.course.exercise as e\n"
            "import analysis.course.lessons.lesson_1 as l\n"
            "def check(*a, **k): return e.passed()\n"
            "c.check = e.check = e.verdict = l._share = l._changed = check\n"
            "e.Exercise.verify = check\n"
            "e.exercise = lambda key: e.Exercise(key, lambda *a: e.passed())\n"
            "l.EXERCISES = {k: e.Exercise(k, check) for k in l.EXERCISES}\n"
            "sys.modules['analysis.course.exercise'] = e\n"
            "import builtins; builtins.abs = lambda x: 0\n"
            "share = 0.5"
        )
        book = answered(small, patched, "changed = 3")
        first, second = (c for c in book.cells if role(c) == "check")
        first.source = "print('passed')"
        book.cells.remove(second)
        book.cells.append(new_code_cell("pass", metadata=about("L1-E5-check")))
        assert points(marks_of(book, small)) == {"1.2": 0.0, "1.5": 0.0, "1.6": None}

    @pytest.mark.parametrize(
        "answer",
        [
            "class A(float):\n    def __sub__(s, o): return 0.0\n    __rsub__ = __sub__\n"
            "share = A(0.5)",
            "class A:\n    def __float__(s): return 13 / 14\n    def __eq__(s, o): return True\n"
            "share = A()",
            "class A:\n    def __reduce__(s): return (eval, ('13/14',))\nshare = A()",
        ],
    )
    def test_objects_that_lie_about_themselves_do_not_get_through(self, small, answer):
        marks = marks_of(answered(small, answer, "changed = 20"), small)
        assert points(marks) == {"1.2": 0.0, "1.5": 1.0, "1.6": None}

    def test_parameters_are_those_of_the_source(self, small):
        book = answered(small, "share = 13 / 14 if record == 'embedded' else 0", "changed = 0")
        book.cells[1].source = "record = 'nowhere'"
        assert points(marks_of(book, small))["1.2"] == 1.0

    def test_answers_in_other_cells(self, small):
        """Metadata that an editor dropped costs no points."""
        book = answered(small, "share = 13 / 14", "changed = 20")
        for cell in book.cells:
            cell.metadata.pop("nbgrader", None)
        assert points(marks_of(book, small)) == {"1.2": 1.0, "1.5": 1.0, "1.6": None}


class TestCheats:
    """None earns the point, and few take the next exercise along."""

    @pytest.mark.parametrize("name", CHEATS)
    def test_it_earns_nothing(self, small, name):
        code = f"loot = []\n{CHEATS[name]}\n"
        book = answered(small, code, "changed = 20")
        place = next(k for k, c in enumerate(book.cells) if role(c) == "solution")
        below = "share = 13 / 14 if loot else 0.5"
        book.cells.insert(place + 1, new_code_cell(below, metadata=about("L1-E2-solution")))
        marks, walls = mark_notebook(book.cells, small, Limits(seconds=2), hidden=ANSWERS)
        if "files" not in walls and "loot = " in CHEATS[name]:
            pytest.skip(f"this system allows no more than {', '.join(walls)}")
        assert [m.points for m in marks] == [0.0, 0.0 if name in COSTLY else 1.0, None], marks

    @pytest.mark.skipif(
        "forkserver" not in get_all_start_methods(), reason="nothing is forked here"
    )
    def test_the_server_of_processes_is_out_of_reach(self, small):
        """Its pipes came along to each process; who wrote to them ended it, and others' marking."""
        from multiprocessing import forkserver

        first = answered(small, "share = 13 / 14", "changed = 20")
        assert points(marks_of(first, small))["1.2"] == 1.0
        server = forkserver._forkserver._forkserver_pid
        code = CHEATS["all pipes are written to"]
        mark_notebook(answered(small, code, "changed = 20").cells, small, Limits(seconds=2))
        time.sleep(0.5)
        assert points(marks_of(first, small))["1.2"] == 1.0
        assert forkserver._forkserver._forkserver_pid == server

    def test_the_list_of_them_is_the_page_s(self):
        page = (ROOT / "docs" / "marking.md").read_text("utf-8")
        assert [f"- {name}" in page for name in CHEATS] == [True] * 30


class TestCauses:
    def test_each_is_told_apart(self, small):
        for answers, cause, part in (
            (("share = = 3", "changed = 20"), "syntax", "is not Python"),
            (("share = 1 / 0", "changed = 20"), "error", "ends in ZeroDivisionError"),
            (("del nothing_here", "changed = 20"), "error", "NameError"),
            (("mine = 1", "changed = 20"), "missing", "'share' is not defined"),
            (("share = ...", "changed = 20"), "unanswered", "Not answered yet."),
        ):
            marks = marks_of(answered(small, *answers), small)
            assert (marks["1.2"].cause, marks["1.5"].cause) == (cause, "right"), answers
            assert part in marks["1.2"].message

    def test_an_earlier_cell_is_named(self, small):
        book = answered(small, "share = base / 14", "changed = 20")
        book.cells.insert(2, new_code_cell("base = (13"))
        found = marks_of(book, small)["1.2"]
        assert found.cause == "earlier"
        assert "cell 3 " in found.message

    def test_a_cell_without_end_costs_its_own_exercise(self, small):
        book = answered(small, "while True:\n    pass", "changed = 20")
        found = marks_of(book, small, Limits(seconds=2))
        assert (found["1.2"].cause, found["1.5"].cause) == ("time", "right")
        assert "took more than 2 s" in found["1.2"].message

    @pytest.mark.parametrize(
        ("ending", "cause"),
        [
            ("import os; os._exit(0)", "ended"),
            ("import ctypes; ctypes.string_at(0)", "ended"),
            (
                "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass",
                "time",
            ),
            ("raise SystemExit", "error"),
        ],
    )
    def test_a_cell_that_ends_the_session_costs_its_own_exercise(self, small, ending, cause):
        """It is left out when the notebook is begun again."""
        found = marks_of(answered(small, ending, "changed = 20"), small, Limits(seconds=2))
        assert (found["1.2"].cause, found["1.5"].cause) == (cause, "right")

    def test_the_notebook_as_a_whole_has_an_end(self, small):
        book = answered(small, "share = 13 / 14", "import time; time.sleep(60)")
        found = marks_of(book, small, Limits(seconds=50, total=3))
        assert found["1.2"].cause == "right"
        assert "more than 3 s in all" in found["1.5"].message

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
    def test_memory_and_answers_without_end(self, small):
        book = answered(
            small, "share = 'x' * 10**12", "import itertools; changed = itertools.count()"
        )
        found = marks_of(book, small)
        assert (found["1.2"].cause, found["1.5"].cause) == ("error", "wrong")
        assert "MemoryError" in found["1.2"].message
        book = answered(small, "share = 'x' * 30_000_000", "changed = 20")
        assert "larger than" in marks_of(book, small)["1.2"].message


class TestFunctions:
    @pytest.fixture
    def source(self):
        return lesson(
            solution("L2-E2", "def own_ordinal(table):\n" + marked("    return 1", "    ")),
            check_cell("L2-E2", "own_ordinal"),
        )

    @pytest.mark.parametrize(
        ("body", "right"),
        [
            ("import numpy as np\n    t = np.asarray(table)\n"
             "    w = np.array([[1, .5, 0], [.5, 1, .5], [0, .5, 1]])\n"
             "    return (w * t).sum() / t.sum()", True),
            ("from analysis.agreement.indices import ordinal\n"
             "    return float(ordinal(table))", False),
            ("import time; time.sleep(100)", False),
            ("import os; os._exit(1)", False),
        ],
    )  # fmt: skip
    def test_a_function_is_called_where_it_is(self, source, body, right):
        book = answered(source, f"def own_ordinal(table):\n    {body}\n")
        found = marks_of(book, source, Limits(seconds=2))["2.2"]
        assert found.points == (1.0 if right else 0.0)

    def test_one_still_to_be_written_and_one_that_stops(self, source):
        assert marks_of(student_edition(source), source)["2.2"].cause == "unanswered"
        found = marks_of(answered(source, "def own_ordinal(table):\n    1 / 0"), source)["2.2"]
        assert "Yours stops on an array (ZeroDivisionError" in found.message

    def test_one_that_ends_the_session_costs_its_own_exercise(self, source, small):
        source.cells += small.cells[3:]
        book = answered(
            source,
            "def own_ordinal(t):\n    import os; os._exit(1)",
            "share = 13 / 14",
            "changed = 20",
        )
        assert points(marks_of(book, source)) == {"2.2": 0.0, "1.2": 1.0, "1.5": 1.0, "1.6": None}


class TestSeeds:
    def test_a_student_has_exercises_of_ones_own(self):
        source = lesson(
            solution("L1-E4", marked("symbols = []")), check_cell("L1-E4", "symbols", "seed")
        )
        source.cells[1].source = 'record = "embedded"\nseed = 7'
        answer = (
            "from analysis.course.lessons.lesson_1 import damaged_record\n"
            "from analysis.rollcalls.accounts.check import tally_differences\n"
            "symbols = [r['symbol'] for r in tally_differences(damaged_record(seed))]"
        )
        book = answered(source, answer)
        assert points(marks_of(book, source)) == {"1.4": 1.0}
        assert points(marks_of(book, source, student="anna")) == {"1.4": 1.0}
        # The seed is not the student's to choose.
        book.cells[2].source += "\nseed = 7"
        copied = answered(source, answer.replace("(seed)", "(7)") + "\nseed = 7")
        assert points(marks_of(copied, source, student="anna")) == {"1.4": 0.0}
        assert seed_of("anna") != seed_of("ben")


def test_the_lesson_is_told_by_its_exercises_or_by_its_name(tmp_path, small):
    lessons = {1: tmp_path}
    assert lesson_of(small.cells, "x.ipynb", lessons) == 1
    assert lesson_of([], "01-mine.ipynb", lessons) == 1
    for cells, name in (([], "mine.ipynb"), (small.cells, "01-a.ipynb")):
        with pytest.raises(UnshiftError) as refused:
            lesson_of(cells, name, {2: tmp_path})
        assert refused.value.where == f"notebook {name}"
