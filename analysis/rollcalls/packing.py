"""What the cache keeps, as bytes and back: roll calls and resolutions, as Parquet files."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.record.sheet import Source
from analysis.record.texts import LISTS
from analysis.resolutions.structure import Resolutions
from analysis.rollcalls.structure import RollCalls

__all__ = ["ARROW", "PARTS", "Part"]

try:  # The lessons do without, and then without a cache; see `analysis.plain_tables`.
    import pyarrow as pa
    import pyarrow.parquet as pq
except ImportError:
    pa = pq = None

#: The package that writes Parquet, if it is there.
ARROW = pa

#: Names a column of votes, so that no state can be taken for a column of the roll calls.
VOTES = "vote_"


@dataclass(frozen=True)
class Part:
    """A part of the record and how it is kept.

    Attributes
    ----------
    pack, unpack : callable
        To bytes and back.
    same : callable
        Whether two are equal in every field, types included.
    """

    pack: Callable[[Any], bytes]
    unpack: Callable[[bytes], Any]
    same: Callable[[Any, Any], bool]


def _pack_rollcalls(rollcalls: RollCalls) -> bytes:
    """Write roll calls as the bytes of a Parquet file: a row for each, a column for each state."""
    calls, states = rollcalls.calls, rollcalls.states
    about = {
        "calls": {name: str(dtype) for name, dtype in calls.dtypes.items()},
        "states": {name: [str(d), list(states[name])] for name, d in states.dtypes.items()},
        "codes": list(states.index),
        "sources": [vars(s) | {"path": str(s.path)} for s in rollcalls.sources],
        "scope": rollcalls.scope,
        "notes": list(rollcalls.notes),
    }
    table = pa.Table.from_pandas(calls, preserve_index=False)
    for state, votes in zip(states.index, rollcalls.votes, strict=True):
        table = table.append_column(f"{VOTES}{state}", pa.array(votes))
    table = table.replace_schema_metadata({"unshift": json.dumps(about)})
    out = io.BytesIO()
    pq.write_table(table, out, compression="zstd")
    return out.getvalue()


def _unpack_rollcalls(data: bytes) -> RollCalls:
    table = pq.read_table(pa.BufferReader(data), use_threads=False)
    about: dict[str, Any] = json.loads(table.schema.metadata[b"unshift"])
    frame = table.select(list(about["calls"])).to_pandas()
    index = pd.Index(about["codes"], dtype="str")
    votes = np.empty((len(index), len(frame)), dtype=np.int8)
    for i, state in enumerate(index):
        votes[i] = table[f"{VOTES}{state}"].to_numpy()
    return RollCalls(
        votes,
        frame.astype(about["calls"]),
        pd.DataFrame(
            {name: pd.Series(v, index, dtype=d) for name, (d, v) in about["states"].items()}
        ),
        tuple(Source(**{**s, "path": Path(s["path"])}) for s in about["sources"]),
        about["scope"],
        tuple(about["notes"]),
    )


def _same_rollcalls(one: RollCalls, other: RollCalls) -> bool:
    """Say whether two records are equal in every field, types included."""
    tables = ((one.calls, other.calls), (one.states, other.states))
    return (
        np.array_equal(one.votes, other.votes)
        and all(
            a.equals(b)
            and a.index.equals(b.index)
            and a.index.name == b.index.name
            and list(a.dtypes) == list(b.dtypes)
            for a, b in tables
        )
        and (one.sources, one.scope, one.notes) == (other.sources, other.scope, other.notes)
    )


def _pack_resolutions(resolutions: Resolutions) -> bytes:
    frame = resolutions.to_frame()
    about = {
        "columns": {name: str(dtype) for name, dtype in frame.dtypes.items()},
        "without_since": resolutions.without_since,
        "scope": resolutions.scope,
    }
    kinds = {name: pa.list_(pa.string()) for name in LISTS}
    table = pa.table(
        {
            name: pa.array([list(c) for c in frame[name]], kinds[name])
            if name in kinds
            else pa.array(frame[name], from_pandas=False)
            for name in frame
        }
    ).replace_schema_metadata({"unshift": json.dumps(about)})
    out = io.BytesIO()
    pq.write_table(table, out, compression="zstd")
    return out.getvalue()


def _unpack_resolutions(data: bytes) -> Resolutions:
    table = pq.read_table(pa.BufferReader(data), use_threads=False)
    about: dict[str, Any] = json.loads(table.schema.metadata[b"unshift"])
    plain = [name for name in about["columns"] if name not in LISTS]
    frame = table.select(plain).to_pandas()
    for name in LISTS:
        cells = [tuple(cell) for cell in table[name].to_pylist()]
        frame[name] = pd.Series(cells, index=frame.index, dtype="object")
    frame = frame[list(about["columns"])].astype(about["columns"])
    return Resolutions(frame, about["without_since"], about["scope"])


def _same_resolutions(one: Resolutions, other: Resolutions) -> bool:
    a, b = one.to_frame(), other.to_frame()
    return (
        a.equals(b)
        and list(a.dtypes) == list(b.dtypes)
        and (one.without_since, one.scope) == (other.without_since, other.scope)
    )


#: By the word that begins the names of their files.
PARTS: dict[str, Part] = {
    "record": Part(_pack_rollcalls, _unpack_rollcalls, _same_rollcalls),
    "texts": Part(_pack_resolutions, _unpack_resolutions, _same_resolutions),
}
