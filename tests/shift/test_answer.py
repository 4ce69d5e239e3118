"""Every sentence on both sides of the threshold that decides what it may say."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.estimate import Estimate
from analysis.shift.answer import against_allies, direction, placebo_sentence, towards, verdict


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
    said = [towards(estimate, "the US", "France"), against_allies(estimate, "the US", "Russia")]
    for sentence in said:
        assert ("not established" in sentence) is (way == "unclear")
        assert sentence.endswith(".")
        assert "  " not in sentence
    assert ("rose" in said[0]) is (way == "up")
    assert ("fell" in said[0]) is (way == "down")
    assert ("moved towards Russia (" in said[1]) is (way == "down")
    assert ("moved away from Russia" in said[1]) is (way == "up")


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
    assert against_allies(DOWN, "the US", "Russia") == (
        "Measured against its allies, the US moved towards Russia (-0.30 [-0.50, -0.10])."
    )
    assert against_allies(UP, "the US", "Russia") == (
        "Measured against its allies, the US moved away from Russia (0.30 [0.10, 0.50])."
    )
    assert against_allies(OPEN, "the US", "Russia") == (
        "Whether the US moved towards Russia or towards its allies is not established "
        "(0.30 [-0.10, 0.50]; the interval includes zero)."
    )
    assert "too few days of voting" in against_allies(POINT, "the US", "Russia")
    assert "includes zero" not in against_allies(POINT, "the US", "Russia")


@pytest.mark.parametrize(
    ("p", "unusual"), [(0.05, True), (0.051, False), (0.005, True), (1, False)]
)
def test_placebo(p, unusual):
    table = pd.DataFrame({"state": ["FRA", "USA"], "change": [2.0, 1.0], "rank": [1, 2]})
    e = Estimate("x", "y", 1.0, p_value=p, n=100, table=table, method="..., by size")
    said = placebo_sentence(e, "USA", "the change")
    assert said.startswith("USA ranks 2 of 100 states by the size of the change")
    assert f"(placebo p = {p:.3f})" in said
    assert ("not unusual at the 5% level" in said) is not unusual
    assert said.endswith(".")


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

    @pytest.mark.parametrize("open_", [OPEN, POINT])
    def test_none_known(self, open_):
        assert verdict({"kappa": open_, "raw": open_}) == "No measure establishes a direction."
