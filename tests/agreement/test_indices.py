from __future__ import annotations

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from statsmodels.stats.inter_rater import cohens_kappa

from analysis.agreement.indices import (
    alpha,
    identical,
    index_named,
    index_names,
    kappa,
    ordinal,
    pi,
    s,
)
from analysis.errors import UsageError

from ..helpers import raises

TABLE = np.array([[10, 2, 1], [3, 4, 2], [6, 5, 7]])  # 40 roll calls
tables = arrays(np.int64, (3, 3), elements=st.integers(0, 30)).filter(lambda t: t.sum() > 0)
varied = tables.filter(lambda t: (t.sum(0) < t.sum()).all() and (t.sum(1) < t.sum()).all())


def coded(table: np.ndarray) -> np.ndarray:
    """The votes behind a table, shape (2, n)."""
    cells = [(i + 1, j + 1) for i in range(3) for j in range(3) for _ in range(table[i, j])]
    return np.array(cells).T


class TestByHand:
    def test_raw(self):
        # 21 the same; 12 one step apart (2 + 2 + 3 + 5); 7 opposed (1 + 6).
        assert identical(TABLE) == pytest.approx(21 / 40)
        assert ordinal(TABLE) == pytest.approx((21 + 12 / 2) / 40)
        assert s(TABLE) == pytest.approx(1 - 2 * (12 + 2 * 7) / (40 * 2))

    def test_kappa_linear(self):
        # Rows 13, 9, 18; columns 19, 11, 10. Expected distance, times 40 ** 2:
        # one step 13*11 + 9*19 + 9*10 + 18*11 = 602; two steps 2 * (13*10 + 18*19) = 944.
        assert kappa(TABLE) == pytest.approx(1 - (26 / 40) / (1546 / 1600))

    def test_pi_linear(self):
        # Both together 32, 20, 28 of 80: 2 * (32*20 + 20*28) + 2 * 2 * 32*28 = 5984 of 6400.
        assert pi(TABLE) == pytest.approx(1 - (26 / 40) / (5984 / 6400))

    def test_pi_as_scott_had_it(self):
        chance = (32**2 + 20**2 + 28**2) / 80**2
        assert pi(TABLE, "none") == pytest.approx((21 / 40 - chance) / (1 - chance))

    def test_alpha_interval(self):
        # Squared distances: observed 12 + 4 * 7 = 40 of 40 pairs; expected without replacement
        # 2 * (32*20 + 20*28 + 4 * 32*28) = 9568 of 80 * 79.
        assert alpha(TABLE) == pytest.approx(1 - (40 / 40) / (9568 / (80 * 79)))

    def test_a_state_that_always_votes_no_agrees_by_base_rate_only(self):
        mostly_no, mostly_yes = np.zeros((3, 3)), np.zeros((3, 3))
        mostly_no[2], mostly_yes[2] = (1, 0, 9), (9, 0, 1)
        assert ordinal(mostly_no) == pytest.approx(0.9)
        assert ordinal(mostly_yes) == pytest.approx(0.1)
        assert np.isnan(kappa(mostly_no))
        assert np.isnan(kappa(mostly_yes))


class TestOutsideReferences:
    # The references compute the same sums in another order, so rounding is all that may differ.
    @pytest.mark.filterwarnings("ignore::RuntimeWarning:statsmodels.*")
    @given(varied)
    def test_kappa_is_that_of_statsmodels(self, t):
        for weights, wt in (("linear", "linear"), ("squared", "quadratic"), ("none", None)):
            outside = cohens_kappa(t, wt=wt, return_results=False)
            assert kappa(t, weights) == pytest.approx(outside, abs=1e-12)

    @given(varied)
    def test_alpha_is_that_of_the_krippendorff_package(self, t):
        for metric in ("interval", "ordinal"):
            outside = krippendorff.alpha(
                reliability_data=coded(t), level_of_measurement=metric, value_domain=[1, 2, 3]
            )
            assert alpha(t, metric) == pytest.approx(outside, abs=1e-10)

    @given(varied)
    def test_linear_kappa_is_the_mean_over_cuts_of_two_by_two_kappas(self, t):
        # Vanbelle and Albert (2009): weighted by each cut's expected disagreement.
        n, above, below = t.sum(), 0.0, 0.0
        for cut in (1, 2):
            p, q = t[:cut].sum() / n, t[:, :cut].sum() / n
            above += (t[:cut, cut:].sum() + t[cut:, :cut].sum()) / n
            below += p * (1 - q) + q * (1 - p)
        assert kappa(t) == pytest.approx(1 - above / below, abs=1e-12)


@pytest.mark.parametrize("name", index_names())
class TestProperties:
    @given(t=tables)
    def test_symmetric_in_states_and_in_yes_and_no(self, name, t):
        index = index_named(name)
        assert index(t) == pytest.approx(index(t.T), nan_ok=True, abs=1e-12)
        assert index(t) == pytest.approx(index(t[::-1, ::-1]), nan_ok=True, abs=1e-12)

    @given(t=tables)
    def test_bounds(self, name, t):
        low = 0 if name in ("ordinal", "identical") else -1
        value = index_named(name)(t)
        assert np.isnan(value) or low - 1e-12 <= value <= 1 + 1e-12

    @given(t=varied)
    def test_identical_votes_are_full_agreement(self, name, t):
        assert index_named(name)(np.diag(np.diag(t) + [1, 1, 0])) == 1

    def test_no_joint_votes_is_undefined(self, name):
        assert np.isnan(index_named(name)(np.zeros((3, 3))))

    def test_many_tables_at_once(self, name):
        many = np.random.default_rng(3).integers(0, 9, (4, 5, 3, 3))
        one_by_one = [[index_named(name)(t) for t in row] for row in many]
        np.testing.assert_array_equal(index_named(name)(many), one_by_one)


@pytest.mark.parametrize("vote", range(3))
def test_one_and_the_same_vote_throughout_deserves_no_corrected_index(vote):
    t = np.zeros((3, 3))
    t[vote, vote] = 50
    assert ordinal(t) == identical(t) == s(t) == 1
    assert np.isnan([kappa(t), pi(t), alpha(t), alpha(t, "ordinal")]).all()


def test_unknown_names():
    with raises(UsageError, "index", "cohen", todo="ordinal, identical"):
        index_named("cohen")
    with raises(UsageError, "weights", "cubic", todo="linear"):
        kappa(TABLE, "cubic")
    with raises(UsageError, "metric", "nominal", todo="interval or ordinal"):
        alpha(TABLE, "nominal")
    with raises(UsageError, "counts", "(2, 2)"):
        ordinal(np.ones((2, 2)))
