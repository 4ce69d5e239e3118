"""Draws in the plane, and how the axes of each are chosen (Procrustes); distances do not depend."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from analysis.idealpoints.sampler.draws import Plan

__all__ = ["PlaneDraws", "align", "nearest_turns", "turned_along"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class PlaneDraws:
    """Standardised draws, their axes nearest to a target.

    Attributes
    ----------
    theta : ndarray of float32, shape (chains, draws, n_points, 2)
        In every draw each coordinate has mean 0 and standard deviation 1 over all points, and
        the two have no correlation.
    items : ndarray of float32, shape (chains, n, 4, n_items)
        β1, β2, γ1, γ2 of evenly spaced draws, `item_draws` says of which.
    item_draws : ndarray of int64, shape (n,)
    accepted : dict of str to float
        Running mean of the shares of moves accepted, over about the last 100 sweeps.
    plan : Plan
    seconds : float
        Spent sampling, earlier parts included.
    complete : bool
        False if the run was interrupted; the draws made until then are here.
    """

    theta: npt.NDArray[np.float32]
    items: npt.NDArray[np.float32]
    item_draws: npt.NDArray[np.int64]
    accepted: dict[str, float]
    plan: Plan
    seconds: float
    complete: bool


def nearest_turns(theta: npt.NDArray[np.floating], target: Floats) -> Floats:
    """Return the orthogonal matrices Q by which θQ is nearest to a target, in least squares.

    Source: Schönemann (1966), Psychometrika 31(1).

    Parameters
    ----------
    theta : ndarray, shape (n, n_points, 2)
    target : ndarray, shape (n_points, 2)

    Returns
    -------
    ndarray, shape (n, 2, 2)
        Rotations and reflections.

    Examples
    --------
    >>> target = np.array([[1.0, 0.0], [0.0, 2.0], [-1.0, -2.0]])
    >>> mirrored = target[:, ::-1]
    >>> turn = nearest_turns(mirrored[None], target)[0]
    >>> np.allclose(mirrored @ turn, target)
    True
    """
    cross = np.einsum("dpi,pj->dij", theta, target, optimize=True)
    left, _, right = np.linalg.svd(cross)
    found: Floats = left @ right
    return found


def align(
    theta: npt.NDArray[np.float32],
    items: npt.NDArray[np.float32],
    item_draws: npt.NDArray[np.int64],
    target: Floats,
) -> None:
    """Turn every draw in place, with its items, to lie nearest to a target; see `nearest_turns`."""
    for chain, held in zip(theta, items, strict=True):
        turns = np.empty((len(chain), 2, 2))
        for k, draw in enumerate(chain):
            turns[k] = nearest_turns(draw[None].astype(np.float64), target)[0]
            chain[k] = draw @ turns[k]
        for k, at in enumerate(item_draws):
            held[k, :2] = turns[at].T @ held[k, :2]


def turned_along(
    draws: PlaneDraws, first: npt.NDArray[np.bool_], second: npt.NDArray[np.bool_]
) -> PlaneDraws:
    """Return draws whose axes two states' points choose, in every draw.

    Parameters
    ----------
    draws : PlaneDraws
    first : ndarray of bool, shape (n_points,)
        Points whose mean is to lie on the positive first axis.
    second : ndarray of bool, shape (n_points,)
        Points whose mean second coordinate is to be positive.
    """
    theta, items = draws.theta.copy(), draws.items.copy()
    one = theta[:, :, first].mean(axis=2, dtype=np.float64)
    one /= np.linalg.norm(one, axis=-1, keepdims=True)
    across = np.stack([-one[..., 1], one[..., 0]], axis=-1)
    two = theta[:, :, second].mean(axis=2, dtype=np.float64)
    across *= np.where((two * across).sum(axis=-1) < 0, -1.0, 1.0)[..., None]
    turns = np.stack([one, across], axis=-1)  # columns are the new axes
    theta = (theta @ turns.astype(np.float32)).astype(np.float32)
    for chain, held in enumerate(items):
        for k, at in enumerate(draws.item_draws):
            held[k, :2] = turns[chain, at].T @ held[k, :2]
    return replace(draws, theta=theta, items=items)
