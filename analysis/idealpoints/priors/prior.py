"""What a prior of ideal points has to say, and the matrix that follows from it."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt

from analysis.idealpoints.votes.ballots import Ballots

__all__ = ["FIRST_VARIANCE", "Prior", "tridiagonal"]

Floats = npt.NDArray[np.float64]
#: Variance of a point that nothing leads to, on the scale where all points have variance 1.
FIRST_VARIANCE = 1.0


class Prior(Protocol):
    """How a state's ideal points hang together in time.

    A point is drawn round the state's point before it, with the variance of the walk times a
    number of spans; or afresh from N(0, `FIRST_VARIANCE`). Either is on the scale where all
    state-periods have mean 0 and standard deviation 1.
    """

    @property
    def name(self) -> str:
        """By which it is asked for."""

    def spans(self, ballots: Ballots) -> Floats:
        """Return the spans that lead to each point, shape (n_points,); 0 where it is afresh.

        A state's first point is always afresh.
        """

    @property
    def label(self) -> str:
        """What it is, in two words."""

    def says(self, steps: str) -> str:
        """Say how it moves, given words for the variance of the steps."""


def tridiagonal(spans: Floats, variance: float | Floats) -> tuple[Floats, Floats]:
    """Return the tridiagonal precision of a prior: diagonal and link to the point before.

    Parameters
    ----------
    spans : ndarray, shape (n_points,)
        As `Prior.spans` returns them.
    variance : float or ndarray, shape (n_points,)
        Of the step over one span, or of each step to a point.

    Returns
    -------
    diagonal, off : ndarray, shape (n_points,)

    Examples
    --------
    >>> diagonal, off = tridiagonal(np.array([0.0, 2.0, 0.0, 2.0]), 0.25)
    >>> diagonal.tolist(), off.tolist()
    ([3.0, 2.0, 3.0, 2.0], [-0.0, -2.0, -0.0, -2.0])
    """
    later = spans > 0
    step = np.divide(1.0, variance * spans, out=np.zeros(spans.size), where=later)
    diagonal = np.where(later, step, 1.0 / FIRST_VARIANCE)
    diagonal[:-1] += step[1:]
    return diagonal, -step
