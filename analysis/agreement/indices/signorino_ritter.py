"""Signorino and Ritter's S."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from analysis.agreement.indices.index import Index
from analysis.agreement.indices.lijphart import ordinal

__all__ = ["INDEX", "s"]

Floats = npt.NDArray[np.float64]


def s(counts: npt.ArrayLike) -> Floats:
    """Signorino and Ritter's S: 1 - 2 sum(d) / (n d_max), linear distance, equal weights.

    With these choices S is twice the ordinal agreement less one: another scale for the same
    raw quantity, from -1 to 1, and not corrected for chance although it can be negative.

    Parameters and result as in `ordinal`, but for the range.

    Examples
    --------
    >>> float(s([[2, 1, 0], [0, 0, 0], [1, 0, 0]]))
    0.25
    """
    return 2.0 * ordinal(counts) - 1.0


INDEX = Index(
    "s",
    "S",
    "Signorino and Ritter's S",
    s,
    "Signorino, C., and Ritter, J. (1999). International Studies Quarterly 43(1), 115-144.",
    lowest=-1.0,
    rescales="ordinal",
)
