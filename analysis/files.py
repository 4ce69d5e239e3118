"""Files that are read only if plain and of a stated size, and are written whole or not at all."""

from __future__ import annotations

import atexit
import errno
import glob
import hashlib
import io
import json
import os
import platform
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from threading import get_ident
from typing import TYPE_CHECKING, Any
from uuid import uuid4
from zipfile import BadZipFile

from analysis.errors import RecordError, UsageError

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "check_place",
    "memory_is_limited",
    "open_plain",
    "read_json",
    "read_notes",
    "read_parquet",
    "read_plain",
    "throw_away",
    "whole_file",
]

#: Bytes and cells of a Parquet file.
LARGEST, MOST_CELLS = 256 << 20, 100_000_000
#: What a damaged table of numpy's raises.
UNREADABLE = (OSError, EOFError, ValueError, KeyError, TypeError, MemoryError, BadZipFile)
#: What names of folders begin with that are thrown away; those of others are left alone.
THROWN = "unshift-"
#: Seconds after which a folder that nobody holds is what a killed run left.
LEFT = 60.0


def open_plain(path: Path, limit: int | None = None) -> io.BufferedReader:
    """Open a plain file for reading bytes; pipes, devices and sockets are refused, not waited for.

    Parameters
    ----------
    path : Path
        A link is followed.
    limit : int, optional
        Bytes at most.

    Raises
    ------
    OSError
        If there is no such file, or it is not plain or larger than the limit.

    Examples
    --------
    >>> open_plain(Path("/dev/null"))
    Traceback (most recent call last):
    OSError: [Errno 22] not a plain file: '/dev/null'
    """
    # Without O_NONBLOCK, opening a pipe waits for somebody to write into it.
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        about = os.fstat(handle)
        if stat.S_ISDIR(about.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        if not stat.S_ISREG(about.st_mode):
            raise OSError(errno.EINVAL, "not a plain file", str(path))
        if limit is not None and about.st_size > limit:
            raise OSError(errno.EFBIG, f"larger than {limit:,} bytes", str(path))
        return os.fdopen(handle, "rb")
    except BaseException:
        os.close(handle)
        raise


def read_plain(path: Path, limit: int) -> bytes:
    """Read a plain file of at most so many bytes; one that grows meanwhile is refused too.

    Raises
    ------
    OSError
        As `open_plain`.
    """
    with open_plain(path, limit) as stream:
        data = stream.read(limit + 1)
    if len(data) > limit:
        raise OSError(errno.EFBIG, f"larger than {limit:,} bytes", str(path))
    return data


def read_json(path: Path, limit: int = 64 << 20) -> Any:
    """Read a plain file of JSON of at most so many bytes.

    Raises
    ------
    OSError
        As `open_plain`.
    ValueError
        If it is not JSON in UTF-8, or is nested without end.
    """
    try:
        return json.loads(read_plain(path, limit).decode("utf-8"))
    except RecursionError:
        raise ValueError("nested too deeply") from None


def read_notes(path: Path) -> dict[str, Any]:
    """Read what was noted beside data of our own: one JSON object.

    Raises
    ------
    RecordError
        If it is none.
    """
    from analysis.paths import shown

    try:
        found = read_json(path)
        if isinstance(found, dict):
            return found
        why = "no JSON object"
    except (OSError, ValueError) as error:
        why = " ".join(str(getattr(error, "strerror", None) or error).split())[:100]
    raise RecordError(f"cannot be read: {why}", shown(path), "restore the file, or make it anew")


def read_parquet(path: Path, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """Read a plain Parquet file of at most 256 MB and a hundred million cells.

    Parameters
    ----------
    path : Path
        Where there is none, but one of `analysis.plain_tables` of the same name, that is read.
    columns : sequence of str, optional
        Default all.

    Raises
    ------
    RecordError
        If there is none, it is damaged or larger, or lacks a column. What a few bytes unfold to
        is known from the file's own counts, before it is unfolded.
    """
    from analysis.paths import shown
    from analysis.plain_tables import ENDING, from_arrays

    plain = path.with_suffix(ENDING)
    if plain.is_file() and not path.exists():
        try:
            return from_arrays(read_plain(plain, LARGEST), columns)
        except UNREADABLE as error:
            raise RecordError(
                f"cannot be read as a table: {error}", shown(plain), "install the wheel again"
            ) from None

    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        held = pq.ParquetFile(pa.BufferReader(read_plain(path, LARGEST)))
        about = held.metadata
        if about.num_rows * max(about.num_columns, 1) > MOST_CELLS:
            raise ValueError(f"more than {MOST_CELLS:,} cells")
        names = None if columns is None else list(columns)
        missing = sorted({*(names or ())} - {*held.schema_arrow.names})
        if missing:
            raise ValueError(f"no column {missing[0]}")
        return held.read(columns=names, use_threads=not memory_is_limited()).to_pandas()
    except (OSError, ValueError, KeyError, TypeError, MemoryError, pa.ArrowException) as error:
        what = " ".join(str(getattr(error, "strerror", None) or error).split())[:100]
        raise RecordError(
            f"cannot be read as Parquet: {what}", shown(path), "restore the file, or make it anew"
        ) from None


def memory_is_limited() -> bool:
    """Say whether the process is held to a size (``ulimit -v``), so that memory may be refused.

    Without a limit the system gives what is asked for, and ends the process where it has none.
    """
    try:
        import resource
    except ImportError:  # Windows
        return False
    return resource.getrlimit(resource.RLIMIT_AS)[0] != resource.RLIM_INFINITY


def check_place(path: Path, option: str, *, folder: bool = False) -> None:
    """Refuse, before any work, a file or folder that could not be written at the end.

    Parameters
    ----------
    path : Path
    option : str
        The option that named it, for the error.
    folder : bool
        Whether `path` is to be a folder, which is made with those above it.

    Raises
    ------
    UsageError
        If something else is in its place, or nothing can be written there.

    Examples
    --------
    >>> check_place(Path("no-such-folder/points.csv"), "--out")
    Traceback (most recent call last):
    ...
    analysis.errors.UsageError: no folder no-such-folder (--out): make the folder first
    """
    above = path if folder else path.parent
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        pass  # nothing is in its place
    except OSError as error:
        what = f"{str(path)[:60]}: {error.strerror}"
        raise UsageError(what, option, "name another") from None
    if folder:
        while not above.exists() and above != above.parent:
            above = above.parent
        if not above.is_dir():
            raise UsageError(f"{above} is not a folder", option, "name another folder")
    elif path.is_dir():
        raise UsageError(f"{path} is a folder", option, "name a file in it")
    elif path.exists() and not path.is_file():
        raise UsageError(f"{path} is not a plain file", option, "name another file")
    elif not above.is_dir():
        raise UsageError(f"no folder {above}", option, "make the folder first")
    try:
        # Modes do not tell: folders of the system and full disks are found by trying.
        tempfile.TemporaryFile(dir=above).close()
    except OSError as error:
        raise UsageError(
            f"cannot write in {above}: {error.strerror}", option, "name another folder"
        ) from None


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a name to write to; what was written takes the place of `path` at the end.

    Yields
    ------
    Path
        In the same folder. After an error, Ctrl-C among them, it is removed and `path` is as
        it was; what a writer left that was killed, the next one removes. Where `path` is a
        link, the file that it leads to is written.

    Raises
    ------
    UsageError
        If `path` is a folder, a device or a pipe, none of which a file may take the place of.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.txt"
    >>> with whole_file(path) as part:
    ...     _ = part.write_text("whole")
    >>> path.read_text(), len(list(path.parent.iterdir()))
    ('whole', 1)
    """
    path = Path(os.path.realpath(path))
    if path.exists() and not path.is_file():
        raise UsageError(f"{path} is not a plain file", "", "name another file")
    _clear_parts(path)
    part = path.with_name(f".{path.name}.{_machine()}-{os.getpid()}-{get_ident()}.part")
    try:
        yield part
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _machine() -> str:
    """Name this machine in a few letters: of another's processes nothing is known."""
    return hashlib.sha256(platform.node().encode("utf-8", "replace")).hexdigest()[:8]


def _clear_parts(path: Path) -> None:
    """Remove the parts of a file whose writers were killed: on this machine, and gone."""
    if not hasattr(os, "geteuid"):  # Windows ends the process that it is asked about
        return
    with suppress(OSError):
        for file in path.parent.glob(f".{glob.escape(path.name)}.{_machine()}-*.part"):
            number = file.name.split("-")[-2] if file.name.count("-") > 1 else ""
            if number.isdecimal() and not _is_there(int(number)):
                file.unlink(missing_ok=True)


def _is_there(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):  # of another user, or no number of a process
        return True
    return True


@contextmanager
def throw_away(within: Path | None = None, prefix: str = THROWN) -> Iterator[Path]:
    """Give a new folder, which is removed at the end; what killed runs left is removed first.

    A run holds its folders by a lock that ends with it, however it ends. A folder of that name
    that nobody holds was left by a run that was killed. Where there are no such locks (Windows)
    nothing is cleared.

    Parameters
    ----------
    within : Path, optional
        Where; default the system's folder for temporary files.
    prefix : str
        What its name begins with, and those of the folders that are cleared.

    Yields
    ------
    Path

    Examples
    --------
    >>> with throw_away() as folder:
    ...     _ = (folder / "a.txt").write_text("a")
    >>> folder.exists()
    False
    """
    above = Path(os.path.abspath(tempfile.gettempdir() if within is None else within))
    _clear(above, prefix)
    folder, held = above / f"{prefix}{uuid4().hex[:16]}", None
    last = partial(_throw, folder, os.getpid())
    try:  # a signal may come as soon as it is made
        folder.mkdir(mode=0o700)
        held = _held(folder)
        # a thread that is not waited for at the end does not come to throw it away
        atexit.register(last)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        atexit.unregister(last)
        if held is not None:
            os.close(held)


def _throw(folder: Path, number: int) -> None:
    """Throw away at the end of the process that made it; not of one that was forked from it."""
    if os.getpid() == number:
        shutil.rmtree(folder, ignore_errors=True)


def _clear(above: Path, prefix: str) -> None:
    """Remove the folders of our own that killed runs left."""
    if not hasattr(os, "geteuid"):
        return
    for folder in above.glob(glob.escape(prefix) + "*"):
        with suppress(OSError):
            about = os.lstat(folder)
            ours = stat.S_ISDIR(about.st_mode) and about.st_uid == os.geteuid()
            # between being made and being held a folder is new
            if not ours or time.time() - about.st_mtime < LEFT:
                continue
            held = _held(folder)
            if held is not None:
                shutil.rmtree(folder, ignore_errors=True)
                os.close(held)


def _held(folder: Path) -> int | None:
    """Hold a folder until what is returned is closed; None if another run does, or none can."""
    try:
        import fcntl
    except ImportError:  # Windows
        return None
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
        else:
            return handle
    return None
