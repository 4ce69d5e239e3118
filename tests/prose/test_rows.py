"""Rows of the table of designs: names for codes, numbers as they are meant."""

from __future__ import annotations

import math

import pytest

from analysis.estimate import Estimate
from analysis.prose.rows import design_rows
from analysis.shift.run import DesignResult
from analysis.study import Study
from analysis.tables import EMPTY

STUDY = Study(country="HUN", event="2010-05-29", before="2006-05-29")


def row(estimand: str = "change", estimate: float = 0.5, **more):
    made = Estimate("x", estimand, estimate, n=1200, **more)
    return design_rows([DesignResult("votes", (made,), "")], STUDY).iloc[0]


@pytest.mark.parametrize(
    ("estimand", "expected"),
    [
        ("change in raw agreement of Hungary with Russia", "change in raw agreement with Russia"),
        ("change in the probability that HUN votes with RUS", "Hungary votes with Russia"),
        ("gap between HUN and its synthetic self after 2010-05-29", "between Hungary and its"),
        ("in units of ordinary change (`blind_scan`)", "(blind_scan)"),
    ],
)
def test_names_stand_for_codes(estimand, expected):
    assert expected in row(estimand).quantity


def test_numbers_are_written_as_what_they_are():
    assert row("number of states that moved", 16.0).estimate == "16"
    assert row("date of the largest change", 1991.5, low=1990.5, high=2000.5).estimate == (
        "1991.5 [1990.5, 2000.5]"
    )
    assert row(estimate=-0.25, low=-0.5, high=0.004).estimate == "−0.25 [−0.50, 0.00]"
    assert row().n == "1,200 roll calls"


def test_what_is_not_defined_is_a_dash():
    assert row("F of a break", math.nan).estimate == EMPTY


@pytest.mark.parametrize(
    ("p", "text"), [(None, ""), (0.0, "<0.001"), (0.001, "0.001"), (1, "1.000")]
)
def test_p_values(p, text):
    assert row(p_value=p).p == text


def test_without_estimates_there_is_no_row():
    none = design_rows([DesignResult("scan", (), "no votes")], STUDY)
    assert none.empty
    assert list(none) == ["design", "quantity", "estimate", "p", "n"]
