"""What is assumed beyond the votes: read by the fast fit, by the sampler, and by what they say."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from analysis.errors import UsageError
from analysis.idealpoints.priors import Prior, RandomWalk

__all__ = ["WALK_VARIANCE", "Assumptions"]

#: The authors' prior variance, 0.5·n_t/(n_t + n_{t−1}), where a state votes equally often in
#: both periods. Not made to grow with the number of votes: a crowded year may not jump
#: further than a quiet one for being crowded.
WALK_VARIANCE = 0.25


@dataclass(frozen=True)
class Assumptions:
    """What is assumed beyond the votes.

    Attributes
    ----------
    walk_variance : float
        Of a step of the prior over one span; where it is estimated, the starting value.
    item_variance : float
        Of β; likewise. The fast fit has 1.
    estimate_walk, estimate_items : bool
        Whether the variance is found rather than given. The sampler draws it, with an
        inverse-gamma prior of shape 1 and the starting value as scale.
    tails : float or None
        Degrees of freedom of the steps, Student's t instead of normal, so that a jump is
        not smoothed away (a scale mixture, Geweke 1993); None for normal steps.
    prior : Prior
        How a state's ideal points hang together; see `analysis.idealpoints.priors`.

    Raises
    ------
    UsageError
        If a variance or the degrees of freedom are not positive.

    Examples
    --------
    >>> Assumptions(walk_variance=-1.0)
    Traceback (most recent call last):
    analysis.errors.UsageError: walk_variance -1.0 is not positive (walk_variance): give ...
    >>> Assumptions(tails=4.0).steps()
    "steps of Student's t with 4 degrees of freedom, squared scale 0.25"
    """

    walk_variance: float = WALK_VARIANCE
    item_variance: float = 1.0
    estimate_walk: bool = False
    estimate_items: bool = False
    tails: float | None = None
    prior: Prior = field(default_factory=RandomWalk)

    def __post_init__(self) -> None:
        """Refuse what is no variance."""
        for name in ("walk_variance", "item_variance", "tails"):
            value = getattr(self, name)
            if value is not None and not (np.isfinite(value) and value > 0):
                raise UsageError(f"{name} {value} is not positive", name, "give a number above 0")

    @property
    def given(self) -> bool:
        """Whether the steps are normal, with the variance as it was given."""
        return self.tails is None and not self.estimate_walk

    def steps(self, found: float | None = None) -> str:
        """Say what the steps of the prior are.

        Parameters
        ----------
        found : float, optional
            The variance, where it was estimated.
        """
        variance = self.walk_variance if found is None else found
        words = f"variance {variance:g}"
        if self.tails is not None:
            words = (
                f"steps of Student's t with {self.tails:g} degrees of freedom, squared scale "
                f"{variance:g}"
            )
        return words + ("" if found is None else " (estimated)")
