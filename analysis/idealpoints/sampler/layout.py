"""Votes and paths laid out for the sampler: by kind of vote, in stretches, by who stands alone."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.idealpoints.priors import FIRST_VARIANCE, Prior, RandomWalk
from analysis.idealpoints.sampler.arrays import Runs, Votes
from analysis.idealpoints.sampler.lone_moves import LoneGroups, lone_groups
from analysis.idealpoints.votes.ballots import Ballots

__all__ = ["Layout", "lay_out_for_sampling", "loose_runs"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
#: Points of a path that are moved together.
STRETCH = 10
#: Largest share of a run's votes on items of other periods, too, at which the run is moved.
TIED = 0.2
#: Least width of the free log-scale and location; see `scale_prior.log_prior` and `Layout.width`.
WIDTH = 0.02


@dataclass(frozen=True, eq=False)
class Layout:
    """Votes sorted by kind within items and within points, and stretches of paths.

    Attributes
    ----------
    of_items, of_points : Votes
        Of each item the points, of each point the items.
    stretches : tuple of pairs of ndarray of int64, shape (n, 3)
        For each offset, the even and the odd stretches: first point, end, end of the state.
    runs : Runs
        Periods of points and items.
    links : Votes
        Of points, as `of_points`, but on items of several periods alone: all that ties periods.
    steps : ndarray, shape (n_points,)
        Precision of the step to each point where the walk's variance is 1; 0 where it is afresh.
    binary : ndarray of bool, shape (n_items,)
        Items with one cutpoint.
    lone : LoneGroups
    """

    ballots: Ballots
    of_items: Votes
    of_points: Votes
    stretches: tuple[tuple[Ints, Ints], ...]
    runs: Runs
    links: Votes
    steps: Floats
    binary: npt.NDArray[np.bool_]
    lone: LoneGroups

    @property
    def n_afresh(self) -> int:
        """Points that nothing leads to."""
        return int((self.steps == 0).sum())

    @property
    def width(self) -> float:
        """Width of the free log-scale and location; changes no draw, but how fast they mix.

        A state's path moves the mean and spread of all points, the more the fewer there are.
        Held to 0.02 with eight points, no path could move far.
        """
        return max(WIDTH, 1.0 / math.sqrt(self.ballots.n_points))

    def walk(self, variance: float, weight: Floats | None = None) -> tuple[Floats, Floats]:
        """Return the prior's tridiagonal precision at a variance, as `priors.tridiagonal`.

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


def lay_out_for_sampling(ballots: Ballots, prior: Prior | None = None) -> Layout:
    """Sort the votes by kind and cut the paths into stretches.

    Parameters
    ----------
    ballots : Ballots
    prior : Prior, optional
        Of the paths; a random walk by default.
    """
    b, spans = ballots, (prior or RandomWalk()).spans(ballots)
    item = np.repeat(np.arange(len(b.items)), np.diff(b.item_ptr))
    by_item = np.lexsort((b.by_item_point, b.by_item_kind, item))
    point = np.repeat(np.arange(b.n_points), np.diff(b.point_ptr))
    by_point = np.lexsort((b.by_point_item, b.by_point_kind, point))
    period = b.point_period[b.by_item_point]
    of_items = Votes(
        _cuts(item, b.by_item_kind, len(b.items)), np.ascontiguousarray(b.by_item_point[by_item])
    )
    begins = np.minimum.reduceat(period, b.item_ptr[:-1]).astype(np.int64)
    ends = np.maximum.reduceat(period, b.item_ptr[:-1]).astype(np.int64)
    linked = by_point[(begins < ends)[b.by_point_item[by_point]]]
    return Layout(
        ballots=b,
        of_items=of_items,
        of_points=Votes(
            _cuts(point, b.by_point_kind, b.n_points),
            np.ascontiguousarray(b.by_point_item[by_point]),
        ),
        stretches=tuple(_stretches(b.state_ptr, offset) for offset in range(STRETCH)),
        runs=Runs(
            b.point_period,
            begins,
            ends,
            len(b.periods),
            *loose_runs(
                np.bincount(b.point_period, np.diff(b.point_ptr), len(b.periods)).astype(
                    np.float64
                ),
                (begins, ends, np.diff(b.item_ptr)),
            ),
        ),
        links=Votes(
            _cuts(point[linked], b.by_point_kind[linked], b.n_points),
            np.ascontiguousarray(b.by_point_item[linked]),
        ),
        steps=np.divide(1.0, spans, out=np.zeros(b.n_points), where=spans > 0),
        binary=b.missing > 0,
        lone=lone_groups(*of_items, b.point_period),
    )


