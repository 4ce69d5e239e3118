"""What is expected of a state's ideal points before its votes: the list, one file each."""

from __future__ import annotations

from analysis.errors import UsageError
from analysis.idealpoints.priors.broken import BrokenWalk
from analysis.idealpoints.priors.prior import FIRST_VARIANCE, Prior, tridiagonal
from analysis.idealpoints.priors.walk import RandomWalk

__all__ = [
    "FIRST_VARIANCE",
    "PRIORS",
    "BrokenWalk",
    "Prior",
    "RandomWalk",
    "prior_named",
    "tridiagonal",
]

#: Every prior, by name; the fast fit and the sampler read whichever is asked for.
PRIORS: dict[str, Prior] = {prior.name: prior for prior in (RandomWalk(),)}


def prior_named(prior: str | Prior) -> Prior:
    """Return a prior by its name, or as it was given.

    Raises
    ------
    UsageError
        If there is none of that name.

    Examples
    --------
    >>> prior_named("walk")
    RandomWalk()
    """
    if not isinstance(prior, str):
        return prior
    if prior not in PRIORS:
        raise UsageError(f"unknown prior {prior!r}", "prior", f"use {', '.join(PRIORS)}")
    return PRIORS[prior]
