"""The machinery of checks; the exercises themselves have tests of their own."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell

from analysis.course import check
from analysis.course.editions.running import run_cells
from analysis.course.exercise import (
    ATTEMPT,
    NBGRADER,
    STRICT,
    NotYet,
    digest,
    exercise,
    matches,
    number,
    untouched,
)
from analysis.errors import UsageError

from .conftest import hint, lesson


@pytest.mark.parametrize("answer", [..., None, [1, ...], {"a": None}, ((), (..., 1))])
def test_an_untouched_answer_never_passes(answer):
    assert hint("1.2", answer) == "1.2: Not answered yet."


def test_one_untouched_answer_among_several_is_enough():
    assert hint("1.3", 1, ...) == "1.3: Not answered yet."
    assert hint("1.2") == "1.2: Not answered yet."


@pytest.mark.parametrize("answer", [0, "", [], {}, np.zeros(3), pd.DataFrame()], ids=repr)
def test_an_empty_answer_is_an_answer(answer):
    assert not untouched(answer)


class Hostile:
    def __float__(self):
        raise ZeroDivisionError("mine")

    def __eq__(self, other):
        raise RuntimeError("no")

    __hash__ = None  # type: ignore[assignment]


@pytest.mark.parametrize(
    "answer",
    ["a text", b"x", True, [1], {}, object(), Hostile(), pd.DataFrame({"a": [1, 2]}), check, 1j],
    ids=lambda a: type(a).__name__,
)
@pytest.mark.parametrize("key", ["1.1", "1.2", "1.4", "1.5", "2.1", "2.2", "2.3", "2.5"])
def test_any_object_leads_to_a_hint(key, answer):
    arguments = (answer, 7) if key == "1.4" else (answer,)
    said = hint(key, *arguments)
    assert said.startswith(f"{key}: ")
    assert said.endswith((".", "?"))
    assert "\n" not in said


def test_the_wrong_number_of_answers_is_said():
    assert "takes 2 answers, and 1 was given" in hint("1.3", 1)
    assert "takes 1 answer, and 2 were given" in hint("1.2", 1, 2)
    assert "TypeError" not in hint("1.2", 1, 2)


def test_a_function_that_is_still_a_stub_is_not_answered():
    def own_ordinal(table):
        raise NotImplementedError("your answer")

    assert hint("2.2", own_ordinal) == "2.2: Not answered yet."


@pytest.mark.parametrize("key", ["1.99", "99.1", "1", "", "1.2.3", "../x.1", None, 1.2])
def test_unknown_exercises(key):
    with pytest.raises(UsageError) as refused:
        exercise(key)
    assert refused.value.where == "check"


def test_the_hint_is_an_assertion_without_a_traceback():
    error = NotYet("1.1: a hint")
    assert isinstance(error, AssertionError)
    assert error._render_traceback_() == ["1.1: a hint"]


def test_a_verdict_that_passed_shows_its_message():
    assert repr(check("1.2", 13 / 14)).startswith("1.2: Right")


@pytest.mark.parametrize("name", [STRICT, *NBGRADER])
def test_where_a_run_takes_errors_for_points_a_wrong_answer_raises(monkeypatch, name):
    assert not check("1.2", 0.5).passed
    monkeypatch.setenv(name, "raise")
    with pytest.raises(NotYet) as raised:
        check("1.2", 0.5)
    assert str(raised.value).startswith("1.2: ")
    assert check("1.2", 13 / 14).passed


def test_attempts_are_counted_and_saved_with_the_notebook(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda *a, **k: shown.append(k["metadata"]))
    before = check("2.1", 0.5).attempt
    for answer in (..., 0.6, 3.5 / 6):
        check("2.1", answer)._ipython_display_()
    attempts = [about[ATTEMPT] for about in shown]
    assert [a["attempt"] - before for a in attempts] == [0, 1, 2]
    assert [a["passed"] for a in attempts] == [False, False, True]
    assert {a["exercise"] for a in attempts} == {"2.1"}


def test_digests():
    assert digest("Yes") == digest("  yes ")
    assert digest("yes") != digest("no")
    assert "yes" not in digest("yes")
    assert len(digest("yes")) == 16
    assert matches("B", digest("b"))


@pytest.mark.parametrize("value", [1, 1.0, np.int8(1), np.float32(1), pd.Series([1]).iloc[0]])
def test_numbers(value):
    assert number(value) == 1.0


@pytest.mark.parametrize(
    "value", ["1", True, np.True_, b"1", [1, 2], None, np.zeros(3), pd.DataFrame({"a": [1]}), 1j]
)
def test_no_numbers(value):
    with pytest.raises(TypeError) as refused:
        number(value)
    assert str(refused.value).endswith(f" {type(value).__name__}")  # the hint names the type


@pytest.mark.slow
def test_a_check_has_no_value_that_could_be_taken_for_points():
    book = lesson(new_code_cell('check("1.2", 13 / 14)'))
    run_cells(book)
    shown = book.cells[3].outputs
    assert [o.output_type for o in shown] == ["display_data"]
    assert shown[0].data["text/plain"].startswith("1.2: Right")
