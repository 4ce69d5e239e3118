"""Where numba is installed loops are compiled; where it is not, they run as they stand, or a twin.

The lessons run on small records and start from a wheel that asks for no compiler. A loop that
they pass through names its twin, the same in whole arrays: it gives the same numbers but for
rounding. Others run as Python, a hundred times slower.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib.metadata import PackageNotFoundError, version
from typing import Any

__all__ = ["COMPILED", "njit", "prange", "versions"]

prange: Any
try:
    from numba import njit as compiling
    from numba import prange

    #: Whether there is a compiler.
    COMPILED = True
except ImportError:
    prange, COMPILED = range, False


def njit(twin: Callable[..., Any] | None = None, **options: Any) -> Callable[..., Any]:
    """Compile a function, or take its twin where nothing compiles.

    Parameters
    ----------
    twin : callable, optional
        What runs without a compiler; default the function itself, as it is written.
    **options
        Of `numba.njit`.

    Returns
    -------
    callable
        The decorator.

    Examples
    --------
    >>> @njit(cache=False)
    ... def twice(x):
    ...     return 2 * x
    >>> twice(3)
    6
    """
    if COMPILED:
        compiler: Callable[..., Any] = compiling(**options)
        return compiler
    return lambda function: function if twin is None else twin


def versions(names: Iterable[str]) -> list[str]:
    """Return the versions of packages, ``none`` where one is not installed.

    Examples
    --------
    >>> versions(["no-such-package"])
    ['none']
    """
    found = []
    for name in names:
        try:
            found.append(version(name))
        except PackageNotFoundError:
            found.append("none")
    return found
