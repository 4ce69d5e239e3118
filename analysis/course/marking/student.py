"""The process in which one submission runs: it does what it is told by lines of JSON.

It is forked from a server that has loaded the suite already, so that a notebook costs what its
own cells cost. Whatever the submission does to this process, what it can send are answers.
"""

from __future__ import annotations

import ast
import json
import os
import signal
import sys
from multiprocessing.connection import Connection
from typing import Any

from analysis.course.listening import listened
from analysis.course.marking.answers import decode, encode
from analysis.course.marking.confinement import Limits, confine

__all__ = ["KEPT_VARIABLES", "serve"]

#: What a submission sees of the environment; the rest may hold what is nobody's business.
KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "SYSTEMROOT", "NUMBA_NUM_THREADS")
KEPT_PREFIXES = ("UNSHIFT_", "OMP_", "OPENBLAS_", "MKL_", "NUMBA_")


def serve(
    pipe: Connection, folder: str, hidden: tuple[str, ...], limits: Limits, closed: bool
) -> None:
    """Run what comes in through a pipe until it closes.

    Parameters
    ----------
    pipe : Connection
        Each request is a dictionary with one key: ``run`` (a cell's code), ``answers``
        (expressions), ``call`` (number of a function, and its arguments). Each is replied to.
    folder : str
        Empty, to work in.
    hidden : tuple of str
        Folders that are not to be seen.
    limits : Limits
    closed : bool
        Whether to shut the process in; the lesson's own solutions need no walls.
    """
    if hasattr(os, "setsid"):
        os.setsid()  # Ctrl-C at the terminal is for the one that marks
    _environment(folder)
    walls = confine(folder, hidden, limits) if closed else ()
    os.chdir(folder)
    _let_go_of_files(pipe)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    student = _Student()
    pipe.send_bytes(json.dumps({"walls": walls}).encode())
    while True:
        try:
            asked = json.loads(pipe.recv_bytes())
        except (EOFError, OSError):
            os._exit(0)
        except KeyboardInterrupt:  # came when the cell had just ended
            continue
        try:
            reply = student.reply(asked)
        except BaseException as error:
            reply = {"error": _told(error)}
        pipe.send_bytes(json.dumps(reply).encode())


def _let_go_of_files(pipe: Connection) -> None:
    """Put nothing in the place of every open file but the pipe that asks.

    Those of the server, from which processes are forked, came along: who writes to them ends it,
    and the marking of others with it. Numbers stay taken, so that no object here closes another's.
    """
    nothing = os.open(os.devnull, os.O_RDWR)
    held = [int(name) for name in os.listdir("/dev/fd")] if os.name == "posix" else []
    for file in {0, 1, 2, *held} - {pipe.fileno(), nothing}:
        os.dup2(nothing, file, inheritable=file < 3)


def _environment(folder: str) -> None:
    """Leave little of the environment, and let what is written go to the folder."""
    for name in list(os.environ):
        if name not in KEPT_VARIABLES and not name.startswith(KEPT_PREFIXES):
            del os.environ[name]
    for name in ("HOME", "TMPDIR", "IPYTHONDIR", "MPLCONFIGDIR", "XDG_CACHE_HOME"):
        os.environ[name] = folder
    os.environ |= {"MPLBACKEND": "agg", "UNSHIFT_MARKING": "1"}


def _told(error: BaseException) -> list[str]:
    """Name and message of an error, whatever its class does when it is asked for them."""
    try:
        text = " ".join(str(error).split())[:300]
    except BaseException:
        text = ""
    if isinstance(error, SyntaxError) and error.lineno:
        text = f"{error.msg} (line {error.lineno})"
    return [str(type(error).__name__)[:80], text]


class _Student:
    """The session of a submission: a shell as in a notebook, without anything that is shown."""

    def __init__(self) -> None:
        from IPython.core.interactiveshell import InteractiveShell
        from traitlets.config import Config

        config = Config()
        config.HistoryManager.enabled = False
        config.InteractiveShell.colors = "NoColor"
        shell: Any = InteractiveShell
        self.shell = shell.instance(config=config)
        self.shell.enable_gui = lambda *_, **__: None  # `%matplotlib` asks for one
        self.shell.showtraceback = lambda *_, **__: None
        self.shell.showsyntaxerror = lambda *_, **__: None
        self.shell.display_formatter.active_types = ["text/plain"]  # nobody looks
        self.shell.displayhook.write_output_prompt = lambda: None
        self.functions: list[Any] = []

    def reply(self, asked: dict[str, Any]) -> dict[str, Any]:
        ((what, about),) = asked.items()
        if what == "run":
            return self._run(str(about))
        if what == "answers":
            return {"answers": [self._answer(str(expression)) for expression in about]}
        return self._call(int(about[0]), [decode(a) for a in about[1]])

    def _run(self, code: str) -> dict[str, Any]:
        result = self.shell.run_cell(code, store_history=True)
        error = result.error_before_exec or result.error_in_exec
        if error is None:
            return {"done": 1}
        return {"error": _told(error), "read": result.error_before_exec is None}

    def _answer(self, expression: str) -> dict[str, Any]:
        try:
            value = eval(  # of the lesson's own check: names that the submission was to assign
                compile(ast.parse(expression, mode="eval"), "check", "eval"), self.shell.user_ns
            )
            return {"value": encode(value, self.functions)}
        except BaseException as error:
            return {"error": _told(error)}

    def _call(self, number: int, arguments: list[Any]) -> dict[str, Any]:
        try:
            value, heard = listened(self.functions[number], *arguments)
            return {"value": encode(value), "heard": [str(h)[:80] for h in heard]}
        except BaseException as error:
            return {"error": _told(error)}


def warm() -> None:
    """Load what lessons load; called once, in the server that submissions are forked from."""
    import importlib

    for name in (
        "IPython.core.interactiveshell",
        "IPython.core.completer",
        "matplotlib.pyplot",
        "matplotlib_inline.backend_inline",
        "ipywidgets",
        "analysis.course",
        "analysis.reporting.display",
        "analysis.figures.lessons",
        "analysis.figures.votes",
        "analysis.course.widgets.plots",
        "analysis.course.widgets.pieces",
        *(f"analysis.course.lessons.lesson_{n}" for n in range(1, 10)),
    ):
        try:
            importlib.import_module(name)
        except ImportError:
            continue
    from analysis.course.lessons.lesson_1 import assembly

    assembly()
    sys.stdout.flush()
