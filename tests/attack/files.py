"""Hostile files of votes: of every reader, of `data import`, and those that others bring."""

from __future__ import annotations

import gzip
import random
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.idealpoints.published import read_published
from analysis.rollcalls import RollCalls
from analysis.rollcalls.recurring.links import read_matches

from ..record.conftest import MATCHES, READERS
from ..rollcalls.anyone.conftest import MEMBERS, ROLLCALLS, VOTES, R, ord_line
from .damage import BYTES, NO_FILES, lay
from .promise import Case, command, library

__all__ = ["frames", "imports", "objects", "others", "published", "readers"]

#: What is written in the place of a whole file: by name, bytes or what makes it.
What = bytes | Callable[[Path], None]

POINTS = (
    "ccode\tiso3c\tCountryname\tyear\tNVotesFP\tIdealPointFP\tQ5%FP\tQ95%FP\n"
    "2\tUSA\tUnited States\t1946\t25\t1.74\t0.99\t2.52\n"
    "365\tRUS\tRussia\t1946\t25\t-1.74\t-2.52\t-0.99\n"
).replace("\t", ",")


def _damages(data: bytes, seed: int, *, places: bool = True) -> Iterator[tuple[str, What]]:
    for number, (name, damage) in enumerate(BYTES.items()):
        yield name, damage(data, random.Random(seed * 1000 + number))
    if places:
        yield from NO_FILES.items()


def readers(seed: int) -> Iterator[Case]:
    """Every reader of files of votes on every damage, as `data status` and notebooks call it."""
    for order, reader in enumerate(READERS):
        for name, what in _damages(reader.text.encode(), seed + order):

            def prepare(folder: Path, reader=reader, what=what) -> None:
                reader.write(folder)
                lay(folder / reader.main, what)

            yield Case(
                "readers of votes",
                name,
                reader.name,
                lambda folder, reader=reader: library(lambda: reader.read(folder)),
                prepare,
            )


def imports(seed: int) -> Iterator[Case]:
    """`data import` of some files, and `data check` where one lies in the folder of data."""
    chosen = [r for r in READERS if len(r.files) == 1][:3]
    for order, reader in enumerate(chosen):
        for name, what in _damages(reader.text.encode(), seed + 50 + order):

            def prepare(folder: Path, reader=reader, what=what) -> None:
                (folder / "data").mkdir()
                lay(folder / reader.main, what)

            def found(folder: Path, reader=reader, what=what) -> None:
                (folder / "data").mkdir()
                lay(folder / "data" / reader.main, what)

            yield Case(
                "data import",
                name,
                reader.name,
                lambda folder, reader=reader: command(
                    "data", "import", folder / reader.main, "--to", folder / "data"
                ),
                prepare,
            )
            yield Case(
                "files in the folder of data",
                name,
                reader.name,
                lambda folder: command(
                    "data",
                    "check",
                    "--json",
                    environment={"UNSHIFT_DATA": str(folder / "data"), "UNSHIFT_CACHE": "off"},
                ),
                found,
            )


def published(seed: int) -> Iterator[Case]:
    """Points that others published, and the table of recurring texts."""
    for title, text, read in (
        ("points", POINTS, read_published),
        ("recurring texts", MATCHES, read_matches),
    ):
        for name, what in _damages(text.encode(), seed + 70):
            yield Case(
                "published points and links",
                name,
                title,
                lambda folder, read=read: library(lambda: read(folder / "p.csv")),
                lambda folder, what=what: lay(folder / "p.csv", what),
            )


def others(seed: int) -> Iterator[Case]:
    """Voteview's three files and its older one, each damaged while the others are whole."""
    whole = {"votes": VOTES, "members": MEMBERS, "rollcalls": ROLLCALLS}
    for order, title in enumerate(whole):
        for name, what in _damages(whole[title].encode(), seed + 80 + order):

            def prepare(folder: Path, title=title, what=what) -> None:
                for other, text in whole.items():
                    (folder / f"S_{other}.csv").write_text(text, "utf-8")
                lay(folder / f"S_{title}.csv", what)

            yield Case(
                "Voteview",
                name,
                title,
                lambda folder: library(
                    lambda: RollCalls.from_voteview(**{n: folder / f"S_{n}.csv" for n in whole})
                ),
                prepare,
            )
    lines = [
        ord_line(99910, 99, "USA", 200, "BUSH", "1991"),
        ord_line(49700, 41, "ALABAMA", 200, "SESSIONS", "1690"),
        ord_line(14226, 44, "GEORGIA", 100, "MILLER", "3450"),
    ]
    for name, what in _damages("\r\n".join(lines).encode(), seed + 90):
        yield Case(
            "Voteview",
            name,
            "ord",
            lambda folder: library(lambda: RollCalls.from_ord(folder / "sen107kh.ord")),
            lambda folder, what=what: lay(folder / "sen107kh.ord", what),
        )


