"""Are draws from the unfolding posterior as likely as parameters from the prior?

As in `tests/idealpoints/sampler/test_sbc.py`: everything is drawn jointly given that every item
has all three kinds of vote, which the votes show. The variance of κ has a prior here that can be
drawn from; its own draw is tested in `test_sweep`.
"""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats

from analysis.idealpoints.assumptions import Assumptions
from analysis.idealpoints.sampler import layout as sampling_layout
from analysis.idealpoints.sampler.arrays import Turn
from analysis.idealpoints.sampler.draws import Plan
from analysis.idealpoints.sampler.layout import lay_out_for_sampling
from analysis.idealpoints.sampler.sample import sample
from analysis.idealpoints.unfolding import sweep as sweeping
from analysis.idealpoints.unfolding.chain import UnfoldingChain
from analysis.idealpoints.unfolding.fit import fit_unfolding
from analysis.idealpoints.unfolding.kernel import UnfoldingKernel
from analysis.idealpoints.unfolding.moves.arrays import Held
from analysis.idealpoints.unfolding.moves.item_moves import draw_items
from analysis.idealpoints.unfolding.moves.jumps import jump_paths
from analysis.idealpoints.unfolding.moves.lone_moves import move_lone
from analysis.idealpoints.unfolding.moves.path_moves import accept_paths, propose_paths
from analysis.idealpoints.unfolding.moves.period_moves import move_periods
from analysis.idealpoints.unfolding.moves.scale_prior import item_precision
from analysis.idealpoints.unfolding.sweep import on_a_free_scale, sweep

from ..reference import log_votes
from .bent import SCALE, SHAPE, Bent, BentDesign

WALK = 0.25

pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.usefixtures("one_thread")]


@pytest.fixture(autouse=True)
def _narrow_prior(monkeypatch):
    monkeypatch.setattr(sweeping, "BEND_SHAPE", SHAPE)
    monkeypatch.setattr(sweeping, "BEND_SCALE", SCALE)


def loglik(b, theta, beta, g1, g2, kappa) -> float:
    point = np.repeat(np.arange(b.n_points), np.diff(b.point_ptr))
    j = b.by_point_item
    eta = beta[j] * theta[point] + kappa[j] * theta[point] ** 2
    return log_votes(eta, g1[j], g2[j], b.by_point_kind).sum()


def quantities(b, theta, beta, g1, g2, kappa, variance) -> dict[str, float]:
    """Return what is compared; nothing depends on which side is positive."""
    later = b.elapsed > 0
    steps = np.diff(theta)[later[1:]]
    last = b.point_period == b.point_period.max()
    gap = np.minimum(g2 - g1, 4)
    return {
        "steps": (steps**2 / b.elapsed[later]).mean(),
        "product of steps": theta[1] * theta[0] + theta[-1] * theta[-2],
        "first points": (theta[~later] ** 2).mean(),
        "mean of the last period": theta[last].mean() ** 2,
        "spread of the last period": theta[last].std(),
        "largest point": np.abs(theta).max(),
        "skewness": (theta**3).mean() ** 2,
        "kurtosis": (theta**4).mean(),
        "slopes": (beta**2).mean(),
        "bends": (kappa**2).mean(),
        "mean bend": kappa.mean(),
        "a bend": kappa[-1],
        "variance": variance,
        "turn within": (np.abs(beta) < 2 * np.abs(kappa)).mean(),
        "bend and square": (kappa * g2.clip(-4, 4)).mean(),
        "slope and gap": (np.abs(beta) * gap).mean(),
        "gaps": gap.mean(),
        "lower cutpoints": np.clip(g1, -3, 3).mean(),
        "slope and skewness": (beta.mean() * (theta**3).mean()),
        "loglik": loglik(b, theta, beta, g1, g2, kappa),
    }


def chain_at(exact: Bent, seed: int) -> UnfoldingChain:
    return UnfoldingChain(
        seed, 0, exact.theta, exact.beta, exact.g1, exact.g2, WALK, exact.variance, ridge=0.5,
        kappa=exact.kappa,
    )  # fmt: skip


def moved_by(kernel: str, layout, chain: UnfoldingChain, k: int) -> UnfoldingChain:
    """Apply one of the sweep's moves alone, on a scale that is drawn afresh."""
    if kernel == "sweep":
        return sweep(layout, chain, Assumptions(WALK), adapt=False)
    rng = np.random.default_rng([chain.seed, k])
    place, scale, centre = on_a_free_scale(layout, chain, rng)
    walk, off = layout.walk(WALK)
    bend = 1.0 / chain.item_variance
    turn, held = Turn(chain.seed, 0, k), Held(off, layout.n_afresh, bend, layout.width)
    if kernel == "items":
        prior = item_precision(centre, scale, bend)
        draw_items(turn, place, layout.binary, prior, layout.of_items)
    elif kernel == "paths":
        parts = layout.stretches[int(rng.integers(len(layout.stretches)))]
        for stage, part in zip((2, 3), parts, strict=True):
            found = propose_paths(turn, stage, part, place, (walk, off), 0.5, layout.of_points)
            accept_paths(turn, stage, part, place, *found, held)
    elif kernel == "jumps":
        jump_paths(turn, 12, place, held, layout.ballots.state_ptr, layout.of_points)
    elif kernel == "lone":
        assert layout.lone.n
        move_lone(turn, place, held, layout.lone, layout.of_items, layout.of_points)
    else:
        move_periods(turn, 12, place, held, layout.runs, layout.of_points)
    beta, kappa, g1, g2 = place.items.T.copy()
    return replace(chain, theta=place.theta, beta=beta, kappa=kappa, g1=g1, g2=g2)


