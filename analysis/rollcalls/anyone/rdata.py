"""R's files of saved objects as plain values: lists and matrices too, which tables are not.

The format is R's serialisation in XDR (R Core Team, R Internals, "Serialization Formats"),
versions 2 and 3. Code, functions and environments are passed over; nothing is run.
"""

from __future__ import annotations

import bz2
import lzma
import struct
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from analysis.errors import RecordError
from analysis.files import open_plain
from analysis.paths import shown

__all__ = ["MOST_BYTES", "RValue", "read_r"]

#: Bytes of a file unpacked, at most; and levels of lists within lists.
MOST_BYTES, MOST_DEPTH = 1 << 28, 100
#: Values made at most: a list is larger in memory than in the file.
MOST_VALUES = 4_000_000
#: What R keeps where a whole number or a truth value is missing.
MISSING = -(2**31)
MAGIC = (b"RDX2\n", b"RDX3\n")
SYM, PAIRS, CLOSURE, ENV, PROMISE, LANG, SPECIAL, BUILTIN, CHAR = 1, 2, 3, 4, 5, 6, 7, 8, 9
LGL, INT, REAL, CPLX, STR, DOTS, VEC, EXPR, BYTECODE = 10, 13, 14, 15, 16, 17, 19, 20, 21
POINTER, WEAK, RAW, S4 = 22, 23, 24, 25
REF, NIL, GLOBAL, UNBOUND, MISSING_ARG, BASE_NAMESPACE = 255, 254, 253, 252, 251, 250
NAMESPACE, PACKAGE, PERSIST, EMPTY_ENV, BASE_ENV, ALTREP = 249, 248, 247, 242, 241, 238
NOTHING = (NIL, GLOBAL, UNBOUND, MISSING_ARG, BASE_NAMESPACE, EMPTY_ENV, BASE_ENV)


@dataclass(slots=True)
class RValue:
    """A value of R.

    Attributes
    ----------
    value : object
        An array of numbers, a list of texts (None where missing) or of values, or None for what
        is no data.
    attributes : dict
        By name, each an `RValue`: ``names, dim, dimnames, class, levels, row.names``.
    """

    value: Any = None
    attributes: dict[str, RValue] = field(default_factory=dict)

    def texts(self, attribute: str) -> list[str]:
        """Return an attribute that is a list of texts; empty where there is none."""
        found = self.attributes.get(attribute, RValue()).value
        return [str(t) for t in found] if isinstance(found, list) else []

    def named(self) -> dict[str, RValue]:
        """Return a list's values by their names."""
        if not isinstance(self.value, list):
            return {}
        values = [v for v in self.value if isinstance(v, RValue)]
        return dict(zip(self.texts("names"), values, strict=False))


def read_r(path: Path) -> dict[str, RValue]:
    """Read every object of a file that R's ``save`` or ``saveRDS`` wrote.

    Parameters
    ----------
    path : Path
        Packed by gzip, bzip2 or xz, or not packed.

    Returns
    -------
    dict of str to RValue
        By name; that of ``saveRDS`` has none, and stands under ``""``.

    Raises
    ------
    RecordError
        If it is no such file, is damaged, or is larger than `MOST_BYTES` unpacked.
    """
    where = shown(Path(path))
    data = _unpacked(Path(path), where)
    start = 5 if data.startswith(MAGIC) else 0
    if data[:3] == b"RDA":
        raise RecordError("R objects in text", where, "save them again without ascii = TRUE")
    if data[start : start + 2] != b"X\n":
        raise RecordError("this is no file of R objects", where, "save the object with R's save()")
    try:
        stream = _Stream(data, start + 2)
        stream.head()
        whole = stream.item(0)
        if stream.at != len(data):
            raise ValueError("more stands behind them")
    except (struct.error, UnicodeDecodeError, ValueError, IndexError) as error:
        what = str(error)[:80] if isinstance(error, ValueError) else "cut short"
        raise RecordError(
            f"the R objects cannot be read: {what}", where, "save them again"
        ) from None
    if start == 0:
        return {"": whole}
    return {name: value for name, value in whole.attributes.items()}


