"""``unshift course``: editions made, notebooks marked, and everything done wrongly."""

from __future__ import annotations

import json
import re

import nbformat
import pytest

from analysis.course.editions import make as editions
from analysis.course.editions.make import find_lessons, read_lesson, student_edition
from analysis.course.editions.marks import role

LESSON = find_lessons()[1]


def solved(*names: str):
    """Return the student's edition of lesson 1 with some of its solutions put back."""
    source = read_lesson(LESSON)
    kept = {c.metadata["nbgrader"]["grade_id"]: c.source for c in source.cells if role(c)}
    made = student_edition(source)
    for cell in made.cells:
        if role(cell) == "solution" and cell.metadata["nbgrader"]["grade_id"] in names:
            cell.source = kept[cell.metadata["nbgrader"]["grade_id"]]
    return made


class TestBuild:
    def test_student_without_pdf(self, run, tmp_path):
        out = tmp_path / "made"
        code, said, _ = run(
            "course", "build", "--edition", "student", "--no-pdf", "--out", out, "--json"
        )
        assert code == 0
        made = json.loads(said)["made"]
        assert [m["lesson"] for m in made] == list(find_lessons())
        assert {(m["edition"], m["pdf"]) for m in made} == {("student", None)}
        names = sorted(p.name for p in out.rglob("*") if p.is_file())
        assert names == sorted(p.name for p in find_lessons().values())
        assert [p.name for p in tmp_path.iterdir()] == ["made"]

    @pytest.mark.slow
    def test_both_with_pdfs(self, run, tmp_path):
        out = tmp_path / "made"
        (out / "student").mkdir(parents=True)
        (out / "student" / "mine.txt").write_text("kept")
        code, said, told = run("course", "build", "--lesson", "1", "--out", out)
        assert code == 0
        assert len(said.splitlines()) == 2
        # Two are made at once, and either may be done first.
        assert set(told.splitlines()) == {f"{LESSON.stem}, {e}: done" for e in editions_of(out)}
        for edition in ("student", "instructor"):
            assert (out / edition / f"{LESSON.stem}.pdf").read_bytes().startswith(b"%PDF")
            nbformat.validate(nbformat.read(out / edition / LESSON.name, as_version=4))
        instructor = nbformat.read(out / "instructor" / LESSON.name, as_version=4)
        assert any(c.get("outputs") for c in instructor.cells)
        assert (out / "student" / "mine.txt").read_text() == "kept"

    def test_wrong_words(self, refused, tmp_path):
        assert "no lesson 99" in refused(2, "course", "build", "--lesson", 99)
        assert "--edition" in refused(2, "course", "build", "--edition", "teacher")
        assert "--record" in refused(2, "course", "build", "--record", "x")
        path = tmp_path / "file"
        path.write_text("")
        assert "this is a file" in refused(2, "course", "build", "--out", path)
        assert "--lesson" in refused(2, "course", "build", "--lesson", "one")

    def test_no_history(self, refused, data, tmp_path):
        said = refused(2, "course", "build", "--record", "history", "--out", tmp_path / "out")
        assert "no files of votes found" in said

    def test_a_source_that_does_not_hold_together(self, refused, tmp_path, monkeypatch):
        book = read_lesson(LESSON)
        book.cells = [c for c in book.cells if role(c) != "check"]
        nbformat.write(book, tmp_path / LESSON.name)
        monkeypatch.setattr(editions.find_lessons, "__defaults__", (tmp_path,))
        said = refused(1, "course", "build", "--out", tmp_path / "made")
        assert re.search(rf"no check for L1-E1 \(notebook {LESSON.stem}, cell \d+\)", said)
        assert not (tmp_path / "made").exists()
        assert [p.name for p in tmp_path.iterdir()] == [LESSON.name]


def editions_of(out) -> list[str]:
    return [e for e in ("student", "instructor") if (out / e).is_dir()]


@pytest.mark.slow
class TestCheck:
    @pytest.fixture
    def folder(self, tmp_path):
        folder = tmp_path / "class"
        folder.mkdir()
        nbformat.write(solved("L1-E1-solution", "L1-E5-solution"), folder / "anna.ipynb")
        (folder / "ben.ipynb").write_text("not a notebook")
        return folder

    def test_a_folder(self, run, folder):
        code, said, _ = run("course", "check", folder)
        assert code == 0
        lines = said.splitlines()
        assert lines[0] == "anna.ipynb: 2 of 5 points"
        assert lines[1].split() == ["1.1", "1", "of", "1", "passed"]
        assert lines[2].split(maxsplit=4) == ["1.2", "0", "of", "1", "Not answered yet."]
        assert lines[6].split(maxsplit=4) == ["1.6", "-", "of", "3", "nothing written"]
        assert lines[8].startswith("ben.ipynb: not marked: this is not a notebook")
        marks = folder.with_name("class-marks")
        assert str(marks) in lines[-1]
        assert {p.name for p in (marks / "feedback").iterdir()} == {"anna.html", "ben.html"}

    def test_json(self, run, folder):
        code, said, _ = run("course", "check", folder, "--json")
        assert code == 0
        anna, ben = json.loads(said)["notebooks"]
        assert (anna["lesson"], anna["points"], anna["of"], anna["problem"]) == (1, 2, 5, "")
        assert [e["points"] for e in anna["exercises"]] == [1, 0, 0, 0, 1, None]
        assert ben["points"] is None
        assert "this is not a notebook" in ben["problem"]

    def test_wrong_words(self, refused, tmp_path):
        assert "no such folder" in refused(2, "course", "check", tmp_path / "nosuch")
        assert "no notebooks" in refused(2, "course", "check", tmp_path)
        assert "Missing argument" in refused(2, "course", "check")
        assert "--seconds" in refused(2, "course", "check", tmp_path, "--seconds", 0)


def test_help(run):
    for words in ([], ["build"], ["check"]):
        code, said, _ = run("course", *words, "--help")
        assert code == 0
        assert said.startswith(" ".join(["Usage: unshift course", *words]))
