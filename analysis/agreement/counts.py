"""Joint counts of votes: how often two states met in each of the nine combinations.

Only roll calls on which both states cast a vote (yes, abstain or no) are counted. Being absent,
not a member or not recorded is never taken for an abstention.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.record.codes import VOTE_NAMES, Vote, is_cast
from analysis.rollcalls import RollCalls

__all__ = ["CAST", "block_tables", "joint_counts", "joint_table"]

#: Votes in the order of the rows and columns of every table.
CAST = (Vote.YES, Vote.ABSTAIN, Vote.NO)


def joint_table(rollcalls: RollCalls, a: str, b: str) -> pd.DataFrame:
    """Count the joint votes of two states.

    Parameters
    ----------
    rollcalls : RollCalls
    a, b : str
        State codes.

    Returns
    -------
    DataFrame, 3 x 3, of int
        Rows are the votes of `a`, columns those of `b`: yes, abstain, no.

    Raises
    ------
    UsageError
        If a state is unknown.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 3, 3, 8], [1, 1, 2, 1]], states=["USA", "RUS"])
    >>> joint_table(rc, "USA", "RUS")
    RUS      yes  abstain  no
    USA
    yes        1        0   0
    abstain    0        0   0
    no         1        1   0
    """
    one_block = np.zeros(rollcalls.n_calls, dtype=np.intp)
    counts = block_tables(rollcalls.of(a), rollcalls.of(b)[None], one_block, 1)[0, 0]
    names = [VOTE_NAMES[v] for v in CAST]
    return pd.DataFrame(
        counts.astype(np.int64), index=pd.Index(names, name=a), columns=pd.Index(names, name=b)
    )


def joint_counts(votes: npt.NDArray[np.int8]) -> npt.NDArray[np.float32]:
    """Count the joint votes of all pairs of states at once.

    With an indicator matrix of states by roll calls for each vote, the counts are the products
    of the indicators with their transposes. Stacked, that is one symmetric product.

    Parameters
    ----------
    votes : ndarray of int8, shape (n_states, n_calls)

    Returns
    -------
    ndarray of float32, shape (n_states, n_states, 3, 3)
        ``[i, j, k, l]`` counts roll calls on which state i cast vote k and state j vote l
        (exact below 2 ** 24 roll calls).

    Examples
    --------
    >>> v = np.array([[1, 3, 3, 8], [1, 1, 2, 1]], dtype=np.int8)
    >>> joint_counts(v)[0, 1].astype(int).tolist()
    [[1, 0, 0], [0, 0, 0], [1, 1, 0]]
    """
    n = len(votes)
    stacked = np.concatenate([votes == v for v in CAST]).astype(np.float32)
    products = (stacked @ stacked.T).reshape(3, n, 3, n)
    # Copied so that each of the nine counts is contiguous over pairs, as the indices read it.
    return np.ascontiguousarray(products.transpose(0, 2, 1, 3)).transpose(2, 3, 0, 1)


def block_tables(
    votes: npt.NDArray[np.int8],
    others: npt.NDArray[np.int8],
    blocks: npt.NDArray[np.intp],
    n_blocks: int,
) -> npt.NDArray[np.float64]:
    """Count the joint votes of one state with others, block by block.

    Parameters
    ----------
    votes : ndarray of int8, shape (n_calls,)
        Votes of the state.
    others : ndarray of int8, shape (n_others, n_calls)
        Votes of the others.
    blocks : ndarray of int, shape (n_calls,)
        Block of each roll call, from 0.
    n_blocks : int

    Returns
    -------
    ndarray of float, shape (n_blocks, n_others, 3, 3)
        Whole numbers; rows are the state's votes.

    Examples
    --------
    >>> v = np.array([[1, 3, 3], [1, 1, 2]], dtype=np.int8)
    >>> block_tables(v[0], v[1:], np.array([0, 0, 1]), 2)[:, 0].sum(axis=(1, 2)).tolist()
    [2.0, 1.0]
    """
    m = len(others)
    who, call = np.nonzero(is_cast(others) & is_cast(votes))
    cell = (blocks[call] * m + who) * 9 + (votes[call] - 1) * 3 + (others[who, call] - 1)
    counts = np.bincount(cell, minlength=n_blocks * m * 9)
    return counts.reshape(n_blocks, m, 3, 3).astype(np.float64)