def _cuts(unit: npt.NDArray[np.integer], kind: npt.NDArray[np.int8], n: int) -> Ints:
    counts = np.bincount(unit * 3 + kind, minlength=3 * n)
    edges = np.concatenate([[0], np.cumsum(counts)])
    return np.column_stack([edges[:-1].reshape(n, 3), edges[3::3]]).astype(np.int64)


def loose_runs(votes: Floats, items: tuple[Ints, Ints, Ints]) -> tuple[Ints, Floats]:
    """Return the runs of periods of which few votes are on items voted on elsewhere, too.

    Of the rest the votes tell where they are, and steps of single items and paths get there.

    Parameters
    ----------
    votes : ndarray, shape (n_periods,)
        Cast in each period.
    items : tuple of ndarray of int64, shape (n_items,)
        First and last period of each item, and its votes.

    Returns
    -------
    runs : ndarray of int64, shape (n, 2)
        First and last period; never all periods, nor periods without votes alone.
    odds : ndarray, shape (n,)
        Cumulative chances. Runs from the first period on, to the last one, of one period and
        any runs have a quarter each, or what there is of them.

    Examples
    --------
    >>> begins, ends = np.array([0, 0, 1, 2]), np.array([0, 1, 1, 2])
    >>> runs, odds = loose_runs(np.array([9.0, 8.0, 5.0]), (begins, ends, np.array([8, 2, 7, 5])))
    >>> runs.tolist(), odds.round(2).tolist()
    ([[0, 0], [0, 1], [1, 1], [1, 2], [2, 2]], [0.26, 0.43, 0.57, 0.74, 1.0])
    """
    n = len(votes)
    own = np.zeros((n, n))
    np.add.at(own, items[:2], items[2])
    own = np.cumsum(np.cumsum(own[::-1], axis=0)[::-1], axis=1)  # of items within the run
    first, last = np.triu_indices(n)
    before = np.concatenate([[0.0], np.cumsum(votes)])
    cast = before[last + 1] - before[first]
    few = (cast > 0) & (cast - own[first, last] <= TIED * cast) & (last - first < n - 1)
    first, last = first[few], last[few]
    chance = np.zeros(len(first))
    for kind in (first == 0, last == n - 1, first == last, np.full(len(first), True)):
        chance[kind] += 1.0 / max(kind.sum(), 1)
    odds = np.cumsum(chance) / max(chance.sum(), 1.0)
    return np.column_stack([first, last]).astype(np.int64), odds


def _stretches(state_ptr: Ints, offset: int) -> tuple[Ints, Ints]:
    """Cut every state's points at `offset` and every `STRETCH` from there; even and odd ones."""
    parts: tuple[list[tuple[int, int, int]], ...] = ([], [])
    for lo, hi in zip(state_ptr[:-1].tolist(), state_ptr[1:].tolist(), strict=True):
        edges = [lo, *range(lo + (offset or STRETCH), hi, STRETCH), hi]
        for k, (a, z) in enumerate(zip(edges[:-1], edges[1:], strict=True)):
            parts[k % 2].append((a, z, hi))
    even, odd = (np.array(p, dtype=np.int64).reshape(-1, 3) for p in parts)
    return even, odd
