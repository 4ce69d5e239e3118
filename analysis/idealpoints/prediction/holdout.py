"""Votes hidden from a fit, and predicted after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from analysis.errors import UsageError
from analysis.idealpoints.results.predict import score_votes
from analysis.idealpoints.results.scores import Scores
from analysis.record.codes import Vote, is_cast
from analysis.rollcalls import RollCalls

if TYPE_CHECKING:
    from analysis.idealpoints.results.points import IdealPointResults

__all__ = ["HeldOut", "hide", "hold_out"]


@dataclass(frozen=True, eq=False)
class HeldOut:
    """Roll calls of which some votes are hidden.

    Attributes
    ----------
    training : RollCalls
        The hidden votes are not recorded in it.
    whole : RollCalls
        As given.
    hidden : ndarray of bool, shape (n_states, n_calls)
    """

    training: RollCalls
    whole: RollCalls
    hidden: npt.NDArray[np.bool_]

    def score(self, results: IdealPointResults) -> Scores:
        """Score the hidden votes by a fit of `training`.

        Votes whose state-period or item the fit lacks are left out and counted; among them
        are all on roll calls that are unanimous without the hidden votes.

        Parameters
        ----------
        results : IdealPointResults

        Raises
        ------
        UsageError
            If no hidden vote can be scored.
        """
        return score_votes(results, self.whole, only=self.hidden)


def hold_out(rollcalls: RollCalls, share: float, seed: int) -> HeldOut:
    """Hide a random share of the votes cast.

    Parameters
    ----------
    rollcalls : RollCalls
    share : float
        Between 0 and 1; the number hidden is rounded.
    seed : int

    Returns
    -------
    HeldOut

    Raises
    ------
    UsageError
        If the share is not between 0 and 1, or so small that nothing is hidden.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 1, 3, 8], [3, 2, 1, 1]], states=["A", "B"])
    >>> held = hold_out(rc, 0.3, seed=0)
    >>> held.hidden.sum(), held.training.n_votes, rc.n_votes
    (np.int64(2), 5, 7)
    """
    if not 0 < share < 1:
        raise UsageError(f"share is {share}", "hold_out", "give a number between 0 and 1")
    votes = np.array(rollcalls.votes)
    cast = np.flatnonzero(is_cast(votes))
    n = round(share * cast.size)
    if not n:
        raise UsageError(f"a share of {share} of {cast.size} votes is none", "hold_out")
    hidden = np.zeros(votes.shape, dtype=bool)
    hidden.flat[np.random.default_rng(seed).choice(cast, n, replace=False)] = True
    return hide(rollcalls, hidden)


def hide(rollcalls: RollCalls, hidden: npt.NDArray[np.bool_]) -> HeldOut:
    """Hide given votes.

    Parameters
    ----------
    rollcalls : RollCalls
    hidden : ndarray of bool, shape (n_states, n_calls)
        What is no vote cast is not hidden.

    Raises
    ------
    UsageError
        If the mask has another shape.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 1, 3, 8], [3, 2, 1, 1]], states=["A", "B"])
    >>> held = hide(rc, np.arange(8).reshape(2, 4) < 4)
    >>> held.hidden.sum(), held.training.votes.tolist()
    (np.int64(3), [[0, 0, 0, 8], [3, 2, 1, 1]])
    """
    votes = np.array(rollcalls.votes)
    if np.shape(hidden) != votes.shape:
        raise UsageError(f"a mask of shape {np.shape(hidden)} for {votes.shape}", "hide")
    hidden = hidden & is_cast(votes)
    votes[hidden] = Vote.NOT_RECORDED
    training = RollCalls(
        votes,
        rollcalls.calls,
        rollcalls.states,
        rollcalls.sources,
        rollcalls.scope,
        rollcalls.notes,
    )
    return HeldOut(training, rollcalls, hidden)
