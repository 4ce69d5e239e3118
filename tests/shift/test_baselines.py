"""Two baselines: administrations by themselves, otherwise a window of the same length."""

from __future__ import annotations

from datetime import date

import pytest

from analysis.errors import UsageError
from analysis.shift.baselines import terms, three_windows
from analysis.study import Study

from ..helpers import raises

HUNGARY = Study(country="HUN", event="2010-05-29", before="2006-05-29", until="2014-05-28")


def windows(study: Study) -> list[tuple[str, str, str]]:
    return [(w.key, str(w.window), w.name) for w in three_windows(study)]


def test_the_study_s_own():
    assert windows(Study()) == [
        ("after", "2025-01-20 to 2029-01-19", "Trump II"),
        ("before", "2021-01-20 to 2025-01-19", "Biden"),
        ("earlier", "2017-01-20 to 2021-01-19", "Trump I"),
    ]


def test_a_term_of_two_is_followed_by_a_term():
    study = Study(event="2017-01-20", before="2013-01-20", until="2021-01-19")
    assert [w.name for w in three_windows(study)] == ["Trump I", "Obama II", "Obama I"]


def test_a_presidency_is_followed_by_a_presidency():
    study = Study(event="2017-01-20", before="2009-01-20", until="2021-01-19")
    assert windows(study)[1:] == [
        ("before", "2009-01-20 to 2017-01-19", "Obama"),
        ("earlier", "2001-01-20 to 2009-01-19", "George W. Bush"),
    ]


def test_another_window_of_the_united_states_is_as_long_again():
    study = Study(event="2025-02-24")
    assert windows(study)[2] == ("earlier", "2016-12-16 to 2021-01-19", "")


@pytest.mark.parametrize("country", ["HUN", "RUS", "GBR"])
def test_other_states_have_no_administrations(country):
    rival = "USA" if country == "RUS" else "RUS"
    found = three_windows(Study(country=country, rival=rival))
    assert [w.name for w in found] == ["", "", ""]
    before, earlier = found[1].window, found[2].window
    assert abs((before.last - before.first) - (earlier.last - earlier.first)).days <= 1


def test_what_a_study_sets_stands():
    study = HUNGARY.changed(earlier="2000-01-01", window_names=["Orbán", "", "Medgyessy"])
    assert windows(study)[2] == ("earlier", "2000-01-01 to 2006-05-28", "Medgyessy")
    assert three_windows(study)[1].label() == "29 May 2006 to 28 May 2010"
    assert study.to_dict()["earlier"] == "2000-01-01"
    assert HUNGARY.to_dict()["earlier"] == ""


def test_windows_touch_and_do_not_overlap():
    after, before, earlier = three_windows(HUNGARY)
    assert (after.window.first - before.window.last).days == 1
    assert (before.window.first - earlier.window.last).days == 1


def test_terms_are_whole():
    found = terms()
    for one, two in zip(found, found[1:], strict=False):
        assert (two.first - one.last).days == 1
    assert found[0].first == date(1945, 4, 12)
    assert len({t.name for t in found}) == len(found)


def test_a_second_baseline_after_the_first_is_refused():
    with raises(UsageError, "study", "earlier"):
        HUNGARY.changed(earlier="2006-05-29")
    with raises(UsageError, "study", "window_names"):
        HUNGARY.changed(window_names=["a", "b", "c", "d"])
