"""Clusters of roll calls: variances that allow for them, and p-values where they are few."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["cluster_variance", "randomised_p", "text_clusters"]

Floats = npt.NDArray[np.float64]

#: Changes and errors of probabilities are zero up to here.
ROUNDING = 1e-9


def text_clusters(calls: pd.DataFrame) -> npt.NDArray[np.object_]:
    """Name the cluster of each roll call: its recurring text, or itself if it has none.

    Examples
    --------
    >>> text_clusters(pd.DataFrame({"id": ["a", "b", "c"], "recurring_text": ["a", "a", ""]}))
    array(['a', 'a', 'c'], dtype=object)
    """
    text = calls["recurring_text"].fillna("").astype(str)
    return np.asarray(text.where(text != "", calls["id"].astype(str)), dtype=object)


def cluster_variance(influence: Floats, groups: Sequence[npt.NDArray[np.generic]]) -> float:
    """Compute the variance of a sum over rows that hang together within clusters.

    Parameters
    ----------
    influence : ndarray, shape (n,)
        What each row adds to the estimate.
    groups : one or two arrays, shape (n,)
        With two, V(first) + V(second) - V(both) (Cameron, Gelbach and Miller 2011), or the
        larger of the first two where that is smaller. Each is multiplied by G/(G - 1).

    Examples
    --------
    >>> cluster_variance(np.array([1.0, 1.0, -2.0]), [np.array([0, 0, 1])])
    16.0
    """
    parts = [_one_way(influence, pd.factorize(g)[0]) for g in groups]
    if len(parts) == 1:
        return parts[0]
    pairs = pd.factorize(pd.MultiIndex.from_arrays([pd.factorize(g)[0] for g in groups]))[0]
    both = sum(parts) - _one_way(influence, pairs)
    return max(both, *parts)


def _one_way(influence: Floats, codes: npt.NDArray[np.intp]) -> float:
    sums = np.bincount(codes, weights=influence)
    count = len(sums)
    return float((sums**2).sum() * count / max(count - 1, 1))


def randomised_p(
    y: Floats,
    base: Floats,
    on: Floats,
    late: npt.NDArray[np.bool_],
    groups: npt.NDArray[np.generic],
    draws: int,
    rng: np.random.Generator,
) -> tuple[float, str]:
    """Compute a p-value that does not need many clusters.

    If no cluster lies on both sides of the event, clusters are dealt anew to the two sides, as
    many to each as there are, and the change is divided by its error in each deal: with clusters
    of unequal size a plain change varies less in most deals than as observed where the few
    clusters after are small (Chung and Romano 2013, Annals of Statistics 41). Else the signs of
    the clusters' scores under no change are drawn (wild cluster bootstrap of scores, Kline and
    Santos 2012, J. Econometric Methods 1).

    Parameters
    ----------
    y : ndarray, shape (n,)
    base : ndarray, shape (n, k)
        What is held constant.
    on : ndarray, shape (n,)
        1 for the roll calls on the issue whose change is compared with the others'; all 1 for
        the change on every roll call.
    late : ndarray of bool, shape (n,)
        After the event.
    groups : ndarray, shape (n,)
    draws : int
    rng : Generator

    Returns
    -------
    p_value : float
    said : str
        How, in words.

    Examples
    --------
    >>> late = np.arange(6) > 4
    >>> p, said = randomised_p(late * 1.0, np.ones((6, 1)), np.ones(6), late, np.arange(6), 999,
    ...                        np.random.default_rng(1))
    >>> 0.1 < p < 0.25, said
    (True, 'p from 999 deals of 6 clusters to the two sides')
    """
    codes, names = pd.factorize(groups)
    count = len(names)
    after = np.bincount(codes, weights=late) > 0
    mixed = after & (np.bincount(codes, weights=~late) > 0)
    if not mixed.any():
        statistic = _size(y, base, on, codes, after)
        drawn = np.array([_size(y, base, on, codes, rng.permutation(after)) for _ in range(draws)])
        p = (1 + (drawn >= statistic - 1e-12).sum()) / (draws + 1)
        return float(p), f"p from {draws:,} deals of {count} clusters to the two sides"
    held, tested = _columns(base, on, late)
    basis, _ = np.linalg.qr(held)
    residuals = y - basis @ (basis.T @ y)
    score = np.bincount(codes, weights=(tested - basis @ (basis.T @ tested)) * residuals)
    signs = rng.choice([-1.0, 1.0], (draws, count))
    p = (1 + (np.abs(signs @ score) >= abs(score.sum()) - 1e-12).sum()) / (draws + 1)
    return float(p), f"p from {draws:,} draws of signs of {count} clusters"


def _columns(base: Floats, on: Floats, late: npt.NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Return what is held constant and what is tested: time, or issue times time."""
    time = late.astype(np.float64)
    held = base if on.all() else np.column_stack([base, time])
    return held, on * time


def _size(
    y: Floats, base: Floats, on: Floats, codes: npt.NDArray[np.intp], after: npt.NDArray[np.bool_]
) -> float:
    """Size of the change in units of its error, clustered; each cluster lies on one side."""
    held, tested = _columns(base, on, after[codes])
    basis, _ = np.linalg.qr(held)
    moving = tested - basis @ (basis.T @ tested)
    free = y - basis @ (basis.T @ y)
    weight = float(moving @ moving)
    if weight <= ROUNDING:  # nothing of the time is left beside what is held constant
        return 0.0
    change = float(moving @ free) / weight
    sums = np.bincount(codes, weights=moving * (free - change * moving)) / weight
    variance = 0.0
    for side in (after, ~after):
        count = int(side.sum())
        variance += float((sums[side] ** 2).sum()) * count / max(count - 1, 1)
    error = float(np.sqrt(variance))
    if error <= ROUNDING:  # no cluster unlike another of its side: the largest there can be
        return float("inf") if abs(change) > ROUNDING else 0.0
    return abs(change) / error
