"""Words are written from the fields of a quantity."""

from __future__ import annotations

from analysis.quantity import UNSAID, Quantity

PAIR = Quantity("change", "kappa", "USA", "RUS", form="change{of} with {partner}")


def test_codes_stand_where_no_names_are():
    assert PAIR.words() == "change of USA with RUS"
    assert PAIR.named("the United States", "Russia").words() == (
        "change of the United States with Russia"
    )


def test_a_table_leaves_out_whose_it_is():
    assert PAIR.named(partner="Russia").short() == "change with Russia"
    assert PAIR.asked("statistic", "change{of}, as `scan` has it").short() == (
        "change, as scan has it"
    )


def test_a_method_keeps_what_the_series_is():
    asked = PAIR.asked("date", "date of a break in kappa{of}", digits=1)
    assert (asked.kind, asked.digits, asked.measure, asked.partner) == ("date", 1, "kappa", "RUS")
    assert PAIR.digits == 2


def test_other_braces_stand():
    assert UNSAID.fill("the series {x}") == "the series {x}"
