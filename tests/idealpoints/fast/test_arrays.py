"""What runs where nothing compiles gives the numbers of the compiled passes."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.idealpoints import IdealPoints
from analysis.idealpoints.fast import arrays, fit, kernels, start, state_step
from analysis.idealpoints.fast.kernels import Items, Offset
from analysis.idealpoints.maths import anderson, tridiagonal
from analysis.idealpoints.votes import ballots, sorting

from ..conftest import simulate


@pytest.fixture(scope="module")
def laid():
    """Votes of a small record, and parameters in which every formula of a vote is met."""
    found = ballots.ballots_of(simulate(12, 4, 30, seed=3).rollcalls, "year", True)
    rng = np.random.default_rng(5)
    n = len(found.items)
    g1 = rng.normal(-0.4, 1.0, n)
    # Gaps below NARROW, below NEAR, and as wide as leaves the table. From 1e-5 to 0.02 the formula
    # itself loses digits, 1e-16/gap³ of them, in either form: there is nothing to compare.
    gap = np.where(rng.random(n) < 0.2, 1e-7, np.exp(rng.uniform(np.log(0.02), np.log(20.0), n)))
    binary = found.missing > 0
    items = Items(rng.normal(0.0, 4.0, n), g1, np.where(binary, g1, g1 + gap))
    theta = rng.normal(0.0, 3.0, found.n_points)
    return found, theta, items, binary, rng


def close(found, expected):
    for a, b in zip(found, expected, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("moved", [False, True])
def test_passes_over_the_votes(laid, moved):
    found, theta, items, binary, rng = laid
    n = len(found.items)
    offset = Offset(rng.normal(size=n), rng.normal(size=theta.size)) if moved else None
    cov, variance = rng.uniform(0.0, 0.2, (n, 3)), rng.uniform(0.0, 0.1, theta.size)
    ridge = rng.uniform(0.5, 2.0, n) if moved else None
    at = (found.by_point, offset)
    close(arrays.state_terms(theta, items, cov, *at), kernels.state_terms(theta, items, cov, *at))
    # Steps are compared where they can be: far out, and at gaps of 1e-7, the system has no digits.
    wide = np.where(binary, items.g1, np.maximum(items.g2, items.g1 + 0.1))
    mild = Items(items.beta / 4, items.g1, wide)
    one, other = (
        f(theta / 3, variance, mild, binary, found.by_item, offset, ridge)
        for f in (arrays.item_step, kernels.item_step)
    )
    close(one, other)
    value = kernels.loglik(theta, items, *at)
    assert arrays.loglik(theta, items, *at) == pytest.approx(value, rel=1e-9)


def test_the_records_hold_every_kind_of_item(laid):
    """Else the test above says less than it seems to."""
    found, _, items, binary, _ = laid
    gap = (items.g2 - items.g1)[~binary]
    assert binary.any()
    assert (gap < 1e-5).any()
    assert ((gap > 0.01) & (gap < 0.05)).any()
    assert (gap > 5.0).any()


def test_elimination_for_all_states_at_once(laid):
    found, *_, rng = laid
    n = found.n_points
    diagonal, off = rng.uniform(3.0, 4.0, n), -rng.uniform(0.0, 1.0, n)
    off[found.state_ptr[:-1]] = 0.0
    ptr = found.state_ptr
    for m in (0, 2):
        at = (diagonal, off, rng.normal(size=(m, n)), ptr)
        close(tridiagonal._solved(*at), tridiagonal.solve_walk(*at))
    variance = tridiagonal.solve_walk(diagonal, off, np.zeros((0, n)), ptr)[1]
    at = (diagonal, off, variance, ptr)
    close([tridiagonal._lagged(*at)], [tridiagonal.lag_covariance(*at)])


def test_states_of_unequal_length():
    ptr = np.array([0, 1, 4, 6])
    diagonal, off = np.full(6, 3.0), np.array([0.0, 0.0, -1.0, -0.5, 0.0, -1.0])
    at = (diagonal, off, np.arange(6.0)[None, :], ptr)
    close(tridiagonal._solved(*at), tridiagonal.solve_walk(*at))


def test_bits_in_common(laid):
    rng = np.random.default_rng(2)
    codes = rng.integers(1, 6, (9, 128))
    words = [np.packbits(codes == k, axis=1).view(np.uint64) for k in (1, 2, 3)]
    for a, b in zip(arrays.together(*words), start._together(*words), strict=True):
        assert (a == b).all()


def test_a_whole_fit(monkeypatch):
    """With every twin in the place of its compiled loop: the same sweeps, the same numbers."""
    from analysis.idealpoints.fast import joint, joint_arrays

    rollcalls = simulate(15, 4, 40, seed=1).rollcalls
    anchor = rollcalls.states.index[0]
    compiled = IdealPoints(rollcalls, anchor=anchor).fit()
    weights = np.zeros((2, compiled.ballots.n_points))
    weights[0, [0, 1]], weights[1, [2, 3]] = (-1.0, 1.0), (-1.0, 1.0)
    expected = joint.Joint(compiled.ballots, compiled.estimates).covariance(weights)
    for module, name, twin in (
        (ballots, "count_votes", sorting._counted),
        (ballots, "group_by_point", sorting._by_point),
        (ballots, "group_by_item", sorting._by_item),
        (ballots, "joined", sorting._joined),
        (start, "_together", arrays.together),
        (fit, "item_step", arrays.item_step),
        (fit, "state_terms", arrays.state_terms),
        (fit, "loglik", arrays.loglik),
        (fit, "solve_walk", tridiagonal._solved),
        (state_step, "solve_walk", tridiagonal._solved),
        (anderson, "_products", anderson._products_at_once),
        (anderson, "_less", anderson._less_at_once),
        (joint, "_blocks", joint_arrays.blocks),
        (joint, "_less_items", joint_arrays.less_items),
        (joint, "_walk", joint_arrays.walk),
        (joint, "_conjugate", joint._conjugate.py_func),
    ):
        monkeypatch.setattr(module, name, twin)
    plain = IdealPoints(rollcalls, anchor=anchor).fit()
    for name in ("by_point_item", "by_point_kind", "by_item_point", "by_item_kind", "point_ptr"):
        a, b = getattr(plain.ballots, name), getattr(compiled.ballots, name)
        assert a.dtype == b.dtype
        assert (a == b).all()
    a, b = plain.estimates, compiled.estimates
    assert a.n_iter == b.n_iter
    close((a.theta, a.beta, a.g1, a.g2, a.variance), (b.theta, b.beta, b.g1, b.g2, b.variance))
    found = joint.Joint(plain.ballots, a).covariance(weights)
    np.testing.assert_allclose(found, expected, rtol=1e-6)  # where conjugate gradients stop
