"""Numbers that take long to find, kept between runs under the hash of all that they come from.

A file is a line of JSON that names vectors, and their bytes. Its name holds two hashes: the key,
which is that of everything the numbers depend on, and that of the file's own bytes. Nothing in it
is run or unpickled, and nothing in it asks for more memory than the file is long.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from analysis.errors import UsageError
from analysis.files import read_plain, whole_file

__all__ = ["Kept", "Vectors", "keep_newest"]

Vectors = Mapping[str, npt.NDArray[np.float64]]
#: Bytes of a file at most, of its first line, and files kept of each kind.
LARGEST, LONGEST, MOST = 1 << 26, 1 << 12, 40
DIGITS = 32


@dataclass(frozen=True)
class Kept:
    """A folder of vectors.

    Attributes
    ----------
    folder : Path or None
        None keeps nothing. One that cannot be written or read is no error.

    Examples
    --------
    >>> import tempfile
    >>> kept = Kept(Path(tempfile.mkdtemp()))
    >>> kept.vectors("fit", "0" * 32, lambda: {"x": np.ones(2)})["x"].tolist()
    [1.0, 1.0]
    >>> kept.vectors("fit", "0" * 32, lambda: 1 / 0)["x"].tolist()
    [1.0, 1.0]
    """

    folder: Path | None = None

    def vectors(
        self,
        kind: str,
        key: str,
        make: Callable[[], Vectors],
        sizes: Mapping[str, int] | None = None,
    ) -> Vectors:
        """Recall vectors, or make them and keep them.

        Parameters
        ----------
        kind : str
            Begins the file's name.
        key : str
            Hexadecimal; the same only where all is the same that the numbers depend on.
        make : callable
        sizes : mapping of name to int, optional
            What is to be recalled; anything else is made anew. Default whatever is there.

        Returns
        -------
        mapping of name to ndarray of float64
            The same bits, whether recalled or made.
        """
        if self.folder is None:
            return make()
        for path in self._files(kind, key):
            found = _recalled(path)
            if found is not None and sizes in (None, {n: v.size for n, v in found.items()}):
                return found
            with suppress(OSError):
                path.unlink()
        made = make()
        with suppress(OSError, UsageError):
            self._keep(self.folder, kind, key, made)
        return made

    def _files(self, kind: str, key: str) -> list[Path]:
        try:
            return sorted(self.folder.glob(f"{kind}-{key}-*.f8")) if self.folder else []
        except OSError:
            return []

    def _keep(self, folder: Path, kind: str, key: str, made: Vectors) -> None:
        head = {name: int(vector.size) for name, vector in made.items()}
        data = json.dumps(head).encode() + b"\n"
        data += b"".join(np.asarray(v, dtype="<f8").ravel().tobytes() for v in made.values())
        folder.mkdir(parents=True, exist_ok=True)
        with whole_file(folder / f"{kind}-{key}-{_digest(data)}.f8") as part:
            part.write_bytes(data)
        keep_newest(folder, f"{kind}-*.f8", MOST)


def keep_newest(folder: Path, pattern: str, most: int) -> None:
    """Throw away the oldest files of a pattern, but for so many as are to be kept.

    Raises
    ------
    OSError
        If one cannot be thrown away.
    """
    dated = []
    for path in folder.glob(pattern):
        with suppress(OSError):  # another process may have thrown it away
            dated.append((path.stat().st_mtime, path))
    for _, old in sorted(dated)[:-most]:
        old.unlink(missing_ok=True)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:DIGITS]


def _recalled(path: Path) -> dict[str, npt.NDArray[np.float64]] | None:
    """Read a file; None where it is damaged, or none of ours."""
    try:
        data = read_plain(path, LARGEST)
        if _digest(data) != path.stem.rpartition("-")[2]:
            return None
        end = data.index(b"\n", 0, LONGEST)
        head = json.loads(data[:end])
        sizes = [size for size in head.values() if type(size) is int and size >= 0]
        if len(sizes) != len(head) or end + 1 + 8 * sum(sizes) != len(data):
            return None
    except (OSError, ValueError, AttributeError, RecursionError):
        return None
    found, at = {}, end + 1
    for name, size in head.items():
        found[name] = np.frombuffer(data, "<f8", size, at).astype(np.float64)
        at += 8 * size
    return found
