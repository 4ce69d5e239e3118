"""Chains in the plane run to the end of a plan, with progress, checkpoints and interruptions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analysis.errors import UsageError
from analysis.idealpoints.assumptions import Assumptions
from analysis.idealpoints.plane.chain import PlaneChain, start_chain
from analysis.idealpoints.plane.draws import PlaneDraws, align
from analysis.idealpoints.plane.sweep import PlaneLayout, lay_out_plane, sweep
from analysis.idealpoints.sampler.checkpoint import Store
from analysis.idealpoints.sampler.draws import Plan
from analysis.idealpoints.sampler.sample import Progress, run_chains, run_key
from analysis.idealpoints.variants.joint import Joint
from analysis.idealpoints.votes.ballots import Ballots

__all__ = ["PlaneKernel", "sample_plane"]


@dataclass(frozen=True)
class PlaneKernel:
    """The exact posterior of the plane, by `sweep`; a checkpoint is named by it.

    Examples
    --------
    >>> PlaneKernel().name
    'exact plane'
    """

    @property
    def name(self) -> str:
        """What it is."""
        return "exact plane"

    def check(self, assumed: Assumptions) -> None:
        """Refuse variances to be found and tails that are not normal.

        Raises
        ------
        UsageError
        """
        if not assumed.given or assumed.estimate_items:
            raise UsageError(
                "in two dimensions variances are given and steps are normal",
                "sample",
                "leave out tails, estimate_walk and estimate_items",
            )

    def sweep(
        self, layout: PlaneLayout, chain: PlaneChain, assumed: Assumptions, adapt: bool
    ) -> PlaneChain:
        """Make every move once."""
        return sweep(layout, chain, adapt)


def sample_plane(
    ballots: Ballots,
    joint: Joint,
    assumed: Assumptions,
    plan: Plan,
    progress: Progress | None = None,
    checkpoint: Path | None = None,
) -> PlaneDraws:
    """Draw from the posterior of the plane in several chains, started round the fast fit.

    Parameters
    ----------
    ballots : Ballots
    joint : Joint
        The fast fit of the plane: where chains start, and the target of the axes.
    assumed : Assumptions
    plan : Plan
    progress, checkpoint
        As of `analysis.idealpoints.sampler.sample.sample`.

    Returns
    -------
    PlaneDraws
        After Ctrl-C those made so far, ``complete`` being False.

    Raises
    ------
    UsageError
        If variances are to be estimated or tails are not normal.
    RecordError
        If the checkpoint is of another run.
    KeyboardInterrupt
        If interrupted before four draws of each chain are kept.
    """
    kernel = PlaneKernel()
    kernel.check(assumed)
    layout = lay_out_plane(ballots, assumed.prior)
    starts = range(plan.chains)
    chains = [start_chain(ballots, joint, assumed, plan.seed, c) for c in starts]
    store = Store(ballots, plan, run_key(ballots, assumed, kernel, plan), chains)
    complete = run_chains(kernel, layout, store, assumed, plan, progress, checkpoint)
    kept = (store.done - plan.warmup) // plan.thin
    spaced = store.spaced[store.spaced < kept]
    theta, items = store.theta[:, :kept], store.items[:, : len(spaced)]
    align(theta, items, spaced, np.column_stack([joint.first.theta, joint.second.theta]))
    return PlaneDraws(
        theta=theta,
        items=items,
        item_draws=spaced,
        accepted=dict(store.accepted),
        plan=plan,
        seconds=store.seconds,
        complete=complete,
    )
