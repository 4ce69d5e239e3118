"""Where the fit starts: the leading dimension of agreement between states."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from analysis.compiled import njit
from analysis.idealpoints.fast.arrays import together
from analysis.idealpoints.fast.fit import Fit, Near, first_items
from analysis.idealpoints.fast.kernels import Items
from analysis.idealpoints.votes.ballots import Ballots

__all__ = ["second_start", "standardised", "start", "start_near"]

Floats = npt.NDArray[np.float64]
#: Powers of the agreement matrix at most.
POWERS = 1000
#: Agreement closer than this to one dimension has no second.
SAME = 1e-9
#: Bytes of a word of bits, one bit per roll call.
WORD = 8


def start(votes: npt.NDArray[np.int8], anchor: int) -> npt.NDArray[np.float64]:
    """Place each state by the leading eigenvector of the centred agreement matrix.

    Agreement is 1 − |a − b|/2, averaged over the roll calls on which both voted. A pair that
    never voted together gets the mean of the two states' mean agreement.

    Parameters
    ----------
    votes : ndarray of int8, shape (n_states, n_calls)
        Codes; only 1, 2 and 3 count. Each state cast a vote.
    anchor : int
        Row of the state whose side is positive.

    Returns
    -------
    ndarray of float64, shape (n_states,)
        Mean 0, standard deviation 1.

    Examples
    --------
    >>> x = start(np.array([[1, 1, 3], [1, 1, 2], [3, 3, 1], [3, 2, 1]], dtype=np.int8), 0)
    >>> (x > 0).tolist()
    [True, True, False, False]
    """
    leading = _leading(_centred_agreement(votes))
    return standardised(leading if leading[anchor] >= 0 else -leading)


def start_near(ballots: Ballots, near: Ballots, fitted: Fit) -> tuple[Floats, Near]:
    """Start points and items where a fit to nearly the same votes ended.

    Parameters
    ----------
    ballots : Ballots
        To be fitted.
    near : Ballots
    fitted : Fit
        Of `near`.

    Returns
    -------
    theta : ndarray, shape (n_points,)
        A point that the fit lacks starts at its mean.
    rest : Near
        An item that the fit lacks, or that had another kind of vote there, starts from its votes.

    Examples
    --------
    >>> from analysis.idealpoints import IdealPoints
    >>> from analysis.simulate import simulate
    >>> held = IdealPoints(simulate(n_states=8, years=2, calls_per_year=20).rollcalls).fit()
    >>> b, found = held.ballots, held.estimates
    >>> theta, rest = start_near(b, b, found)
    >>> bool((theta == found.theta).all()), bool((rest.items.beta == found.beta).all())
    (True, True)
    """
    state, period = near.numbers(ballots.states, ballots.periods)
    at = near.point_of(state[ballots.point_state], period[ballots.point_period])
    theta = np.where(at >= 0, fitted.theta[at], fitted.theta.mean())
    number = {label: j for j, label in enumerate(near.items)}
    held = np.array([number.get(label, -1) for label in ballots.items])
    same = (held >= 0) & (near.missing[held] == ballots.missing)
    items = (
        np.where(same, old[held], new)
        for old, new in zip((fitted.beta, fitted.g1, fitted.g2), first_items(ballots), strict=True)
    )
    return theta, Near(Items(*items), np.where(at >= 0, fitted.variance[at], 0.0))


def second_start(votes: npt.NDArray[np.int8]) -> npt.NDArray[np.float64]:
    """Place each state by the second eigenvector of the centred agreement matrix.

    Parameters
    ----------
    votes : ndarray of int8, shape (n_states, n_calls)
        As for `start`.

    Returns
    -------
    ndarray of float64, shape (n_states,)
        Mean 0, standard deviation 1; all 0 where agreement has one dimension only. The sign
        means nothing.

    Examples
    --------
    >>> one = np.array([[1, 1, 3, 3], [1, 1, 3, 1], [3, 3, 1, 3], [3, 3, 1, 1]], dtype=np.int8)
    >>> abs(second_start(one).round(1)).tolist()
    [1.0, 1.0, 1.0, 1.0]
    """
    centred = _centred_agreement(votes)
    leading = _leading(centred)
    size = float(np.linalg.norm(leading))
    if size > 0:
        leading = leading / size
        rest = centred - (leading @ centred @ leading) * np.outer(leading, leading)
    else:
        rest = centred
    if not abs(rest).max() > SAME:
        return np.zeros(len(votes))
    return standardised(_leading(rest))


def _centred_agreement(votes: npt.NDArray[np.int8]) -> npt.NDArray[np.float64]:
    """Return the matrix of agreement with its means taken out of rows and columns."""
    rows = np.ascontiguousarray(votes)
    bits = [np.packbits(rows == k, axis=1) for k in (1, 2, 3)]
    short = -bits[0].shape[1] % WORD
    words = [np.pad(b, ((0, 0), (0, short))).view(np.uint64) for b in bits]
    both, same = _together(*words)
    np.fill_diagonal(both, 0.0)
    seen = both > 0
    agreement = np.divide(same, both, out=np.zeros_like(both), where=seen)
    number = np.maximum(seen.sum(axis=1), 1)
    mean = agreement.sum(axis=1) / number
    agreement = np.where(seen, agreement, 0.5 * (mean[:, None] + mean[None, :]))
    np.fill_diagonal(agreement, 1.0)
    centred = agreement - agreement.mean(axis=0) - agreement.mean(axis=1)[:, None]
    centred += agreement.mean()
    return centred


@njit(cache=True)
def _count(word: np.uint64) -> np.uint64:
    """Count the bits set (Warren, Hacker's Delight, 5–1)."""
    x = word - ((word >> np.uint64(1)) & np.uint64(0x5555555555555555))
    x = (x & np.uint64(0x3333333333333333)) + ((x >> np.uint64(2)) & np.uint64(0x3333333333333333))
    x = (x + (x >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return (x * np.uint64(0x0101010101010101)) >> np.uint64(56)


@njit(together, cache=True)
def _together(
    yes: npt.NDArray[np.uint64], mid: npt.NDArray[np.uint64], no: npt.NDArray[np.uint64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Count, per pair of states, roll calls on which both voted, and sum their agreement.

    Compiled, not a product of matrices: the library that does those starts threads of its own
    and rounds by their number.
    """
    n, n_words = yes.shape
    both, same = np.zeros((n, n)), np.zeros((n, n))
    for a in range(n):
        for b in range(a, n):
            voted = equal = apart = np.uint64(0)
            for k in range(n_words):
                of_a, of_b = yes[a, k] | mid[a, k] | no[a, k], yes[b, k] | mid[b, k] | no[b, k]
                voted += _count(of_a & of_b)
                equal += _count(
                    (yes[a, k] & yes[b, k]) | (mid[a, k] & mid[b, k]) | (no[a, k] & no[b, k])
                )
                apart += _count((yes[a, k] & no[b, k]) | (no[a, k] & yes[b, k]))
            both[a, b] = both[b, a] = voted
            # 1 where equal, 0 where apart, 1/2 between
            same[a, b] = same[b, a] = 0.5 * (np.float64(voted) + np.float64(equal) - apart)
    return both, same


def _leading(matrix: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the eigenvector of the largest eigenvalue, close enough to start from.

    By powers of the matrix, shifted so that no eigenvalue is negative. A full decomposition
    takes many times as long, most of all where other programs use the processor.
    """
    first = matrix[:, np.argmax(np.diag(matrix))]
    x, shift, value = first.copy(), 0.0, np.inf
    for _ in range(POWERS):
        image = matrix @ x + shift * x
        size = float(np.linalg.norm(image))
        if not size > 0.0:  # nothing tells states apart
            break
        before, value = value, float(x @ image) / float(x @ x)
        if value < 0.0:  # one below zero is the largest in size: move it above
            x, shift, value = first.copy(), shift - 2.0 * value, np.inf
            continue
        x = image / size
        if abs(value - before) < 1e-12 * value:
            break
    return x


def standardised(x: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return x with mean 0 and standard deviation 1; unchanged spread where there is none.

    Examples
    --------
    >>> standardised(np.array([1.0, 3.0])).tolist()
    [-1.0, 1.0]
    """
    spread = x.std()
    return (x - x.mean()) / (spread if spread > 0 else 1.0)
