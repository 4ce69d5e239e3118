"""The same tables as R files, and R files that are none."""

from __future__ import annotations

import gzip
import io
import lzma
import os
import random
import struct

import pandas as pd
import pyreadr
import pytest

from analysis.errors import RecordError
from analysis.record.readers.discover import discover, read_sheets
from analysis.record.readers.formats.rdata import is_rdata, r_objects, read_rdata
from analysis.record.readers.voeten.dataverse import read_long
from analysis.record.readers.voeten.unvotes import read_unvotes


@pytest.fixture
def frame(texts):
    def make(name: str) -> pd.DataFrame:
        return pd.read_csv(io.StringIO(texts[name]), keep_default_na=False, na_values=[])

    return make


def typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Give columns R's types: numbers with NA, factors, days."""
    out = pd.DataFrame(index=frame.index)
    for name in frame:
        numbers = pd.to_numeric(frame[name].replace("NA", None), errors="coerce")
        whole = numbers.notna() | (frame[name].astype(str) == "NA")
        if name == "date":
            out[name] = pd.to_datetime(frame[name]).dt.date
        elif whole.all() and numbers.notna().any():
            out[name] = numbers.astype(float)
        else:
            out[name] = frame[name].replace("NA", None) if name != "country_code" else frame[name]
    return out


def test_complete_votes(frame, small, tmp_path):
    path = tmp_path / "UNVotes-1.RData"
    pyreadr.write_rdata(
        str(path), typed(frame("dataverse")), df_name="completeVotes", compress="gzip"
    )
    one, two = read_long(small("dataverse")), read_long(path)
    assert two.votes.tolist() == one.votes.tolist()
    assert two.states == one.states
    pd.testing.assert_frame_equal(one.calls, two.calls)
    assert [(f.kind, f.used) for f in discover([tmp_path])] == [
        ("dataverse", True),
        ("dataverse", False),
    ]


@pytest.mark.parametrize("compress", [None, "gzip"])
def test_the_r_package(frame, small, tmp_path, compress):
    (folder := tmp_path / "r").mkdir()
    for name, kind in (
        ("un_votes", "votes"),
        ("un_roll_calls", "roll calls"),
        ("un_roll_call_issues", "issues"),
    ):
        pyreadr.write_rdata(
            str(folder / f"{name}.rda"), typed(frame(kind)), df_name=name, compress=compress
        )
    found = discover([folder])
    assert sorted(f.kind for f in found) == ["issues", "roll_calls", "votes"]
    (two,) = read_sheets(found)
    text = small("votes").parent
    one = read_unvotes(*(text / f"{n}.csv" for n in ("votes", "roll_calls", "issues")))
    assert (two.votes.tolist(), two.states) == (one.votes.tolist(), one.states)
    pd.testing.assert_frame_equal(one.calls, two.calls)


def test_packed_in_other_ways(frame, tmp_path):
    pyreadr.write_rdata(str(tmp_path / "a.rda"), frame("matches"), df_name="m")
    (tmp_path / "b.rda").write_bytes(lzma.compress((tmp_path / "a.rda").read_bytes()))
    assert is_rdata(tmp_path / "b.rda")
    assert read_rdata(tmp_path / "b.rda", ["rcid1"])["rcid1"].tolist() == ["299", "331"]


def test_what_holds_something_else(tmp_path, refused):
    path = tmp_path / "cars.rda"
    pyreadr.write_rdata(str(path), pd.DataFrame({"mpg": [1.0], "cyl": [2.0]}), df_name="mtcars")
    assert discover([tmp_path]) == []
    assert r_objects(path) == {"mtcars": ("mpg", "cyl")}
    refused(
        lambda: read_long(path), "no object has the columns", "cars.rda", "found: mtcars: mpg, cyl"
    )


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda d: d[: len(d) // 2], "damaged or cut short"),
        (lambda d: gzip.decompress(d)[:200], "the R objects cannot be read"),
        (lambda d: b"", "no file of R objects"),
        (lambda d: b"rcid,vote\n", "no file of R objects"),
        (lambda d: gzip.compress(b"X\n" + d), "no file of R objects"),
        (lambda d: b"RDX3\nX\n" + bytes(40), "the R objects cannot be read"),
    ],
)
def test_damage_is_said(frame, tmp_path, refused, damage, said):
    path = tmp_path / "x.rda"
    pyreadr.write_rdata(str(path), frame("matches"), df_name="m", compress="gzip")
    path.write_bytes(damage(path.read_bytes()))
    refused(lambda: read_rdata(path, ["rcid1"]), said, "x.rda")
    assert [(f.kind, f.used) for f in discover([tmp_path])] == [("unreadable", False)]


def test_a_bomb(tmp_path, refused, monkeypatch):
    monkeypatch.setattr("analysis.record.readers.formats.rdata.MAX_BYTES", 10**6)
    (tmp_path / "x.rda").write_bytes(gzip.compress(b"RDX3\n" + bytes(10**7)))
    refused(lambda: r_objects(tmp_path / "x.rda"), "unpacked", "x.rda")


@pytest.mark.slow
def test_no_bytes_make_it_fail_otherwise(frame, tmp_path):
    path = tmp_path / "x.rda"
    pyreadr.write_rdata(str(path), typed(frame("dataverse")), df_name="m")
    data, draw, said = path.read_bytes(), random.Random(3), []
    for _ in range(150):
        changed = bytearray(data)
        for _ in range(draw.randint(1, 3)):
            at = draw.randrange(len(changed))
            changed[at : at + draw.randint(0, 8)] = draw.randbytes(draw.randint(0, 8))
        path.write_bytes(changed)
        try:
            read_long(path)
        except RecordError as error:
            said.append(str(error))
    assert len(said) > 75
    assert [text for text in said if "\n" in text or "x.rda" not in text] == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no process can be copied")
@pytest.mark.parametrize("depth", [400_000, 3_000_000])
def test_objects_nested_without_end_are_an_error_and_not_the_end(tmp_path, depth):
    """Some kilobytes of lists in lists overflow the stack of the library that reads them."""
    number = struct.Struct(">i").pack
    head = b"RDX2\nX\n" + b"".join(map(number, (2, 0x30500, 0x20300)))
    named = number(0x402) + number(1) + number(0x00040009) + number(1) + b"x"
    nested = (number(19) + number(1)) * depth + number(254) + number(254)
    path = tmp_path / "deep.rda"
    path.write_bytes(gzip.compress(head + named + nested))
    with pytest.raises(RecordError) as failed:
        r_objects(path)
    assert "deep.rda" in failed.value.where
