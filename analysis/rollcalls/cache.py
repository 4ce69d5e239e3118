"""The joined record kept between runs: Parquet files for each set of inputs and of code.

A file's name holds two hashes. The first is the key: the inputs, the source of the readers and
the versions of what they rest on, so that neither a changed file nor a changed reader is ever
answered with an old record. The second is that of the file's own bytes, so that a damaged one
is known before it is opened. A file appears under its name only when it is whole.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from analysis.compiled import versions
from analysis.errors import UnshiftError
from analysis.files import read_plain
from analysis.paths import EMBEDDED, ROOT, SITE, held
from analysis.record.readers.discover import Found
from analysis.record.readers.formats.tabular import sha256
from analysis.rollcalls.packing import ARROW, PARTS
from analysis.rollcalls.structure import RollCalls

__all__ = ["DAMAGED", "content_hash", "entries", "fingerprint", "holds", "recall"]

DAMAGED = "the copy of the record in the cache was damaged and has been made anew"
#: Bytes of an entry at most; a record takes some five megabytes.
LARGEST = 1 << 28
#: Records kept; each takes a few megabytes.
KEPT = 8
#: Seconds after which a half-written file is one that a killed build left behind.
LEFT_BEHIND = 24 * 3600
#: Folders and files whose content decides what the readers make of an input.
CODE = (
    *("analysis/record", "analysis/resolutions", "analysis/rollcalls"),
    *("analysis/paths.py", "analysis/errors.py", "data"),
)
#: What a folder that cannot be written, a damaged file, or a table Parquet cannot hold raise.
UNUSABLE = (
    *(OSError, UnshiftError, *(() if ARROW is None else (ARROW.ArrowException,))),
    *(ValueError, LookupError, TypeError, AttributeError),
)
RESTS_ON = ("numpy", "pandas", "pyarrow", "pycountry")


def recall(
    found: Sequence[Found],
    build: Callable[[], Mapping[str, Any]],
    folder: Path | None,
    part: str = "record",
) -> Any:
    """Open a part of the joined record from the cache, or build the whole and keep it there.

    Parameters
    ----------
    found : sequence of Found
        The files that the record is made of, beside the embedded ones.
    build : callable
        Reads and joins them; gives every part by its name.
    folder : Path or None
        Of the cache (`analysis.paths.cache_folder`); None to build without one. One that
        cannot be written is no error: the record is built each time.
    part : str
        One of `analysis.rollcalls.packing.PARTS`: ``record``, the roll calls, or ``texts``, the
        resolutions.

    Returns
    -------
    RollCalls or Resolutions
        Equal in every field to what `build` gives; roll calls with the further note `DAMAGED`
        if there was a copy that could not be used.
    """
    if folder is None or ARROW is None:
        return build()[part]
    key = fingerprint(found)
    damaged = False
    for path in entries(folder, key, part):
        try:
            return _open(path, part)
        except FileNotFoundError:  # another process has just thrown it away
            continue
        except UNUSABLE:
            damaged = True
            with suppress(OSError):
                path.unlink()
    parts = build()
    # An input that changed while it was read must not be kept under the hash it had before.
    if fingerprint(found) == key:
        for name, value in parts.items():
            with suppress(*UNUSABLE):
                _keep(value, folder, key, name)
    if damaged and part == "record":
        return _noted(parts[part], DAMAGED)
    return parts[part]


def fingerprint(found: Sequence[Found]) -> str:
    """Hash everything that decides what the joined record is.

    Every input is hashed whole: at 1 to 2 GB a second that costs less than the risk of a
    file that changed and kept its size and time.

    Returns
    -------
    str
        32 hexadecimal digits.
    """
    made_by = [platform.python_version(), *versions(RESTS_ON)]
    files = [[f.kind, str(f.path), f.used, _hash(f.path)] for f in found]
    # The record names its files by their paths, those of the embedded facts too.
    known = [made_by, str(EMBEDDED), content_hash(CODE), files]
    return hashlib.sha256(json.dumps(known).encode()).hexdigest()[:32]


def entries(folder: Path, key: str, part: str = "record") -> list[Path]:
    """List the files of the cache that hold a part of the record of a key; in the rule one."""
    try:
        return sorted(Path(folder).glob(f"{part}-{key}-*.parquet"))
    except OSError:
        return []


def holds(found: Sequence[Found], folder: Path | None) -> str:
    """Say what the cache has for the record of these files.

    Returns
    -------
    str
        ``valid``, ``damaged``, ``empty`` (it will be filled by the next command that reads
        the record) or ``off``.
    """
    if folder is None:
        return "off"
    kept = entries(folder, fingerprint(found))
    if not kept:
        return "empty"
    return "valid" if any(_whole(_bytes(path), path) for path in kept) else "damaged"


def _hash(path: Path) -> str:
    try:
        return sha256(path)
    except OSError:  # its reader will say what is wrong with it
        return ""


def content_hash(names: Sequence[str]) -> str:
    """Hash folders and files of the suite, names and content.

    Parameters
    ----------
    names : sequence of str
        Paths in the suite, such as ``analysis/record``.

    Examples
    --------
    >>> content_hash(["analysis/paths.py"]) == content_hash(["analysis/errors.py"])
    False
    """
    digest = hashlib.sha256()
    for path in _code_files(names):
        base = ROOT if path.is_relative_to(ROOT) else SITE
        digest.update(f"{path.relative_to(base).as_posix()} {_hash(path)}\n".encode())
    return digest.hexdigest()


def _code_files(names: Sequence[str]) -> Iterator[Path]:
    for name in names:
        start = held(name)
        if start.is_file():
            yield start
        for folder, below, names in os.walk(start):
            # Downloads are inputs, found or not; what Python compiles is not code of its own.
            below[:] = sorted(set(below) - {"raw", "__pycache__"})
            yield from (Path(folder) / n for n in sorted(names))


def _noted(rollcalls: RollCalls, note: str) -> RollCalls:
    return RollCalls(
        rollcalls.votes,
        rollcalls.calls,
        rollcalls.states,
        rollcalls.sources,
        rollcalls.scope,
        (*rollcalls.notes, note),
    )


def _open(path: Path, part: str) -> Any:
    data = read_plain(path, LARGEST)
    if not _whole(data, path):
        raise ValueError(f"{path.name} is damaged")
    return PARTS[part].unpack(data)


def _whole(data: bytes, path: Path) -> bool:
    return hashlib.sha256(data).hexdigest()[:32] == path.stem.rpartition("-")[2]


def _bytes(path: Path) -> bytes:
    try:
        return read_plain(path, LARGEST)
    except OSError:
        return b""


def _keep(value: Any, folder: Path, key: str, part: str) -> None:
    """Write a part of the record into the cache, if it would come back exactly as it is."""
    kept = PARTS[part]
    data = kept.pack(value)
    if not kept.same(kept.unpack(data), value):
        return
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{part}-{key}-{hashlib.sha256(data).hexdigest()[:32]}.parquet"
    handle, half = tempfile.mkstemp(prefix="half-", suffix=".tmp", dir=folder)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())  # a name never points to bytes that a crash can lose
        os.replace(half, folder / name)
    except BaseException:  # Ctrl-C too
        with suppress(OSError):
            os.unlink(half)
        raise
    _tidy(folder, folder / name, part)


def _tidy(folder: Path, newest: Path, part: str) -> None:
    """Throw away the oldest records beyond `KEPT`, and what killed builds left behind."""
    dated = []
    for path in folder.iterdir():
        with suppress(OSError):
            age = path.stat().st_mtime
            if path.name.startswith(f"{part}-") and path != newest:
                dated.append((age, path))
            elif path.name.startswith("half-") and age < time.time() - LEFT_BEHIND:
                path.unlink()
    for _, path in sorted(dated, reverse=True)[KEPT - 1 :]:
        with suppress(OSError):
            path.unlink()
