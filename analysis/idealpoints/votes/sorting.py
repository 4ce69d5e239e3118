"""Compiled sorting of votes by state-period and by item, without tables of positions."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from analysis.compiled import njit

__all__ = ["count_votes", "group_by_item", "group_by_point", "joined"]

Codes = npt.NDArray[np.int8]
Indices = npt.NDArray[np.int32]
Places = npt.NDArray[np.int64]
#: The votes that count are 1 yes, 2 abstain, 3 no; other codes are no votes.
FIRST_CODE, LAST_CODE, N_KINDS = 1, 3, 3


def _counted(votes: Codes, item: Indices, n_items: int) -> Places:
    """Count yes, abstain and no per item, without a compiler."""
    row, column = np.nonzero((votes >= FIRST_CODE) & (votes <= LAST_CODE))
    cell = item[column].astype(np.int64) * N_KINDS + votes[row, column] - FIRST_CODE
    return np.bincount(cell, minlength=n_items * N_KINDS).reshape(n_items, N_KINDS)


@njit(_counted, cache=True)
def count_votes(votes: Codes, item: Indices, n_items: int) -> Places:
    """Count yes, abstain and no per item.

    Parameters
    ----------
    votes : ndarray of int8, shape (n_states, n_calls)
    item : ndarray of int32, shape (n_calls,)
    n_items : int

    Returns
    -------
    ndarray of int64, shape (n_items, 3)

    Examples
    --------
    >>> votes = np.array([[1, 3, 8], [2, 1, 1]], dtype=np.int8)
    >>> count_votes(votes, np.array([0, 0, 1], dtype=np.int32), 2).tolist()
    [[2, 1, 1], [1, 0, 0]]
    """
    counts = np.zeros((n_items, N_KINDS), dtype=np.int64)
    for row in range(votes.shape[0]):
        for column in range(votes.shape[1]):
            code = votes[row, column]
            if FIRST_CODE <= code <= LAST_CODE:
                counts[item[column], code - FIRST_CODE] += 1
    return counts


def _by_point(
    votes: Codes, order: Places, starts: Places, item: Indices, kinds: Codes, n_votes: int
) -> tuple[Indices, Indices, Places, Indices, Codes]:
    """List votes by state, then period, then kind, then item, without a compiler."""
    n_periods = starts.size - 1
    codes = votes[:, order[starts[0] : starts[-1]]]
    row, place = np.nonzero((codes >= FIRST_CODE) & (codes <= LAST_CODE))
    of = item[order[starts[0] : starts[-1]][place]]
    kind = kinds[of, codes[row, place] - FIRST_CODE]
    period = np.searchsorted(starts - starts[0], place, side="right") - 1
    point = row * n_periods + period
    sorted_ = np.lexsort((kind, point))  # stable: items keep their order
    found, first = np.unique(point[sorted_], return_index=True)
    ptr = np.append(first, point.size).astype(np.int64)
    state, within = np.divmod(found, max(n_periods, 1))
    of, kind = of[sorted_].astype(np.int32), kind[sorted_].astype(np.int8)
    return state.astype(np.int32), within.astype(np.int32), ptr, of, kind


@njit(_by_point, cache=True)
def group_by_point(
    votes: Codes,
    order: Places,
    starts: Places,
    item: Indices,
    kinds: Codes,
    n_votes: int,
) -> tuple[Indices, Indices, Places, Indices, Codes]:
    """List votes by state, then period, then kind, then item.

    Parameters
    ----------
    votes : ndarray of int8, shape (n_states, n_calls)
    order : ndarray of int64
        Columns that count, by period, then item.
    starts : ndarray of int64, shape (n_periods + 1,)
        Where each period begins in `order`.
    item : ndarray of int32, shape (n_calls,)
    kinds : ndarray of int8, shape (n_items, 3)
        Kind of a yes, abstention and no on each item.
    n_votes : int

    Returns
    -------
    state, period : ndarray of int32, shape (n_points,)
        Of the state-periods with a vote.
    ptr : ndarray of int64, shape (n_points + 1,)
    vote_item, vote_kind : ndarray, shape (n_votes,)

    Examples
    --------
    >>> votes, columns = np.array([[3, 1, 8]], dtype=np.int8), np.arange(3)
    >>> kinds = np.array([[0, 1, 2]] * 3, dtype=np.int8)
    >>> found = group_by_point(votes, columns, np.array([0, 2, 3]), np.int32(columns), kinds, 2)
    >>> [x.tolist() for x in found]
    [[0], [0], [0, 2], [1, 0], [0, 2]]
    """
    n_states, n_periods = votes.shape[0], starts.size - 1
    state = np.empty(n_states * n_periods, dtype=np.int32)
    period = np.empty(n_states * n_periods, dtype=np.int32)
    ptr = np.zeros(n_states * n_periods + 1, dtype=np.int64)
    vote_item = np.empty(n_votes, dtype=np.int32)
    vote_kind = np.empty(n_votes, dtype=np.int8)
    n = k = 0
    for row in range(n_states):
        for p in range(n_periods):
            for kind in range(N_KINDS):
                for c in range(starts[p], starts[p + 1]):
                    code = votes[row, order[c]]
                    if FIRST_CODE <= code <= LAST_CODE:
                        j = item[order[c]]
                        if kinds[j, code - FIRST_CODE] == kind:
                            vote_item[k], vote_kind[k] = j, kind
                            k += 1
            if k > ptr[n]:
                state[n], period[n] = row, p
                n += 1
                ptr[n] = k
    return state[:n].copy(), period[:n].copy(), ptr[: n + 1].copy(), vote_item, vote_kind


def _by_item(
    ptr: Places, vote_item: Indices, vote_kind: Codes, n_items: int
) -> tuple[Places, Indices, Codes]:
    """List votes by item, then kind, then point, without a compiler."""
    point = np.repeat(np.arange(ptr.size - 1, dtype=np.int32), np.diff(ptr))
    sorted_ = np.lexsort((vote_kind, vote_item))  # stable: points keep their order
    item_ptr = np.concatenate([[0], np.cumsum(np.bincount(vote_item, minlength=n_items))])
    return item_ptr.astype(np.int64), point[sorted_], vote_kind[sorted_].astype(np.int8)


@njit(_by_item, cache=True)
def group_by_item(
    ptr: Places, vote_item: Indices, vote_kind: Codes, n_items: int
) -> tuple[Places, Indices, Codes]:
    """List the same votes by item, then kind, then point.

    Parameters
    ----------
    ptr, vote_item, vote_kind
        As `group_by_point` returns them.
    n_items : int

    Returns
    -------
    item_ptr : ndarray of int64, shape (n_items + 1,)
    vote_point, vote_kind : ndarray, shape (n_votes,)

    Examples
    --------
    >>> found = group_by_item(np.array([0, 2, 3]), np.int32([1, 0, 1]), np.int8([0, 2, 0]), 2)
    >>> [x.tolist() for x in found]
    [[0, 1, 3], [0, 0, 1], [2, 0, 0]]
    """
    place = np.zeros(n_items * N_KINDS + 1, dtype=np.int64)
    for k in range(vote_item.size):
        place[vote_item[k] * N_KINDS + vote_kind[k] + 1] += 1
    for b in range(1, place.size):
        place[b] += place[b - 1]
    item_ptr = place[::N_KINDS].copy()
    vote_point = np.empty(vote_item.size, dtype=np.int32)
    kind = np.empty(vote_item.size, dtype=np.int8)
    for i in range(ptr.size - 1):
        for k in range(ptr[i], ptr[i + 1]):
            b = vote_item[k] * N_KINDS + vote_kind[k]
            vote_point[place[b]], kind[place[b]] = i, vote_kind[k]
            place[b] += 1
    return item_ptr, vote_point, kind


def _joined(state: Places, ptr: Places, vote_item: Indices, n_states: int, n_items: int) -> Indices:
    """Find the groups of states that common items join, without a compiler."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    voter = np.repeat(state, np.diff(ptr))
    size = n_states + n_items
    links = coo_array((np.ones(voter.size), (voter, n_states + vote_item)), shape=(size, size))
    label = connected_components(links, directed=False)[1][:n_states]
    _, first, group = np.unique(label, return_index=True, return_inverse=True)
    return first[group].astype(np.int32)  # named after its first state


