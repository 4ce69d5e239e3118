"""What every index of agreement says of itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Index"]


@dataclass(frozen=True)
class Index:
    """An index of agreement: called with tables of joint votes, it gives values.

    Attributes
    ----------
    name : str
        As it is asked for by name.
    words : str
        As it stands in a sentence, "... of one state with another".
    title : str
        Above a panel of a figure.
    function : callable
        From counts of shape (..., 3, 3) to values of shape (...).
    reference : str
        Where it was proposed.
    chance_corrected : bool
        Whether 0 is what vote shares alone would give.
    lowest : float
        Of its range; the highest is 1.
    headline : bool
        Whether the designs and the report show it: one raw index and one that is corrected.
    rescales : str
        Name of the index that it repeats on another scale: curves of choices leave it out.
    """

    name: str
    words: str
    title: str
    function: Callable[[npt.ArrayLike], npt.NDArray[np.float64]]
    reference: str
    chance_corrected: bool = False
    lowest: float = 0.0
    headline: bool = False
    rescales: str = ""

    @property
    def is_mean(self) -> bool:
        """Whether it is a mean over roll calls of values from 0 to 1, as a share is."""
        return not self.chance_corrected and self.lowest == 0.0

    def __call__(self, counts: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Compute the index of each table, shape (..., 3, 3) to (...)."""
        return self.function(counts)
