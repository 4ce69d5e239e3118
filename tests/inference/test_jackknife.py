from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import ttest_ind

from analysis.agreement.indices import kappa
from analysis.errors import UsageError
from analysis.inference import (
    jackknife_change,
    jackknife_joint,
    jackknife_level,
    jackknife_mean,
)
from analysis.inference.statistics import ratio
from analysis.workshop.coverage import JOINT, tables_of_days

from ..helpers import raises


def share(n: np.ndarray) -> float:
    return float(n[0] / n.sum())


def test_equal_days_make_it_the_test_of_two_means():
    rng = np.random.default_rng(1)
    a, b = rng.integers(0, 11, 9), rng.integers(2, 11, 9)
    days = [np.column_stack([x, 10 - x]) for x in (a, b)]
    found = jackknife_change(*days, share)
    plain = ttest_ind(b / 10, a / 10)
    assert found.dof == pytest.approx(16)
    assert found.p_value == pytest.approx(plain.pvalue, abs=1e-6)
    low, high = plain.confidence_interval(0.90)
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-5)


def test_a_level_is_a_mean_with_students_interval():
    days = np.array([[3, 1], [2, 2], [4, 0], [1, 3], [2, 2], [3, 1]])
    found = jackknife_level(days, share)
    shares = days[:, 0] / 4
    assert found.se == pytest.approx(shares.std(ddof=1) / np.sqrt(6))
    assert found.n_days == 6


def test_a_statistic_of_many_tables_at_once_gives_the_same():
    rng = np.random.default_rng(2)
    two = [tables_of_days([9, 3, 1, 1, 5, 2], JOINT["half"], 0.1, rng) for _ in range(2)]
    one_by_one = jackknife_change(*two, lambda t: float(kappa(t)))
    assert jackknife_change(*two, kappa, vectorised=True) == one_by_one
    joint = jackknife_joint(*two, lambda a, b: float(kappa(b) - kappa(a)))
    assert joint.se == pytest.approx(one_by_one.se)
    assert joint.p_value == pytest.approx(one_by_one.p_value)


def test_days_of_which_nothing_counts_change_nothing():
    rng = np.random.default_rng(3)
    two = [tables_of_days([4, 3, 1, 2, 5], JOINT["half"], 0.0, rng) for _ in range(2)]
    padded = [np.concatenate([w, np.zeros((3, 3, 3))]) for w in two]
    assert jackknife_change(*padded, kappa, vectorised=True) == jackknife_change(
        *two, kappa, vectorised=True
    )


def test_sizes_are_roll_calls_and_not_entries():
    rng = np.random.default_rng(5)
    tables = tables_of_days([4, 3, 1, 2, 5, 9], JOINT["half"], 0.0, rng)
    twice = np.stack([tables, tables], axis=1)

    def mean(t: np.ndarray) -> np.ndarray:
        return kappa(t).mean(axis=-1)

    sizes = tables.sum(axis=(1, 2))
    found = jackknife_level(twice, mean, sizes=sizes, vectorised=True)
    assert found.se == pytest.approx(jackknife_level(tables, kappa, vectorised=True).se)


@pytest.mark.parametrize(
    "days",
    [
        np.array([[3, 1], [2, 2], [4, 0], [1, 3]]),  # too few
        np.array([[3, 1]] * 6),  # none unlike another
    ],
)
def test_where_there_is_no_error(days):
    found = jackknife_level(days, share)
    assert found.estimate == pytest.approx(share(days.sum(axis=0)))
    assert not found.has_error
    assert np.isnan([found.se, found.low, found.p_value, found.p_against(0.1)]).all()
    assert found.said().startswith("no interval")


def test_no_error_where_the_number_hangs_on_one_day():
    days = np.zeros((6, 3, 3))
    days[:, 0, 0] = 5
    days[2, 2, 2] = 1  # without this day both cast one vote throughout: no kappa
    assert not jackknife_level(days, kappa, vectorised=True).has_error


def test_level():
    with raises(UsageError, "level", "1.5"):
        jackknife_level(np.ones((6, 2)), share, 1.5)


def votes_of(counts, sizes):
    return np.column_stack([counts, sizes]).astype(float)


