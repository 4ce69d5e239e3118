"""The house's error of what is counted: each day of voting left out in turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from analysis.errors import UsageError
from analysis.inference.result import (
    PLUS,
    Jackknife,
    added_variance,
    from_gram,
    variance_of_windows,
    with_more,
)
from analysis.inference.statistics import ratio

__all__ = ["jackknife_change", "jackknife_joint", "jackknife_level", "jackknife_mean"]

Floats = npt.NDArray[np.float64]
#: From sums of shape (..., *table) to values of shape (...), or from one table to one number.
Statistic = Callable[[Floats], npt.ArrayLike]
#: From the sums of a window to the shares that a number is the difference of.
Shares = Callable[[Floats], npt.ArrayLike]


def jackknife_change(
    before: npt.ArrayLike,
    after: npt.ArrayLike,
    statistic: Statistic,
    level: float = 0.90,
    *,
    sizes: tuple[npt.ArrayLike, npt.ArrayLike] | None = None,
    vectorised: bool = False,
    share: bool | Shares = False,
) -> Jackknife:
    """Estimate the change of a number from one window to another, and its error.

    Parameters
    ----------
    before, after : array-like, shape (n_days, ...)
        Sums over the roll calls of each day that add up to those of a window: a 3 x 3 table,
        counts of votes. Days of which nothing counts are passed over.
    statistic : callable
        From the sums of a window to its number. It must not depend on their scale (a share, an
        index), and be smooth in them.
    level : float
    sizes : pair of array-like, shape (n_days,), optional
        Roll calls of each day. Default: the sum of all of a day's entries, which is right for
        one table of votes and wrong where an entry counts what another counts, too.
    vectorised : bool
        Whether the statistic takes sums of shape (n, ...) to n values at once.
    share : bool or callable
        Whether the number is a share of as many as `sizes` says, or a mean of as many values from
        0 to 1. Its variance then is that of a
        share to which `PLUS` are added, half of them with and half without: where a window has
        few votes and all are alike, its days say that nothing varies, which they cannot know.
        Of a number that is the difference of such shares: a function from the sums of a window to
        these, shape (n_shares,); what each adds is added up.

    Returns
    -------
    Jackknife
        Number after less number before. With d_g the change in the number when day g is left
        out, the variance of a window is c * sum of d_g ** 2, and c makes it right on average if
        roll calls vary alike and hang together within a day as they do in these windows
        (Bell and McCaffrey 2002, Survey Methodology 28). What the ratio is held to:
        `analysis.inference.reference`.

    Raises
    ------
    UsageError
        If the level is not between 0 and 1.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> votes = [rng.multinomial(k, [0.3, 0.2, 0.5]) for k in (1, 1, 2, 5, 30, 9, 3, 3)]
    >>> share_of_no = lambda n: n[2] / n.sum()
    >>> found = jackknife_change(votes[:4] * 2, votes, share_of_no)
    >>> found.n_days, found.low < found.estimate < found.high
    (16, True)
    """
    days = [np.asarray(w, dtype=np.float64) for w in (before, after)]
    return _windows(days, statistic, level, sizes, vectorised, *_adds(share))


def jackknife_mean(before: Floats, after: Floats, level: float = 0.90) -> Jackknife:
    """Estimate the change of a mean of values from 0 to 1, or of a difference of such means.

    Parameters
    ----------
    before, after : ndarray, shape (n_days, k)
        Sums by day of voting: of the values first, then of those that they are the differences of,
        if they are any, and last how many there are.
    level : float

    Returns
    -------
    Jackknife
        With the error that a share has: see `share` of `jackknife_change`.

    Examples
    --------
    >>> one, two = np.array([[3.0, 4.0], [1, 4], [2, 3]]), np.array([[4.0, 4.0], [3, 3], [1, 2]])
    >>> round(jackknife_mean(one, two).estimate, 3)
    0.343
    """
    is_difference = before.shape[1] > 2
    return jackknife_change(
        before,
        after,
        ratio(0),
        level,
        sizes=(before[:, -1], after[:, -1]),
        vectorised=True,
        share=(lambda total: total[1:-1] / total[-1]) if is_difference else True,
    )


def jackknife_level(
    days: npt.ArrayLike,
    statistic: Statistic,
    level: float = 0.90,
    *,
    sizes: npt.ArrayLike | None = None,
    vectorised: bool = False,
    share: bool | Shares = False,
) -> Jackknife:
    """Estimate a number of one window, and its error.

    Parameters
    ----------
    days, statistic, level, sizes, vectorised, share
        As in `jackknife_change`, for one window.

    Examples
    --------
    >>> days = np.array([[3, 1], [2, 2], [4, 0], [1, 3], [2, 2], [3, 1]])
    >>> found = jackknife_level(days, lambda n: n[0] / n.sum())
    >>> round(found.estimate, 3), round(found.se, 3), round(found.dof, 1)
    (0.625, 0.107, 5.0)
    """
    return _windows(
        [np.asarray(days, dtype=np.float64)],
        statistic,
        level,
        None if sizes is None else (sizes,),
        vectorised,
        *_adds(share),
    )


def jackknife_joint(
    before: npt.ArrayLike,
    after: npt.ArrayLike,
    statistic: Callable[[Floats, Floats], npt.ArrayLike],
    level: float = 0.90,
    *,
    sizes: tuple[npt.ArrayLike, npt.ArrayLike] | None = None,
    vectorised: bool = False,
) -> Jackknife:
    """Estimate a number of two windows that is no difference of one number in each.

    Parameters
    ----------
    before, after, level, sizes
        As in `jackknife_change`.
    vectorised : bool
        Whether the statistic takes sums of shape (n, ...) for both to n values.
    statistic : callable
        From the sums before and the sums after to the number, such as a log-odds ratio.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> votes = rng.binomial(6, 0.5, 20)
    >>> votes = np.column_stack([votes, 6 - votes])
    >>> odds = lambda n: np.log(n[0] / n[1])
    >>> found = jackknife_joint(votes[:9], votes[9:], lambda a, b: odds(b) - odds(a))
    >>> round(found.estimate - jackknife_change(votes[:9], votes[9:], odds).estimate, 9)
    0.0
    """
    _check_level(level)
    days = [np.asarray(w, dtype=np.float64) for w in (before, after)]
    days, weights = _counted(days, sizes)
    first, second = (w.sum(axis=0) for w in days)
    left = (first - days[0], second - days[1])
    # Nothing left out; each day before; each day after.
    firsts = np.concatenate([first[None], left[0], np.repeat(first[None], len(days[1]), axis=0)])
    seconds = np.concatenate([np.repeat(second[None], 1 + len(days[0]), axis=0), left[1]])
    if vectorised:
        values = np.asarray(statistic(firsts, seconds), dtype=np.float64)
    else:
        pairs = zip(firsts, seconds, strict=True)
        values = np.array([np.asarray(statistic(a, b)).item() for a, b in pairs])
    whole = float(values[0])
    parts = np.split(values[1:] - whole, [len(days[0])])
    return _finished(whole, parts, weights, level)


def _windows(
    days: Sequence[Floats],
    statistic: Statistic,
    level: float,
    sizes: Sequence[npt.ArrayLike] | None,
    vectorised: bool,
    plus: float = 0.0,
    shares: Shares | None = None,
) -> Jackknife:
    _check_level(level)
    days, weights = _counted(days, sizes)
    whole, parts, more = 0.0, [], []
    for sign, window, size in zip((-1.0, 1.0)[-len(days) :], days, weights, strict=True):
        total = window.sum(axis=0)
        left = total - window
        if vectorised:
            values = np.asarray(statistic(np.concatenate([total[None], left])), dtype=np.float64)
        else:
            values = np.array([np.asarray(statistic(t)).item() for t in (total, *left)])
        whole += sign * float(values[0])
        parts.append(sign * (values[1:] - values[0]))
        held = np.atleast_1d(values[0] if shares is None else np.asarray(shares(total)))
        more.append(sum(added_variance(float(x), float(size.sum()), plus) for x in held))
    return _finished(whole, parts, weights, level, more)


def _adds(share: bool | Shares) -> tuple[float, Shares | None]:
    """Return how many votes are added, and to which shares if not to the number itself."""
    return (PLUS, share) if callable(share) else (PLUS if share else 0.0, None)


def _check_level(level: float) -> None:
    if not 0 < level < 1:
        raise UsageError(f"level is {level!r}", "level", "give a number between 0 and 1")


def _counted(
    days: Sequence[Floats], sizes: Sequence[npt.ArrayLike] | None
) -> tuple[list[Floats], list[Floats]]:
    """Drop the days of which nothing counts, and return the size of the others."""
    if sizes is None:
        given = [w.reshape(len(w), -1).sum(axis=1) for w in days]
    else:
        given = [np.asarray(s, dtype=np.float64) for s in sizes]
    kept = [s > 0 for s in given]
    return (
        [w[k] for w, k in zip(days, kept, strict=True)],
        [s[k] for s, k in zip(given, kept, strict=True)],
    )


def _finished(
    whole: float,
    parts: Sequence[Floats],
    sizes: Sequence[Floats],
    level: float,
    more: Sequence[float] = (),
) -> Jackknife:
    """From what leaving out each day does to the number, window by window, to its error.

    `more` is what the variance of one vote of each window is to be larger by.
    """
    n_days = sum(map(len, sizes))
    found = None if np.isnan(whole) else variance_of_windows(parts, sizes)
    if found is None:
        return Jackknife(whole, level=level, n_days=n_days)
    variance, gram, correlation = found
    variance = with_more(variance, more, sizes, correlation)
    return from_gram(whole, variance, gram, level, n_days, correlation)
