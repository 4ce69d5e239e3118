"""Chains of draws from the posterior of ideal points and items, and what drives them.

The posterior is that of the model with everything measured on the scale where all
state-periods have mean 0 and standard deviation 1. In it a sweep draws the free location and
scale afresh, moves all items, then every state's path in short stretches, then whole runs of
periods, then states that stand alone with the texts they do so on, then the variances that are
not given.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from analysis.errors import UsageError
from analysis.idealpoints.authors_kernel import (
    AuthorsKernel,
    AuthorsLayout,
    Where,
    lay_out_as_authors,
    sweep_as_authors,
)
from analysis.idealpoints.authors_start import place_items, start_as_authors
from analysis.idealpoints.ballots import Ballots
from analysis.idealpoints.fit import FIRST_VARIANCE, Fit
from analysis.idealpoints.item_moves import draw_items
from analysis.idealpoints.lone_moves import LoneGroups, lone_groups, move_lone
from analysis.idealpoints.path_moves import accept_paths, propose_paths, scale_sums
from analysis.idealpoints.period_moves import move_periods

__all__ = ["Chain", "Layout", "Priors", "lay_out_for_sampling", "start_chain", "sweep"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
#: Points of a path that are moved together.
STRETCH = 10
#: Least width of the free log-scale and location; see `path_moves.log_prior` and `Layout.width`.
WIDTH = 0.02
#: Runs of periods tried per sweep.
ATTEMPTS = 4
PATH_STAGES = (2, 3)
ORBIT = 5
#: How far apart chains start, in standard errors of the fast fit.
DISPERSION = 2.0


@dataclass(frozen=True)
class Priors:
    """What the posterior assumes beyond the votes.

    Attributes
    ----------
    walk_variance : float
        Of the random walk per period elapsed; where it is estimated, the starting value.
    item_variance : float
        Of β; likewise.
    estimate_walk, estimate_items : bool
        Whether the variance is drawn, with an inverse-gamma prior of shape 1 and the
        starting value as scale.
    tails : float or None
        Degrees of freedom of the walk's steps, Student's t instead of normal, so that a jump is
        not smoothed away (a scale mixture, Geweke 1993); None for normal steps.
    authors : AuthorsKernel, optional
        The algorithm of the published estimates in the place of exact sampling.

    Raises
    ------
    UsageError
        If a variance is not positive, or to be estimated by the authors' algorithm, which has none.
    """

    walk_variance: float = 0.25
    item_variance: float = 1.0
    estimate_walk: bool = False
    estimate_items: bool = False
    tails: float | None = None
    authors: AuthorsKernel | None = None

    def __post_init__(self) -> None:
        """Refuse what is no variance, and what the authors' algorithm does not do."""
        for name in ("walk_variance", "item_variance", "tails"):
            value = getattr(self, name)
            if value is not None and not (np.isfinite(value) and value > 0):
                raise UsageError(
                    f"{name} {value} is not positive", "priors", "give a number above 0"
                )
        if self.authors is not None and (self.estimate_walk or self.estimate_items or self.tails):
            raise UsageError(
                "the authors' algorithm takes variances as given and steps as normal",
                "kernel",
                'use kernel="exact" to estimate them',
            )


