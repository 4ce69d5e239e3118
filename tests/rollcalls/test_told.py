"""A roll call without a title is described by what else is known of it."""

from __future__ import annotations

from analysis.rollcalls import RollCalls
from analysis.rollcalls.told import own_title, told


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


def test_a_speech_from_the_chair_is_no_title():
    titles = [
        "The President: I next put to the vote operative paragraph 7.",
        "The Acting President (spoke in French): We have heard the last speaker.",
        "I shall now put to the vote operative paragraph 4 (b)",
    ]
    assert [own_title(title) for title in titles] == ["", "", ""]
    title = "The President of the General Assembly: revitalization"
    assert own_title(title) == title
    rc = RollCalls.from_votes(
        [[1]], states=["USA"], dates=["2004-12-20"], id=["x"], title=titles[:1]
    )
    assert told(rc, ["x"])[0].startswith("Roll call of 20 December 2004")
