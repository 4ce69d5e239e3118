"""A headline claims a change only where the interval excludes zero; both sides of each rule."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.estimate import Estimate
from analysis.prose.headlines import (
    agenda_headline,
    agreement_headline,
    changes_headline,
    coverage_headline,
    curve_headline,
    levels_headline,
    neighbours_headline,
    participation_headline,
    rank_headline,
    same_votes_headline,
    surprise_headline,
    vote_headline,
    way,
)

UP = Estimate("x", "y", 0.2, low=0.1, high=0.3)
DOWN = Estimate("x", "y", -0.2, low=-0.3, high=-0.1)
OPEN = Estimate("x", "y", 0.2, low=-0.1, high=0.5)
BARE = Estimate("x", "y", 0.2)
GAP = "greement of France with its allies minus that with Russia"


@pytest.mark.parametrize(
    ("estimate", "said"),
    [
        (UP, "up"),
        (DOWN, "down"),
        (OPEN, "unclear"),
        (BARE, "missing"),
        (None, "missing"),
        (replace(UP, low=0.0), "unclear"),
        (Estimate("x", "y", float("nan")), "missing"),
    ],
)
def test_which_way(estimate, said):
    assert way(estimate) == said


@pytest.mark.parametrize(
    ("russia", "israel", "said"),
    [
        (
            UP,
            DOWN,
            "On all roll calls France agrees more with Russia and less with Israel than before",
        ),
        (UP, UP, "On all roll calls France agrees more with Russia and Israel than before"),
        (
            DOWN,
            OPEN,
            "On all roll calls France agrees less with Russia than before; no clear change with "
            "Israel",
        ),
        (OPEN, OPEN, "No clear change in how far France agrees with Russia and Israel"),
        (OPEN, BARE, "No clear change in how far France agrees with Russia"),
        (
            BARE,
            None,
            "How far France agrees with Russia and Israel: too few days of voting to tell a change",
        ),
    ],
)
def test_agreement(russia, israel, said):
    assert agreement_headline("France", {"Russia": russia, "Israel": israel}) == said


@pytest.mark.parametrize(
    ("estimates", "begins"),
    [
        ([UP, DOWN, OPEN, BARE], "2 of 3 measures of how France votes changed"),
        ([UP, *[OPEN] * 4], "1 of 5 measures of how France votes changed by more than chance"),
        ([UP, *[OPEN] * 9], "1 of 10 measures of how France votes changed, as many as chance"),
        ([UP, UP, *[OPEN] * 8], "2 of 10 measures of how France votes changed by more than"),
        ([OPEN, BARE], "No measure of how France votes changed"),
        ([BARE], "How the votes of France changed: too few days"),
        ([], "How the votes of France changed: too few days"),
    ],
)
def test_changes(estimates, begins):
    assert changes_headline("France", estimates).startswith(begins)


@pytest.mark.parametrize(
    ("total", "alike", "said"),
    [
        (UP, UP, f"A{GAP} rose, on texts of the same kind too"),
        (
            DOWN,
            UP,
            f"A{GAP} fell; on texts of the same kind it rose",
        ),
        (
            DOWN,
            OPEN,
            f"A{GAP} fell; on texts of the same kind no clear change",
        ),
        (DOWN, BARE, f"A{GAP} fell"),
        (OPEN, OPEN, f"No clear change in a{GAP}"),
        (
            OPEN,
            UP,
            f"No clear change in a{GAP}; on texts of the same kind it rose",
        ),
        (BARE, UP, f"A{GAP}: too few days of voting for intervals"),
    ],
)
def test_agenda(total, alike, said):
    assert agenda_headline("France", "its allies", "Russia", total, alike) == said


def test_a_rank_is_rare_up_to_the_level_and_not_beyond():
    e = Estimate("x", "y", 1.0, p_value=0.05, n=20, rank=1, details={"direction": "up"})
    said = rank_headline("France", "Russia", e)
    assert "moved towards Russia; none of the 19 other states moved as far, which is rare" in said
    common = rank_headline("France", "Russia", replace(e, p_value=0.6))
    assert "towards" not in common
    assert common.endswith("which is not unusual")
    e = replace(e, details={"order": "increase"})
    said = rank_headline("France", "Russia", e)
    assert (
        said == "The change of France ranks 1 of 20 states from the largest increase, which is rare"
    )
    assert rank_headline("France", "Russia", replace(e, p_value=0.051)).endswith("not unusual")
    assert rank_headline("France", "Russia", BARE) == (
        "How the agreement of all states with Russia changed"
    )


def test_counts_are_told_as_they_are():
    assert coverage_headline(1, 2014, 2014) == ("1 recorded vote of the General Assembly, 2014")
    assert same_votes_headline("France", "Russia", 0, 0, "x") == "How states voted on x"
    assert same_votes_headline("France", "Russia", 0, 3, "texts").endswith("on 0 of 3 texts")
    assert "1,000" in vote_headline("A text", 1000, 1, 2)
    assert curve_headline(2, 2, 0.9).startswith("All 2 ways to compute the change lie outside")
    assert curve_headline(1, 1, 0.9).startswith("1 of 1 ways to compute the change lies outside")
    assert curve_headline(1, 2, 0.9).startswith("1 of 2 ways to compute the change lies outside")
    rare, often = ({"yes": 9 - k, "no": 1, "abstain": 1, "absent": k} for k in (1, 2))
    assert "absent" not in participation_headline("France", 2024, rare)
    assert participation_headline("France", 2024, often).endswith("was absent from 18%")
    nothing = dict.fromkeys(("yes", "no", "abstain", "absent"), 0)
    assert participation_headline("France", 2024, nothing) == "How France votes"
    assert levels_headline("France", {}) == "With whom France agrees"
    assert surprise_headline("France", 0.0, 2024).endswith("1 in 1")


def test_neighbours_are_named_and_not_ranked():
    some = neighbours_headline("France", ["Spain", "Italy", "Malta", "Peru"], ["Syria"])
    assert "Italy, Malta and Spain" in some
    assert "Peru" not in some
