"""Are draws from the posterior as likely as parameters from the prior?

The sampler's density of cutpoints is flat and cannot be drawn from. Ideal points, items and
votes are therefore drawn jointly *given that every item has all three kinds of vote*
(`reference.Design.exact`): the votes show that, so it changes no posterior, and it leaves a
density that can be drawn from. Two approximations remain: the weight of a path is integrated
by quadrature (its logarithm is right to 0.03, with a standard deviation of 0.5 over paths),
and cutpoints end at ±14.
"""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats

from analysis.idealpoints.assumptions import Assumptions
from analysis.idealpoints.fast.fit import fit
from analysis.idealpoints.sampler import layout as sampling_layout
from analysis.idealpoints.sampler.arrays import Held, Place, Turn
from analysis.idealpoints.sampler.chain import Chain
from analysis.idealpoints.sampler.draws import Plan
from analysis.idealpoints.sampler.item_moves import draw_items
from analysis.idealpoints.sampler.layout import lay_out_for_sampling
from analysis.idealpoints.sampler.path_moves import accept_paths, propose_paths
from analysis.idealpoints.sampler.period_moves import move_periods
from analysis.idealpoints.sampler.sample import sample
from analysis.idealpoints.sampler.sweep import sweep

from ..reference import Design, Exact, log_votes

WALK = 0.25


pytestmark = pytest.mark.usefixtures("one_thread")


def loglik(b, theta, beta, g1, g2) -> float:
    point = np.repeat(np.arange(b.n_points), np.diff(b.point_ptr))
    j = b.by_point_item
    return log_votes(beta[j] * theta[point], g1[j], g2[j], b.by_point_kind).sum()


def quantities(b, theta, beta, g1, g2) -> dict[str, float]:
    """Return what is compared; nothing depends on which side is positive."""
    later = b.elapsed > 0
    steps = np.diff(theta)[later[1:]]
    first, last = b.point_period == 0, b.point_period == b.point_period.max()
    linked = np.bincount(b.by_point_item) > np.bincount(b.point_state).max() * 3
    gap = np.minimum(g2 - g1, 4)
    return {
        "steps": (steps**2 / b.elapsed[later]).mean(),
        "size of steps": np.abs(steps).mean(),
        "product of steps": theta[1] * theta[0] + theta[-1] * theta[-2],
        "first points": (theta[~later] ** 2).mean(),
        "mean of the first period": theta[first].mean() ** 2,
        "mean of the last period": theta[last].mean() ** 2,
        "spread of the first period": theta[first].std(),
        "spread of the last period": theta[last].std(),
        "largest point": np.abs(theta).max(),
        "kurtosis": (theta**4).mean(),
        "slopes": (beta**2).mean(),
        "slopes of linked items": (beta[linked] ** 2).mean(),
        "slope and gap": (np.abs(beta) * gap).mean(),
        "gaps": gap.mean(),
        "narrow gaps": (gap < 0.3).mean(),
        "lower cutpoints": np.clip(g1, -3, 3).mean(),
        "middles": np.abs(np.clip(0.5 * (g1 + g2), -3, 3)).mean(),
        "slope at the last period": np.abs(beta).max() * theta[last].mean() ** 2,
        "loglik": loglik(b, theta, beta, g1, g2),
    }


def moved_by(kernel: str, layout, chain: Chain, k: int) -> Chain:
    """Apply one of the sweep's moves alone, on a scale that is drawn afresh."""
    if kernel == "sweep":
        return sweep(layout, chain, Assumptions(WALK), adapt=False)
    rng = np.random.default_rng([chain.seed, k])
    b = layout.ballots
    theta, beta, g1, g2 = chain.standardised()
    scale = np.exp(layout.width * rng.normal())
    centre = scale * layout.width * rng.normal()
    theta, beta = scale * theta + centre, beta / scale
    g1, g2 = g1 + beta * centre, g2 + beta * centre
    walk, off = layout.walk(WALK)
    turn, place = Turn(chain.seed, 0, k), Place(theta, beta, g1, g2)
    held = Held(off, len(b.states), 1.0, layout.width)
    if kernel == "items":
        draw_items(turn, place, layout.binary, scale**2, layout.of_items)
    elif kernel == "paths":
        parts = layout.stretches[int(rng.integers(len(layout.stretches)))]
        for stage, part in zip((2, 3), parts, strict=True):
            found = propose_paths(turn, stage, part, place, (walk, off), 0.5, layout.of_points)
            accept_paths(turn, stage, part, place, *found, held, float(beta @ beta))
    else:
        move_periods(turn, 12, place, held, layout.runs, layout.of_points)
    return Chain(chain.seed, 0, theta, beta, g1, g2, WALK, 1.0)


@pytest.fixture(scope="module")
def joint() -> list[Exact]:
    """Many exact draws of a small record: 8 states, 4 periods with a gap, linked items."""
    return Design(8, (0.0, 1.0, 2.0, 5.0), alone=3, linked=3, walk=WALK).exact(700, seed=21)


