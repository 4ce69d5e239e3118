"""Ways to damage bytes, each by its name; the same seed gives the same damage."""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import random
import zlib
from collections.abc import Callable
from pathlib import Path

__all__ = ["BYTES", "NO_FILES", "lay"]

Damage = Callable[[bytes, random.Random], bytes]


def _cut(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data))]


def _flipped(data: bytes, rng: random.Random) -> bytes:
    found = bytearray(data)
    for _ in range(rng.choice([1, 2, 8])):
        found[rng.randrange(len(found))] = rng.randrange(256)
    return bytes(found)


def _line(data: bytes, rng: random.Random, change: Callable[[list[bytes], int], None]) -> bytes:
    lines = data.split(b"\n")
    change(lines, rng.randrange(len(lines)))
    return b"\n".join(lines)


def _doubled(lines: list[bytes], i: int) -> None:
    lines.insert(i, lines[i])


def _dropped(lines: list[bytes], i: int) -> None:
    del lines[i]


def _quoted(lines: list[bytes], i: int) -> None:
    lines[i] = lines[i] + b'"'


def _opened(lines: list[bytes], i: int) -> None:
    lines[i] = lines[i].replace(b",", b',"', 1)


def _longer(lines: list[bytes], i: int) -> None:
    lines[i] = lines[i] + b",1"


def _cell(value: bytes) -> Damage:
    """Put a value in the place of a cell of a row that is not the first."""

    def damage(data: bytes, rng: random.Random) -> bytes:
        lines = data.split(b"\n")
        i = rng.randrange(1, max(2, len(lines) - 1))
        if i < len(lines):
            cells = lines[i].split(b",")
            cells[rng.randrange(len(cells))] = value
            lines[i] = b",".join(cells)
        return b"\n".join(lines)

    return damage


#: Of a file that is there.
BYTES: dict[str, Damage] = {
    "empty": lambda d, r: b"",
    "blank lines": lambda d, r: b"\n\n\n",
    "the first line alone": lambda d, r: d.split(b"\n")[0] + b"\n",
    "cut": _cut,
    "bytes changed": _flipped,
    "bytes changed again": _flipped,
    "noise": lambda d, r: r.randbytes(4000),
    "NUL bytes": lambda d, r: b"\0" * 4000,
    "NUL within": lambda d, r: d[: len(d) // 2] + b"\0" + d[len(d) // 2 :],
    "UTF-16": lambda d, r: d.decode("utf-8", "replace").encode("utf-16"),
    "UTF-16 without a mark": lambda d, r: d.decode("utf-8", "replace").encode("utf-16-le"),
    "UTF-32": lambda d, r: d.decode("utf-8", "replace").encode("utf-32"),
    "Latin-1": lambda d, r: d.decode("utf-8", "replace").encode("latin-1", "replace"),
    "surrogates": lambda d, r: d + b"\xed\xa0\x80,\xed\xbf\xbf\n",
    "a web page": lambda d, r: b"<!DOCTYPE html><html><body>404</body></html>",
    "XML of entities": lambda d, r: (
        b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">'
        + b"".join(
            b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(9)
        )
        + b"]><collection>&j;</collection>"
    ),
    "packed": lambda d, r: gzip.compress(d),
    "packed and cut": lambda d, r: gzip.compress(d)[:-9],
    "packed twice": lambda d, r: gzip.compress(gzip.compress(d)),
    "packed otherwise": lambda d, r: bz2.compress(d),
    "packed as xz": lambda d, r: lzma.compress(d),
    "a stream of zlib": lambda d, r: zlib.compress(d),
    "unfolds to 30 MB": lambda d, r: _bomb(d),
    "a row twice": lambda d, r: _line(d, r, _doubled),
    "a row less": lambda d, r: _line(d, r, _dropped),
    "a quotation mark at a row's end": lambda d, r: _line(d, r, _quoted),
    "a quotation mark that opens": lambda d, r: _line(d, r, _opened),
    "a row longer": lambda d, r: _line(d, r, _longer),
    "the header again": lambda d, r: d + d.split(b"\n")[0] + b"\n",
    "another delimiter": lambda d, r: d.replace(b",", b"|"),
    "returns alone": lambda d, r: d.replace(b"\n", b"\r"),
    "a cell of 5,000 digits": _cell(b"9" * 5000),
    "a cell of a negative number": _cell(b"-1"),
    "a cell 1e400": _cell(b"1e400"),
    "a cell nan": _cell(b"nan"),
    "a cell without text": _cell(b""),
    "a cell of a million letters": _cell(b"x" * 1_000_000),
    "a cell with a day that is none": _cell(b"2025-02-30"),
    "a cell with the year 99999": _cell(b"99999-01-01"),
    "a cell with a formula": _cell(b"=cmd|' /C calc'!A0"),
    "a cell with escapes": _cell(b"\x1b[2J\x1b]0;x\x07"),
    "a cell of other digits": _cell("٣".encode()),
}  # fmt: skip


_PACKED: list[bytes] = []


def _bomb(data: bytes) -> bytes:
    """Rows again and again, small when packed; made once, since packing them takes seconds."""
    if not _PACKED:
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        block = b"1," * 500_000
        _PACKED.append(b"".join(packer.compress(block) for _ in range(30)) + packer.flush())
    return _PACKED[0]


def _fifo(path: Path) -> None:
    os.mkfifo(path)


def _loop(path: Path) -> None:
    path.symlink_to(path.name)


def _locked(path: Path) -> None:
    path.write_bytes(b"a,b\n1,2\n")
    path.chmod(0)


#: Instead of a file.
NO_FILES: dict[str, Callable[[Path], None]] = {
    "nothing": lambda path: None,
    "a folder": lambda path: path.mkdir(),
    "a pipe": _fifo,
    "a link to /dev/zero": lambda path: path.symlink_to("/dev/zero"),
    "a link to /dev/null": lambda path: path.symlink_to("/dev/null"),
    "a link to itself": _loop,
    "a link to nothing": lambda path: path.symlink_to("nowhere"),
    "a file that may not be read": _locked,
}


def lay(path: Path, what: bytes | Callable[[Path], None]) -> Path:
    """Put bytes, or what is no file, at a path that may hold a whole file."""
    path.unlink(missing_ok=True)
    if callable(what):
        what(path)
    else:
        path.write_bytes(what)
    return path
