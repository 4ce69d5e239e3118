"""Raw agreement, an abstention as far as a No."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from analysis.agreement.indices.index import Index
from analysis.agreement.indices.tables import ratio, summed, tables

__all__ = ["INDEX", "identical"]

Floats = npt.NDArray[np.float64]


def identical(counts: npt.ArrayLike) -> Floats:
    """Share of roll calls on which both cast the same vote.

    Parameters and result as in `ordinal`.

    Examples
    --------
    >>> float(identical([[2, 1, 0], [0, 0, 0], [1, 0, 0]]))
    0.5
    """
    t = tables(counts)
    return 1.0 - ratio(summed(t, "none"), t.sum(axis=(-2, -1)))


INDEX = Index(
    "identical",
    "the share of identical votes",
    "Raw: share of identical votes",
    identical,
    "Lijphart, A. (1963). American Political Science Review 57(4), 902-917.",
)