@pytest.mark.slow
@pytest.mark.parametrize("kernel", ["items", "paths", "periods", "sweep"])
def test_moves_leave_the_joint_distribution_alone(kernel, joint, monkeypatch):
    """An exact draw, moved, is an exact draw (Geweke 2004): means do not change.

    Each kernel is tried alone, so that errors cannot hide behind the others' work. Paths are
    cut into stretches of at most two points, so that stretches have neighbours.
    """
    monkeypatch.setattr(sampling_layout, "STRETCH", 2)
    monkeypatch.setattr(sampling_layout, "TIED", 1.0)  # runs are moved, however well they are tied
    change: dict[str, list[float]] = {}
    for seed, exact in enumerate(joint):
        layout = lay_out_for_sampling(exact.ballots)
        chain = Chain(seed, 0, exact.theta, exact.beta, exact.g1, exact.g2, WALK, 1.0, ridge=0.5)
        for k in range(8):
            chain = moved_by(kernel, layout, chain, k)
        before = quantities(exact.ballots, exact.theta, exact.beta, exact.g1, exact.g2)
        after = quantities(exact.ballots, *chain.standardised())
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


N_RECORDS, N_DRAWS = 120, 39


@pytest.fixture(scope="module")
def trials():
    """Records drawn jointly, each sampled from the fast fit; truth and draws on its side."""
    design = Design(12, (0.0, 1.0, 3.0), alone=4, linked=4, walk=WALK)
    out = []
    for seed, exact in enumerate(design.exact(N_RECORDS, seed=31)):
        b = exact.ballots
        # started away from the truth, from the votes alone
        points = np.repeat(np.arange(b.n_points), np.diff(b.point_ptr))
        share = np.zeros((b.n_points, len(b.items)))
        share[points, b.by_point_item] = b.by_point_kind - 1.0
        states = np.add.reduceat(share, b.state_ptr[:-1], axis=0)
        leading = np.linalg.svd(states - states.mean(axis=0))[0][:, 0]
        fast = fit(b, leading[b.point_state], Assumptions(WALK))
        d = sample(b, fast, Assumptions(WALK), Plan(2, 20, 80, 12, seed))
        assert d.item_draws.tolist() == list(range(20))  # items of all draws are kept
        side = 1.0 if exact.theta @ fast.theta > 0 else -1.0
        out.append(
            SimpleNamespace(
                truth=(side * exact.theta, side * exact.beta, exact.g1, exact.g2),
                # 39 of the 40 draws of two chains make 40 ranks
                theta=d.theta.reshape(40, -1)[1:].astype(float),
                items=d.items.reshape(40, 3, -1)[1:].astype(float),
                ballots=b,
            )
        )
    return out


def ranked(b, theta, beta, g1, g2) -> dict[str, float]:
    last = b.point_period == b.point_period.max()
    return {
        "a first point": theta[0],
        "a last point": theta[5],
        "a step": theta[8] - theta[7],
        "a step across the gap": theta[-1] - theta[-2],
        "mean of a period": theta[last].mean(),
        "spread of a period": theta[last].std(),
        "size of steps": (np.diff(theta)[b.elapsed[1:] > 0] ** 2).sum(),
        "a slope": beta[0],
        "a slope of a linked item": beta[-1],
        "size of slopes": (beta**2).sum(),
        "a gap": min(g2[1] - g1[1], 4.0),
        "loglik": loglik(b, theta, beta, g1, g2),
    }


@pytest.mark.slow
def test_ranks_of_the_truth_are_uniform(trials):
    """Simulation-based calibration (Talts et al. 2018), with the loglik (Modrák et al. 2023).

    39 nearly independent draws make 40 ranks, here in 8 classes of 5.
    """
    ranks: dict[str, list[int]] = {}
    for t in trials:
        true = ranked(t.ballots, *t.truth)
        drawn = [ranked(t.ballots, x, *y) for x, y in zip(t.theta, t.items, strict=True)]
        for name, value in true.items():
            ranks.setdefault(name, []).append(sum(x[name] < value for x in drawn))
    p = {}
    for name, found in ranks.items():
        counts = np.bincount(np.array(found) // 5, minlength=8)
        assert counts.sum() == N_RECORDS
        p[name] = stats.chisquare(counts).pvalue
        # the mean rank has more power against bias, its spread against wrong widths
        u = (np.array(found) + 0.5) / (N_DRAWS + 1)
        assert abs(u.mean() - 0.5) < 4 * np.sqrt(1 / 12 / N_RECORDS), (name, u.mean())
        # variance of (u − ½)² is 1/180
        assert abs(((u - 0.5) ** 2).mean() - 1 / 12) < 4 * np.sqrt(1 / 180 / N_RECORDS), name
    assert min(p.values()) > 1e-4, p


@pytest.mark.slow
def test_intervals_cover_as_often_as_they_say(trials):
    """90% intervals of 36 points and of 12 changes, over 120 records.

    From the second to the 38th of 39 draws there are 36 of 40 places for the truth. The Monte
    Carlo error of the shares is taken between records, and 0.03 is about three of them.
    """
    points, changes = [], []
    for t in trials:
        x, truth = t.theta, t.truth[0]
        for values, value, into in (
            (x, truth, points),
            (x[:, 2::3] - x[:, ::3], truth[2::3] - truth[::3], changes),
        ):
            low, high = np.sort(values, axis=0)[[1, -2]]
            into.append(((low <= value) & (value <= high)).mean())
    for found in (points, changes):
        error = np.std(found, ddof=1) / np.sqrt(N_RECORDS)
        assert error < 0.012
        assert abs(np.mean(found) - 0.9) < 0.03, (np.mean(found), error)
