"""Every sentence on both sides of the threshold that decides what it may say."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.errors import UsageError
from analysis.estimate import Estimate
from analysis.prose.sentences import (
    against_allies,
    bounds_sentence,
    direction,
    placebo_sentence,
    placebo_sentences,
    towards,
    verdict,
    votes_since,
)
from analysis.shift.designs.placebo import placebo_rank

from ..helpers import raises


def made(estimate: float, low: float | None = None, high: float | None = None) -> Estimate:
    return Estimate("x", "y", estimate, low=low, high=high)


UP, DOWN = made(0.3, 0.1, 0.5), made(-0.3, -0.5, -0.1)
OPEN, POINT = made(0.3, -0.1, 0.5), made(0.3)

#: Intervals that just include zero, and that just do not.
EDGES = [
    (made(0.3, 0.0, 0.6), "unclear"),
    (made(0.3, 1e-6, 0.6), "up"),
    (made(-0.3, -0.6, 0.0), "unclear"),
    (made(-0.3, -0.6, -1e-6), "down"),
    (made(0.3), "unclear"),
    (made(-0.3), "unclear"),
    (made(0.0, -0.1, 0.1), "unclear"),
]


@pytest.mark.parametrize(("estimate", "way"), EDGES)
def test_direction(estimate, way):
    assert direction(estimate) == way


@pytest.mark.parametrize(("estimate", "way"), EDGES)
def test_a_direction_is_claimed_only_where_the_interval_has_one(estimate, way):
    said = [towards(estimate, "the US", "France"), against_allies(estimate, "Russia")]
    for sentence in said:
        assert ("not established" in sentence) is (way == "unclear")
        assert sentence.endswith(".")
        assert "  " not in sentence
    for sentence in said:
        assert (" rose " in sentence) is (way == "up")
        assert (" fell " in sentence) is (way == "down")


def test_towards():
    assert towards(UP, "the US", "France") == (
        "Agreement of the US with France rose (0.30 [0.10, 0.50])."
    )
    assert towards(DOWN, "the US", "France", "kappa") == (
        "Kappa of the US with France fell (-0.30 [-0.50, -0.10])."
    )
    assert towards(OPEN, "the US", "France") == (
        "Agreement of the US with France changed by 0.30 [-0.10, 0.50]: the interval includes "
        "zero, so its direction is not established."
    )
    assert towards(POINT, "the US", "France") == (
        "Agreement of the US with France changed by 0.30 on too few days of voting for an "
        "interval; its direction is not established."
    )


def test_against_allies():
    """Negative is towards the rival: agreement with allies fell by more than with the rival."""
    gap = "The gap, agreement with its allies minus agreement with Russia,"
    assert against_allies(DOWN, "Russia") == f"{gap} fell by agreement (-0.30 [-0.50, -0.10])."
    assert against_allies(UP, "Russia", "kappa") == f"{gap} rose by kappa (0.30 [0.10, 0.50])."
    assert against_allies(OPEN, "Russia", known=True) == (
        "The gap changed by 0.30 [-0.10, 0.50] by agreement: the interval includes zero, so its "
        "direction is not established."
    )
    assert "too few days of voting" in against_allies(POINT, "Russia")
    assert "includes zero" not in against_allies(POINT, "Russia")


def test_an_interval_that_does_not_hold_its_estimate_gives_no_direction():
    """Percentile intervals can lie beside the estimate; the two then contradict each other."""
    assert direction(made(-0.01, 0.01, 0.2)) == "unclear"
    assert direction(made(0.01, -0.2, -0.01)) == "unclear"
    said = [
        towards(made(-0.01, 0.01, 0.2), "A", "B"),
        against_allies(made(0.01, -0.2, -0.01), "B"),
    ]
    for sentence in said:
        assert "not established" in sentence
        assert "includes zero" not in sentence  # it does not
        assert "on the other side of zero" in sentence


def test_no_change_where_an_index_is_undefined():
    none = made(float("nan"))
    for sentence in (towards(none, "the US", "France"), against_allies(none, "Russia")):
        assert "nan" not in sentence
        assert "not defined in both windows" in sentence


#: Ranks 1 to 12 of a state in 12 whose change is the largest fall.
CHANGES = pd.Series([-0.9, *(k / 20 for k in range(11))], index=["USA", *map(str, range(11))])


@pytest.mark.parametrize(("alpha", "unusual"), [(1 / 12, True), (0.083, False), (0.05, False)])
def test_placebo_at_both_sides_of_the_level(alpha, unusual):
    e = placebo_rank(CHANGES, "USA", name="x", estimand="y")
    said = placebo_sentence(e, "the United States", "the change", alpha)
    start = "By the change, none of the 11 other states moved as far as the United States."
    assert said == start + ("" if unusual else " Among so few that says little.")


def test_placebo_to_one_side():
    e = placebo_rank(CHANGES, "USA", name="x", estimand="y", two_sided=False)
    assert placebo_sentence(e, "USA", "the change") == (
        "By the change, 12 of 12 states rose as much, USA among them. That is not unusual."
    )


def test_placebo_without_a_p_value():
    with raises(UsageError, "x", "p-value"):
        placebo_sentence(POINT, "USA", "the change")


class TestVerdict:
    def test_both_signs(self):
        assert verdict({"kappa": UP, "raw agreement": DOWN}) == (
            "The measures differ in sign: kappa rose, raw agreement fell. No single one stands "
            "for all."
        )

    def test_all_one_way(self):
        assert verdict({"kappa": UP, "raw agreement": UP}) == "Kappa and raw agreement rose."
        assert verdict({"kappa": DOWN}) == "Kappa fell."

    def test_one_open(self):
        assert verdict({"kappa": UP, "raw agreement": OPEN}) == (
            "Kappa rose; for raw agreement the direction is not established."
        )

    def test_three(self):
        assert verdict({"a": UP, "b": UP, "c": UP}) == "A, b and c rose."
        assert verdict({"a": UP, "b": DOWN, "c": OPEN}) == (
            "The measures differ in sign: a rose, b fell; for c the direction is not established. "
            "No single one stands for all."
        )

    @pytest.mark.parametrize("open_", [OPEN, POINT])
    def test_none_known(self, open_):
        assert verdict({"kappa": open_, "raw": open_}) == "No measure establishes a direction."


def row(kappa, lowest, highest):
    return pd.Series({"kappa": kappa, "lowest": lowest, "highest": highest})


def test_kappa_that_only_its_bounds_pressed_to_zero_has_not_moved_between_them():
    said = bounds_sentence(row(-0.3, -0.6, 0.6), row(-0.1, -0.2, 0.2), "Russia")
    assert "25% lay below it before and 25% since" in said
    assert "between -0.60 and 0.60 before" in said


@pytest.mark.parametrize("bad", [row(np.nan, -0.1, 0.1), row(0.0, 0.0, 0.0), row(0.0, np.nan, 0.1)])
def test_no_sentence_on_bounds_that_are_not_there(bad):
    assert bounds_sentence(row(0.0, -0.5, 0.5), bad, "Russia") == ""
    assert bounds_sentence(bad, row(0.0, -0.5, 0.5), "Russia") == ""


def test_no_vote_in_a_window_is_not_no_vote_ever():
    texts = pd.DataFrame(columns=["own", "rival", "allies"])
    assert votes_since(texts, "France", "Russia") == (
        "The record holds no roll call on the issue in the window after the event."
    )


def test_votes_since_count_votes_and_not_absences():
    texts = pd.DataFrame(
        {
            "own": ["no", "yes", "absent", "abstain"],
            "rival": ["no", "no", "absent", "abstain"],
            "allies": ["yes", "yes", "absent", "abstain"],
        }
    )
    said = votes_since(texts, "the US", "Russia")
    assert said == (
        "On the 4 roll calls on the issue since, the US voted twice as Russia did and "
        "twice as most of its allies did."
    )
    assert votes_since(texts.iloc[:0], "the US", "Russia").startswith("The record holds no roll")


def test_what_holds_of_all_ranks_is_said_once():
    usual = Estimate("x", "change in kappa", 1.0, p_value=0.3, n=100, rank=30)
    rare = Estimate("x", "change in raw agreement", 1.0, p_value=0.01, n=100, rank=1)
    assert placebo_sentences([usual, usual], "Peru").count("unusual") == 1
    both = placebo_sentences([rare, usual], "Peru")
    assert "none of the 99 other states moved as far as Peru" in both
    assert "By the change in kappa that is not unusual." in both
    assert "unusual" not in placebo_sentences([rare, rare], "Peru")
    assert placebo_sentences([usual], "Peru") == placebo_sentence(
        usual, "Peru", "the change in kappa"
    )
    with raises(UsageError, "x", "rank"):
        placebo_sentences([usual, POINT], "Peru")
