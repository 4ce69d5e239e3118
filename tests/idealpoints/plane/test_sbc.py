"""Are draws from the posterior of the plane as likely as parameters from the prior?

As `tests/idealpoints/sampler/test_sbc.py` for the line: points, items and votes are drawn jointly
given that every item has all three kinds of vote. What is compared does not depend on axes.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from analysis.idealpoints.plane.arrays import Held, Place
from analysis.idealpoints.plane.chain import PlaneChain
from analysis.idealpoints.plane.item_moves import draw_items
from analysis.idealpoints.plane.lone_moves import move_lone, pivots_of
from analysis.idealpoints.plane.path_moves import accept_paths, propose_paths
from analysis.idealpoints.plane.period_moves import move_periods
from analysis.idealpoints.plane.scale_prior import squares
from analysis.idealpoints.plane.sweep import freed, lay_out_plane, sweep
from analysis.idealpoints.sampler import layout as sampling_layout
from analysis.idealpoints.sampler.arrays import Turn
from analysis.idealpoints.sampler.lone_moves import LoneGroups

from ..plane_reference import PlaneDesign, loglik

WALK = 0.25
pytestmark = pytest.mark.usefixtures("one_thread")


def quantities(b, theta, beta, g1, g2) -> dict[str, float]:
    """Return what is compared; nothing depends on axes."""
    later = b.elapsed > 0
    steps = np.diff(theta, axis=0)[later[1:]]
    size = np.linalg.norm(theta, axis=1)
    first, last = b.point_period == 0, b.point_period == b.point_period.max()
    linked = np.bincount(b.by_point_item) > np.bincount(b.point_state).max() * 3
    gap = np.minimum(g2 - g1, 4)
    load = np.linalg.norm(beta, axis=1)
    eta = theta @ beta.T
    return {
        "steps": ((steps**2).sum(axis=1) / b.elapsed[later]).mean(),
        "size of steps": np.linalg.norm(steps, axis=1).mean(),
        "steps and points": (theta[1] @ theta[0]) + (theta[-1] @ theta[-2]),
        "first points": (size[~later] ** 2).mean(),
        "mean of the first period": (theta[first].mean(axis=0) ** 2).sum(),
        "mean of the last period": (theta[last].mean(axis=0) ** 2).sum(),
        "spread of the first period": np.linalg.det(np.cov(theta[first].T, bias=True)),
        "spread of the last period": np.linalg.det(np.cov(theta[last].T, bias=True)),
        "largest point": size.max(),
        "kurtosis": (size**4).mean(),
        "a distance": np.linalg.norm(theta[0] - theta[7]),
        "an angle": np.cos(np.subtract(*np.arctan2(theta[[0, 9], 1], theta[[0, 9], 0]))),
        "slopes": (load**2).mean(),
        "slopes of linked items": (load[linked] ** 2).mean(),
        "direction of slopes": np.linalg.det(beta.T @ beta),
        "slope and gap": (load * gap).mean(),
        "gaps": gap.mean(),
        "narrow gaps": (gap < 0.3).mean(),
        "lower cutpoints": np.clip(g1, -3, 3).mean(),
        "utilities": np.abs(eta[-1]).mean(),
        "loglik": loglik(b, theta, beta, g1, g2),
    }


def moved_by(kernel: str, plane, chain: PlaneChain, k: int) -> PlaneChain:
    """Apply one of the sweep's moves alone, on a scale that is drawn afresh."""
    if kernel == "sweep":
        return sweep(plane, chain, adapt=False)
    layout, b = plane.line, plane.line.ballots
    rng = np.random.default_rng([chain.seed, k])
    place, s = freed(chain, layout.width, rng)
    walk, off = layout.walk(WALK)
    turn, held = Turn(chain.seed, 0, k), Held(off, len(b.states), 1.0, layout.width)
    if kernel == "items":
        draw_items(turn, place, layout.binary, s[[0, 0, 1], [0, 1, 1]], layout.of_items)
    elif kernel == "paths":
        parts = layout.stretches[int(rng.integers(len(layout.stretches)))]
        square, ridge = squares(place.items, 1.0), np.array([0.5, 0.0, 0.5])
        for stage, part in zip((2, 3), parts, strict=True):
            found = propose_paths(turn, stage, part, place, (walk, off), ridge, layout.of_points)
            accept_paths(turn, stage, part, place, *found, held, square)
    elif kernel == "periods":
        move_periods(turn, 12, place, held, layout.runs, layout.of_points)
    else:
        # any groups will do; two points of one period, and items at will
        groups = LoneGroups(*(np.array(x) for x in ([0, 1, 3], [3, 4, 8], [0, 3, 6],
                                                    [9, 10, 12, 1, 11, 13])))  # fmt: skip
        pivots = pivots_of(groups, layout.of_points, b.point_period)
        move_lone(turn, place, held, groups, pivots, layout.of_items, layout.of_points)
    return _at(chain, place)


def _at(chain: PlaneChain, place: Place) -> PlaneChain:
    x = place.items
    return PlaneChain(chain.seed, 0, place.theta, x[:, :2].copy(), x[:, 2].copy(), x[:, 3].copy(),
                      WALK, 1.0, ridge=0.5)  # fmt: skip


