"""Cohen's weighted kappa."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from analysis.agreement.indices.index import Index
from analysis.agreement.indices.tables import margins, product, ratio, summed, tables

__all__ = ["INDEX", "kappa"]

Floats = npt.NDArray[np.float64]


def kappa(counts: npt.ArrayLike, weights: str = "linear") -> Floats:
    """Cohen's weighted kappa: chance is what each state's own vote shares would give.

    Parameters
    ----------
    counts : array-like, shape (..., 3, 3)
    weights : {"linear", "squared", "none"}
        ``"linear"`` counts yes against abstain as half of yes against no; ``"squared"`` as a
        quarter; ``"none"`` counts every difference alike.

    Returns
    -------
    ndarray of float, shape (...)
        From -1 to 1. NaN without joint votes, and where either state cast one and the same
        vote throughout: its shares then leave only one possible table, observed and expected
        disagreement are equal by construction, and the zero (or 0/0) that the formula returns
        says nothing about agreement.

    Raises
    ------
    UsageError
        If the weights are unknown.

    Examples
    --------
    >>> round(float(kappa([[20, 5, 0], [5, 10, 5], [0, 5, 50]])), 3)
    0.77
    >>> float(kappa([[69, 0, 1], [0, 0, 0], [0, 0, 0]]))
    nan
    """
    t = tables(counts)
    rows, columns = margins(t)
    n = t.sum(axis=(-2, -1))
    constant = (np.max(rows, axis=0) == n) | (np.max(columns, axis=0) == n)
    by_chance = product(rows, columns, weights)
    return 1.0 - ratio(n * summed(t, weights), np.where(constant, 0.0, by_chance))


INDEX = Index(
    "kappa",
    "kappa",
    "Chance-corrected: kappa, linear weights",
    kappa,
    "Cohen, J. (1968). Psychological Bulletin 70(4), 213-220.",
    chance_corrected=True,
    lowest=-1.0,
    headline=True,
)
