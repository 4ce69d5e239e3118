"""Several chains run to the end of a plan, with progress, checkpoints and interruptions."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from pathlib import Path

from analysis.errors import by_ctrl_c
from analysis.idealpoints.assumptions import Priors
from analysis.idealpoints.fast.fit import Fit
from analysis.idealpoints.sampler.chain import start_chain
from analysis.idealpoints.sampler.checkpoint import Store
from analysis.idealpoints.sampler.draws import Draws, Plan, take_sides
from analysis.idealpoints.sampler.layout import Layout, lay_out_for_sampling
from analysis.idealpoints.sampler.sweep import sweep
from analysis.idealpoints.votes.ballots import Ballots

__all__ = ["Progress", "sample"]

#: Seconds between checkpoints.
CHECKPOINT_SECONDS = 20.0

Progress = Callable[[int, int], None]


def sample(
    ballots: Ballots,
    fit: Fit,
    priors: Priors,
    plan: Plan,
    progress: Progress | None = None,
    checkpoint: Path | None = None,
) -> Draws:
    """Draw from the posterior in several chains, started at dispersed points round the fast fit.

    Parameters
    ----------
    ballots : Ballots
    fit : Fit
    priors : Priors
    plan : Plan
    progress : callable, optional
        Called with the sweeps done and the sweeps planned, over all chains.
    checkpoint : path, optional
        Where the run is saved every `CHECKPOINT_SECONDS` and when interrupted; if the file is
        there, the run goes on from it and ends with the same draws as an unbroken one.

    Returns
    -------
    Draws
        After Ctrl-C those made so far, ``complete`` being False.

    Raises
    ------
    RecordError
        If the checkpoint is of another run.
    KeyboardInterrupt
        If interrupted before four draws of each chain are kept.
    """
    layout = lay_out_for_sampling(ballots)
    store = Store(ballots, plan, _key(ballots, priors, plan))
    if checkpoint is not None and checkpoint.is_file():
        store.load(checkpoint)
    else:
        store.chains = [start_chain(layout, fit, priors, plan.seed, c) for c in range(plan.chains)]
    complete = True
    try:
        _run(layout, store, priors, plan, progress, checkpoint)
    except KeyboardInterrupt:
        complete = False
        if checkpoint is not None:
            store.save(checkpoint)
        if store.done - plan.warmup < 4 * plan.thin:
            raise
    kept = (store.done - plan.warmup) // plan.thin
    spaced = store.spaced[store.spaced < kept]
    take_sides(store.theta[:, :kept], store.items[:, : len(spaced)], spaced, fit.theta)
    return Draws(
        theta=store.theta[:, :kept],
        items=store.items[:, : len(spaced)],
        item_draws=spaced,
        walk_variance=store.variances[0, :, :kept],
        item_variance=store.variances[1, :, :kept],
        accepted=dict(store.accepted),
        plan=plan,
        seconds=store.seconds,
        complete=complete,
    )


def _run(
    layout: Layout,
    store: Store,
    priors: Priors,
    plan: Plan,
    progress: Progress | None,
    checkpoint: Path | None,
) -> None:
    """Sweep all chains in turn until the plan is fulfilled."""
    begin = saved = time.monotonic()
    before = store.seconds
    while store.done < plan.sweeps:
        adapt = store.done < plan.warmup
        try:
            moved = [sweep(layout, chain, priors, adapt) for chain in store.chains]
        except SystemError as error:
            if by_ctrl_c(error):
                raise KeyboardInterrupt from error
            raise
        for chain in moved:
            store.keep(chain)
        # all or none: an interruption finds the chains alike, and as far as is said
        store.chains, store.done = moved, store.done + 1
        now = time.monotonic()
        store.seconds = before + now - begin
        if progress is not None:
            progress(store.done * plan.chains, plan.sweeps * plan.chains)
        if checkpoint is not None and now - saved > CHECKPOINT_SECONDS:
            store.save(checkpoint)
            saved = time.monotonic()


def _key(ballots: Ballots, priors: Priors, plan: Plan) -> str:
    """Name a run by all that its draws depend on."""
    return hashlib.sha256(f"{priors} {plan} {ballots.digest()}".encode()).hexdigest()
