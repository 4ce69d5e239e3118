"""What compiled moves of the unfolding model take, beside `sampler.arrays`."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["Held", "Place"]

Floats = npt.NDArray[np.float64]


class Place(NamedTuple):
    """Where a chain is; moves change the arrays in place.

    ``theta``, of shape (n_points,), holds the points; ``items``, of shape (n_items, 4), holds
    β, κ, γ1, γ2 side by side, since a vote asks for all four at once.
    """

    theta: Floats
    items: Floats


class Held(NamedTuple):
    """What holds points and items before the votes; see `scale_prior.log_prior`.

    ``off``, of shape (n_points,), is minus the precision of the step to each point, 0 where
    nothing leads to it, as it does not to ``n_afresh`` points; ``bend`` is the precision of κ,
    that of β being 1, and ``width`` that of the free scale.
    """

    off: Floats
    n_afresh: int
    bend: float
    width: float
