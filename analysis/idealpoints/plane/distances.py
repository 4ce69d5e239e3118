"""What no turn of the plane changes: distances and angles, draw by draw, and how they mixed."""

from __future__ import annotations

import warnings

import numpy as np
import numpy.typing as npt

from analysis.idealpoints.maths.quiet_arviz import arviz
from analysis.idealpoints.results.intervals import LEVEL, tails_of

__all__ = ["angles", "judged", "lengths", "weighted"]

Floats = npt.NDArray[np.float64]


def lengths(a: Floats, b: Floats) -> Floats:
    """Return the distances between two points, or of many; the last axis is the plane.

    Examples
    --------
    >>> lengths(np.array([[0.0, 0.0], [1.0, 1.0]]), np.array([3.0, 4.0])).round(3).tolist()
    [5.0, 3.606]
    """
    found: Floats = np.hypot(a[..., 0] - b[..., 0], a[..., 1] - b[..., 1])
    return found


def angles(a: Floats, b: Floats) -> Floats:
    """Return the angles between two arrows in degrees, from 0 to 180; the last axis is the plane.

    Examples
    --------
    >>> angles(np.array([2.0, 0.0]), np.array([[0.0, 1.0], [-3.0, 0.0]])).tolist()
    [90.0, 180.0]
    """
    across = a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]
    along = a[..., 0] * b[..., 0] + a[..., 1] * b[..., 1]
    found: Floats = np.degrees(np.arctan2(np.abs(across), along))
    return found


def weighted(points: npt.NDArray[np.floating], weight: npt.NDArray[np.floating]) -> Floats:
    """Return the weighted mean of points, shape (..., n, 2), over n.

    Examples
    --------
    >>> weighted(np.array([[0.0, 0.0], [4.0, 8.0]]), np.array([3.0, 1.0])).tolist()
    [1.0, 2.0]
    """
    found: Floats = np.einsum("...nd,n->...d", points, weight, dtype=np.float64) / weight.sum()
    return found


def judged(x: Floats, level: float = LEVEL) -> dict[str, float]:
    """Return mean, sd and equal-tailed interval of draws, and how well the chains mixed.

    Parameters
    ----------
    x : ndarray, shape (chains, draws)
    level : float

    Returns
    -------
    dict
        ``estimate, se, low, high, r_hat, ess``: R-hat rank-normalised and split, ESS in the
        bulk (Vehtari et al. 2021, Bayesian Analysis 16(2)), by arviz.

    Examples
    --------
    >>> found = judged(np.random.default_rng(0).normal(size=(4, 500)))
    >>> abs(found["low"] + 1.645) < 0.1, found["r_hat"] < 1.01, found["ess"] > 1500
    (True, True, True)
    """
    az = arviz()

    low, high = np.quantile(x, tails_of(level))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        mixed = {"r_hat": float(az.rhat(x)), "ess": float(az.ess(x))}
    return {
        "estimate": float(x.mean()),
        "se": float(x.std(ddof=1)),
        "low": float(low),
        "high": float(high),
        **mixed,
    }
