"""Krippendorff's alpha for two coders."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from analysis.agreement.indices.index import Index
from analysis.agreement.indices.tables import margins, ratio, tables
from analysis.errors import UsageError

__all__ = ["INDEX", "alpha"]

Floats = npt.NDArray[np.float64]


def alpha(counts: npt.ArrayLike, metric: str = "interval") -> Floats:
    """Krippendorff's alpha for two coders: 1 - observed / expected disagreement.

    Parameters
    ----------
    counts : array-like, shape (..., 3, 3)
    metric : {"interval", "ordinal"}
        ``"interval"`` squares the difference of the codes 1, 2, 3. It is the default because
        its distances are the same for every pair and year, so that a change in alpha is a
        change in votes. ``"ordinal"`` (Krippendorff 2004) measures the distance between two
        votes by how many votes lie between them, so that the distance itself moves with the
        vote shares; it is there for comparison with studies that use it.

    Returns
    -------
    ndarray of float, shape (...)
        From -1 to 1; NaN as in `pi`. Because the interval metric squares, yes against no
        weighs four times yes against abstain, not twice as in `kappa` and `pi`.

    Raises
    ------
    UsageError
        If the metric is unknown.

    Notes
    -----
    Only roll calls with two votes cast enter (Krippendorff's pairable values), and chance is
    drawn without replacement, hence the factor 2n - 1 where pi has 2n.

    Examples
    --------
    >>> round(float(alpha([[3, 1, 0], [0, 2, 0], [0, 0, 4]])), 3)
    0.936
    """
    t = tables(counts)
    rows, columns = margins(t)
    m = [r + c for r, c in zip(rows, columns, strict=True)]
    d: dict[tuple[int, int], Floats | float]
    if metric == "interval":
        d = {(0, 1): 1.0, (1, 2): 1.0, (0, 2): 4.0}
    elif metric == "ordinal":
        d = {
            (0, 1): ((m[0] + m[1]) / 2) ** 2,
            (1, 2): ((m[1] + m[2]) / 2) ** 2,
            (0, 2): ((m[0] + m[2]) / 2 + m[1]) ** 2,
        }
    else:
        raise UsageError(f"unknown metric {metric!r}", "metric", "use interval or ordinal")
    n = t.sum(axis=(-2, -1))
    observed = sum(w * (t[..., i, j] + t[..., j, i]) for (i, j), w in d.items())
    by_chance = sum(w * m[i] * m[j] for (i, j), w in d.items())
    return 1.0 - ratio(np.asarray((2.0 * n - 1.0) * observed), np.asarray(by_chance))


INDEX = Index(
    "alpha",
    "Krippendorff's alpha",
    "Chance-corrected: Krippendorff's alpha",
    alpha,
    "Krippendorff, K. (2004). Content Analysis, 2nd ed., ch. 11.",
    chance_corrected=True,
    lowest=-1.0,
)
