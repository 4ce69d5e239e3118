"""The votes of a fit one by one, and their log-likelihood draw by draw."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from analysis.errors import UsageError
from analysis.idealpoints.votes.ballots import Ballots

if TYPE_CHECKING:
    from analysis.idealpoints.results.points import IdealPointResults

__all__ = ["LEAST_P", "FittedVotes", "fitted_votes", "log_likelihood"]

#: Votes by what the item lacks (rows) and by the kind of the vote: codes 1 yes, 2 abstain, 3 no.
CODES = np.array([[1, 2, 3], [2, 0, 3], [1, 0, 3], [1, 0, 2]], dtype=np.int8)
#: No vote that was cast was impossible; beyond 38 sd the normal tail is 0 in floating point.
LEAST_P = float(np.finfo(np.float64).tiny)


class FittedVotes(NamedTuple):
    """Votes in the order of the items: who, in which period, on what, how.

    ``point`` and ``item`` are positions in the ballots; ``code`` is 1 yes, 2 abstain, 3 no.
    """

    point: npt.NDArray[np.int64]
    item: npt.NDArray[np.int64]
    code: npt.NDArray[np.int8]


def fitted_votes(
    ballots: Ballots,
    states: Collection[str] | None = None,
    periods: Collection[object] | None = None,
) -> FittedVotes:
    """Return the votes that were fitted, all of them or those of some states and periods.

    Parameters
    ----------
    ballots : Ballots
    states, periods : collection, optional

    Raises
    ------
    UsageError
        If no vote is left.

    Examples
    --------
    >>> from analysis.idealpoints.votes.ballots import ballots_of
    >>> from analysis.rollcalls import RollCalls
    >>> rc = RollCalls.from_votes([[1, 3], [3, 2], [2, 3]], states=["A", "B", "C"])
    >>> fitted_votes(ballots_of(rc, "year", True), states=["A", "B"]).code.tolist()
    [1, 3, 2, 3]
    """
    item = np.repeat(np.arange(len(ballots.items)), np.diff(ballots.item_ptr))
    point = ballots.by_item_point.astype(np.int64)
    code = CODES[ballots.missing[item], ballots.by_item_kind]
    kept = np.ones(point.size, dtype=bool)
    if states is not None:
        kept &= np.array([s in states for s in ballots.states])[ballots.point_state[point]]
    if periods is not None:
        kept &= np.array([p in periods for p in ballots.periods])[ballots.point_period[point]]
    if not kept.any():
        raise UsageError("no vote is fitted there", "votes", "name other states or periods")
    return FittedVotes(point[kept], item[kept], code[kept])


def log_likelihood(results: IdealPointResults, votes: FittedVotes) -> npt.NDArray[np.float32]:
    """Return the log-likelihood of votes in every draw of which the items are kept.

    One draw after another is computed, so that little more is held than what is returned.

    Parameters
    ----------
    results : IdealPointResults
        With draws, or the estimates count as the only one.
    votes : FittedVotes

    Returns
    -------
    ndarray of float32, shape (chains, draws, n_votes)
        Natural logarithms.
    """
    kept = results.kept
    chains = len({chain for chain, _ in kept}) or 1
    out = np.empty((max(len(kept), 1), votes.code.size), dtype=np.float32)
    at = np.arange(votes.code.size), votes.code.astype(np.int64) - 1
    for row, draw in zip(out, kept or (None,), strict=True):
        chances = results.chances(votes.point, votes.item, draw)
        row[:] = np.log(np.maximum(chances[at], LEAST_P))
    return out.reshape(chains, -1, votes.code.size)
