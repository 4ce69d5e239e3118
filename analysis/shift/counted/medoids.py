"""Clusters around medoids: each point belongs to the most central point that is nearest to it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["adjusted_rand", "medoids", "widths"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]

SWEEPS = 100


def medoids(distance: Floats, k: int, start: Ints | None = None) -> tuple[Ints, Ints]:
    """Partition points around k of them (Kaufman and Rousseeuw 1990): build, then swap.

    Parameters
    ----------
    distance : ndarray of float, shape (n, n)
    k : int
    start : ndarray of int, shape (k,), optional
        Medoids to start from, in place of building them.

    Returns
    -------
    labels : ndarray of int, shape (n,)
        The number of the medoid that is nearest.
    centres : ndarray of int, shape (k,)
        The medoids, in order of the points.

    Examples
    --------
    >>> x = np.array([0.0, 0.1, 0.2, 5.0, 5.1])
    >>> labels, centres = medoids(np.abs(x[:, None] - x), 2)
    >>> labels.tolist(), centres.tolist()
    ([0, 0, 0, 1, 1], [1, 3])
    """
    chosen = _built(distance, k) if start is None else start.copy()
    for _ in range(SWEEPS):
        near = distance[:, chosen]
        order = np.argsort(near, axis=1, kind="stable")
        first = np.take_along_axis(near, order[:, :1], 1)[:, 0]
        second = np.take_along_axis(near, order[:, 1:2], 1)[:, 0] if k > 1 else np.inf
        # Cost of putting point h in the place of medoid i, for all h at once.
        costs = np.empty((k, len(distance)))
        for i in range(k):
            without = np.where(order[:, 0] == i, second, first)
            costs[i] = np.minimum(distance, without[:, None]).sum(axis=0)
        out, into = divmod(int(costs.argmin()), len(distance))
        if costs[out, into] >= first.sum() - 1e-12:
            break
        chosen[out] = into
    centres = np.sort(chosen)
    return distance[:, centres].argmin(axis=1), centres


def _built(distance: Floats, k: int) -> Ints:
    """Choose medoids one by one, each the one that brings the points nearest."""
    chosen = [int(distance.sum(axis=0).argmin())]
    while len(chosen) < k:
        near = distance[:, chosen].min(axis=1)
        gain = np.maximum(near[:, None] - distance, 0).sum(axis=0)
        gain[chosen] = -1
        chosen.append(int(gain.argmax()))
    return np.array(chosen, dtype=np.intp)


def widths(distance: Floats, labels: Ints) -> Floats:
    """Return the silhouette width of each point (Rousseeuw 1987), from -1 to 1; 0 if it is alone.

    Examples
    --------
    >>> x = np.array([0.0, 0.0, 1.0, 1.0])
    >>> widths(np.abs(x[:, None] - x), np.array([0, 0, 1, 1])).tolist()
    [1.0, 1.0, 1.0, 1.0]
    """
    k = int(labels.max()) + 1
    if k < 2:
        return np.zeros(len(labels))
    member = np.eye(k)[labels]
    sums, sizes = distance @ member, member.sum(axis=0)
    n = np.arange(len(labels))
    own = sizes[labels]
    within = sums[n, labels] / np.maximum(own - 1, 1)
    means = sums / np.maximum(sizes, 1)
    means[n, labels] = np.inf
    means[:, sizes == 0] = np.inf
    other = means.min(axis=1)
    return np.where(own > 1, (other - within) / np.maximum(np.maximum(other, within), 1e-12), 0.0)


def adjusted_rand(one: Ints, two: Ints) -> float:
    """Return the Rand index of two partitions, adjusted for chance (Hubert and Arabie 1985).

    Examples
    --------
    >>> adjusted_rand(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0]))
    1.0
    """
    table = np.zeros((int(one.max()) + 1, int(two.max()) + 1))
    np.add.at(table, (one, two), 1)

    def pairs(counts: Floats) -> float:
        return float((counts * (counts - 1) / 2).sum())

    both, a, b = pairs(table), pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    total = len(one) * (len(one) - 1) / 2
    expected = a * b / total if total else 0.0
    most = (a + b) / 2
    return 1.0 if most == expected else (both - expected) / (most - expected)
