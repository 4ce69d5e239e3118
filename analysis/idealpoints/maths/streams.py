"""Counter-based random streams: a draw depends on where it is used, not on when.

The state of a stream is hashed from the seed, the chain, the sweep, the stage of the sweep
and the unit (an item or a state). Whichever thread draws for a unit draws the same numbers.
The generator is SplitMix64 (Steele, Lea and Flood 2014).
"""

from __future__ import annotations

import math

import numpy as np

from analysis.compiled import njit

__all__ = ["advance", "normal", "stream", "uniform"]

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
FIRST = np.uint64(0xBF58476D1CE4E5B9)
SECOND = np.uint64(0x94D049BB133111EB)
S30, S27, S31, S11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
UNIT = 2.0**-53


@njit(cache=True)
def _mix(z: np.uint64) -> np.uint64:
    z = (z ^ (z >> S30)) * FIRST
    z = (z ^ (z >> S27)) * SECOND
    return z ^ (z >> S31)


@njit(cache=True)
def stream(seed: int, chain: int, sweep: int, stage: int, unit: int) -> np.uint64:
    """Start the stream of a unit in a stage of a sweep of a chain.

    Examples
    --------
    >>> stream(1, 0, 5, 2, 7) == stream(1, 0, 5, 2, 7)
    True
    >>> stream(1, 0, 5, 2, 7) == stream(1, 0, 5, 7, 2)
    False
    """
    z = _mix(np.uint64(seed) + GOLDEN)
    z = _mix(z + np.uint64(chain) + GOLDEN)
    z = _mix(z + np.uint64(sweep) + GOLDEN)
    z = _mix(z + np.uint64(stage) + GOLDEN)
    return _mix(z + np.uint64(unit) + GOLDEN)


@njit(cache=True)
def advance(state: np.uint64) -> np.uint64:
    """Return the next state of a stream."""
    return state + GOLDEN


@njit(cache=True)
def uniform(state: np.uint64) -> float:
    """Return the uniform number of a state, strictly between 0 and 1.

    Examples
    --------
    >>> s = stream(1, 0, 0, 0, 0)
    >>> 0 < uniform(s) < 1 and uniform(s) != uniform(advance(s))
    True
    """
    return (float(_mix(state) >> S11) + 0.5) * UNIT


@njit(cache=True)
def normal(state: np.uint64) -> float:
    """Return a standard normal number (Box and Muller 1958); it uses up two states.

    Examples
    --------
    >>> s = stream(1, 0, 0, 0, 0)
    >>> normal(s) == normal(s)
    True
    """
    radius = math.sqrt(-2.0 * math.log(uniform(state)))
    return radius * math.cos(2.0 * math.pi * uniform(state + GOLDEN))
