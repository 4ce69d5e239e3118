"""What every test shares: figures are drawn to memory, never to a screen.

The markers `slow` and `browser` are declared in pyproject.toml; slow tests run unless they are
left out with `make test ARGS='-m "not slow"'`.
"""

from __future__ import annotations

import os

# Set before anything imports matplotlib.
os.environ.setdefault("MPLBACKEND", "agg")
