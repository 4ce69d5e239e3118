"""Slides show what a class is to see, and nothing that answers an exercise."""

from __future__ import annotations

import re

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from analysis.course.editions.slides import build_slides, slides_of, slides_page
from analysis.errors import UnshiftError, UsageError
from analysis.reporting.display import MIME

from ..conftest import check_cell, lesson, marked, solution

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0"/></svg>'


def shown(data: dict) -> object:
    return new_code_cell("draw()", outputs=[new_output("display_data", data=data)])


def figure() -> object:
    about = {"kind": "figure", "label": "fig-a", "caption": "Rests on 9 votes.", "alt": "A line."}
    return shown({"image/svg+xml": SVG, MIME: about})


def kinds(book) -> list[str]:
    return [s.kind for s in slides_of(book)]


def test_each_thing_has_its_slide():
    book = lesson(
        new_markdown_cell("## A part\n\nOne sentence.\n\n**Predict first.** How many?"),
        figure(),
        new_markdown_cell("### Exercise 1.2\n\nSet `share`."),
        solution("L1-E2", marked("share = 13 / 14")),
        check_cell("L1-E2", "share"),
        new_markdown_cell("## Further reading\n\nA book."),
    )
    assert kinds(book) == ["title", "text", "ask", "figure", "exercise"]
    page = slides_page(slides_of(book), "Small")
    assert "13 / 14" not in page
    assert "check(" not in page
    assert page.count("<section ") == 5


def test_a_lesson_has_one_title_and_no_slide_of_minutes():
    timing = new_markdown_cell("# Lesson 1: Small\n\n**75 minutes**: theory 25.")
    book = lesson(new_markdown_cell("Before a heading."))
    book.cells[0] = timing
    assert [(s.kind, s.title) for s in slides_of(book)] == [
        ("title", "Lesson 1: Small"),
        ("text", "This lesson"),
    ]


def test_what_would_run_over_a_slide_is_set_smaller():
    rows = "<tr><td>7</td></tr>"
    for n, kind in ((5, "table"), (20, "table long")):
        table = {"text/html": f"<table>{rows * n}</table>", MIME: {"kind": "table"}}
        assert kinds(lesson(shown(table)))[-1] == kind
    listed = new_markdown_cell("## A\n\n" + "- one\n" * 14)
    assert kinds(lesson(listed))[-1] == "text long"


def test_long_prose_is_cut_and_whole_in_the_notes():
    long = "The claim is this. A sentence" + " of words" * 60 + " follows. And the end."
    slide = slides_of(lesson(new_markdown_cell(f"## A\n\n{long}")))[-1]
    assert slide.body == "The claim is this."
    assert slide.notes.endswith("And the end.")


def test_figures_carry_their_words_and_tables_their_cells():
    table = {"text/html": "<style>x</style><table border='1'><tr><td>7</td></tr></table>"}
    page = slides_page(slides_of(lesson(figure(), shown(table))), "Small")
    assert "A line." in page
    assert "<td>7</td>" in page
    assert "<style>x" not in page


def test_the_page_asks_for_nothing_from_elsewhere():
    page = slides_page(slides_of(lesson(new_markdown_cell("## 1. A part\n\n$x^2$"), figure())), "x")
    assert not re.search(r"""(?:src|href|url)\s*[=(]\s*["']?\s*(?:https?:)?//""", page)
    assert "<h2>1. A part</h2>" in page  # the number begins no list
    assert "<math" in page
    assert "@font-face" in page  # with another typeface, words run over the edges of figures


@pytest.mark.slow  # a kernel is started
def test_a_lesson_is_run_unanswered(tmp_path):
    book = lesson(
        new_code_cell("print(6 * 7)"),
        new_markdown_cell("### Exercise 1.2\n\nSet `share`."),
        solution("L1-E2", marked("share = 13 / 14")),
        check_cell("L1-E2", "share"),
        new_code_cell("print('the end is', 'reached')"),
    )
    nbformat.write(book, tmp_path / "01-small.ipynb")
    (made,) = build_slides(out=tmp_path / "out", folder=tmp_path)
    page = made.read_text(encoding="utf-8")
    assert "42" in page
    assert "the end is reached" in page
    assert "13 / 14" not in page


def test_what_cannot_be_is_refused(tmp_path):
    with pytest.raises(UsageError) as refused:
        build_slides([99], tmp_path)
    assert refused.value.where == "--lesson"
    with pytest.raises(UnshiftError):
        build_slides(folder=tmp_path)
