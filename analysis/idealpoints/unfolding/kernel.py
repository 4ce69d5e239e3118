"""The kernel that samples the posterior of the unfolding model."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.errors import UsageError
from analysis.idealpoints.assumptions import Assumptions
from analysis.idealpoints.fast.fit import Fit
from analysis.idealpoints.sampler.chain import Chain
from analysis.idealpoints.sampler.kernel import Described
from analysis.idealpoints.sampler.layout import Layout, lay_out_for_sampling
from analysis.idealpoints.unfolding.chain import UnfoldingChain, start_unfolding
from analysis.idealpoints.unfolding.sweep import sweep
from analysis.idealpoints.votes.ballots import Ballots

__all__ = ["UnfoldingKernel"]


@dataclass(frozen=True)
class UnfoldingKernel:
    """The exact posterior of the unfolding model; chains start round its fast fit.

    Examples
    --------
    >>> UnfoldingKernel().name, UnfoldingKernel().describe().draws
    ('unfolding', 'posterior draws')
    """

    @property
    def name(self) -> str:
        """By which it is told from others in a checkpoint."""
        return "unfolding"

    def check(self, assumed: Assumptions) -> None:
        """Refuse a variance of β to be drawn: that of κ is, and one scale suffices."""
        if assumed.estimate_items:
            raise UsageError(
                "the variance of β is 1 in an unfolding", "estimate_items", "leave it out"
            )

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
    ) -> UnfoldingChain:
        """Start a chain at the fast fit, displaced."""
        return start_unfolding(ballots, fit, assumed, seed, number)

    def sweep(
        self, layout: Layout, chain: Chain, assumed: Assumptions, adapt: bool
    ) -> UnfoldingChain:
        """Make every move once."""
        if not isinstance(chain, UnfoldingChain):
            raise TypeError("a chain of another kernel")
        return sweep(layout, chain, assumed, adapt)

    def describe(self) -> Described:
        """Say what the draws are."""
        return Described(
            "posterior draws",
            "exact: draws from the posterior of the unfolding model",
            "posterior of the dynamic ordinal unfolding model by Markov chains; interval from the "
            "draws, items and all other ideal points uncertain too",
        )
