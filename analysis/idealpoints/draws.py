"""Draws of several chains: how they are made, kept, interrupted, resumed and judged."""

from __future__ import annotations

import hashlib
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from analysis.errors import RecordError, UsageError, by_ctrl_c
from analysis.files import whole_file
from analysis.idealpoints.ballots import Ballots
from analysis.idealpoints.fit import Fit
from analysis.idealpoints.sampler import (
    Chain,
    Layout,
    Priors,
    lay_out_for_sampling,
    start_chain,
    sweep,
)

__all__ = ["Draws", "Plan", "sample", "turned"]

#: Draws of items kept per chain; of points all are kept.
ITEM_DRAWS = 50
#: Seconds between checkpoints.
CHECKPOINT_SECONDS = 20.0
#: What a checkpoint holds of a chain.
CHAIN = ("theta", "beta", "g1", "g2", "mean", "walk_variance", "item_variance", "ridge")

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Plan:
    """How long to sample.

    Attributes
    ----------
    chains : int
    draws : int
        Kept per chain.
    warmup : int
        Sweeps per chain before the first draw is kept.
    thin : int
        Sweeps per draw kept.
    seed : int
    """

    chains: int = 4
    draws: int = 1000
    warmup: int = 400
    thin: int = 4
    seed: int = 1

    def __post_init__(self) -> None:
        """Refuse what cannot be sampled or judged."""
        if self.chains < 2:
            raise UsageError(
                f"too few chains: {self.chains}", "chains", "R-hat needs 2 or more, say 4"
            )
        if min(self.draws, self.thin) < 1 or self.warmup < 0 or self.seed < 0:
            raise UsageError(
                "draws and thin must be positive, warmup and seed not negative",
                "sampling",
                "leave these options out for 1000, 4, 400 and 1",
            )
        if self.draws < 4:
            raise UsageError(f"{self.draws} draws are too few", "draws", "use 500 or more")

    @property
    def sweeps(self) -> int:
        """Sweeps per chain."""
        return self.warmup + self.draws * self.thin


@dataclass(frozen=True, eq=False)
class Draws:
    """Standardised draws.

    The votes say nothing of which side is positive: (θ, β) and (−θ, −β) are equally likely.
    Every draw is therefore turned to the side of the fast fit, so that all chains share it.

    Attributes
    ----------
    theta : ndarray of float32, shape (chains, draws, n_points)
    items : ndarray of float32, shape (chains, n, 3, n_items)
        β, γ1, γ2 of evenly spaced draws, `item_draws` says of which.
    item_draws : ndarray of int64, shape (n,)
    walk_variance, item_variance : ndarray, shape (chains, draws)
        Constant where the variance was given.
    accepted : dict of str to float
        Running mean of the shares of moves accepted, over about the last 100 sweeps.
    plan : Plan
    seconds : float
        Spent sampling, earlier parts included.
    complete : bool
        False if the run was interrupted; the draws made until then are here.
    """

    theta: npt.NDArray[np.float32]
    items: npt.NDArray[np.float32]
    item_draws: npt.NDArray[np.int64]
    walk_variance: npt.NDArray[np.float64]
    item_variance: npt.NDArray[np.float64]
    accepted: dict[str, float]
    plan: Plan
    seconds: float
    complete: bool


