"""The rule that says whom a state is compared with, where nobody does."""

from __future__ import annotations

from datetime import date

import pytest

from analysis.errors import UsageError
from analysis.record.reference import PERMANENT, members
from analysis.shift.company import company, likeness, with_company
from analysis.study import Study


def chosen(country: str, event: str):
    day = date.fromisoformat(event)
    return company(country, day, date(day.year - 4, day.month, day.day))


def test_allies_are_those_of_the_day():
    assert chosen("HUN", "1999-01-01").allies != ("NATO",)
    assert chosen("HUN", "2003-01-01").allies == ("NATO",)
    assert chosen("HUN", "2010-05-29").allies == ("NATO", "EU")


def test_without_an_alliance_its_regional_group_and_before_2014_ten_states():
    assert chosen("ARG", "2023-12-10").allies == ("UN_LATIN_AMERICA",)
    before = chosen("ARG", "1995-01-01")
    assert len(before.allies) == 10
    assert before.rival not in before.allies


@pytest.mark.parametrize("country", ["HUN", "ARG", "FRA", "RUS", "TUR", "ISR", "BRA", "CHN"])
def test_the_rival_is_the_permanent_member_least_alike_that_is_no_ally(country):
    found = chosen(country, "2016-07-15")
    like = likeness(country, 2004, 2011)["ordinal"]
    friends = (
        {s for a in found.allies for s in members(a, "2016-07-15")}
        if all(len(a) != 3 or a == "NAM" for a in found.allies)
        else set()
    )
    others = [s for s in PERMANENT if s != country and s not in friends]
    assert found.rival == min(others, key=lambda s: like[s])
    assert found.friend not in (country, found.rival, *PERMANENT)


def test_a_state_without_votes_before_is_judged_by_those_since():
    """South Africa cast no vote from 1974 to 1994, and Kiribati is a member since 1999."""
    found = chosen("ZAF", "1994-05-10")
    like = likeness("ZAF", 1994, 2001)
    assert found.rival == min((s for s in PERMANENT if s in like.index), key=like["ordinal"].get)
    assert not {"PRT", "GBR", "BEL"} & set(found.allies)
    assert chosen("KIR", "1999-09-14").rival in PERMANENT


def test_a_state_that_voted_up_to_the_event_is_judged_by_what_was_before():
    """Few votes before are better than none: those since may be what the event changed."""
    assert likeness("SSD", 0, 2010).empty
    found = chosen("SSD", "2013-12-15")
    like = likeness("SSD", 0, 2012)
    assert found.rival == min((s for s in PERMANENT if s in like.index), key=like["ordinal"].get)


def test_what_is_named_stays():
    study = Study(country="ARG", rival="CHN", friend="CHL", event="2023-12-10", before="2019-12-10")
    made = with_company(study, ["rival", "friend"])
    assert (made.rival, made.friend, made.allies) == ("CHN", "CHL", ("UN_LATIN_AMERICA",))
    assert with_company(study, ["rival", "allies", "friend"]) is study


def test_a_state_without_a_vote_is_refused():
    with pytest.raises(UsageError) as refused:
        chosen("XKX", "2010-01-01")
    assert refused.value.where == "study"


def test_likeness_is_between_none_and_all_alike():
    like = likeness("FRA", 2000, 2003)
    assert like["ordinal"].between(0, 1).all()
    assert like["ordinal"].is_monotonic_decreasing
    assert "FRA" not in like.index
    assert likeness("FRA", 1900, 1901).empty
