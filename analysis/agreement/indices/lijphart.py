"""Raw agreement, an abstention half way."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from analysis.agreement.indices.index import Index
from analysis.agreement.indices.tables import ratio, summed, tables

__all__ = ["INDEX", "ordinal"]

Floats = npt.NDArray[np.float64]


def ordinal(counts: npt.ArrayLike) -> Floats:
    """Mean of 1 - |a - b| / 2 over roll calls: an abstention is half way (Lijphart 1963).

    Parameters
    ----------
    counts : array-like, shape (..., 3, 3)
        Joint counts of votes, rows the first state's.

    Returns
    -------
    ndarray of float, shape (...)
        From 0 (always opposed) to 1 (always the same); NaN without joint votes.

    Examples
    --------
    >>> float(ordinal([[2, 1, 0], [0, 0, 0], [1, 0, 0]]))
    0.625
    """
    t = tables(counts)
    return 1.0 - ratio(summed(t, "linear"), 2.0 * t.sum(axis=(-2, -1)))


INDEX = Index(
    "ordinal",
    "raw agreement",
    "Raw: ordinal agreement",
    ordinal,
    "Lijphart, A. (1963). American Political Science Review 57(4), 902-917.",
    headline=True,
)
