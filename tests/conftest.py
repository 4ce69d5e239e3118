"""What every test shares: figures are drawn to memory, and nothing is kept in a user's cache.

The markers `slow` and `browser` are declared in pyproject.toml; `make test` leaves slow tests out,
`make test-all` and .ci/run do not.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import settings

from analysis.paths import data_search_path
from analysis.record.readers.discover import discover
from analysis.resolutions import Resolutions
from analysis.rollcalls import RollCalls
from analysis.rollcalls.load import load_resolutions, load_rollcalls

# How long an example takes depends on what else the machine does, and is not what is tested.
settings.register_profile("unshift", deadline=None)
settings.load_profile("unshift")
# Set before anything imports matplotlib.
os.environ.setdefault("MPLBACKEND", "agg")
# The readers are what is tested; tests of the cache name a folder of their own.
os.environ["UNSHIFT_CACHE"] = "off"

#: What the history must hold for the tests of the public record: kind, and part of the name.
PUBLIC = (("matrix", ""), ("votes", ""), ("roll_calls", ""), ("bulk", "ga_voting_2025"))


class History(NamedTuple):
    """The joined public record: all roll calls, also those known in part, and the texts."""

    partial: RollCalls
    texts: Resolutions


@pytest.fixture(scope="session")
def record_cache(tmp_path_factory) -> Path:
    """Return a folder of a cache that all processes of this run of tests share.

    For tests that are on something else than reading: reading the files takes six seconds.
    """
    base = tmp_path_factory.getbasetemp()
    return (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "record-cache"


@pytest.fixture(scope="session")
def public_record(record_cache) -> History:
    """Return the joined public record; skip where no folder of the search path holds it.

    One folder is read, so that a further file of somebody's own does not change the counts.
    """
    for folder in data_search_path():
        found = [f for f in discover([folder]) if f.used]
        if all(any(f.kind == k and n in f.path.name for f in found) for k, n in PUBLIC):
            of = ("history", [folder], record_cache)
            return History(load_rollcalls(*of, partial=True), load_resolutions(*of))
    pytest.skip(f"no folder of the data search path holds {', '.join(k for k, _ in PUBLIC)}")


@pytest.fixture(scope="session")
def history(public_record) -> RollCalls:
    """Return the roll calls of the public record of which every vote is known."""
    return public_record.partial.whole()


@pytest.fixture(scope="session")
def history_texts(public_record) -> Resolutions:
    """Return the resolutions of the public record."""
    return public_record.texts


@pytest.fixture(scope="module")
def download_server():
    """A server on this machine that behaves as bad servers do; see `record/sources/server.py`."""
    from .record.sources.server import Server

    server = Server()
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server
    server.released.set()
    server.shutdown()
    server.server_close()
