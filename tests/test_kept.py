"""Vectors that are kept come back to the bit, and a file that is not ours is made anew."""

from __future__ import annotations

import hashlib
import json
import os

import numpy as np
import pytest

from analysis import kept as module
from analysis.kept import Kept

KEY = "0123456789abcdef"
ODD = np.array([0.1, -0.0, np.nan, np.inf, 5e-324])


class Maker:
    """Makes vectors and counts how often."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self):
        self.times += 1
        return {"x": ODD, "y": np.zeros(0)}


@pytest.fixture
def make() -> Maker:
    return Maker()


def put(folder, data: bytes) -> None:
    """Put a file where the entry stood, under the hash of its own bytes."""
    (old,) = folder.iterdir()
    old.unlink()
    digest = hashlib.sha256(data).hexdigest()[: module.DIGITS]
    (folder / f"fit-{KEY}-{digest}.f8").write_bytes(data)


def test_the_same_bits_come_back(tmp_path, make):
    kept = Kept(tmp_path)
    for _ in range(3):
        found = kept.vectors("fit", KEY, make)
        assert found["x"].tobytes() == ODD.tobytes()
        assert found["y"].size == 0
        found["x"] += 1  # theirs to change
        ODD[:] = [0.1, -0.0, np.nan, np.inf, 5e-324]
    assert make.times == 1


def test_nothing_is_kept_nowhere_or_where_nothing_can_be_written(tmp_path, make):
    (tmp_path / "file").write_text("")
    for folder in (None, tmp_path / "file" / "within"):
        for _ in range(2):
            Kept(folder).vectors("fit", KEY, make)
    assert make.times == 4


@pytest.mark.parametrize("damage", ["flipped", "cut", "empty", "link", "pipe", "folder"])
def test_a_damaged_file_is_made_anew(tmp_path, make, damage):
    kept = Kept(tmp_path)
    kept.vectors("fit", KEY, make)
    (path,) = tmp_path.iterdir()
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.unlink()
    if damage in ("flipped", "cut", "empty"):
        path.write_bytes({"flipped": data, "cut": data[:-3], "empty": b""}[damage])
    elif damage == "link":
        path.symlink_to(path.name)
    elif damage == "pipe":
        os.mkfifo(path)
    else:
        path.mkdir()
    assert kept.vectors("fit", KEY, make)["x"].tobytes() == ODD.tobytes()
    assert make.times == 2


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[1]\n",
        b'{"x": -1}\n',
        b'{"x": 1e3}\n',
        b'{"x": true}\n' + bytes(8),
        b'{"x": "1"}\n' + bytes(8),
        b'{"x": 999999999999}\n' + bytes(8),
        b'{"x": 1}\n' + bytes(7),
        b"[" * 4000 + b"\n",
        b'{"x": 1, "y": 0}' + b" " * 5000 + b"\n" + bytes(8),
        b"\x80\x04\x95cos\nsystem\n.\n",
    ],
)
def test_what_somebody_made_is_never_trusted_beyond_its_bytes(tmp_path, make, data):
    kept = Kept(tmp_path)
    kept.vectors("fit", KEY, make)
    put(tmp_path, data)
    sizes = {"x": ODD.size, "y": 0}
    assert kept.vectors("fit", KEY, make, sizes)["x"].tobytes() == ODD.tobytes()
    assert make.times == 2


def test_other_sizes_than_asked_for_are_made_anew(tmp_path, make):
    kept = Kept(tmp_path)
    kept.vectors("fit", KEY, make)
    put(tmp_path, json.dumps({"x": 1}).encode() + b"\n" + bytes(8))
    assert kept.vectors("fit", KEY, make, {"x": ODD.size, "y": 0})["x"].size == ODD.size


def test_the_oldest_are_thrown_away(tmp_path, make, monkeypatch):
    monkeypatch.setattr(module, "MOST", 3)
    (tmp_path / "gates-1.json").write_text("of others")
    for n in range(6):
        Kept(tmp_path).vectors("fit", f"{n}", make)
    Kept(tmp_path).vectors("solved", "0", make)
    assert len(list(tmp_path.glob("fit-*"))) == 3
    assert len(list(tmp_path.iterdir())) == 5
