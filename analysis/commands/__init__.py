"""The command ``unshift``: one file per group of commands, each a thin front of the modules."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Any

import typer

from analysis import __version__
from analysis.commands import (
    agreement,
    archive,
    atlas,
    bench,
    claims,
    course,
    doctor,
    estimate,
    findings,
    moved,
    outputs,
    posterior,
    replicate,
    report,
    shift,
    validate,
)
from analysis.commands.data import record as data
from analysis.commands.shared.output import console
from analysis.errors import UnshiftError, UsageError, by_ctrl_c

__all__ = ["app", "main"]

#: What typer raises on wrong usage: click's class, of click or of typer's own copy of it.
_USAGE: type[Exception] = next(
    c for c in typer.BadParameter.__mro__ if c.__name__ == "ClickException"
)
#: What shells take for "ended by Ctrl-C".
INTERRUPTED = 130
#: Seconds after which a signal that came in the middle of compiled code is sent again.
AGAIN = 0.05
#: Of the year 9999, after which there are no dates.
LAST_SECOND = 253_402_300_800
_STOPPED = "interrupted; nothing half-written was kept"

app = typer.Typer(
    name="unshift",
    help="How far a state moved at the United Nations, from the record of votes.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(data.app, name="data")
app.add_typer(course.app, name="course")
app.command("agreement")(agreement.agreement)
app.command("estimate")(estimate.estimate)
app.command("posterior")(posterior.posterior)
app.command("shift")(shift.shift)
app.command("claims")(claims.claims)
app.command("doctor")(doctor.doctor)
app.command("report")(report.report)
app.command("atlas")(atlas.atlas)
app.command("findings")(findings.findings)
app.command("outputs")(outputs.outputs)
app.command("replicate")(replicate.replicate)
app.command("moved")(moved.moved)
app.command("archive")(archive.archive)
app.command("validate")(validate.validate)
app.command("bench")(bench.bench)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"unshift {__version__}")
        raise typer.Exit()


@app.callback()
def _root(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version."
    ),
) -> None:
    """Accept the options that hold for every command."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command; exit 0 when done, 1 when the work failed, 2 on wrong usage.

    Errors take one line on stderr: what is wrong, where, and what to do. Set
    ``UNSHIFT_TRACEBACK=1`` to see the traceback of an error that is not foreseen.
    """
    _open_streams()
    with _signals_heeded():
        _run(arguments)


def _run(arguments: Sequence[str] | None) -> None:
    command: Any = None
    try:
        command = typer.main.get_command(app)
        _check_epoch(os.environ.get("SOURCE_DATE_EPOCH", ""))
        code = command.main(
            args=None if arguments is None else list(arguments),
            prog_name="unshift",
            standalone_mode=False,
        )
    except UnshiftError as error:
        _fail(str(error), error.exit_code)
    except _USAGE as error:
        _wrong_usage(error, command, sys.argv[1:] if arguments is None else arguments)
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        if os.environ.get("UNSHIFT_TRACEBACK") == "1":
            raise
        name = f" ({error.filename})" if error.filename else ""
        _fail(f"{error.strerror or error}{name}: check the folder and its permissions", 1)
    except MemoryError as error:
        what = f" ({' '.join(str(error).split())})" if str(error) else ""
        _fail(f"not enough memory{what}: ask for fewer draws, days or states", 1)
    except Exception as error:
        if by_ctrl_c(error):
            _fail(_STOPPED, INTERRUPTED)
        if os.environ.get("UNSHIFT_TRACEBACK") == "1":
            raise
        what = " ".join(str(error).split())[:300]
        _fail(
            f"{type(error).__name__}: {what} (not foreseen): "
            "set UNSHIFT_TRACEBACK=1 and report what it prints",
            1,
        )
    if code == INTERRUPTED:  # some versions of typer return it and raise nothing
        _fail(_STOPPED, INTERRUPTED)
    sys.exit(code if isinstance(code, int) else 0)


def _check_epoch(given: str) -> None:
    """Refuse a day of printing that is none; numpy's own packages stumble over it as well."""
    if given and not (
        given.isascii() and given.isdigit() and len(given) < 20 and int(given) < LAST_SECOND
    ):
        raise UsageError(
            f"SOURCE_DATE_EPOCH is {given[:40]!r}",
            "environment",
            "give seconds since 1970, or unset it",
        )


@contextmanager
def _signals_heeded() -> Iterator[None]:
    """Let a hang-up, a quit or a termination end the work as Ctrl-C does: processes and files too.

    Only in the main thread, where signals can be heeded, and where nothing else heeds them: what
    `nohup` ignores stays ignored.
    """
    before: dict[int, Any] = {}
    if threading.current_thread() is threading.main_thread():
        for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"):
            number = getattr(signal, name, None)
            unheeded = signal.default_int_handler if name == "SIGINT" else signal.SIG_DFL
            if number is not None and signal.getsignal(number) == unheeded:
                before[number] = signal.signal(number, _interrupt)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupt(number: int, frame: FrameType | None) -> None:
    """End the work, but not while LLVM waits for an answer: it would go on with none and crash."""
    while frame is not None:
        if frame.f_globals.get("__name__", "").startswith("llvmlite."):
            again = threading.Timer(AGAIN, os.kill, (os.getpid(), number))
            again.daemon = True
            again.start()
            return
        frame = frame.f_back
    raise KeyboardInterrupt


def _open_streams() -> None:
    """Make output possible where a stream is closed, or cannot write every letter."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _wrong_usage(error: Any, command: Any, arguments: Sequence[str]) -> None:
    """Say what was wrong with the words of the command, or print its help if it had none."""
    text = error.format_message()
    if type(error).__name__ == "NoArgsIsHelpError":
        sys.stderr.write(text + "\n")
        sys.exit(2)
    context = getattr(error, "ctx", None)
    path = context.command_path if context else _named(command, arguments)
    _fail(f"{' '.join(text.split()).rstrip('.')}: see `{path} --help`", 2)


def _named(command: Any, arguments: Sequence[str]) -> str:
    """Return the words that name a command; the parser's own errors do not say which it was."""
    words = ["unshift"]
    for word in arguments:
        command = getattr(command, "commands", {}).get(word)
        if command is None:
            break
        words.append(word)
    return " ".join(words)


def _fail(message: str, code: int) -> None:
    console.print(f"unshift: {message}", markup=False, style=None)
    sys.exit(code)
