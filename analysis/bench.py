"""How long the suite's work takes on this machine."""

from __future__ import annotations

import time
from typing import Any

__all__ = ["measure"]


def measure(record: str = "auto") -> dict[str, Any]:
    """Time reading the record."""
    from analysis.rollcalls.load import load_rollcalls

    begin = time.perf_counter()
    rollcalls = load_rollcalls(record)
    return {"record": rollcalls.scope, "read_seconds": time.perf_counter() - begin}
