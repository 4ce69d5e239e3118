"""What compiled moves in the plane take: where a chain is, and what holds it before the votes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["Held", "Place"]

Floats = npt.NDArray[np.float64]


class Place(NamedTuple):
    """Where a chain is; moves change the arrays in place.

    ``theta``, of shape (n_points, 2), holds the points; ``items``, of shape (n_items, 4), holds
    β1, β2, γ1, γ2 side by side, since a vote asks for all four at once.
    """

    theta: Floats
    items: Floats


class Held(NamedTuple):
    """What holds points and items before the votes; see `scale_prior.log_prior`.

    ``off``, of shape (n_points,), is minus the precision of the step to each point, 0 where
    nothing leads to it, as it does not to ``n_afresh`` points; ``precision`` is that of either
    β, and ``width`` that of the free location and scale.
    """

    off: Floats
    n_afresh: int
    precision: float
    width: float
