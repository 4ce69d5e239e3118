"""One sweep of the sampler in the plane: every move once, by the exact density.

What is free (location, scale, correlation and axes of the points) is drawn afresh; then all items
move, every state's path in short stretches, whole runs of periods, and states that stand alone
with the texts they do so on.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from analysis.idealpoints.plane.arrays import Held, Place
from analysis.idealpoints.plane.chain import PlaneChain
from analysis.idealpoints.plane.item_moves import draw_items
from analysis.idealpoints.plane.lone_moves import move_lone, pivots_of
from analysis.idealpoints.plane.path_moves import accept_paths, propose_paths
from analysis.idealpoints.plane.period_moves import move_periods
from analysis.idealpoints.plane.scale_prior import scale_sums, squares
from analysis.idealpoints.priors import Prior
from analysis.idealpoints.sampler.arrays import Turn
from analysis.idealpoints.sampler.layout import Layout, lay_out_for_sampling
from analysis.idealpoints.votes.ballots import Ballots

__all__ = ["PlaneLayout", "freed", "lay_out_plane", "pull", "sweep"]

Floats = npt.NDArray[np.float64]
#: Runs of periods tried per sweep.
ATTEMPTS = 6
#: Streams of random numbers; see `maths.streams`.
PATH_STAGES = (2, 3)
ORBIT = 5


@dataclass(frozen=True, eq=False)
class PlaneLayout:
    """Votes and paths laid out as for the line, and what the plane needs besides.

    Attributes
    ----------
    line : Layout
    pivots : ndarray of int64
        See `lone_moves.pivots_of`.
    """

    line: Layout
    pivots: npt.NDArray[np.int64]


def lay_out_plane(ballots: Ballots, prior: Prior | None = None) -> PlaneLayout:
    """Sort the votes by kind, cut the paths into stretches, and find the pivots."""
    line = lay_out_for_sampling(ballots, prior)
    return PlaneLayout(line, pivots_of(line.lone, line.of_points, ballots.point_period))


def freed(
    chain: PlaneChain, width: float, rng: np.random.Generator
) -> tuple[Place, npt.NDArray[np.float64]]:
    """Draw axes, location, scale and correlation, which are free, and return where that is.

    Returns
    -------
    Place
    S : ndarray, shape (2, 2)
        Covariance of the points then.
    """
    u, b1, b2, g1, g2 = chain.standardised()
    angle = 2.0 * math.pi * rng.random()
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    one, two, shear, *centre = width * rng.normal(size=5)
    root = np.array([[math.exp(one), 0.0], [math.exp(two) * shear, math.exp(two)]])
    m = root @ np.array(centre)
    theta = u @ turn @ root.T + m
    beta = np.linalg.solve(root.T, (np.column_stack([b1, b2]) @ turn).T).T
    move = beta @ m
    return Place(theta, np.column_stack([beta, g1 + move, g2 + move])), root @ root.T


def pull(spread: float, square: Floats, n_points: int, n_items: int) -> Floats:
    """Return the pull of the scale on every point that proposals take in its place, shape (3,).

    From the slope of the prior by S at S = I, with `spread` for what the walk adds to it; it
    depends on no point, so that a path's proposal there and back has the same, and turns as
    the axes do.

    Examples
    --------
    >>> pull(0.5, np.array([300.0, 0.0, 100.0]), 1000, 200).round(3).tolist()
    [0.6, 0.0, 0.4]
    """
    slope = (1.0 - n_items / n_points - spread) * np.eye(2)
    slope += np.array([[square[0], square[1]], [square[1], square[2]]]) / n_points
    values, vectors = np.linalg.eigh(slope)
    kept = vectors @ np.diag(np.maximum(values, 0.0)) @ vectors.T
    return np.array([kept[0, 0], kept[0, 1], kept[1, 1]])


def sweep(plane: PlaneLayout, chain: PlaneChain, adapt: bool) -> PlaneChain:
    """Make one sweep and return where the chain is then.

    Parameters
    ----------
    plane : PlaneLayout
    chain : PlaneChain
    adapt : bool
        Whether `pull` follows the chain; off once draws count.
    """
    layout, k = plane.line, chain.n_sweeps
    rng = np.random.default_rng([chain.seed, chain.number, k, ORBIT])
    place, s = freed(chain, layout.width, rng)
    walk, off = layout.walk(chain.walk_variance)
    n, n_items = len(place.theta), len(place.items)
    precision = 1.0 / chain.item_variance
    turn = Turn(chain.seed, chain.number, k)
    held = Held(off, layout.n_afresh, precision, layout.width)
    prior = precision * np.array([s[0, 0], s[0, 1], s[1, 1]])
    accepted = {"items": draw_items(turn, place, layout.binary, prior, layout.of_items) / n_items}
    square = squares(place.items, precision)
    ridge = pull(chain.ridge, square, n, n_items)
    moved = tried = 0
    stretches = layout.stretches[int(rng.integers(len(layout.stretches)))]
    for stage, part in zip(PATH_STAGES, stretches, strict=True):
        if len(part):
            found = propose_paths(turn, stage, part, place, (walk, off), ridge, layout.of_points)
            moved += accept_paths(turn, stage, part, place, *found, held, square)
            tried += len(part)
    accepted["paths"] = moved / tried
    if layout.runs.n_periods > 1:
        moved = move_periods(turn, ATTEMPTS, place, held, layout.runs, layout.of_points)
        accepted["periods"] = moved / ATTEMPTS
    if layout.lone.n:
        moved, tried = move_lone(
            turn, place, held, layout.lone, plane.pivots, layout.of_items, layout.of_points
        )
        accepted["lone"] = moved / max(tried, 1)
    spread = chain.ridge
    if adapt:
        sums = scale_sums(place.theta, off)
        spread += 0.1 * (float(sums[5] + sums[7] + sums[10] + sums[12]) / (2 * n) - spread)
    beta, g1, g2 = place.items[:, :2].copy(), place.items[:, 2].copy(), place.items[:, 3].copy()
    return replace(
        chain,
        theta=place.theta,
        beta=beta,
        g1=g1,
        g2=g2,
        ridge=spread,
        n_sweeps=k + 1,
        accepted=accepted,
    )
