"""Page one: which sentence stands, on both sides of every rule, and what it holds."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from analysis.prose.answer import CASES, Counts, Directions, case_of, headline, lead, sure

WAYS = ("up", "down", "small", "unclear", "missing")
AFTER = Counts("now", 182, 203, 47, 73, 23, 15, 35)
BEFORE = Counts("Biden", 198, 355, 3, 208, 155, 10, 43)
EARLIER = Counts("Trump I", 259, 372, 12, 160, 94, 18, 48)
ALL = {"after": AFTER, "before": BEFORE, "earlier": EARLIER}


@pytest.mark.parametrize(
    ("no", "allies", "rival", "case"),
    [
        ("up", "down", "up", "to the rival"),
        ("up", "down", "unclear", "on its own"),
        ("up", "down", "down", "on its own"),
        ("up", "up", "up", "to the allies"),
        ("up", "up", "down", "to the allies"),
        ("unclear", "unclear", "up", "to the rival"),
        ("unclear", "unclear", "down", "from the rival"),
        ("unclear", "small", "small", "no change"),
        ("up", "small", "down", "from the rival"),
        ("up", "unclear", "unclear", "more noes"),
        ("down", "unclear", "unclear", "fewer noes"),
        ("unclear", "unclear", "unclear", "no change"),
        ("unclear", "missing", "missing", "no change"),
        ("up", "missing", "missing", "more noes"),
        ("missing", "missing", "missing", "too thin"),
        ("missing", "missing", "up", "too thin"),
    ],
)
def test_the_case(no, allies, rival, case):
    assert case_of(Directions(no, allies, rival)) == case


def test_every_case_occurs_and_has_words():
    found = set()
    for ways in product(WAYS, repeat=3):
        case = case_of(Directions(*ways))
        found.add(case)
        assert headline("France", "Russia", Directions(*ways)).startswith("France ")
        text = lead("France", "Russia", "1 May 2020", Directions(*ways), ALL)
        assert text.endswith(".")
        assert "  " not in text
    assert found == set(CASES)


def test_a_headline_says_nothing_that_is_unclear():
    """With the rival unclear it is neither more nor less often."""
    for rival in ("unclear", "missing"):
        words = headline("France", "Russia", Directions("up", "down", rival))
        assert "no clear change" in words
    assert "less often as Russia" in headline("France", "Russia", Directions("up", "down", "down"))


def test_a_window_that_ended_is_not_told_as_going_on():
    """What was counted of four years is not so since."""
    ways = Directions("up", "down")
    for counts in (ALL, {"after": AFTER, "before": Counts("then")}):
        text = lead("Hungary", "China", "29 May 2010", ways, counts, until="28 May 2014")
        assert text.startswith("From 29 May 2010 to 28 May 2014 Hungary ")
        assert " has " not in text
        assert " has " in lead("Hungary", "China", "29 May 2010", ways, counts)


def test_windows_without_a_name_are_told_by_their_place():
    before = replace(BEFORE, when="in the four years before")
    text = lead("Hungary", "China", "x", Directions("up"), {**ALL, "before": before})
    assert "after 56% in the four years before and 70% (Trump I)" in text


def test_with_whom_is_told_even_without_a_change():
    assert "as Russia on 21%" in lead("Hungary", "Russia", "x", Directions("unclear"), ALL)


def test_the_lead_has_levels_now_and_before():
    text = lead("the United States", "Russia", "20 January 2025", Directions("up", "down"), ALL)
    for level in ("90%", "182 of 203", "56% (Biden)", "70% (Trump I)", "32%", "21%", "48%", "75%"):
        assert level in text


@pytest.mark.parametrize(
    ("calls", "absent", "said", "not_said"),
    [
        (300, 300, "absent from all 300 votes. Absence is not abstention", "member"),
        (300, 0, "it was no member", "absent"),
        (300, 20, "absent from 20 of the 300 votes and no member for the others", "all"),
        (1, 1, "absent from the only vote", "1 votes"),
        (0, 0, "the record holds no vote of it", "absent"),
    ],
)
def test_a_window_without_votes_has_no_change(calls, absent, said, not_said):
    """There are levels since, with the texts that divide, and the silence is told as it was."""
    counts = {"after": AFTER, "before": Counts("then", calls=calls, absent=absent)}
    text = lead("South Africa", "Russia", "10 May 1994", Directions(), counts)
    assert said in text
    for words in ("no change can be told", "182 of 203", "(73 texts)"):
        assert words in text
    assert not_said not in text.replace("most of its allies", "").partition("in the window")[2]
    assert "after 0" not in text


def test_few_votes_are_told_as_numbers():
    counts = {"after": Counts("now", 0, 9), "before": Counts("then", 2, 8)}
    text = lead("Nauru", "Russia", "1 May 2020", Directions(), counts)
    assert "none of the 9 texts" in text
    assert "2 of 8" in text
    assert "too few" in text
    assert "%" not in text


def test_one_state_in_the_place_of_allies_is_no_majority():
    one = ("Kiribati", "Kiribati")
    text = lead("France", "Russia", "1 May 2020", Directions("up", "down"), ALL, one)
    assert "where Kiribati and Russia voted differently" in text
    assert headline("France", "Russia", Directions("up", "up"), one).endswith("as Kiribati does")


def test_no_vote_since():
    counts = {"after": Counts("now"), "before": BEFORE}
    text = lead("Nauru", "Russia", "1 May 2020", Directions(), counts)
    assert "cast no vote" in text


def test_divided_texts_are_told_only_where_there_are_some():
    counts = {"after": Counts("now", 5, 10), "before": BEFORE}
    assert "differently" not in lead("France", "Russia", "x", Directions("up", "down"), counts)
    counts = {"after": AFTER, "before": Counts("then", 5, 10)}
    assert "; before" not in lead("France", "Russia", "x", Directions("up", "down"), counts)


@pytest.mark.parametrize(
    ("k", "n", "written"),
    [(0, 300, "0%"), (1, 300, "less than 1%"), (299, 300, "more than 99%"), (300, 300, "100%")],
)
def test_a_share_that_is_not_all_or_nothing_is_not_written_so(k, n, written):
    counts = {"after": Counts("now", k, n), "before": BEFORE}
    assert f"No on {written} of" in lead("France", "Russia", "x", Directions("up"), counts)


NAMES = {"before": "Biden", "earlier": "Trump I"}


@pytest.mark.parametrize(
    ("before", "earlier", "said"),
    [
        ("up", "up", "against both windows"),
        ("up", "unclear", "against Biden only"),
        ("unclear", "down", "against Trump I only"),
        ("up", "missing", "against Biden only"),
    ],
)
def test_what_is_sure_names_the_baseline(before, earlier, said):
    text = sure("Russia", Directions(before), Directions(earlier), NAMES)
    assert said in text
    assert "Not sure" not in text


def test_opposite_changes_are_both_told():
    text = sure("Russia", Directions("up"), Directions("down"), NAMES)
    assert "against Biden only, a larger share of No" in text
    assert "against Trump I only, a smaller share of No" in text


def test_what_is_sure_against_the_same_windows_is_said_together():
    both = Directions("up", "down", "unclear", "down")
    text = sure("Russia", both, Directions("up", "down"), NAMES)
    assert text.count("against both windows") == 1
    assert text.count("against Biden only") == 1


def test_what_is_unclear_or_missing():
    assert "Not sure" in sure("Russia", Directions("unclear"), Directions("missing"), NAMES)
    assert sure("Russia", Directions(), Directions(), NAMES) == ""
