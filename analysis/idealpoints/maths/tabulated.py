"""log Φ and its slopes from one table, for the sampler's passes over the votes.

log Φ is a cubic between nodes, fitted to its values and slopes (Hermite); its own derivatives
serve as λ = φ/Φ. The values are right to 1e-10, the slopes to 1e-6, which is enough to propose
by: a Metropolis-Hastings step is exact however it was proposed.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from scipy.special import log_ndtr

__all__ = ["log_between_terms", "log_tail_terms", "log_vote"]

#: Beyond the table a vote is as unlikely as at its end: 1e-350 below, certain above.
LOW, HIGH, NODES = -40.0, 40.0, 64
LOG_ROOT_2PI = 0.5 * math.log(2.0 * math.pi)
#: A gap between cutpoints narrower than this is treated as a point: the density there.
NARROW = 1e-4


def _table() -> np.ndarray:
    """Return the four coefficients of each cubic, in units of the step between nodes."""
    nodes = np.linspace(LOW, HIGH, int(HIGH - LOW) * NODES + 1)
    value = log_ndtr(nodes)
    slope = np.exp(-0.5 * nodes**2 - LOG_ROOT_2PI - value) / NODES
    rise = np.diff(value)
    near, far = slope[:-1], slope[1:]
    return np.column_stack([value[:-1], near, 3 * rise - 2 * near - far, near + far - 2 * rise])


TABLE = _table()


@njit(cache=True, inline="always")
def log_tail_terms(x: float) -> tuple[float, float]:
    """Return log Φ(x) and λ(x) = φ(x)/Φ(x).

    Examples
    --------
    >>> [round(v, 6) for v in log_tail_terms(0.0)]
    [-0.693147, 0.797885]
    """
    place = (min(max(x, LOW), HIGH - 1e-9) - LOW) * NODES
    k = int(place)
    t = place - k
    c0, c1, c2, c3 = TABLE[k, 0], TABLE[k, 1], TABLE[k, 2], TABLE[k, 3]
    return c0 + t * (c1 + t * (c2 + t * c3)), NODES * (c1 + t * (2.0 * c2 + 3.0 * t * c3))


@njit(cache=True)
def log_between_terms(a: float, c: float) -> tuple[float, float, float]:
    """Return log P, φ(a)/P and φ(c)/P with P = Φ(c) − Φ(a), for a < c.

    Examples
    --------
    >>> [round(v, 4) for v in log_between_terms(-1.0, 1.0)]
    [-0.3817, 0.3544, 0.3544]
    """
    gap = c - a
    if gap < NARROW:
        mid = 0.5 * (a + c)
        # the ratios differ by their slope, so that (φ(a) − φ(c))/P is the middle
        return (
            -0.5 * mid * mid - LOG_ROOT_2PI + math.log(gap),
            1.0 / gap + 0.5 * mid,
            1.0 / gap - 0.5 * mid,
        )
    flip = a > 0.0
    if flip:  # work in the lower tail, where differences of Φ keep their digits
        a, c = -c, -a
    log_a, lam_a = log_tail_terms(a)
    log_c, lam_c = log_tail_terms(c)
    ratio = math.exp(min(log_a - log_c, -1e-12))  # Φ(a)/Φ(c)
    left = 1.0 - ratio
    ra, rc = lam_a * ratio / left, lam_c / left
    log_p = log_c + math.log(left)
    if flip:
        return log_p, rc, ra
    return log_p, ra, rc


@njit(cache=True)
def log_vote(eta: float, g1: float, g2: float, kind: int) -> float:
    """Return the log-probability of a vote: 0 below γ1, 1 between the cutpoints, 2 above γ2.

    Examples
    --------
    >>> round(sum(math.exp(log_vote(0.3, -0.5, 0.8, kind)) for kind in range(3)), 6)
    1.0
    """
    if kind == 0:
        return log_tail_terms(g1 - eta)[0]
    if kind == 2:
        return log_tail_terms(eta - g2)[0]
    return log_between_terms(g1 - eta, g2 - eta)[0]
