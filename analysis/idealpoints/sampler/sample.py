"""Several chains run to the end of a plan, with progress, checkpoints and interruptions."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from analysis.errors import by_ctrl_c
from analysis.files import check_place
from analysis.idealpoints.assumptions import Assumptions
from analysis.idealpoints.fast.fit import Fit
from analysis.idealpoints.sampler.checkpoint import Store
from analysis.idealpoints.sampler.draws import Draws, Plan, take_sides
from analysis.idealpoints.sampler.exact import ExactKernel
from analysis.idealpoints.sampler.kernel import Kernel, Sweeps
from analysis.idealpoints.votes.ballots import Ballots

__all__ = ["Progress", "run_chains", "run_key", "sample"]

#: Seconds between checkpoints.
CHECKPOINT_SECONDS = 20.0

Progress = Callable[[int, int], None]


def sample(
    ballots: Ballots,
    fit: Fit,
    assumed: Assumptions,
    plan: Plan,
    progress: Progress | None = None,
    checkpoint: Path | None = None,
    kernel: Kernel | None = None,
) -> Draws:
    """Draw from the posterior in several chains, started at dispersed points round the fast fit.

    Parameters
    ----------
    ballots : Ballots
    fit : Fit
    assumed : Assumptions
    plan : Plan
    progress : callable, optional
        Called with the sweeps done and the sweeps planned, over all chains.
    checkpoint : path, optional
        Where the run is saved every `CHECKPOINT_SECONDS` and when interrupted; if the file is
        there, the run goes on from it and ends with the same draws as an unbroken one.
    kernel : Kernel, optional
        By which the chains move; `ExactKernel` by default.

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
    kernel = kernel or ExactKernel()
    kernel.check(assumed)
    layout = kernel.lay_out(ballots, assumed)
    starts = range(plan.chains)
    chains = [kernel.start(layout, ballots, fit, assumed, plan.seed, c) for c in starts]
    store = Store(ballots, plan, run_key(ballots, assumed, kernel, plan), chains)
    complete = run_chains(kernel, layout, store, assumed, plan, progress, checkpoint)
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


def run_chains(
    kernel: Sweeps,
    layout: Any,
    store: Store,
    assumed: Assumptions,
    plan: Plan,
    progress: Progress | None,
    checkpoint: Path | None,
) -> bool:
    """Go on from a checkpoint, if there is one, until the plan is fulfilled or Ctrl-C.

    Returns
    -------
    bool
        Whether the plan is fulfilled; if not, the run is saved and has draws enough to be told.

    Raises
    ------
    RecordError
        If the checkpoint is of another run.
    UsageError
        If none can be saved there.
    KeyboardInterrupt
        If interrupted before four draws of each chain are kept.
    """
    if checkpoint is not None:  # before hours of work, and not when the first is saved
        check_place(checkpoint, "checkpoint")
    if checkpoint is not None and checkpoint.is_file():
        store.load(checkpoint)
    try:
        _sweep_all(kernel, layout, store, assumed, plan, progress, checkpoint)
    except KeyboardInterrupt:
        if checkpoint is not None:
            store.save(checkpoint)
        if store.done - plan.warmup < 4 * plan.thin:
            raise
        return False
    return True


def _sweep_all(
    kernel: Sweeps,
    layout: Any,
    store: Store,
    assumed: Assumptions,
    plan: Plan,
    progress: Progress | None,
    checkpoint: Path | None,
) -> None:
    """Sweep all chains in turn."""
    begin = saved = time.monotonic()
    before = store.seconds
    while store.done < plan.sweeps:
        adapt = store.done < plan.warmup
        try:
            moved = [kernel.sweep(layout, chain, assumed, adapt) for chain in store.chains]
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


def run_key(ballots: Ballots, assumed: Assumptions, kernel: object, plan: Plan) -> str:
    """Name a run by all that its draws depend on."""
    return hashlib.sha256(f"{assumed} {kernel} {plan} {ballots.digest()}".encode()).hexdigest()
