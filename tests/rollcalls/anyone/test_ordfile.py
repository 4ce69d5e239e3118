"""Fixed-width files of Poole and Rosenthal."""

from __future__ import annotations

import random
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.errors import RecordError
from analysis.rollcalls import RollCalls
from analysis.rollcalls.anyone import ordfile


def test_a_file(ord_file):
    rc = RollCalls.from_ord(ord_file, body="Senate")
    assert rc.states.index.tolist() == ["SESSIONS", "SHELBY", "MILLER"]
    assert rc.votes.tolist() == [[1, 3, 8, 9], [3, 1, 2, 2], [1, 3, 3, 9]]
    assert rc.states["party_code"].tolist() == ["200", "1060", "100"]
    assert rc.states["state"].tolist() == ["ALABAMA", "ALABAMA", "GEORGIA"]
    assert rc.states["icpsr"].tolist() == ["49700", "94659", "14226"]
    assert rc.calls["session"].unique().tolist() == ["107"]
    assert rc.rests_on() == "4 roll calls of Senate, not dated"
    assert RollCalls.from_ord(ord_file, presidents=True).of("Bush").tolist() == [1, 8, 8, 1]


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        (b"1690", b"16", "row 2"),
        (b"1690", b"16X0", "votes"),
        (b"49700", b"4970A", "row 2"),
    ],
)
def test_damage(ord_file, old, new, where):
    ord_file.write_bytes(ord_file.read_bytes().replace(old, new))
    with pytest.raises(RecordError) as error:
        RollCalls.from_ord(ord_file)
    assert where in error.value.where


def test_files_that_are_none(tmp_path, monkeypatch):
    path = tmp_path / "x.ord"
    for data in (b"", b"\n\n", b"short", b"<html>" + b" " * 50):
        path.write_bytes(data)
        with pytest.raises(RecordError):
            RollCalls.from_ord(path)
    with pytest.raises(RecordError):
        RollCalls.from_ord(tmp_path / "none.ord")
    monkeypatch.setattr(ordfile, "MOST_BYTES", 10)
    path.write_bytes(b"1" * 100)
    with pytest.raises(RecordError):
        RollCalls.from_ord(path)


def test_a_file_of_presidents_alone(ord_file):
    ord_file.write_bytes(ord_file.read_bytes().split(b"\r\n")[0])
    with pytest.raises(RecordError):
        RollCalls.from_ord(ord_file)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes(tmp_path, data):
    (tmp_path / "x.ord").write_bytes(data)
    with suppress(RecordError):
        RollCalls.from_ord(tmp_path / "x.ord")


def test_no_change_of_bytes_makes_it_fail_otherwise(ord_file):
    whole, rng, read = ord_file.read_bytes(), random.Random(3), 0
    for _ in range(100):
        data = bytearray(whole)
        data[rng.randrange(len(data))] = rng.randrange(256)
        ord_file.write_bytes(data)
        with suppress(RecordError):
            RollCalls.from_ord(ord_file)
            read += 1
    assert 0 < read < 100
