"""Anderson acceleration of a fixed-point iteration, with its least squares kept up to date."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from analysis.compiled import njit

__all__ = ["Anderson"]

Floats = npt.NDArray[np.float64]
#: Ridge of the normal equations, whose columns have length 1: directions in which the steps
#: kept differ by less than 1e-5 of their size are left alone.
RIDGE = 1e-10
#: Where the largest residual is this many times the least so far, the past misleads.
WORSE = 2.0


class Anderson:
    """Anderson acceleration of a fixed-point iteration (Walker and Ni 2011).

    The products of the residuals' differences are kept, so that a step costs one product
    with each of them rather than a decomposition. Where the largest residual doubles, all
    that is kept is forgotten and a plain step taken: combined steps can run in circles round
    a fixed point that plain ones reach.

    Parameters
    ----------
    memory : int
        Earlier steps combined.
    cap : float
        Largest change of any element in one accelerated step.

    Examples
    --------
    >>> accelerate, x = Anderson(3, 10.0), np.array([1.0, 1.0])
    >>> for _ in range(5):
    ...     x = accelerate(x, x * np.array([0.9, 0.5]) + 1)
    >>> x.round(6).tolist()
    [10.0, 2.0]
    """

    def __init__(self, memory: int, cap: float) -> None:
        self.memory, self.cap = memory, cap
        self.calls, self.least = 0, np.inf
        self.residual: Floats = np.zeros(0)
        self.image: Floats = np.zeros(0)

    def __call__(self, x: Floats, image: Floats) -> Floats:
        """Return the next point from the present one and its image."""
        residual = image - x
        size = float(np.abs(residual).max())
        if size > WORSE * self.least:
            self.calls, self.least = 0, size
            return image
        self.least = min(self.least, size)
        if not self.calls:
            self.residuals, self.images = np.zeros((2, self.memory, x.size))
            self.gram = np.zeros((self.memory, self.memory))
            step = residual
        else:
            slot = (self.calls - 1) % self.memory
            self.residuals[slot] = residual - self.residual
            self.images[slot] = image - self.image
            known = min(self.calls, self.memory)
            product = _products(self.residuals[:known], residual, slot, self.gram)
            length = np.sqrt(np.maximum(np.diag(self.gram)[:known], np.finfo(float).tiny))
            scaled = self.gram[:known, :known] / np.outer(length, length)
            scaled[np.diag_indices(known)] += RIDGE
            share = np.linalg.solve(scaled, product / length) / length
            step = _less(residual, share, self.images[:known])
        self.residual, self.image = residual, image
        self.calls += 1
        return x + np.clip(step, -self.cap, self.cap)


def _products_at_once(rows: Floats, residual: Floats, slot: int, gram: Floats) -> Floats:
    """Do what `_products` does, without a compiler."""
    known = len(rows)
    gram[:known, slot] = gram[slot, :known] = rows @ rows[slot]
    product: Floats = rows @ residual
    return product


@njit(_products_at_once, cache=True)
def _products(rows: Floats, residual: Floats, slot: int, gram: Floats) -> Floats:
    """Return the product of each row with the residual; bring one line of `gram` up to date."""
    product = np.zeros(rows.shape[0])
    for r in range(rows.shape[0]):
        with_residual = with_new = 0.0
        for i in range(residual.size):
            with_residual += rows[r, i] * residual[i]
            with_new += rows[r, i] * rows[slot, i]
        product[r] = with_residual
        gram[r, slot] = gram[slot, r] = with_new
    return product


def _less_at_once(residual: Floats, share: Floats, images: Floats) -> Floats:
    """Do what `_less` does, without a compiler."""
    return residual - share @ images


@njit(_less_at_once, cache=True)
def _less(residual: Floats, share: Floats, images: Floats) -> Floats:
    """Return the residual less a combination of rows."""
    step = residual.copy()
    for r in range(share.size):
        for i in range(step.size):
            step[i] -= share[r] * images[r, i]
    return step