def _unpacked(path: Path, where: str) -> bytes:
    try:
        packed = open_plain(path)
    except OSError as error:
        raise RecordError(f"cannot be read: {error.strerror}", where) from None
    with packed:
        head = packed.read(6)
        packed.seek(0)
        unpacker: Any
        if head.startswith(b"\x1f\x8b"):
            unpacker = zlib.decompressobj(31)
        elif head.startswith(b"BZh"):
            unpacker = bz2.BZ2Decompressor()
        elif head == b"\xfd7zXZ\x00":
            unpacker = lzma.LZMADecompressor(memlimit=1 << 28)
        else:
            data = packed.read(MOST_BYTES + 1)
            _check_size(data, where)
            return data
        out = bytearray()
        try:
            while not unpacker.eof and (part := packed.read(1 << 16)):
                out += unpacker.decompress(part, MOST_BYTES + 1 - len(out))
                while len(out) <= MOST_BYTES and not unpacker.eof:
                    left = getattr(unpacker, "unconsumed_tail", b"")
                    if not left and getattr(unpacker, "needs_input", True):
                        break
                    out += unpacker.decompress(left, MOST_BYTES + 1 - len(out))
                _check_size(out, where)
        except (OSError, EOFError, zlib.error, lzma.LZMAError, ValueError, MemoryError):
            raise RecordError("the file is damaged", where, "save it again") from None
        if not unpacker.eof:
            raise RecordError("the file is cut short", where, "save it again")
        if unpacker.unused_data or packed.read(1):
            raise RecordError("more stands behind the packed objects", where, "save them again")
        return bytes(out)


def _check_size(data: bytes | bytearray, where: str) -> None:
    if len(data) > MOST_BYTES:
        raise RecordError(f"larger than {MOST_BYTES >> 20} MB unpacked", where, "save a part of it")


