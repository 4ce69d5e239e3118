"""The kernel that samples the posterior of the model."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.idealpoints.assumptions import Assumptions
from analysis.idealpoints.fast.fit import Fit
from analysis.idealpoints.sampler.chain import Chain, start_chain
from analysis.idealpoints.sampler.kernel import Described
from analysis.idealpoints.sampler.layout import Layout, lay_out_for_sampling
from analysis.idealpoints.sampler.sweep import sweep
from analysis.idealpoints.votes.ballots import Ballots

__all__ = ["ExactKernel"]


@dataclass(frozen=True)
class ExactKernel:
    """The exact posterior, by `sweep`; chains start round the fast fit.

    Examples
    --------
    >>> ExactKernel().name, ExactKernel().describe().draws
    ('exact', 'posterior draws')
    """

    @property
    def name(self) -> str:
        """By which it is asked for."""
        return "exact"

    def check(self, assumed: Assumptions) -> None:
        """Take all assumptions."""

    def lay_out(self, ballots: Ballots, assumed: Assumptions) -> Layout:
        """Sort the votes by kind and cut the paths into stretches."""
        return lay_out_for_sampling(ballots, assumed.prior)

    def start(
        self,
        layout: Layout,
        ballots: Ballots,
        fit: Fit,
        assumed: Assumptions,
        seed: int,
        number: int,
    ) -> Chain:
        """Start a chain at the fast fit, displaced."""
        return start_chain(ballots, fit, assumed, seed, number)

    def sweep(self, layout: Layout, chain: Chain, assumed: Assumptions, adapt: bool) -> Chain:
        """Make every move once."""
        return sweep(layout, chain, assumed, adapt)

    def describe(self) -> Described:
        """Say what the draws are."""
        return Described(
            "posterior draws",
            "exact: draws from the posterior of the model",
            "posterior of the dynamic ordinal model by Markov chains; interval from the draws, "
            "items and all other ideal points uncertain too",
        )