def rollcall() -> bytes:
    rows = [[1, 0, 1, 9], [0, 0, float("nan"), 1], [1, 1, 0, 0]]
    parts = {
        "votes": R.matrix(rows, ["CRUZ", "LEE", "WARREN"], ["1", "2", "3", "4"]),
        "codes": R.list({"yea": R.reals([1]), "nay": R.reals([0]), "notInLegis": R.reals([9])}),
        "desc": R.texts(["A Senate"]),
    }
    return R.saved(R.pairs(s=R.list(parts, **{"class": R.texts(["rollcall"])})), lambda d: d)


def objects(seed: int) -> Iterator[Case]:
    """Objects of R: bytes of the unpacked object changed at random, sizes that cannot be."""
    whole = rollcall()
    made: list[tuple[str, str, What]] = [
        (n, "whole file", w) for n, w in _damages(gzip.compress(whole), seed + 100)
    ]
    rng = random.Random(seed)
    for number in range(60):
        data = bytearray(whole)
        for _ in range(rng.choice([1, 1, 2, 5])):
            data[rng.randrange(21, len(data))] = rng.choice([0, 1, 9, 14, 16, 19, 127, 254, 255])
        made.append(("bytes of the object", str(number), gzip.compress(bytes(data))))
    for number, size in enumerate((2**31 - 1, -1, -2, 10**8)):
        huge = b"RDX2\nX\n" + struct.pack(">iii", 2, 0x030602, 0x020300)
        for kind in (9, 13, 14, 16, 19, 24):
            data = huge + struct.pack(">i", 2 | 0x400) + R.symbol("x")
            data += struct.pack(">ii", kind, size)
            made.append(("a size that cannot be", f"{kind}-{number}", gzip.compress(data)))
    deep = struct.pack(">ii", 19, 1) * 50_000 + struct.pack(">i", 254)
    made.append(("nested", "lists", R.saved(R.pairs(x=deep))))
    made.append(("nested", "pairs", R.saved(struct.pack(">i", 2) * 50_000)))
    for kind, name, what in made:
        yield Case(
            "pscl",
            kind,
            name,
            lambda folder: library(lambda: RollCalls.from_rda(folder / "s.rda")),
            lambda folder, what=what: lay(folder / "s.rda", what),
        )


def frames(seed: int) -> Iterator[Case]:
    """Tables of one's own, with columns and values that nobody expects."""
    whole = pd.DataFrame(
        {
            "who": ["a", "b", "a", "b"],
            "call": [1, 1, 2, 2],
            "vote": ["yes", "no", "no", "yes"],
            "day": ["2020-01-01", "2020-01-01", "2020-01-02", "2020-01-02"],
        }
    )
    values = {
        "nan": np.nan, "none": None, "infinity": np.inf, "a list": [1], "a dict": {}, "bytes": b"a",
        "5,000 digits": "9" * 5000, "a large number": 10**400, "NaT": pd.NaT, "NA": pd.NA,
        "empty": "", "escapes": "\x1b[2J", "a surrogate": "\ud800", "NUL": "\0", "true": True,
        "complex": 1j, "a day": pd.Timestamp("2020-02-02"), "a zone": pd.Timestamp(0, tz="UTC"),
        "a type": int, "1e400": "1e400", "the year 99999": "99999-01-01", "spaces": "   ",
    }  # fmt: skip
    named = {"voter": "who", "call": "call", "vote": "vote", "date": "day"}
    for column in whole.columns:
        for name, value in values.items():
            frame = whole.astype(object)
            frame[column] = pd.Series([*whole[column][:2], value, whole[column][3]], dtype=object)
            for codes in ("words", {"yes": "yes", "no": "no"}):
                yield Case(
                    "from_frame",
                    "a cell",
                    f"{column}: {name}, codes {'words' if codes == 'words' else 'given'}",
                    lambda folder, frame=frame, codes=codes: library(
                        lambda: RollCalls.from_frame(frame, codes=codes, **named)
                    ),
                )
    double = whole.copy()
    double.columns = ["who", "call", "vote", "vote"]
    shapes: dict[str, object] = {
        "no rows": whole.iloc[:0],
        "one row": whole.iloc[:1],
        "no columns": pd.DataFrame(),
        "a column twice": double,
        "two levels": whole.T.set_index([0, 1]).T,
        "no frame": [[1, 2]],
        "none": None,
        "a series": whole["who"],
        "an index twice": pd.concat([whole, whole]),
        "categories": whole.astype("category"),
        "numbers as columns": whole.rename(columns={"who": 0}),
    }
    for name, shape in shapes.items():
        yield Case(
            "from_frame",
            "a shape",
            name,
            lambda folder, shape=shape: library(
                lambda: RollCalls.from_frame(shape, codes={"yes": "yes", "no": "no"}, **named)
            ),
        )
        yield Case(
            "from_frame",
            "a shape, wide",
            name,
            lambda folder, shape=shape: library(
                lambda: RollCalls.from_wide(shape, codes={"yes": "yes", "no": "no"})
            ),
        )
