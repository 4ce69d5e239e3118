"""Agenda against preference: by hand, and on records in which one of the two is planted."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from analysis.agreement import change, difference_in_change
from analysis.errors import UsageError
from analysis.rollcalls import RollCalls
from analysis.rollcalls.window import Window
from analysis.shift.counted.partners import partners
from analysis.shift.designs.agenda import agenda, strata
from analysis.shift.methods.scores import partner_scores
from analysis.shift.quantities import study_windows, with_allies
from analysis.shift.recurring import pair_texts, recurring_shift, scored_pairs
from analysis.study import Study

from ...helpers import raises

Y, A, N, X = 1, 2, 3, 8
STUDY = Study(allies=("FIVE_EYES",), before="2024-01-01", event="2025-01-01", draws=200)


def by_name(estimates) -> dict:
    return {e.name.removeprefix("agenda."): e for e in estimates}


def planted(kind: str, seed: int, days: int = 24) -> RollCalls:
    """Two kinds of texts, each half of the votes before; ten other states say which kind.

    On lopsided texts (all others Yes) the country votes as the rival does with probability
    0.2, on divided ones with 0.8. With ``agenda`` three in four texts after are lopsided; with
    ``preference`` the shares stay and both probabilities fall by 0.2; ``both`` does both.
    """
    rng = np.random.default_rng(seed)
    day = np.repeat(np.arange(2 * days), 4)
    after = day >= days
    share = np.where(after & (kind in ("agenda", "both")), 0.75, 0.5)
    lopsided = rng.random(len(day)) < share
    drop = 0.2 * (after & (kind in ("preference", "both")))
    alike = rng.random(len(day)) < np.where(lopsided, 0.2, 0.8) - drop
    rival = rng.choice([Y, N], len(day))
    own = np.where(alike, rival, 4 - rival)
    others = np.where(lopsided, Y, np.array([Y, N] * 5)[:, None])
    dates = np.datetime64("2024-03-01") + 3 * day + np.where(after, 300, 0)
    return RollCalls.from_votes(
        np.vstack([own, rival, others]),
        states=["USA", "RUS", "GBR", *(f"S{k}" for k in range(9))],
        dates=list(pd.to_datetime(dates)),
    )


class TestStrata:
    def test_the_votes_of_the_pair_move_nothing(self):
        votes = [[Y, N], [N, Y], [Y, Y], [Y, N]]
        rc = RollCalls.from_votes(votes, states=["USA", "RUS", "GBR", "BRA"])
        other = RollCalls.from_votes(
            [[N, A], [Y, X], *votes[2:]], states=["USA", "RUS", "GBR", "BRA"]
        )
        for one, two in zip(strata(rc, STUDY), strata(other, STUDY), strict=True):
            assert np.array_equal(one, two)

    def test_the_studys_issue_comes_first(self):
        rc = RollCalls.from_votes(
            [[Y] * 3, [Y] * 3, [Y] * 3],
            states=["USA", "RUS", "GBR"],
            issues=["me hr ukraine", "me hr", ""],
        )
        stratum, table = strata(rc, STUDY)
        assert table["issue"].iloc[stratum].tolist() == ["ukraine", "hr", "none"]
        assert strata(rc, STUDY, ["lopsidedness"])[1].columns.tolist() == ["lopsidedness"]

    @pytest.mark.parametrize(
        ("titles", "issues"),
        [
            (["", "", "t", "t"], ["none", "hr", "hr", "none"]),
            (["t", "", "t", "t"], ["none", "hr", "hr", "ec"]),
            (["t", "t", "t", "t"], ["none", "hr", "hr", "ec"]),
            (["t", "t", "", ""], ["none", "hr", "hr", "ec"]),
        ],
    )
    def test_an_issue_that_a_window_without_titles_cannot_show_is_none(self, titles, issues):
        rc = RollCalls.from_votes(
            [[Y] * 4] * 3,
            states=["USA", "RUS", "GBR"],
            dates=["2024-02-01", "2024-03-01", "2025-02-01", "2025-03-01"],
            issues=["", "hr", "hr", "ec"],
            title=titles,
        )
        stratum, table = strata(rc, STUDY)
        assert table["issue"].iloc[stratum].tolist() == issues

    def test_coding_one_window_only_is_no_change_of_agenda(self):
        """Two subjects on which votes fall alike; only after are they told apart."""
        rng = np.random.default_rng(4)
        n, event = 200, 100
        subject = rng.integers(0, 2, n)
        alike = rng.random(n) < 0.7 - 0.3 * (np.arange(n) >= event)
        rival = rng.choice([Y, N], n)
        rc = RollCalls.from_votes(
            [np.where(alike, rival, 4 - rival), rival, np.full(n, Y)],
            states=["USA", "RUS", "GBR"],
            dates=list(pd.date_range("2024-09-23", periods=n)),
            issues=[("ec" if k else "di") if j >= event else "" for j, k in enumerate(subject)],
            title=["a text" if j >= event else "" for j in range(n)],
        )
        found = by_name(agenda(rc, STUDY, "RUS"))
        assert found["agenda.RUS"].estimate == pytest.approx(0)
        assert found["preference.RUS"].estimate == pytest.approx(found["total.RUS"].estimate)
        assert "0% of the roll calls after lie in strata without one before" in str(
            found["agenda.RUS"].assumptions
        )


class TestAgenda:
    @pytest.mark.parametrize("partner", ["RUS", "GBR", "allies", "allies-rival"])
    def test_the_parts_add_up_and_so_do_the_rows(self, partner):
        found = by_name(agenda(planted("both", 1), STUDY, partner))
        total = found[f"total.{partner}"]
        parts = found[f"agenda.{partner}"].estimate + found[f"preference.{partner}"].estimate
        assert parts == pytest.approx(total.estimate, abs=1e-12)
        table = total.table
        assert table[["agenda", "preference"]].to_numpy().sum() == pytest.approx(total.estimate)
        assert table["share_before"].sum() == pytest.approx(1)
        assert table["n_after"].sum() + table["n_before"].sum() == total.n
        reweighted = (table["weight"] * (table["mean_after"] - table["mean_before"])).sum()
        assert reweighted == pytest.approx(found[f"reweighted.{partner}"].estimate)

    @pytest.mark.slow
    def test_what_is_planted_is_found(self):
        """Means over 20 records of 192 roll calls. Expected by algebra:

        agenda: (0.75 - 0.5) (0.2 - 0.8) = -0.15 of agenda, nothing of preference;
        preference: -0.2. The standard error of a mean of 20 is about 0.01.
        """
        for kind, expected in (
            ("agenda", (-0.15, 0.0)),
            ("preference", (0.0, -0.2)),
            ("both", (-0.15, -0.2)),
        ):
            found = []
            for seed in range(20):
                e = by_name(agenda(planted(kind, seed), STUDY.changed(draws=20), "RUS"))
                found.append([e[k].estimate for k in ("agenda.RUS", "preference.RUS")])
            assert np.mean(found, axis=0) == pytest.approx(expected, abs=0.03), kind

    @pytest.mark.slow
    def test_intervals_hold_zero_as_often_as_they_say(self):
        """Nothing changes: a 90% interval excludes zero in some 10% of 60 records."""
        excluded = {"preference.RUS": 0, "agenda.RUS": 0}
        for seed in range(60):
            found = by_name(agenda(planted("nothing", 1000 + seed), STUDY, "RUS"))
            for name in excluded:
                excluded[name] += bool(found[name].excludes_zero)
        for name, n in excluded.items():
            assert binom.ppf(0.001, 60, 0.10) <= n <= binom.ppf(0.999, 60, 0.10), name

    def test_noes_are_counted(self):
        votes = np.full((8, 24), Y)
        votes[2:6, ::2] = N  # four Noes on every other roll call
        votes[0, 12:] = N  # and one more after, or one alone
        dates = [f"{y}-{m:02d}-01" for y in (2024, 2025) for m in range(1, 13)]
        rc = RollCalls.from_votes(
            votes, states=["USA", "RUS", "GBR", *(f"S{k}" for k in range(5))], dates=dates
        )
        found = by_name(agenda(rc, STUDY, "RUS"))
        assert (found["contested.RUS"].n, found["few-noes.RUS"].n) == (12, 12)
        assert found["contested.RUS"].estimate == found["few-noes.RUS"].estimate == -1

    def test_few_days_give_no_interval(self):
        found = agenda(planted("both", 1, days=4), STUDY, "RUS")
        assert all(e.low is None and e.se is None for e in found)

    @pytest.mark.parametrize(
        ("changes", "partner", "where", "words"),
        [
            ({"event": "2027-01-01"}, "RUS", "window after", ["2027-01-01"]),
            ({}, "PRK", "table of states", ["PRK"]),
            ({"allies": ["NATTO"]}, "allies", "members", ["alliance"]),
        ],
    )
    def test_what_cannot_be(self, changes, partner, where, words):
        with raises(UsageError, where, *words):
            agenda(planted("both", 1), STUDY.changed(**changes), partner)

    def test_a_partner_that_never_votes(self):
        rc = RollCalls.from_votes(
            [[Y, N], [X, X]], states=["USA", "RUS"], dates=["2024-02-01", "2025-02-01"]
        )
        with raises(UsageError, "agenda", "Russia", "before"):
            agenda(rc, STUDY, "RUS")


def texts(own_before, own_after, before="2024-02-01", days=12) -> RollCalls:
    """Twelve texts, voted on once before and once after, a day each; the rival votes Yes."""
    n = len(own_before)
    dates = [pd.Timestamp(before) + pd.Timedelta(days=k % days) for k in range(n)]
    dates += [pd.Timestamp("2025-02-01") + pd.Timedelta(days=k % days) for k in range(n)]
    return RollCalls.from_votes(
        [[*own_before, *own_after], [Y] * 2 * n],
        states=["USA", "RUS"],
        dates=dates,
        recurring_text=[f"t{k}" for k in range(n)] * 2,
    )


class TestRecurring:
    def test_pairs_by_hand(self):
        rc = texts([Y, N, A, Y, N, X], [N, N, Y, A, Y, Y])
        table = scored_pairs(pair_texts(rc, STUDY), partner_scores(rc, STUDY, "RUS"))
        assert table["text"].tolist() == ["t0", "t1", "t2", "t3", "t4"]  # absent on t5
        assert table["change"].tolist() == [-1, 0, 0.5, -0.5, 1]
        assert recurring_shift(rc, STUDY, "RUS").estimate == 0

    def test_a_vote_before_the_window_is_never_compared(self):
        rc = texts([Y] * 6, [N] * 6, before="2012-02-01")
        assert pair_texts(rc, STUDY).empty
        assert recurring_shift(rc, STUDY, "RUS") is None
        earlier = Window(date(2012, 1, 1), date(2012, 12, 31))
        assert len(pair_texts(rc, STUDY, earlier)) == 6

    def test_the_last_vote_before_and_the_first_since(self):
        days = ["2024-02-01", "2024-06-01", "2025-02-01", "2025-06-01"]
        rc = RollCalls.from_votes(
            [[Y, A, N, Y]], states=["USA"], dates=days, recurring_text=["t"] * 4
        )
        found = pair_texts(rc, STUDY)
        assert found[["call_before", "call_after"]].values.tolist() == [[1, 2]]

    def test_no_text_no_estimate(self):
        rc = RollCalls.from_votes([[Y, Y], [Y, Y]], states=["USA", "RUS"])
        assert recurring_shift(rc, STUDY, "RUS") is None

    def test_no_p_where_none_is_deserved(self):
        assert recurring_shift(texts([Y] * 12, [Y] * 12), STUDY, "RUS").p_value is None
        assert recurring_shift(texts([Y] * 5, [N] * 5), STUDY, "RUS").p_value is None
        same_day = recurring_shift(texts([Y] * 12, [N] * 12, days=2), STUDY, "RUS")
        assert (same_day.p_value, same_day.low) == (None, None)

    def test_all_alike_is_a_change_without_an_error(self):
        e = recurring_shift(texts([Y] * 12, [N] * 12), STUDY, "RUS")
        assert (e.estimate, e.low, e.p_value) == (-1, None, None)

    def test_days_are_what_the_error_is_of(self):
        after = [Y, N, N, Y, N, N, N, Y, N, N, N, N]
        e = recurring_shift(texts([Y] * 12, after), STUDY, "RUS")
        assert e.estimate == pytest.approx(-9 / 12)
        # Twelve days with a text each: the error of a mean of twelve.
        change = np.where(np.array(after) == N, -1.0, 0.0)
        assert e.se == pytest.approx(change.std(ddof=1) / np.sqrt(12))
        assert e.dof == pytest.approx(11)


def test_the_change_of_agreement_has_one_interval_wherever_it_is_told():
    """Beside the rival the mean over roll calls is the house's raw agreement, error and all."""
    rc = planted("both", 3)
    ends = ("estimate", "low", "high", "p_value")
    windows = study_windows(STUDY)
    counted = {e.name: e for e in partners(rc, STUDY)}
    for partner in ("RUS", "allies-rival"):
        here = by_name(agenda(rc, STUDY, partner))[f"total.{partner}"]
        there = (
            change(rc, "USA", "RUS", "ordinal", before=windows[0], after=windows[1])
            if partner == "RUS"
            else with_allies(difference_in_change, rc, STUDY, "ordinal")
        )
        table = counted[f"agreement.ordinal.{partner}.change.before"]
        for end in ends:
            assert getattr(here, end) == pytest.approx(getattr(there, end), rel=1e-9)
            assert getattr(here, end) == pytest.approx(getattr(table, end), rel=1e-9)
