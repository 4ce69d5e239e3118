"""Estimates of a design gathered one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from analysis.errors import UnshiftError
from analysis.estimate import Estimate

__all__ = ["gathered"]


def gathered(
    computations: Iterable[Callable[[], Estimate | list[Estimate]]],
) -> list[Estimate]:
    """Compute what can be computed: estimates, or lists of them, in one list.

    Raises
    ------
    UnshiftError
        The first error, if nothing could be; else what single computations lack is not told.

    Examples
    --------
    >>> def fails():
    ...     raise UnshiftError("too few votes")
    >>> [e.name for e in gathered([fails, lambda: Estimate("x", "a change", 0.1)])]
    ['x']
    """
    done: list[Estimate] = []
    errors: list[UnshiftError] = []
    for compute in computations:
        try:
            found = compute()
        except UnshiftError as error:
            errors.append(error)
        else:
            done += found if isinstance(found, list) else [found]
    if errors and not done:
        raise errors[0]
    return done