def test_a_share_of_few_votes_all_alike_is_taken_as_uncertain():
    """Five of five against 86%: by hand, with half a vote more of each kind."""
    rng = np.random.default_rng(1)
    after = votes_of(rng.binomial(4, 0.86, 60), [4] * 60)
    before = votes_of([1] * 5, [1] * 5)
    sizes = before[:, 1], after[:, 1]
    bare = jackknife_change(before, after, ratio(0), sizes=sizes, vectorised=True)
    found = jackknife_change(before, after, ratio(0), sizes=sizes, vectorised=True, share=True)
    assert found.estimate == bare.estimate
    assert bare.high < 0 < found.high
    p = after[:, 0].sum() / 240
    smooth = (p * 240 + 0.5) / 241
    together = 240 * (1 + 3 * found.correlation) / 240**2  # votes of a day hang together
    more = 5.5 / 6 * 0.5 / 6 / 5 + (smooth * (1 - smooth) - p * (1 - p)) * together
    assert found.se**2 == pytest.approx(bare.se**2 + more)


def test_a_difference_of_shares_has_what_each_adds():
    """The gap of five texts on which a state always votes as allies and never as the rival."""
    rng = np.random.default_rng(3)
    both = [
        np.column_stack([a - r, a, r, size])
        for size, a, r in (
            (np.ones(5), np.ones(5), np.zeros(5)),
            (np.full(60, 4.0), rng.binomial(4, 0.86, 60), rng.binomial(4, 0.2, 60)),
        )
    ]
    options = {"sizes": (both[0][:, -1], both[1][:, -1]), "vectorised": True}
    bare = jackknife_change(*both, ratio(0), **options)
    found = jackknife_change(*both, ratio(0), **options, share=lambda t: t[1:3] / t[3])
    assert bare.high < 0 < found.high
    more = 2 * (5.5 / 6 * 0.5 / 6) / 5  # of five votes apart, for each of the two agreements
    together = 240 * (1 + 3 * found.correlation) / 240**2
    for k in (1, 2):
        p = both[1][:, k].sum() / 240
        smooth = (p * 240 + 0.5) / 241
        more += (smooth * (1 - smooth) - p * (1 - p)) * together
    assert found.se**2 == pytest.approx(bare.se**2 + more)


@pytest.mark.parametrize("p", [0.02, 0.5, 0.9])
def test_with_many_votes_a_share_has_the_error_it_had(p):
    rng = np.random.default_rng(2)
    days = [votes_of(rng.binomial(400, p, 50), [400] * 50) for _ in range(2)]
    sizes = days[0][:, 1], days[1][:, 1]
    bare, found = (
        jackknife_change(*days, ratio(0), sizes=sizes, vectorised=True, share=added)
        for added in (False, True)
    )
    assert found.se == pytest.approx(bare.se, rel=0.06)


def test_a_share_that_never_varies_has_no_error():
    days = votes_of([3] * 6, [3] * 6)
    sizes = days[:, 1], days[:, 1]
    found = jackknife_change(days, days, ratio(0), sizes=sizes, vectorised=True, share=True)
    assert not found.has_error


def test_a_mean_has_a_share_s_error_and_a_difference_that_of_both_its_parts():
    rng = np.random.default_rng(4)
    windows = []
    for n_days in (6, 11):
        n = rng.integers(1, 9, n_days).astype(float)
        allies, rival = rng.binomial(n.astype(int), 0.9), rng.binomial(n.astype(int), 0.7)
        windows.append(np.column_stack([allies - rival, allies, rival, n]))
    parts = lambda t: np.array([t[1], t[2]]) / t[3]  # noqa: E731
    for columns, of in (([1, 3], True), ([0, 1, 2, 3], parts)):
        one, two = (w[:, columns] for w in windows)
        sizes = one[:, -1], two[:, -1]
        asked = jackknife_change(one, two, lambda t: t[0] / t[-1], sizes=sizes, share=of)
        found = jackknife_mean(one, two)
        assert found.estimate == pytest.approx(asked.estimate, abs=1e-12)
        assert found.se == pytest.approx(asked.se)
        assert found.se > jackknife_change(one, two, ratio(0), sizes=sizes, vectorised=True).se
