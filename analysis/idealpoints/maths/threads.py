"""How work is dealt to threads.

A parallel loop gives each thread a run of neighbours. Items are in order of time, and early ones
have a third of the votes of late ones, so that one thread would wait for the other. Walking
through them with a stride deals early and late items to every thread alike.
"""

from __future__ import annotations

from analysis.compiled import njit

__all__ = ["stride"]


@njit(cache=True)
def stride(n: int) -> int:
    """Return a stride that visits every index once: ``(k * stride) % n`` for k below n.

    The first number from the golden section of n on that has no divisor in common with it.

    Examples
    --------
    >>> stride(10), sorted((k * stride(10)) % 10 for k in range(10)) == list(range(10))
    (7, True)
    """
    step = max(1, int(0.618 * n))
    while True:
        a, b = n, step
        while b:
            a, b = b, a % b
        if a == 1 or n < 2:
            return step
        step += 1
