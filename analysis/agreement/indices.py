"""Indices of agreement between two states, from the 3 x 3 table of their joint votes.

Rows of a table are the first state's votes, columns the second's, in the order yes, abstain,
no. Every index is symmetric in the two states and in yes and no.

*Raw* indices (`ordinal`, `identical`, `s`) say how close the votes were. They follow base
rates: when one state nearly always votes No, its raw agreement with another is little more
than the other's share of Noes, whatever either thinks of the texts (Häge 2011).
*Chance-corrected* indices (`kappa`, `pi`, `alpha`) compare the disagreement observed with the
disagreement expected from how often each vote is cast, and so need variation in the votes: 1
is full agreement, 0 is what the vote shares alone would give, negative is less than that.
They can rise while the raw index falls; see `analysis.agreement.expected`. Nor do they agree
with each other when the two states' vote shares differ: kappa takes the shares as given, so
that lopsided shares leave it little room on either side of zero, while pi and alpha count the
difference between the shares as disagreement. Report one of each kind.

NaN means that the votes leave the index undefined: no roll call on which both states cast a
vote, or no variation to correct for. It is never a stand-in for zero.

References
----------
Cohen, J. (1968). Psychological Bulletin 70(4), 213-220.
Häge, F. (2011). Political Analysis 19(3), 287-305.
Krippendorff, K. (2004). Content Analysis, 2nd ed., ch. 11.
Lijphart, A. (1963). American Political Science Review 57(4), 902-917.
Scott, W. (1955). Public Opinion Quarterly 19(3), 321-325.
Signorino, C., and Ritter, J. (1999). International Studies Quarterly 43(1), 115-144.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce

import numpy as np
import numpy.typing as npt

from analysis.errors import UsageError

__all__ = ["INDICES", "Index", "alpha", "identical", "index_named", "kappa", "ordinal", "pi", "s"]

Floats = npt.NDArray[np.float64]
Index = Callable[[npt.ArrayLike], Floats]

#: Distance between votes, by the name of the weights that go with it (1 - distance / largest).
DISTANCES: Mapping[str, tuple[tuple[float, ...], ...]] = {
    "linear": ((0, 1, 2), (1, 0, 1), (2, 1, 0)),
    "squared": ((0, 1, 4), (1, 0, 1), (4, 1, 0)),
    "none": ((0, 1, 1), (1, 0, 1), (1, 1, 0)),
}


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
    t = _tables(counts)
    return 1.0 - _ratio(_sum(t, "linear"), 2.0 * t.sum(axis=(-2, -1)))


def identical(counts: npt.ArrayLike) -> Floats:
    """Share of roll calls on which both cast the same vote.

    Parameters and result as in `ordinal`.

    Examples
    --------
    >>> float(identical([[2, 1, 0], [0, 0, 0], [1, 0, 0]]))
    0.5
    """
    t = _tables(counts)
    return 1.0 - _ratio(_sum(t, "none"), t.sum(axis=(-2, -1)))


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
    t = _tables(counts)
    rows, columns = _margins(t)
    n = t.sum(axis=(-2, -1))
    constant = (np.max(rows, axis=0) == n) | (np.max(columns, axis=0) == n)
    by_chance = _product(rows, columns, weights)
    return 1.0 - _ratio(n * _sum(t, weights), np.where(constant, 0.0, by_chance))


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
    t = _tables(counts)
    rows, columns = _margins(t)
    both = [r + c for r, c in zip(rows, columns, strict=True)]
    n = t.sum(axis=(-2, -1))
    return 1.0 - _ratio(4.0 * n * _sum(t, weights), _product(both, both, weights))


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
    t = _tables(counts)
    rows, columns = _margins(t)
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
        raise UsageError(f"unknown metric {metric!r}", "alpha", "use interval or ordinal")
    n = t.sum(axis=(-2, -1))
    observed = sum(w * (t[..., i, j] + t[..., j, i]) for (i, j), w in d.items())
    by_chance = sum(w * m[i] * m[j] for (i, j), w in d.items())
    return 1.0 - _ratio(np.asarray((2.0 * n - 1.0) * observed), np.asarray(by_chance))


#: The indices by name, each from tables of shape (..., 3, 3) to values of shape (...).
INDICES: Mapping[str, Index] = {
    "ordinal": ordinal,
    "identical": identical,
    "s": s,
    "kappa": kappa,
    "pi": pi,
    "alpha": alpha,
}


def index_named(name: str) -> Index:
    """Return an index by name.

    Raises
    ------
    UsageError
        If there is none of that name.

    Examples
    --------
    >>> index_named("kappa") is kappa
    True
    """
    if name not in INDICES:
        raise UsageError(f"unknown index {name!r}", "agreement", f"use {', '.join(INDICES)}")
    return INDICES[name]


def distance(weights: str) -> Floats:
    """Return the 3 x 3 distances that go with weights, in units of the smallest."""
    if weights not in DISTANCES:
        raise UsageError(f"unknown weights {weights!r}", "agreement", f"use {', '.join(DISTANCES)}")
    return np.array(DISTANCES[weights], dtype=np.float64)


def _tables(counts: npt.ArrayLike) -> Floats:
    t = np.asarray(counts, dtype=np.float64)
    if t.shape[-2:] != (3, 3):
        raise UsageError(f"counts have shape {t.shape}", "agreement", "expected (..., 3, 3)")
    return t


def _margins(t: Floats) -> tuple[list[Floats], list[Floats]]:
    return [t[..., k, :].sum(-1) for k in range(3)], [t[..., :, k].sum(-1) for k in range(3)]


def _sum(t: Floats, weights: str) -> Floats:
    """Sum of distances over the votes of each table; slices, because they are contiguous."""
    d = distance(weights)
    terms = (d[i, j] * t[..., i, j] for i in range(3) for j in range(3) if d[i, j])
    return reduce(np.add, terms)


def _product(rows: list[Floats], columns: list[Floats], weights: str) -> Floats:
    d = distance(weights)
    terms = (d[i, j] * rows[i] * columns[j] for i in range(3) for j in range(3) if d[i, j])
    return reduce(np.add, terms)


def _ratio(above: Floats, below: Floats) -> Floats:
    """Divide; NaN where the denominator is zero. Counts are whole, so zero is exact."""
    out = np.full(np.shape(below), np.nan)
    np.divide(above, below, out=out, where=np.asarray(below) > 0)
    return out[()]
