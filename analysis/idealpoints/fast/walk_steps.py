"""Steps of the prior that are not given in advance: heavy tails, or a variance to be found."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from analysis.idealpoints.assumptions import Assumptions
from analysis.idealpoints.maths.tridiagonal import lag_covariance

__all__ = ["step_scale"]

Floats = npt.NDArray[np.float64]
#: Variances at which the search for one ends: below, nobody moves and the scale is all that is
#: left to fit; above, periods have nothing to do with one another.
LEAST, MOST = 1e-4, 4.0


def step_scale(
    assumed: Assumptions,
    spans: Floats,
    state_ptr: npt.NDArray[np.int64],
    theta: Floats,
    variance: Floats,
    curvature: Floats,
    off: Floats,
    walk_variance: float,
) -> tuple[Floats, float]:
    """Return the variance of each step that the next sweep is to use, and the walk's.

    One step of expectation and maximisation. A step d over e spans has the weight
    (ν + 1)/(ν + E[d²]/(σ²e)), by which its precision is multiplied, and σ² is the mean of
    the weighted E[d²]/e. E[d²] holds the uncertainty of both ends. With ν degrees of freedom
    the variance of a step is ν/(ν − 2) times its squared scale.

    Parameters
    ----------
    assumed : Assumptions
    spans : ndarray, shape (n_points,)
        As `Prior.spans` returns them.
    state_ptr : ndarray of int64, shape (n_states + 1,)
    theta, variance : ndarray, shape (n_points,)
        Ideal points and their variances.
    curvature, off : ndarray, shape (n_points,)
        The matrix that `variance` is the inverse's diagonal of.
    walk_variance : float
        As in the last sweep.

    Returns
    -------
    scale : ndarray, shape (n_points,)
        σ² over the weight of the step to each point; 1 where there is none.
    walk_variance : float

    References
    ----------
    Lange, K. L., Little, R. J. A. and Taylor, J. M. G. (1989). Robust Statistical Modeling
    Using the t Distribution. Journal of the American Statistical Association 84.

    Examples
    --------
    >>> scale, variance = step_scale(
    ...     Assumptions(estimate_walk=True), np.array([0.0, 1.0]), np.array([0, 2]),
    ...     np.array([0.0, 0.5]), np.zeros(2), np.full(2, 1e12), np.zeros(2), 0.25)
    >>> round(variance, 6), scale.round(6).tolist()
    (0.25, [1.0, 0.25])
    """
    later = spans > 0
    if not later.any():
        return np.ones(theta.size), walk_variance
    lag = lag_covariance(curvature, off, variance, state_ptr)
    to = np.flatnonzero(later)
    moved = (theta[to] - theta[to - 1]) ** 2
    moved = (moved + variance[to] + variance[to - 1] - 2.0 * lag[to]) / spans[to]
    weight = np.ones(to.size)
    if assumed.tails is not None:
        weight = (assumed.tails + 1.0) / (assumed.tails + moved / walk_variance)
    if assumed.estimate_walk:
        walk_variance = float(np.clip((weight * moved).mean(), LEAST, MOST))
    scale = np.ones(theta.size)
    scale[to] = walk_variance / weight
    return scale, walk_variance