@dataclass(frozen=True, eq=False)
class Layout:
    """Votes sorted by kind within items and within points, and stretches of paths.

    Attributes
    ----------
    item_cuts : ndarray of int64, shape (n_items, 4)
        Where an item's low, middle and high votes begin in `points_of_items`, and end.
    points_of_items : ndarray of int32, shape (n_votes,)
    point_cuts, items_of_points
        The same by point.
    stretches : tuple of pairs of ndarray of int64, shape (n, 3)
        For each offset, the even and the odd stretches: first point, end, end of the state.
    begins, ends : ndarray of int64, shape (n_items,)
        First and last period of an item.
    steps : ndarray, shape (n_points,)
        Precision of the step to each point where the walk's variance is 1; 0 at first points.
    binary : ndarray of bool, shape (n_items,)
        Items with one cutpoint.
    lone : LoneGroups
    """

    ballots: Ballots
    item_cuts: Ints
    points_of_items: npt.NDArray[np.int32]
    point_cuts: Ints
    items_of_points: npt.NDArray[np.int32]
    stretches: tuple[tuple[Ints, Ints], ...]
    begins: Ints
    ends: Ints
    steps: Floats
    binary: npt.NDArray[np.bool_]
    lone: LoneGroups

    @cached_property
    def authors(self) -> AuthorsLayout:
        """The votes as the authors' algorithm sees them."""
        return lay_out_as_authors(self.ballots)

    @property
    def width(self) -> float:
        """Width of the free log-scale and location; changes no draw, but how fast they mix.

        A state's path moves the mean and spread of all points, the more the fewer there are.
        Held to 0.02 with eight points, no path could move far.
        """
        return max(WIDTH, 1.0 / math.sqrt(self.ballots.n_points))

    def walk(self, variance: float, weight: Floats | None = None) -> tuple[Floats, Floats]:
        """Return the walk's tridiagonal precision at a variance, as `fit.walk_precision`.

        Parameters
        ----------
        variance : float
        weight : ndarray, shape (n_points,), optional
            Of each step's precision; 1 by default.
        """
        step = self.steps / variance
        if weight is not None:
            step = step * weight
        diagonal = np.where(self.steps > 0, step, 1.0 / FIRST_VARIANCE)
        diagonal[:-1] += step[1:]
        return diagonal, -step


@dataclass(eq=False)
class Chain:
    """Where a chain is.

    Attributes
    ----------
    theta, beta, g1, g2 : ndarray
        On a scale of their own; standardise before use.
    walk_variance, item_variance : float
    ridge : float
        Pull of the scale on points, as the proposals take it.
    weight : ndarray, shape (n_points,), or None
        Of each step of the walk, where its tails are Student's.
    n_sweeps : int
    accepted : dict of str to float
        Share of moves accepted in the last sweep.
    mean : ndarray, shape (n_points,) or (0,)
        Conditional means of the points, which only the authors' algorithm keeps.
    """

    seed: int
    number: int
    theta: Floats
    beta: Floats
    g1: Floats
    g2: Floats
    walk_variance: float
    item_variance: float
    ridge: float = 0.0
    weight: Floats | None = None
    n_sweeps: int = 0
    accepted: dict[str, float] = field(default_factory=dict)
    mean: Floats = field(default_factory=lambda: np.empty(0))

    def standardised(self) -> tuple[Floats, Floats, Floats, Floats]:
        """Return θ with mean 0 and sd 1, and β, γ1, γ2 to match."""
        m, s = float(self.theta.mean()), float(self.theta.std())
        return (self.theta - m) / s, self.beta * s, self.g1 - self.beta * m, self.g2 - self.beta * m


def lay_out_for_sampling(ballots: Ballots) -> Layout:
    """Sort the votes by kind and cut the paths into stretches."""
    b = ballots
    item = np.repeat(np.arange(len(b.items)), np.diff(b.item_ptr))
    by_item = np.lexsort((b.by_item_point, b.by_item_kind, item))
    point = np.repeat(np.arange(b.n_points), np.diff(b.point_ptr))
    by_point = np.lexsort((b.by_point_item, b.by_point_kind, point))
    period = b.point_period[b.by_item_point]
    later = b.elapsed > 0
    item_cuts = _cuts(item, b.by_item_kind, len(b.items))
    points_of_items = np.ascontiguousarray(b.by_item_point[by_item])
    return Layout(
        ballots=b,
        item_cuts=item_cuts,
        points_of_items=points_of_items,
        point_cuts=_cuts(point, b.by_point_kind, b.n_points),
        items_of_points=np.ascontiguousarray(b.by_point_item[by_point]),
        stretches=tuple(_stretches(b.state_ptr, offset) for offset in range(STRETCH)),
        begins=np.minimum.reduceat(period, b.item_ptr[:-1]).astype(np.int64),
        ends=np.maximum.reduceat(period, b.item_ptr[:-1]).astype(np.int64),
        steps=np.divide(1.0, b.elapsed, out=np.zeros(b.n_points), where=later),
        binary=b.missing > 0,
        lone=lone_groups(item_cuts, points_of_items, b.point_period),
    )


