"""One sweep of the sampler: every move once, by the exact density.

The posterior is that of the model with everything measured on the scale where all
state-periods have mean 0 and standard deviation 1. In it a sweep draws the free location and
scale afresh, moves all items, then every state's path in short stretches, then whole runs of
periods, then states that stand alone with the texts they do so on, then the variances that are
not given.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from analysis.idealpoints.assumptions import Assumptions
from analysis.idealpoints.sampler.arrays import Held, Place, Turn
from analysis.idealpoints.sampler.chain import Chain
from analysis.idealpoints.sampler.item_moves import draw_items
from analysis.idealpoints.sampler.layout import Layout
from analysis.idealpoints.sampler.lone_moves import move_lone
from analysis.idealpoints.sampler.path_moves import accept_paths, propose_paths
from analysis.idealpoints.sampler.period_moves import move_periods
from analysis.idealpoints.sampler.scale_prior import scale_sums

__all__ = ["sweep"]

#: Runs of periods tried per sweep: one is shifted, one stretched.
ATTEMPTS = 2
#: Streams of random numbers; see `streams`.
PATH_STAGES = (2, 3)
ORBIT = 5


def sweep(layout: Layout, chain: Chain, assumed: Assumptions, adapt: bool) -> Chain:
    """Make one sweep and return where the chain is then.

    Parameters
    ----------
    adapt : bool
        Whether the pull of the scale in the proposals follows the chain; off once draws count.
    """
    k = chain.n_sweeps
    rng = np.random.default_rng([chain.seed, chain.number, k, ORBIT])
    theta, beta, g1, g2 = chain.standardised()
    # location and scale are free: any will do, so draw them
    width = layout.width
    scale = math.exp(width * rng.normal())
    centre = scale * width * rng.normal()
    theta = scale * theta + centre
    beta = beta / scale
    g1, g2 = g1 + beta * centre, g2 + beta * centre
    walk, off = layout.walk(chain.walk_variance, chain.weight)
    precision = 1.0 / chain.item_variance
    turn, place = Turn(chain.seed, chain.number, k), Place(theta, beta, g1, g2)
    held = Held(off, layout.n_afresh, precision, width)
    moved = draw_items(turn, place, layout.binary, scale * scale * precision, layout.of_items)
    square = precision * float(np.sum(beta * beta))
    accepted = {"items": moved / len(beta)}
    moved = tried = 0
    stretches = layout.stretches[int(rng.integers(len(layout.stretches)))]
    for stage, part in zip(PATH_STAGES, stretches, strict=True):
        if len(part):
            found = propose_paths(
                turn, stage, part, place, (walk, off), chain.ridge, layout.of_points
            )
            moved += accept_paths(turn, stage, part, place, *found, held, square)
            tried += len(part)
    accepted["paths"] = moved / tried
    if len(layout.runs.loose):
        moved = move_periods(turn, ATTEMPTS, place, held, layout.runs, layout.links)
        accepted["periods"] = moved / ATTEMPTS
    if layout.lone.n:
        moved, tried = move_lone(turn, place, held, layout.lone, layout.of_items, layout.of_points)
        accepted["lone"] = moved / max(tried, 1)
    after = replace(chain, theta=theta, beta=beta, g1=g1, g2=g2, n_sweeps=k + 1, accepted=accepted)
    if assumed.given and not (adapt or assumed.estimate_items):
        return after
    return _variances(layout, after, assumed, rng, adapt)


def _variances(
    layout: Layout, chain: Chain, assumed: Assumptions, rng: np.random.Generator, adapt: bool
) -> Chain:
    """Draw the variances that are estimated, and let the ridge follow the chain."""
    n, n_items = chain.theta.size, chain.beta.size
    n_afresh = layout.n_afresh
    sums = scale_sums(chain.theta, layout.walk(chain.walk_variance, chain.weight)[1])
    m = sums[0] / n
    s2 = sums[1] / n - m * m
    steps = sums[2] / s2
    first = (sums[4] - 2.0 * m * sums[3] + n_afresh * m * m) / s2
    square = float(np.sum(chain.beta * chain.beta)) * s2 / chain.item_variance
    walk_variance, item_variance = chain.walk_variance, chain.item_variance
    if assumed.estimate_walk and n > n_afresh:
        scale = assumed.walk_variance + 0.5 * steps * walk_variance
        walk_variance = scale / rng.gamma(1.0 + 0.5 * (n - n_afresh))
    if assumed.estimate_items:
        scale = assumed.item_variance + 0.5 * square * item_variance
        item_variance = scale / rng.gamma(1.0 + 0.5 * n_items)
    ridge = chain.ridge
    if adapt:
        pull = (n - steps - first + square - n_items) / n
        ridge += 0.1 * (max(pull, 0.0) - ridge)
    weight = chain.weight
    if assumed.tails is not None:
        step = np.diff(chain.theta, prepend=0.0) ** 2 * layout.steps / (walk_variance * s2)
        shape = 0.5 * (assumed.tails + 1.0)
        weight = rng.gamma(shape, size=n) / (0.5 * (assumed.tails + step))
    return replace(
        chain,
        walk_variance=walk_variance,
        item_variance=item_variance,
        ridge=ridge,
        weight=weight,
    )
