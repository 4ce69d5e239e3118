"""What is kept between runs and was damaged meanwhile: the cache, checkpoints of the sampler."""

from __future__ import annotations

import functools
import io
import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.idealpoints import IdealPoints, Plan
from analysis.idealpoints.derived import read_derived, read_dyads, run_of
from analysis.idealpoints.sampler.checkpoint import _digest
from analysis.rollcalls import RollCalls

from ..idealpoints.sampler_records import small
from .damage import BYTES, NO_FILES, lay
from .promise import Case, command, library

__all__ = ["caches", "checkpoints", "derived"]

#: Damages of text say nothing new of files that hold none.
OF_BYTES = (
    "empty", "blank lines", "cut", "bytes changed", "bytes changed again", "noise", "NUL bytes",
    "NUL within", "a web page", "packed", "packed and cut", "UTF-16", "a row twice", "a row less",
)  # fmt: skip


@functools.cache
def _cache() -> dict[str, bytes]:
    """Make a cache of the embedded record once; what lies in it, by name."""
    with tempfile.TemporaryDirectory() as folder:
        code, _, err = command("data", "status", environment={"UNSHIFT_CACHE": folder})
        assert code == 0, err
        return {p.name: p.read_bytes() for p in sorted(Path(folder).iterdir()) if p.is_file()}


def caches(seed: int) -> Iterator[Case]:
    """Every entry of the cache damaged, at several places of it."""
    commands = (("data", "status"), ("agreement", "--pair", "USA", "RUS", "--json"))
    for order, part in enumerate(("record", "texts")):
        made = [
            (kind, functools.partial(_damaged, kind, seed * 100 + order * 50 + number))
            for number, kind in enumerate(OF_BYTES)
        ]
        for kind, what in [*made, *((k, lambda data, no=no: no) for k, no in NO_FILES.items())]:
            for words in commands:

                def prepare(folder: Path, part=part, what=what) -> None:
                    (folder / "cache").mkdir()
                    for name, data in _cache().items():
                        hit = name.startswith(part + "-")
                        lay(folder / "cache" / name, what(data) if hit else data)

                yield Case(
                    "entries of the cache",
                    kind,
                    f"{words[0]}: {part}",
                    lambda folder, words=words: command(
                        *words, environment={"UNSHIFT_CACHE": str(folder / "cache")}
                    ),
                    prepare,
                    keeps=False,
                )


def _damaged(kind: str, seed: int, data: bytes) -> bytes:
    return BYTES[kind](data, random.Random(seed))


PLAN = Plan(chains=2, draws=8, warmup=4, thin=1, seed=4)


@functools.cache
def _record() -> RollCalls:
    return small()


@functools.cache
def checkpoint() -> bytes:
    def stop(done: int, planned: int) -> None:
        if done == 18:
            raise KeyboardInterrupt

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "run.npz"
        with suppress(KeyboardInterrupt):
            model().sample(PLAN, progress=stop, checkpoint=path)
        return path.read_bytes()


def model() -> IdealPoints:
    return IdealPoints(_record(), anchor="S0")


def checkpoints(seed: int) -> Iterator[Case]:
    """Checkpoints damaged in their bytes, and written whole with what no run saves."""
    whole = checkpoint()
    made: list[tuple[str, str, object]] = []
    for number, kind in enumerate(OF_BYTES):
        for again in range(3):
            rng = random.Random(seed * 100 + number * 3 + again)
            made.append((kind, f"damage {again + 1}", BYTES[kind](whole, rng)))
    made += [(kind, "no file", lay_there) for kind, lay_there in NO_FILES.items()]
    with np.load(io.BytesIO(whole)) as held:
        arrays = {k: held[k] for k in held.files if k != "digest"}
    for name, value in arrays.items():
        for kind, change in CHANGES.items():
            made.append((kind, name, _altered(arrays, name, change(value))))
    for kind, name, what in made:
        yield Case(
            "checkpoints",
            kind,
            name,
            lambda folder: library(lambda: model().sample(PLAN, checkpoint=folder / "run.npz")),
            lambda folder, what=what: lay(folder / "run.npz", what),
            keeps=kind != "a link to nothing",
        )


def _first(value: float) -> Callable[[np.ndarray], object]:
    def change(array: np.ndarray) -> object:
        if array.dtype.kind not in "fi" or not array.size:
            return array
        array = np.array(array)
        with np.errstate(all="ignore"):
            array[(0,) * array.ndim] = value if array.dtype.kind == "f" else -7
        return array

    return change


#: Of an array of a checkpoint whose hash is right.
CHANGES: dict[str, Callable[[np.ndarray], object]] = {
    "an array: not a number": _first(float("nan")),
    "an array: infinite": _first(float("inf")),
    "an array: negative": _first(-1e300),
    "an array: away": lambda a: None,
    "an array: no elements": lambda a: np.zeros(0),
    "an array: a dimension more": lambda a: a[None],
    "an array: text": lambda a: np.full(a.shape, "x"),
    "an array: of whole numbers": lambda a: np.zeros(a.shape, np.int8),
    "an array: of objects": lambda a: np.full(a.shape, None, dtype=object),
    "an array: twice as long": lambda a: np.concatenate([np.atleast_1d(a)] * 2),
}


def _altered(arrays: dict[str, np.ndarray], name: str, value: object) -> bytes:
    made = {k: v for k, v in arrays.items() if k != name}
    if value is not None:
        made[name] = np.asarray(value)
    out = io.BytesIO()
    np.savez(out, digest=np.array(_digest(made)), **made)
    return out.getvalue()


def derived(seed: int) -> Iterator[Case]:
    """Tables of `data/derived` and the notes beside them, as estimates of a person's own are."""
    table = pd.DataFrame({"state": ["AAA", "BBB"], "other": ["BBB", "AAA"], "year": [1999, 2000]})
    packed = io.BytesIO()
    table.to_parquet(packed, index=False)
    whole = packed.getvalue()
    many = io.BytesIO()
    zeros = pd.DataFrame({str(i): np.zeros(2_000_000, np.int8) for i in range(60)})
    zeros.to_parquet(many)
    for title, data, read in (
        ("ideal_points_all.parquet", whole, lambda f: read_derived(folder=f)),
        ("dyads_1990.parquet", whole, lambda f: read_dyads(1999, 2000, folder=f)),
        ("run_all.json", b'{"anchor": "USA"}', lambda f: run_of("all", folder=f)),
    ):
        made = [
            (kind, BYTES[kind](data, random.Random(seed * 100 + number)))
            for number, kind in enumerate((*OF_BYTES, "surrogates", "UTF-16", "a web page"))
        ]
        made = [*dict(made).items(), *NO_FILES.items(), ("nested", b"[" * 200_000)]
        if title.endswith("parquet"):
            made.append(("unfolds to 120 million cells", many.getvalue()))
        for kind, what in made:
            yield Case(
                "derived tables",
                kind,
                title,
                lambda folder, read=read: library(lambda: read(folder)),
                lambda folder, title=title, what=what: lay(folder / title, what),
            )