def _cuts(unit: npt.NDArray[np.integer], kind: npt.NDArray[np.int8], n: int) -> Ints:
    counts = np.bincount(unit * 3 + kind, minlength=3 * n)
    edges = np.concatenate([[0], np.cumsum(counts)])
    return np.column_stack([edges[:-1].reshape(n, 3), edges[3::3]]).astype(np.int64)


def _stretches(state_ptr: Ints, offset: int) -> tuple[Ints, Ints]:
    """Cut every state's points at `offset` and every `STRETCH` from there; even and odd ones."""
    parts: tuple[list[tuple[int, int, int]], ...] = ([], [])
    for lo, hi in zip(state_ptr[:-1].tolist(), state_ptr[1:].tolist(), strict=True):
        edges = [lo, *range(lo + (offset or STRETCH), hi, STRETCH), hi]
        for k, (a, z) in enumerate(zip(edges[:-1], edges[1:], strict=True)):
            parts[k % 2].append((a, z, hi))
    even, odd = (np.array(p, dtype=np.int64).reshape(-1, 3) for p in parts)
    return even, odd


def start_chain(layout: Layout, fit: Fit, priors: Priors, seed: int, number: int) -> Chain:
    """Start a chain at the fast fit, displaced by its standard errors times `DISPERSION`.

    The authors' algorithm may start as the authors do instead.
    """
    rng = np.random.default_rng([seed, number])
    b = layout.ballots
    # paths are displaced as wholes, since a walk forgets independent noise in a sweep
    state = DISPERSION * rng.normal(size=len(b.states))[b.point_state]
    period = 0.1 * rng.normal(size=len(b.periods))[b.point_period]
    theta = fit.theta + state * np.sqrt(fit.variance) + period
    gap = np.where(layout.binary, 0.0, np.maximum(fit.g2 - fit.g1, 1e-3))
    chain = Chain(
        seed, number, theta, fit.beta.copy(), fit.g1.copy(), fit.g1 + gap,
        priors.walk_variance, priors.item_variance,
    )  # fmt: skip
    if priors.authors is None:
        return chain
    if priors.authors.start == "fast":
        theta, *items = chain.standardised()
        return _put(chain, place_items(b, priors.authors, Where(theta, theta.copy(), *items)))
    where = start_as_authors(b, layout.authors, priors.authors, priors.walk_variance, seed, number)
    # their start has the United States positive; here the fit says which side is
    side = 1.0 if where.theta @ fit.theta >= 0 else -1.0
    w = where
    where = Where(side * w.theta, side * w.mean, side * w.beta, w.g1, w.g2)
    return _put(chain, where)


def _put(chain: Chain, w: Where) -> Chain:
    return replace(chain, theta=w.theta, mean=w.mean, beta=w.beta, g1=w.g1, g2=w.g2)


def _sweep_as_authors(layout: Layout, chain: Chain, priors: Priors, kernel: AuthorsKernel) -> Chain:
    where, accepted = sweep_as_authors(
        (chain.seed, chain.number, chain.n_sweeps), layout.ballots, layout.authors, kernel,
        priors.walk_variance, Where(chain.theta, chain.mean, chain.beta, chain.g1, chain.g2),
    )  # fmt: skip
    after = _put(chain, where)
    return replace(after, n_sweeps=chain.n_sweeps + 1, accepted={"cutpoints": accepted})


