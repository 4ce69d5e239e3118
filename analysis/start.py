"""Where the command begins: Ctrl-C is heeded from the first import on."""

from __future__ import annotations

import gc
import sys

__all__ = ["main"]


def main() -> None:
    """Import the command and run it; see `analysis.commands.main`."""
    try:
        # Nothing that is imported is garbage, and looking for some takes a fifth of the time.
        gc.disable()
        from analysis.commands import main as run

        gc.freeze()
        gc.enable()
        run()
    except KeyboardInterrupt:  # before the command has begun, or when it has ended
        sys.stderr.write("unshift: interrupted; nothing half-written was kept\n")
        sys.exit(130)
