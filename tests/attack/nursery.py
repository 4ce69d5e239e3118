"""A process that has imported the commands and forks one for each line that it is told.

To start Python and import what commands need costs seconds on a busy machine; a hundred kills
would take an hour. What is told is one JSON object a line: ``words, environment, said`` (the
file that gets stderr) and ``before`` (a line of Python). It answers with ``+PID`` and, when that
process has ended, with ``-PID CODE``.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

__all__ = ["Child", "Nursery"]


class Child:
    """A command under way."""

    def __init__(self, nursery: Nursery, pid: int, said: Path) -> None:
        self.nursery, self.pid, self.said = nursery, pid, said

    def wait(self, seconds: float) -> int | None:
        """Return how it ended as `subprocess` has it, or None if it is still at work."""
        return self.nursery.ended(self.pid, seconds)


class Nursery:
    """Starts commands; one at a time."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.attack.nursery"],
            cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )
        self.left: dict[int, int] = {}

    def start(self, words: list[str], environment: dict[str, str], before: str) -> Child:
        handle, said = tempfile.mkstemp(prefix="said-")
        os.close(handle)
        told = {"words": words, "environment": environment, "said": said, "before": before}
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(told).encode() + b"\n")
        line = self.process.stdout.readline()
        return Child(self, int(line), Path(said))

    def ended(self, pid: int, seconds: float) -> int | None:
        import select

        assert self.process.stdout is not None
        if pid not in self.left and select.select([self.process.stdout], [], [], seconds)[0]:
            number, code = self.process.stdout.readline().split()
            self.left[-int(number)] = os.waitstatus_to_exitcode(int(code))
        return self.left.get(pid)

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(60)


def _child(told: dict[str, Any]) -> None:
    """Run a command in a session of its own, as the only thing that this process ever did."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # as if nobody had ignored it
    for name in ("SIGTERM", "SIGHUP", "SIGQUIT"):
        signal.signal(getattr(signal, name), signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDWR)
    said = os.open(told["said"], os.O_WRONLY)
    for number, to in ((0, nothing), (1, nothing), (2, said)):
        os.dup2(to, number)
    for name in [n for n in os.environ if n.startswith("UNSHIFT_")]:
        del os.environ[name]
    os.environ.update(told["environment"])
    tempfile.tempdir = None
    sys.argv = ["unshift", *told["words"]]
    exec(told["before"], {})
    from analysis.start import main

    main()


def _serve() -> None:
    import pooch  # noqa: F401
    import requests  # noqa: F401

    import analysis.atlas.build
    import analysis.commands
    import analysis.idealpoints
    import analysis.record.sources.fetch
    import analysis.reporting.run.build
    import analysis.rollcalls.load  # noqa: F401

    out = os.dup(1)
    while line := sys.stdin.buffer.readline():
        pid = os.fork()
        if not pid:
            os.close(out)
            _child(json.loads(line))
            os._exit(0)
        os.write(out, b"%d\n" % pid)
        _, code = os.waitpid(pid, 0)
        os.write(out, b"-%d %d\n" % (pid, code))


if __name__ == "__main__":
    _serve()
