"""What kernels are forked from has compiled code at hand, and no thread that a fork would lose."""

from __future__ import annotations

import subprocess
import sys

import pytest

from analysis.reporting.run.kernels import FORKS

SEEN = """
import os, sys
from analysis.idealpoints import IdealPoints
from analysis.idealpoints.votes import sorting
threads = len(os.listdir("/proc/self/task"))
from analysis.reporting.run import preload
print(len(sorting.count_votes.signatures) > 0, len(os.listdir("/proc/self/task")) - threads)
sys.stdout.flush()
if not (child := os.fork()):
    from analysis.simulate import simulate
    fitted = IdealPoints(simulate(n_states=8, years=2, calls_per_year=20).rollcalls).fit()
    os._exit(0 if fitted.converged else 1)
print(os.waitpid(child, 0)[1])
"""


@pytest.mark.skipif(not FORKS, reason="kernels are not forked here")
def test_compiled_code_is_at_hand_without_a_thread_and_works_after_a_fork():
    done = subprocess.run([sys.executable, "-c", SEEN], capture_output=True, text=True)
    assert done.stdout.split() == ["True", "0", "0"], done.stderr


def test_nothing_is_imported_that_no_notebook_needs():
    code = "from analysis.reporting.run import preload; import sys; print('numba' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.split() == ["False"], done.stderr
