"""Vote codes used in the whole house.

The numbers are those of the field's roll-call files (Voeten 2013): 1 yes, 2 abstain, 3 no,
8 absent, 9 not a member. Zero is ours: the source does not say. Absence, not being a member
and not being recorded are three different things, and none of them is an abstention.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np
import numpy.typing as npt

__all__ = ["VOTE_NAMES", "Vote", "is_cast", "is_known"]


class Vote(IntEnum):
    """How a state appears on a roll call."""

    NOT_RECORDED = 0
    YES = 1
    ABSTAIN = 2
    NO = 3
    ABSENT = 8
    NOT_MEMBER = 9


VOTE_NAMES: dict[int, str] = {
    Vote.NOT_RECORDED: "not recorded",
    Vote.YES: "yes",
    Vote.ABSTAIN: "abstain",
    Vote.NO: "no",
    Vote.ABSENT: "absent",
    Vote.NOT_MEMBER: "not a member",
}


def is_cast(votes: npt.NDArray[np.int8]) -> npt.NDArray[np.bool_]:
    """Say where a vote was cast: yes, abstain or no.

    Parameters
    ----------
    votes : ndarray of int8, any shape
        Vote codes.

    Returns
    -------
    ndarray of bool, same shape

    Examples
    --------
    >>> is_cast(np.array([1, 2, 3, 8, 9, 0], dtype=np.int8)).tolist()
    [True, True, True, False, False, False]
    """
    return (votes >= Vote.YES) & (votes <= Vote.NO)


def is_known(votes: npt.NDArray[np.integer]) -> npt.NDArray[np.bool_]:
    """Say where a number is one of the codes of `Vote`.

    Examples
    --------
    >>> is_known(np.array([1, 4, 9])).tolist()
    [True, False, True]
    """
    return np.isin(votes, [int(v) for v in Vote])
