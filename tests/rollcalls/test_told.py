"""A roll call without a title is described by what else is known of it."""

from __future__ import annotations

from analysis.rollcalls import RollCalls
from analysis.rollcalls.told import told


def test_with_and_without_title_and_symbol():
    rc = RollCalls.from_votes(
        [[1, 3, 2, 8]],
        states=["USA"],
        dates=["1950-12-01"] * 4,
        id=["rcid-1", "rcid-2", "rcid-3", "rcid-4"],
        body="GA",
        title=["Cotton", "Wool", "", ""],
        symbol=["A/RES/1", "", "A/RES/3", ""],
    )
    one, two, three, four = told(rc, list(rc.calls["id"]))
    assert one == "A/RES/1: Cotton"
    assert two == "Wool"
    assert three.startswith("A/RES/3: roll call of 1 December 1950 in the General Assembly")
    assert four == (
        "Roll call of 1 December 1950 in the General Assembly, 0 yes, 0 no, 0 abstaining"
    )
