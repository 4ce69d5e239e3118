"""What every test shares: figures are drawn to memory, and nothing is kept in a user's cache.

The markers `slow` and `browser` are declared in pyproject.toml; slow tests run unless they are
left out with `make test ARGS='-m "not slow"'`.
"""

from __future__ import annotations

import os

# Set before anything imports matplotlib.
os.environ.setdefault("MPLBACKEND", "agg")
# The readers are what is tested; tests of the cache name a folder of their own.
os.environ["UNSHIFT_CACHE"] = "off"
