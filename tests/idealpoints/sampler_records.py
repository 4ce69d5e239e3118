"""A small record, a short plan and random numbers by hand, for tests of the sampler."""

from __future__ import annotations

import numpy as np

from analysis.idealpoints import Plan
from analysis.idealpoints.maths.streams import stream
from analysis.rollcalls import RollCalls

WALK = 0.25
SHORT = Plan(chains=2, draws=30, warmup=20, thin=1, seed=4)


def small(seed: int = 1, n_states: int = 4, dates=None, per: int = 6) -> RollCalls:
    """A few states, two periods with a gap of three years, two texts in both; ties and absences.

    The first two texts have no abstention. Every state leans to its side in most votes.
    """
    rng = np.random.default_rng(seed)
    side = np.linspace(1.5, -1.5, n_states)
    slope = rng.choice([-1.0, 1.0], size=2 * per) * rng.uniform(0.3, 1.5, size=2 * per)
    latent = side[:, None] * slope + rng.normal(size=(n_states, 2 * per))
    votes = 1 + (latent > -0.3).astype(int) + (latent > 0.3)
    votes[:, :2] = np.where(latent[:, :2] > 0, 3, 1)
    votes[rng.random(votes.shape) < 0.05] = 8
    text = [f"t{k}" if k in (0, per - 1) else "" for k in range(per)] * 2
    years = [2001] * per + [2004] * per
    return RollCalls.from_votes(
        votes.astype(np.int8),
        states=[f"S{i}" for i in range(n_states)],
        dates=[f"{y}-10-{k % 28 + 1:02d}" for k, y in enumerate(years)] if dates is None else dates,
        recurring_text=text,
    )


def at(*key: int) -> np.uint64:
    """A stream's state, as compiled code has it; in Python it is an int of any size."""
    return np.uint64(stream(*key))


def drawn_by(draw, *arguments):
    """A number and the state after it."""
    x, s = draw(*arguments)
    return x, np.uint64(s)
