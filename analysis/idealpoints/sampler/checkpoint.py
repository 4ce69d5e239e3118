"""What is drawn so far: kept in memory, saved to a file, and gone on from."""

from __future__ import annotations

import zipfile
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from analysis.errors import RecordError
from analysis.files import whole_file
from analysis.idealpoints.sampler.chain import Chain
from analysis.idealpoints.sampler.draws import Plan
from analysis.idealpoints.votes.ballots import Ballots

__all__ = ["Store"]

#: Draws of items kept per chain; of points all are kept.
ITEM_DRAWS = 50
#: What of a chain a checkpoint need not hold.
KNOWN = ("seed", "number", "n_sweeps", "accepted")


class Store:
    """What is drawn so far, in memory and on disk.

    Parameters
    ----------
    ballots : Ballots
    plan : Plan
    key : str
        Names the run; a file with another key is not gone on from.
    chains : list of Chain
        Where they start. What of them is kept, they say by `Chain.standardised`.
    """

    def __init__(self, ballots: Ballots, plan: Plan, key: str, chains: list[Chain]) -> None:
        self.key, self.plan, self.done, self.seconds = key, plan, 0, 0.0
        n = plan.chains
        self.spaced = np.unique(
            np.linspace(0, plan.draws - 1, min(ITEM_DRAWS, plan.draws)).round().astype(np.int64)
        )
        rows = len(chains[0].standardised()) - 1
        self.theta = np.zeros((n, plan.draws, ballots.n_points), dtype=np.float32)
        self.items = np.zeros((n, len(self.spaced), rows, len(ballots.items)), dtype=np.float32)
        self.variances = np.zeros((2, n, plan.draws))
        self.accepted: dict[str, float] = {}
        self.chains = chains

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
            f"chain{c.number}_{f.name}": getattr(c, f.name)
            for c in self.chains
            for f in fields(c)
            if f.name not in KNOWN and getattr(c, f.name) is not None
        }
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
                self.chains = [_moved(chain, held, self.done) for chain in self.chains]
        except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
            raise RecordError(
                "cannot be read as a checkpoint", path.name, "delete it and start again"
            ) from error


def _moved(chain: Chain, held: Any, done: int) -> Chain:
    """Return a chain where a file left it."""
    there: dict[str, Any] = {}
    for f in fields(chain):
        name = f"chain{chain.number}_{f.name}"
        # steps of a normal walk have no weights
        if f.name not in KNOWN and (f.name != "weight" or name in held):
            there[f.name] = held[name] if held[name].ndim else float(held[name])
    return replace(chain, n_sweeps=done, **there)