@njit(_joined, cache=True)
def joined(state: Places, ptr: Places, vote_item: Indices, n_states: int, n_items: int) -> Indices:
    """Find the groups of states that common items join, directly or by way of others.

    Parameters
    ----------
    state : ndarray of int64, shape (n_points,)
    ptr, vote_item
        As `group_by_point` returns them.
    n_states, n_items : int

    Returns
    -------
    ndarray of int32, shape (n_states,)
        Same number, same group.

    Examples
    --------
    >>> item = np.int32([0, 0, 1])
    >>> joined(np.array([0, 1, 2]), np.array([0, 1, 2, 3]), item, 3, 2).tolist()
    [0, 0, 2]
    """
    parent = np.arange(n_states, dtype=np.int32)
    voter = np.full(n_items, -1, dtype=np.int32)
    for i in range(ptr.size - 1):
        for k in range(ptr[i], ptr[i + 1]):
            j = vote_item[k]
            if voter[j] < 0:
                voter[j] = state[i]
                continue
            a, b = voter[j], state[i]
            while parent[a] != a:
                a = parent[a]
            while parent[b] != b:
                b = parent[b]
            parent[max(a, b)] = min(a, b)
    for s in range(n_states):  # parents have smaller numbers, so theirs are final
        parent[s] = parent[parent[s]]
    return parent
