"""Resolutions as the conference department publishes them: known by content."""

from __future__ import annotations

import json
import zlib
from pathlib import Path

from analysis.record.readers.tabular import open_file

__all__ = ["is_conference"]


def is_conference(path: Path) -> bool:
    """Say whether a file holds JSON lines with a symbol and how it was adopted."""
    try:
        with open_file(path) as stream:
            for _ in range(5):
                line = stream.readline(1_000_000).decode("utf-8-sig", errors="replace")
                try:
                    value = json.loads(line)
                except ValueError:
                    continue
                if isinstance(value, dict) and {"symbol", "adoption_type"} <= set(value):
                    return True
    except (OSError, EOFError, zlib.error):
        return False
    return False