@pytest.fixture(scope="module")
def joint() -> list[Bent]:
    """Many exact draws of a small record: 8 states, 4 periods with a gap, linked items."""
    return BentDesign(8, (0.0, 1.0, 2.0, 5.0), alone=3, linked=3, walk=WALK).bent(500, seed=21)


@pytest.mark.parametrize("kernel", ["items", "paths", "jumps", "periods", "lone", "sweep"])
def test_moves_leave_the_joint_distribution_alone(kernel, joint, monkeypatch):
    """An exact draw, moved, is an exact draw (Geweke 2004): means do not change.

    Each kernel is tried alone. Stretches of paths have at most two points, and any item with
    three votes of a kind makes a lone group, so that both moves have work in so small a record.
    """
    monkeypatch.setattr(sampling_layout, "STRETCH", 2)
    if kernel == "lone":
        monkeypatch.setattr("analysis.idealpoints.sampler.lone_moves.LEAST", 2)
    change: dict[str, list[float]] = {}
    for seed, exact in enumerate(joint):
        layout = lay_out_for_sampling(exact.ballots)
        if kernel == "lone" and not layout.lone.n:
            continue
        chain = chain_at(exact, seed)
        for k in range(8):
            chain = moved_by(kernel, layout, chain, k)
        items = (exact.beta, exact.g1, exact.g2, exact.kappa)
        before = quantities(exact.ballots, exact.theta, *items, exact.variance)
        after = quantities(exact.ballots, *chain.standardised(), chain.item_variance)
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


N_RECORDS, N_DRAWS = 60, 39


@pytest.fixture(scope="module")
def trials():
    """Records drawn jointly, each sampled from the fast fit; truth and draws on its side."""
    design = BentDesign(12, (0.0, 1.0, 3.0), alone=4, linked=4, walk=WALK)
    out = []
    before = sweeping.BEND_SHAPE, sweeping.BEND_SCALE
    sweeping.BEND_SHAPE, sweeping.BEND_SCALE = SHAPE, SCALE
    for seed, exact in enumerate(design.bent(N_RECORDS, seed=31)):
        b = exact.ballots
        # started away from the truth, from the votes alone
        points = np.repeat(np.arange(b.n_points), np.diff(b.point_ptr))
        share = np.zeros((b.n_points, len(b.items)))
        share[points, b.by_point_item] = b.by_point_kind - 1.0
        states = np.add.reduceat(share, b.state_ptr[:-1], axis=0)
        leading = np.linalg.svd(states - states.mean(axis=0))[0][:, 0]
        fast = fit_unfolding(b, [leading[b.point_state]], Assumptions(WALK))
        plan = Plan(2, 20, 100, 15, seed)
        d = sample(b, fast, Assumptions(WALK), plan, kernel=UnfoldingKernel())
        assert d.item_draws.tolist() == list(range(20))  # items of all draws are kept
        theta = d.theta.reshape(40, -1)[1:].astype(float)
        items = d.items.reshape(40, 4, -1)[1:].astype(float)
        # the reflection is settled by the truth's side, as the anchor settles it in a fit
        away = np.sign(theta @ exact.theta)
        theta, items[:, 0] = away[:, None] * theta, away[:, None] * items[:, 0]
        out.append(
            SimpleNamespace(
                truth=(exact.theta, exact.beta, exact.g1, exact.g2, exact.kappa, exact.variance),
                theta=theta,
                items=items,
                variance=d.item_variance.reshape(-1)[1:],
                ballots=b,
            )
        )
    sweeping.BEND_SHAPE, sweeping.BEND_SCALE = before
    return out


def test_ranks_of_the_truth_are_uniform(trials):
    """Simulation-based calibration (Talts et al. 2018) of what no reflection changes."""
    ranks: dict[str, list[int]] = {}
    for t in trials:
        true = quantities(t.ballots, *t.truth)
        drawn = [
            quantities(t.ballots, x, *y, v)
            for x, y, v in zip(t.theta, t.items, t.variance, strict=True)
        ]
        for name, value in true.items():
            ranks.setdefault(name, []).append(sum(x[name] < value for x in drawn))
    p = {}
    for name, found in ranks.items():
        u = (np.array(found) + 0.5) / (N_DRAWS + 1)
        counts = np.bincount(np.array(found) // 10, minlength=4)
        p[name] = stats.chisquare(counts).pvalue
        assert abs(u.mean() - 0.5) < 4 * np.sqrt(1 / 12 / N_RECORDS), (name, u.mean())
        assert abs(((u - 0.5) ** 2).mean() - 1 / 12) < 4 * np.sqrt(1 / 180 / N_RECORDS), name
    assert min(p.values()) > 1e-4, p
