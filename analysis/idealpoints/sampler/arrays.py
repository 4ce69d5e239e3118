"""What compiled moves take: arrays that belong together, by name."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["Held", "Place", "Runs", "Turn", "Votes"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Turn(NamedTuple):
    """Whose turn it is, by which the random numbers are drawn; see `maths.streams`."""

    seed: int
    chain: int
    sweep: int


class Place(NamedTuple):
    """Where a chain is; moves change the arrays in place.

    ``theta`` has the shape (n_points,), the others (n_items,).
    """

    theta: Floats
    beta: Floats
    g1: Floats
    g2: Floats


class Votes(NamedTuple):
    """Votes by kind, of items or of points.

    ``cuts``, of shape (n, 4), says where in ``of`` the low, middle and high votes of each begin,
    and where they end; ``of``, of shape (n_votes,), whose votes they are, or on what.
    """

    cuts: Ints
    of: npt.NDArray[np.int32]


class Held(NamedTuple):
    """What holds points and items before the votes; see `scale_prior.log_prior`.

    ``off``, of shape (n_points,), is minus the precision of the step to each point, 0 where
    nothing leads to it, as it does not to ``n_afresh`` points; ``precision`` is that of β, and
    ``width`` that of the free scale.
    """

    off: Floats
    n_afresh: int
    precision: float
    width: float


class Runs(NamedTuple):
    """Periods of points, shape (n_points,), and the first and last of items, shape (n_items,).

    ``loose``, of shape (n, 2), are the first and last periods of the runs that may be moved, and
    ``odds``, of shape (n,), rise to 1 by the chance of each.
    """

    period: Ints
    begins: Ints
    ends: Ints
    n_periods: int
    loose: Ints
    odds: Floats
