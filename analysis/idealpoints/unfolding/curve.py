"""The curve of an item, z = βθ + κθ², under shift and stretch of the ideal points."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["Curves", "restated", "turning"]

Floats = npt.NDArray[np.float64]


class Curves(NamedTuple):
    """Parameters of items, each of the shape (n_items,)."""

    beta: Floats
    kappa: Floats
    g1: Floats
    g2: Floats


def restated(items: Curves, centre: float, scale: float) -> Curves:
    """Return the curves that give θ = (x − centre)/scale the probabilities that x had.

    Parameters
    ----------
    items : Curves
        Of x.
    centre, scale : float

    Examples
    --------
    >>> one = Curves(*(np.array([v]) for v in (0.5, 0.2, -1.0, 1.0)))
    >>> new = restated(one, 1.0, 2.0)
    >>> x, theta = 3.0, (3.0 - 1.0) / 2.0
    >>> before = one.g1 - one.beta * x - one.kappa * x**2
    >>> bool(np.allclose(before, new.g1 - new.beta * theta - new.kappa * theta**2))
    True
    """
    beta, kappa, g1, g2 = items
    moved = beta * centre + kappa * centre * centre
    slope = (beta + 2.0 * kappa * centre) * scale
    return Curves(slope, kappa * scale * scale, g1 - moved, g2 - moved)


def turning(beta: Floats, kappa: Floats) -> Floats:
    """Return where the curve turns, −β/2κ; infinite for a line.

    Where κ > 0 a yes is likeliest there, where κ < 0 a no is.

    Examples
    --------
    >>> turning(np.array([1.0, 1.0]), np.array([-0.25, 0.0])).tolist()
    [2.0, inf]
    """
    out = np.full(np.shape(beta), np.inf)
    return np.divide(-beta, 2.0 * kappa, out=out, where=kappa != 0)
