"""Estimates of a design gathered one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from analysis.errors import UnshiftError
from analysis.estimate import Estimate

__all__ = ["Gathered", "gathered"]


class Gathered(list[Estimate]):
    """Estimates, and in words what could not be computed beside them.

    Attributes
    ----------
    missing : tuple of str
        What the computations that failed said, each thing once.
    """

    missing: tuple[str, ...] = ()


def gathered(
    computations: Iterable[Callable[[], Estimate | list[Estimate]]],
) -> Gathered:
    """Compute what can be computed: estimates, or lists of them, in one list.

    Returns
    -------
    Gathered
        A list, whose ``missing`` says why the rest could not be computed.

    Raises
    ------
    UnshiftError
        The first error, if nothing could be computed.

    Examples
    --------
    >>> def fails():
    ...     raise UnshiftError("too few votes")
    >>> found = gathered([fails, lambda: Estimate("x", "a change", 0.1)])
    >>> [e.name for e in found], found.missing
    (['x'], ('too few votes',))
    """
    done = Gathered()
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
    done.missing = tuple(dict.fromkeys(str(error) for error in errors))
    return done
