"""Each sentence on the designs, on both sides of what decides its wording."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.errors import UsageError
from analysis.estimate import Estimate
from analysis.prose.designs import (
    agenda_sentences,
    lasting_sentence,
    lasting_sentences,
    widening_sentence,
    would_change,
)

from ..helpers import raises

#: Just beyond zero, and just not.
CLEAR = Estimate("x", "y", -0.3, low=-0.5, high=-0.01, n=81)
OPEN = Estimate("x", "y", -0.3, low=-0.6, high=0.0, n=81)
BARE = Estimate("x", "y", -0.3, n=3)
NOT_ESTABLISHED = "sign is not established"


def parts(**given: Estimate) -> dict[str, Estimate]:
    return {"total": CLEAR, "agenda": CLEAR, "preference": CLEAR} | given


class TestAgenda:
    @pytest.mark.parametrize("open_", [OPEN, BARE])
    @pytest.mark.parametrize("key", ["agenda", "preference"])
    def test_a_part_has_a_sign_only_if_its_interval_has_one(self, key, open_):
        assert NOT_ESTABLISHED not in agenda_sentences(parts(), "the change")
        assert agenda_sentences(parts(**{key: open_}), "the change").count(NOT_ESTABLISHED) == 1

    @pytest.mark.parametrize(("total", "words"), [(OPEN, "Neither the"), (CLEAR, "Of the")])
    def test_where_no_part_is_established_it_is_said_once(self, total, words):
        open_ = {"total": total, "agenda": OPEN, "preference": OPEN}
        said = agenda_sentences(parts(**open_), "the change")
        assert said.startswith(words)
        assert said.count("-0.30 [-0.60, 0.00]") == (3 if total is OPEN else 2)

    def test_texts_voted_on_twice(self):
        said = agenda_sentences(parts(recurring=CLEAR), "the change")
        assert said.endswith("81 texts on which these states voted before the event and since the "
                             "change is -0.30 [-0.50, -0.01], of the same sign.")  # fmt: skip
        other = Estimate("x", "y", 0.3, low=0.1, high=0.5, n=9)
        assert "of the opposite sign" in agenda_sentences(parts(recurring=other), "it")
        said = agenda_sentences(parts(recurring=OPEN), "it")
        assert said.endswith("its sign is not established.")
        for open_ in (OPEN, BARE):  # there is no sign that this could be the same as
            said = agenda_sentences(parts(total=open_, recurring=CLEAR), "it")
            assert "of the same sign" not in said
            assert "no established sign" in said
        assert "No text was voted on" in agenda_sentences(parts(), "it")
        nothing = Estimate("x", "y", float("nan"), n=0)
        assert "No text was voted on" in agenda_sentences(parts(recurring=nothing), "it")

    def test_which_votes_before_the_texts_are_compared_with(self):
        """Votes that reach back beyond the window are not called votes in both windows."""
        reached = replace(CLEAR, comparison="the last vote on the same text, 1991 to 2019")
        said = agenda_sentences(parts(recurring=reached), "it")
        assert "since, against the last vote on the same text, 1991 to 2019, the change" in said
        assert "both windows" not in said

    def test_kinds_of_text_that_only_one_window_holds(self):
        """What cannot be compared is told, since the split books it as agenda."""
        table = pd.DataFrame({"n_before": [10, 0], "n_after": [3, 1]})
        said = agenda_sentences(parts(agenda=replace(CLEAR, table=table)), "it")
        assert "Of the roll calls since, 25% are of kinds that came to no vote before" in said
        matched = table.assign(n_before=[10, 1])
        said = agenda_sentences(parts(agenda=replace(CLEAR, table=matched)), "it")
        assert "kinds that came to no vote" not in said

    def test_another_number_of_the_tables_is_told_with_the_reason(self):
        other = replace(CLEAR, estimate=-0.2)
        assert "each roll call counts once" in agenda_sentences(parts(), "it", other)
        assert "-0.20" in agenda_sentences(parts(), "it", other)
        for same in (None, CLEAR, replace(CLEAR, name="y", n=99)):
            assert "counts once" not in agenda_sentences(parts(), "it", same)

    def test_a_part_that_is_missing(self):
        with raises(UsageError, "agenda_sentences", "agenda"):
            agenda_sentences({"total": CLEAR}, "it")


def months(*side: int, counted: int | None = None, before: int | None = None) -> Estimate:
    n = len(side) if counted is None else counted
    table = pd.DataFrame({"counts": np.arange(len(side)) < n, "side": side})
    if before is not None:
        table["months_before"] = before
    share = float((table["side"][table["counts"]] != 0).mean()) if n else float("nan")
    return Estimate("x", "y", share, n=n, table=table)


class TestLasting:
    @pytest.mark.parametrize(
        ("side", "words"),
        [
            ((-1,) * 5, "cannot be told from so few"),
            ((-1,) * 6, "has lasted to the latest month"),
            ((-1, -1, -1, -1, 0, -1), "has lasted to the latest month"),
            ((0, 0, 0, 1, 0, -1), "do not show one pattern"),
            ((-1, -1, -1, 0, 0, 0), "within that range again"),
            ((0,) * 6, "does not show that nothing changed"),
        ],
    )
    def test_patterns(self, side, words):
        assert words in lasting_sentence(months(*side))

    @pytest.mark.parametrize(
        ("before", "words"),
        [
            (1, "That range is of one month only, so nothing is concluded"),
            (5, "That range is of 5 months only, so nothing is concluded"),
            (6, "The change has lasted"),
        ],
    )
    def test_the_range_of_few_months_before_shows_nothing(self, before, words):
        said = lasting_sentence(months(*(-1,) * 8, before=before))
        assert words in said
        assert ("has lasted" in said) is (before >= 6)

    def test_months_with_few_votes_are_not_counted(self):
        assert lasting_sentence(months(-1, 0, -1, counted=2)).startswith("1 of 2 months with votes")

    def test_nothing_to_compare_with(self):
        assert "No month before" in lasting_sentence(months(1, counted=0))
        with raises(UsageError, CLEAR.name, "months"):
            lasting_sentence(CLEAR)


@pytest.mark.parametrize(
    ("outside", "begins"),
    [((0, 0), "No month with votes enough lies"), ((0, -1), "Of the months with votes enough")],
)
def test_months_of_several_quantities_are_told_in_one_sentence(outside, begins):
    table = [pd.DataFrame({"counts": [True] * 4, "side": [side, 0, 0, 0]}) for side in outside]
    found = {
        label: Estimate("x", "y", 0.0, n=4, table=months)
        for label, months in zip(("kappa", "raw agreement"), table, strict=True)
    }
    (said,) = lasting_sentences(found)
    assert said.startswith(begins)
    assert said.count("cannot be told from so few") == 1


class TestWidening:
    def pooled(self, low: float) -> Estimate:
        table = pd.DataFrame({"draw": ["point", 0, 1], "estimate": [0.3] * 3, "se": [0.2] * 3})
        return Estimate("x", "y", 0.3, se=0.3, low=low, high=0.8, table=table)

    @pytest.mark.parametrize(("low", "word"), [(0.001, "excludes"), (0.0, "includes")])
    def test_zero(self, low, word):
        said = widening_sentence(self.pooled(low))
        assert "0.20; over posterior draws it is 0.30, 1.50 times as much" in said
        assert said.endswith(f"The interval {word} zero.")

    def test_without_the_points(self):
        with raises(UsageError, CLEAR.name, "standard error"):
            widening_sentence(CLEAR)


class TestWouldChange:
    def test_the_distance_from_zero_is_stated(self):
        said = would_change({"preference": CLEAR}, "the US", "Russia", "its allies")
        assert "the gap fell" in said
        assert "ends 0.01 from zero" in said
        away = Estimate("x", "y", 0.3, low=0.2, high=0.5)
        said = would_change({"preference": away}, "the US", "Russia", "its allies")
        assert "the gap rose" in said
        assert "ends 0.20 from zero" in said

    @pytest.mark.parametrize("open_", [OPEN, BARE])
    def test_no_movement_is_claimed_without_an_interval_that_has_one(self, open_):
        said = would_change({"preference": open_}, "the US", "Russia", "its allies")
        assert "not established that the gap changed" in said

    def test_nothing_to_go_by(self):
        for given in ({}, {"preference": Estimate("x", "y", float("nan"))}):
            assert "cannot be said" in would_change(given, "the US", "Russia", "its allies")


@pytest.mark.parametrize("part", [CLEAR, OPEN])
def test_no_vote_can_be_added_to_a_window_that_ended(part):
    names = ("the US", "Russia", "its allies")
    for ended in (False, True):
        said = would_change({"preference": part}, *names, ended)
        assert ("later" in said or "Further" in said) is not ended
