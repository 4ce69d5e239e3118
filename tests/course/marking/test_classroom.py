"""A class: each notebook has its row, is kept as soon as it is marked, and is not run twice."""

from __future__ import annotations

import csv
import json
import os
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from analysis.course.editions.make import read_lesson
from analysis.course.marking import classroom
from analysis.course.marking.classroom import KEPT, mark_folder, marks_folder
from analysis.course.marking.confinement import Limits
from analysis.course.marking.marks import Mark, Marked
from analysis.course.marking.sheets import EXERCISES, MARKS, OPEN, SHEET
from analysis.errors import UsageError

from ..conftest import about, lesson
from .test_marks import answered

LIMITS = Limits(seconds=5)


@pytest.fixture
def lessons(tmp_path, small):
    path = tmp_path / "source" / "01-small.ipynb"
    path.parent.mkdir()
    nbformat.write(small, path)
    read_lesson(path)
    return {1: path}


@pytest.fixture
def folder(tmp_path, small):
    """A class of sorts."""
    folder = tmp_path / "class"
    for name in ("anna", "ben"):
        (folder / name).mkdir(parents=True)
    good = answered(small, "share = 13 / 14", "changed = 20")
    next(c for c in good.cells if "open" in str(c.metadata)).source = "=1+1, I *think* <b>so</b>"
    nbformat.write(good, folder / "anna" / "my work.ipynb")
    nbformat.write(lesson(), folder / "ben" / "holiday.ipynb")
    (folder / "ben" / "broken.ipynb").write_text("{")
    odd = json.loads(nbformat.writes(answered(small, "share = '\ud800'", "changed = 20")))
    odd["cells"].append({"cell_type": "sculpture"})
    (folder / "ben" / "odd.ipynb").write_text(json.dumps(odd))
    if sys.platform != "win32":
        os.mkfifo(folder / "ben" / "pipe.ipynb")
    junk = lesson(new_code_cell("1", metadata={"nbgrader": "junk"}))
    nbformat.write(junk, folder / "ben" / "junk.ipynb")
    return folder


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.slow
class TestFolder:
    def test_each_has_its_row_and_nothing_is_lost(self, folder, lessons):
        told = []
        out = marks_folder(folder)
        marked = mark_folder(
            folder, lessons=lessons, limits=LIMITS, jobs=2, listener=lambda *a: told.append(a)
        )
        assert {m.notebook: m.points for m in marked if not m.problem} == {
            "anna/my work.ipynb": 2.0,
            "ben/odd.ipynb": 1.0,
        }
        table = {row["notebook"]: row for row in rows(out / MARKS)}
        assert list(table) == [m.notebook for m in marked]
        assert table["anna/my work.ipynb"]["1.5"] == "1"
        assert "damaged" in table["ben/broken.ipynb"]["problem"]
        assert all(row["problem"] or row["points"] for row in table.values())
        assert len(list((out / "feedback").iterdir())) == len(marked)
        assert {r["cause"] for r in rows(out / EXERCISES)} >= {"right", "hand", "wrong"}
        assert told[-1][1] == told[-1][2]
        page = (out / "feedback" / next(iter(
            p.name for p in (out / "feedback").iterdir() if p.name.startswith("anna")
        ))).read_text("utf-8")  # fmt: skip
        assert "&lt;b&gt;so&lt;/b&gt;" in page

        # Points that a person gives are taken over, and no notebook is run again.
        open_rows = rows(out / OPEN)
        assert open_rows[0]["answer"].startswith("'=1+1")
        open_rows[0] |= {"points": "2,5", "remark": "Good."}
        with (out / OPEN).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, open_rows[0], delimiter=";")
            writer.writeheader()
            writer.writerows(open_rows)
        lessons_only = {"lessons": lessons, "limits": LIMITS}
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(classroom, "mark_notebook", None)
            again = mark_folder(folder, **lessons_only)
        assert [m.points for m in again] == [m.points for m in marked]
        table = {row["notebook"]: row for row in rows(out / MARKS)}
        assert table["anna/my work.ipynb"]["by hand"] == "2.5"
        assert rows(out / OPEN)[0]["remark"] == "Good."
        assert "2.5 of" in (out / SHEET).read_text("utf-8")


def fake(monkeypatch, stop_at: int | None = None) -> list[str]:
    """Let no notebook run, and interrupt at one of them."""
    ran: list[str] = []

    def mark(cells, source, limits, **more):
        ran.append(cells[0].source)
        if len(ran) == stop_at:
            raise KeyboardInterrupt
        return [Mark("1.2", 1.0, 1.0, "passed", "right")], ("limits",)

    monkeypatch.setattr(classroom, "mark_notebook", mark)
    return ran


@pytest.fixture
def five(tmp_path, small):
    folder = tmp_path / "five"
    folder.mkdir()
    for n in range(5):
        book = answered(small, f"share = {n}", "changed = 1")
        nbformat.write(book, folder / f"{n}.ipynb")
    return folder


def test_what_was_done_before_an_interrupt_is_kept(five, lessons, monkeypatch):
    fake(monkeypatch, stop_at=3)
    with pytest.raises(KeyboardInterrupt):
        mark_folder(five, lessons=lessons)
    out = marks_folder(five)
    done = [row["notebook"] for row in rows(out / MARKS)]
    assert done[:2] == ["0.ipynb", "1.ipynb"]
    assert "2.ipynb" not in done  # of the others one may have begun before the interrupt was seen
    ran = fake(monkeypatch)
    assert len(mark_folder(five, lessons=lessons)) == 5
    assert len(ran) == 5 - len(done)
    assert len(rows(out / MARKS)) == 5


def test_what_changed_is_run_again_and_what_is_damaged_too(five, lessons, small, monkeypatch):
    fake(monkeypatch)
    mark_folder(five, lessons=lessons)
    (five / "1.ipynb").write_bytes((five / "2.ipynb").read_bytes())
    kept = sorted((marks_folder(five) / KEPT).iterdir())
    assert len(kept) == 5
    kept[0].write_text("{")
    kept[1].write_text('{"key": 1}')
    ran = fake(monkeypatch)
    mark_folder(five, lessons=lessons)
    assert 2 <= len(ran) <= 3  # one of the damaged may be that which changed
    ran = fake(monkeypatch)
    mark_folder(five, lessons=lessons)
    assert ran == []
    mark_folder(five, lessons=lessons, again=True)
    assert len(ran) == 5


def test_one_that_fails_in_a_way_not_foreseen_does_not_end_the_run(five, lessons, monkeypatch):
    monkeypatch.setattr(classroom, "mark_notebook", lambda *a, **k: 1 / 0)
    marked = mark_folder(five, lessons=lessons, jobs=2)
    assert len(marked) == 5
    assert all("ZeroDivisionError" in m.problem for m in marked)


def test_a_place_that_cannot_be_written_to(five, lessons, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError) as refused:
        mark_folder(five, tmp_path / "file", lessons=lessons)
    assert refused.value.where == "--out"


def test_a_mark_of_a_person_counts_for_open_exercises_alone():
    marks = (Mark("1.2", 0.0, 1.0, "no"), Mark("1.6", None, 3.0, "", "hand"))
    item = Marked("a.ipynb", 1, marks)
    assert (item.points, item.of) == (0.0, 1.0)
    assert about("L1-E6-open")["nbgrader"]["points"] == 1
