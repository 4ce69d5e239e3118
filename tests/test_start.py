from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from analysis.paths import ROOT

#: A first import that stops, as a slow disk does, and says so.
SLOW = """
import signal, sys, time, types
signal.signal(signal.SIGINT, signal.default_int_handler)  # as if nobody had ignored it before
class Slow:
    def find_spec(self, name, path=None, target=None):
        if name == "analysis.commands":
            print("ready", flush=True)
            time.sleep(60)
sys.meta_path.insert(0, Slow())
from analysis.start import main
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
def test_ctrl_c_while_the_command_is_being_imported():
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=dict(os.environ),
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert len(said.decode().strip().splitlines()) == 1
