"""Steps of the walk that are not given in advance: heavy tails, or a variance to be found."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.errors import UsageError
from analysis.idealpoints.maths.tridiagonal import lag_covariance
from analysis.idealpoints.votes.ballots import Ballots

__all__ = ["Steps"]

Floats = npt.NDArray[np.float64]
#: Variances at which the search for one ends: below, nobody moves and the scale is all that is
#: left to fit; above, periods have nothing to do with one another.
LEAST, MOST = 1e-4, 4.0


@dataclass(frozen=True)
class Steps:
    """What is unknown of the walk's steps.

    Attributes
    ----------
    tails : float or None
        Degrees of freedom of Student's t; normal steps if None. The squared scale of a step is
        the walk's variance, so that its variance is ν/(ν − 2) times that.
    estimate : bool
        Whether the variance is estimated.

    Raises
    ------
    UsageError
        If the degrees of freedom are not positive.

    References
    ----------
    Lange, K. L., Little, R. J. A. and Taylor, J. M. G. (1989). Robust Statistical Modeling
    Using the t Distribution. Journal of the American Statistical Association 84.

    Examples
    --------
    >>> Steps(tails=4.0).tails
    4.0
    """

    tails: float | None = None
    estimate: bool = False

    def __post_init__(self) -> None:
        if self.tails is not None and not (np.isfinite(self.tails) and self.tails > 0):
            raise UsageError(f"tails {self.tails} is not positive", "tails", "use 4, say")

    def scale(
        self,
        ballots: Ballots,
        theta: Floats,
        variance: Floats,
        curvature: Floats,
        off: Floats,
        walk_variance: float,
    ) -> tuple[Floats, float]:
        """Return the variance of each step that the next sweep is to use, and the walk's.

        One step of expectation and maximisation. A step d over e periods has the weight
        (ν + 1)/(ν + E[d²]/(σ²e)), by which its precision is multiplied, and σ² is the mean of
        the weighted E[d²]/e. E[d²] holds the uncertainty of both ends.

        Parameters
        ----------
        ballots : Ballots
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
        """
        later = ballots.elapsed > 0
        if not later.any():
            return np.ones(theta.size), walk_variance
        lag = lag_covariance(curvature, off, variance, ballots.state_ptr)
        to = np.flatnonzero(later)
        moved = (theta[to] - theta[to - 1]) ** 2
        moved = (moved + variance[to] + variance[to - 1] - 2.0 * lag[to]) / ballots.elapsed[to]
        weight = np.ones(to.size)
        if self.tails is not None:
            weight = (self.tails + 1.0) / (self.tails + moved / walk_variance)
        if self.estimate:
            walk_variance = float(np.clip((weight * moved).mean(), LEAST, MOST))
        scale = np.ones(theta.size)
        scale[to] = walk_variance / weight
        return scale, walk_variance
