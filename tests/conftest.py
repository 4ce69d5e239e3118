"""What every test shares: figures are drawn to memory, and nothing is kept in a user's cache.

The markers `slow` and `browser` are declared in pyproject.toml; `make test` leaves slow tests out,
`make test-all` and .ci/run do not.
"""

from __future__ import annotations

import os
import threading

import pytest
from hypothesis import settings

# How long an example takes depends on what else the machine does, and is not what is tested.
settings.register_profile("unshift", deadline=None)
settings.load_profile("unshift")
# Set before anything imports matplotlib.
os.environ.setdefault("MPLBACKEND", "agg")
# The readers are what is tested; tests of the cache name a folder of their own.
os.environ["UNSHIFT_CACHE"] = "off"


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