@pytest.fixture(scope="module")
def joint():
    """Many exact draws of a small record: 8 states, 4 periods with a gap, linked items."""
    return PlaneDesign(8, (0.0, 1.0, 2.0, 5.0), alone=3, linked=3, walk=WALK).exact(500, seed=21)


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("kernel", ["items", "paths", "periods", "lone", "sweep"])
def test_moves_leave_the_joint_distribution_alone(kernel, joint, monkeypatch):
    """An exact draw, moved, is an exact draw (Geweke 2004): means do not change.

    Each kernel is tried alone, so that errors cannot hide behind the others' work. Paths are
    cut into stretches of at most two points, so that stretches have neighbours.
    """
    monkeypatch.setattr(sampling_layout, "STRETCH", 2)
    change: dict[str, list[float]] = {}
    for seed, e in enumerate(joint):
        plane = lay_out_plane(e.ballots)
        chain = PlaneChain(seed, 0, e.theta, e.beta, e.g1, e.g2, WALK, 1.0, ridge=0.5)
        for k in range(8):
            chain = moved_by(kernel, plane, chain, k)
        before = quantities(e.ballots, e.theta, e.beta, e.g1, e.g2)
        u, b1, b2, g1, g2 = chain.standardised()
        after = quantities(e.ballots, u, np.column_stack([b1, b2]), g1, g2)
        for name, value in after.items():
            change.setdefault(name, []).append(value - before[name])
    z = {}
    for name, found in change.items():
        x = np.array(found)
        if np.abs(x).max() < 1e-9:  # what this kernel does not touch
            continue
        z[name] = x.mean() / (x.std(ddof=1) / np.sqrt(x.size))
    assert len(z) >= 7
    assert max(abs(v) for v in z.values()) < 4, z


N_RECORDS, N_DRAWS = 100, 39


def ranks_of(
    n_records: int, seed: int, sweeps: int = 25
) -> tuple[dict[str, list[int]], list[float]]:
    """Return, for records drawn jointly, ranks of the truth in 39 draws, and shares covered.

    Chains start away from the truth: at points and loadings that are drawn anew.
    """
    design = PlaneDesign(10, (0.0, 1.0, 3.0), alone=4, linked=4, walk=WALK)
    ranks: dict[str, list[int]] = {}
    covered: list[float] = []
    for r, e in enumerate(design.exact(n_records, seed)):
        b, plane = e.ballots, lay_out_plane(e.ballots)
        rng = np.random.default_rng([seed, r])
        start = rng.normal(size=e.theta.shape), 0.3 * rng.normal(size=e.beta.shape)
        zero = np.zeros(len(e.beta))
        chain = PlaneChain(r, 0, *start, zero - 0.5, zero + 0.5, WALK, 1.0, ridge=0.5)
        drawn, points = [], []
        for k in range(300 + N_DRAWS * sweeps):
            chain = sweep(plane, chain, adapt=k < 300)
            if k >= 300 and (k - 300) % sweeps == sweeps - 1:
                u, b1, b2, g1, g2 = chain.standardised()
                drawn.append(quantities(b, u, np.column_stack([b1, b2]), g1, g2))
                points.append(apart(u))
        for name, value in quantities(b, e.theta, e.beta, e.g1, e.g2).items():
            ranks.setdefault(name, []).append(sum(d[name] < value for d in drawn))
        low, high = np.sort(points, axis=0)[[1, -2]]
        truth = apart(e.theta)
        covered.append(float(((low <= truth) & (truth <= high)).mean()))
    return ranks, covered


def apart(theta):
    """Return distances of every state's last point from the others' and from its first."""
    last, first = theta[2::3], theta[::3]
    between = np.linalg.norm(last[:, None] - last[None], axis=-1)[np.triu_indices(len(last), 1)]
    return np.concatenate([between, np.linalg.norm(last - first, axis=1)])


@pytest.mark.slow
@pytest.mark.long
def test_ranks_of_the_truth_are_uniform():
    """Simulation-based calibration (Talts et al. 2018): 39 draws make 40 ranks, in 8 classes.

    Intervals from the second to the 38th draw have 36 of 40 places for the truth.
    """
    ranks, covered = ranks_of(N_RECORDS, seed=31)
    p = {}
    for name, found in ranks.items():
        if name == "narrow gaps":  # takes few values: ties have no rank
            continue
        counts = np.bincount(np.array(found) // 5, minlength=8)
        assert counts.sum() == N_RECORDS
        p[name] = stats.chisquare(counts).pvalue
        u = (np.array(found) + 0.5) / (N_DRAWS + 1)
        assert abs(u.mean() - 0.5) < 4 * np.sqrt(1 / 12 / N_RECORDS), (name, u.mean())
        # variance of (u − ½)² is 1/180
        assert abs(((u - 0.5) ** 2).mean() - 1 / 12) < 4 * np.sqrt(1 / 180 / N_RECORDS), name
    assert min(p.values()) > 1e-4, p
    error = np.std(covered, ddof=1) / np.sqrt(N_RECORDS)
    assert error < 0.012
    assert abs(np.mean(covered) - 0.9) < 0.03, (np.mean(covered), error)
