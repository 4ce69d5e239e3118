"""R's serialisation: what R writes is read, and nothing else hurts."""

from __future__ import annotations

import bz2
import gzip
import lzma
import struct
from contextlib import suppress

import numpy as np
import pandas as pd
import pyreadr
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from analysis.errors import RecordError
from analysis.rollcalls.anyone import rdata
from analysis.rollcalls.anyone.rdata import read_r


def written(path, data: bytes):
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, bytes])
def test_a_list_in_every_packing(r, tmp_path, pack):
    inner = r.list({"a": r.ints([1, -(2**31)]), "b": r.texts(["é", None]), "c": r.reals([0.5])})
    found = read_r(written(tmp_path / "x.rda", r.saved(r.pairs(x=inner, y=r.ints([3])), pack)))
    assert list(found) == ["x", "y"]
    parts = found["x"].named()
    assert parts["a"].value.tolist() == [1, rdata.MISSING]
    assert parts["b"].value == ["é", None]
    assert parts["c"].value.tolist() == [0.5]


def test_what_another_writer_of_r_files_writes(tmp_path):
    frame = pd.DataFrame({"n": [1.5, 2.0], "t": ["x", "y"]})
    pyreadr.write_rdata(str(tmp_path / "f.rda"), frame, df_name="f", compress="gzip")
    found = read_r(tmp_path / "f.rda")["f"]
    assert found.texts("class") == ["data.frame"]
    assert found.named()["n"].value.tolist() == [1.5, 2.0]
    assert found.named()["t"].value == ["x", "y"]


def test_an_object_of_save_rds(r, tmp_path):
    data = b"X\n" + struct.pack(">iii", 2, 0, 0) + r.ints([4])
    assert read_r(written(tmp_path / "x.rds", data))[""].value.tolist() == [4]


def test_version_3_with_short_forms(r, tmp_path):
    """A run 2:5 and wrapped texts, as R 3.5 and later write them."""

    def form(name: str, state: bytes) -> bytes:
        about = struct.pack(">i", 2) + r.symbol(name)
        about += struct.pack(">i", 2) + r.symbol("base")
        about += struct.pack(">i", 2) + r.ints([13]) + struct.pack(">i", 254)
        return struct.pack(">i", 238) + about + state + struct.pack(">i", 254)

    run = form("compact_intseq", r.reals([4.0, 2.0, 1.0]))
    wrapped = form("wrap_string", struct.pack(">i", 2) + r.texts(["p", "q"]) + r.ints([0, 0]))
    late = form("deferred_string", struct.pack(">i", 2) + r.ints([7, 8]) + r.ints([0]))
    head = b"RDX3\nX\n" + struct.pack(">iiii", 3, 0, 0, 5) + b"UTF-8"
    found = read_r(written(tmp_path / "x.rda", head + r.pairs(a=run, b=wrapped, c=late)))
    assert found["a"].value.tolist() == [2, 3, 4, 5]
    assert found["b"].value == ["p", "q"]
    assert found["c"].value == ["7", "8"]


def test_references_and_code_are_passed_over(r, tmp_path):
    symbol_again = struct.pack(">i", (1 << 8) | 255)  # the tag `a` once more
    call = struct.pack(">i", 6) + r.symbol("f") + struct.pack(">i", 254)
    data = (
        struct.pack(">i", 2 | 0x400) + r.symbol("a") + call
        + struct.pack(">i", 2 | 0x400) + symbol_again + r.ints([1])
        + struct.pack(">i", 254)
    )  # fmt: skip
    assert read_r(written(tmp_path / "x.rda", r.saved(data)))["a"].value.tolist() == [1]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04",
        b"RDA2\nA\n",
        b"RDX2\nX\n" + struct.pack(">iii", 9, 0, 0),
        b"RDX2\nX\n" + struct.pack(">iiiii", 2, 0, 0, 14, 2**30),  # more numbers than bytes
        b"RDX2\nX\n" + struct.pack(">iiiiiII", 2, 0, 0, 14, -1, 2**31, 0),
        b"RDX2\nX\n" + struct.pack(">iiii", 2, 0, 0, (9 << 8) | 255),
        b"RDX2\nX\n" + struct.pack(">iii", 2, 0, 0) + struct.pack(">ii", 19, 1) * 5000,
        gzip.compress(b"RDX2\nX\n" + b"\0" * 50, mtime=0)[:-12],
        b"\x1f\x8b" + b"junk" * 10,
        b"BZh9" + b"junk" * 10,
        b"\xfd7zXZ\x00" + b"junk" * 10,
    ],
)
def test_damage(tmp_path, data):
    with pytest.raises(RecordError) as error:
        read_r(written(tmp_path / "x.rda", data))
    assert "x.rda" in error.value.where


def test_no_file(tmp_path):
    with pytest.raises(RecordError):
        read_r(tmp_path / "none.rda")


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, bytes])
def test_more_behind_the_objects_is_not_passed_over(r, tmp_path, pack):
    whole = r.saved(r.pairs(x=r.reals([1])), pack)
    assert list(read_r(written(tmp_path / "x.rda", whole))) == ["x"]
    for more in (whole, b"more"):
        with pytest.raises(RecordError) as error:
            read_r(written(tmp_path / "x.rda", whole + more))
        assert "x.rda" in error.value.where


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_bomb_is_not_unpacked(tmp_path, monkeypatch, pack):
    monkeypatch.setattr(rdata, "MOST_BYTES", 1 << 16)
    data = pack(b"RDX2\nX\n" + b"\0" * (1 << 22))
    with pytest.raises(RecordError):
        read_r(written(tmp_path / "x.rda", data))


def test_too_many_values(r, tmp_path, monkeypatch):
    monkeypatch.setattr(rdata, "MOST_VALUES", 10)
    for data in (r.texts(["a"] * 11), r.list({str(k): r.ints([k]) for k in range(11)})):
        with pytest.raises(RecordError):
            read_r(written(tmp_path / "x.rda", r.saved(r.pairs(x=data))))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@example(struct.pack(">ii", 238, 254))
@given(st.binary(max_size=200))
def test_any_bytes_behind_the_head(tmp_path, data):
    with suppress(RecordError):
        read_r(written(tmp_path / "x.rda", b"RDX2\nX\n" + struct.pack(">iii", 2, 0, 0) + data))


def test_whole_numbers_are_written_as_r_does():
    assert rdata._written(3.0) == "3"
    assert rdata._written(0.5) == "0.5"
    assert rdata._written(np.nan) is None
