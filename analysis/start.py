"""Where the command begins: Ctrl-C is heeded from the first import on."""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> None:
    """Import the command and run it; see `analysis.commands.main`."""
    try:
        from analysis.commands import main as run

        run()
    except KeyboardInterrupt:  # before the command has begun, or when it has ended
        sys.stderr.write("unshift: interrupted; nothing half-written was kept\n")
        sys.exit(130)
