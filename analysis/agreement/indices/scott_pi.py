"""Scott's pi, weighted."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from analysis.agreement.indices.index import Index
from analysis.agreement.indices.tables import margins, product, ratio, summed, tables

__all__ = ["INDEX", "pi"]

Floats = npt.NDArray[np.float64]


def pi(counts: npt.ArrayLike, weights: str = "linear") -> Floats:
    """Scott's pi: chance is what the vote shares of both states together would give.

    Scott (1955) defined it for nominal categories, here ``weights="none"``. The default is the
    weighted form (Häge 2011), so that it differs from `kappa` in what counts as chance and in
    nothing else. Taking both states' shares together, pi treats a difference between their
    shares as disagreement; kappa takes the shares as given.

    Parameters
    ----------
    counts : array-like, shape (..., 3, 3)
    weights : {"linear", "squared", "none"}
        As in `kappa`.

    Returns
    -------
    ndarray of float, shape (...)
        From -1 to 1; NaN without joint votes, and where both states only ever cast the same
        single vote.

    Raises
    ------
    UsageError
        If the weights are unknown.

    Examples
    --------
    >>> float(pi([[0, 0, 4], [0, 0, 0], [0, 0, 0]]))
    -1.0
    """
    t = tables(counts)
    rows, columns = margins(t)
    both = [r + c for r, c in zip(rows, columns, strict=True)]
    n = t.sum(axis=(-2, -1))
    return 1.0 - ratio(4.0 * n * summed(t, weights), product(both, both, weights))


INDEX = Index(
    "pi",
    "Scott's pi",
    "Chance-corrected: Scott's pi",
    pi,
    "Scott, W. (1955). Public Opinion Quarterly 19(3), 321-325.",
    chance_corrected=True,
    lowest=-1.0,
)
