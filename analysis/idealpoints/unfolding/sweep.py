"""One sweep of the unfolding sampler: every move once, by the exact density.

As `sampler.sweep`, with curves for lines, jumps of paths between modes, and the variance of κ.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from analysis.idealpoints.assumptions import Assumptions
from analysis.idealpoints.sampler.arrays import Turn
from analysis.idealpoints.sampler.layout import Layout
from analysis.idealpoints.sampler.scale_prior import scale_sums
from analysis.idealpoints.sampler.sweep import ATTEMPTS, ORBIT, PATH_STAGES
from analysis.idealpoints.unfolding.chain import UnfoldingChain
from analysis.idealpoints.unfolding.curve import Curves, restated
from analysis.idealpoints.unfolding.moves.arrays import Held, Place
from analysis.idealpoints.unfolding.moves.item_moves import draw_items
from analysis.idealpoints.unfolding.moves.jumps import jump_paths
from analysis.idealpoints.unfolding.moves.lone_moves import move_lone
from analysis.idealpoints.unfolding.moves.path_moves import accept_paths, propose_paths
from analysis.idealpoints.unfolding.moves.period_moves import move_periods
from analysis.idealpoints.unfolding.moves.scale_prior import item_precision, squares

__all__ = ["BEND_SCALE", "BEND_SHAPE", "JUMPS", "sweep"]

Floats = npt.NDArray[np.float64]
#: Inverse-gamma prior of the variance of κ.
BEND_SHAPE, BEND_SCALE = 1.0, 0.04
#: Runs of states' periods that a sweep tries to put down elsewhere.
JUMPS = 10


def sweep(
    layout: Layout, chain: UnfoldingChain, assumed: Assumptions, adapt: bool
) -> UnfoldingChain:
    """Make one sweep and return where the chain is then.

    Parameters
    ----------
    adapt : bool
        Whether the pull of the scale in the proposals follows the chain; off once draws count.
    """
    k = chain.n_sweeps
    rng = np.random.default_rng([chain.seed, chain.number, k, ORBIT])
    place, scale, centre = on_a_free_scale(layout, chain, rng)
    walk, off = layout.walk(chain.walk_variance, chain.weight)
    bend = 1.0 / chain.item_variance
    turn = Turn(chain.seed, chain.number, k)
    held = Held(off, layout.n_afresh, bend, layout.width)
    prior = item_precision(centre, scale, bend)
    accepted = {
        "items": draw_items(turn, place, layout.binary, prior, layout.of_items) / len(place.items)
    }
    moved = tried = 0
    stretches = layout.stretches[int(rng.integers(len(layout.stretches)))]
    for stage, part in zip(PATH_STAGES, stretches, strict=True):
        if len(part):
            found = propose_paths(
                turn, stage, part, place, (walk, off), chain.ridge, layout.of_points
            )
            moved += accept_paths(turn, stage, part, place, *found, held)
            tried += len(part)
    accepted["paths"] = moved / tried
    state_ptr = layout.ballots.state_ptr
    moved = jump_paths(turn, JUMPS, place, held, state_ptr, layout.of_points)
    accepted["jumps"] = moved / JUMPS
    if layout.runs.n_periods > 1:
        moved = move_periods(turn, ATTEMPTS, place, held, layout.runs, layout.of_points)
        accepted["periods"] = moved / ATTEMPTS
    if layout.lone.n:
        moved, tried = move_lone(turn, place, held, layout.lone, layout.of_items, layout.of_points)
        accepted["lone"] = moved / max(tried, 1)
    beta, kappa, g1, g2 = np.ascontiguousarray(place.items.T)
    after = replace(
        chain, theta=place.theta, beta=beta, g1=g1, g2=g2, kappa=kappa, n_sweeps=k + 1,
        accepted=accepted,
    )  # fmt: skip
    return draw_variances(layout, after, assumed, rng, adapt)


def on_a_free_scale(
    layout: Layout, chain: UnfoldingChain, rng: np.random.Generator
) -> tuple[Place, float, float]:
    """Draw location and scale, which are free, and lay the chain out on them.

    Returns
    -------
    place : Place
        Arrays of its own.
    scale, centre : float
    """
    theta, beta, g1, g2, kappa = chain.standardised()
    scale = math.exp(layout.width * rng.normal())
    centre = scale * layout.width * rng.normal()
    # restated gives curves of (x − centre)/scale from those of x; the other way round here
    curves = restated(Curves(beta, kappa, g1, g2), -centre / scale, 1.0 / scale)
    items = np.ascontiguousarray(np.column_stack([curves.beta, curves.kappa, curves.g1, curves.g2]))
    return Place(scale * theta + centre, items), scale, centre


def draw_variances(
    layout: Layout,
    chain: UnfoldingChain,
    assumed: Assumptions,
    rng: np.random.Generator,
    adapt: bool,
) -> UnfoldingChain:
    """Draw the variance of κ and those that are estimated; let the ridge follow the chain."""
    theta, n, n_items, n_afresh = chain.theta, chain.theta.size, chain.beta.size, layout.n_afresh
    sums = scale_sums(theta, layout.walk(chain.walk_variance, chain.weight)[1])
    m = sums[0] / n
    s2 = sums[1] / n - m * m
    steps = sums[2] / s2
    first = (sums[4] - 2.0 * m * sums[3] + n_afresh * m * m) / s2
    items = np.ascontiguousarray(np.column_stack([chain.beta, chain.kappa]))
    b2, cross, q2 = squares(items)
    slopes, bends = s2 * (b2 + 4.0 * m * cross + 4.0 * m * m * q2), s2 * s2 * q2
    item_variance = (BEND_SCALE + 0.5 * bends) / rng.gamma(BEND_SHAPE + 0.5 * n_items)
    walk_variance, ridge, weight = chain.walk_variance, chain.ridge, chain.weight
    if adapt:
        pull = (n - steps - first - 3.0 * n_items + slopes + 2.0 * bends / chain.item_variance) / n
        ridge += 0.1 * (max(pull, 0.0) - ridge)
    if assumed.estimate_walk and n > n_afresh:
        whole = assumed.walk_variance + 0.5 * steps * walk_variance
        walk_variance = whole / rng.gamma(1.0 + 0.5 * (n - n_afresh))
    if assumed.tails is not None:
        step = np.diff(theta, prepend=0.0) ** 2 * layout.steps / (walk_variance * s2)
        shape = 0.5 * (assumed.tails + 1.0)
        weight = rng.gamma(shape, size=n) / (0.5 * (assumed.tails + step))
    return replace(
        chain,
        item_variance=float(item_variance),
        walk_variance=float(walk_variance),
        ridge=ridge,
        weight=weight,
    )
