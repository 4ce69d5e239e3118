"""A small writer of R's serialisation, and files of three layouts as small as they come."""

from __future__ import annotations

import gzip
import struct

import pytest

LATIN = 4 << 12


class R:
    """Writes values as R's ``save`` does: XDR, version 2."""

    @staticmethod
    def char(text: str | None) -> bytes:
        if text is None:
            return struct.pack(">ii", 9, -1)
        data = text.encode()
        return struct.pack(">ii", 9 | (8 << 12), len(data)) + data

    @classmethod
    def symbol(cls, name: str) -> bytes:
        return struct.pack(">i", 1) + cls.char(name)

    @classmethod
    def pairs(cls, **values: bytes) -> bytes:
        out = b"".join(struct.pack(">i", 2 | 0x400) + cls.symbol(n) + v for n, v in values.items())
        return out + struct.pack(">i", 254)

    @classmethod
    def _with(cls, kind: int, body: bytes, attributes: dict[str, bytes]) -> bytes:
        flags = kind | (0x200 if attributes else 0) | (0x100 if "class" in attributes else 0)
        return struct.pack(">i", flags) + body + (cls.pairs(**attributes) if attributes else b"")

    @classmethod
    def ints(cls, values, **attributes: bytes) -> bytes:
        body = struct.pack(f">i{len(values)}i", len(values), *values)
        return cls._with(13, body, attributes)

    @classmethod
    def reals(cls, values, **attributes: bytes) -> bytes:
        body = struct.pack(">i", len(values)) + struct.pack(f">{len(values)}d", *values)
        return cls._with(14, body, attributes)

    @classmethod
    def texts(cls, values, **attributes: bytes) -> bytes:
        body = struct.pack(">i", len(values)) + b"".join(cls.char(v) for v in values)
        return cls._with(16, body, attributes)

    @classmethod
    def list(cls, values: dict[str, bytes], **attributes: bytes) -> bytes:
        body = struct.pack(">i", len(values)) + b"".join(values.values())
        return cls._with(19, body, {"names": cls.texts(list(values)), **attributes})

    @classmethod
    def matrix(cls, rows, row_names, column_names, real=True) -> bytes:
        flat = [row[j] for j in range(len(rows[0])) for row in rows]
        dim = {"dim": cls.ints([len(rows), len(rows[0])])}
        names = struct.pack(">ii", 19, 2) + cls.texts(row_names) + cls.texts(column_names)
        return (cls.reals if real else cls.ints)(flat, **dim, dimnames=names)

    @staticmethod
    def saved(data: bytes, pack=gzip.compress) -> bytes:
        return pack(b"RDX2\nX\n" + struct.pack(">iii", 2, 0x030602, 0x020300) + data)


@pytest.fixture
def r():
    return R


@pytest.fixture
def rollcall(r):
    """Three legislators, four votes, one of them missing, one not in the legislature."""

    def make(**changed: bytes) -> bytes:
        parts = {
            "votes": r.matrix(
                [[1, 0, 1, 9], [0, 0, float("nan"), 1], [1, 1, 0, 0]],
                ["CRUZ (R TX)", "LEE (R UT)", "WARREN (D MA)"],
                ["1-1", "1-2", "1-3", "1-4"],
            ),
            "codes": r.list(
                {
                    "yea": r.reals([1]),
                    "nay": r.reals([0]),
                    "notInLegis": r.reals([9]),
                    "missing": r.reals([float("nan")]),
                }
            ),
            "n": r.ints([3]),
            "m": r.ints([4]),
            "legis.data": r.list(
                {
                    "party": r.ints([1, 1, 2], levels=r.texts(["R", "D"])),
                    "state": r.texts(["TX", "UT", "MA"]),
                }
            ),
            "vote.data": r.list(
                {
                    "date": r.reals(
                        [12000.0, 12001.0, 12001.0, 12010.0], **{"class": r.texts(["Date"])}
                    ),
                    "description": r.texts(["A", "B", None, "D"]),
                    "bill": r.texts(["S1", "S2", "S3", "S4"]),
                }
            ),
            "desc": r.texts(["A Senate"]),
            "source": struct.pack(">i", 254),
        } | changed
        made = r.list(parts, **{"class": r.texts(["rollcall"])})
        return r.saved(r.pairs(s999=made))

    return make


VOTES = """congress,chamber,rollnumber,icpsr,cast_code,prob
117,Senate,1,41304,1,99.0
117,Senate,1,41301,6,99.0
117,Senate,1,99912,1,99.0
117,Senate,2,41304,9,0.0
117,Senate,2,41301,7,80.0
118,Senate,1,41304,4,80.0
118,Senate,1,42302,1,80.0
"""
MEMBERS = """congress,chamber,icpsr,state_abbrev,party_code,bioname,nominate_dim1
117,President,99912,USA,100,"BIDEN, Joseph Robinette, Jr.",
117,Senate,41304,TX,200,"CRUZ, Rafael Edward (Ted)",0.81
117,Senate,41301,MA,100,"WARREN, Elizabeth",-0.75
118,Senate,41304,TX,200,"CRUZ, Rafael Edward (Ted)",0.82
118,Senate,42302,PA,100,"FETTERMAN, John Karl",-0.3
"""
ROLLCALLS = """congress,chamber,rollnumber,date,bill_number,vote_result,vote_desc,\
vote_question,dtl_desc
117,Senate,1,2021-01-20,PN78,Confirmed,"Avril Haines, of New York",On the Nomination,
117,Senate,2,2021-02-02,,Agreed,,On the Motion,a longer text
118,Senate,1,2023-01-30,S1,Rejected,A bill,On Passage,
"""


@pytest.fixture
def voteview(tmp_path):
    for name, text in (("votes", VOTES), ("members", MEMBERS), ("rollcalls", ROLLCALLS)):
        (tmp_path / f"S_{name}.csv").write_text(text, "utf-8")
    return {n: tmp_path / f"S_{n}.csv" for n in ("votes", "members", "rollcalls")}


def ord_line(icpsr: int, state: int, place: str, party: int, name: str, votes: str) -> str:
    return f"107{icpsr:5d}{state:2d} 0{place:<7}{party:>4}11{name:<11}{votes}"


@pytest.fixture
def ord_file(tmp_path):
    path = tmp_path / "sen107kh.ord"
    lines = [
        ord_line(99910, 99, "USA", 200, "BUSH", "1991"),
        ord_line(49700, 41, "ALABAMA", 200, "SESSIONS", "1690"),
        ord_line(94659, 41, "ALABAMA", 1060, "SHELBY", "6178"),
        ord_line(14226, 44, "GEORGIA", 100, "MILLER", "3450"),
    ]
    path.write_bytes("\r\n".join(lines).encode() + b"\r\n\x1a")
    return path
