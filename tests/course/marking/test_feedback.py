"""The page of feedback: points, cause and hint, and nothing that a student wrote does anything."""

from __future__ import annotations

from analysis.course.marking.feedback import feedback_name, feedback_page, write_feedback
from analysis.course.marking.marks import Mark, Marked
from analysis.course.marking.pages import markdown, page

EVIL = "</pre><script>alert(1)</script>"
MARKED = Marked(
    "anna/1.ipynb",
    1,
    (
        Mark("1.1", 1.0, 1.0, "passed", "right", 0, "right_code"),
        Mark("1.2", 0.0, 1.0, "Give a share.", "wrong", 0, EVIL),
        Mark("1.3", 0.0, 1.0, "cell 9 is not Python: x", "syntax", 0, "a ="),
        Mark("1.6", None, 3.0, "", "hand", 0, EVIL, 2.0, "Well put."),
    ),
    "",
    "anna",
)


def test_what_stands_on_it(tmp_path):
    text = write_feedback(MARKED, tmp_path).read_text("utf-8")
    assert "1 of 3 points" in text
    assert "2 of 3 for what is marked by hand" in text
    assert "Give a share." in text
    assert "Well put." in text
    assert "cell 9 is not Python" in text
    assert "right_code" not in text  # nothing to look at again
    assert "<script" not in text
    assert "default-src 'none'" in text


def test_one_that_could_not_be_marked():
    text = feedback_page(Marked("b.ipynb", 0, problem="cut off & damaged"))
    assert "Not marked: cut off &amp; damaged." in text


def test_names_are_told_apart_and_stay_in_the_folder():
    names = ["a/b.ipynb", "a--b.ipynb", "a b.ipynb", "a_b.ipynb", "../../x.ipynb", "é.ipynb",
             f"{'x' * 300}.ipynb", "a.IPYNB", "a.ipynb", ".ipynb"]  # fmt: skip
    made = [feedback_name(n) for n in names]
    assert len(set(made)) == len(names)
    assert not [m for m in made if "/" in m or m.startswith(".") or len(m) > 130]


def test_text_is_text():
    assert "<img" not in markdown("<img src=x onerror=y>\n\n- <b>\n\n| a | <i> |")
    assert page("<t>", "").count("<t>") == 0
