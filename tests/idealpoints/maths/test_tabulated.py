"""The table of log Φ against scipy, and differences of Φ against numbers of many digits."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import log_ndtr

from analysis.idealpoints.maths.tabulated import (
    NARROW,
    exp_below,
    fill_between,
    fill_tails,
    log_between_terms,
    log_tail_terms,
    room,
)


def slope(x):
    return np.exp(-0.5 * x**2 - 0.5 * np.log(2 * np.pi) - log_ndtr(x))


def test_tail_over_the_range():
    x = np.random.default_rng(0).uniform(-40, 40, size=20_000)
    value, lam = np.array([log_tail_terms(v) for v in x]).T
    assert np.abs(value - log_ndtr(x)).max() < 1e-10
    assert np.abs(lam - slope(x)).max() < 2e-6
    # nothing is lost in the lower tail, where λ is as large as |x|
    assert np.abs(lam[x < 0] / slope(x[x < 0]) - 1).max() < 2e-6


def test_tail_at_the_nodes_and_next_to_them():
    nodes = np.arange(-39, 39, 1 / 64)
    for x in (nodes, np.nextafter(nodes, -50), np.nextafter(nodes, 50)):
        value = np.array([log_tail_terms(v)[0] for v in x])
        assert np.abs(value - log_ndtr(x)).max() < 1e-11


@pytest.mark.parametrize("x", [-1e300, -1000.0, -40.5, 40.0, 41.0, 1e300])
def test_beyond_the_table_is_as_its_end(x):
    end = -40.0 if x < 0 else 40.0
    value, lam = log_tail_terms(x)
    assert value == pytest.approx(log_ndtr(end), abs=1e-9)
    assert lam == pytest.approx(slope(end), rel=1e-6)


def test_value_only_rises_and_slope_only_falls():
    x = np.linspace(-41, 41, 30_001)
    value, lam = np.array([log_tail_terms(v) for v in x]).T
    assert (np.diff(value) >= -1e-13).all()
    # up to the error of a cubic's slope
    assert (np.diff(lam) <= 2e-6).all()


def exact_between(a: float, c: float) -> tuple[float, float, float]:
    """Φ(c) − Φ(a) in the tail that keeps its digits, or by quadrature where a and c are near."""
    density = lambda x: np.exp(-0.5 * x * x) / np.sqrt(2 * np.pi)  # noqa: E731
    if c - a < 0.5:
        # Gauss-Legendre with the middle's density taken out, which keeps tiny numbers
        nodes, weights = np.polynomial.legendre.leggauss(20)
        mid, half = 0.5 * (a + c), 0.5 * (c - a)
        x = mid + half * nodes
        relative = half * (weights * np.exp(-0.5 * (x * x - mid * mid))).sum()
        log_p = np.log(relative) - 0.5 * mid * mid - 0.5 * np.log(2 * np.pi)
    else:
        low, high = (a, c) if a <= 0 else (-c, -a)
        log_p = log_ndtr(high) + np.log1p(-np.exp(log_ndtr(low) - log_ndtr(high)))
    return (
        log_p,
        np.exp(np.log(density(0)) - 0.5 * a * a - log_p),
        np.exp(np.log(density(0)) - 0.5 * c * c - log_p),
    )


@pytest.mark.parametrize("gap", [1e-3, 1e-2, 0.1, 1.0, 5.0, 20.0])
def test_between_cutpoints(gap):
    rng = np.random.default_rng(int(1000 * gap))
    # the table's 1e-11 is divided by the gap
    near, steep = max(1e-10, 1e-10 / gap), max(1e-5, 1e-8 / gap)
    for mid in rng.uniform(-8, 8, size=300):
        a, c = mid - gap / 2, mid + gap / 2
        found, right = log_between_terms(a, c), exact_between(a, c)
        assert found[0] == pytest.approx(right[0], abs=near)
        assert found[1:] == pytest.approx(right[1:], rel=steep, abs=1e-6)


@pytest.mark.parametrize("gap", [1e-9, 1e-6, 0.99 * NARROW])
@pytest.mark.parametrize("mid", [-6.0, -0.3, 0.0, 2.0, 7.0])
def test_a_narrow_gap_is_its_middles_density(gap, mid):
    found = log_between_terms(mid - gap / 2, mid + gap / 2)
    right = exact_between(mid - gap / 2, mid + gap / 2)
    assert found[0] == pytest.approx(right[0], abs=1e-6)
    # the score (φ(a) − φ(c))/P, which is the middle, as far as 1/gap leaves digits for it
    assert found[1] - found[2] == pytest.approx(mid, abs=max(1e-6, 1e-15 / gap))


def test_no_jump_where_a_gap_becomes_narrow():
    for mid in np.linspace(-8, 8, 161):
        below = log_between_terms(mid - 0.4999 * NARROW, mid + 0.4999 * NARROW)
        above = log_between_terms(mid - 0.5001 * NARROW, mid + 0.5001 * NARROW)
        assert above[0] - below[0] == pytest.approx(np.log(5001 / 4999), abs=1e-5)


def test_flipping_signs_exchanges_the_ends():
    rng = np.random.default_rng(5)
    for a, gap in zip(rng.normal(0, 3, 500), rng.exponential(1, 500), strict=True):
        if -a == a + gap or abs(a) < 1e-12:
            continue
        log_p, left, right = log_between_terms(a, a + gap)
        assert log_between_terms(-a - gap, -a) == pytest.approx((log_p, right, left), rel=2e-5)


@pytest.mark.parametrize(
    ("a", "c"), [(-1000, -999), (999, 1000), (-1e6, 1e6), (-60, -45), (45, 60), (39.9, 40.1)]
)
def test_extremes_are_finite(a, c):
    assert np.isfinite(log_between_terms(float(a), float(c))).all()


def test_exp_below_zero():
    x = np.concatenate([-np.geomspace(1e-12, 40, 5000), [0.0]])
    found = np.array([exp_below(v) for v in x])
    assert np.abs(found / np.exp(x) - 1).max() < 1e-14
    assert 0 < exp_below(-1e6) < 1e-17


@pytest.mark.parametrize("n", [0, 1, 15, 16, 17, 100])
def test_many_votes_are_as_one_by_one(n):
    """Bit for bit, and whatever the arrays held beyond them."""
    rng = np.random.default_rng(n)
    x = np.full(room(n), np.nan)
    x[:n] = rng.normal(0, 4, n)
    log_p, lam = np.empty((2, room(n)))
    fill_tails(n, x, log_p, lam)
    assert [log_tail_terms(v) for v in x[:n]] == list(zip(log_p[:n], lam[:n], strict=True))
    a, c = np.full((2, room(n)), np.nan)
    a[:n] = rng.normal(0, 4, n)
    c[:n] = a[:n] + rng.exponential(1, n) + NARROW
    log_c, left, ra, rc = np.empty((4, room(n)))
    fill_between(n, a, c, log_c, left, ra, rc)
    for k in range(n):
        found = log_c[k] + np.log(left[k]), ra[k], rc[k]
        assert found == pytest.approx(log_between_terms(a[k], c[k]), rel=1e-14)
        assert left[k] > 1e-12
