"""Lessons on paper: what is in them, what is not, and that no text in them is markup."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from pypdf import PdfReader

from analysis.course.editions.handout import WIDGET, print_handout
from analysis.course.editions.make import student_edition
from analysis.errors import UnshiftError
from analysis.reporting.display import MIME

from ..conftest import lesson

WHEN = datetime(2026, 1, 2, tzinfo=UTC)


def text_of(path) -> str:
    return " ".join("\n".join(p.extract_text() for p in PdfReader(path).pages).split())


@pytest.fixture
def printed(tmp_path):
    def call(book, edition="instructor") -> str:
        return text_of(print_handout(book, "01-small", edition, tmp_path / "a.pdf", WHEN))

    return call


def test_the_instructors(printed, small):
    small.cells[4].outputs = [new_output("execute_result", {"text/plain": "'shown result'"})]
    text = printed(small)
    for part in (
        "Lesson 1: Small",
        "Exercise 1.2",
        "A solution",
        "secret_sum = 13 / 14",
        "A model answer",
        "A secret view.",
        "For instructors",
        "Only for teachers.",
        "shown result",
        'check("1.5", changed)',
    ):
        assert part in text, part
    assert "SOLUTION" not in text


def test_the_students(printed, small):
    text = printed(student_edition(small), "student")
    for part in ("Exercise 1.2", "share = ... # your answer", "STUDENT", 'check("1.2", share)'):
        assert part in text, part
    for part in ("secret", "A solution", "A model answer", "teachers", "Write your answer here"):
        assert part not in text, part


def test_no_text_is_markup(printed):
    code = 'x = "#eval(1) $y$ `c` @fig-a \\\\n {=typst}"  # \\u{41} *b* _i_'
    book = lesson(
        new_code_cell(code, outputs=[new_output("stream", text="]) #panic() `` ``` @tbl-x \\\n")])
    )
    text = printed(book)
    assert 'x = "#eval(1) $y$ `c` @fig-a \\\\n {=typst}" # \\u{41} *b* _i_' in text
    assert "]) #panic() `` ``` @tbl-x \\" in text


def test_figures_keep_their_captions(printed):
    about = {"kind": "figure", "label": "fig-a", "caption": "A drawing.", "alt": "Lines"}
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="20"><path d="M0 0"/></svg>'
    shown = new_output("display_data", {"image/svg+xml": svg, MIME: about})
    words = new_markdown_cell("See @fig-a.\n\n| a | b |\n|---|---|\n| 1 | 2 |")
    text = printed(lesson(words, new_code_cell("draw()", outputs=[shown])))
    assert "Figure 1. A drawing." in text
    assert "See Figure 1" in text


def test_a_picture_without_a_caption_is_refused(printed):
    bare = new_output("display_data", {"image/svg+xml": "<svg/>"})
    with pytest.raises(UnshiftError) as refused:
        printed(lesson(new_code_cell("draw()", outputs=[bare])))
    assert refused.value.where == "notebook 01-small, cell 4"


def test_what_is_left_out(printed):
    outputs = [
        new_output("stream", name="stderr", text="a warning"),
        new_output("execute_result", {WIDGET: {}, "text/plain": "Box()"}),
        new_output("error", ename="ValueError", evalue="wrong", traceback=["a traceback"]),
    ]
    text = printed(lesson(new_code_cell("play()", outputs=outputs)))
    for part in ("a warning", "Box()", "traceback", "wrong"):
        assert part not in text


def test_the_same_bytes_for_the_same_lesson(tmp_path, small):
    one, two = (
        print_handout(small, "01-small", "instructor", tmp_path / name, WHEN).read_bytes()
        for name in ("a.pdf", "b.pdf")
    )
    assert one == two
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.pdf", "b.pdf"]
