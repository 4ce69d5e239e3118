"""A session: what it says of cells, and that nothing of it stays."""

from __future__ import annotations

import os
import sys
import time

import pytest

from analysis.course.marking import running
from analysis.course.marking.confinement import Limits
from analysis.course.marking.running import Failed, Session
from analysis.errors import UnshiftError

pytestmark = pytest.mark.slow  # a server loads the suite once


@pytest.mark.parametrize(
    ("code", "name", "read"),
    [
        ("1 / 0", "ZeroDivisionError", True),
        ("a b", "SyntaxError", False),
        ("while True: pass", "TimeLimit", True),
        ("class E(Exception):\n    def __str__(self): raise E\nraise E", "E", True),
        ("input()", "EOFError", True),
    ],
)
def test_how_a_cell_failed(code, name, read):
    # Only the cell that never ends is short of time: on a busy machine the first cell of a shell
    # takes seconds, whatever it holds.
    patient, short = Limits(seconds=120), Limits(seconds=2)
    with Session(patient) as session:
        session.run("pass")
        session.limits = short if name == "TimeLimit" else patient
        with pytest.raises(Failed) as failed:
            session.run(code)
        session.limits = patient
        # A shell without a terminal refuses to ask, in words of its own.
        assert failed.value.name in (name, "StdinNotImplementedError")
        assert failed.value.read is read
        session.run("x = 1")  # and goes on
        assert session.answers(["x"]) == [1]


def test_what_notebooks_do_besides():
    with Session(Limits(seconds=20)) as session:
        session.run(
            "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1]); plt.show()"
        )
        session.run("from IPython.display import display\ndisplay({'a': 1})\nprint('x' * 10**7)")
        session.run("import asyncio\nawait asyncio.sleep(0)\ny = 2")
        values = session.answers(["y", "nosuch"])
        assert values[0] == 2
        assert values[1].name == "NameError"


@pytest.mark.skipif(sys.platform == "win32", reason="processes are told apart otherwise")
def test_nothing_of_it_stays():
    with Session(Limits(seconds=5)) as session:
        session.run(
            "import subprocess, os\nchild = subprocess.Popen(['sleep', '1000'])\nos.mkdir('a')"
        )
        session.run("os.chmod('a', 0)")
        folder, group = session.folder, session.process.pid
    assert not os.path.exists(folder)
    for _ in range(50):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            break
        time.sleep(0.1)
    else:
        pytest.fail("a process of the session is still there")


def test_a_process_that_does_not_begin_is_no_fault_of_a_cell(monkeypatch):
    monkeypatch.setattr(running, "READY", 0)
    with pytest.raises(UnshiftError) as failed, Session(Limits(seconds=20)):
        pass
    assert failed.value.where == "marking"
    assert "mark" in failed.value.todo
