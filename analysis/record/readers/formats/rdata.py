"""Opening R's files of saved objects (`.rda`, `.RData`) safely, as tables of text."""

from __future__ import annotations

import bz2
import faulthandler
import gzip
import lzma
import os
import warnings
import zlib
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, cast

import numpy as np
import pandas as pd

from analysis.errors import RecordError
from analysis.files import open_plain
from analysis.paths import shown
from analysis.record.readers.formats.tabular import MAX_BYTES, read_table, size

__all__ = ["is_rdata", "r_objects", "read_any", "read_rdata"]

#: What the file of R objects begins with once it is unpacked: binary and text notations.
MAGIC = (b"RDX2\n", b"RDX3\n", b"RDA2\n", b"RDA3\n")
#: Bytes of memory that unpacking xz may take; R's highest setting needs a quarter.
XZ_MEMORY = 1 << 28
DAMAGED = (OSError, EOFError, zlib.error, lzma.LZMAError)


def is_rdata(path: Path) -> bool:
    """Say whether a file begins as R's saved objects do, packed or not."""
    try:
        with _open(path) as stream:
            return stream.read(5) in MAGIC
    except DAMAGED:
        return False


def r_objects(path: Path) -> dict[str, tuple[str, ...]]:
    """List the tables of an R file and their columns, without reading their rows.

    Returns
    -------
    dict of str to tuple of str
        Empty where the file holds no table.

    Raises
    ------
    RecordError
        If it is no R file, is damaged, or is larger than the size limit.
    """
    where = shown(path)
    _check(path, where)
    import pyreadr  # and all of xarray with it: half a second, for files of R alone

    call = partial(pyreadr.list_objects, str(path))
    if not _survives(call):
        raise RecordError(
            "its objects are nested too deeply, or take more memory than there is",
            where,
            "download it again, or save the table as CSV",
        )
    listed = _quietly(pyreadr.list_objects, path, where)
    return {
        str(o["object_name"]): tuple(str(c) for c in o["columns"]) for o in listed if o["columns"]
    }


def read_any(path: Path, required: Sequence[str], **options: Any) -> pd.DataFrame:
    """Read a table from a CSV file or from an R file, whichever it is; see `read_table`."""
    if is_rdata(path):
        return read_rdata(path, required, options.get("wanted"))
    return read_table(path, required, **options)


def read_rdata(
    path: Path, required: Sequence[str], wanted: Sequence[str] | None = None
) -> pd.DataFrame:
    """Read the table of an R file that has the columns, as text.

    Numbers are written as short as they are (``3``, not ``3.0``), days as YYYY-MM-DD, and what
    R has as missing as ``NA``, as in R's own CSV files.

    Parameters
    ----------
    path : Path
    required : sequence of str
        The first object that has these columns is read, whatever its name.
    wanted : sequence of str, optional
        Keep only these of the columns, where they are there; default all.

    Raises
    ------
    RecordError
        If no object has the columns, or the file is damaged, too large or no R file.
    """
    where = shown(path)
    objects = r_objects(path)
    name = next((n for n, columns in objects.items() if set(required) <= set(columns)), None)
    if name is None:
        found = "; ".join(f"{n}: {', '.join(c[:6])}" for n, c in objects.items())[:160]
        raise RecordError(
            f"no object has the columns {', '.join(required)}", where, f"found: {found or 'none'}"
        )
    import pyreadr

    read = _quietly(lambda p: pyreadr.read_r(p, use_objects=[name]), path, where)
    frame = read.get(name)
    if frame is None or frame.empty:
        raise RecordError(f"the object {name!r} has no rows", where, "download it again")
    keep = [c for c in frame.columns if wanted is None or c in wanted]
    return pd.DataFrame({str(c): _texts(frame.pop(c)) for c in keep}).reset_index(drop=True)


def _texts(values: pd.Series) -> pd.Series:
    """Write a column as text; distinct values only once, since there are few."""
    codes, distinct = pd.factorize(values.reset_index(drop=True))
    if isinstance(distinct, pd.DatetimeIndex):
        words = distinct.strftime("%Y-%m-%d")
    else:
        words = [
            str(int(v)) if isinstance(v, (float, np.floating)) and float(v).is_integer() else str(v)
            for v in distinct
        ]
    table = np.array([*words, "NA"], dtype=object)
    return pd.Series(table[codes], dtype="str")


def _open(path: Path) -> BinaryIO:
    with open_plain(Path(path)) as stream:
        start = stream.read(6)
    if start.startswith(b"\x1f\x8b"):
        return cast(BinaryIO, gzip.open(path, "rb"))
    if start.startswith(b"BZh"):
        return cast(BinaryIO, bz2.open(path, "rb"))
    if start == b"\xfd7zXZ\x00":
        with open_plain(Path(path)) as stream:
            # its head says how much memory it needs; refused here if that is too much
            lzma.LZMADecompressor(memlimit=XZ_MEMORY).decompress(stream.read(1 << 16), 1)
        return cast(BinaryIO, lzma.open(path, "rb"))
    return open_plain(Path(path))


def _check(path: Path, where: str) -> None:
    """Unpack the file once, counting: the library that reads it checks neither end nor size."""
    came = 0
    try:
        with _open(path) as stream:
            start = stream.read(5)
            while part := stream.read(1 << 20):
                came += len(part)
                if came > MAX_BYTES:
                    raise RecordError(
                        f"larger than {size(MAX_BYTES)} unpacked", where, "no file of votes is"
                    )
    except FileNotFoundError:
        raise RecordError(
            "no such file", where, "see `unshift data status` for the folders searched"
        ) from None
    except DAMAGED:
        raise RecordError("the file is damaged or cut short", where, "download it again") from None
    if start not in MAGIC:
        raise RecordError("this is no file of R objects", where, "download it again")


def _survives(call: Callable[[], Any]) -> bool:
    """Say whether a call ends: the library goes down nested objects until the stack overflows.

    A file of some kilobytes can hold a million levels, which end the process. So a copy of this
    one tries it first, where processes can be copied.
    """
    if not hasattr(os, "fork"):
        return True
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of threads, which the copy has none of and needs none
        child = os.fork()
    if child == 0:
        try:
            faulthandler.disable()  # an end is what is asked about, and no fault to tell
            call()
        finally:
            os._exit(0)  # what it raises is told by the call proper
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def _quietly(call: Any, path: Path, where: str) -> Any:
    """Call a reader of the library; whatever it finds wrong is one thing to a user."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return call(str(path))
    except Exception as error:  # the library raises its own, and Python's own, on damage
        raise RecordError(
            f"the R objects cannot be read: {' '.join(str(error).split())[:100]}",
            where,
            "download it again, or save the table as CSV",
        ) from None
