"""Both editions of every lesson in the repository, and of small ones made by hand."""

from __future__ import annotations

import ast
import importlib
import re

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from analysis.course.editions.make import (
    COURSE,
    find_lessons,
    instructor_edition,
    names_checked,
    read_lesson,
    read_notebook,
    set_parameters,
    student_edition,
)
from analysis.course.editions.marks import blocks, exercise_key, role, stem
from analysis.course.editions.running import failure, run_cells
from analysis.course.marking.marks import mark_notebook
from analysis.errors import UnshiftError, UsageError
from analysis.reporting.run.parameters import declared

from ..conftest import check_cell, lesson, marked, open_cell, solution

LESSONS = find_lessons()
each_lesson = pytest.mark.parametrize("n", LESSONS)


def solutions(book) -> list[str]:
    """Return the lines of all solutions that say something."""
    lines = [
        line.strip() for c in book.cells for b in blocks(c.source) for line in b.text.split("\n")
    ]
    elsewhere = "\n".join(
        c.source for c in book.cells if role(c) == "" and "instructor" not in tags(c)
    )
    return [line for line in lines if len(line) > 11 and line not in elsewhere]


def tags(cell) -> list[str]:
    return list(cell.metadata.get("tags", []))


class TestSources:
    @each_lesson
    def test_in_git(self, n):
        book = read_lesson(LESSONS[n])
        for number, cell in enumerate(book.cells):
            assert cell.source.strip()
            assert re.fullmatch(rf"c{n}-\d\d", cell.id), f"cell {number}: {cell.id}"
            if cell.cell_type == "code":
                assert cell.outputs == []
                assert cell.execution_count is None

    @each_lesson
    def test_parts_of_a_lesson(self, n):
        book = read_lesson(LESSONS[n])
        text = "\n".join(c.source for c in book.cells if c.cell_type == "markdown")
        heads = re.findall(r"^# (.+)$", text, re.MULTILINE)
        assert heads == [heads[0]]
        assert re.match(rf"Lesson {n}[.:] \w", heads[0])
        for part in (
            "Overview",
            "Prerequisites",
            "Learning goals",
            "What this cannot show",
            "Further reading",
        ):
            assert part in text, part

    @each_lesson
    def test_exercises(self, n):
        book = read_lesson(LESSONS[n])
        exercises = importlib.import_module(f"analysis.course.lessons.lesson_{n}").EXERCISES
        checks = [exercise_key(c) for c in book.cells if role(c) == "check"]
        asked = checks + [exercise_key(c) for c in book.cells if role(c) == "open"]
        assert checks == list(exercises)
        assert all(e.key == k for k, e in exercises.items())
        assert 4 <= len(asked) <= 6
        text = "\n".join(c.source for c in book.cells if c.cell_type == "markdown")
        for key in asked:
            assert f"Exercise {key}" in text

    @each_lesson
    def test_parameters(self, n):
        values = declared(LESSONS[n])
        assert values["record"] == "embedded"
        code = [c.source for c in read_lesson(LESSONS[n]).cells if c.cell_type == "code"]
        drawn = any(re.search(r"\bseed\b", source) for source in code)
        assert isinstance(values.get("seed"), int) == drawn  # one that draws nothing has no seed

    @each_lesson
    def test_imports(self, n):
        book = read_lesson(LESSONS[n])
        names = set()
        for cell in book.cells:
            if cell.cell_type == "code":
                assert not re.search(r"^\s*[%!]", cell.source, re.MULTILINE)
                for node in ast.walk(ast.parse(cell.source)):
                    if isinstance(node, ast.Import):
                        names |= {a.name.split(".")[0] for a in node.names}
                    elif isinstance(node, ast.ImportFrom):
                        names.add(str(node.module).split(".")[0])
        assert names <= {"analysis", "numpy", "pandas", "datetime"}

    @each_lesson
    def test_metadata_that_nbgrader_accepts(self, n):
        """The rules of nbgrader's own schema 3, written out anew."""
        ids = set()
        for cell in read_lesson(LESSONS[n]).cells:
            if "nbgrader" not in cell.metadata:
                continue
            about = cell.metadata["nbgrader"]
            allowed = {"schema_version", "grade", "solution", "locked", "task", "grade_id"}
            assert allowed <= set(about) <= allowed | {"points", "cell_type", "checksum"}
            assert about["schema_version"] == 3
            assert all(isinstance(about[k], bool) for k in ("grade", "solution", "locked", "task"))
            assert re.fullmatch(r"[a-zA-Z0-9_\-]+", about["grade_id"])
            assert about["grade_id"] not in ids
            ids.add(about["grade_id"])
            if about["grade"]:
                assert about["points"] >= 0
            if cell.cell_type == "markdown":
                assert about["grade"] is about["solution"] is True
        assert ids

    def test_the_folder(self):
        assert sorted(COURSE.glob("*.ipynb")) == list(LESSONS.values())
        assert list(LESSONS) == list(range(1, len(LESSONS) + 1))


