"""What a kernel has to do: one algorithm by which chains move, and what is said of its draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from analysis.idealpoints.assumptions import Assumptions
from analysis.idealpoints.fast.fit import Fit
from analysis.idealpoints.sampler.chain import Chain
from analysis.idealpoints.votes.ballots import Ballots

__all__ = ["Described", "Kernel", "Sweeps"]


@dataclass(frozen=True)
class Described:
    """What is said of the draws that a kernel makes.

    Attributes
    ----------
    draws : str
        What they are, in two or three words.
    kernel : str
        By which algorithm they are made.
    method : str
        As an estimate names it.
    walk : str, optional
        The steps of the walk, where they are not those assumed.
    """

    draws: str
    kernel: str
    method: str
    walk: str | None = None


class Sweeps(Protocol):
    """What moves a chain, whatever a chain is."""

    def sweep(self, layout: Any, chain: Any, assumed: Assumptions, adapt: bool) -> Any:
        """Make one sweep; proposals may be tuned while `adapt`."""


class Kernel(Protocol):
    """An algorithm by which chains start and move; its fields say all that it depends on.

    Two kernels of one ``repr`` make the same draws: a checkpoint is named by it.
    """

    @property
    def name(self) -> str:
        """By which it is asked for."""

    def check(self, assumed: Assumptions) -> None:
        """Refuse assumptions that it does not sample under, with a UsageError."""

    def lay_out(self, ballots: Ballots, assumed: Assumptions) -> Any:
        """Return the votes as `sweep` wants them."""

    def start(
        self, layout: Any, ballots: Ballots, fit: Fit, assumed: Assumptions, seed: int, number: int
    ) -> Chain:
        """Start a chain, near the fast fit or elsewhere, on the side of the fast fit."""

    def sweep(self, layout: Any, chain: Chain, assumed: Assumptions, adapt: bool) -> Chain:
        """Make one sweep; proposals may be tuned while `adapt`."""

    def describe(self) -> Described:
        """Say what the draws are."""
