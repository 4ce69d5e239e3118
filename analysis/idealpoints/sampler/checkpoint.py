"""What is drawn so far: kept in memory, saved to a file, and gone on from."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np

from analysis.errors import RecordError
from analysis.files import whole_file
from analysis.idealpoints.sampler.chain import Chain
from analysis.idealpoints.sampler.draws import Plan
from analysis.idealpoints.votes.ballots import Ballots

__all__ = ["Store"]

#: Draws of items kept per chain; of points all are kept.
ITEM_DRAWS = 50
#: What a checkpoint holds of a chain.
CHAIN = ("theta", "beta", "g1", "g2", "mean", "walk_variance", "item_variance", "ridge")


class Store:
    """What is drawn so far, in memory and on disk.

    Parameters
    ----------
    ballots : Ballots
    plan : Plan
    key : str
        Names the run; a file with another key is not gone on from.
    chain_type : type of Chain
        What chains are gone on with.
    dimensions : int
        Of points; with two, a chain's points have two columns and its items a loading more.
    """

    def __init__(
        self,
        ballots: Ballots,
        plan: Plan,
        key: str,
        chain_type: type[Chain] = Chain,
        dimensions: int = 1,
    ) -> None:
        self.key, self.plan, self.done, self.seconds = key, plan, 0, 0.0
        self.chain_type = chain_type
        n, axes = plan.chains, () if dimensions == 1 else (dimensions,)
        self.spaced = np.unique(
            np.linspace(0, plan.draws - 1, min(ITEM_DRAWS, plan.draws)).round().astype(np.int64)
        )
        self.theta = np.zeros((n, plan.draws, ballots.n_points, *axes), dtype=np.float32)
        self.items = np.zeros(
            (n, len(self.spaced), 2 + dimensions, len(ballots.items)), dtype=np.float32
        )
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
                    self.chain_type(
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
