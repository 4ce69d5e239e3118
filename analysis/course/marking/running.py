"""Running one submission from outside: told cell by cell what to do, and ended when it is late."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Sequence
from threading import Timer
from types import TracebackType
from typing import Any

from analysis.course.marking.answers import Foreign, decode, encode
from analysis.course.marking.confinement import Limits
from analysis.course.marking.student import serve
from analysis.errors import UnshiftError
from analysis.files import throw_away

__all__ = ["Failed", "Session"]

#: Seconds in which a process that was forked is ready; the first waits for the suite to load.
READY = 180


class Failed(Exception):
    """What was asked for did not come about.

    Parameters
    ----------
    name : str
        Of the error in the submission, or ``TimeLimit`` or ``Ended``.
    text : str
    read : bool
        Whether the code was Python at all.
    """

    def __init__(self, name: str, text: str, read: bool = True) -> None:
        super().__init__(f"{name}: {text}")
        self.name, self.text, self.read = name, text, read


class Session:
    """A process of one submission, in a folder that is thrown away.

    Parameters
    ----------
    limits : Limits
    hidden : sequence of str
        Folders that it is not to see.
    closed : bool
        Whether it is shut in.

    Attributes
    ----------
    walls : tuple of str
        What is in force (`analysis.course.marking.confinement.WALLS`).
    ended : str
        Why the process is no more, or ``""``.
    """

    def __init__(self, limits: Limits, hidden: Sequence[str] = (), closed: bool = True) -> None:
        self.limits, self.hidden, self.closed = limits, tuple(hidden), closed
        self.walls: tuple[str, ...] = ()
        self.ended = ""

    def __enter__(self) -> Session:
        """Start the process."""
        # held until its end: another run clears those that nobody holds
        self.ends = contextlib.ExitStack()
        self.folder = str(self.ends.enter_context(throw_away()))
        self.pipe, theirs = _context().Pipe()
        self.process = _context().Process(
            target=serve,
            args=(theirs, self.folder, self.hidden, self.limits, self.closed),
            daemon=True,
        )
        try:
            with _no_main():
                self.process.start()
            theirs.close()
            self.until = time.monotonic() + READY
            self.walls = tuple(self._ask(None, READY).get("walls", ()))
        except Failed:  # before any cell: none of them is at fault
            self.__exit__(None, None, None)
            raise UnshiftError(
                f"its process did not begin within {READY} s, or ended at once",
                "marking",
                "the machine may be too busy: mark the class again, what is marked is kept",
            ) from None
        except BaseException:
            self.__exit__(None, None, None)
            raise
        self.until = time.monotonic() + self.limits.total
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the process and all that it started; throw its folder away."""
        with contextlib.suppress(OSError):
            self.pipe.close()
        self.kill()
        if self.process.pid:
            self.process.join(10)
        _unlock(self.folder)
        self.ends.close()

    def time_left(self) -> bool:
        """Say whether the notebook as a whole may still run."""
        return time.monotonic() < self.until

    def run(self, code: str) -> None:
        """Run a cell.

        Raises
        ------
        Failed
            With the error that it ended in.
        """
        self._ask({"run": code}, self.limits.seconds)

    def answers(self, expressions: Sequence[str]) -> list[Any]:
        """Take the values of expressions out of the session.

        Returns
        -------
        list
            For each its value, or the `Failed` that it led to.
        """
        got = self._ask({"answers": list(expressions)}, self.limits.seconds).get("answers")
        if not isinstance(got, list) or len(got) != len(expressions):
            raise Failed("Ended", "the session sent what is no answer")
        return [self._value(one) for one in got]

    def kill(self) -> None:
        """End the process and its group; where it is shut in, all that it started goes with it."""
        if not self.process.pid:
            return
        with contextlib.suppress(OSError, AttributeError):
            if self.process.is_alive():
                os.killpg(self.process.pid, signal.SIGKILL)
        with contextlib.suppress(OSError, AttributeError):
            self.process.kill()

    def _call(self, number: int, arguments: list[Any]) -> tuple[Any, list[str]]:
        asked = {"call": [number, [encode(a) for a in arguments]]}
        try:
            got = self._ask(asked, min(30, self.limits.seconds))
        except Failed as failed:  # by the function itself
            raise _error_of(failed) from None
        value = self._value(got)
        if isinstance(value, Failed):
            raise _error_of(value)
        return value, [str(h) for h in got.get("heard", ())]

    def _value(self, got: Any) -> Any:
        if isinstance(got, dict) and isinstance(got.get("error"), list):
            name, text = (*map(str, got["error"]), "", "")[:2]
            return Failed(name, text)
        try:
            return decode(got["value"], self._call)
        except (KeyError, TypeError, ValueError):
            return type("object", (Foreign,), {})()

    def _ask(self, what: dict[str, Any] | None, seconds: float) -> dict[str, Any]:
        """Ask, wait, interrupt what is late, and end what does not heed it."""
        if self.ended:
            raise Failed("Ended", self.ended)
        seconds = min(seconds, max(self.until - time.monotonic(), 0.1))
        # A reply that begins and does not go on must not keep the one that marks waiting.
        last = Timer(2 * seconds + 5, self.kill)
        last.daemon = True
        last.start()
        late = False
        try:
            if what is not None:
                self.pipe.send_bytes(json.dumps(what).encode())
            if not self.pipe.poll(seconds):
                late = True
                self._interrupt()
                if not self.pipe.poll(min(seconds, 10) + 1):
                    raise EOFError
            reply = json.loads(self.pipe.recv_bytes(self.limits.answer * 1_000_000))
            if not isinstance(reply, dict):
                raise ValueError
        except (EOFError, OSError, ValueError, RecursionError) as error:
            self.ended = self._why(late, seconds, error)
            self.kill()
            raise Failed("TimeLimit" if late else "Ended", self.ended) from None
        finally:
            last.cancel()
        if late:
            raise Failed("TimeLimit", self._late(seconds))
        failed = reply.get("error")
        if isinstance(failed, list):
            name, text = (*map(str, failed), "", "")[:2]
            raise Failed(name, text, bool(reply.get("read", True)))
        return reply

    def _late(self, seconds: float) -> str:
        if seconds < min(self.limits.seconds, READY):
            return f"the notebook took more than {self.limits.total} s in all"
        return f"took more than {self.limits.seconds} s"

    def _why(self, late: bool, seconds: float, error: Exception) -> str:
        if late:
            return f"{self._late(seconds)}, and could not be interrupted"
        if isinstance(error, ValueError) or "bad message length" in str(error):
            return f"an answer is larger than {self.limits.answer} MB, or none"
        return "the process ended (out of memory, or ended by the cell)"

    def _interrupt(self) -> None:
        if self.process.pid and self.process.is_alive():
            with contextlib.suppress(OSError):
                os.kill(self.process.pid, signal.SIGINT)


def _context() -> Any:
    """Return how processes start: forked from a server that has loaded the suite, if possible."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["analysis.course.marking.warm"])
    return context


@contextlib.contextmanager
def _no_main() -> Any:
    """Let a new process not load the program that marks; it needs none of it."""
    main = sys.modules["__main__"]
    kept = {n: getattr(main, n, None) for n in ("__file__", "__spec__")}
    for name in kept:
        setattr(main, name, None)
    try:
        yield
    finally:
        for name, value in kept.items():
            setattr(main, name, value)


def _unlock(folder: str) -> None:
    """Make folders that a submission has locked such that they can be thrown away."""
    for path, folders, _ in os.walk(folder):
        for name in folders:
            with contextlib.suppress(OSError):
                if not os.path.islink(os.path.join(path, name)):
                    os.chmod(os.path.join(path, name), 0o700)


def _error_of(failed: Failed) -> Exception:
    """Make an error of the name that the submission's function raised."""
    if failed.name == "NotImplementedError":
        return NotImplementedError(failed.text)
    kind = type(failed.name, (Exception,), {})
    return kind(failed.text)
