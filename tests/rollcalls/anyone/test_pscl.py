"""pscl's rollcall objects."""

from __future__ import annotations

import random
import struct
from contextlib import suppress

import pytest

from analysis.errors import RecordError, UsageError
from analysis.rollcalls import RollCalls


@pytest.fixture
def file(tmp_path):
    def make(data: bytes):
        (tmp_path / "s.rda").write_bytes(data)
        return tmp_path / "s.rda"

    return make


def test_an_object_whole(rollcall, file):
    rc = RollCalls.from_rda(file(rollcall()))
    assert rc.votes.tolist() == [[1, 3, 1, 9], [3, 3, 0, 1], [1, 1, 3, 3]]
    assert rc.states.index.tolist() == ["CRUZ (R TX)", "LEE (R UT)", "WARREN (D MA)"]
    assert rc.states["party"].tolist() == ["R", "R", "D"]
    assert rc.calls["title"].tolist() == ["A", "B", "", "D"]
    assert rc.calls["symbol"].tolist() == ["S1", "S2", "S3", "S4"]
    assert rc.calls["id"].tolist() == ["1-1", "1-2", "1-3", "1-4"]
    assert rc.rests_on() == "4 roll calls of A Senate, 2002-11-09 to 2002-11-19"


def test_what_pscl_calls_missing_is_as_the_reader_says(rollcall, file):
    path = file(rollcall())
    assert RollCalls.from_rda(path, missing="absent").votes[1, 2] == 8
    assert RollCalls.from_rda(path, missing="abstain").votes[1, 2] == 2
    with pytest.raises(UsageError):
        RollCalls.from_rda(path, missing="yes")


def test_codes_of_ones_own(rollcall, file):
    turned = {"yes": 0, "no": 1, "not_member": 9}
    assert RollCalls.from_rda(file(rollcall()), codes=turned).votes[2].tolist() == [3, 3, 1, 1]


def test_a_list_without_codes(r, file):
    """As pscl's own justices: votes and names alone."""
    justices = r.list(
        {
            "votes": r.matrix([[1, 0], [0, 1]], ["", ""], ["", ""]),
            "legis.names": r.texts(["Rehnquist", "Stevens"]),
        }
    )
    path = file(r.saved(r.pairs(sc=justices)))
    with pytest.raises(RecordError):
        RollCalls.from_rda(path)


def test_several_objects(r, rollcall, file):
    one = r.list({"votes": r.matrix([[1, 0]], ["a"], ["x", "y"])})
    path = file(r.saved(r.pairs(a=one, b=one)))
    with pytest.raises(RecordError):
        RollCalls.from_rda(path, codes="binary")
    assert RollCalls.from_rda(path, name="b", codes="binary").votes.tolist() == [[1, 3]]
    with pytest.raises(UsageError):
        RollCalls.from_rda(path, name="c")


def changed(r, votes=None, **codes):
    yea, nay = codes.get("yea", [1]), codes.get("nay", [0])
    parts = {}
    if votes is not None:
        parts["votes"] = votes
    if codes:
        parts["codes"] = r.list({"yea": r.reals(yea), "nay": r.reals(nay)})
    return parts


@pytest.mark.parametrize(
    "wrong",
    [
        lambda r: changed(r, yea=[1], nay=[1]),
        lambda r: changed(r, yea=[5], nay=[0]),
        lambda r: changed(r, votes=r.reals([1, 0, 1])),
        lambda r: changed(r, votes=r.reals([1, 0, 1], dim=r.ints([2, 2]))),
        lambda r: changed(r, votes=r.reals([1, 0], dim=r.ints([-1, -2]))),
        lambda r: changed(r, votes=r.reals([], dim=r.ints([0, 0]))),
        lambda r: changed(r, votes=struct.pack(">i", 254)),
        lambda r: {"codes": struct.pack(">i", 254)},
    ],
)
def test_objects_that_do_not_fit_together(r, rollcall, file, wrong):
    with pytest.raises(RecordError) as error:
        RollCalls.from_rda(file(rollcall(**wrong(r))))
    assert "s.rda" in error.value.where


def test_days_that_are_none(r, rollcall, file):
    for days in (r.reals([1e300] * 4), r.texts(["soon"] * 4), r.reals([float("nan")] * 4)):
        data = r.list({"date": days})
        assert not RollCalls.from_rda(file(rollcall(**{"vote.data": data}))).is_dated


def test_no_change_of_bytes_makes_it_fail_otherwise(r, rollcall, file, monkeypatch):
    """Bytes of the unpacked object set to others, cut and doubled: read, or refused in one way."""
    monkeypatch.setattr(
        r, "saved", staticmethod(lambda d: b"RDX2\nX\n" + b"\0\0\0\2" + b"\0" * 8 + d)
    )
    whole = rollcall()
    rng = random.Random(7)
    read = 0
    for _ in range(250):
        data = bytearray(whole)
        for _ in range(rng.choice([1, 1, 2, 5])):
            data[rng.randrange(7, len(data))] = rng.choice([0, 1, 9, 14, 16, 19, 127, 254, 255])
        if rng.random() < 0.2:
            data = data[: rng.randrange(len(data))]
        with suppress(RecordError):
            RollCalls.from_rda(file(bytes(data)))
            read += 1
    assert 0 < read < 250
