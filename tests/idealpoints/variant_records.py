"""Records simulated from the variants of the model: a plane, attendance, an issue, jumps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.rollcalls import RollCalls


@dataclass
class Record:
    rollcalls: RollCalls
    theta: np.ndarray  # states x periods, mean 0, sd 1
    other: np.ndarray  # the second latent, states x periods
    load: np.ndarray  # loadings of attendance on θ, per roll call


def paths(rng, n_states: int, n_periods: int, step: float) -> np.ndarray:
    walk = np.cumsum(step * rng.normal(size=(n_states, n_periods)), axis=1)
    x = rng.normal(size=(n_states, 1)) + walk
    return (x - x.mean()) / x.std()


def record(
    seed: int,
    n_states: int = 60,
    n_periods: int = 4,
    per_period: int = 60,
    step: float = 0.3,
    plane: float = 0.0,
    loading: float | None = None,
    linked: float = 0.5,
    theta: np.ndarray | None = None,
) -> Record:
    """Votes on texts of which a share comes back every period.

    ``plane`` is the sd of second loadings; with ``loading``, the sd of those of attendance,
    states stay away.
    """
    rng = np.random.default_rng(seed)
    theta = paths(rng, n_states, n_periods, step) if theta is None else theta
    other = paths(rng, n_states, n_periods, step)
    if plane:
        other -= (other * theta).mean() / (theta**2).mean() * theta
        other = (other - other.mean()) / other.std()
    n_linked = int(linked * per_period)
    fresh = per_period - n_linked
    item = np.concatenate(
        [np.r_[np.arange(n_linked), n_linked + fresh * t + np.arange(fresh)]
         for t in range(n_periods)]
    )  # fmt: skip
    n = item.max() + 1
    beta, second = rng.normal(size=n), plane * rng.normal(size=n)
    gamma = np.sort(rng.normal(size=(n, 2)), axis=1) + [-0.2, 0.2]
    period = np.repeat(np.arange(n_periods), per_period)
    z = beta[item] * theta[:, period] + second[item] * other[:, period]
    z += rng.normal(size=z.shape)
    votes = (1 + (z > gamma[item, :1].T) + (z > gamma[item, 1:].T)).astype(np.int8)
    load = np.zeros(item.size)
    if loading is not None:
        load = loading * rng.normal(size=item.size)
        here = other[:, period] + load * theta[:, period] + rng.normal(size=z.shape)
        votes[here < rng.normal(-1.0, 0.5, size=item.size)] = 8
    rollcalls = RollCalls.from_votes(
        votes,
        states=[f"S{i:02d}" for i in range(n_states)],
        dates=[f"{2000 + t}-10-{1 + k % 28:02d}" for t in period for k in [0]],
        recurring_text=[f"text-{j}" if j < n_linked else "" for j in item],
    )
    return Record(rollcalls, theta, other, load)
