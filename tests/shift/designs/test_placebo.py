from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from analysis.errors import UsageError
from analysis.shift.designs.placebo import placebo_rank

from ...helpers import raises

NAMES = [f"S{i:02d}" for i in range(12)]


def ranked(values, country="S00", **options):
    changes = pd.Series(values, index=NAMES[: len(values)])
    return placebo_rank(changes, country, name="x", estimand="a change", **options)


def test_by_size_or_from_the_largest_increase():
    values = [-0.9, 1.0, *np.linspace(-0.5, 0.5, 10)]
    two = ranked(values)
    assert (two.estimate, two.p_value, two.n) == (-0.9, 2 / 12, 12)
    one = ranked(values, two_sided=False)
    assert one.p_value == 12 / 12
    assert ranked(values, "S01", two_sided=False).p_value == 1 / 12
    assert "by size" in two.method
    assert "largest increase" in one.method


def test_table_holds_every_state_largest_first():
    values = [0.2, -0.9, np.nan, *np.linspace(0.01, 0.09, 9)]
    table = ranked(values).table
    assert table.columns.tolist() == ["state", "change", "rank"]
    assert table["state"].tolist()[:2] == ["S01", "S00"]
    assert table["rank"].tolist() == list(range(1, 12))
    assert "S02" not in set(table["state"])


def test_ties_share_the_worst_rank():
    values = [0.5, -0.5, 0.5, *np.linspace(0.01, 0.09, 9)]
    assert ranked(values).p_value == 3 / 12
    assert ranked(values).table["rank"].tolist()[:4] == [3, 3, 3, 4]
    # The same number computed in another order is the same number.
    assert ranked([0.1 + 0.2, 0.3, *np.linspace(0.01, 0.09, 10)], "S00").p_value == 2 / 12
    assert ranked([0.0] * 12).p_value == 1


def test_no_interval_and_what_is_assumed():
    e = ranked(np.linspace(-1, 1, 12), rests_on="all")
    assert e.low is None
    assert e.unit == "states"
    assert e.comparison == "the same change in 11 other states"
    assert e.rests_on == "all"
    assert e.assumptions


def test_what_cannot_be():
    with raises(UsageError, "x", "S00"):
        ranked([np.nan, *range(11)])
    with raises(UsageError, "x", "ZZZ"):
        ranked(range(12), "ZZZ")
    with raises(UsageError, "x", "9 states", todo="10"):
        ranked([*range(9), np.nan, np.nan])
    assert ranked(range(10)).n == 10


@pytest.mark.parametrize("two_sided", [True, False])
def test_p_is_uniform_when_states_are_exchangeable(two_sided):
    """Without an event p takes each of 1/20, ..., 20/20 as often: a permutation p-value.

    1,000 records; the share with p at most q is Binomial(1000, q). Bounds are its 0.01% tails,
    so that six of them leave one failure in some 800 seeds.
    """
    rng = np.random.default_rng(5)
    names = [f"S{i:02d}" for i in range(20)]
    p = np.array(
        [
            placebo_rank(
                pd.Series(rng.standard_t(3, 20), index=names),
                "S07",
                name="x",
                estimand="y",
                two_sided=two_sided,
            ).p_value
            for _ in range(1000)
        ]
    )
    assert set(np.round(p * 20, 9)) == set(range(1, 21))
    for q in (0.05, 0.10, 0.50):
        low, high = binom.ppf([0.0001, 0.9999], 1000, q)
        assert low <= (p <= q + 1e-9).sum() <= high


def test_what_moved_everybody_is_nobodys_own_when_ranked_from_the_median():
    changes = pd.Series({f"S{k:02d}": 0.15 + 0.001 * k for k in range(20)} | {"USA": -0.11})
    plain = placebo_rank(changes, "USA", name="x", estimand="y")
    apart = placebo_rank(changes, "USA", name="x", estimand="y", from_median=True)
    assert plain.p_value == 1.0  # the smallest in size
    assert apart.p_value == pytest.approx(1 / 21)  # the furthest from where the others are
    assert apart.estimate == plain.estimate == -0.11
    assert apart.method.endswith("minus the median 0.16")


def test_a_median_that_rounds_to_zero_has_no_sign():
    changes = pd.Series({f"S{k:02d}": -0.002 - 0.0001 * k for k in range(20)})
    found = placebo_rank(changes, "S07", name="x", estimand="y", from_median=True)
    assert found.method.endswith("minus the median 0.00")


def test_rank_from_the_median_ignores_a_shift_of_all_states():
    rng = np.random.default_rng(3)
    changes = pd.Series(rng.normal(size=40), index=[f"S{k:02d}" for k in range(40)])
    ranks = [
        placebo_rank(changes + shift, "S07", name="x", estimand="y", from_median=True).p_value
        for shift in (0.0, 5.0, -5.0)
    ]
    assert len(set(ranks)) == 1
