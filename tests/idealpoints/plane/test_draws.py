"""How the axes of draws are chosen, and that nothing reported depends on it."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.idealpoints import Plan
from analysis.idealpoints.plane.draws import PlaneDraws, align, nearest_turns, turned_along


def some(seed: int = 0):
    rng = np.random.default_rng(seed)
    theta = rng.normal(size=(2, 6, 9, 2)).astype(np.float32)
    items = rng.normal(size=(2, 3, 4, 5)).astype(np.float32)
    return theta, items, np.array([0, 2, 5]), rng.normal(size=(9, 2))


def eta(theta, items, at):
    """Return βθ of kept draws."""
    return np.einsum("cdpa,cdaj->cdpj", theta[:, at], items[:, :, :2])


def test_the_nearest_turn_is_nearer_than_any_other():
    theta, _, _, target = some()
    turn = nearest_turns(theta[0], target)
    assert turn.transpose(0, 2, 1) @ turn == pytest.approx(np.tile(np.eye(2), (6, 1, 1)))
    for draw, best in zip(theta[0], turn, strict=True):
        least = ((draw @ best - target) ** 2).sum()
        for angle in np.linspace(0, 2 * np.pi, 200):
            c, s = np.cos(angle), np.sin(angle)
            for other in ([[c, -s], [s, c]], [[c, s], [s, -c]]):
                assert ((draw @ np.array(other) - target) ** 2).sum() >= least - 1e-9


@pytest.mark.parametrize("how", ["align", "along"])
def test_turning_changes_no_distance_and_no_probability(how):
    theta, items, at, target = some()
    before = theta.copy(), items.copy()
    if how == "align":
        align(theta, items, at, target)
    else:
        first, second = np.arange(9) < 2, np.arange(9) > 6
        draws = PlaneDraws(theta, items, at, {}, Plan(2, 6, 1, 1), 0.0, True)
        found = turned_along(draws, first, second)
        assert np.array_equal(theta, before[0])
        theta, items = found.theta, found.items
        mean = theta[:, :, first].mean(axis=2)
        assert mean[..., 1] == pytest.approx(0, abs=1e-6)
        assert (mean[..., 0] > 0).all()
        assert (theta[:, :, second, 1].mean(axis=2) > 0).all()
    assert not np.allclose(theta, before[0], atol=0.1)
    apart = lambda x: np.linalg.norm(x[:, :, :, None] - x[:, :, None], axis=-1)  # noqa: E731
    assert apart(theta) == pytest.approx(apart(before[0]), abs=1e-5)
    assert eta(theta, items, at) == pytest.approx(eta(*before, at), abs=1e-5)
    assert np.array_equal(items[:, :, 2:], before[1][:, :, 2:])
