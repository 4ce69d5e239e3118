"""Tables as numpy's own files, which are read where pyarrow is not installed.

In a checkout derived tables are Parquet files. The wheel of the course carries the same tables
under the same names, ending in ``.npz``, so that a student's environment is 170 MB smaller.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["ENDING", "as_arrays", "from_arrays", "is_table"]

ENDING = ".npz"
#: Where the file says what its columns are, and what the distinct texts of one are.
ABOUT, TEXTS = "about", "texts_"
#: Of numpy: truth, whole numbers, numbers, dates.
PLAIN = "biufM"


def is_table(path: Path) -> bool:
    """Whether a table is there, as the Parquet file that is named or as numpy's."""
    return path.is_file() or path.with_suffix(ENDING).is_file()


def as_arrays(table: pd.DataFrame) -> bytes:
    """Pack a table: an array a column, texts as numbers of distinct ones.

    Parameters
    ----------
    table : DataFrame
        Numbers, dates, texts and categories of texts; its rows are numbered.

    Returns
    -------
    bytes
        The same for the same table.

    Raises
    ------
    TypeError
        If a column is of another kind.

    Examples
    --------
    >>> table = pd.DataFrame({"state": ["USA", "RUS", "USA"], "n": [1, 2, 3]})
    >>> bool(from_arrays(as_arrays(table)).equals(table))
    True
    """
    arrays: dict[str, Any] = {}
    kinds = {}
    for number, (name, column) in enumerate(table.items()):
        kinds[str(name)] = kind = _kind(column)
        if kind == "plain":
            arrays[str(number)] = column.to_numpy()
            continue
        held = column.cat if kind == "category" else column.astype("category").cat
        arrays[str(number)] = held.codes.to_numpy().astype(np.int32)
        arrays[f"{TEXTS}{number}"] = _bytes(list(held.categories))
    arrays[ABOUT] = _bytes(kinds)
    out = io.BytesIO()
    np.savez_compressed(out, **arrays)
    return out.getvalue()


def from_arrays(data: bytes, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """Unpack a table.

    Parameters
    ----------
    data : bytes
    columns : sequence of str, optional
        Default all.

    Raises
    ------
    ValueError, KeyError, OSError, EOFError, BadZipFile
        If it is none, or lacks a column.
    """
    with np.load(io.BytesIO(data), allow_pickle=False) as held:
        kinds = json.loads(held[ABOUT].tobytes())
        number = {name: str(n) for n, name in enumerate(kinds)}
        found: dict[str, Any] = {}
        for name in kinds if columns is None else columns:
            values = held[number[name]]
            if kinds[name] != "plain":
                texts = json.loads(held[f"{TEXTS}{number[name]}"].tobytes())
                coded = pd.Categorical.from_codes(values, categories=pd.Index(texts))
                values = coded if kinds[name] == "category" else pd.Series(coded).astype("str")
            found[name] = values
    return pd.DataFrame(found)


def _kind(column: pd.Series) -> str:
    if isinstance(column.dtype, np.dtype) and column.dtype.kind in PLAIN:
        return "plain"
    if isinstance(column.dtype, pd.CategoricalDtype):
        return "category"
    if pd.api.types.is_string_dtype(column) and not column.hasnans:
        return "text"
    raise TypeError(f"column {column.name} is neither a number, a date nor a text: {column.dtype}")


def _bytes(value: object) -> np.ndarray[Any, Any]:
    return np.frombuffer(json.dumps(value, ensure_ascii=False).encode(), dtype=np.uint8)