def sweep(layout: Layout, chain: Chain, priors: Priors, adapt: bool) -> Chain:
    """Make one sweep, exact or as the authors, and return where the chain is then.

    Parameters
    ----------
    adapt : bool
        Whether the pull of the scale in the proposals follows the chain; off once draws count.
    """
    if priors.authors is not None:
        return _sweep_as_authors(layout, chain, priors, priors.authors)
    b, k = layout.ballots, chain.n_sweeps
    rng = np.random.default_rng([chain.seed, chain.number, k, ORBIT])
    theta, beta, g1, g2 = chain.standardised()
    # location and scale are free: any will do, so draw them
    width = layout.width
    scale = math.exp(width * rng.normal())
    centre = scale * width * rng.normal()
    theta = scale * theta + centre
    beta = beta / scale
    g1, g2 = g1 + beta * centre, g2 + beta * centre
    walk, off = layout.walk(chain.walk_variance, chain.weight)
    precision = 1.0 / chain.item_variance
    key = (chain.seed, chain.number, k)
    moved = draw_items(
        *key, theta, beta, g1, g2, layout.binary, scale * scale * precision,
        layout.item_cuts, layout.points_of_items,
    )  # fmt: skip
    square = precision * float(np.sum(beta * beta))
    accepted = {"items": moved / len(beta)}
    moved = tried = 0
    for stage, part in zip(PATH_STAGES, layout.stretches[int(rng.integers(STRETCH))], strict=True):
        if len(part):
            proposed, ratio = propose_paths(
                *key, stage, part, theta, beta, g1, g2, walk, off, chain.ridge,
                layout.point_cuts, layout.items_of_points,
            )  # fmt: skip
            moved += accept_paths(
                *key, stage, part, theta, proposed, ratio, off,
                len(b.states), len(beta), square, width,
            )  # fmt: skip
            tried += len(part)
    accepted["paths"] = moved / tried
    if len(b.periods) > 1:
        moved = move_periods(
            *key, ATTEMPTS, len(b.periods), theta, beta, g1, g2, off, len(b.states),
            precision, width, b.point_period, layout.begins, layout.ends,
            layout.point_cuts, layout.items_of_points,
        )  # fmt: skip
        accepted["periods"] = moved / ATTEMPTS
    lone = layout.lone
    if len(lone):
        moved, tried = move_lone(
            *key, theta, beta, g1, g2, off, len(b.states), precision, width,
            lone.point_ptr, lone.points, lone.item_ptr, lone.items,
            layout.item_cuts, layout.points_of_items, layout.point_cuts, layout.items_of_points,
        )  # fmt: skip
        accepted["lone"] = moved / max(tried, 1)
    after = replace(chain, theta=theta, beta=beta, g1=g1, g2=g2, n_sweeps=k + 1, accepted=accepted)
    if not (adapt or priors.estimate_walk or priors.estimate_items or priors.tails):
        return after
    return _variances(layout, after, priors, rng, adapt)


def _variances(
    layout: Layout, chain: Chain, priors: Priors, rng: np.random.Generator, adapt: bool
) -> Chain:
    """Draw the variances that are estimated, and let the ridge follow the chain."""
    n, n_items = chain.theta.size, chain.beta.size
    n_states = len(layout.ballots.states)
    sums = scale_sums(chain.theta, layout.walk(chain.walk_variance, chain.weight)[1])
    m = sums[0] / n
    s2 = sums[1] / n - m * m
    steps = sums[2] / s2
    first = (sums[4] - 2.0 * m * sums[3] + n_states * m * m) / s2
    square = float(np.sum(chain.beta * chain.beta)) * s2 / chain.item_variance
    walk_variance, item_variance = chain.walk_variance, chain.item_variance
    if priors.estimate_walk and n > n_states:
        scale = priors.walk_variance + 0.5 * steps * walk_variance
        walk_variance = scale / rng.gamma(1.0 + 0.5 * (n - n_states))
    if priors.estimate_items:
        scale = priors.item_variance + 0.5 * square * item_variance
        item_variance = scale / rng.gamma(1.0 + 0.5 * n_items)
    ridge = chain.ridge
    if adapt:
        pull = (n - steps - first + square - n_items) / n
        ridge += 0.1 * (max(pull, 0.0) - ridge)
    weight = chain.weight
    if priors.tails is not None:
        step = np.diff(chain.theta, prepend=0.0) ** 2 * layout.steps / (walk_variance * s2)
        shape = 0.5 * (priors.tails + 1.0)
        weight = rng.gamma(shape, size=n) / (0.5 * (priors.tails + step))
    return replace(
        chain,
        walk_variance=walk_variance,
        item_variance=item_variance,
        ridge=ridge,
        weight=weight,
    )
