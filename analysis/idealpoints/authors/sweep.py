"""The authors' algorithm: what it makes of the votes, and one sweep of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from analysis.idealpoints.authors.moves import (
    draw_items_given_utilities,
    draw_paths,
    draw_points,
    sum_utilities,
)
from analysis.idealpoints.priors import FIRST_VARIANCE
from analysis.idealpoints.sampler.arrays import Place, Turn
from analysis.idealpoints.votes.ballots import NO_NO, NO_YES, Ballots, Grouped

if TYPE_CHECKING:
    from analysis.idealpoints.authors.kernel import AuthorsKernel

__all__ = ["AuthorsLayout", "Where", "draw_theta", "lay_out_as_authors", "sweep_as_authors"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
#: The authors' "Smooth": the prior variance where the period before had no votes.
SMOOTH = 0.5


@dataclass(frozen=True, eq=False)
class AuthorsLayout:
    """Votes and neighbours as the authors' algorithm sees them.

    Attributes
    ----------
    ballots : Ballots
    kind : ndarray of int8, shape (n_votes,)
        By item: 0 yes, 1 abstain, 2 no, whatever the item lacks.
    before : ndarray of int64, shape (n_points,)
        The point whose mean is a point's prior mean: the state's point before; at its first
        point the second; at an only point -1.
    variance : ndarray, shape (n_points,)
        0.5 n_t/(n_t + n_before).
    first : ndarray of bool, shape (n_points,)
    """

    ballots: Ballots
    kind: npt.NDArray[np.int8]
    before: Ints
    variance: Floats
    first: npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Where:
    """Where a chain of this kernel is: points, their conditional means, items."""

    theta: Floats
    mean: Floats
    beta: Floats
    g1: Floats
    g2: Floats


def lay_out_as_authors(ballots: Ballots) -> AuthorsLayout:
    """Find each point's neighbour and prior variance, and the votes as they were cast."""
    b = ballots
    n_votes = np.diff(b.point_ptr)
    first = np.zeros(b.n_points, dtype=bool)
    first[b.state_ptr[:-1]] = True
    before = np.arange(b.n_points) - 1
    before[first] += 2
    before[b.state_ptr[:-1][np.diff(b.state_ptr) == 1]] = -1
    variance = np.where(before < 0, SMOOTH, SMOOTH * n_votes / (n_votes + n_votes[before]))
    missing = np.repeat(b.missing, np.diff(b.item_ptr))
    kind = b.by_item_kind.copy()
    kind[(missing == NO_YES) & (kind == 0)] = 1
    kind[(missing == NO_NO) & (kind == 2)] = 1
    return AuthorsLayout(b, kind, before, variance, first)


def single_cutpoint(ballots: Ballots, kernel: AuthorsKernel) -> npt.NDArray[np.bool_]:
    """Say which items have one cutpoint: none while those without votes are kept."""
    return (ballots.missing > 0) & (kernel.cutpoint_bound is None)


def sweep_as_authors(
    turn: Turn,
    layout: AuthorsLayout,
    kernel: AuthorsKernel,
    walk_variance: float,
    where: Where,
) -> tuple[Where, float]:
    """Make one sweep: cutpoints, utilities, β, points, scale.

    Parameters
    ----------
    turn : Turn
    walk_variance : float
        Used where `variance_by_votes` is off.

    Returns
    -------
    where : Where
        The points with mean 0 and standard deviation 1.
    accepted : float
        Share of items whose cutpoints moved.
    """
    b = layout.ballots
    single = single_cutpoint(b, kernel)
    beta, g1, g2 = where.beta.copy(), where.g1.copy(), where.g2.copy()
    z = np.empty(b.n_votes)
    kind = b.by_item_kind if kernel.cutpoint_bound is None else layout.kind
    place, votes = Place(where.theta, beta, g1, g2), Grouped(b.item_ptr, b.by_item_point, kind)
    bounds = _or_inf(kernel.cutpoint_bound), _or_inf(kernel.utility_bound)
    moved = draw_items_given_utilities(turn, place, single, bounds, votes, z)
    after = Where(where.theta, where.mean, beta, g1, g2)
    return draw_theta(turn, layout, kernel, walk_variance, after, z), moved / len(beta)


def draw_theta(
    turn: Turn,
    layout: AuthorsLayout,
    kernel: AuthorsKernel,
    walk_variance: float,
    where: Where,
    z: Floats,
) -> Where:
    """Draw the points given the utilities, and standardise them."""
    b = layout.ballots
    sums = sum_utilities(where.beta, b.item_ptr, b.by_item_point, z, b.n_points)
    bound = _or_inf(kernel.point_bound)
    variance = layout.variance
    if not kernel.variance_by_votes:
        variance = walk_variance * np.where(layout.first, 1.0, b.elapsed)
    if kernel.look_ahead or not kernel.borrow_first:
        variance = np.where(layout.first, FIRST_VARIANCE, variance)
    if kernel.look_ahead:
        theta, mean = draw_paths(turn, sums, variance, bound, b.state_ptr)
    else:
        prior = np.where(layout.before < 0, 0.0, where.mean[layout.before])
        if not kernel.borrow_first:
            prior = np.where(layout.first, 0.0, prior)
        theta, mean = draw_points(turn, sums, (prior, variance), bound, b.state_ptr)
    m, s = float(theta.mean()), float(theta.std())
    theta = (theta - m) / s
    if not kernel.compensate:
        return Where(theta, mean, where.beta, where.g1, where.g2)
    g1, g2 = where.g1 - where.beta * m, where.g2 - where.beta * m
    return Where(theta, (mean - m) / s, where.beta * s, g1, g2)


def _or_inf(bound: float | None) -> float:
    return float(np.inf if bound is None else bound)