class _Store:
    """What is drawn so far, in memory and on disk."""

    def __init__(self, ballots: Ballots, plan: Plan, key: str) -> None:
        self.key, self.plan, self.done, self.seconds = key, plan, 0, 0.0
        n = plan.chains
        self.spaced = np.unique(
            np.linspace(0, plan.draws - 1, min(ITEM_DRAWS, plan.draws)).round().astype(np.int64)
        )
        self.theta = np.zeros((n, plan.draws, ballots.n_points), dtype=np.float32)
        self.items = np.zeros((n, len(self.spaced), 3, len(ballots.items)), dtype=np.float32)
        self.variances = np.zeros((2, n, plan.draws))
        self.accepted: dict[str, float] = {}
        self.chains: list[Chain] = []

    def keep(self, chain: Chain) -> None:
        """Keep where a chain is, if its sweep is one that counts."""
        for name, share in chain.accepted.items():
            old = self.accepted.get(name, share)
            self.accepted[name] = old + 0.01 * (share - old)
        after = chain.n_sweeps - self.plan.warmup
        if after <= 0 or after % self.plan.thin:
            return
        k = after // self.plan.thin - 1
        theta, *items = chain.standardised()
        self.theta[chain.number, k] = theta
        where = int(np.searchsorted(self.spaced, k))
        if where < len(self.spaced) and self.spaced[where] == k:
            self.items[chain.number, where] = items
        self.variances[:, chain.number, k] = chain.walk_variance, chain.item_variance

    def save(self, path: Path) -> None:
        """Write everything to a file that is either complete or as it was."""
        arrays = {
            f"chain{c.number}_{name}": getattr(c, name) for c in self.chains for name in CHAIN
        }
        arrays |= {f"chain{c.number}_weight": c.weight for c in self.chains if c.weight is not None}
        kept = max(0, self.done - self.plan.warmup) // self.plan.thin
        with whole_file(path) as part, part.open("wb") as file:
            np.savez(
                file,
                key=self.key,
                done=self.done,
                seconds=self.seconds,
                theta=self.theta[:, :kept],
                items=self.items,
                variances=self.variances,
                accepted_names=list(self.accepted),
                accepted=list(self.accepted.values()),
                **arrays,
            )

    def load(self, path: Path) -> None:
        """Go on from a file.

        Raises
        ------
        RecordError
            If it is not a checkpoint, or of another record, prior or plan.
        """
        try:
            with np.load(path, allow_pickle=False) as held:
                if str(held["key"]) != self.key:
                    raise RecordError(
                        "the checkpoint is of other votes or settings",
                        path.name,
                        "name another file, or delete this one",
                    )
                self.done, self.seconds = int(held["done"]), float(held["seconds"])
                self.theta[:, : held["theta"].shape[1]] = held["theta"]
                self.items[:], self.variances[:] = held["items"], held["variances"]
                names = held["accepted_names"].tolist()
                self.accepted = dict(zip(names, held["accepted"].tolist(), strict=True))
                self.chains = [
                    Chain(
                        seed=self.plan.seed,
                        number=c,
                        theta=held[f"chain{c}_theta"],
                        beta=held[f"chain{c}_beta"],
                        g1=held[f"chain{c}_g1"],
                        g2=held[f"chain{c}_g2"],
                        mean=held[f"chain{c}_mean"],
                        walk_variance=float(held[f"chain{c}_walk_variance"]),
                        item_variance=float(held[f"chain{c}_item_variance"]),
                        ridge=float(held[f"chain{c}_ridge"]),
                        weight=held.get(f"chain{c}_weight"),
                        n_sweeps=self.done,
                    )
                    for c in range(self.plan.chains)
                ]
        except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
            raise RecordError(
                "cannot be read as a checkpoint", path.name, "delete it and start again"
            ) from error


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
    store = _Store(ballots, plan, _key(ballots, priors, plan))
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
    _take_sides(store.theta[:, :kept], store.items[:, : len(spaced)], spaced, fit.theta)
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


def _take_sides(
    theta: npt.NDArray[np.float32],
    items: npt.NDArray[np.float32],
    item_draws: npt.NDArray[np.int64],
    side: npt.NDArray[np.float64],
) -> None:
    """Turn draws in place, with their items, so that each is positively related to `side`."""
    for chain, held in zip(theta, items, strict=True):
        away = chain @ side < 0
        chain[away] *= -1
        held[away[item_draws], 0] *= -1


def turned(draws: Draws) -> Draws:
    """Return draws with the other side positive: θ and β change signs, cutpoints do not."""
    items = draws.items.copy()
    items[:, :, 0] *= -1
    return replace(draws, theta=-draws.theta, items=items)


def _run(
    layout: Layout,
    store: _Store,
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
