"""The scan: against a slow readable twin, on null records, and on a planted change."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom, false_discovery_control

from analysis.agreement import change
from analysis.errors import UsageError
from analysis.rollcalls import RollCalls
from analysis.shift.designs.multiplicity import placebo_in_time, scan, scan_table, transitions
from analysis.shift.methods.randomisation import adjusted, benjamini_hochberg, deal, deal_days
from analysis.shift.methods.scores import all_scores
from analysis.study import Study

from ...helpers import raises

STUDY = Study(
    allies=("FIVE_EYES",), before="2024-01-01", event="2025-01-01", until="2025-12-31", draws=99
)


def record(
    seed: int, states: int = 8, move: float = 0.0, start: str = "2024-02-01", years: int = 2
) -> RollCalls:
    """Days of one to nine roll calls; from 2025 the country follows its rival more often."""
    rng = np.random.default_rng(seed)
    days = pd.date_range(start, periods=14 * years, freq="26D")
    dates = days.repeat(rng.integers(1, 10, len(days)))
    n = len(dates)
    votes = rng.integers(1, 4, (states, n))
    votes[rng.random((states, n)) < 0.05] = 8
    follow = (dates >= "2025-01-01") & (rng.random(n) < move)
    votes[1] = rng.integers(1, 4, n)
    votes[0] = np.where(follow, votes[1], votes[0])
    names = ["USA", "RUS", "GBR", "AUS", *(f"S{k}" for k in range(states - 4))]
    return RollCalls.from_votes(votes, states=names, dates=list(dates))


class TestDeals:
    def test_as_many_days_after_as_there_were(self):
        labels = deal_days(20, 7, 500, np.random.default_rng(1))
        assert (labels.sum(axis=0) == 7).all()
        # Every day is dealt to after in 7 of 20 deals; bounds are the 0.01% tails.
        low, high = binom.ppf([0.0001, 0.9999], 500, 7 / 20)
        assert ((labels.sum(axis=1) >= low) & (labels.sum(axis=1) <= high)).all()

    def test_a_state_that_turns_round_completely_has_the_largest_change(self):
        """No vote like those before and no day unlike another: no error, and no larger change."""
        blocks, after = np.arange(20), np.arange(20) >= 10
        score = np.random.default_rng(1).random((3, 20))
        score[0] = after  # always opposed before, always alike after
        score[1] = 0.5  # never anything else
        found = deal(score, blocks, after, 199, np.random.default_rng(2))
        assert found.z[0] == np.inf
        assert found.p[0] == 1 / 200
        assert (found.z[1], found.p[1]) == (0.0, 1.0)
        score[0] = ~after
        assert deal(score, blocks, after, 9, np.random.default_rng(2)).z[0] == -np.inf

    def test_against_a_slow_twin(self):
        """Loops over states, deals and days, with the same deals."""
        rng = np.random.default_rng(5)
        blocks = np.repeat(np.arange(12), rng.integers(1, 6, 12))
        score = rng.normal(size=(5, len(blocks)))
        score[rng.random(score.shape) < 0.15] = np.nan
        score[3] = np.nan  # never votes
        score[4, blocks < 7] = np.nan  # not before
        after = blocks >= 7
        found = deal(score, blocks, after, 60, np.random.default_rng(9), least=3)
        labels = deal_days(12, 5, 60, np.random.default_rng(9))

        def z(row, days_after):
            means, errors = [], []
            for side in (False, True):
                days = [d for d in range(12) if days_after[d] == side]
                values = [row[(blocks == d) & ~np.isnan(row)] for d in days]
                values = [v for v in values if len(v)]
                if len(values) < 2:
                    return np.nan, np.nan
                pooled = np.concatenate(values)
                mean, k = pooled.mean(), len(values)
                left = sum((v.sum() - mean * len(v)) ** 2 for v in values)
                errors.append(left / len(pooled) ** 2 * k / (k - 1))
                means.append(mean)
            return means[1] - means[0], np.sqrt(sum(errors))

        truth = [d >= 7 for d in range(12)]
        sizes = np.zeros((5, 60))
        for i in range(5):
            change, error = z(score[i], truth)
            if i >= 3:
                assert np.isnan(found.change[i])
                assert np.isnan(found.p[i])
                continue
            assert found.change[i] == pytest.approx(change, abs=1e-12)
            assert found.error[i] == pytest.approx(error, abs=1e-12)
            for j in range(60):
                a, b = z(score[i], labels[:, j])
                sizes[i, j] = abs(a / b)
            as_large = sum(sizes[i, j] >= abs(change / error) - 1e-9 for j in range(60))
            assert found.p[i] == (1 + as_large) / 61
        np.testing.assert_allclose(found.largest, sizes.max(axis=0), atol=1e-8)

    def test_too_few_days(self):
        score, blocks = np.zeros((1, 8)), np.arange(8)
        assert deal(score, blocks, blocks >= 4, 10, np.random.default_rng(1)) is None

    @pytest.mark.slow
    def test_false_positives(self):
        """1,000 records without a change, of 12 days before and 8 after, 8 states.

        A permutation test at 5% with 199 deals is exact where days are exchangeable, so
        rejections are Binomial(1000, 0.05); 3 to 7% are 2.9 standard errors on either side.
        The same holds for the largest of the eight states (the family-wise rate).
        """
        alone, family = 0, 0
        for seed in range(1000):
            rng = np.random.default_rng([7, seed])
            blocks = np.repeat(np.arange(20), rng.choice([1, 2, 3, 20], 20))
            days = rng.normal(size=(8, 20))[:, blocks]  # votes of a day hang together
            score = days + rng.normal(size=(8, len(blocks)))
            found = deal(score, blocks, blocks >= 12, 199, rng)
            alone += found.p[0] <= 0.05
            family += adjusted(pd.Series(found.z), found.largest).min() <= 0.05
        assert 30 <= alone <= 70
        assert 30 <= family <= 70

    def test_adjusted_over_all_transitions_against_a_slow_twin(self):
        """The deals of each transition one by one, and counted in loops."""
        rc, study = record(3, years=6, start="2021-02-01"), STUDY
        table = scan_table(rc, study, which="years", relative=False)
        score = all_scores(rc, study, "RUS")
        dates = rc.calls["date"]
        maxima, seen = [], {}
        for k, day in enumerate(transitions(rc, study, "years")):
            start = pd.Timestamp(day) - pd.Timedelta(days=366)
            end = pd.Timestamp(day) + pd.Timedelta(days=364)
            inside = dates.between(start, end).to_numpy()
            after = (dates[inside] >= pd.Timestamp(day)).to_numpy()
            blocks = np.unique(dates[inside], return_inverse=True)[1]
            rng = np.random.default_rng([study.seed, k])
            found = deal(score[:, inside], blocks, after, study.draws, rng)
            maxima.append(found.largest)
            for state, z in zip(rc.states.index, found.z, strict=True):
                if not np.isnan(z):
                    seen[(state, pd.Timestamp(day))] = abs(z)
        assert len(seen) == len(table)
        for row in table.itertuples():
            z = seen[(row.state, row.transition)]
            worse = sum(max(m[j] for m in maxima) >= round(z, 9) for j in range(study.draws))
            assert row.p_max == pytest.approx((1 + worse) / (1 + study.draws), abs=1e-12)


class TestAdjustment:
    def test_benjamini_hochberg_against_scipy(self):
        p = np.random.default_rng(3).random(50) ** 2
        np.testing.assert_allclose(benjamini_hochberg(p), false_discovery_control(p))

    def test_missing_values_are_passed_over(self):
        found = benjamini_hochberg([0.01, np.nan, 0.5])
        assert found[[0, 2]].tolist() == [0.02, 0.5]
        assert np.isnan(found[1])
        assert benjamini_hochberg([]).shape == (0,)

    def test_largest(self):
        z = pd.Series([0.0, 2.0, -3.0, 9.0])
        assert adjusted(z, np.array([1.0, 2.0, 3.0])).tolist() == [1, 3 / 4, 2 / 4, 1 / 4]


class TestTransitions:
    def test_presidencies(self):
        rc = record(1, start="2015-02-01", years=12)
        days = [d.isoformat() for d in transitions(rc, Study())]
        assert days == ["2017-01-20", "2021-01-20", "2025-01-20"]

    def test_every_year(self):
        days = transitions(record(1, start="2022-02-01"), STUDY, "years")
        # The record begins in February 2022, and a year of it is to lie before.
        assert [d.isoformat() for d in days] == ["2024-01-01", "2025-01-01"]
        leap = Study(event="2024-02-29", before="2020-02-29")
        assert "2023-02-28" in [
            d.isoformat() for d in transitions(record(1, start="2020-02-01"), leap, "years")
        ]

    def test_unknown(self):
        with raises(UsageError, "transitions", "moons"):
            transitions(record(1), STUDY, "moons")


class TestScan:
    def test_the_change_is_that_of_the_scores(self):
        e = scan(record(2, move=0.5), STUDY, which="event", relative=False)
        expected = change(
            record(2, move=0.5),
            "USA",
            "RUS",
            "ordinal",
            before=("2024-01-01", "2024-12-31"),
            after=("2025-01-01", "2025-12-31"),
        )
        assert e.estimate == pytest.approx(expected.estimate, abs=1e-12)

    def test_adjusted_never_below_plain(self):
        table = scan_table(record(3, years=6, start="2021-02-01"), STUDY, which="years")
        assert table["transition"].nunique() > 2
        assert (table["p_max"] >= table["p_there"] - 1e-12).all()
        assert (table["p_bh"] >= table["p"] - 1e-12).all()
        assert table["p"].between(1 / 100, 1).all()
        assert "RUS" not in set(table["state"])

    def test_a_planted_change_is_found_and_no_other(self):
        e = scan(record(4, states=30, move=0.9), STUDY.changed(draws=999), which="event")
        assert e.table.loc[0, "state"] == "USA"
        assert e.p_value <= 0.01
        assert e.estimate > 0.2
        assert (e.table["p_max"].iloc[1:] > 0.05).all()

    def test_what_moves_everybody_is_nobodys(self):
        rc = record(5)
        votes = rc.votes.copy()
        late = (rc.calls["date"] >= "2025-01-01").to_numpy()
        votes[:, late] = np.where(votes[:, late] < 4, 1, votes[:, late])
        same = RollCalls(votes, rc.calls, rc.states)
        table = scan_table(same, STUDY, which="event", relative=False)
        apart = scan_table(same, STUDY, which="event")
        assert (table["change"] > 0.2).all()
        assert apart["change"].abs().max() < table["change"].min()

    def test_one_seed_one_result(self):
        one, two = (scan(record(6), STUDY, which="event") for _ in range(2))
        assert one.to_dict() == two.to_dict()
        other = scan(record(6), STUDY.changed(seed=1), which="event")
        assert other.estimate == one.estimate

    def test_draws_too_few_for_a_step_up_rule_are_told(self):
        """The number said is the least with which the rule calls any, and one fewer calls none."""
        rc, study = record(3, years=6, start="2021-02-01"), STUDY.changed(draws=20)
        e = scan(rc, study, which="years")
        said = e.assumptions[-1]
        assert said.startswith("no p is below 1/21, so that Benjamini-Hochberg at 10%")
        least = int(said.split("at least ")[1].split()[0])
        for k, called in ((least, True), (least - 1, False)):
            p = np.r_[np.full(k, 1 / 21), np.ones(e.n - k)]
            assert (benjamini_hochberg(p).min() <= 0.10) == called
        assert (
            "no p is below" not in scan(rc, STUDY.changed(draws=999), which="years").assumptions[-1]
        )

    def test_in_time(self):
        e = scan(record(7, years=12, start="2015-02-01"), STUDY, which="years")
        ranked = placebo_in_time(e, STUDY)
        own = e.table[e.table["state"] == "USA"]
        z = own.set_index("transition")["z"].abs()
        rank = int((z >= z[pd.Timestamp("2025-01-01")]).sum())
        assert ranked.n == len(own)
        assert f"rank {rank} of" in ranked.method
        assert ranked.p_value == (None if ranked.n < 10 else rank / ranked.n)
        assert placebo_in_time(scan(record(7), STUDY, which="event"), STUDY) is None

    def test_no_p_where_none_is_deserved(self):
        votes = record(8).votes.copy()
        votes[:2] = 1  # country and rival always vote Yes
        same = RollCalls(votes, record(8).calls, record(8).states)
        with raises(UsageError, "scan", "USA", "2025-01-01"):
            scan(same, STUDY, which="event", relative=False)

    @pytest.mark.parametrize(
        ("changes", "options", "where", "words"),
        [
            (
                {"event": "2026-12-01", "until": "2027-01-01"},
                {},
                "a window needs 5 days of voting and 10 roll calls",
                ["USA", "2026-12-01"],
            ),
            ({"country": "PRK"}, {}, "table of states", ["PRK"]),
            ({"rival": "PRK"}, {}, "table of states", ["PRK"]),
            ({}, {"which": "moons"}, "transitions", ["moons"]),
            ({}, {"statistic": "PRK"}, "table of states", ["PRK"]),
            ({}, {"block": "week"}, "block", ["week"]),
        ],
    )
    def test_what_cannot_be(self, changes, options, where, words):
        with raises(UsageError, where, *words):
            scan(record(9), STUDY.changed(**changes), **options)