class TestStudent:
    @each_lesson
    def test_no_solution_survives(self, n):
        source = read_lesson(LESSONS[n])
        made = student_edition(source)
        text = nbformat.writes(made)
        plain = "\n".join(c.source for c in made.cells)
        assert "SOLUTION" not in text
        for line in solutions(source):
            assert line not in plain
        for cell in source.cells:
            if "instructor" in tags(cell):
                assert cell.source not in plain
        assert "instructor" not in {t for c in made.cells for t in tags(c)}
        assert all(c.get("outputs", []) == [] for c in made.cells)
        assert set(made.metadata) <= {"kernelspec", "language_info"}
        nbformat.validate(made)

    @each_lesson
    def test_it_has_a_place_for_every_answer(self, n):
        made = student_edition(read_lesson(LESSONS[n]))
        stems = {stem(c) for c in made.cells if role(c) == "check"}
        for cell in made.cells:
            if role(cell) == "solution":
                assert "your answer" in cell.source
                stems.remove(stem(cell))
                ast.parse(cell.source)
            elif role(cell) == "check":
                assert cell.metadata["editable"] is cell.metadata["deletable"] is False
        assert not stems

    @pytest.mark.slow
    # Every lesson is run solved, below: unsolved three of them do beside it.
    @pytest.mark.parametrize(
        "n", [n if n in (1, 6, 7) else pytest.param(n, marks=pytest.mark.long) for n in LESSONS]
    )
    def test_each_check_fails_before_it_is_solved(self, n):
        source = read_lesson(LESSONS[n])
        marks, _ = mark_notebook(student_edition(source).cells, source)
        checks = [m for m in marks if m.points is not None]
        assert len(checks) >= 3
        assert {(m.points, m.message) for m in checks} == {(0.0, "Not answered yet.")}
        assert {m.message for m in marks if m.points is None} <= {"nothing written"}

    def test_what_it_makes_of_solutions(self):
        source = lesson(
            solution("L1-E2", "kept = 1\n" + marked("a, b = 1, 2\nhelper = 3") + "\n"),
            check_cell("L1-E2", "a", "b"),
            solution("L1-E3", "def f(x):\n" + marked("    return x", "    ")),
            check_cell("L1-E3", "f"),
            solution("L1-E4", marked("for i in range(3):\n    total = i\nif total:\n    d = 1")),
            check_cell("L1-E4", "total", "d", "kept"),
            solution("L1-E5", marked("def g(x):\n    return x")),
            check_cell("L1-E5", "g", "seed"),
            open_cell("L1-E6", "Before.\n" + marked("A secret view.")),
        )
        cells = [c.source for c in student_edition(source).cells[3:]]
        assert cells[0] == "kept = 1\na = ...  # your answer\nb = ...  # your answer\n"
        assert cells[2] == 'def f(x):\n    raise NotImplementedError("your answer")'
        assert cells[4] == "total = ...  # your answer\nd = ...  # your answer"
        assert cells[6] == "g = ...  # your answer"
        assert cells[8] == "Before.\n*Write your answer here.*"

    def test_a_solution_that_answers_nothing(self):
        source = lesson(solution("L1-E2", marked("a = 1")), check_cell("L1-E2", "share"))
        with pytest.raises(UnshiftError) as refused:
            student_edition(source)
        assert refused.value.where == "cell 4"

    def test_the_source_stays_as_it_was(self, small):
        before = nbformat.writes(small)
        student_edition(small)
        instructor_edition(small)
        assert nbformat.writes(small) == before

    def test_hidden_places(self, small):
        secret = "secret_sum = 13 / 14"
        cell = small.cells[4]
        cell.outputs = [nbformat.v4.new_output("stream", text=secret)]
        cell.execution_count = 3
        cell.metadata["note"] = secret
        small.metadata["note"] = secret
        small.cells[3].attachments = {"a.txt": {"text/plain": secret}}
        assert secret not in nbformat.writes(student_edition(small))


class TestInstructor:
    @pytest.mark.slow
    @each_lesson
    def test_it_runs_and_passes_every_check(self, n):
        made = run_cells(instructor_edition(read_lesson(LESSONS[n])))
        for number, cell in enumerate(made.cells, start=1):
            if cell.cell_type == "code":
                assert failure(cell) is None, f"cell {number}: {failure(cell)}"
                assert cell.execution_count is not None
                said = [o for o in cell.outputs if o.get("name") == "stderr"]
                assert said == [], f"cell {number}"
        checks = [c for c in made.cells if role(c) == "check"]
        assert all(exercise_key(c) in str(c.outputs) for c in checks)

    def test_it_keeps_everything(self, small):
        made = instructor_edition(small)
        assert [c.source for c in made.cells] == [c.source for c in small.cells]


class TestReading:
    def test_names_of_a_check(self):
        assert names_checked('check("1.2", a, b[0], f(c))\nother(d)') == ["a", "b", "f", "c"]

    def test_parameters_are_set_in_place(self, small):
        set_parameters(small, record="history")
        assert small.cells[1].source == "record = 'history'"
        with pytest.raises(UsageError) as refused:
            set_parameters(small, nosuch=1)
        assert refused.value.where == "lesson"

    @pytest.mark.parametrize("text", ["", "{}", "[]", '{"cells": 3}', "\x00"])
    def test_no_notebook(self, tmp_path, text):
        path = tmp_path / "01-x.ipynb"
        path.write_text(text)
        with pytest.raises(UnshiftError) as refused:
            read_notebook(path)
        assert refused.value.where == "notebook 01-x"

    def test_two_of_one_number_and_none(self, tmp_path):
        with pytest.raises(UnshiftError) as refused:
            find_lessons(tmp_path)
        assert refused.value.where == tmp_path.name
        for name in ("01-a.ipynb", "01-b.ipynb"):
            nbformat.write(lesson(new_code_cell("1")), tmp_path / name)
        with pytest.raises(UnshiftError) as refused:
            find_lessons(tmp_path)
        assert refused.value.where == "01-a.ipynb, 01-b.ipynb"
