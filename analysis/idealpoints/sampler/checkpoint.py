"""What is drawn so far: kept in memory, saved to a file, and gone on from."""

from __future__ import annotations

import hashlib
import math
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from analysis.errors import RecordError
from analysis.files import open_plain, whole_file
from analysis.idealpoints.sampler.chain import Chain
from analysis.idealpoints.sampler.draws import Plan
from analysis.idealpoints.votes.ballots import Ballots

__all__ = ["Store"]

#: Fields of a chain that are above zero.
POSITIVE = ("walk_variance", "item_variance", "weight")
#: What of a chain a checkpoint need not hold.
KNOWN = ("seed", "number", "n_sweeps", "accepted")
#: No point, cutpoint or scale of a chain lies further out; far beyond, compiled code overflows.
FARTHEST = 1e9
#: Bytes of a file beyond its arrays: names, shapes and the key.
ROOM = 1 << 20

Arrays = Mapping[str, np.ndarray[Any, Any]]


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

    def __init__(self, ballots: Ballots, plan: Plan, key: str, chains: Sequence[Chain]) -> None:
        self.key, self.plan, self.done, self.seconds = key, plan, 0, 0.0
        n = plan.chains
        self.spaced = np.unique(
            np.linspace(0, plan.draws - 1, min(plan.items, plan.draws)).round().astype(np.int64)
        )
        theta, *items = chains[0].standardised()
        self.theta = np.zeros((n, plan.draws, *theta.shape), dtype=np.float32)
        self.items = np.zeros(
            (n, len(self.spaced), len(items), len(ballots.items)), dtype=np.float32
        )
        self.variances = np.zeros((2, n, plan.draws))
        self.accepted: dict[str, float] = {}
        self.chains = list(chains)

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
        held = {
            "key": np.array(self.key),
            "done": np.array(self.done, dtype=np.int64),
            "seconds": np.array(self.seconds, dtype=np.float64),
            "theta": self.theta[:, : _kept(self.plan, self.done)],
            "items": self.items,
            "variances": self.variances,
            "accepted_names": np.array(list(self.accepted), dtype=np.str_),
            "accepted": np.array(list(self.accepted.values()), dtype=np.float64),
            **{name: np.asarray(value) for name, value in arrays.items()},
        }
        with whole_file(path) as part, part.open("wb") as file:
            np.savez(file, **{"digest": np.array(_digest(held)), **held})  # type: ignore[arg-type]

    def load(self, path: Path) -> None:
        """Go on from a file, which is checked whole before anything of it is used.

        Raises
        ------
        RecordError
            If it is not a checkpoint, is damaged, or of another record, prior or plan.
        """
        whole = self.theta.nbytes + self.items.nbytes + self.variances.nbytes
        chains = sum(c.theta.nbytes * 3 + c.beta.nbytes * 3 for c in self.chains)
        try:
            with open_plain(path, whole + chains + ROOM) as file:
                held = _read(file)
            if held["key"].item() == self.key:
                self._check(held)
        except (
            OSError, ValueError, KeyError, TypeError, AttributeError, EOFError, MemoryError,
            NotImplementedError, OverflowError, zipfile.BadZipFile,
        ) as error:  # fmt: skip
            raise RecordError(
                "cannot be read as a checkpoint", path.name, "delete it and start again"
            ) from error
        if held["key"].item() != self.key:
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

    def _check(self, held: Arrays) -> None:
        """Check kinds, shapes, counts and numbers, so that compiled code meets what it expects.

        Raises
        ------
        ValueError
            If anything is not as `save` writes it for this run.
        KeyError
            If anything is missing.
        """
        done = _like(held, "done", (), np.int64)
        _require(0 <= int(done) <= self.plan.sweeps, "the count of sweeps")
        _require(float(_like(held, "seconds", (), np.float64)) >= 0, "the seconds")
        n, _, *shape = self.theta.shape
        _like(held, "theta", (n, _kept(self.plan, int(done)), *shape), np.float32)
        _like(held, "items", self.items.shape, np.float32)
        _require((_like(held, "variances", self.variances.shape, np.float64) >= 0).all(), "scales")
        names = held["accepted_names"]
        _require(names.dtype.kind == "U" and names.ndim == 1, "the names of moves")
        share = _like(held, "accepted", names.shape, np.float64)
        _require(((share >= 0) & (share <= 1)).all(), "the shares of moves")
        for chain in self.chains:
            points = (len(chain.theta),)
            for f in fields(chain):
                name, start = f"chain{chain.number}_{f.name}", getattr(chain, f.name)
                if f.name in KNOWN or (f.name == "weight" and name not in held):
                    continue
                # some kernels go on from means of points, and some walks have weights
                grown = f.name in ("mean", "weight") and held[name].shape == points
                value = _like(held, name, points if grown else np.shape(start), np.float64)
                _require((np.abs(value) <= FARTHEST).all(), name)
                if f.name in POSITIVE:
                    _require((value > 0).all(), name)


def _kept(plan: Plan, done: int) -> int:
    """Draws of each chain that so many sweeps have given."""
    return max(0, done - plan.warmup) // plan.thin


def _read(file: Any) -> Arrays:
    """Read all arrays of a file, none of them packed, and check what they hold by its hash."""
    with zipfile.ZipFile(file) as packed:
        # what is packed may unfold to more than memory holds; `save` packs nothing
        _require(all(i.file_size == i.compress_size for i in packed.infolist()), "its size")
        # nor may entries share their bytes, by which few would be many
        room = file.seek(0, 2)
        _require(sum(i.file_size for i in packed.infolist()) <= room, "its size")
        _require(
            len(set(packed.namelist())) == len(packed.namelist()), "a name that is there twice"
        )
        for info in packed.infolist():
            with packed.open(info) as member:
                version = np.lib.format.read_magic(member)
                _require(version == (1, 0), "its format")
                shape, _, dtype = np.lib.format.read_array_header_1_0(member)
            _require(math.prod(shape) * dtype.itemsize <= info.file_size, "a shape")
    file.seek(0)
    with np.load(file, allow_pickle=False) as opened:
        held = dict(opened.items())
    digest = held.pop("digest").item()
    _require(digest == _digest(held), "its hash")
    return held


def _digest(held: Arrays) -> str:
    """Return the hash of names, kinds, shapes and numbers."""
    found = hashlib.sha256()
    for name, value in sorted(held.items()):
        found.update(f"{name} {value.dtype.str} {value.shape} ".encode())
        found.update(np.ascontiguousarray(value).tobytes())
    return found.hexdigest()


def _like(held: Arrays, name: str, shape: tuple[int, ...], kind: Any) -> np.ndarray[Any, Any]:
    """Return an array if it is of a shape and kind and has finite numbers alone."""
    value = held[name]
    _require(value.shape == shape and value.dtype == np.dtype(kind), name)
    _require(np.isfinite(value).all(), name)
    return value


def _require(right: Any, what: str) -> None:
    if not right:
        raise ValueError(f"{what} cannot be")


def _moved(chain: Chain, held: Arrays, done: int) -> Chain:
    """Return a chain where a file left it."""
    there: dict[str, Any] = {}
    for f in fields(chain):
        name = f"chain{chain.number}_{f.name}"
        # steps of a normal walk have no weights
        if f.name not in KNOWN and (f.name != "weight" or name in held):
            there[f.name] = held[name] if held[name].ndim else float(held[name])
    return replace(chain, n_sweeps=done, **there)
