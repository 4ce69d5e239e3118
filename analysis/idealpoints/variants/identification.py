"""What identifies two latents: means, spreads, and the direction of a plane.

Any pair of axes fits alike, so after every step they are set again; loadings and cutpoints
compensate, and no vote's probability changes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Latents", "identify", "pinned"]

Floats = npt.NDArray[np.float64]


@dataclass
class Latents:
    """Both latents and all items, as they change from sweep to sweep.

    Attributes
    ----------
    place, variance : ndarray, shape (2, n_points)
    load : ndarray, shape (2, n_items)
    g1, g2 : ndarray, shape (n_items,)
    cov : ndarray, shape (2, n_items, 3)
        Of each loading with itself, γ1 and γ2.
    multiplier : ndarray, shape (2,)
        Of the spread, as last found.
    spread : float
        Standard deviation of the loadings of attendance.
    """

    place: Floats
    load: Floats
    g1: Floats
    g2: Floats
    cov: Floats
    variance: Floats
    multiplier: Floats
    spread: float = 1.0

    def copy(self) -> Latents:
        """Return a copy whose arrays are its own."""
        return Latents(
            self.place.copy(),
            self.load.copy(),
            self.g1.copy(),
            self.g2.copy(),
            self.cov.copy(),
            self.variance.copy(),
            self.multiplier.copy(),
            self.spread,
        )


def identify(now: Latents, attendance: npt.NDArray[np.bool_] | None, along: Floats | None) -> None:
    """Set means, spreads and directions again, in place.

    Parameters
    ----------
    now : Latents
    attendance : ndarray of bool, shape (n_items,), optional
        With it the second latent has mean 0 and the scale of ε; without, both have mean 0,
        standard deviation 1 and no correlation.
    along : ndarray, shape (n_points,), optional
        See `pinned`.
    """
    for d in (0, 1):
        mean = now.place[d].mean()
        now.place[d] -= mean
        now.g1 = now.g1 - now.load[d] * mean
        now.g2 = now.g2 - now.load[d] * mean
    scaled = (0,) if attendance is not None else (0, 1)
    for d in scaled:
        spread = now.place[d].std()
        now.place[d] /= spread
        now.load[d] *= spread
        if attendance is None and d == 0:
            share = (now.place[1] @ now.place[0]) / now.place[0].size
            now.place[1] -= share * now.place[0]
            now.load[0] += share * now.load[1]
    if along is not None:
        now.place, now.load = pinned(now.place, now.load, along)


def pinned(place: Floats, load: Floats, along: Floats) -> tuple[Floats, Floats]:
    """Turn a plane so that its second dimension has no correlation with given numbers.

    Parameters
    ----------
    place : ndarray, shape (2, n_points)
        Of mean 0, standard deviation 1 and no correlation.
    load : ndarray, shape (2, n_items)
    along : ndarray, shape (n_points,)

    Returns
    -------
    place, load : ndarray
        Turned alike, so that no vote's probability changes.

    Examples
    --------
    >>> place = np.array([[1.0, -1, 1, -1], [1, 1, -1, -1]])
    >>> turned, _ = pinned(place, np.ones((2, 1)), np.array([2.0, 1, -1, -2]))
    >>> bool(abs(turned[1] @ [2, 1, -1, -2]) < 1e-12), bool(turned[0] @ [2, 1, -1, -2] > 0)
    (True, True)
    """
    one, two = place @ along
    size = np.hypot(one, two)
    turn = np.array([[one, two], [-two, one]]) / (size if size > 0 else 1.0)
    return turn @ place, turn @ load