class _Stream:
    """The bytes of one serialised value, read from front to back."""

    def __init__(self, data: bytes, at: int) -> None:
        self.data, self.at = data, at
        self.seen: list[RValue] = []
        self.made = 0

    def take(self, n: int) -> bytes:
        if n < 0 or self.at + n > len(self.data):
            raise ValueError("cut short")
        self.at += n
        return self.data[self.at - n : self.at]

    def whole(self) -> int:
        return int(struct.unpack(">i", self.take(4))[0])

    def length(self, least: int) -> int:
        """Read how many follow, each of so many bytes at least; no more than there can be."""
        n = self.whole()
        if n == -1:
            high, low = struct.unpack(">II", self.take(8))
            n = (high << 32) + low
        if n < 0 or n * least > len(self.data) - self.at:
            raise ValueError("cut short")
        return n

    def head(self) -> None:
        version = self.whole()
        if version not in (2, 3):
            raise ValueError(f"version {version}")
        self.take(8)
        if version == 3:
            self.take(self.length(1))

    def item(self, depth: int) -> RValue:
        flags = self.whole()
        kind = flags & 0xFF
        attributed, tagged = bool(flags & 0x200), bool(flags & 0x400)
        self.made += 1
        if depth > MOST_DEPTH or self.made > MOST_VALUES:
            raise ValueError("lists too deep or too many")
        if kind in NOTHING:
            return RValue()
        if kind == REF:
            at = flags >> 8 or self.whole()
            if not 0 < at <= len(self.seen):
                raise ValueError("a reference to nothing")
            return self.seen[at - 1]
        if kind == SYM:
            symbol = RValue(self.item(depth + 1).value)
            self.seen.append(symbol)
            return symbol
        if kind == CHAR:
            return RValue(self.text(flags))
        if kind in (PAIRS, LANG, CLOSURE, PROMISE, DOTS):
            return self.pairs(depth, attributed, tagged)
        if kind == ENV:
            return self.environment(depth)
        if kind in (NAMESPACE, PACKAGE, PERSIST):
            self.whole()
            for _ in range(self.length(4)):
                self.item(depth + 1)
            self.seen.append(RValue())
            return self.seen[-1]
        if kind == ALTREP:
            return self.alternative(depth)
        if kind in (SPECIAL, BUILTIN):
            self.take(self.length(1))
            return RValue()
        made = RValue(self.vector(kind, depth))
        if attributed:
            made.attributes = self.item(depth + 1).attributes
        return made

    def text(self, flags: int) -> str | None:
        n = self.whole()
        if n == -1:
            return None
        # The level bits say which encoding: 4 is Latin-1.
        return self.take(n).decode("latin-1" if flags & (4 << 12) else "utf-8", "replace")

    def texts(self) -> list[str | None]:
        out = []
        n = self.length(8)
        self.made += n
        if self.made > MOST_VALUES:
            raise ValueError("too many values")
        for _ in range(n):
            flags = self.whole()
            if flags & 0xFF != CHAR:
                raise ValueError("a text that is none")
            out.append(self.text(flags))
        return out

    def vector(self, kind: int, depth: int) -> Any:
        if kind in (LGL, INT):
            n = self.length(4)
            return np.frombuffer(self.take(4 * n), dtype=">i4").astype(np.int32)
        if kind == REAL:
            n = self.length(8)
            return np.frombuffer(self.take(8 * n), dtype=">f8").astype(np.float64)
        if kind == CPLX:
            self.take(16 * self.length(16))
            return None
        if kind == RAW:
            self.take(self.length(1))
            return None
        if kind == STR:
            return self.texts()
        if kind in (VEC, EXPR):
            return [self.item(depth + 1) for _ in range(self.length(4))]
        if kind == S4:
            return None
        raise ValueError(f"a value of type {kind}")

    def pairs(self, depth: int, attributed: bool, tagged: bool) -> RValue:
        """Read a chain: its values, and those with a tag as attributes; it is long, not deep."""
        chain: list[RValue] = []
        out = RValue(chain)
        while True:
            if attributed:
                self.item(depth + 1)
            tag = self.item(depth + 1).value if tagged else None
            value = self.item(depth + 1)
            chain.append(value)
            if isinstance(tag, str):
                out.attributes[tag] = value
            flags = self.whole()
            self.made += 1
            if self.made > MOST_VALUES:
                raise ValueError("too many values")
            if flags & 0xFF not in (PAIRS, LANG):
                self.at -= 4
                self.item(depth + 1)  # the end of the chain, which is nothing
                return out
            attributed, tagged = bool(flags & 0x200), bool(flags & 0x400)

    def environment(self, depth: int) -> RValue:
        self.whole()
        self.seen.append(RValue())
        place = self.seen[-1]
        for _ in range(4):  # enclosure, frame, table, attributes
            self.item(depth + 1)
        return place

    def alternative(self, depth: int) -> RValue:
        """Read R's short forms: runs of numbers, numbers not yet written out, wrapped vectors."""
        about, state, attributes = (self.item(depth + 1) for _ in range(3))
        name, inner = _first(about), _first(state)
        value: Any = None
        if name in ("compact_intseq", "compact_realseq"):
            if not isinstance(state.value, np.ndarray) or state.value.size != 3:
                raise ValueError("a run without ends")
            n, first, step = (float(x) for x in state.value)
            if not np.isfinite([n, first, step]).all() or not 0 <= n <= MOST_VALUES:
                raise ValueError("a run too long")
            value = first + step * np.arange(int(n))
        elif isinstance(name, str) and name.startswith("wrap_"):
            value = inner
        elif name == "deferred_string" and isinstance(inner, np.ndarray):
            value = [_written(x) for x in inner]
        else:
            raise ValueError(f"a value of form {str(name)[:30]!r}")
        return RValue(value, attributes.attributes)


def _first(chain: RValue) -> Any:
    """Return what the first value of a chain is."""
    values = chain.value
    return (
        values[0].value
        if isinstance(values, list) and values and isinstance(values[0], RValue)
        else None
    )


def _written(number: float) -> str | None:
    """Write a number as R does where it is whole; None where it is missing."""
    if number == MISSING or not np.isfinite(number):
        return None
    return str(int(number)) if float(number).is_integer() else repr(float(number))
