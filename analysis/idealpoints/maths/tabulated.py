"""log Φ and its slopes from one table, for the sampler's passes over the votes.

log Φ is a cubic between nodes, fitted to its values and slopes (Hermite); its own derivatives
serve as λ = φ/Φ. The values are right to 1e-10, the slopes to 1e-6, which is enough to propose
by: a Metropolis-Hastings step is exact however it was proposed.

`fill_tails` and `fill_between` do the same for many votes. Their loops hold no sums, so that
compilers turn them into vector instructions, which give the same bits on every machine; the
sums are the caller's, vote by vote in order.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy.special import log_ndtr

from analysis.compiled import njit

__all__ = [
    "NARROW",
    "TOGETHER",
    "exp_below",
    "fill_between",
    "log_between_terms",
    "log_tail_terms",
    "log_vote",
    "room",
    "fill_tails",
]

Floats = npt.NDArray[np.float64]

#: Beyond the table a vote is as unlikely as at its end: 1e-350 below, certain above.
LOW, HIGH, NODES = -40.0, 40.0, 64
LOG_ROOT_2PI = 0.5 * math.log(2.0 * math.pi)
#: A gap between cutpoints narrower than this is treated as a point: the density there.
NARROW = 1e-4
#: Votes taken at once; `room` says how long arrays are to be for it.
LANES = 16
#: So many shares `left` of `fill_between` are multiplied before a logarithm is taken.
TOGETHER = 16
#: The table of exp below 0: steps per halving, and halvings, beyond which 1 − exp(x) is 1.
STEPS, HALVINGS = 16, 60
PER_STEP = math.log(2.0) / STEPS


def _table() -> np.ndarray:
    """Return the four coefficients of each cubic, in units of the step between nodes."""
    nodes = np.linspace(LOW, HIGH, int(HIGH - LOW) * NODES + 1)
    value = log_ndtr(nodes)
    slope = np.exp(-0.5 * nodes**2 - LOG_ROOT_2PI - value) / NODES
    rise = np.diff(value)
    near, far = slope[:-1], slope[1:]
    return np.column_stack([value[:-1], near, 3 * rise - 2 * near - far, near + far - 2 * rise])


TABLE = _table()
POWERS = np.exp2(-np.arange(STEPS * HALVINGS + 1) / STEPS)


@njit(cache=True, inline="always")
def exp_below(x: float) -> float:
    """Return exp(x) for x ≤ 0, right to 1e-15 of itself; below −41 as there.

    A power of 2 from a table times six terms of the series: no branches, unlike `math.exp`.

    Examples
    --------
    >>> round(exp_below(-1.0), 12), exp_below(0.0)
    (0.367879441171, 1.0)
    """
    y = min(-x, (HALVINGS - 1) * math.log(2.0))
    k = np.int32(y / PER_STEP + 0.5)
    r = k * PER_STEP - y
    series = 1.0 + r * (
        1.0 + r / 2.0 * (1.0 + r / 3.0 * (1.0 + r / 4.0 * (1.0 + r / 5.0 * (1.0 + r / 6.0))))
    )
    return POWERS[np.uint32(k)] * series


@njit(cache=True, inline="always")
def log_tail_terms(x: float) -> tuple[float, float]:
    """Return log Φ(x) and λ(x) = φ(x)/Φ(x).

    Examples
    --------
    >>> [round(v, 6) for v in log_tail_terms(0.0)]
    [-0.693147, 0.797885]
    """
    place = (min(max(x, LOW), HIGH - 1e-9) - LOW) * NODES
    k = np.uint32(np.int32(place))  # unsigned: no branch for counting from the end
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
    ratio = exp_below(min(log_a - log_c, -1e-12))  # Φ(a)/Φ(c)
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


@njit(cache=True)
def room(n: int) -> int:
    """Return the length of arrays that hold `n` votes, whole `LANES` of them.

    Examples
    --------
    >>> room(0), room(1), room(16), room(17)
    (0, 16, 16, 32)
    """
    return (n + LANES - 1) // LANES * LANES


@njit(cache=True)
def fill_tails(n: int, x: Floats, log_p: Floats, lam: Floats) -> None:
    """Fill log Φ(x) and λ(x) of the first `n` votes; see `log_tail_terms`.

    Parameters
    ----------
    n : int
    x, log_p, lam : ndarray, shape (at least room(n),)
        What `x` holds beyond `n` is overwritten.

    Examples
    --------
    >>> x, log_p, lam = np.ones((3, room(1)))
    >>> fill_tails(1, x, log_p, lam)
    >>> round(float(log_p[0]), 6), round(float(lam[0]), 6)
    (-0.172754, 0.2876)
    """
    for k in range(n, room(n)):
        x[k] = 0.0
    for k in range(room(n)):
        log_p[k], lam[k] = log_tail_terms(x[k])


@njit(cache=True, error_model="numpy")
def fill_between(
    n: int, a: Floats, c: Floats, log_c: Floats, left: Floats, ra: Floats, rc: Floats
) -> None:
    """Fill the terms of the first `n` votes, which fall between their cutpoints at a < c.

    log P is ``log_c + log(left)``: a caller takes the logarithm of a product of several
    ``left``, each of them above 1e-12. Where c − a is under `NARROW`, ask
    `log_between_terms` instead.

    Parameters
    ----------
    n : int
    a, c : ndarray, shape (at least room(n),)
        What they hold beyond `n` is overwritten.
    log_c, left, ra, rc : ndarray, shape (at least room(n),)
        To be filled; the last two with φ(a)/P and φ(c)/P.

    Examples
    --------
    >>> a, c, log_c, left, ra, rc = np.ones((6, room(1)))
    >>> a[0], c[0] = -1.0, 1.0
    >>> fill_between(1, a, c, log_c, left, ra, rc)
    >>> [round(float(v), 4) for v in (log_c[0] + np.log(left[0]), ra[0], rc[0])]
    [-0.3817, 0.3544, 0.3544]
    """
    for k in range(n, room(n)):
        a[k], c[k] = -1.0, 1.0
    for k in range(room(n)):
        flip = a[k] > 0.0  # work in the lower tail, where differences of Φ keep their digits
        near = -c[k] if flip else a[k]
        far = -a[k] if flip else c[k]
        log_near, lam_near = log_tail_terms(near)
        log_far, lam_far = log_tail_terms(far)
        ratio = exp_below(min(log_near - log_far, -1e-12))
        rest = 1.0 - ratio
        r_near, r_far = lam_near * ratio / rest, lam_far / rest
        log_c[k], left[k] = log_far, rest
        ra[k] = r_far if flip else r_near
        rc[k] = r_near if flip else r_far
