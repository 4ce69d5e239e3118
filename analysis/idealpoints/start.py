"""Where the fit starts: the leading dimension of agreement between states."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["standardised", "start"]

#: Powers of the agreement matrix at most.
POWERS = 1000


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
    yes, mid, no = ((votes == k).astype(np.float32) for k in (1, 2, 3))
    cast = yes + mid + no
    side = yes - no
    # 1 − |a − b|/2 = (1 + ab + 1[a = b = 0])/2 for a, b in −1, 0, 1
    both = (cast @ cast.T).astype(np.float64)
    same = 0.5 * (both + side @ side.T + mid @ mid.T)
    np.fill_diagonal(both, 0.0)
    seen = both > 0
    agreement = np.divide(same, both, out=np.zeros_like(both), where=seen)
    number = np.maximum(seen.sum(axis=1), 1)
    mean = agreement.sum(axis=1) / number
    agreement = np.where(seen, agreement, 0.5 * (mean[:, None] + mean[None, :]))
    np.fill_diagonal(agreement, 1.0)
    centred = agreement - agreement.mean(axis=0) - agreement.mean(axis=1)[:, None]
    centred += agreement.mean()
    leading = _leading(centred)
    return standardised(leading if leading[anchor] >= 0 else -leading)


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
