"""The answer put together, on both sides of what decides its wording."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from analysis.estimate import Estimate, Quantity
from analysis.idealpoints.prediction.gate import Gate
from analysis.idealpoints.results.linking import Ties
from analysis.idealpoints.results.printing import Printing
from analysis.prose.agreement import agreement_abstract
from analysis.prose.ideal_points import (
    caution_sentences,
    change_sentences,
    draws_sentence,
    moved_sentence,
    not_told_sentences,
)
from analysis.prose.profile import (
    in_council_sentence,
    lone_years_sentence,
    position_sentences,
    profile_abstract,
)
from analysis.prose.sentences import undescribed, why_open
from analysis.prose.shift import (
    agreement_sentences,
    conclusion_sentences,
    fading_sentence,
    unit_words,
)
from analysis.rollcalls.window import Window, as_window
from analysis.study import Study

#: What links two windows, as `analysis.shift.global_shift.global_shift` has it.
LINKED = {
    "n_texts": 82,
    "votes_before": 355,
    "votes_after": 203,
    "on_texts_before": 251,
    "on_texts_after": 83,
    "precision_from_links": 0.61,
    "unlinked": 1.4,
    "unlinked_se": 0.31,
}
UP = Estimate("x", "a change", 0.3, low=0.01, high=0.5)
OPEN = Estimate("x", "a change", 0.3, low=0.0, high=0.5)


@dataclass(frozen=True)
class Said:
    """A check that says one thing or the other."""

    describes: bool
    state: str = "USA"
    window: str = "2025"

    def sentence(self) -> str:
        return f"The model {'describes' if self.describes else 'does not describe'} it."


@pytest.mark.parametrize("describes", [True, False])
def test_a_movement_is_told_only_where_the_model_describes(describes):
    gates = (Said(True), Said(describes))
    moved = replace(UP, gates=gates, details=LINKED)
    allies = Quantity(partner="allies", partner_name="its allies")
    said = change_sentences([moved, replace(moved, quantity=allies)])
    assert ("minus that of its allies by 0.30" in said) is describes
    assert ("82 texts were voted on in both windows, with 334 of the" in said) is describes
    assert ("Fitted as if no text linked" in said) is describes
    assert ("0.3" in said) is describes
    assert ("The model does not describe it." in said) is not describes
    assert (undescribed(moved) == "") is describes
    assert ("left out" in unit_words(moved)) is not describes
    assert ("the model does not describe" in why_open(moved)) is not describes


@pytest.mark.parametrize(
    ("reasons", "words"),
    [
        (("texts",), "Only 3 texts came to a vote in both windows"),
        (("alone",), "Of its votes after, 62% went against nearly all others"),
        (("misfit",), "hardly fits better"),
        (("alone", "misfit"), "62%"),
    ],
)
def test_why_a_movement_is_not_told_is_said_in_plain_words(reasons, words, monkeypatch):
    links = Ties(3, 300, 100, 10, 4, 0.21, 0.62, 0.5, 0.4)
    check = Printing("USA", Window(), links)
    monkeypatch.setattr(Printing, "reasons", reasons)
    said = not_told_sentences(replace(UP, gates=(check,), details=LINKED))
    assert words in said
    assert "0.3" not in said


def test_a_window_that_lies_beyond_the_record_is_told_by_its_beginning():
    window = as_window(("2025-01-20", "2029-01-19"))
    gate = Gate("USA", window, 0.9, 0.6, 0.7, 0.3, 0.05, 550, 120, 0.01, 10)
    said = not_told_sentences(replace(UP, gates=(gate,)))
    assert "2025-01-20" in said
    assert "2029" not in said


@pytest.mark.parametrize(
    ("told", "end"),
    [
        ([UP], "the interval excludes zero."),
        ([OPEN], "the interval includes zero."),
        ([OPEN, OPEN], "no interval excludes zero."),
        ([UP, OPEN, OPEN], "1 of 3 intervals excludes zero."),
        ([UP, UP, OPEN], "2 of 3 intervals exclude zero."),
        ([UP, UP], "all intervals exclude zero."),
        ([Estimate("x", "y", 0.3)], "of all state-periods."),
    ],
)
def test_how_many_movements_are_established(told, end):
    assert moved_sentence(told).endswith(end)


@pytest.mark.parametrize(("gap", "once"), [(OPEN, True), (UP, False)])
def test_where_nothing_is_established_it_is_said_once(gap, once):
    said = agreement_sentences({"raw agreement": OPEN, "kappa": OPEN}, {"kappa": gap}, Study())
    assert said.startswith("No direction is established") is once
    assert said.count("includes zero") == (1 if once else 2)
    changed = {"raw agreement": OPEN, "kappa": gap}
    abstract = agreement_abstract(changed, Study(), "2025-12-01", "x")
    assert ("the intervals include zero" in abstract) is once


@pytest.mark.parametrize("measures", [1, 2])
def test_signs_are_compared_where_there_are_two(measures):
    dyads = dict(list({"raw agreement": UP, "kappa": UP}.items())[:measures])
    said = agreement_sentences(dyads, {}, Study())
    assert ("Raw agreement with Russia and kappa with Russia rose" in said) is (measures == 2)


@pytest.mark.parametrize(("part", "known"), [(UP, True), (OPEN, False), (None, False)])
def test_what_would_change_the_conclusion(part, known):
    said = conclusion_sentences({} if part is None else {"preference": part}, Study())
    assert ("It would fall, too" in said) is known


def test_earlier_votes_fade():
    assert fading_sentence(49.5).endswith("after 49.5 roll calls")
    assert fading_sentence(float("inf")) == "All earlier votes count alike"


def test_the_abstract_of_agreement_without_a_rival_says_the_windows():
    assert "2021-01-20 to 2025-01-19" in agreement_abstract({}, Study(), "2025-12-01", "x")
    assert "Kappa of the United States with Russia rose" in agreement_abstract(
        {"kappa": UP}, Study(), "2025-12-01", "x"
    )


@pytest.mark.parametrize("converged", [True, False])
@pytest.mark.parametrize("scope", ["history", "embedded"])
def test_cautions(converged, scope):
    said = caution_sentences(converged, scope)
    assert len(said) == (not converged) + (scope == "embedded")


def test_draws_are_told_with_how_they_mixed():
    said = draws_sentence(1.01, 399.6)
    assert "at most 1.010" in said
    assert said.endswith("of any of them are 400.")


class TestProfile:
    @pytest.mark.parametrize(
        ("r_hat", "ess", "slow"), [(1.01, 400, False), (1.0101, 400, True), (1.0, 399, True)]
    )
    def test_slow_chains_are_told(self, r_hat, ess, slow):
        import pandas as pd

        own = pd.DataFrame(
            {"period": [2025], "mean": [0.5], "q05": [0.4], "q95": [0.6], "n_votes": [80],
             "r_hat": [r_hat], "ess": [ess]}
        )  # fmt: skip
        everyone = pd.DataFrame({"period": [2025, 2025, 2024], "mean": [0.5, 0.1, 0.0]})
        said = position_sentences(own, everyone)
        assert "1 of 2 states have a lower posterior mean" in said
        assert ("The chains of 2025 mixed slowly" in said) is slow

    @pytest.mark.parametrize(("n", "told"), [(10, False), (11, True)])
    def test_lone_votes_that_a_table_cannot_hold(self, n, told):
        said = lone_years_sentence("ISR", {2003: n - 4, 2004: 4})
        assert ("years with most" in said) is told
        assert "@tbl-alone" in said
        assert (f"2003 ({n - 4}) and 2004 (4)" in said) is told

    @pytest.mark.parametrize(("alike", "named"), [(3, True), (4, False)])
    def test_no_year_is_named_where_many_are_alike(self, alike, named):
        by_year = dict.fromkeys(range(2000, 2000 + alike), 5)
        said = lone_years_sentence("ISR", by_year)
        assert ("2000 (5)" in said) is named
        assert ("in no year" in said) is not named

    @pytest.mark.parametrize("cast", [0, 1])
    def test_votes_in_the_council(self, cast):
        assert ("holds no vote of France" in in_council_sentence("FRA", cast)) is (cast == 0)

    @pytest.mark.parametrize("scope", ["history", "embedded"])
    def test_the_abstract_says_if_only_ukraine_is_there(self, scope):
        said = profile_abstract("FRA", ["One.", ""], "2025", "Most like", 3, scope)
        assert ("Only votes on Ukraine" in said) is (scope == "embedded")
        assert said.startswith("**In short.** One. In 2025, most like On 3 of its votes")
