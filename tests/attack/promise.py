"""What is promised of every command and reader, whatever it is given, and whether it was kept.

Exit 0, 1 or 2; where it fails, one line on stderr and no traceback; nothing half-written; an end
within seconds, in memory that has a limit.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import signal
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from analysis.commands import main
from analysis.errors import UnshiftError

__all__ = ["Case", "Outcome", "attempt", "command", "library"]

#: Seconds of processor time that a case may take, and of the clock's that it may wait.
SECONDS = 30
#: Of processor time: who has spent less in `SECONDS` of the clock's waits.
IDLE = 0.1
#: Bytes by which the process may grow in a case, where the system holds it to that.
MEMORY = 3 << 30

#: Does the thing in a folder of its own; gives exit code, stdout and stderr.
Run = Callable[[Path], tuple[int, str, str]]


@dataclass(frozen=True)
class Case:
    """One attack.

    Attributes
    ----------
    group : str
        What is attacked.
    kind : str
        How.
    name : str
        Which of its kind; unique with the other two.
    run : callable
    prepare : callable
        Writes into the folder what is attacked with.
    keeps : bool
        Whether the folder must be after a failure what it was before.
    """

    group: str
    kind: str
    name: str
    run: Run = field(repr=False)
    prepare: Callable[[Path], object] = field(repr=False, default=lambda folder: None)
    keeps: bool = True

    def __str__(self) -> str:
        return f"{self.group} | {self.kind} | {self.name}"


@dataclass(frozen=True)
class Outcome:
    """What came of a case: how it ended, and in what the promise was not kept, if it was not."""

    case: Case
    code: int
    said: str
    seconds: float
    broken: tuple[str, ...]


class Late(BaseException):
    """Raised by the alarm; no handler of errors catches it."""


def command(
    *arguments: object, environment: Mapping[str, str | None] | None = None
) -> tuple[int, str, str]:
    """Run a command in this process; what the environment holds of a name may be taken away."""
    out, err = io.StringIO(), io.StringIO()
    with (
        _changed(environment or {}),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main([str(a) for a in arguments])
        except SystemExit as end:
            return int(end.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def library(call: Callable[[], object]) -> tuple[int, str, str]:
    """Call what a notebook calls; an error of ours is told as commands tell it."""
    err = io.StringIO()
    with contextlib.redirect_stderr(err):
        try:
            call()
        except UnshiftError as error:
            return error.exit_code, "", f"{err.getvalue()}unshift: {error}\n"
    return 0, "", err.getvalue()


def attempt(case: Case, folder: Path) -> Outcome:
    """Run a case in an empty folder of its own and judge it."""
    here, temporary = Path.cwd(), folder / ".temporary"
    temporary.mkdir(parents=True)
    begun, before = time.monotonic(), dict[str, str]()
    try:
        os.chdir(folder)
        with _limited(temporary), warnings.catch_warnings(record=True) as warned:
            for kind in (UserWarning, RuntimeWarning, FutureWarning):
                warnings.simplefilter("always", kind)
            try:
                case.prepare(folder)
                before = _tree(folder)
                code, _, err = case.run(folder)
            except Late:
                code, err = -1, f"no end within {SECONDS} seconds"
            except Exception as error:  # noqa: BLE001 - the fault that is looked for
                code, err = -2, f"{type(error).__name__}: {error}"
    finally:
        os.chdir(here)
    seconds = time.monotonic() - begun
    err += "".join(f"{w.category.__name__}: {w.message}\n" for w in warned if _shown(w))
    broken = tuple(_faults(case, code, err, before, folder))
    return Outcome(case, code, err.strip()[:300], seconds, broken)


def _shown(warning: warnings.WarningMessage) -> bool:
    """Whether Python would have shown a warning on stderr, unless told otherwise."""
    return issubclass(warning.category, (UserWarning, RuntimeWarning, FutureWarning))


def _faults(
    case: Case, code: int, err: str, before: Mapping[str, str], folder: Path
) -> Iterator[str]:
    if code == -1:
        yield "no end"
        return
    if code == -2:
        yield f"an error that is not ours: {err[:120]}"
        return
    if code not in (0, 1, 2):
        yield f"exit {code}"
    if "Traceback" in err or "not foreseen" in err:
        yield f"not foreseen: {err[:160]}"
    if "Warning" in err:
        yield f"a warning: {err[:160]}"
    if "not enough memory" in err:
        yield "memory without limit"
    lines = [line for line in err.splitlines() if line.strip() and "Warning: " not in line]
    if code and (len(lines) != 1 or not lines[0].startswith("unshift: ")):
        yield f"{len(lines)} lines: {err[:160]!r}"
    after = _tree(folder)
    if any(name.endswith(".part") for name in after):
        yield "a part of a file was left"
    if any((folder / ".temporary").iterdir()):
        yield "something was left in the temporary folder"
    if code and case.keeps and after != before:
        changed = sorted(n for n in {*after, *before} if after.get(n) != before.get(n))
        yield f"written though it failed: {changed[:3]}"


def _tree(folder: Path) -> dict[str, str]:
    """Return names and hashes of the plain files below a folder; of others their names."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name.startswith(".temporary"):
            continue
        plain = path.is_file() and not path.is_symlink() and os.access(path, os.R_OK)
        found[name] = hashlib.sha256(path.read_bytes()).hexdigest() if plain else "-"
    return found


@contextlib.contextmanager
def _changed(environment: Mapping[str, str | None]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in environment}
    try:
        _set(environment)
        yield
    finally:
        _set(before)


def _set(environment: Mapping[str, str | None]) -> None:
    for name, value in environment.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
    if "TZ" in environment and hasattr(time, "tzset"):
        time.tzset()


@contextlib.contextmanager
def _limited(temporary: Path) -> Iterator[None]:
    """Hold a case to its seconds and its memory, and give it a temporary folder of its own."""

    seen = [time.process_time()]

    def late(number: int, frame: FrameType | None) -> None:
        if _asked_by_llvm(frame):  # it would crash without its answer
            signal.setitimer(signal.ITIMER_PROF, 0.05)
            return
        raise Late

    def waits(number: int, frame: FrameType | None) -> None:
        # on a busy machine a case that is at work may take many times its own seconds
        now = time.process_time()
        if now - seen[0] < IDLE and not _asked_by_llvm(frame):
            raise Late
        seen[0] = now

    kept, tempfile.tempdir = tempfile.tempdir, str(temporary)
    alarmed = hasattr(signal, "setitimer")
    if alarmed:
        handler = signal.signal(signal.SIGALRM, waits)
        # of this process's own time; what waits is found by its doing nothing
        spent = signal.signal(signal.SIGPROF, late)
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        signal.setitimer(signal.ITIMER_REAL, SECONDS, SECONDS)
    try:
        with _memory():
            yield
    finally:
        tempfile.tempdir = kept
        if alarmed:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGPROF, spent)
            signal.signal(signal.SIGALRM, handler)


def _asked_by_llvm(frame: FrameType | None) -> bool:
    while frame is not None:
        if frame.f_globals.get("__name__", "").startswith("llvmlite."):
            return True
        frame = frame.f_back
    return False


@contextlib.contextmanager
def _memory() -> Iterator[None]:
    if not sys.platform.startswith("linux"):
        yield
        return
    import resource

    pages = int(Path("/proc/self/statm").read_text().split()[0])
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    asked = pages * resource.getpagesize() + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (asked, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
