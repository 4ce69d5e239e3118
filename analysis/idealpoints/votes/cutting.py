"""Ballots with their items cut in time, so that no text links one part with the other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from analysis.idealpoints.votes.ballots import KINDS, NO_ABSTAIN, NO_NO, NO_YES, Ballots
from analysis.idealpoints.votes.sorting import group_by_item

__all__ = ["cut_items", "votes_of"]

#: By what an item lacks and by kind of vote: 0 yes, 1 abstain, 2 no.
VOTES = np.array([[0, 1, 2], [0, 1, 2], [0, 1, 2], [0, 1, 2]], dtype=np.int8)
VOTES[NO_YES] = [1, 1, 2]
VOTES[NO_ABSTAIN] = [0, 1, 2]
VOTES[NO_NO] = [0, 1, 1]


def votes_of(ballots: Ballots) -> npt.NDArray[np.int8]:
    """Return the votes in the order of `by_point_item`: 0 yes, 1 abstain, 2 no.

    Returns
    -------
    ndarray of int8, shape (n_votes,)
    """
    found: npt.NDArray[np.int8] = VOTES[
        ballots.missing[ballots.by_point_item], ballots.by_point_kind
    ]
    return found


def cut_items(ballots: Ballots, late: npt.NDArray[np.bool_]) -> Ballots:
    """Make of each item two, one for each part of the periods.

    Parameters
    ----------
    ballots : Ballots
    late : ndarray of bool, shape (n_periods,)
        Which periods are of the later part.

    Returns
    -------
    Ballots
        Of the same points. Halves on which all votes are alike say nothing and lose their votes,
        so that a point may be left with few votes, or none.
    """
    n_items, n_points = len(ballots.items), ballots.n_points
    point = np.repeat(np.arange(n_points), np.diff(ballots.point_ptr))
    after = late[ballots.point_period[point]]
    item = ballots.by_point_item.astype(np.int64) * 2 + after
    vote = votes_of(ballots)
    counts = np.bincount(item * 3 + vote, minlength=6 * n_items).reshape(-1, 3)
    told = (counts > 0).sum(axis=1) > 1
    kept = told[item]
    missing = np.where((counts > 0).all(axis=1), 0, np.argmin(counts, axis=1) + 1)[told]
    number = (np.cumsum(told) - 1).astype(np.int32)
    new_item, new_point = number[item[kept]], point[kept]
    kind = KINDS[missing[new_item], vote[kept]]
    order = np.lexsort((new_item, kind, new_point))  # as in `Ballots`: by kind within a point
    new_item, kind = new_item[order], kind[order]
    ptr = np.concatenate([[0], np.cumsum(np.bincount(new_point, minlength=n_points))])
    ptr = ptr.astype(np.int64)
    item_ptr, of_item, item_kind = group_by_item(ptr, new_item, kind, len(missing))
    names = [f"{name} ({part})" for name in ballots.items for part in ("before", "after")]
    return replace(
        ballots,
        items=tuple(name for name, held in zip(names, told, strict=True) if held),
        point_ptr=ptr,
        by_point_item=new_item,
        by_point_kind=kind,
        item_ptr=item_ptr,
        by_item_point=of_item,
        by_item_kind=item_kind,
        missing=missing.astype(np.int8),
        n_calls=np.repeat(ballots.n_calls, 2)[told],
    )
