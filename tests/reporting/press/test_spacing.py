"""Numbers stay together in a line and stand below each other in a column."""

from __future__ import annotations

import pytest

from analysis.reporting.press.spacing import FIGURE_SPACE, aligned, unbroken

SPACE = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fell (\u22120.34 [\u22120.46, \u22120.23]).", f"fell (−0.34 [−0.46,{SPACE}−0.23])."),
        ("[1, 2] and [3, 4]", f"[1,{SPACE}2] and [3,{SPACE}4]"),
        ("[0.04,\n0.63]", f"[0.04,{SPACE}0.63]"),
        ("[a, b], (1, 2) and [1, 2, 3] stay", "[a, b], (1, 2) and [1, 2, 3] stay"),
        ("[one](two) and [@hage2011, 3]", "[one](two) and [@hage2011, 3]"),
    ],
)
def test_intervals_are_not_broken(text, expected):
    assert unbroken(text) == expected


def column(*texts: str, right: bool = False) -> list[str]:
    return [row[0] for row in aligned([[t] for t in texts], [right])]


def test_points_stand_below_each_other():
    found = column("0.33 [0.04, 0.63]", f"{MINUS}0.11 [{MINUS}0.26, 0.09]", f"{MINUS}0.73", "–")
    assert [t.find(".") for t in found[:3]] == [2, 2, 2]
    assert found[0].startswith(FIGURE_SPACE)
    assert found[1].startswith(MINUS)
    assert found[3] == "–"


def test_columns_of_words_and_columns_flush_right_are_left_alone():
    words = ["0.33", f"{MINUS}0.11", "none"]
    assert column(*words) == words
    assert column("1", f"{MINUS}1", right=True) == ["1", f"{MINUS}1"]
    assert column("2025-01-20", "2025-02-24") == ["2025-01-20", "2025-02-24"]


def test_a_long_number_is_not_waited_for():
    assert column("1,991.5", f"{MINUS}0.1", "0.2") == ["1,991.5", f"{MINUS}0.1", "\u20070.2"]
