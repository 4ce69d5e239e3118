"""Sentences on many designs, on both sides of what decides their wording."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.estimate import Estimate, Quantity
from analysis.prose.robustness import (
    Counts,
    answer_sentence,
    counted,
    designs_abstract,
    many_sentence,
    silence_sentences,
)
from analysis.shift.run import DesignResult
from analysis.study import Study

E1 = Estimate("a", "a change", 0.3, low=0.1, high=0.5, p_value=0.05, n=5)
OPEN = replace(E1, low=0.0, p_value=0.0501)
BARE = Estimate("b", "a change", 0.3)


def test_counts_by_hand():
    results = [DesignResult("a", (E1, OPEN)), DesignResult("b", (BARE,)), DesignResult("c")]
    assert counted(results) == Counts(
        designs=3, ran=2, estimates=3, intervals=2, apart=1, tested=2, small=1
    )


@pytest.mark.parametrize("ran", [0, 1])
def test_the_abstract(ran):
    said = designs_abstract(Counts(4, ran, ran, 1, 1, 1, 1), Study())
    assert ("None of the 4 designs" in said) is (ran == 0)
    assert ("Of 4 designs, 1 could run" in said) is (ran == 1)


def test_without_p_values_nothing_is_said_of_them():
    assert many_sentence(counted([DesignResult("b", (BARE,))])) == ""
    assert "Of 1 p-values 1 are at most 0.05" in many_sentence(counted([DesignResult("a", (E1,))]))


def test_silence_has_a_reason():
    assert silence_sentences([DesignResult("a", (E1,))]) == []
    said = silence_sentences(
        [DesignResult("a", note="x"), DesignResult("b", (E1,), missing=("y",), reasons=("y",))]
    )
    assert "x (*a*)." in said[0]
    assert "y (*b*)." in said[1]


class TestAnswer:
    def curve(self, positive: float, p: float | None):
        quantity = Quantity("change", "", "USA", "RUS", form="change with {partner}")
        details = {"positive": positive, "negative": 1 - positive}
        return Estimate("x", "y", 0.1, p_value=p, n=40, quantity=quantity, details=details)

    def test_on_both_sides_of_each_threshold(self):
        assert " does: of 40" in answer_sentence([self.curve(0.95, 0.05)])
        assert " may be chance: of 40" in answer_sentence([self.curve(0.95, 0.06)])
        assert " may be chance: of 40" in answer_sentence([self.curve(1.0, None)])
        assert " does not: of 40" in answer_sentence([self.curve(0.94, 0.01)])
        assert "96% are negative" in answer_sentence([self.curve(0.04, 0.01)])

    def test_without_a_curve_the_votes_do_not_say(self):
        assert "do not say" in answer_sentence([])
