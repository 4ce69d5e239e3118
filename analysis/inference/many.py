"""Changes of many numbers at once, such as those of all states, with an error each."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from analysis.inference.result import (
    LEAST_VARIANCE,
    added_variance,
    variance_of_windows,
    with_more,
)

__all__ = ["errors_of_many"]

Floats = npt.NDArray[np.float64]


def errors_of_many(
    before: Floats,
    after: Floats,
    statistic: Callable[[Floats], Floats],
    sizes: tuple[Floats, Floats],
    share: bool = False,
) -> tuple[Floats, Floats]:
    """Compute the changes of many numbers at once, and the standard error of each.

    Parameters
    ----------
    before, after : ndarray, shape (n_days, n_units, ...)
    statistic : callable
        From sums of shape (..., n_units, ...) to values of shape (..., n_units).
    sizes : pair of ndarray, shape (n_days, n_units)
        Roll calls of each day that count for each unit.
    share : bool
        As of `jackknife_change`.

    Returns
    -------
    change, error : ndarray, shape (n_units,)
        As `jackknife_change` has them for each; the error is NaN where there is none.

    Examples
    --------
    >>> from analysis.inference import jackknife_change
    >>> days = np.random.default_rng(1).multinomial(4, [0.5, 0.5], (2, 6, 3)).astype(float)
    >>> share = lambda n: n[..., 0] / n.sum(axis=-1)
    >>> change, error = errors_of_many(*days, share, tuple(days.sum(axis=-1)))
    >>> one = jackknife_change(days[0, :, 1], days[1, :, 1], share, vectorised=True)
    >>> bool(np.isclose(error[1], one.se)), bool(np.isclose(change[1], one.estimate))
    (True, True)
    """
    values = [
        np.asarray(statistic(np.concatenate([w.sum(axis=0)[None], w.sum(axis=0) - w])))
        for w in (before, after)
    ]
    change = values[1][0] - values[0][0]
    error = np.full(len(change), np.nan)
    for unit in np.flatnonzero(~np.isnan(change)):
        held = [s[:, unit] > 0 for s in sizes]
        own = [s[h, unit] for s, h in zip(sizes, held, strict=True)]
        parts = [
            sign * (v[1:, unit][h] - v[0, unit])
            for sign, v, h in zip((-1.0, 1.0), values, held, strict=True)
        ]
        if (found := variance_of_windows(parts, own)) is not None and found[0] > LEAST_VARIANCE:
            more = [
                added_variance(float(v[0, unit]), float(s.sum()))
                for v, s in zip(values, own, strict=True)
                if share
            ]
            error[unit] = np.sqrt(with_more(found[0], more, own, found[2]))
    return change, error
