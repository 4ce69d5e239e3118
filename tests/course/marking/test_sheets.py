"""The tables of a class and the sheet of open answers."""

from __future__ import annotations

import csv

import pytest

from analysis.course.editions.make import find_lessons, read_lesson
from analysis.course.marking.marks import Mark, Marked
from analysis.course.marking.sheets import (
    EXERCISES,
    MARKS,
    OPEN,
    SHEET,
    read_points,
    rubric,
    write_sheets,
)
from analysis.errors import UnshiftError

MARKED = [
    Marked("=cmd()/a.ipynb", 1, (Mark("1.2", 1.0, 1.0, "passed", "right", 4),), "", "-anna"),
    Marked("b.ipynb", 1, (Mark("1.6", None, 3.0, "", "hand", 0, "+ mine <script>"),)),
    Marked("c.ipynb", 0, problem="this is not a notebook"),
]


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_tables(tmp_path):
    source = read_lesson(find_lessons()[1])
    write_sheets(MARKED, tmp_path, {1: source})
    first, second, third = rows(tmp_path / MARKS)
    # What a spreadsheet would take for a formula is text.
    assert (first["notebook"], first["student"]) == ("'=cmd()/a.ipynb", "'-anna")
    assert (first["points"], first["of"], first["1.2"]) == ("1", "1", "1")
    assert (second["points"], second["1.6"]) == ("0", "")
    assert third["problem"] == "this is not a notebook"
    assert rows(tmp_path / EXERCISES)[0]["attempts"] == "4"
    sheet = (tmp_path / SHEET).read_text("utf-8")
    assert "&lt;script&gt;" in sheet
    assert "Exercise 1.6: 1 answers" in sheet or "Exercise 1.6: 1 answer" in sheet
    assert "one point for separating" in sheet


@pytest.mark.parametrize("line", ["2", "2.0", "2,0", " 2 "])
def test_points_of_a_person_are_read_back(tmp_path, line):
    write_sheets(MARKED, tmp_path, {})
    table = rows(tmp_path / OPEN)
    table[0]["points"] = line
    with (tmp_path / OPEN).open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, table[0], delimiter=";" if "," in line else ",")
        writer.writeheader()
        writer.writerows(table)
    assert read_points(tmp_path) == {("b.ipynb", "1.6"): (2.0, "")}


def test_no_sheet_and_a_sheet_of_something_else(tmp_path):
    assert read_points(tmp_path) == {}
    (tmp_path / OPEN).write_bytes(b"\xff\x00,;\n\n")
    assert read_points(tmp_path) == {}


@pytest.mark.parametrize("given", ["nan", "inf", "1e999", "-inf"])
def test_what_is_no_finite_number_is_not_filled_in(tmp_path, given):
    (tmp_path / OPEN).write_text(f"notebook,exercise,points,remark\na.ipynb,1.6,{given},\n")
    assert read_points(tmp_path) == {}


def test_a_sheet_that_cannot_be_read_is_not_taken_for_none(tmp_path):
    """A new one would take the place of what a person wrote."""
    (tmp_path / OPEN).write_text("notebook,exercise,points,remark\na,1.6,1," + "x" * 200_000)
    with pytest.raises(UnshiftError) as error:
        read_points(tmp_path)
    assert error.value.where.endswith(OPEN)
    (tmp_path / OPEN).unlink()
    (tmp_path / OPEN).mkdir()
    with pytest.raises(UnshiftError) as error:
        read_points(tmp_path)
    assert error.value.where.endswith(OPEN)


def test_line_ends_of_an_old_spreadsheet(tmp_path):
    (tmp_path / OPEN).write_bytes(b"notebook,exercise,points,remark\ra.ipynb,1.6,2,good\r")
    assert read_points(tmp_path) == {("a.ipynb", "1.6"): (2.0, "good")}


@pytest.mark.parametrize("n", find_lessons())
def test_every_open_exercise_has_its_question_and_what_it_is_marked_by(n):
    source = read_lesson(find_lessons()[n])
    question, model = rubric(source, f"{n}.6")
    assert question.startswith(f"### Exercise {n}.6")
    assert len(model) > 200
