"""A hang-up, a quit and a termination end a command as Ctrl-C does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from analysis.paths import ROOT

WAITING = """
import signal, sys, time
for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"):  # as if nobody had ignored them before
    number = getattr(signal, name)
    signal.signal(number, signal.default_int_handler if name == "SIGINT" else signal.SIG_DFL)
from analysis import commands
from analysis.commands import app
def wait():
    print("ready", flush=True)
    time.sleep(60)
app.command("wait")(wait)
commands.main(["wait"])
"""


WITHIN = """
import signal, threading, time
signal.signal(signal.SIGINT, signal.default_int_handler)
from analysis import commands
from analysis.commands import app
callback = {"__name__": "llvmlite.binding.executionengine"}
exec('''
import time
def answer():
    print("ready", flush=True)
    until = time.monotonic() + 1
    while time.monotonic() < until:
        pass
    print("answered", flush=True)
''', callback)
def wait():
    callback["answer"]()
    time.sleep(60)
app.command("wait")(wait)
commands.main(["wait"])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
def test_ctrl_c_while_llvm_waits_for_an_answer_comes_after_it():
    """It would go on with no answer, and crash."""
    process = subprocess.Popen(
        [sys.executable, "-c", WITHIN],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    process.send_signal(signal.SIGINT)
    out, said = process.communicate(timeout=60)
    assert out == b"answered\n"
    assert process.returncode == 130
    assert len(said.decode().strip().splitlines()) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"])
def test_a_signal_ends_in_one_line(name):
    process = subprocess.Popen(
        [sys.executable, "-c", WAITING],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONFAULTHANDLER": ""},
        start_new_session=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    process.send_signal(getattr(signal, name))
    begun = time.monotonic()
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert len(said.decode().strip().splitlines()) == 1
    assert time.monotonic() - begun < 50
