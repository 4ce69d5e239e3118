"""Ordered logit of how close two votes are, from counts: many fits at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["closer_vote"]

Floats = npt.NDArray[np.float64]

#: A coefficient of this size is a logit that runs off to a probability of zero or one.
RUN_OFF = 12.0
STEPS, TOLERANCE = 60, 1e-10


def closer_vote(counts: Floats, design: Floats) -> Floats:
    """Return the change in the log-odds of a closer vote, by ordered logit.

    Parameters
    ----------
    counts : ndarray, shape (..., n_rows, n_levels)
        Roll calls of each row of the design at each degree of closeness, from the least on.
    design : ndarray, shape (n_rows, k)
        Without a constant, which the cut points are; the change is the last coefficient.

    Returns
    -------
    ndarray, shape (...)
        Maximum likelihood by Fisher scoring (McCullagh 1980, Journal of the Royal Statistical
        Society B 42). NaN where the fit runs off to a probability of 0 or 1, or a degree of
        closeness that other fits have does not occur.

    Examples
    --------
    >>> counts = np.array([[10.0, 5, 5], [5, 5, 10]])
    >>> round(float(closer_vote(counts, np.array([[0.0], [1.0]]))), 3)
    1.099
    """
    held = counts[..., counts.reshape(-1, counts.shape[-1]).any(axis=0)]
    flat = held.reshape(-1, *held.shape[-2:])
    n, rows, levels = flat.shape
    out = np.full(n, np.nan)
    if levels > 1:
        fits = np.flatnonzero((flat.sum(axis=1) > 0).all(axis=1))
        out[fits] = _last_coefficient(flat[fits], design)
    return out.reshape(held.shape[:-2])


def _last_coefficient(counts: Floats, design: Floats) -> Floats:
    n, rows, levels = counts.shape
    cuts = levels - 1
    # P(at most j) = logistic(cut_j - x'b): what each cut of each row is made of.
    made_of = np.zeros((rows, cuts, cuts + design.shape[1]))
    made_of[:, np.arange(cuts), np.arange(cuts)] = 1.0
    made_of[:, :, cuts:] = -design[:, None]
    share = np.cumsum(counts.sum(axis=1), axis=1)[:, :-1] / counts.sum(axis=(1, 2))[:, None]
    theta = np.zeros((n, made_of.shape[2]))
    theta[:, :cuts] = np.log(share / (1 - share))
    total = counts.sum(axis=2)
    step = np.full(theta.shape, np.inf)
    with np.errstate(all="ignore"):  # fits that run off are looked at below
        for _ in range(STEPS):
            below = 1 / (1 + np.exp(-np.einsum("rjp,np->nrj", made_of, theta)))
            steep = (below * (1 - below))[..., None] * made_of
            p = np.diff(below, axis=2, prepend=0.0, append=1.0)
            slope = np.diff(steep, axis=2, prepend=0.0, append=0.0)
            score = np.einsum("nrj,nrjp->np", counts / p, slope)
            weight = total[..., None] / p
            information = np.einsum("nrj,nrjp,nrjq->npq", weight, slope, slope)
            good = np.isfinite(information).all(axis=(1, 2)) & (np.abs(theta) < 2 * RUN_OFF).all(1)
            good[good] = np.linalg.cond(information[good]) < 1 / TOLERANCE
            theta[~good] = np.nan
            if not good.any():
                break
            step = np.full(theta.shape, np.nan)
            step[good] = np.linalg.solve(information[good], score[good][..., None])[..., 0]
            theta += step
            if np.nanmax(np.abs(step)) < TOLERANCE:
                break
        done = (np.abs(step) < 1e-6).all(axis=1) & (np.abs(theta[:, cuts:]) < RUN_OFF).all(axis=1)
    return np.where(done, theta[:, -1], np.nan)
