"""The algorithm of the published estimates, as a second kernel of the sampler.

What the authors' public code does, beside the exact posterior of the same model: it serves to
reproduce the published series and to tell which of its features the differences come from.
The features are named in `AuthorsKernel`, and each can be switched off by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from analysis.errors import UsageError
from analysis.idealpoints.assumptions import Assumptions
from analysis.idealpoints.authors.start import INSIDE, place_items, start_as_authors
from analysis.idealpoints.authors.sweep import (
    AuthorsLayout,
    Where,
    lay_out_as_authors,
    sweep_as_authors,
)
from analysis.idealpoints.fast.fit import Fit
from analysis.idealpoints.priors import RandomWalk
from analysis.idealpoints.sampler.arrays import Turn
from analysis.idealpoints.sampler.chain import Chain, start_chain
from analysis.idealpoints.sampler.kernel import Described
from analysis.idealpoints.votes.ballots import Ballots

__all__ = ["AuthorsKernel"]


@dataclass(frozen=True)
class AuthorsKernel:
    """The features of the authors' algorithm; the defaults are theirs.

    Attributes
    ----------
    utility_bound : float or None
        Latent utilities beyond ±this are set to it; None leaves them as drawn.
    point_bound : float or None
        Likewise ideal points, before they are standardised.
    cutpoint_bound : float or None
        Cutpoints stay within; the cutpoint of a vote that an item lacks is kept and wanders up
        to the bound. None: no bound, and such a cutpoint is dropped.
    compensate : bool
        Whether β, γ and the means of points follow when the points are standardised. The
        authors standardise the points alone.
    borrow_first : bool
        Whether the prior mean of a state's first point is the mean of its second; otherwise
        the first point is N(0, 1).
    look_ahead : bool
        Whether a path is drawn as one. The authors draw θ_t given the conditional mean of
        θ_{t−1} in the sweep before, never θ_{t+1}. True overrides `borrow_first`.
    variance_by_votes : bool
        Whether the prior variance is 0.5 n_t/(n_t + n_{t−1}), n being votes, also over a gap;
        otherwise the walk's variance times the periods elapsed.
    start_from : {"fast", "authors"}
        The fast fit, displaced as for the exact sampler, or the authors' starting values.

    Examples
    --------
    >>> AuthorsKernel(utility_bound=None).switched_off()
    ('utility_bound',)
    >>> AuthorsKernel().name, AuthorsKernel().describe().kernel
    ('bsv', "the authors' algorithm, not the exact posterior; from the fast fit")
    """

    utility_bound: float | None = 9.0
    point_bound: float | None = 5.0
    cutpoint_bound: float | None = 7.0
    compensate: bool = False
    borrow_first: bool = True
    look_ahead: bool = False
    variance_by_votes: bool = True
    start_from: Literal["fast", "authors"] = "fast"

    def __post_init__(self) -> None:
        """Refuse bounds that hold nothing and starts that are not known."""
        for name in ("utility_bound", "point_bound", "cutpoint_bound"):
            bound = getattr(self, name)
            if bound is not None and not bound > INSIDE:
                raise UsageError(f"bound {bound} is too small", name, "use the default or None")
        if self.start_from not in ("fast", "authors"):
            raise UsageError(
                f"unknown start {self.start_from!r}", "start_from", 'use "fast" or "authors"'
            )

    def switched_off(self) -> tuple[str, ...]:
        """Name the features that differ from the authors'."""
        theirs = AuthorsKernel(start_from=self.start_from)
        return tuple(n for n in self.__annotations__ if getattr(self, n) != getattr(theirs, n))

    @property
    def name(self) -> str:
        """By which it is asked for."""
        return "bsv"

    def check(self, assumed: Assumptions) -> None:
        """Refuse what the authors' algorithm does not do."""
        if not assumed.given or assumed.estimate_items:
            raise UsageError(
                "the authors' algorithm takes variances as given and steps as normal",
                "kernel",
                'use kernel="exact" to estimate them',
            )
        if not isinstance(assumed.prior, RandomWalk):
            raise UsageError(
                "the authors' algorithm has a random walk", "kernel", 'use kernel="exact"'
            )

    def lay_out(self, ballots: Ballots, assumed: Assumptions) -> AuthorsLayout:
        """Find each point's neighbour and prior variance, and the votes as they were cast."""
        return lay_out_as_authors(ballots)

    def start(
        self,
        layout: AuthorsLayout,
        ballots: Ballots,
        fit: Fit,
        assumed: Assumptions,
        seed: int,
        number: int,
    ) -> Chain:
        """Start a chain at the fast fit, displaced, or where the authors do."""
        chain = start_chain(ballots, fit, assumed, seed, number)
        if self.start_from == "fast":
            theta, *items = chain.standardised()
            return _put(chain, place_items(ballots, self, Where(theta, theta.copy(), *items)))
        w = start_as_authors(layout, self, assumed.walk_variance, seed, number)
        # their start has the United States positive; here the fit says which side is
        side = 1.0 if w.theta @ fit.theta >= 0 else -1.0
        return _put(chain, Where(side * w.theta, side * w.mean, side * w.beta, w.g1, w.g2))

    def sweep(
        self, layout: AuthorsLayout, chain: Chain, assumed: Assumptions, adapt: bool
    ) -> Chain:
        """Make one sweep as the authors do; nothing is tuned."""
        where, accepted = sweep_as_authors(
            Turn(chain.seed, chain.number, chain.n_sweeps), layout, self, assumed.walk_variance,
            Where(chain.theta, chain.mean, chain.beta, chain.g1, chain.g2),
        )  # fmt: skip
        after = _put(chain, where)
        return replace(after, n_sweeps=chain.n_sweeps + 1, accepted={"cutpoints": accepted})

    def describe(self) -> Described:
        """Say what the draws are."""
        start = "the fast fit" if self.start_from == "fast" else "the authors' start"
        changed = self.switched_off()
        but = f", but for {', '.join(changed)}" if changed else ""
        return Described(
            "draws by the authors' algorithm",
            f"the authors' algorithm, not the exact posterior; from {start}{but}",
            "the published estimates' algorithm, which does not sample the posterior of the "
            "model; interval from its draws",
            "variance 0.5 n/(n + n before), n being votes, also over gaps"
            if self.variance_by_votes
            else None,
        )


def _put(chain: Chain, where: Where) -> Chain:
    """Return the chain at another place."""
    w = where
    return replace(chain, theta=w.theta, mean=w.mean, beta=w.beta, g1=w.g1, g2=w.g2)
