"""A few of the kills; `make attack` does all."""

from __future__ import annotations

import sys

import pytest

from .kills import WORKS, endure, table
from .nursery import Nursery

pytestmark = [
    pytest.mark.slow,  # commands are imported once more
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes of Linux"),
]


def test_a_download_that_is_killed_leaves_nothing_and_goes_on(tmp_path):
    nursery = Nursery()
    found = list(endure(WORKS["fetch"], tmp_path, 4, nursery, kills=3))
    nursery.close()
    assert [k for k in found if not k.kept] == []
    assert sum(not k.ended for k in found) == 3
    assert f"| all |  | {len(found)} | 3 |" in table(found)
