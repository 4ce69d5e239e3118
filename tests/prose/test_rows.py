"""Rows of the table of designs: names for codes, numbers as they are meant."""

from __future__ import annotations

import math

import pytest

from analysis.estimate import Estimate, Quantity
from analysis.prose.rows import design_rows
from analysis.shift.run import DesignResult
from analysis.tables import EMPTY

HUNGARY = Quantity(state="HUN", partner="RUS", state_name="Hungary", partner_name="Russia")


def row(form: str = "change", estimate: float = 0.5, digits: int = 2, **more):
    quantity = HUNGARY.asked("change", form, digits)
    made = Estimate("x", "words in codes", estimate, n=1200, quantity=quantity, **more)
    return design_rows([DesignResult("votes", (made,), "")]).iloc[0]


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("raw agreement{of} with {partner}", "raw agreement with Russia"),
        ("the probability that {state} votes with {partner}", "Hungary votes with Russia"),
        ("gap between {state} and its synthetic self", "between Hungary and its"),
        ("in units of ordinary change (`blind_scan`)", "(blind_scan)"),
    ],
)
def test_names_stand_and_whose_it_is_is_left_out(form, expected):
    assert expected in row(form).quantity


def test_words_stand_where_no_fields_are_given():
    plain = DesignResult("votes", (Estimate("x", "a change", 0.5),))
    assert design_rows([plain]).iloc[0].quantity == "a change"


def test_numbers_are_written_as_what_they_are():
    assert row(estimate=16.0, digits=0).estimate == "16"
    assert row(estimate=1991.5, digits=1, low=1990.5, high=2000.5).estimate == (
        "1991.5 [1990.5, 2000.5]"
    )
    assert row(estimate=-0.25, low=-0.5, high=0.004).estimate == "−0.25 [−0.50, 0.00]"
    assert row().n == "1,200 roll calls"


def test_what_is_not_defined_is_a_dash():
    assert row(estimate=math.nan).estimate == EMPTY


@pytest.mark.parametrize(
    ("p", "text"), [(None, ""), (0.0, "<0.001"), (0.001, "0.001"), (1, "1.000")]
)
def test_p_values(p, text):
    assert row(p_value=p).p == text


def test_without_estimates_there_is_no_row():
    none = design_rows([DesignResult("scan", (), "no votes")])
    assert none.empty
    assert list(none) == ["design", "quantity", "estimate", "p", "n"]
