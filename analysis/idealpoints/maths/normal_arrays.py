"""`analysis.idealpoints.maths.normal` for whole arrays, where nothing compiles it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import erfcx, ndtr

from analysis.idealpoints.maths.normal import (
    HIGH,
    LOG_ROOT_2PI,
    LOW,
    NARROW,
    NEAR,
    NODES,
    TABLE,
    TAIL,
    TALL,
)

__all__ = ["between_score", "log_between", "mills"]

Floats = npt.NDArray[np.float64]
COLUMNS = np.ascontiguousarray(TABLE.T)
ROOT_HALF_PI = np.sqrt(0.5 * np.pi)


def _phi(x: Floats) -> Floats:
    return np.exp(-0.5 * x * x - LOG_ROOT_2PI)


def _per_density(x: Floats) -> Floats:
    """Return Φ(x)/φ(x)."""
    return ROOT_HALF_PI * erfcx(-x * np.sqrt(0.5))


def mills(x: Floats) -> Floats:
    """Return λ(x) = φ(x)/Φ(x), from the same table.

    Examples
    --------
    >>> mills(np.array([0.0, -50.0, 9.0])).round(4).tolist()
    [0.7979, 50.02, 0.0]
    """
    place = (np.clip(x, LOW, HIGH - 1e-9) - LOW) * NODES
    k = place.astype(np.intp)
    t = place - k
    c0, c1, c2, c3 = (c.take(k) for c in COLUMNS)
    found: Floats = c0 + t * (c1 + t * (c2 + t * c3))
    if x.size and x.min() < LOW:
        far = x < LOW
        found[far] = 1.0 / _per_density(x[far])
    if x.size and x.max() >= HIGH:
        found[x >= HIGH] = 0.0
    return found


def between_score(a: Floats, c: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Return ``u, w, ra, rc`` of votes between the cutpoints, for a < c.

    Examples
    --------
    >>> [round(float(v[0]), 4) for v in between_score(np.array([-1.0]), np.array([1.0]))]
    [0.0, 0.7089, 0.3544, 0.3544]
    """
    flip = a > 0.0
    near, far = np.where(flip, -c, a), np.where(flip, -a, c)
    gap = far - near
    quick = (gap > NEAR) & (far < TALL) & (near > LOW)
    rest = np.flatnonzero(~quick)
    with np.errstate(all="ignore"):  # of the rest, which are filled in below
        ratio = np.exp(0.5 * gap * (far + near))
        r_far = 1.0 / (1.0 / mills(far) - ratio / mills(near))
        r_near = ratio * r_far
    if rest.size:
        r_near[rest], r_far[rest] = _exact(near[rest], far[rest])
    u = r_near - r_far
    w = np.clip(u * u - (near * r_near - far * r_far), 0.0, 1.0)
    narrow = gap < NARROW
    if narrow.any():
        u[narrow], w[narrow] = 0.5 * (near + far)[narrow], 1.0
        r_near[narrow] = r_far[narrow] = 1.0 / gap[narrow]
    return np.where(flip, -u, u), w, np.where(flip, r_far, r_near), np.where(flip, r_near, r_far)


def _exact(near: Floats, far: Floats) -> tuple[Floats, Floats]:
    """Return φ(near)/P and φ(far)/P without the table, for near ≤ 0."""
    with np.errstate(all="ignore"):
        p = ndtr(far) - ndtr(near)
        r_near, r_far = _phi(near) / p, _phi(far) / p
        low = far <= TAIL
        ratio = np.exp(0.5 * (far - near) * (far + near))
        scaled = _per_density(far) - ratio * _per_density(near)
        return np.where(low, ratio / scaled, r_near), np.where(low, 1.0 / scaled, r_far)


def log_between(a: Floats, c: Floats) -> Floats:
    """Return log(Φ(c) − Φ(a)) for a < c.

    Examples
    --------
    >>> log_between(np.array([-1.0, 40.0]), np.array([1.0, 41.0])).round(2).tolist()
    [-0.38, -804.61]
    """
    mid, gap = 0.5 * (a + c), c - a
    flip = a > 0.0
    a, c = np.where(flip, -c, a), np.where(flip, -a, c)
    with np.errstate(all="ignore"):  # each formula is asked everywhere and taken where it holds
        ratio = np.exp(0.5 * (c - a) * (c + a))
        tail = -0.5 * c * c - LOG_ROOT_2PI + np.log(_per_density(c) - ratio * _per_density(a))
        plain = np.log(ndtr(c) - ndtr(a))
        narrow = -0.5 * mid * mid - LOG_ROOT_2PI + np.log(gap)
    return np.where(gap < NARROW, narrow, np.where(c > TAIL, plain, tail))
