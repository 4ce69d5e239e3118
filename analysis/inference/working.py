"""The working model of errors: roll calls of one day hang together, those of two days do not.

Each roll call's error has one variance, and two of one day have a correlation r. Nothing rests on
the model but what the ratio of estimate to error is held to: the error itself is the jackknife's,
brought to the mean that it should have. r is not known and is averaged over, with what the days
say about it (as Imbens and Kolesar 2016, Review of Economics and Statistics 98, advise to do
where clusters are large).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

__all__ = ["CORRELATIONS", "Gram", "correlation_within_days", "gram_of_windows", "posterior_mean"]

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


@dataclass(frozen=True, eq=False)
class Gram:
    """Covariance, under the model, of an estimate and of the deviations that make its variance.

    Attributes
    ----------
    joint : ndarray, shape (1 + n, 1 + n)
        The estimate first. The sum of all deviations' variances is the estimate's variance.
    apart : ndarray, shape (m,)
        Variances of further deviations, which go with nothing else.
    times : ndarray, shape (m,)
        How many deviations have each of these variances.
    """

    joint: Floats
    apart: Floats = field(default_factory=lambda: np.empty(0))
    times: Floats = field(default_factory=lambda: np.empty(0))


def gram_of_windows(sizes: Sequence[Floats], correlation: float) -> tuple[Gram, list[float]]:
    """Work out the covariance of a change of means and of what leaving out each day does to it.

    Days of one size in a window are alike in the model. Their sum goes with the estimate; what
    they are beside their sum goes with nothing, so that as many directions as there are sizes
    are all that has to be told apart.

    Parameters
    ----------
    sizes : sequence of ndarray, shape (n_days,)
        Roll calls of the days of each window: one window for a level, two for a change.
    correlation : float
        Of two roll calls of one day.

    Returns
    -------
    gram : Gram
        For `analysis.inference.reference.reference`; ``joint`` has a row for each size of day in
        each window.
    scales : list of float
        By what each window's sum of squared deviations must be multiplied to have the mean that
        it should.

    Examples
    --------
    >>> gram, scales = gram_of_windows([np.ones(5)], 0.0)
    >>> gram.joint.shape, gram.times.tolist(), round(scales[0], 6)  # the jackknife's (n - 1) / n
    ((2, 2), [4.0], 0.8)
    """
    blocks, apart, times, scales = [], [], [], []
    for sign, every in zip((-1.0, 1.0)[-len(sizes) :], sizes, strict=True):
        size, many = np.unique(every, return_counts=True)
        total, root = float(every.sum()), np.sqrt(many)
        spread = np.sqrt(size * (1.0 + correlation * (size - 1.0)))
        own = sign * spread * root / total
        # A day's residual is its error less its share of all errors of the window.
        share = np.outer(size * root, root) / total
        left = (np.eye(len(size)) - share) * spread / (total - size)[:, None]
        beside = (spread / (total - size)) ** 2
        scale = float(own @ own / ((left**2).sum() + (many - 1) @ beside))
        blocks.append((own, left * sign * np.sqrt(scale)))
        apart.append(beside * scale)
        times.append(many - 1.0)
        scales.append(scale)
    n = [len(own) for own, _ in blocks]
    joint = np.zeros((1 + sum(n), 1 + sum(n)))
    for (own, left), end in zip(blocks, 1 + np.cumsum(n), strict=True):
        rows = slice(end - len(own), end)
        joint[0, 0] += own @ own
        joint[rows, rows] = left @ left.T
        joint[0, rows] = joint[rows, 0] = left @ own
    held = np.concatenate(times) > 0
    return Gram(joint, np.concatenate(apart)[held], np.concatenate(times)[held]), scales
