"""What the ratio of an estimate to its jackknife error is held to.

The square of the ratio compares one squared normal variable with a weighted sum of others. Its
distribution is worked out under a model of the errors, instead of being called Student's with as
many degrees of freedom as there are days less one: where a few days hold most roll calls, the
error rests on those few. Bell and McCaffrey (2002) approximate that sum by a chi-square with
matching mean and variance; here its distribution is taken as it is (Imhof 1961, Biometrika 48),
since with very few days the approximation is too wide.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.inference.working import Gram

__all__ = ["Reference", "reference"]

Floats = npt.NDArray[np.float64]

#: The characteristic function is summed on this grid of logarithms: it is smooth there, and
#: falls off at both ends, so that the sum converges geometrically.
LOG_GRID = np.linspace(-14.0, 18.0, 192)
#: A critical value beyond this is called infinite.
FARTHEST = 1e6


@dataclass(frozen=True, eq=False)
class Reference:
    """The distribution of a ratio, under a model of the errors.

    Attributes
    ----------
    own : ndarray, shape (n,)
        The estimate's error in the directions of the deviations, and beside them.
    weights : ndarray, shape (n,)
        Of the squared variables in the jackknife variance, 0 for what is beside them; in units
        in which the estimate's variance, ``(own ** 2).sum()``, is one.
    times : ndarray, shape (n,)
        How many variables have this weight; `own` is the length of their directions together.
    dof : float
        Degrees of freedom of Bell and McCaffrey: twice the squared mean of the variance over its
        variance.
    """

    own: Floats
    weights: Floats
    times: Floats
    dof: float

    def p_value(self, ratio: float) -> float:
        """Return the chance of a ratio at least as large in size.

        Examples
        --------
        >>> from scipy.stats import t
        >>> student = reference(Gram(np.diag([7.0, 1, 1, 1, 1, 1, 1, 1])))
        >>> bool(abs(student.p_value(2.0) - 2 * t.sf(2.0, 7)) < 1e-6)
        True
        """
        if np.isnan(ratio):
            return float("nan")
        return float(_beyond(ratio * ratio, self))

    def critical(self, level: float) -> float:
        """Return the ratio that is exceeded in size with a chance of one less `level`."""
        # A second to import, which whoever counts or plans need not wait for.
        from scipy.optimize import brentq
        from scipy.stats import t as student

        # Student's with the same degrees of freedom lies near, and is where the search starts.
        near = float(student.ppf((1 + level) / 2, max(self.dof, 1.0)))
        low, high = 0.7 * near, 1.1 * near
        while self.p_value(low) < 1 - level:
            low *= 0.7
        while self.p_value(high) > 1 - level:
            high *= 2.0
            if high > FARTHEST:
                return float("inf")
        found = brentq(lambda ratio: self.p_value(ratio) - (1 - level), low, high, xtol=1e-5)
        return float(found)


def reference(gram: Gram) -> Reference:
    """Work out the distribution of estimate over error from their joint covariance.

    Parameters
    ----------
    gram : Gram
        Covariance, under the model, of the estimate and of the deviations whose sum of squares is
        the variance; that sum must have the estimate's variance as its mean.

    Returns
    -------
    Reference

    Examples
    --------
    >>> reference(Gram(np.diag([3.0, 1, 1, 1]))).dof
    3.0
    """
    total = float(gram.joint[0, 0])
    # Eigenvectors of the deviations; what of the estimate goes with each, and what with none.
    values, vectors = np.linalg.eigh(gram.joint[1:, 1:] / total)
    least = 1e-12 * max(values.max(initial=0.0), 1e-300)
    real = values > least
    values, vectors = values[real], vectors[:, real]
    along = (vectors.T @ (gram.joint[1:, 0] / total)) / np.sqrt(values)
    beside = np.sqrt(max(1.0 - float(along @ along), 0.0))
    real = gram.apart / total > least
    values = np.append(values, gram.apart[real] / total)
    times = np.append(np.ones(len(along)), gram.times[real])
    along = np.append(along, np.zeros(int(real.sum())))
    order = np.argsort(values, kind="stable")
    values, times, along = values[order], times[order], along[order]
    dof = float((times @ values) ** 2 / (times @ values**2))
    # What has one weight is taken together, which changes nothing but time.
    start = np.flatnonzero(np.diff(values, prepend=-1.0) > 1e-9 * values[-1])
    own = np.sqrt(np.add.reduceat(along**2, start))
    return Reference(
        np.append(own, beside),
        np.append(values[start], 0.0),
        np.append(np.add.reduceat(times, start), 1.0),
        dof,
    )


def _beyond(square: float, held: Reference) -> float:
    """P((own'z)^2 > square * sum(weights z^2)), z standard normal."""
    u = np.exp(LOG_GRID) / max(square * float(held.weights.max()), 1.0)
    # The factors of the characteristic function are 1 + ia, each with its argument between -pi
    # and pi and 1 at the start: logarithms add up. In real numbers, which are faster.
    a = np.outer(2.0 * square * u, held.weights)
    q = 1.0 + a * a
    part = held.own**2 / q
    re, im = 1.0 - 2.0 * u * (part * a).sum(axis=1), -2.0 * u * part.sum(axis=1)
    size = np.log(q) @ held.times + np.log(re * re + im * im)
    turned = np.arctan(a) @ held.times + np.arctan2(im, re)
    total = -float((np.exp(-0.25 * size) * np.sin(0.5 * turned)).sum())
    step = LOG_GRID[1] - LOG_GRID[0]
    # Below the grid the characteristic function turns by the mean alone: a geometric series.
    mean = float((held.own**2).sum() - square * held.weights @ held.times)
    below = mean * u[0] / np.expm1(step)
    return min(max(0.5 + (total + below) * step / np.pi, 0.0), 1.0)
