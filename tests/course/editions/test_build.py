"""What is handed out: complete, or as it was."""

from __future__ import annotations

from threading import Barrier

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from analysis.course.editions.build import build_course
from analysis.errors import UnshiftError, UsageError

from .test_handout import text_of


@pytest.fixture
def course(tmp_path, small):
    """A course of one lesson with a syllabus and a guide."""
    folder = tmp_path / "course"
    folder.mkdir()
    nbformat.write(small, folder / "01-small.ipynb")
    (folder / "README.md").write_text("# Syllabus\n\nSix lessons, `75` minutes.\n")
    (folder / "instructors.md").write_text("# Guide\n\nA secret guide.\n")
    return folder


def files(folder) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


@pytest.mark.slow
def test_a_course(course, tmp_path):
    out = tmp_path / "out"
    told: list[tuple[str, int, int]] = []
    made = build_course(folder=course, out=out, listener=lambda *a: told.append(a))
    assert [(m.lesson, m.edition, m.pdf.name) for m in made] == [
        (1, "student", "01-small.pdf"),
        (1, "instructor", "01-small.pdf"),
        (None, "student", "syllabus.pdf"),
        (None, "instructor", "syllabus.pdf"),
        (None, "instructor", "instructors.pdf"),
    ]
    assert files(out) == [
        "instructor/01-small.ipynb",
        "instructor/01-small.pdf",
        "instructor/instructors.pdf",
        "instructor/syllabus.pdf",
        "student/01-small.ipynb",
        "student/01-small.pdf",
        "student/syllabus.pdf",
    ]
    assert {t[0] for t in told} == {"01-small, student", "01-small, instructor"}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["course", "out"]
    assert "Six lessons, 75 minutes." in text_of(out / "student" / "syllabus.pdf")
    assert "secret_sum" not in text_of(out / "student" / "01-small.pdf")
    assert "1.2: Right" in text_of(out / "instructor" / "01-small.pdf")
    given = nbformat.read(out / "student" / "01-small.ipynb", as_version=4)
    assert all(c.get("execution_count") is None for c in given.cells)


def test_one_lesson_comes_without_the_texts(course, tmp_path):
    out = tmp_path / "out"
    build_course([1], ["student"], False, out, folder=course)
    assert files(out) == ["student/01-small.ipynb"]


@pytest.mark.slow
def test_two_at_once_are_what_one_after_the_other_is(course, tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    both = Barrier(2, timeout=120)  # passed only by two notebooks that run at the same time
    met: set[str] = set()

    def listener(label: str, done: int, total: int) -> None:
        if label not in met:
            met.add(label)
            both.wait()

    made = build_course([1], out=tmp_path / "two", folder=course, jobs=2, listener=listener)
    build_course([1], out=tmp_path / "one", folder=course)
    assert [m.edition for m in made] == ["student", "instructor"]
    assert files(tmp_path / "two") == files(tmp_path / "one")
    for name in ("student/01-small.ipynb", "student/01-small.pdf", "instructor/01-small.pdf"):
        assert (tmp_path / "two" / name).read_bytes() == (tmp_path / "one" / name).read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_lesson_that_fails_leaves_everything_as_it_was(course, tmp_path, small, jobs):
    out = tmp_path / "out"
    build_course([1], ["student"], False, out, folder=course)
    before = (out / "student" / "01-small.ipynb").read_bytes()
    small.cells[4].source = small.cells[4].source.replace("13 / 14", "1 / 13")
    small.cells.append(new_code_cell("undefined"))
    nbformat.write(small, course / "01-small.ipynb")
    with pytest.raises(UnshiftError) as raised:
        build_course([1], pdf=False, out=out, folder=course, jobs=jobs)
    text = str(raised.value)
    assert "NotYet: 1.2: Take the state's row" in text
    assert "notebook 01-small, instructor's edition, cell 6" in text
    assert files(out) == ["student/01-small.ipynb"]
    assert (out / "student" / "01-small.ipynb").read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["course", "out"]


def test_wrong_requests(course, tmp_path):
    with pytest.raises(UsageError) as refused:
        build_course([2], folder=course, out=tmp_path / "out")
    assert refused.value.where == "--lesson"
    with pytest.raises(UsageError) as refused:
        build_course(editions=["x"], folder=course, out=tmp_path / "out")
    assert refused.value.where == "edition"
    assert not (tmp_path / "out").exists()
