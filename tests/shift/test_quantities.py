"""The three quantities: against votes counted by hand, and on moves planted in a record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import binom, norm

from analysis.errors import UsageError
from analysis.rollcalls import RollCalls
from analysis.shift.quantities import (
    allies,
    allies_by_year,
    contested,
    dyadic_shifts,
    group_in_words,
    issue_shifts,
    study_windows,
)
from analysis.study import Study

from ..helpers import raises

Y, A, N, X = 1, 2, 3, 8

#: Four roll calls before the event, four after; the last two of each are on the issue.
#:       before       after
VOTES = {
    "USA": [Y, Y, A, N, N, N, N, Y],
    "RUS": [N, N, A, Y, N, Y, N, Y],
    "GBR": [Y, Y, A, N, Y, Y, N, A],
    "CAN": [Y, X, Y, N, N, A, A, N],
}
DAYS = [
    *("2024-02-01", "2024-03-01", "2024-04-01", "2024-12-31"),
    *("2025-01-01", "2025-02-01", "2025-03-01", "2025-04-01"),
]
ISSUES = ["", "", "ukraine", "me ukraine"] * 2


def small(**changed) -> RollCalls:
    votes = VOTES | changed
    return RollCalls.from_votes(list(votes.values()), states=list(votes), dates=DAYS, issues=ISSUES)


def by_name(estimates) -> dict[str, float]:
    return {e.name: e.estimate for e in estimates}


class TestWindows:
    def test_the_event_is_the_first_day_after(self, study):
        before, after = study_windows(study)
        assert str(before) == "2024-01-01 to 2024-12-31"
        assert str(after) == "2025-01-01 to 2029-01-19"

    def test_no_day_is_lost_and_none_counted_twice(self, study):
        (estimate, *_) = dyadic_shifts(small(), study, ["RUS"], ["ordinal"])
        assert estimate.table["n"].tolist() == [4, 4]

    def test_days_before_the_comparison_are_left_out(self, study):
        later = study.changed(before="2024-03-15")
        (estimate, *_) = dyadic_shifts(small(), later, ["RUS"], ["ordinal"])
        assert estimate.table["n"].tolist() == [2, 4]


class TestDyadic:
    def test_counted_by_hand(self, study):
        found = by_name(dyadic_shifts(small(), study, ["RUS", "GBR", "CAN"], ["ordinal"]))
        # Agreement is 1 for the same vote, 1/2 beside an abstention, 0 for the opposite.
        rus = (1 + 0 + 1 + 1) / 4 - (0 + 0 + 1 + 0) / 4
        gbr = (0 + 0 + 1 + 0.5) / 4 - (1 + 1 + 1 + 1) / 4
        can = (1 + 0.5 + 0.5 + 0) / 4 - (1 + 0.5 + 1) / 3  # absent once
        assert found == pytest.approx(
            {
                "dyadic.ordinal.RUS": rus,
                "dyadic.ordinal.GBR": gbr,
                "dyadic.ordinal.CAN": can,
                "dyadic.ordinal.allies-rival": (gbr + can) / 2 - rus,
            }
        )

    def test_order_and_who_is_passed_over(self, study):
        names = [e.name for e in dyadic_shifts(small(), study, ["GBR", "USA", "PRK", "RUS"])]
        assert names == [
            *("dyadic.ordinal.GBR", "dyadic.ordinal.RUS", "dyadic.ordinal.allies-rival"),
            *("dyadic.kappa.GBR", "dyadic.kappa.RUS", "dyadic.kappa.allies-rival"),
        ]

    def test_too_few_days_give_no_interval(self, study):
        assert all(e.low is None for e in dyadic_shifts(small(), study, ["RUS"], ["ordinal"]))

    def test_without_an_ally_in_both_windows(self, study):
        part = small(CAN=[X] * 4 + [Y] * 4, GBR=[Y] * 4 + [X] * 4)
        names = [e.name for e in dyadic_shifts(part, study, ["RUS"], ["ordinal"])]
        assert names == ["dyadic.ordinal.RUS"]

    def test_the_level_is_the_studys(self, study, planted):
        rc = planted(True, 0)
        narrow, wide = (
            dyadic_shifts(rc, study.changed(level=v), ["RUS"], ["ordinal"])[0] for v in (0.5, 0.99)
        )
        assert wide.low < narrow.low < narrow.high < wide.high
        assert (narrow.level, wide.level) == (0.5, 0.99)
        again = dyadic_shifts(rc, study.changed(level=0.5), ["RUS"], ["ordinal"])[0]
        assert again.to_dict() == narrow.to_dict()

    @pytest.mark.parametrize(
        ("changes", "where", "words"),
        [
            ({"event": "2025-05-01"}, "study", ["after", "2025-05-01"]),
            (
                {"before": "2023-01-01", "event": "2024-01-15"},
                "study",
                ["before", "2024-01-15"],
            ),
            ({"rival": "PRK"}, "table of states", ["PRK"]),
            ({"country": "PRK"}, "table of states", ["PRK"]),
            ({"allies": ["NATTO"]}, "members", ["NATTO"]),
        ],
    )
    def test_what_cannot_be(self, study, changes, where, words):
        with raises(UsageError, where, *words):
            dyadic_shifts(small(), study.changed(**changes), [])

    def test_an_unknown_index(self, study):
        with raises(UsageError, "index", "tau"):
            dyadic_shifts(small(), study, [], ["tau"])


class TestIssue:
    def test_counted_by_hand(self, study):
        found = by_name(issue_shifts(small(), study))
        # On the issue: roll calls 3, 4 and 7, 8; mean of allies less rival, after less before.
        on = ((1 + 0.5) / 2 + (0.5 + 0) / 2) / 2 - (1 + 1) / 2
        on -= ((1 + 1) / 2 + (0.5 + 1) / 2) / 2 - (1 + 0) / 2
        off = ((0 + 0) / 2 + (1 + 0.5) / 2) / 2 - (1 + 0) / 2
        off -= ((1 + 1) / 2 + 1) / 2 - 0
        assert found == pytest.approx(
            {"issue.ordinal.on-ukraine": on, "issue.ordinal.off-ukraine": off}
        )

    def test_without_a_roll_call_on_the_issue_all_else_is_everything_and_not_told_again(
        self, study
    ):
        """An issue is a whole word, so that none of "ukraine" is on "ukr"."""
        assert issue_shifts(small(), study.changed(issue="ukr")) == []

    def test_an_empty_window_is_left_out(self, study):
        only = small().select(issue="ukraine")
        assert by_name(issue_shifts(only, study)).keys() == {"issue.ordinal.on-ukraine"}

    def test_an_unknown_rival_is_no_empty_window(self, study):
        with raises(UsageError, "table of states", "PRK"):
            issue_shifts(small(), study.changed(rival="PRK"))
        with raises(UsageError, "members", "alliance", "NATTO"):
            issue_shifts(small(), study.changed(allies=["NATTO"]))


class TestAllies:
    def test_members_on_the_day(self):
        on = allies(Study(allies=["NATO"]))
        assert "FIN" not in on("2023-04-03")
        assert "FIN" in on("2023-04-04")
        assert "USA" not in on("2023-04-04")

    def test_the_rival_is_never_an_ally(self):
        assert "HUN" not in allies(Study(allies=["EU", "NATO"], rival="HUN"))("2025-01-01")

    def test_no_alliance(self):
        assert allies(Study(allies=[]))("2025-01-01") == ()

    def test_by_year(self, study):
        by_year = allies_by_year(study, small())
        assert list(by_year) == [2024, 2025]
        assert by_year[2025] == ("AUS", "CAN", "GBR", "NZL")


def test_contested_counts_noes():
    rc = RollCalls.from_votes([[N, N, N], [N, N, X], [N, Y, A], [N, N, N]], states=list("ABCD"))
    assert contested(rc).calls["id"].tolist() == ["call-0"]
    assert contested(rc, 3).calls["id"].tolist() == ["call-0", "call-1"]
    assert contested(rc, 5).n_calls == 0


class TestRecovery:
    """Forty records each. Bounds are those of the binomial, so that they do not drift."""

    RECORDS = 40

    def found(self, planted: Callable[..., RollCalls], study: Study, moves: bool) -> list:
        options = study.changed(level=0.90)
        return [
            dyadic_shifts(planted(moves, seed), options, ["RUS"], ["ordinal"])
            for seed in range(self.RECORDS)
        ]

    def test_a_planted_move_is_found_with_its_sign(self, study, planted):
        """Agreement with the rival rises by half of what following gives over chance.

        Chance gives 5/9 with three equally likely votes, following gives 1; half the days
        follow, so the rise is (1 - 5/9) / 2 = 2/9 and the gap to the allies falls by twice
        that. How often a 90% interval should then lie on one side of zero follows from the
        spread of the estimates: it is Phi(truth / sd - 1.645), near 0.98 for the rival.
        """
        found = self.found(planted, study, moves=True)
        for k, truth in ((0, 2 / 9), (-1, -4 / 9)):
            values = np.array([e[k].estimate for e in found])
            sd = values.std(ddof=1)
            # The mean of 40, within three of its standard errors.
            assert abs(values.mean() - truth) < 3 * sd / np.sqrt(self.RECORDS)
            ends = [np.sign(truth) * (e[k].low if truth > 0 else e[k].high) for e in found]
            power = norm.cdf(abs(truth) / sd - norm.ppf(0.95))
            assert (np.array(ends) > 0).sum() >= binom.ppf(0.001, self.RECORDS, power)
            # And never with the other sign.
            assert not any(e[k].excludes_zero and e[k].estimate * truth < 0 for e in found)

    def test_a_null_record_includes_zero_at_the_nominal_rate(self, study, planted):
        """Misses of 90% intervals in 40 null records: Binomial(40, 0.1) if coverage is nominal.

        The upper bound is the 99.9th percentile. Intervals that are too wide are caught by the
        planted move.
        """
        found = self.found(planted, study, moves=False)
        most = binom.ppf(0.999, self.RECORDS, 0.10)
        for k in (0, -1):
            misses = sum(bool(e[k].excludes_zero) for e in found)
            assert misses <= most


def test_what_came_after_the_window_after_counts_for_nothing(study):
    """A vote later than `until` changes no estimate."""
    votes = np.array([[1, 1, 3, 3, 1], [1, 3, 3, 1, 1], [1, 1, 1, 1, 3]], dtype=np.int8)
    dates = ["2024-02-01", "2024-06-01", "2025-02-01", "2025-06-01", "2026-02-01"]
    rc = RollCalls.from_votes(votes, states=["USA", "RUS", "GBR"], dates=dates)
    short = replace(study, until="2025-12-31")
    found = dyadic_shifts(rc, short, ["RUS"], ["ordinal"])
    cut = dyadic_shifts(rc.select(end="2025-12-31"), study, ["RUS"], ["ordinal"])
    whole = dyadic_shifts(rc, study, ["RUS"], ["ordinal"])
    assert [e.estimate for e in found] == [e.estimate for e in cut]
    assert [e.n for e in found] == [e.n for e in cut] != [e.n for e in whole]


def test_the_group_is_called_its_allies_only_if_it_is():
    assert group_in_words(Study()) == "its allies"
    swiss = Study(country="CHE", allies=["NATO", "FIVE_EYES"])
    assert group_in_words(swiss) == "the members of NATO and Five Eyes"
    assert group_in_words(replace(swiss, allies=("EU",))) == "the members of EU"
