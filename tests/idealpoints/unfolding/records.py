"""Records of which the ends may vote alike: from a graded unfolding model, and from a quadratic."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.rollcalls import RollCalls

from ..variant_records import paths


@dataclass
class Record:
    rollcalls: RollCalls
    theta: np.ndarray  # states x periods, mean 0, sd 1
    delta: dict[str, float]  # places of recurring texts, where they are graded


def graded_unfolding(theta, alpha, delta, tau, rng) -> np.ndarray:
    """Draw votes 1 to 3 from the generalised graded unfolding model (Roberts et al. 2000).

    Three categories of agreement from the most (yes) to none (no) with M = 5: the chance of
    category k is proportional to exp(α(kd − Σ_{j≤k} τ_j)) + exp(α((M − k)d − Σ_{j≤k} τ_j)), where
    d = θ − δ; agreement is least at both ends.
    """
    d = theta - delta
    k = np.arange(3)
    sums = np.concatenate([[0.0], np.cumsum(tau)])
    log = np.logaddexp(alpha * (k * d[..., None] - sums), alpha * ((5 - k) * d[..., None] - sums))
    p = np.exp(log - log.max(axis=-1, keepdims=True))
    p /= p.sum(axis=-1, keepdims=True)
    agree = (rng.random(d.shape)[..., None] > np.cumsum(p, axis=-1)[..., :-1]).sum(axis=-1)
    return 3 - agree


def record(
    seed: int, model: str, n_states: int = 60, n_periods: int = 4, per_period: int = 60,
    linked: float = 0.5, step: float = 0.2,
) -> Record:  # fmt: skip
    """Votes on texts of which a share comes back every period.

    Parameters
    ----------
    model : {"ggum", "bent", "line"}
        A graded unfolding model with places δ on either side; quadratics with κ of sd 0.5; lines.
    """
    rng = np.random.default_rng(seed)
    theta = paths(rng, n_states, n_periods, step)
    n_linked = int(linked * per_period)
    fresh = per_period - n_linked
    item = np.concatenate(
        [np.r_[np.arange(n_linked), n_linked + fresh * t + np.arange(fresh)]
         for t in range(n_periods)]
    )  # fmt: skip
    period = np.repeat(np.arange(n_periods), per_period)
    n = item.max() + 1
    votes = np.zeros((n_states, item.size), dtype=np.int8)
    alpha, delta = rng.uniform(1.0, 2.0, n), rng.normal(0.0, 1.2, n)
    tau = -np.sort(rng.uniform(0.3, 2.0, (n, 2)), axis=1)[:, ::-1]
    beta, kappa = rng.normal(size=n), (0.5 if model == "bent" else 0.0) * rng.normal(size=n)
    gamma = np.sort(rng.normal(size=(n, 2)), axis=1) + [-0.2, 0.2]
    for c, (j, t) in enumerate(zip(item, period, strict=True)):
        x = theta[:, t]
        if model == "ggum":
            votes[:, c] = graded_unfolding(x, alpha[j], delta[j], tau[j], rng)
        else:
            z = beta[j] * x + kappa[j] * x**2 + rng.normal(size=n_states)
            votes[:, c] = 1 + (z > gamma[j, 0]) + (z > gamma[j, 1])
    rollcalls = RollCalls.from_votes(
        votes,
        states=[f"S{i:02d}" for i in range(n_states)],
        dates=[f"{2000 + t}-10-01" for t in period],
        recurring_text=[f"text-{j}" if j < n_linked else "" for j in item],
    )
    return Record(rollcalls, theta, {f"text-{j}": float(delta[j]) for j in range(n_linked)})
