"""What unfolds without end, and archives that climb, nest, hold two files or overlap.

All are made small, and as they are needed: members that are packed once and stand in a file forty
times, a head that asks for more memory than there is, a directory whose entries share their bytes.
"""

from __future__ import annotations

import bz2
import functools
import gzip
import io
import lzma
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from analysis.course.editions.pack import read_class
from analysis.idealpoints.published import read_published
from analysis.record.readers import conference
from analysis.rollcalls import RollCalls

from ..record.conftest import BULK
from ..record.sources.resolutions import resolutions
from .damage import lay
from .files import POINTS, rollcall
from .kept import PLAN, checkpoint, model
from .promise import Case, command, library

__all__ = ["bombs"]

#: Bytes that a member unfolds to, and members: more than any limit, together.
MEMBER, TIMES = 30 << 20, 38


@functools.cache
def _zeros(pack: Callable[[bytes], bytes]) -> bytes:
    return pack(b"\n" * MEMBER) * TIMES


def _greedy(data: bytes) -> bytes:
    """Pack as xz, with a head that asks for a dictionary of 4 GB before anything is unpacked."""
    made = bytearray(lzma.compress(data))
    size = (made[12] + 1) * 4
    assert made[14:16] == b"\x21\x01"  # LZMA2, and one byte that says how large
    made[16] = 40
    made[12 + size - 4 : 12 + size] = struct.pack("<I", zlib.crc32(made[12 : 12 + size - 4]))
    return bytes(made)


def _zip(*files: tuple[str, bytes], pack: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", pack) as made:
        warnings.simplefilter("ignore")  # of a name that is there twice
        for name, data in files:
            made.writestr(zipfile.ZipInfo(name), data, pack)
    return out.getvalue()


def _nested(data: bytes) -> bytes:
    for level in range(40):
        data = _zip((f"{level}.zip", data))
    return data


def _locked(data: bytes) -> bytes:
    """Mark the only member as one that needs a password."""
    made = bytearray(_zip(("a.csv", data)))
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        made[made.index(sign) + at] |= 1
    return bytes(made)


def _overlapping(whole: bytes, times: int = 3000) -> bytes:
    """Let a directory name the largest member of an archive again and again, under other names."""
    with zipfile.ZipFile(io.BytesIO(whole)) as held:
        largest = max(held.infolist(), key=lambda i: i.file_size)
        start, old = held.start_dir, held.infolist()
    whole = whole[:start]
    entries = b""
    for name, info in [
        *((i.filename, i) for i in old), *((f"x{n}.npy", largest) for n in range(times)),
    ]:  # fmt: skip
        entries += struct.pack(
            "<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, info.flag_bits, 0, 0, 33, info.CRC,
            info.compress_size, info.file_size, len(name), 0, 0, 0, 0, 0, info.header_offset,
        ) + name.encode()  # fmt: skip
    count = len(old) + times
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count, count, len(entries), len(whole), 0)
    return whole + entries + end


#: Of a file's bytes. Those that stand first are quick; the ordinary tests take one of them.
PACKED: dict[str, Callable[[bytes], bytes]] = {
    "asks for 4 GB": _greedy,
    "a second file behind it": lambda d: gzip.compress(d) + gzip.compress(d),
    "more behind it": lambda d: gzip.compress(d) + b"more",
    "a zip": lambda d: _zip(("a.csv", d)),
    "a zip of nothing": lambda d: _zip(),
    "a zip of two files": lambda d: _zip(("a.csv", d), ("b.csv", d)),
    "a zip with a name twice": lambda d: _zip(("a.csv", d), ("a.csv", d + d)),
    "a zip whose names climb": lambda d: _zip(("../outside.csv", d), ("/tmp/outside.csv", d)),
    "a zip in a zip in a zip": _nested,
    "a zip with a password": _locked,
    "a zip whose entries overlap": lambda d: _overlapping(_zip(("a.csv", d))),
    "a zip that unfolds": lambda d: _zip(("a.csv", b"\n" * MEMBER)),
    "gz that unfolds": lambda d: _zeros(gzip.compress),
    "xz that unfolds": lambda d: _zeros(functools.partial(lzma.compress, preset=0)),
    "bz2 that unfolds": lambda d: _zeros(bz2.compress),
}
#: Who reads files that may be packed, and who reads those that may not.
READ: dict[str, tuple[bytes, Callable[[Path], tuple[int, str, str]]]] = {
    "table.csv": (
        BULK.encode(), lambda p: command("data", "import", p, "--to", p.parent / "data"),
    ),
    "votes.RData": (
        rollcall(), lambda p: command("data", "import", p, "--to", p.parent / "data"),
    ),
    "s.rda": (rollcall(), lambda p: library(lambda: RollCalls.from_rda(p))),
    "ga-80.json": (
        resolutions("80"), lambda p: library(lambda: conference.read_conference(p)),
    ),
    "points.csv": (POINTS.encode(), lambda p: library(lambda: read_published(p))),
    "class.csv": (b"student\nAda\nGrace\n", lambda p: library(lambda: read_class(p))),
    "study.yml": (
        b"country: FRA\n",
        lambda p: command("report", "--study", p, "--plan", p.parent / "plan.json"),
    ),
}  # fmt: skip


#: What may be taken: JSON lines say whose they are.
TWICE = ("a second file behind it", "ga-80.json")


def _checkpoints() -> Iterator[tuple[str, bytes]]:
    """Damage the archive in which a checkpoint is kept."""
    whole = checkpoint()
    with np.load(io.BytesIO(whole)) as held:
        arrays = dict(held.items())
        out = io.BytesIO()
        np.savez_compressed(out, **arrays)
    yield "a zip that unfolds", out.getvalue()
    yield "a zip whose entries overlap", _overlapping(whole)
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        files = [(name, archive.read(name)) for name in archive.namelist()]
    stored = functools.partial(_zip, pack=zipfile.ZIP_STORED)
    yield "a zip with a name twice", stored(*files, files[-1])
    yield "a zip whose names climb", stored(*files, ("../outside.npy", files[0][1]))
    yield "a zip in a zip in a zip", stored(*files, ("more.npy", stored(*files)))
    yield "a zip of nothing", _zip()
    yield "more behind it", whole + b"more"
    yield "packed", gzip.compress(whole)


def _refused(
    folder: Path, found: tuple[int, str, str], taken: bool = False
) -> tuple[int, str, str]:
    code, out, err = found
    if code == 0 and not taken:
        err += "Warning: taken though it is no such file"
    if list(folder.parent.glob("outside*")) or list(Path("/tmp").glob("outside.*")):
        err += "Warning: written outside"
    return code, out, err


def bombs(seed: int) -> Iterator[Case]:
    """Every reader of files that may be packed, and some of those that may not."""
    for kind, pack in PACKED.items():
        for title, (whole, read) in READ.items():
            yield Case(
                "archives and bombs",
                kind,
                title,
                # lines of resolutions that stand there twice are known to be the same
                lambda folder, read=read, title=title, taken=(kind, title) == TWICE: _refused(
                    folder, read(folder / title), taken
                ),
                lambda folder, pack=pack, whole=whole, title=title: lay(
                    folder / title, pack(whole)
                ),
            )
    for kind, data in _checkpoints():
        yield Case(
            "archives and bombs",
            kind,
            "run.npz",
            # what stands behind an archive is not read, and all in it is known by its hash
            lambda folder, taken=kind == "more behind it": _refused(
                folder, library(lambda: model().sample(PLAN, checkpoint=folder / "run.npz")), taken
            ),
            lambda folder, data=data: lay(folder / "run.npz", data),
        )
