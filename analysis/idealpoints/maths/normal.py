"""The normal distribution, compiled and safe in the tails, and the terms of one vote.

A vote falls low (below both cutpoints), between them, or high (above both). Each function
returns what a Newton step needs: the score ``u``, the derivative of the log-likelihood in
η = βθ, and the information ``w``, minus its second derivative.
"""

from __future__ import annotations

import math

import numpy as np
from scipy.special import log_ndtr

from analysis.compiled import njit

__all__ = ["Phi", "between_score", "inverse_mills", "log_Phi", "log_between", "mills", "phi"]

ROOT_HALF = math.sqrt(0.5)
LOG_ROOT_2PI = 0.5 * math.log(2.0 * math.pi)
#: Below this erfc is close to underflow and a continued fraction takes over.
TAIL = -25.0
#: A gap between cutpoints narrower than this is treated as a point: the density there.
NARROW = 1e-5
#: The table of `mills`: its range, and nodes per unit. Above it Φ is 1 to double precision.
LOW, HIGH, NODES = -8.0, 8.5, 64
#: The table, right to 5e-11 only, serves between cutpoints no nearer than this, below that.
NEAR, TALL = 0.05, 2.5


@njit(cache=True)
def phi(x: float) -> float:
    """Return the standard normal density.

    Examples
    --------
    >>> round(phi(0.0), 6)
    0.398942
    """
    return math.exp(-0.5 * x * x - LOG_ROOT_2PI)


@njit(cache=True)
def Phi(x: float) -> float:  # noqa: N802
    """Return the standard normal distribution function.

    Examples
    --------
    >>> round(Phi(-1.959964), 6)
    0.025
    """
    return 0.5 * math.erfc(-x * ROOT_HALF)


@njit(cache=True)
def inverse_mills(x: float) -> float:
    """Return λ(x) = φ(x)/Φ(x), to full precision also where Φ underflows.

    Far out λ(−t) = t + 1/(t + 2/(t + 3/(t + …))), Abramowitz and Stegun 26.2.14.

    Examples
    --------
    >>> round(inverse_mills(0.0), 6), round(inverse_mills(-50.0), 4)
    (0.797885, 50.02)
    """
    if x > TAIL:
        return phi(x) / Phi(x)
    rest = -x
    for k in range(10, 0, -1):
        rest = -x + k / rest
    return rest


def _table() -> np.ndarray:
    """Return the four coefficients of each cubic, in units of the step between nodes."""
    nodes = np.linspace(LOW, HIGH, int((HIGH - LOW) * NODES) + 1)
    # by scipy, since calling `inverse_mills` would compile it on import
    value = np.exp(-0.5 * nodes**2 - LOG_ROOT_2PI - log_ndtr(nodes))
    slope = -value * (value + nodes) / NODES
    rise, near, far = np.diff(value), slope[:-1], slope[1:]
    return np.column_stack([value[:-1], near, 3 * rise - 2 * near - far, near + far - 2 * rise])


TABLE = _table()


@njit(cache=True, inline="always")
def mills(x: float) -> float:
    """Return λ(x) = φ(x)/Φ(x) from a table, by cubic Hermite interpolation.

    Between -8 and 8.5 the error is below 5e-11, and below 1e-6 of the value; below it the
    exact function takes over, above it λ is 0 to 1e-16.

    Examples
    --------
    >>> round(mills(0.0), 9), round(mills(-50.0), 4)
    (0.797884561, 50.02)
    """
    if x < LOW:
        return inverse_mills(x)
    if x >= HIGH:
        return 0.0
    place = (x - LOW) * NODES
    k = int(place)
    t = place - k
    return TABLE[k, 0] + t * (TABLE[k, 1] + t * (TABLE[k, 2] + t * TABLE[k, 3]))


@njit(cache=True)
def log_Phi(x: float) -> float:  # noqa: N802
    """Return log Φ(x), finite for every finite x.

    Examples
    --------
    >>> round(log_Phi(0.0), 6), round(log_Phi(-50.0), 2)
    (-0.693147, -1254.83)
    """
    if x > TAIL:
        return math.log(Phi(x))
    return -0.5 * x * x - LOG_ROOT_2PI - math.log(inverse_mills(x))


@njit(cache=True)
def between_score(a: float, c: float) -> tuple[float, float, float, float]:
    """Return the terms of a vote between the cutpoints, for a = γ1 − η < c = γ2 − η.

    Parameters
    ----------
    a, c : float

    Returns
    -------
    u : float
        (φ(a) − φ(c)) / P with P = Φ(c) − Φ(a).
    w : float
        u² − (aφ(a) − cφ(c)) / P.
    ra, rc : float
        φ(a)/P and φ(c)/P, of which the derivatives in the cutpoints are made.

    Examples
    --------
    >>> [round(v, 4) for v in between_score(-1.0, 1.0)]
    [0.0, 0.7089, 0.3544, 0.3544]
    """
    if c - a < NARROW:  # the density at one point, of which u is the slope
        return 0.5 * (a + c), 1.0, 1.0 / (c - a), 1.0 / (c - a)
    flip = a > 0.0
    if flip:  # work in the lower tail, where differences of Φ keep their digits
        a, c = -c, -a
    if c - a > NEAR and c < TALL and a > LOW:
        # P/φ(c) = 1/λ(c) − φ(a)/φ(c)/λ(a): one exponential and two look-ups
        ratio = math.exp(0.5 * (c - a) * (c + a))
        rc = 1.0 / (1.0 / mills(c) - ratio / mills(a))
        ra = ratio * rc
    elif c > TAIL:
        p = Phi(c) - Phi(a)
        ra, rc = phi(a) / p, phi(c) / p
    else:
        ratio = math.exp(0.5 * (c - a) * (c + a))
        p = 1.0 / inverse_mills(c) - ratio / inverse_mills(a)
        ra, rc = ratio / p, 1.0 / p
    u = ra - rc
    w = min(max(u * u - (a * ra - c * rc), 0.0), 1.0)
    if flip:
        return -u, w, rc, ra
    return u, w, ra, rc


@njit(cache=True)
def log_between(a: float, c: float) -> float:
    """Return log(Φ(c) − Φ(a)) for a < c.

    Examples
    --------
    >>> round(log_between(-1.0, 1.0), 4), round(log_between(40.0, 41.0), 2)
    (-0.3817, -804.61)
    """
    if c - a < NARROW:
        mid = 0.5 * (a + c)
        return -0.5 * mid * mid - LOG_ROOT_2PI + math.log(c - a)
    if a > 0.0:
        a, c = -c, -a
    if c > TAIL:
        return math.log(Phi(c) - Phi(a))
    ratio = math.exp(0.5 * (c - a) * (c + a))
    scaled = 1.0 / inverse_mills(c) - ratio / inverse_mills(a)
    return -0.5 * c * c - LOG_ROOT_2PI + math.log(scaled)
