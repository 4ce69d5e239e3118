"""The working model of errors: roll calls of one day hang together, those of two days do not.

Each roll call's error has one variance, and two of one day have a correlation r. Nothing rests on
the model but what the ratio of estimate to error is held to: the error itself is the jackknife's,
brought to the mean that it should have. r is not known and is averaged over, with what the days
say about it (as Imbens and Kolesar 2016, Review of Economics and Statistics 98, advise to do
where clusters are large).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

__all__ = ["CORRELATIONS", "correlation_within_days", "gram_of_windows", "posterior_mean"]

Floats = npt.NDArray[np.float64]

#: The correlations within a day that are weighed, each as likely as the next beforehand.
CORRELATIONS = np.array([0.0, 0.01, 0.03, 0.06, 0.1, 0.2, 0.3, 0.5, 0.8])


def posterior_mean(log_likelihood: Floats) -> float:
    """Average the correlations by their likelihoods.

    Examples
    --------
    >>> round(posterior_mean(np.zeros(len(CORRELATIONS))), 3)
    0.222
    """
    weight = np.exp(log_likelihood - log_likelihood.max())
    return float(weight @ CORRELATIONS / weight.sum())


def correlation_within_days(
    residuals: Sequence[Floats], sizes: Sequence[npt.NDArray[np.float64]]
) -> float:
    """Estimate how far roll calls of one day hang together, from the days' residuals alone.

    Parameters
    ----------
    residuals : sequence of ndarray, shape (n_days,)
        For each window, sums over the roll calls of each day of what they add to the estimate.
    sizes : sequence of ndarray, shape (n_days,)
        Roll calls of each day, all positive.

    Returns
    -------
    float
        Mean of the posterior over `CORRELATIONS`, with the variance of each window unknown
        (restricted likelihood: the mean of each window is estimated, too).

    Examples
    --------
    >>> size = np.repeat([1.0, 50.0], 30)
    >>> rng = np.random.default_rng(1)
    >>> alone = rng.normal(size=60) * np.sqrt(size)
    >>> together = rng.normal(size=60) * size
    >>> low, high = (correlation_within_days([x], [size]) for x in (alone, together))
    >>> low < 0.05 < high
    True
    """
    found = np.zeros(len(CORRELATIONS))
    for residual, size in zip(residuals, sizes, strict=True):
        mean = residual / size
        # Variance of a day's mean, for each correlation: shape (n_correlations, n_days).
        variance = (1.0 + np.outer(CORRELATIONS, size - 1.0)) / size
        weight = 1.0 / variance
        middle = (weight @ mean) / weight.sum(axis=1)
        squares = (weight * (mean - middle[:, None]) ** 2).sum(axis=1)
        if squares.max() <= 0:  # days that do not differ say nothing
            continue
        found -= 0.5 * (
            np.log(variance).sum(axis=1)
            + np.log(weight.sum(axis=1))
            + (len(mean) - 1) * np.log(squares)
        )
    return posterior_mean(found)


def gram_of_windows(sizes: Sequence[Floats], correlation: float) -> tuple[Floats, list[float]]:
    """Work out the covariance of a change of means and of what leaving out each day does to it.

    Parameters
    ----------
    sizes : sequence of ndarray, shape (n_days,)
        Roll calls of the days of each window: one window for a level, two for a change.
    correlation : float
        Of two roll calls of one day.

    Returns
    -------
    gram : ndarray, shape (1 + n, 1 + n)
        For `analysis.inference.reference.reference`, n the days of all windows.
    scales : list of float
        By what each window's sum of squared deviations must be multiplied to have the mean that
        it should.

    Examples
    --------
    >>> gram, scales = gram_of_windows([np.ones(5)], 0.0)
    >>> gram.shape, round(scales[0], 6)  # the jackknife's (n - 1) / n
    ((6, 6), 0.8)
    """
    count = [len(size) for size in sizes]
    gram = np.zeros((1 + sum(count), 1 + sum(count)))
    scales: list[float] = []
    at = 1
    for sign, size in zip((-1.0, 1.0)[-len(sizes) :], sizes, strict=True):
        n, total = len(size), size.sum()
        spread = np.sqrt(size * (1.0 + correlation * (size - 1.0)))
        own = sign * spread / total
        # A day's residual is its error less its share of all errors of the window.
        left = (np.eye(n) - size[:, None] / total) * spread / (total - size)[:, None]
        scale = float(own @ own / (left**2).sum())
        left *= sign * np.sqrt(scale)
        rows = slice(at, at + n)
        gram[0, 0] += own @ own
        gram[rows, rows] = left @ left.T
        gram[0, rows] = gram[rows, 0] = left @ own
        scales.append(scale)
        at += n
    return gram, scales
