"""The prior of the published model: a random walk over the periods in which a state votes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.idealpoints.votes.ballots import Ballots

__all__ = ["RandomWalk"]


@dataclass(frozen=True)
class RandomWalk:
    """A random walk of which the variance grows with the periods elapsed.

    References
    ----------
    Bailey, M. A., Strezhnev, A. and Voeten, E. (2017). Estimating Dynamic State Preferences
    from United Nations Voting Data. Journal of Conflict Resolution 61(2).

    Examples
    --------
    >>> RandomWalk().says("variance 0.25")
    'variance 0.25 per period elapsed'
    """

    @property
    def name(self) -> str:
        """By which it is asked for."""
        return "walk"

    def spans(self, ballots: Ballots) -> npt.NDArray[np.float64]:
        """Return the periods elapsed since the state's point before; 0 at its first."""
        return ballots.elapsed

    @property
    def label(self) -> str:
        """What it is."""
        return "random walk"

    def says(self, steps: str) -> str:
        """Say how it moves."""
        return f"{steps} per period elapsed"
