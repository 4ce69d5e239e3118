"""What the vote shares of two states alone would give: why raw and corrected indices part."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.agreement.counts import block_tables
from analysis.agreement.indices import distance, kappa
from analysis.rollcalls import RollCalls
from analysis.rollcalls.periods import Grouping

__all__ = ["attainable", "expected"]

Floats = npt.NDArray[np.float64]


def expected(
    rollcalls: RollCalls, a: str, b: str, by: Grouping = "year", weights: str = "linear"
) -> pd.DataFrame:
    """Split kappa into the agreement observed and the agreement expected by chance.

    Kappa is (observed - expected) / (1 - expected), where expected is the agreement of two
    states that cast the same shares of yes, abstain and no without regard to the text.
    When one of them takes to voting No against majorities that vote yes, expected agreement
    falls; observed agreement may fall with it while kappa rises, because it falls by less.

    The shares also bound kappa. The more lopsided they are, the less room is left, and kappa
    is pressed towards zero from both sides whatever the states think of the texts. A kappa
    that moves towards zero with everybody is not a rapprochement with anybody; `lowest` and
    `highest` show how far it could have been from zero.

    Parameters
    ----------
    rollcalls : RollCalls
    a, b : str
    by : {"year", "month", "session", "all"} or sequence of dates
    weights : {"linear", "squared", "none"}
        With ``"linear"`` observed agreement is the ordinal index, with ``"none"`` the share
        of identical votes.

    Returns
    -------
    DataFrame
        Columns ``period, observed, expected, kappa, n, lowest, highest``; the last two are
        the ends of what kappa can be with these vote shares. All but ``n`` are NaN without
        joint votes; the three kappas also where one state cast a single kind of vote (see
        `analysis.agreement.indices.kappa`).

    Raises
    ------
    UsageError
        If a state, the grouping or the weights are unknown.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 3, 3, 3], [1, 1, 1, 3]], states=["USA", "RUS"])
    >>> expected(rc, "USA", "RUS").round(2)
       period  observed  expected  kappa  n  lowest  highest
    0    2000       0.5      0.38    0.2  4    -0.6      0.2
    """
    d = distance(weights)
    agree = 1.0 - d / d.max()
    other = [rollcalls.row(b)]
    rows = []
    for label, part in rollcalls.groups(by):
        zero = np.zeros(part.n_calls, dtype=np.intp)
        t = block_tables(part.of(a), part.votes[other], zero, 1)[0, 0]
        n = t.sum()
        index = float(kappa(t, weights))
        row = dict.fromkeys(("observed", "expected", "lowest", "highest"), np.nan)
        if n:
            row["observed"] = float((agree * t).sum() / n)
            row["expected"] = float(t.sum(axis=1) @ agree @ t.sum(axis=0) / n**2)
        if not np.isnan(index):
            row["lowest"], row["highest"] = (
                (end - row["expected"]) / (1 - row["expected"]) for end in attainable(t, weights)
            )
        rows.append(row | {"period": label, "kappa": index, "n": int(n)})
    columns = ["period", "observed", "expected", "kappa", "n", "lowest", "highest"]
    return pd.DataFrame(rows, columns=columns)


def attainable(counts: npt.ArrayLike, weights: str = "linear") -> tuple[float, float]:
    """Bound the observed agreement of two states by their vote shares alone.

    For distances that are convex in the codes, agreement is largest when the two states' votes
    are matched in order, and smallest when matched in opposite order (the Fréchet-Hoeffding
    bounds of their joint distribution). Without weights only equality counts, and the bounds
    are sums over the three votes.

    Parameters
    ----------
    counts : array-like, shape (3, 3)
    weights : {"linear", "squared", "none"}

    Returns
    -------
    lowest, highest : float
        From 0 to 1.

    Examples
    --------
    >>> attainable([[1, 0, 0], [0, 0, 0], [2, 0, 1]])
    (0.0, 0.5)
    """
    t = np.asarray(counts, dtype=np.float64)
    p, q = t.sum(axis=1) / t.sum(), t.sum(axis=0) / t.sum()
    if weights == "none":
        # At least p + q - 1 of the votes must coincide on a category, at most the smaller share.
        low, high = np.maximum(p + q - 1, 0).sum(), np.minimum(p, q).sum()
        return float(low), float(high)
    d = distance(weights)
    agree = 1.0 - d / d.max()
    f, g = np.cumsum(p)[:, None], np.cumsum(q)[None, :]
    ends = (np.maximum(f + g - 1, 0), np.minimum(f, g))
    joint = [np.diff(np.diff(c, axis=0, prepend=0), axis=1, prepend=0) for c in ends]
    low, high = ((agree * j).sum() for j in joint)
    return float(low), float(high)
