"""Normal numbers known to lie above a bound or between two, drawn from counter-based streams.

Each function returns the number and the state at which the stream goes on, since rejection
uses up as many states as it takes.
"""

from __future__ import annotations

import math

import numpy as np

from analysis.compiled import njit
from analysis.idealpoints.maths.streams import advance, normal, uniform

__all__ = ["normal_above", "normal_between"]

#: Up to this bound plain normal numbers are rejected less often than exponential ones.
PLAIN = 0.5
#: An interval over zero wider than √(2π) keeps more of the normal's numbers than of a uniform's.
WIDE = math.sqrt(2.0 * math.pi)


@njit(cache=True)
def normal_above(low: float, state: np.uint64) -> tuple[float, np.uint64]:
    """Draw z ~ N(0, 1) given z > low (Robert 1995, Statistics and Computing 5).

    Examples
    --------
    >>> from analysis.idealpoints.maths.streams import stream
    >>> s = np.uint64(stream(1, 0, 0, 0, 0))
    >>> z, after = normal_above(30.0, s)
    >>> 30 < z < 31, bool(after != s)
    (True, True)
    """
    if low < PLAIN:
        while True:
            z = normal(state)
            state = advance(advance(state))
            if z > low:
                return z, state
    rate = 0.5 * (low + math.sqrt(low * low + 4.0))
    while True:
        z = low - math.log(uniform(state)) / rate
        state = advance(state)
        kept = math.log(uniform(state)) < -0.5 * (z - rate) * (z - rate)
        state = advance(state)
        if kept:
            return z, state


@njit(cache=True)
def normal_between(low: float, high: float, state: np.uint64) -> tuple[float, np.uint64]:
    """Draw z ~ N(0, 1) given low < z < high; either may be infinite.

    Examples
    --------
    >>> from analysis.idealpoints.maths.streams import stream
    >>> z, _ = normal_between(-0.1, 0.2, np.uint64(stream(1, 0, 0, 0, 0)))
    >>> -0.1 < z < 0.2
    True
    """
    if high <= 0.0:  # the mirror image
        z, state = normal_between(-high, -low, state)
        return -z, state
    if low < 0.0:
        if high - low > WIDE:
            while True:
                z = normal(state)
                state = advance(advance(state))
                if low < z < high:
                    return z, state
        peak = 0.0
    else:
        root = math.sqrt(low * low + 4.0)
        # where the exponential proposal, cut at `high`, does as well as a uniform one (Robert)
        reach = 2.0 / (low + root) * math.exp(0.5 + 0.25 * (low * low - low * root))
        if high - low > reach:
            while True:
                z, state = normal_above(low, state)
                if z < high:
                    return z, state
        peak = low
    while True:
        z = low + (high - low) * uniform(state)
        state = advance(state)
        kept = math.log(uniform(state)) < 0.5 * (peak * peak - z * z)
        state = advance(state)
        if kept:
            return z, state
