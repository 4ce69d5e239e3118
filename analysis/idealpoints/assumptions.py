"""What the posterior of ideal points assumes beyond the votes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.errors import UsageError
from analysis.idealpoints.authors.kernel import AuthorsKernel

__all__ = ["Priors"]


@dataclass(frozen=True)
class Priors:
    """What the posterior assumes beyond the votes.

    Attributes
    ----------
    walk_variance : float
        Of the random walk per period elapsed; where it is estimated, the starting value.
    item_variance : float
        Of β; likewise.
    estimate_walk, estimate_items : bool
        Whether the variance is drawn, with an inverse-gamma prior of shape 1 and the
        starting value as scale.
    tails : float or None
        Degrees of freedom of the walk's steps, Student's t instead of normal, so that a jump is
        not smoothed away (a scale mixture, Geweke 1993); None for normal steps.
    authors : AuthorsKernel, optional
        The algorithm of the published estimates in the place of exact sampling.

    Raises
    ------
    UsageError
        If a variance is not positive, or to be estimated by the authors' algorithm, which has none.

    Examples
    --------
    >>> Priors(walk_variance=-1.0)
    Traceback (most recent call last):
    analysis.errors.UsageError: walk_variance -1.0 is not positive (priors): give a number above 0
    """

    walk_variance: float = 0.25
    item_variance: float = 1.0
    estimate_walk: bool = False
    estimate_items: bool = False
    tails: float | None = None
    authors: AuthorsKernel | None = None

    def __post_init__(self) -> None:
        """Refuse what is no variance, and what the authors' algorithm does not do."""
        for name in ("walk_variance", "item_variance", "tails"):
            value = getattr(self, name)
            if value is not None and not (np.isfinite(value) and value > 0):
                raise UsageError(
                    f"{name} {value} is not positive", "priors", "give a number above 0"
                )
        if self.authors is not None and (self.estimate_walk or self.estimate_items or self.tails):
            raise UsageError(
                "the authors' algorithm takes variances as given and steps as normal",
                "kernel",
                'use kernel="exact" to estimate them',
            )
